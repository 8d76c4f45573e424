from django.urls import reverse
from lxml import html

from articles.models import Article
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase, change_url, form_data
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

    def test_an_old_version_has_the_fields_it_brings_back_and_nothing_else(self):
        story = make_story(headline_front="In lists")
        save_change(story, headline_front="Now in lists")
        version = self.client.get(
            reverse("admin:articles_article_history", args=[story.pk])
        ).context["page"][-1]
        address = reverse("admin:articles_article_revision", args=[story.pk, version.pk])
        self.assertEqual(self.labels(address), ["Pictures", "Search and social"])
        response = self.client.get(address)
        self.assertContains(response, 'value="In lists"')
        self.assertSaved(self.client.post(address, form_data(response)))
        self.assertEqual(Article.objects.get().headline_front, "In lists")

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
        self.assertNotIn("revert", part.text_content())
        self.assertIn("Search and social", self.labels(change_url(story)))


class WhatChangedSince(DeskTestCase):
    def address(self, story, revision=None):
        revision = revision or self.first_revision(story)
        return reverse("admin:articles_article_compare", args=[story.pk, revision])

    def first_revision(self, story):
        history = self.client.get(reverse("admin:articles_article_history", args=[story.pk]))
        return history.context["page"][-1].revision_id

    def test_an_earlier_save_is_shown_beside_the_story_as_it_is(self):
        story = make_story("Ferry late")
        save_change(story, headline="Ferry cancelled", description="Why")
        page = self.client.get(self.address(story))
        self.assertContains(page, "<del>late</del>")
        self.assertContains(page, "<ins>cancelled</ins>")
        self.assertContains(page, "Description")

    def test_the_same_is_said_to_be_the_same(self):
        page = self.client.get(self.address(make_story()))
        self.assertContains(page, "Readers would see exactly the same.")

    def test_somebody_without_the_permission_is_refused(self):
        story = make_story()
        address = self.address(story)
        self.sign_in(None)
        self.assertEqual(self.client.get(address).status_code, 403)

    def test_it_only_looks(self):
        self.assertEqual(self.client.post(self.address(make_story())).status_code, 405)

    def test_another_storys_save_and_a_missing_one_are_not_found(self):
        story, other = make_story(), make_story()
        addresses = (
            self.address(story, self.first_revision(other)),
            self.address(story, 10**6),
            reverse("admin:articles_article_compare", args=[10**6, self.first_revision(story)]),
        )
        for address in addresses:
            self.assertEqual(self.client.get(address).status_code, 404)
        self.assertEqual(Article.objects.count(), 2)
