"""A quiet edit's second look, and a walk through the site at another moment."""

import re
from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from articles.models import QuietEdit
from articles.moments import write_instant
from articles.publishing import publish, schedule
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

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class MomentsTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Managing editor", "hanna", first_name="Hanna", last_name="Voss")

    def assertAccessible(self, page):  # noqa: N802
        results = Axe().run(page)
        self.assertEqual(results.violations_count, 0, results.generate_report())


class TheSecondLook(MomentsTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_live_story(body="<p>The ferry brought 1,200 people to Skerry.</p>")
        save_change(self.story, body="<p>The ferry brought 1,300 people to Skerry.</p>")

    def open_asked(self):
        page = self.sign_in_as(self.user)
        page.goto(f"/admin/articles/article/{self.story.pk}/publish/")
        page.get_by_label("Minor:").check()
        page.get_by_role("button", name="Publish now").click()
        page.get_by_role("heading", name="This changes what readers were told").wait_for()
        return page

    def test_enter_in_the_reason_publishes_it_as_minor_and_it_is_listed(self):
        page = self.open_asked()
        listed = page.locator(".desk-second li")
        expect(listed).to_contain_text("1,200 people", use_inner_text=True)
        expect(listed).to_contain_text("1,300 people", use_inner_text=True)
        # The reason has the cursor already.
        reason = page.locator("#id_minor_because:focus")
        reason.wait_for()
        page.keyboard.type("Counted again at the pier.")
        self.assertAccessible(page)
        page.get_by_label("It is minor, because").press("Enter")
        page.wait_for_url("**/change/")
        self.assertEqual(QuietEdit.objects.get().reason, "Counted again at the pier.")
        page.get_by_role("link", name="Quiet edits").click()
        page.get_by_text("Counted again at the pier.").wait_for()
        self.assertAccessible(page)

    def test_enter_keeps_to_the_kind_that_is_chosen(self):
        page = self.open_asked()
        page.get_by_label("Update:").check()
        page.get_by_label("It is minor, because").press("Enter")
        page.wait_for_url("**/change/")
        self.assertEqual(self.story.editions.live().get().change, "update")

    def test_making_it_a_correction_asks_for_the_notice(self):
        page = self.open_asked()
        page.get_by_role("button", name="Make it a correction").click()
        page.get_by_text("Tell readers what was changed and why.").wait_for()
        page.get_by_label("Notice to readers").fill("It was 1,300 people.")
        page.get_by_role("button", name="Publish now").click()
        page.wait_for_url("**/change/")
        self.assertEqual(self.story.editions.live().get().change, "correction")
        self.assertFalse(QuietEdit.objects.exists())


class TheWalk(MomentsTestCase):
    def setUp(self):
        super().setUp()
        self.past = timezone.now().replace(microsecond=0) - 5 * DAY
        self.author = make_author("Per Holm", slug="per-holm")
        self.story = make_live_story(
            "Ferry returns", at=self.past, authors=[self.author], lead=make_image(), tags=["Sea"]
        )
        save_change(self.story, headline="Ferry stays")
        publish(self.story, by=None, change="update", at=self.past + DAY)

    def test_a_walk_from_the_desk_stays_in_its_moment(self):
        soon = make_story("Budget at dawn", authors=[self.author])
        schedule(soon, by=None, at=timezone.now() + DAY, change="first")
        page = self.sign_in_as(self.user)
        page.goto("/admin/")
        page.get_by_role("link", name="See the site at a moment").click()
        then = timezone.localtime(self.past + HOUR)
        page.get_by_label("Day and hour").fill(then.strftime("%Y-%m-%dT%H:%M"))
        self.assertAccessible(page)
        page.get_by_role("button", name="See the site").click()
        page.get_by_text("As readers saw it").wait_for()
        self.assertAccessible(page)
        prefix = page.url
        page.get_by_role("link", name="Ferry returns").first.click()
        page.get_by_role("heading", name="Ferry returns").wait_for()
        expect(page).to_have_url(re.compile(f"^{re.escape(prefix)}"))
        picture = page.locator("article img, figure img").first
        self.assertTrue(picture.evaluate("image => image.decode().then(() => true)"))
        page.get_by_role("link", name="Per Holm").first.click()
        page.get_by_role("heading", name="Per Holm").wait_for()
        expect(page).to_have_url(re.compile(f"^{re.escape(prefix)}"))
        # The same page at an hour to come.
        ahead = timezone.localtime(timezone.now() + 2 * DAY)
        page.get_by_label("Another moment").fill(ahead.strftime("%Y-%m-%dT%H:%M"))
        page.get_by_role("button", name="Show").click()
        page.get_by_text("As it will be if nothing is changed").wait_for()
        expect(page).to_have_url(re.compile("/authors/per-holm/$"))
        page.get_by_role("link", name="Budget at dawn").first.wait_for()
        page.get_by_role("link", name="Ferry stays").first.wait_for()
        self.assertAccessible(page)
        page.get_by_role("link", name="Back to the desk").click()
        page.wait_for_url("**/admin/")

    def test_feeds_and_search_are_walked_to_in_the_moment(self):
        page = self.sign_in_as(self.user)
        prefix = f"/admin/articles/edition/site-at/{write_instant(self.past + HOUR)}/"
        page.goto(f"{prefix}authors/per-holm/")
        bar = page.get_by_role("complementary", name="The moment that is shown")
        bar.get_by_role("link", name="JSON Feed").click()
        page.get_by_role("heading", name="feed.json").wait_for()
        self.assertAccessible(page)
        page.get_by_role("link", name="The page that it is of").click()
        page.get_by_role("link", name="Search").click()
        page.get_by_role("searchbox", name="Search").fill("ferry")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Ferry returns").wait_for()
        expect(page).to_have_url(containing(prefix))
        self.assertAccessible(page)

    def test_nobody_else_comes_in(self):
        page = self.open_page()
        page.goto(f"/admin/articles/edition/site-at/{write_instant(self.past + HOUR)}/")
        expect(page).to_have_url(containing("/admin/login/"))
        self.assertNotIn("Ferry", page.content())

    def test_on_a_phone_nothing_is_wider_than_the_screen(self):
        page = self.sign_in_as(
            self.user, self.open_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
        )
        for address in (
            f"/admin/articles/edition/site-at/{write_instant(self.past + HOUR)}/",
            "/admin/articles/edition/site-at/",
            "/admin/articles/edition/operations/",
            "/admin/articles/edition/quiet/",
        ):
            with self.subTest(address):
                page.goto(address)
                wide = page.evaluate("document.documentElement.scrollWidth")
                self.assertLessEqual(wide, 390)
                self.assertAccessible(page)
