"""Real stories through every door for programs, each held against its specification."""

import json
from itertools import islice

from django.test import TestCase
from lxml import etree

from articles.interchange.archive import import_lines
from articles.models import Edition
from tests.articles.test_ninjs import validator
from tests.support.archive_18f import lines_with_histories
from tests.support.feeds import KINDS, entries_in
from tests.support.json_feed import read_json_feed
from tests.support.real import needs_real

STORIES = 12


@needs_real
class RealStories(TestCase):
    @classmethod
    def setUpTestData(cls):
        lines = islice(lines_with_histories(), STORIES)
        raw = (json.dumps(one).encode() for one in lines)
        list(import_lines(enumerate(raw, 1)))

    def setUp(self):
        live = Edition.objects.live().select_related("section").defer("document")
        self.editions = list(live.newest_first())
        self.assertEqual(len(self.editions), STORIES)

    def test_each_feed_tells_of_each_story_what_the_site_does(self):
        for kind in KINDS:
            entries = entries_in(self.client.get(f"/feed.{kind}"))
            told = [(entry.url, entry.published) for entry in entries]
            self.assertEqual(
                told,
                [
                    (
                        f"http://testserver{one.get_absolute_url()}",
                        one.first_published.replace(microsecond=0),
                    )
                    for one in self.editions
                ],
            )
            self.assertEqual(len({entry.id for entry in entries}), STORIES)
            for entry, one in zip(entries, self.editions, strict=True):
                self.assertEqual(entry.updated, one.updated.replace(microsecond=0))
                self.assertTrue(entry.authors)

    def test_the_formats_agree(self):
        rss, atom, in_json = (entries_in(self.client.get(f"/feed.{kind}")) for kind in KINDS)
        titles = [[entry.title for entry in entries] for entries in (rss, atom, in_json)]
        self.assertEqual(titles[0], titles[1])
        self.assertEqual([entry.id for entry in rss], [entry.id for entry in in_json])
        full = read_json_feed(self.client.get("/feed.json").content)
        root = etree.fromstring(self.client.get("/feed.atom").content)
        texts = [entry.findtext("{*}content") for entry in root.findall("{*}entry")]
        self.assertEqual(texts, [item["content_html"] for item in full["items"]])

    def test_each_story_is_valid_ninjs(self):
        for one in self.editions:
            told = json.loads(self.client.get(f"{one.get_absolute_url()}ninjs.json").content)
            validator().validate(told)
            self.assertEqual(told["headlines"][0]["value"], one.headline)
        validator().validate(json.loads(self.client.get("/ninjs.json").content))

    def test_the_sitemap_tells_of_each(self):
        found = set()
        for file in etree.fromstring(self.client.get("/sitemap.xml").content).iter("{*}loc"):
            root = etree.fromstring(self.client.get(file.text).content)
            found |= {one.text for one in root.iter("{*}loc")}
        for one in self.editions:
            self.assertIn(f"http://testserver{one.get_absolute_url()}", found)
