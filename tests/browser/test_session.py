"""A save after the session has ended, in Chromium: nothing that was typed is lost."""

from django.contrib.sessions.models import Session

from articles.models import Article
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import make_story, make_user


class ASaveThatOutlivesTheSession(BrowserTestCase):
    # The page asks the server while there is none.
    allowed_errors = ("Failed to fetch",)

    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", username="hanna")
        self.sign_in_as(self.user)
        self.story = make_story("Ferry returns")
        self.page.goto(f"/admin/articles/article/{self.story.pk}/change/")
        self.page.wait_for_selector(".ProseMirror")
        self.page.locator("textarea.desk-headline").fill("What was typed")
        self.click_text()
        self.page.keyboard.type("Hours of work. ")

    def press_save(self):
        self.page.get_by_role("button", name="Save", exact=True).click()

    @property
    def dialog(self):
        return self.page.locator("dialog[open]")

    def assertSaved(self):  # noqa: N802
        story = Article.objects.get()
        self.assertEqual(story.headline, "What was typed")
        self.assertIn("Hours of work.", story.body)

    def test_whoever_was_signed_out_signs_in_on_the_page_and_the_save_goes_on(self):
        Session.objects.all().delete()
        self.press_save()
        self.dialog.get_by_text("You have been signed out.").wait_for()
        self.assertEqual(Article.objects.get().headline, "Ferry returns")
        self.dialog.get_by_label("Password").fill("wrong")
        self.dialog.get_by_role("button", name="Sign in and save").click()
        self.dialog.get_by_text("This is not the password.").wait_for()
        self.dialog.get_by_label("Password").fill("hanna")
        self.save_in_place(press=lambda: self.page.keyboard.press("Enter"))
        self.assertSaved()

    def test_what_the_pressed_button_asked_for_is_done_after_signing_in(self):
        Session.objects.all().delete()
        self.page.locator("[data-desk-menu] summary").click()
        self.page.get_by_role("button", name="Save and close").click()
        self.dialog.get_by_label("Password").fill("hanna")
        with self.page.expect_navigation():
            self.dialog.get_by_role("button", name="Sign in and save").click()
        self.page.wait_for_url("**/admin/articles/article/")
        self.assertSaved()

    def test_signing_in_again_in_another_tab_does_not_stand_in_the_way(self):
        Session.objects.all().delete()
        other = self.page.context.new_page()
        other.goto("/admin/login/")
        other.fill("input[name=username]", "hanna")
        other.fill("input[name=password]", "hanna")
        other.press("input[name=password]", "Enter")
        other.wait_for_url("**/admin/")
        # That sign-in has also changed the token which the form carries.
        self.save_in_place()
        self.assertSaved()

    def test_nobody_saves_under_the_name_of_somebody_else(self):
        self.sign_in_as(make_user("Editor", username="gil"))
        self.press_save()
        self.dialog.get_by_text("signed in as gil").wait_for()
        self.assertEqual(Article.objects.get().headline, "Ferry returns")
        expect(self.dialog.get_by_label("Username")).to_have_value("hanna")

    def test_without_a_connection_the_page_stays_and_says_so(self):
        self.page.context.set_offline(True)
        self.press_save()
        self.dialog.get_by_text("The server cannot be reached.").wait_for()
        self.dialog.get_by_role("button", name="Back to the story").click()
        self.page.context.set_offline(False)
        self.save_in_place()
        self.assertSaved()
