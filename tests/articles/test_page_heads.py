"""What the head of every kind of public page tells machines of it."""

import json
import re

from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from lxml import html
from PIL import Image

from tests.factories import make_author, make_live_story, make_section, picture_bytes
from tests.support.real import needs_real
from tests.support.site import make_site
from tests.support.vocabulary import not_in_vocabulary

# https://ogp.me/: "the four required properties for every page".
REQUIRED = {"og:title", "og:type", "og:image", "og:url"}
SITE = "http://testserver"


class PageHeads(TestCase):
    def head(self, address: str):
        response = self.client.get(address)
        return html.fromstring(response.content).find("head")

    def properties(self, head) -> dict[str, str]:
        return {one.get("property"): one.get("content") for one in head.iterfind("meta[@property]")}

    def told(self, head) -> list[dict]:
        scripts = head.iterfind("script[@type='application/ld+json']")
        return [json.loads(one.text) for one in scripts]

    def test_every_page_that_may_be_found_says_what_it_is(self):
        for kind, address in make_site().items():
            head = self.head(address)
            robots = head.find("meta[@name='robots']")
            if robots is not None and "noindex" in robots.get("content"):
                continue
            with self.subTest(kind=kind):
                canonical = head.find("link[@rel='canonical']").get("href")
                found = self.properties(head)
                self.assertTrue(canonical.startswith(f"{SITE}/"))
                self.assertEqual(found["og:url"], canonical)
                self.assertLessEqual(REQUIRED, found.keys())
                pictures = head.findall("meta[@property='og:image']")
                self.assertEqual(len(pictures), 1, "a story's own, or else the site's")
                self.assertTrue(pictures[0].get("content").startswith("http"))
                self.assertTrue(self.told(head))

    @needs_real
    def test_what_pages_say_of_themselves_is_in_schema_orgs_words(self):
        for kind, address in make_site().items():
            for told in self.told(self.head(address)):
                with self.subTest(kind=kind):
                    self.assertEqual(list(not_in_vocabulary(told)), [])

    def test_lists_have_the_sites_card_in_the_shape_they_say(self):
        make_live_story()
        for address in ("/", "/world/", "/archive/", "/corrections/"):
            found = self.properties(self.head(address))
            path = found["og:image"].removeprefix(f"{SITE}/static/")
            with Image.open(finders.find(path)) as card:
                size = (found["og:image:width"], found["og:image:height"])
                self.assertEqual(tuple(map(str, card.size)), size)

    def test_an_author_has_a_portrait_or_else_the_sites_card(self):
        author = make_author(photo=SimpleUploadedFile("jo.jpg", picture_bytes()))
        other = make_author("Jo Li")
        make_live_story(authors=[author, other])
        found = self.properties(self.head(author.get_absolute_url()))
        self.assertTrue(found["og:image"].startswith(f"{SITE}/media/"))
        self.assertEqual(found["og:image:alt"], author.name)
        self.assertNotIn("og:image:width", found)
        found = self.properties(self.head(other.get_absolute_url()))
        self.assertIn("/static/", found["og:image"])

    def test_a_page_without_a_description_makes_none_up(self):
        make_section("World")
        head = self.head("/world/")
        self.assertIsNone(head.find("meta[@name='description']"))
        self.assertNotIn("og:description", self.properties(head))

    def test_words_in_a_head_stay_words(self):
        make_section('A "b" <c> & d', slug="odd", description='<script>"&')
        found = self.properties(self.head("/odd/"))
        self.assertEqual(found["og:title"], 'A "b" <c> & d')
        self.assertEqual(found["og:description"], '<script>"&')

    def test_a_storys_versions_are_led_to_from_it(self):
        article = make_live_story("Ferry returns")
        address = article.get_absolute_url()
        (graph,) = [one["@graph"] for one in self.told(self.head(f"{address}history/"))]
        (page,) = [one for one in graph if one["@type"] == "WebPage"]
        way = [one["item"] for one in page["breadcrumb"]["itemListElement"]]
        self.assertEqual(way, [f"{SITE}/", f"{SITE}{address}", f"{SITE}{address}history/"])

    def test_programs_of_other_sites_may_read_what_they_need_to_ask_again(self):
        make_live_story()
        for address in ("/feed.rss", "/feed.atom", "/feed.json", "/ninjs.json", "/sitemap.xml"):
            headers = self.client.get(address).headers
            self.assertEqual(headers["Access-Control-Allow-Origin"], "*")
            exposed = set(re.split(r",\s*", headers["Access-Control-Expose-Headers"]))
            self.assertLessEqual({"ETag", "Link"}, exposed)
