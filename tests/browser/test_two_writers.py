"""Two people with the same story open: both saves are kept, and the history says whose each is."""

from django.urls import reverse

from articles.models import Article
from tests.browser.base import BrowserTestCase
from tests.factories import make_story, make_user

BODY = "<p>The ferry left at dawn.</p><p>Nobody saw it go.</p><p>It was foggy.</p>"


class TwoWriters(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story("Ferry", body=BODY)
        self.hanna = make_user("Editor", first_name="Hanna", last_name="Voss")
        self.mara = make_user("Reporter", first_name="Mara", last_name="Lindqvist")
        self.sign_in_as(self.hanna)
        self.other = self.sign_in_as(self.mara, self.open_page())
        for page in (self.page, self.other):
            page.goto(reverse("admin:articles_article_change", args=[self.story.pk]))
            page.wait_for_selector(".ProseMirror")

    def write(self, page, paragraph: int, words: str):
        self.click_text(f"p:nth-of-type({paragraph + 1})", page)
        self.press("End", page)
        page.keyboard.type(words)

    def save(self, page):
        def is_save(response) -> bool:
            return response.request.method == "POST" and response.url.endswith("/change/")

        with page.expect_response(is_save):
            page.get_by_role("button", name="Save", exact=True).click()
        self.quiet(page)

    def test_both_saves_are_in_the_story_and_in_its_history_with_their_authors(self):
        self.write(self.page, 0, " So they say.")
        self.write(self.other, 2, " It stayed foggy.")
        self.other.locator("#id_headline").fill("Ferry in the fog")
        self.save(self.other)
        self.save(self.page)
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "Ferry in the fog")
        self.assertEqual(
            stored.body,
            "<p>The ferry left at dawn. So they say.</p><p>Nobody saw it go.</p>"
            "<p>It was foggy. It stayed foggy.</p>",
        )
        self.page.locator(".ProseMirror", has_text="It stayed foggy.").wait_for()
        self.page.goto(reverse("admin:articles_article_history", args=[self.story.pk]))
        history = self.page.locator("#content").inner_text()
        self.assertIn("Mara Lindqvist", history)
        self.assertIn("Merged with what Mara Lindqvist saved", history)
        self.assertIn("Hanna Voss", history)
