from django.urls import reverse
from lxml import html

from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase, change_url
from tests.factories import make_live_story, make_story, save_change


class TheTabs(DeskTestCase):
    def page(self, address):
        return html.fromstring(self.client.get(address).content.decode())

    def labels(self, address) -> list[str]:
        return [one.get("data-tab") for one in self.page(address).xpath("//*[@data-tab]")]

    def part(self, address, name: str):
        (part,) = self.page(address).xpath(f"//*[@data-desk-part='{name}']")
        return part

    def test_a_story_has_pictures_listings_corrections_and_a_history(self):
        labels = self.labels(change_url(make_story()))
        for label in ("Pictures", "Search and social", "Corrections", "History"):
            self.assertIn(label, labels)

    def test_a_new_one_has_no_past(self):
        labels = self.labels(reverse("admin:articles_article_add"))
        self.assertNotIn("History", labels)
        self.assertNotIn("Corrections", labels)
        self.assertIn("Pictures", labels)

    def test_the_newest_saves_are_told_and_the_rest_is_a_link_away(self):
        story = make_story()
        for number in range(12):
            save_change(story, headline=f"Saved {number}", by=self.user, note=f"Note {number}")
        part = self.part(change_url(story), "history")
        self.assertEqual(len(part.findall(".//li")), 10)
        text = part.text_content()
        self.assertIn("Headline changed.", text)
        self.assertIn("Hanna Voss", text)
        self.assertIn("Note 11", text)
        self.assertIn("The whole history", text)
        for link in part.findall(".//a"):
            with self.subTest(link.get("href")):
                self.assertEqual(self.client.get(link.get("href")).status_code, 200)

    def test_every_notice_to_readers_is_told_with_its_edition(self):
        story = make_live_story()
        publish(story, by=None, change="correction", notice="It was <forty>.")
        part = self.part(change_url(story), "corrections")
        self.assertIn("It was <forty>.", part.text_content())
        self.assertIn("Correction", part.text_content())
        for link in part.findall(".//a"):
            with self.subTest(link.get("href")):
                self.assertEqual(self.client.get(link.get("href")).status_code, 200)

    def test_who_may_only_look_finds_no_way_to_revert(self):
        story = make_story()
        save_change(story, headline="Later")
        self.sign_in("Reviewer")
        part = self.part(change_url(story), "history")
        self.assertIn("Preview", part.text_content())
        self.assertNotIn("Restore", part.text_content())
        self.assertIn("Search and social", self.labels(change_url(story)))
