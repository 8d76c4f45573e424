"""/oembed, as https://oembed.com asks for it."""

import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

from django.test import TestCase
from django.utils import timezone
from lxml import etree

from articles.publishing import publish, schedule, withdraw
from articles.rights import withdraw as withdraw_picture
from tests.factories import make_author, make_image, make_live_story, make_story


class OembedTests(TestCase):
    def setUp(self):
        self.image = make_image(size=(1600, 1000))
        self.story = make_live_story(
            "Ferry & <pilot>",
            standfirst="After a week.",
            authors=[make_author("Hanna Voss", slug="hanna-voss")],
            lead=self.image,
        )
        self.url = f"http://testserver{self.story.editions.get().get_absolute_url()}"

    def ask(self, **asked):
        return self.client.get("/oembed", {"url": self.url, **asked})

    def told(self, **asked) -> dict:
        response = self.ask(**asked)
        self.assertEqual(response.status_code, 200)
        return json.loads(response.content)

    def test_it_says_what_a_link_to_a_story_shows(self):
        told = self.told()
        self.assertEqual((told["version"], told["type"]), ("1.0", "link"))
        self.assertEqual(told["title"], "Ferry & <pilot>")
        self.assertEqual(told["author_name"], "Hanna Voss")
        self.assertEqual(told["author_url"], "http://testserver/authors/hanna-voss/")
        self.assertEqual(told["provider_url"], "http://testserver/")
        self.assertEqual((told["thumbnail_width"], told["thumbnail_height"]), (1200, 750))
        self.assertEqual(told["thumbnail_credit"], "Jo Li/Agency")

    def test_xml_says_the_same(self):
        response = self.ask(format="xml")
        self.assertEqual(response["Content-Type"], "text/xml; charset=utf-8")
        root = etree.fromstring(response.content)
        self.assertEqual(root.tag, "oembed")
        told = {child.tag: child.text for child in root}
        self.assertEqual(told, {name: str(value) for name, value in self.told().items()})

    def test_a_page_names_where_to_ask(self):
        page = self.client.get(self.url).content.decode()
        for kind in ("json", "xml"):
            (address,) = re.findall(rf'type="\w+/{kind}\+oembed" href="([^"]+)"', page)
            self.assertEqual(self.client.get(unescape(address)).status_code, 200)

    def test_thumbnails_keep_within_bounds(self):
        for most in (1200, 1199, 640, 639, 320, 319, 0):
            told = self.told(maxwidth=most)
            self.assertLessEqual(told.get("thumbnail_width", 0), most)
            self.assertEqual("thumbnail_url" in told, most >= 320)
        told = self.told(maxwidth=5000, maxheight=400)
        self.assertEqual((told["thumbnail_width"], told["thumbnail_height"]), (640, 400))
        path = told["thumbnail_url"].removeprefix("http://testserver")
        self.assertEqual(self.client.get(path).status_code, 200)

    def test_a_withheld_picture_is_left_out(self):
        withdraw_picture(self.image, by=None, reason="A mistake.")
        self.assertNotIn("thumbnail_url", self.told())

    def test_an_old_address_is_answered_with_todays(self):
        told = self.told(url=f"http://testserver/nowhere/x-{self.story.pk}/?utm=1#top")
        self.assertEqual(told["url"], self.url)

    def test_addresses_in_any_script(self):
        story = make_live_story("Паром вернулся")
        path = story.editions.get().get_absolute_url()
        self.assertEqual(self.told(url=f"http://testserver{path}")["title"], "Паром вернулся")

    def test_what_is_no_live_story_of_ours_is_not_found(self):
        draft = make_story("Minister resigns")
        schedule(draft, by=None, at=timezone.now() + timedelta(days=1), change="first")
        gone = make_live_story("Minister stays")
        address = gone.editions.get().get_absolute_url()
        withdraw(gone, by=None, notice="Gone.")
        for url in (
            f"http://testserver/world/minister-resigns-{draft.pk}/",
            f"http://testserver{address}",
            *("http://testserver/", "http://testserver/world/", "http://testserver/admin/"),
            f"http://testserver/world/x-{'9' * 40}/",
            *(
                "http://elsewhere.example/world/x-1/",
                "http://[",
                "javascript:alert(1)",
                "\x00x",
                "x",
            ),
            self.url + "history/",
            self.url.replace("http:", "ftp:"),
            self.url.replace("testserver", "testserver@evil.example"),
        ):
            response = self.ask(url=url)
            self.assertEqual(response.status_code, 404, url)
            self.assertNotIn("Minister", response.content.decode())
            self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")

    def test_bad_questions_have_the_answers_that_the_specification_names(self):
        self.assertEqual(self.client.get("/oembed").status_code, 400)
        for format in ("yaml", "JSON", "xml%00", "<xss>"):
            response = self.ask(format=format)
            self.assertEqual(response.status_code, 501)
            self.assertNotIn("xss", response.content.decode())
        for size in ("x", "-1", "1.5", "٣", "9" * 5000):
            self.assertEqual(self.ask(maxwidth=size).status_code, 400)
            self.assertEqual(self.ask(maxheight=size).status_code, 400)

    def test_a_retraction_says_so(self):
        publish(self.story, by=None, change="retraction", notice="No.", hides_text=True)
        told = self.told()
        self.assertEqual(told["title"], "Retracted: Ferry & <pilot>")
        self.assertNotIn("description", told)

    def test_queries_conditional_requests_and_other_methods(self):
        with self.assertNumQueries(2):
            first = self.ask()
        address = f"/oembed?url={quote(self.url, safe='')}"
        again = self.client.get(address, headers={"if-none-match": first["ETag"]})
        self.assertEqual(again.status_code, 304)
        self.assertEqual(self.client.head(address)["ETag"], first["ETag"])
        self.assertEqual(self.client.post(address).status_code, 405)
