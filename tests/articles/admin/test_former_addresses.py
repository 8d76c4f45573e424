"""The list of former addresses at the desk: who may keep it, and what can lead where."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import FormerAddress
from articles.permissions import GROUPS
from tests.articles.admin.desk import DeskTestCase, form_data
from tests.factories import make_live_story, make_story

LIST = "/admin/articles/formeraddress/"
ADD = LIST + "add/"


class FormerAddresses(DeskTestCase):
    group = "Managing editor"

    def send(self, url: str = ADD, **values):
        return self.client.post(url, {**form_data(self.client.get(url)), **values})

    def test_only_managing_editors_keep_it(self):
        row = FormerAddress.objects.create(path="/old", target="/about/")
        for group in (None, *GROUPS):
            self.sign_in(group)
            status = 200 if group == "Managing editor" else 403
            for door in ("", "add/", f"{row.pk}/change/", f"{row.pk}/delete/", "recover/"):
                with self.subTest(group=group, door=door):
                    self.assertEqual(self.client.get(LIST + door).status_code, status)
            link = self.client.get("/admin/").content.decode().count(f'href="{LIST}"')
            self.assertEqual(bool(link), status == 200, group)
            if status == 403:
                for door in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/"):
                    sent = self.client.post(LIST + door, {"path": "/x", "target": "/", "post": 1})
                    self.assertEqual(sent.status_code, 403)
        self.assertEqual(FormerAddress.objects.get(), row)

    def test_one_is_added_in_its_one_spelling_changed_and_deleted(self):
        story = make_live_story()
        self.assertSaved(self.send(path="/2014/F%C3%A4hre/?utm_source=x", article=story.pk))
        row = FormerAddress.objects.get()
        self.assertEqual((row.path, row.article), ("/2014/Fähre", story))
        change = f"{LIST}{row.pk}/change/"
        self.assertSaved(self.send(change, article="", target="https://example.org/"))
        row.refresh_from_db()
        self.assertEqual((row.article, row.target), (None, "https://example.org/"))
        self.assertSaved(self.client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}))
        self.assertFalse(FormerAddress.objects.exists())

    def test_the_front_page_by_a_query_is_added_and_found_as_it_is_pasted(self):
        story = make_live_story()
        self.assertSaved(self.send(path="http://testserver/?p=123&utm_source=x", article=story.pk))
        self.assertEqual(FormerAddress.objects.get().path, "/?p=123")
        self.assertRedirects(self.client.get("/?p=123"), story.get_absolute_url(), 301)
        page = self.client.get(f"{LIST}?q=https://www.old.example.org/%3Fp%3D123%26fbclid%3D1")
        self.assertEqual([row.path for row in page.context["cl"].result_list], ["/?p=123"])
        FormerAddress.objects.update(article=make_story("A draft"))
        self.assertContains(self.client.get(LIST), "Not live: the front page")

    def test_the_address_of_a_story_is_kept_as_the_story(self):
        story = make_live_story()
        url = "http://testserver" + story.get_absolute_url()
        self.assertSaved(self.send(path="/old", target=url))
        row = FormerAddress.objects.get()
        self.assertEqual((row.article, row.target), (story, ""))

    def test_what_cannot_be_is_said_where_it_was_typed(self):
        story = make_live_story()
        FormerAddress.objects.create(path="/old", article=story)
        for values, sentence in (
            ({"path": "/search", "target": "/about/"}, "the site itself answers there"),
            ({"path": "/admin/x", "target": "/about/"}, "belongs to this site itself"),
            ({"path": "/OLD/../", "target": "/nowhere/"}, "There is no page at /nowhere/."),
            ({"path": "/%6Fld//", "target": "/about/"}, "is in the list already"),
            ({"path": "https://a.example/x", "target": "/about/"}, "is no host of this site"),
            ({"path": "ferry", "target": "/about/"}, "neither a path"),
            ({"path": "/", "target": "/about/"}, "led on from /:"),
            ({"path": "/?utm_source=x", "target": "/about/"}, "led on from /:"),
            ({"path": "/?q=ferry", "target": "/about/"}, "led on from /?q=ferry:"),
            ({"path": "/a", "target": "/?p=123"}, "There is no page at /?p=123."),
            ({"path": "/a"}, "Choose a story"),
            ({"path": "/a", "target": "/a/"}, "back to itself"),
            ({"path": "/a", "target": "javascript:alert(1)"}, "valid URL"),
            ({"path": "/a", "target": "/about/", "article": story.pk}, "not both"),
            ({"path": "/a", "article": "999999"}, "Select a valid choice"),
        ):
            with self.subTest(values):
                self.assertRefused(self.send(**values), sentence)
        self.assertEqual(FormerAddress.objects.count(), 1)

    def test_one_that_a_page_took_the_place_of_can_still_be_led_elsewhere(self):
        row = FormerAddress.objects.create(path="/search", target="/about/")
        story = make_live_story()
        url = f"{LIST}{row.pk}/change/"
        self.assertSaved(self.send(url, target="", article=story.pk))
        row.refresh_from_db()
        self.assertEqual(row.article, story)

    def test_the_list_says_what_readers_get_and_finds_what_is_pasted(self):
        FormerAddress.objects.create(path="/2014/fähre", article=make_live_story("Live one"))
        FormerAddress.objects.create(path="/b", article=make_story("A draft"))
        FormerAddress.objects.create(path="/c", target="https://example.org/c")
        page = self.client.get(LIST)
        for words in ("Live one", "Led on", "A draft", "Not live", "Led elsewhere"):
            self.assertContains(page, words)
        for query, paths in (
            ("q=https://old.example.org/2014/f%25C3%25A4hre/", {"/2014/fähre"}),
            ("q=draft", {"/b"}),
            ("q=http://[", set()),
            ("to=story", {"/2014/fähre", "/b"}),
            ("to=page", set()),
            ("to=elsewhere", {"/c"}),
        ):
            found = self.client.get(f"{LIST}?{query}").context["cl"].result_list
            self.assertEqual({row.path for row in found}, paths, query)

    def test_a_longer_list_asks_no_more_questions(self):
        FormerAddress.objects.create(path="/a", article=make_story())
        with CaptureQueriesContext(connection) as asked:
            self.client.get(LIST)
        for number in range(20):
            FormerAddress.objects.create(path=f"/{number}", article=make_story(str(number)))
        with self.assertNumQueries(len(asked)):
            self.client.get(LIST)
