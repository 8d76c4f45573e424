"""Readers see how a story changed; two people of the desk withhold an edition of it."""

from datetime import timedelta

from django.utils import timezone

from articles.publishing import publish
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import containing, expect
from tests.factories import make_live_story, make_user, save_change


class PublicRecord(BrowserTestCase):
    def setUp(self):
        super().setUp()
        now = timezone.now()
        self.story = make_live_story("Ferry returns", at=now - timedelta(days=2), slug="ferry")
        save_change(self.story, body="<p>The ferry came back on Tuesday.</p>")
        publish(self.story, by=None, change="update", at=now - timedelta(days=1))
        save_change(self.story, body="<p>The ferry came back on Wednesday.</p>")
        publish(self.story, by=None, change="correction", notice="It was Wednesday.")
        self.address = f"/world/ferry-{self.story.pk}/"

    def test_a_reader_without_scripts_goes_from_story_to_history_comparison_and_old_edition(self):
        page = self.open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page.goto(self.address)
        page.get_by_role("link", name="See what changed").click()
        expect(page.locator(".version")).to_have_count(3)
        expect(page.get_by_text("It was Wednesday.")).to_be_visible()
        page.get_by_label("Earlier").select_option("1")
        page.get_by_role("button", name="Compare").click()
        expect(page).to_have_url(containing("history/compare/?from=1&to=3"))
        expect(page.locator(".comparison del")).to_have_text(["Monday"], use_inner_text=True)
        expect(page.locator(".comparison ins")).to_have_text(["Wednesday"], use_inner_text=True)
        self.assertEqual(page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
        page.get_by_role("link", name="Read it").first.click()
        expect(page.get_by_text("An earlier version of this story.")).to_be_visible()
        expect(page.get_by_text("The ferry came back on Monday.")).to_be_visible()
        page.get_by_role("link", name="Read the story as it stands").click()
        expect(page).to_have_url(self.live_server_url + self.address)

    def test_two_people_withhold_an_edition(self):
        url = f"/admin/articles/article/{self.story.pk}/public-record/"
        asker = self.sign_in_as(make_user("Editor", first_name="Hanna", last_name="Voss"))
        asker.goto(url)
        asker.get_by_role("row", name="First publication").get_by_role(
            "link", name="Withhold"
        ).click()
        asker.get_by_label("Reason, for the desk alone").fill("Order 7/26")
        asker.get_by_label("Words for readers").fill("By order of a court.")
        asker.get_by_role("button", name="Ask to withhold it").click()
        asker.get_by_role("button", name="Take the request back").wait_for()
        expect(asker.get_by_role("button", name="Confirm")).to_have_count(0)

        second = self.sign_in_as(make_user("Managing editor"), self.open_page())
        second.goto(url)
        second.get_by_role("link", name="Look at the request").click()
        second.get_by_text("Hanna Voss asked").wait_for()
        second.get_by_role("button", name="Confirm: withhold it now").click()
        second.get_by_text("readers no longer see it").first.wait_for()

        reader = self.open_page()
        answer = reader.goto(self.address + "editions/1/")
        self.assertEqual(answer.status, 451)
        expect(reader.get_by_text("By order of a court.")).to_be_visible()
        reader.get_by_role("link", name="All versions").click()
        expect(reader.get_by_text("By order of a court.")).to_be_visible()

    def test_publishing_asks_only_what_the_kind_of_change_needs(self):
        page = self.sign_in_as(make_user("Managing editor"))
        page.goto(f"/admin/articles/article/{self.story.pk}/publish/")
        hides, supersedes = (
            page.get_by_text("Text of the retracted"),
            page.get_by_text("take the place"),
        )
        page.get_by_label("Correction:").check()
        expect(supersedes).to_be_visible()
        expect(hides).to_be_hidden()
        page.get_by_label("Retraction:").check()
        expect(hides).to_be_visible()
        page.get_by_label("Notice to readers").fill("None of it stands.")
        page.get_by_label("Is no longer shown").check()
        page.get_by_role("button", name="Publish now").click()
        page.get_by_text("is live.").first.wait_for()
        reader = self.open_page()
        reader.goto(self.address)
        expect(reader.get_by_text("None of it stands.")).to_be_visible()
        expect(reader.get_by_text("The ferry came back")).to_have_count(0)
