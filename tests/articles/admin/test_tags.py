from articles.models import Article, Tag
from tests.articles.admin.desk import DeskTestCase, form_data, tags_of
from tests.factories import make_live_story, make_story


class TagsOfAStory(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(tags=["Strait of Ness"])

    def test_a_known_tag_is_found_however_it_is_written(self):
        Tag.objects.create(name="École")
        self.assertSaved(self.save(self.story, tags=["STRAIT of ness", "éCOLE"]))
        self.assertEqual(tags_of(self.story), ["Strait of Ness", "École"])
        self.assertEqual(Tag.objects.count(), 2)

    def test_new_ones_are_made_once_and_spaces_tidied(self):
        self.assertSaved(self.save(self.story, tags=["  Offshore   wind ", "offshore WIND", " "]))
        self.assertEqual(tags_of(self.story), ["Offshore wind"])

    def test_none_at_all(self):
        data = self.open(self.story)
        data.pop("tags")
        self.assertSaved(self.save(self.story, data))
        self.assertEqual(tags_of(self.story), [])

    def test_what_cannot_be_a_tag_is_refused_with_a_reason_and_stays(self):
        for name, sentence in (
            ("Pens, and more", "“Pens, and more” holds a comma."),
            ("x" * 101, "has 101 characters; a tag has at most 100."),
            ("!!!", "“!!!” cannot be a tag"),
            ("a\x00b", "holds characters that cannot be shown"),
            ("ﷺ" * 30, "cannot be a tag"),
        ):
            with self.subTest(name=name):
                response = self.save(self.story, tags=["Strait of Ness", name], headline="Typed")
                self.assertRefused(response, sentence)
                if "\x00" not in name:
                    self.assertEqual(form_data(response)["tags"], ["Strait of Ness", name])
                self.assertEqual(form_data(response)["headline"], "Typed")
        self.assertEqual(Tag.objects.count(), 1)

    def test_whoever_may_not_make_tags_chooses_from_those_there_are(self):
        self.sign_in("Photo editor")
        Tag.objects.create(name="Shipping")
        self.assertSaved(self.save(self.story, tags=["Shipping"]))
        response = self.save(self.story, tags=["Brand new"])
        self.assertRefused(response, "There is no tag “Brand new” yet")

    def test_markup_in_a_name_stays_text(self):
        self.assertSaved(self.save(self.story, tags=["<b>bold</b>"]))
        page = self.client.get(f"/admin/articles/article/{self.story.pk}/change/")
        self.assertNotContains(page, "<b>bold</b>")
        self.assertContains(page, "&lt;b&gt;bold&lt;/b&gt;")


class NamesWhileTyping(DeskTestCase):
    URL = "/admin/articles/tag/names/"

    def names(self, term: str) -> list[str]:
        response = self.client.get(self.URL, {"term": term})
        return [row["id"] for row in response.json()["results"]]

    def test_those_that_begin_so_come_before_those_that_hold_it(self):
        for name in ("Offshore wind", "Wind", "Windows", "Rain"):
            Tag.objects.create(name=name)
        self.assertEqual(self.names("wind"), ["Wind", "Windows", "Offshore wind"])
        for nothing in ("%", "\x00%", "'", "🎙️"):
            self.assertEqual(self.names(nothing), [])

    def test_at_most_twenty(self):
        for number in range(30):
            Tag.objects.create(name=f"Tag {number}")
        self.assertEqual(len(self.names("tag")), 20)
        self.assertEqual(len(self.names("")), 20)

    def test_only_for_those_who_see_tags(self):
        self.sign_in(None)
        self.assertEqual(self.client.get(self.URL).status_code, 403)


class ATag(DeskTestCase):
    ADD = "/admin/articles/tag/add/"

    def send(self, **values):
        return self.client.post(self.ADD, {**form_data(self.client.get(self.ADD)), **values})

    def test_a_name_that_exists_in_other_capitals_is_refused(self):
        Tag.objects.create(name="Shipping")
        response = self.send(name="SHIPPING", slug="other")
        self.assertRefused(response, "There is a tag “Shipping” already.")

    def test_an_address_that_exists_is_refused(self):
        Tag.objects.create(name="Shipping")
        response = self.send(name="Ships", slug="shipping", question="Typed words?")
        self.assertRefused(response, "Another tag already has this address.")
        self.assertEqual(form_data(response)["question"], "Typed words?")

    def test_its_own_question_marks_no_story(self):
        story = make_live_story(tags=["Shipping"])
        tag = Tag.objects.get(name="Shipping")
        url = f"/admin/articles/tag/{tag.pk}/change/"
        data = {**form_data(self.client.get(url)), "question": "A question?"}
        self.assertSaved(self.client.post(url, data))
        page = self.client.get(f"/admin/articles/article/{story.pk}/change/")
        self.assertNotContains(page, "with unpublished changes")

    def test_its_address_stays_once_readers_have_seen_it(self):
        make_live_story(tags=["Shipping"])
        tag = Tag.objects.get(name="Shipping")
        url = f"/admin/articles/tag/{tag.pk}/change/"
        page = self.client.get(url)
        self.assertContains(page, "Stories that readers have seen link to this address")
        self.assertSaved(self.client.post(url, {**form_data(page), "slug": "other"}))
        self.assertEqual(Tag.objects.get().slug, "shipping")

    def test_one_that_readers_have_seen_is_kept(self):
        make_live_story(tags=["Shipping"])
        tag = Tag.objects.get(name="Shipping")
        url = f"/admin/articles/tag/{tag.pk}/delete/"
        response = self.client.post(url, {"post": "yes"})
        self.assertContains(response, "“Shipping” is on 1 story that readers have seen")
        self.assertTrue(Tag.objects.exists())

    def test_one_that_only_drafts_have_can_go(self):
        make_story(tags=["Shipping"])
        tag = Tag.objects.get(name="Shipping")
        self.assertSaved(self.client.post(f"/admin/articles/tag/{tag.pk}/delete/", {"post": "yes"}))
        self.assertEqual(tags_of(Article.objects.get()), [])
