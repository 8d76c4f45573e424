"""A clip is withdrawn by somebody at the desk, and readers do not see it any more."""

from pathlib import Path

from django.conf import settings

from articles.models import Clip
from tests.articles.test_clip_rights import figure, track_file
from tests.browser.accessible import violations
from tests.browser.chromium import expect
from tests.browser.test_story_page import PHONE, PageTestCase
from tests.factories import make_clip, make_image, make_live_story

DEMO = Path(settings.BASE_DIR) / "articles" / "demo" / "clips" / "harbour-clip.mp4"


class Withdrawing(PageTestCase):
    def test_from_its_page_to_the_readers_and_back(self):
        clip = make_clip("Harbour", data=DEMO.read_bytes(), track=track_file(), poster=make_image())
        story = make_live_story("Ferry returns", body=f"<p>One.</p>{figure(clip)}<p>Two.</p>")
        address = story.editions.get().get_absolute_url()
        reader = self.open_page()
        reader.goto(address)
        files = [
            reader.locator(f"figure.clip {part}").get_attribute("src")
            for part in ("source", "track")
        ]
        self.assertEqual([reader.request.get(file).status for file in files], [200, 200])

        page = self.page
        page.goto("/admin/articles/clip/")
        page.get_by_role("link", name="Harbour").click()
        page.get_by_role("link", name="Withdraw it or bring it back").click()
        page.get_by_role("button", name="Withdraw the clip").click()
        page.get_by_text("Say why it is withdrawn.").wait_for()
        page.get_by_label("Why is it withdrawn?").fill("The station asked for it.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("The clip is withdrawn").first.wait_for()
        expect(page.get_by_role("link", name="Ferry returns")).to_have_count(1)
        # Whoever decides about it can still look at it.
        page.wait_for_function("document.querySelector('.desk-withdrawing video').videoWidth")

        reader.goto(address)
        expect(reader.locator("figure.clip")).to_have_count(0)
        expect(reader.get_by_text("Two.")).to_have_count(1)
        self.assertEqual([reader.request.get(file).status for file in files], [410, 410])

        page.get_by_role("button", name="Bring it back").click()
        page.get_by_text("The clip is back").first.wait_for()
        reader.goto(address)
        expect(reader.locator("figure.clip")).to_have_count(1)
        self.assertEqual([reader.request.get(file).status for file in files], [200, 200])
        self.assertIsNone(Clip.objects.get().withdrawn_at)

    def test_the_page_is_whole_on_a_phone_and_to_a_screen_reader(self):
        clip = make_clip("W" * 120, data=DEMO.read_bytes())
        make_live_story("X" * 90, body=figure(clip))
        page = self.open_page(**PHONE)
        self.sign_in_as(self.user, page)
        page.goto(f"/admin/articles/clip/{clip.pk}/withdraw/")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        self.assertFalse(page.evaluate(wide))
        self.assertEqual(violations(page), [])
