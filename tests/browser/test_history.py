"""A review done by keyboard alone: what changed, step by step, and a passage put back."""

import re

from django.urls import reverse

from articles.models import Article, RevisionMeta
from articles.publishing import publish
from tests.browser.accessible import violations
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import containing, expect
from tests.factories import make_story, make_user, save_change

ONE = "<p>The ferry left the harbour at six in the morning with forty people on board.</p>"
TWO = "<p>Nobody had seen it go, said Mara Lind, who keeps the lamp at the end of the pier.</p>"


class AReview(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", username="hanna", first_name="Hanna", last_name="Voss")
        self.story = make_story("Ferry late", body=ONE + TWO, by=self.user)
        publish(self.story, by=None, change="first")
        later = ONE.replace("six", "seven").replace("forty", "fifty")
        save_change(self.story, by=self.user, body=later + TWO)
        save_change(self.story, by=self.user, headline="Ferry leaves late")
        self.page = self.sign_in_as(self.user, self.open_page())

    def beside(self) -> str:
        return self.page.locator("#hist-beside").inner_text()

    def wait_beside(self, words: str) -> None:
        self.page.locator("#hist-beside", has_text=words).wait_for()

    def test_by_keyboard_through_saves_and_changes_to_a_passage_put_back(self):
        page = self.page
        page.goto(reverse("admin:articles_article_history", args=[self.story.pk]))
        self.wait_beside("Headline changed.")
        page.keyboard.press("j")
        self.wait_beside("Body: 2 words added, 2 words removed.")
        expect(page.locator("#r2")).to_have_attribute("class", containing("is-chosen"))
        page.keyboard.press("n")
        self.assertEqual(page.locator("[data-compare-here]").first.inner_text().strip(), "six")
        page.keyboard.press("k")
        self.wait_beside("Headline changed.")
        page.keyboard.press("j")
        self.wait_beside("Revision 2")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page).to_have_url(containing("/compare/r1/r2/"))
        link = page.get_by_role("link", name="Put parts of it back")
        link.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        # Revision 2 says what the story says today, but for the headline.
        expect(page).to_have_url(containing("/compare/r2/now/"))
        page.goto(reverse("admin:articles_article_compare", args=[self.story.pk, "r1", "now"]))
        page.get_by_role("button", name="“six” instead of “seven”").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        story = Article.objects.get()
        self.assertIn("at six in the morning with fifty people", story.body)
        self.assertEqual(story.headline, "Ferry leaves late")
        self.assertEqual(RevisionMeta.objects.latest("number").source, "restore")

    def test_sides_and_the_whole_story_are_shown_beside_the_list(self):
        page = self.page
        page.goto(reverse("admin:articles_article_history", args=[self.story.pk]))
        self.wait_beside("Headline changed.")
        page.get_by_role("link", name="Side by side").click()
        page.locator("#hist-beside .compare-sides").wait_for()
        page.get_by_role("link", name="Whole story").click()
        self.wait_beside("Mara Lind")
        expect(page).to_have_url(re.compile("/history/$"))

    def test_a_session_that_ended_leads_to_the_page_to_sign_in_on(self):
        page = self.page
        page.goto(reverse("admin:articles_article_history", args=[self.story.pk]))
        self.wait_beside("Headline changed.")
        page.context.clear_cookies()
        with page.expect_navigation(url="**/login/**"):
            page.keyboard.press("j")

    def test_who_wrote_these_words_is_answered_by_keyboard(self):
        page = self.page
        page.goto(reverse("admin:articles_article_who_wrote", args=[self.story.pk]))
        words = page.locator(".who-other", has_text="seven")
        words.focus()
        margin = page.locator(".who-row", has=words).locator(".who-writing.is-near")
        expect(margin).to_contain_text("Hanna Voss", use_inner_text=True)
        expect(margin).to_contain_text("revision 2", use_inner_text=True)

    def test_on_a_phone_a_line_leads_to_its_comparison(self):
        page = self.sign_in_as(self.user, self.open_page(viewport={"width": 390, "height": 844}))
        page.goto(reverse("admin:articles_article_history", args=[self.story.pk]))
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
        with page.expect_navigation():
            page.locator("#r2 .hist-open").click()
        expect(page).to_have_url(containing("/compare/r1/r2/"))
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)

    def test_axe_finds_nothing_in_both_schemes(self):
        pages = [
            reverse("admin:articles_article_history", args=[self.story.pk]),
            reverse("admin:articles_article_compare", args=[self.story.pk, "r1", "now"]),
            reverse("admin:articles_article_who_wrote", args=[self.story.pk]),
            reverse("admin:articles_article_restore", args=[self.story.pk, 1]),
            reverse("admin:articles_article_changes"),
        ]
        for scheme in ("light", "dark"):
            page = self.sign_in_as(self.user, self.open_page(color_scheme=scheme))
            for address in pages:
                page.goto(address)
                self.quiet(page)
                with self.subTest(scheme=scheme, page=address):
                    self.assertEqual(violations(page, "#content"), [])
