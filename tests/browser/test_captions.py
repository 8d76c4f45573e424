"""A picture's words in story and library: where they differ, either is made the other's."""

from articles.models import Article, Image
from tests.browser.chromium import expect
from tests.browser.test_story_page import PageTestCase
from tests.factories import make_image, make_live_story, make_user, save_change


class LibraryWords(PageTestCase):
    def setUp(self):
        super().setUp()
        self.image = make_image(caption="The harbour.", credit="Jo Li/Agency", alt="")
        self.story = make_live_story(lead=self.image)
        self.caption = self.page.locator("[name=captions-0-caption]")
        self.drift = self.page.locator(".field-caption .desk-drift")

    def test_a_difference_is_seen_as_it_is_typed_and_undone_with_one_click(self):
        self.open(self.story)
        expect(self.drift).to_have_count(0)
        self.caption.fill("The harbour at five.")
        expect(self.drift).to_contain_text("The harbour.", use_inner_text=True)
        self.caption.fill("The harbour.")
        expect(self.drift).to_have_count(0)
        self.caption.fill("Another.")
        self.drift.get_by_role("button", name="Use the library’s").click()
        expect(self.caption).to_have_value("")
        expect(self.drift).to_have_count(0)

    def test_our_words_are_put_into_the_library_by_keyboard_and_the_field_follows_it(self):
        self.open(self.story)
        self.caption.fill("The harbour at five.")
        self.drift.get_by_role("button", name="Put ours into the library").focus()
        self.page.keyboard.press("Enter")
        self.drift.wait_for(state="detached")
        expect(self.caption).to_have_value("")
        expect(self.caption).to_have_attribute("placeholder", "The harbour at five.")
        self.assertEqual(Image.objects.get().caption, "The harbour at five.")
        expect(self.caption).to_be_focused()

    def test_words_that_the_library_lacks_can_be_given_to_it(self):
        self.open(self.story)
        self.page.locator("[name=captions-0-alt]").fill("A harbour with two boats")
        drift = self.page.locator(".field-alt .desk-drift")
        expect(drift).to_contain_text("The library has none.", use_inner_text=True)
        drift.get_by_role("button", name="Put ours into the library").click()
        drift.wait_for(state="detached")
        self.assertEqual(Image.objects.get().alt, "A harbour with two boats")

    def test_what_somebody_changed_there_meanwhile_is_not_overwritten(self):
        self.open(self.story)
        self.caption.fill("Ours.")
        Image.objects.update(caption="Theirs.")
        self.drift.get_by_role("button", name="Put ours into the library").click()
        self.drift.get_by_text("Somebody changed it").wait_for()
        expect(self.drift).to_contain_text("Theirs.", use_inner_text=True)
        expect(self.caption).to_have_value("Ours.")
        self.assertEqual(Image.objects.get().caption, "Theirs.")
        self.drift.get_by_role("button", name="Put ours into the library").click()
        self.drift.wait_for(state="detached")
        self.assertEqual(Image.objects.get().caption, "Ours.")

    def test_other_stories_with_it_are_marked_and_live_ones_stay_as_they_are(self):
        other = make_live_story("Another", lead=self.image)
        self.open(self.story)
        self.caption.fill("Ours.")
        self.drift.get_by_role("button", name="Put ours into the library").click()
        self.drift.wait_for(state="detached")
        page = self.open(other)
        page.get_by_text("with unpublished changes").first.wait_for()
        page.goto(other.editions.get().get_absolute_url())
        self.assertIn("The harbour.", page.content())
        self.assertNotIn("Ours.", page.content())

    def test_whoever_may_not_change_the_library_is_offered_its_words_alone(self):
        save_change(self.story, headline="Saved")
        user = make_user("Reporter", "rena")
        user.user_permissions.clear()
        group = user.groups.get()
        group.permissions.remove(*group.permissions.filter(codename="change_image"))
        self.sign_in_as(user)
        self.open(Article.objects.get())
        self.caption.fill("Ours.")
        expect(self.drift.get_by_role("button")).to_have_text(
            ["Use the library’s"], use_inner_text=True
        )
