"""From a saved change to the reader: checks that lead to their places, the suggestion, the hour."""

from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from articles.embargo import ask_to_break_embargo
from articles.models import Article
from articles.publishing import schedule
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import containing, expect
from tests.factories import make_image, make_live_story, make_story, make_user, save_change

PHONE = {"viewport": {"width": 390, "height": 844}}
BOARD = "/admin/articles/article/board/"
IN_A_DAY = timedelta(days=1)


def address(story: Article, page: str) -> str:
    return reverse(f"admin:articles_article_{page}", args=[story.pk])


class Releasing(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", first_name="Hanna", last_name="Voss")
        self.sign_in_as(self.user)

    def changed_story(self) -> Article:
        story = make_live_story(
            body="<p>The port lost 12 boats on Monday.</p>", lead=make_image(), by=self.user
        )
        return save_change(story, body="<p>The port lost 21 boats on Monday.</p>")

    def test_a_figure_put_right_is_published_as_the_correction_that_is_suggested(self):
        story, page = self.changed_story(), self.page
        page.goto(address(story, "publish"))
        suggestion = page.get_by_role("region", name="Suggested: Correction")
        expect(suggestion).to_contain_text("“12 boats” became “21 boats”.", use_inner_text=True)
        expect(page.locator("input[name=change]:checked")).to_have_count(0)
        correction = page.get_by_label("Correction:")
        expect(page.locator("label", has=correction)).to_contain_text(
            "Suggested", use_inner_text=True
        )
        correction.check()
        notice = page.get_by_label("Notice to readers")
        expect(notice).to_have_attribute("placeholder", containing("“12 boats”"))
        notice.fill("We said 12 boats. It was 21.")
        with page.expect_navigation():
            page.get_by_role("button", name="Publish now").click()
        expect(page.locator(".desk-panel")).to_contain_text("Live, edition 2", use_inner_text=True)
        self.assertEqual(story.editions.live().get().change, "correction")

    def test_a_story_is_published_at_a_time_from_the_same_page(self):
        story, page = self.changed_story(), self.page
        page.goto(address(story, "publish"))
        moment = page.get_by_label("Goes live at")
        expect(moment).to_be_hidden()
        expect(page.get_by_text("“Updated” moves to now.").first).to_be_visible()
        page.get_by_label("At a time").check()
        expect(moment).to_be_visible()
        expect(page.get_by_text("“Updated” moves to that time.").first).to_be_visible()
        expect(page.get_by_text("Time zone: Europe/London")).to_be_visible()
        page.get_by_label("Update:").check()
        at = timezone.localtime(timezone.now() + IN_A_DAY).replace(second=0, microsecond=0)
        moment.fill(at.strftime("%Y-%m-%dT%H:%M"))
        expect(page.get_by_role("button", name="Publish now")).to_have_count(0)
        with page.expect_navigation():
            page.get_by_role("button", name="Schedule", exact=True).click()
        self.assertEqual(story.editions.scheduled().get().live_from, at)
        page.locator(f"a[href='{BOARD}']").first.click()
        entry = page.locator(".desk-board-scheduled")
        expect(entry).to_contain_text(at.strftime("%H:%M"), use_inner_text=True)
        expect(entry).to_contain_text(story.headline, use_inner_text=True)

    def test_a_finding_leads_to_its_field_and_to_its_place_in_the_text(self):
        story = make_story(
            body="<p>First.</p>" + "<p>A line.</p>" * 60 + "<p>The mayor, TK, came.</p>",
            lead=make_image(alt=""),
            by=self.user,
        )
        page = self.page
        page.goto(address(story, "publish"))
        page.get_by_role("link", name="The lead picture has no alt text").click()
        page.wait_for_selector(".ProseMirror")
        page.wait_for_function("document.activeElement?.name === 'captions-0-alt'")
        box = page.get_by_role("region", name="Checks")
        box.get_by_role("link", name="“TK” was left in").click()
        page.wait_for_function("getSelection().anchorNode?.textContent.includes('TK')")
        paragraph = page.locator(".ProseMirror p", has_text="TK").bounding_box()
        self.assertTrue(0 < paragraph["y"] < page.viewport_size["height"])
        page.keyboard.type("Well: ")
        expect(page.locator(".ProseMirror")).to_contain_text(
            "Well: The mayor, TK", use_inner_text=True
        )
        # What is typed is kept and the page takes its leave before the tables are emptied.
        self.save_in_place()
        page.goto(BOARD)
        self.quiet(page)

    def test_an_embargo_is_broken_by_two_people(self):
        story = make_story(embargo_until=timezone.now() + IN_A_DAY, lead=make_image())
        page = self.page
        page.goto(address(story, "change"))
        page.get_by_label("More actions").click()
        page.get_by_role("link", name="Break embargo…").click()
        page.get_by_label("Why is it to be broken?").fill("The ministry published it.")
        with page.expect_navigation():
            page.get_by_role("button", name="Ask to break the embargo").click()
        expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        chief = self.sign_in_as(make_user("Managing editor"), self.open_page())
        chief.goto(BOARD)
        chief.get_by_role("region", name="Embargoes to be broken").get_by_role("link").click()
        with chief.expect_navigation():
            chief.get_by_role("button", name="Approve").click()
        self.assertIsNone(Article.objects.get().embargo_until)
        page.goto(address(story, "publish"))
        with page.expect_navigation():
            page.get_by_role("button", name="Publish now").click()
        expect(page.locator(".desk-panel")).to_contain_text("Live, edition 1", use_inner_text=True)


class ForEverybody(BrowserTestCase):
    """What has to hold at phone width, in the dark, and for whoever listens to the page."""

    def setUp(self):
        super().setUp()
        self.editor = make_user("Editor", first_name="Hanna", last_name="Voss")
        self.chief = make_user("Managing editor", first_name="Per", last_name="Holm")
        story = make_live_story(body="<p>The port lost 12 boats.</p>", by=self.editor)
        self.story = save_change(story, body="<p>The port, TK, lost 21 boats.</p>")
        at = timezone.now() + IN_A_DAY
        schedule(make_story("Scheduled"), by=self.editor, at=at, change="first")
        self.secret = make_story("Under embargo", embargo_until=at)
        ask_to_break_embargo(self.secret, by=self.editor, reason="It is out already.")
        # Each with the part of the page that is looked at; what surrounds it is the whole desk's.
        self.addresses = {
            address(self.story, "publish"): "#content",
            address(self.story, "schedule"): "#content",
            address(self.story, "change"): ".desk-checks-box",
            address(self.secret, "break_embargo"): "#content",
            BOARD: "#content",
        }

    def test_axe_finds_nothing_in_light_and_dark(self):
        for scheme in ("light", "dark"):
            page = self.sign_in_as(self.chief, self.open_page(color_scheme=scheme))
            for url, part in self.addresses.items():
                page.goto(url)
                self.quiet(page)
                results = Axe().run(page, context=part)
                with self.subTest(url, scheme=scheme):
                    self.assertEqual(results.violations_count, 0, results.generate_report())

    def test_nothing_is_wider_than_a_phone(self):
        page = self.sign_in_as(self.chief, self.open_page(**PHONE))
        for url in self.addresses:
            page.goto(url)
            width = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(width, 390, url)
