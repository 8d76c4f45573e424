"""What holds of a feed whatever a desk typed: well-formed, harmless, and nothing lost."""

import html
import json
from dataclasses import replace
from datetime import UTC, datetime

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as some
from lxml import etree

from articles import ninjs
from articles.body import clean_body
from articles.feeds import atom, json_feed, rss
from articles.feeds.content import content_html
from articles.feeds.items import Feed, FeedItem, item_of
from articles.feeds.markup import plain
from articles.record import EditionRecord, Notice
from articles.snapshot import TagSnapshot
from articles.withholding import NOTHING
from tests.articles.test_body import DOCUMENT
from tests.security.pages import ADDRESSES, SCHEMES, elements, foreign
from tests.support.archive_18f import bodies_of_pairs
from tests.support.json_feed import read_json_feed
from tests.support.markup import letters
from tests.support.real import REAL, needs_real
from tests.support.snapshots import byline, make_snapshot, picture

AT = datetime(2024, 3, 1, 12, tzinfo=UTC)
ORIGIN = "https://news.example.org"
PATH = "/world/ferry-returns-7/"
ATOM, ENCODED = "{http://www.w3.org/2005/Atom}", "{http://purl.org/rss/1.0/modules/content/}encoded"
WORDS = some.text(
    some.one_of(
        some.sampled_from("\x00\x01\x0b\x1b\x7f\x85\ufffe\uffff\u2028<>&\"']]>\n\t 😀"),
        some.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


def make_record(words: str = "Ferry", body: str = "<p>So.</p>", **values) -> EditionRecord:
    """An edition with the same words in every field that readers see."""
    writer = byline(1, "Hanna Voss")
    writer = replace(writer, author=replace(writer.author, name=words or "-"))
    story = make_snapshot(
        body,
        headline=words or "-",
        standfirst=words,
        tags=(TagSnapshot(1, words or "-", "topic", "", ""),),
        bylines=(writer,),
        images=(picture(is_lead=True, title=words, caption=words, credit=words, alt=words),),
    )
    notices = (Notice(2, "correction", AT.isoformat(), words or "-"),)
    told = {"number": 2, "change": "correction", "published_by": "", "notices": notices}
    times = dict.fromkeys(("live_from", "first_published", "updated"), AT.isoformat())
    return EditionRecord(**told | times | values, story=story)


def make_item(record: EditionRecord) -> FeedItem:
    return item_of(record.to_document(), PATH, ORIGIN, NOTHING)


def make_feed(*items: FeedItem, title: str = "Courier") -> Feed:
    home = f"{ORIGIN}/"
    icons = (f"{home}icon-144.png", f"{home}icon-512.png")
    return Feed(ORIGIN, title, title, home, f"{home}feed", "", home, AT, *icons, items=items)


def written(feed: Feed) -> tuple[etree._Element, etree._Element, dict]:
    """The feed in its three formats, each read again."""
    return (
        etree.fromstring(rss.write(feed)),
        etree.fromstring(atom.write(feed)),
        read_json_feed(json_feed.write(feed)),
    )


class Laws(SimpleTestCase):
    @given(WORDS.filter(bool), WORDS)
    @settings(max_examples=40, deadline=None)
    def test_any_words_are_read_again_in_every_format(self, words, title):
        item = make_item(make_record(words))
        as_rss, as_atom, as_json = written(make_feed(item, title=title or "-"))
        self.assertEqual(as_rss.findtext(".//item/title") or "", plain(item.title))
        self.assertEqual(as_atom.findtext(f"{ATOM}entry/{ATOM}title") or "", plain(item.title))
        self.assertEqual(as_json["items"][0]["title"], item.title)
        for content in (as_rss.findtext(f".//{ENCODED}"), as_json["items"][0]["content_html"]):
            self.assertEqual(content, item.html)

    @given(DOCUMENT)
    @settings(max_examples=40, deadline=None)
    def test_the_text_of_any_body_is_there_and_harmless(self, body):
        record = make_record(body=body)
        told = content_html(record, ORIGIN + PATH)
        self.assert_harmless(told)
        for block in record.story.body:
            self.assertIn(letters(html.escape(block.text())), letters(told))

    def assert_harmless(self, told: str) -> None:
        self.assertEqual(foreign(told), [])
        for element in elements(told):
            self.assertNotIn(element.tag, ("script", "style", "form", "iframe", "object", "svg"))
            for name, value in element.attrib.items():
                self.assertFalse(name.startswith(("on", "style", "class", "data-")), name)
                if name in ADDRESSES:
                    self.assertFalse(value.strip().lower().startswith(SCHEMES), value)
                    self.assertRegex(value, r"^[a-z][a-z0-9+.-]*:|^//|^$")

    @needs_real
    def test_attacks_are_words_or_nothing(self):
        attacks = json.loads((REAL / "sanitiser" / "dompurify-expect.json").read_text())
        for attack in attacks:
            payload = attack["payload"]
            record = make_record(plain(payload)[:200] or "-", body=payload)
            item = make_item(record)
            as_rss, as_atom, as_json = written(make_feed(item))
            self.assert_harmless(item.html)
            self.assert_harmless(as_rss.findtext(".//item/description"))
            self.assertEqual(len(as_rss.findall(".//item/*")), len(list(as_rss.find(".//item"))))
            self.assertEqual(len(as_atom.findall(f"{ATOM}entry")), 1)
            self.assertEqual(len(as_json["items"]), 1)

    @needs_real
    def test_naughty_strings_are_read_again(self):
        for text in json.loads((REAL / "sanitiser" / "naughty-strings.json").read_text()):
            if not text.strip():
                continue
            item = make_item(make_record(text))
            as_rss, _as_atom, as_json = written(make_feed(item))
            self.assertEqual(as_rss.findtext(".//item/title"), plain(item.title))
            self.assertEqual(as_json["items"][0]["title"], item.title)

    @needs_real
    def test_real_stories_lose_no_word(self):
        for bodies in bodies_of_pairs(5):
            for body in bodies:
                record = make_record(body=body)
                told = content_html(record, ORIGIN + PATH)
                self.assert_harmless(told)
                self.assertIn(letters(clean_body(body)), letters(told))

    @given(WORDS.filter(bool))
    @settings(max_examples=30, deadline=None)
    def test_ninjs_is_json_of_the_same_words(self, words):
        record = make_record(words)
        library = ninjs.Library(frozenset(), {})
        item = ninjs.item_of(record, ORIGIN + PATH, ORIGIN, NOTHING, library)
        told = json.loads(json.dumps(item, ensure_ascii=False).encode())
        self.assertEqual(told["headlines"][0]["value"], words)
        self.assertIn(words, told["edNote"])
