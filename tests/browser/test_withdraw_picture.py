"""A picture is withdrawn by somebody at the desk, and readers do not see it any more."""

from articles.models import Image
from tests.browser.chromium import expect
from tests.browser.test_story_page import PageTestCase
from tests.factories import make_image, make_live_story


class Withdrawing(PageTestCase):
    def test_from_its_page_to_the_readers_and_back(self):
        image = make_image(title="Pier", caption="The pier.")
        story = make_live_story("Ferry returns", lead=image)
        address = story.editions.get().get_absolute_url()
        reader = self.open_page()
        reader.goto(address)
        file = reader.locator("figure.lead img").get_attribute("src")
        self.assertTrue(reader.evaluate("document.querySelector('figure.lead img').complete"))

        page = self.page
        page.goto(image.get_absolute_url())
        page.get_by_role("link", name="Withdraw it or bring it back").click()
        page.get_by_role("button", name="Withdraw the picture").click()
        page.get_by_text("Say why it is withdrawn.").wait_for()
        page.get_by_label("Why is it withdrawn?").fill("The photographer asked for it.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("The picture is withdrawn").first.wait_for()
        expect(page.get_by_role("link", name="Ferry returns")).to_have_count(1)

        reader.goto(address)
        expect(reader.locator("figure.lead")).to_have_count(0)
        self.assertEqual(reader.request.get(file).status, 410)

        page.get_by_role("button", name="Bring it back").click()
        page.get_by_text("The picture is back").first.wait_for()
        reader.goto(address)
        self.assertEqual(reader.request.get(file).status, 200)
        self.assertIsNone(Image.objects.get().withdrawn_at)
