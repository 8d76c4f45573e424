"""The newsdesk, the palette and a story's way to ready, as a person goes through them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Progress
from articles.workflow import assign, move
from tests.browser.accessible import violations
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import containing, expect
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_story,
    make_user,
    save_change,
)

PHONE = {"viewport": {"width": 390, "height": 844}}
STORIES = "/admin/articles/article/"


class NewsdeskTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.editor = make_user("Editor", first_name="Hanna", last_name="Voss")
        self.mara = make_user("Reporter", first_name="Mara", last_name="Lindqvist")
        self.sign_in_as(self.editor)

    def fill(self) -> Article:
        """Something in every panel."""
        now = timezone.now()
        review = make_story("Ferry returns to the strait", lead=make_image(alt=""))
        move(review, by=self.mara, to="review")
        assign(review, by=None, to=self.editor, due=now - timedelta(hours=1), at=now - timedelta(1))
        move(make_story("Ready to go"), by=None, to="ready")
        back = make_story("Not there yet")
        move(back, by=None, to="review")
        move(back, by=self.editor, to="draft", reason="Who says so?")
        assign(back, by=None, to=self.mara, due=now + timedelta(hours=3))
        save_change(make_live_story("Live and changed"), standfirst="New.")
        return review

    def open_story(self, story, page=None):
        page = page or self.page
        page.goto(reverse("admin:articles_article_change", args=[story.pk]))
        page.wait_for_selector(".ProseMirror")
        return page


class Accessible(NewsdeskTestCase):
    def addresses(self):
        story = self.fill()
        yield "/admin/"
        yield STORIES
        yield f"{STORIES}{story.pk}/change/"
        yield f"{STORIES}{story.pk}/move/?to=back"
        yield f"{STORIES}{story.pk}/assign/"

    def test_axe_finds_nothing_wrong_in_either_colour_or_on_a_phone(self):
        addresses = list(self.addresses())
        for options in ({}, {"color_scheme": "dark"}, PHONE):
            page = self.sign_in_as(self.editor, self.open_page(**options))
            for address in addresses:
                page.goto(address)
                self.quiet(page)
                with self.subTest(address=address, **options):
                    self.assertEqual(violations(page), [])

    def test_axe_finds_nothing_wrong_in_the_palette(self):
        make_story("Ferry returns")
        for options in ({}, {"color_scheme": "dark"}, PHONE):
            page = self.sign_in_as(self.editor, self.open_page(**options))
            page.goto("/admin/")
            page.get_by_role("button", name="Find").click()
            page.get_by_role("option").first.wait_for()
            with self.subTest(**options):
                self.assertEqual(violations(page), [])

    def test_on_a_phone_nothing_scrolls_sideways(self):
        page = self.sign_in_as(self.editor, self.open_page(**PHONE))
        for address in self.addresses():
            page.goto(address)
            width = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(width, 390, address)


class TheWayToReady(NewsdeskTestCase):
    def test_two_people_bring_a_story_from_draft_to_ready(self):
        story = make_story("Ferry", authors=[make_author(user=self.mara)])
        reporter = self.sign_in_as(self.mara, self.open_page())
        self.open_story(story, reporter)
        reporter.locator("textarea.desk-headline").fill("Ferry returns")
        with reporter.expect_navigation():
            reporter.get_by_role("button", name="Send to review").click()
        expect(reporter.locator(".desk-panel")).to_contain_text("In review", use_inner_text=True)
        self.assertEqual(Article.objects.get().headline, "Ferry returns")

        editor = self.page
        editor.goto("/admin/")
        queue = editor.get_by_role("region", name="For me to review")
        with editor.expect_navigation():
            queue.get_by_role("link", name="Ferry returns").click()
        editor.wait_for_selector(".ProseMirror")
        with editor.expect_navigation():
            editor.get_by_role("button", name="Send back…").click()
        editor.get_by_label("Reason").fill("Who says so?")
        with editor.expect_navigation():
            editor.get_by_role("button", name="Send back").click()

        reporter.goto("/admin/")
        expect(reporter.locator("#mine")).to_contain_text("Who says so?", use_inner_text=True)
        self.open_story(story, reporter)
        expect(reporter.locator(".desk-returned")).to_contain_text(
            "Who says so?", use_inner_text=True
        )
        with reporter.expect_navigation():
            reporter.get_by_role("button", name="Send to review").click()

        self.open_story(story)
        with editor.expect_navigation():
            editor.get_by_role("button", name="Mark ready").click()
        self.assertEqual(Progress.objects.get().stage, "ready")

    def test_a_story_is_assigned_and_what_was_typed_before_is_saved(self):
        story = make_story("Ferry")
        page = self.open_story(story)
        self.click_text(page=page)
        self.press("Control+End", page)
        page.keyboard.type(" Typed before.")
        with page.expect_navigation():
            page.get_by_role("button", name="Assign…").click()
        page.get_by_label("Assigned to").select_option("Mara Lindqvist")
        tomorrow = timezone.localtime() + timedelta(days=1)
        page.get_by_label("Due").fill(tomorrow.strftime("%Y-%m-%dT18:00"))
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()
        self.assertIn("Typed before.", Article.objects.get().body)
        panel = page.locator(".desk-panel").inner_text()
        self.assertIn("Mara Lindqvist", panel)
        self.assertIn("due 18:00 tomorrow", panel)

    def test_enter_in_a_field_moves_no_story(self):
        story = make_story("Ferry")
        page = self.open_story(story)
        page.locator("#id_standfirst").fill("It came back.")
        self.save_in_place(press=lambda: page.locator("#id_note").press("Enter"))
        self.assertFalse(Progress.objects.exists())
        self.assertEqual(Article.objects.get().standfirst, "It came back.")


class ThePalette(NewsdeskTestCase):
    def open_palette(self, keys="Control+k", page=None):
        page = page or self.page
        page.keyboard.press(keys)
        page.locator("#palette[open]").wait_for()
        return page

    def options(self) -> list[str]:
        return self.page.locator("#palette .palette-title").all_inner_texts()

    def type(self, words: str):
        with self.page.expect_response(lambda answer: "q=" + words in answer.url):
            self.page.keyboard.type(words)
        self.page.wait_for_timeout(50)

    def chosen(self) -> str:
        field = self.page.locator("#palette [role=combobox]")
        option = field.get_attribute("aria-activedescendant")
        return self.page.locator(f"#{option}[aria-selected=true] .palette-title").inner_text()

    def test_a_story_is_opened_by_keyboard_alone(self):
        first, second = make_story("Ferry late"), make_story("Ferry returns")
        self.page.goto("/admin/")
        self.open_palette()
        self.type("ferry")
        self.assertEqual(self.options(), ["Ferry returns", "Ferry late"])
        self.assertEqual(self.chosen(), "Ferry returns")
        self.page.keyboard.press("ArrowDown")
        self.assertEqual(self.chosen(), "Ferry late")
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("ArrowUp")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        expect(self.page).to_have_url(containing(f"/{first.pk}/change/"))
        self.assertNotEqual(first, second)

    def test_what_is_not_there_is_said_and_escape_closes(self):
        self.page.goto("/admin/")
        self.open_palette("Control+Shift+K")
        self.type("submarine")
        expect(self.page.locator("#palette [role=status]")).to_have_text(
            "Nothing is called that.", use_inner_text=True
        )
        self.page.keyboard.press("Escape")
        expect(self.page.locator("#palette")).to_be_hidden()

    def test_in_the_text_ctrl_k_makes_a_link_and_with_shift_it_finds(self):
        page = self.open_story(make_story("Ferry"))
        self.click_text(page=page)
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+k")
        page.locator(".be-dialog").wait_for()
        expect(page.locator("#palette")).to_be_hidden()
        page.keyboard.press("Escape")
        page.locator(".be-dialog").wait_for(state="detached")
        self.click_text(page=page)
        self.open_palette("Control+Shift+K")
        page.keyboard.press("Escape")
        page.locator("textarea.desk-headline").click()
        self.open_palette()
        page.keyboard.type("only in the palette")
        expect(page.locator("textarea.desk-headline")).to_have_value("Ferry")

    def test_whoever_has_something_unsaved_is_asked_before_the_palette_leads_away(self):
        make_story("Another story")
        page = self.open_story(make_story("Ferry"))
        page.locator("textarea.desk-headline").fill("Typed and not saved")
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        self.open_palette()
        self.type("another")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        self.assertEqual(asked, ["beforeunload"])
        expect(page.locator("textarea.desk-headline")).to_have_value("Typed and not saved")

    def test_on_a_phone_the_button_opens_it_and_a_tap_goes_there(self):
        story = make_story("Ferry returns")
        page = self.sign_in_as(self.editor, self.open_page(**PHONE, has_touch=True))
        page.goto("/admin/")
        page.get_by_role("button", name="Find").tap()
        with page.expect_navigation():
            page.get_by_role("option", name="Ferry returns").tap()
        expect(page).to_have_url(containing(f"/{story.pk}/change/"))

    def test_a_server_that_does_not_answer_is_told(self):
        self.page.goto("/admin/")
        self.page.context.set_offline(True)
        self.open_palette()
        status = self.page.locator("#palette [role=status]")
        status.filter(has_text="The server cannot be reached.").wait_for()
