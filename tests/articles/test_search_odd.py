"""Whatever is typed into a search is a query: never an error, and the same on every database."""

import re
import sys
from datetime import timedelta
from itertools import pairwise

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase, TestCase
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from articles.search.excerpts import Sought, excerpt, marked
from articles.search.queries import MOST_TERMS, read_query
from articles.search.words import (
    _SIMPLE,
    _SIMPLE_WORD,
    _WORD,
    LONGEST,
    _pattern,
    fold,
    indexed,
    spelt,
    stem,
    words_of,
)
from tests.articles.test_search import headlines, search
from tests.factories import make_live_story, make_section

ODD = (
    '"',
    '""',
    '"ferry',
    "'",
    "ferry'",
    "\\",
    "\x00",
    "ferry\x00",
    "AND",
    "AND OR NOT",
    "NEAR(ferry, 2)",
    "ferry*",
    "title:ferry",
    "{title body} : ferry",
    "^ferry",
    "ferry & | ! <-> :*",
    "-",
    "--ferry",
    "- ferry",
    "-ferry",
    '-"',
    "%s %d %(name)s",
    "%",
    "_",
    "'; DROP TABLE articles_article; --",
    "1 OR 1=1",
    "1e5 0x1f 3.14 -7 5G",
    "a@example.org https://example.org/a?b=c#d",
    "😀",
    "👩‍👩‍👧‍👦 🇺🇦",
    "東京",
    "ภาษาไทย",
    "हिन्दी",
    "עִבְרִית",
    "\u202eferry",
    "\ufeff",
    "e\u0301" * 50,
    "\u0301",
    "İstanbul ǅ ﬃ ß",
    "ferry " * 2000,
    "x" * 10_000,
    "é" * 10_000,
    '"' * 10_000,
    "-" * 10_000,
    "東" * 10_000,
    " ".join(map(str, range(3000))),
    "the",
    "C++ -C++ C# F# .NET",
    '"C++ in .net"',
    "C+++ ++ # .net. ...net",
    "1\ufe0f\u20e3 fer\u00adry \u00ad",
)
ODD_VALUES = ("x", "\x00", "'", "-1", "0", "99999999999999999999", "٣", "../", "😀", "a" * 5000)


class OddQueryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_live_story("Ferry returns", section=make_section("Harbour"), tags=["Boats"])

    def test_nothing_typed_is_an_error(self):
        for sort in ("", "newest"):
            for typed in ODD:
                with self.subTest(typed[:40], sort=sort):
                    self.assertEqual(search(self.client, typed, sort=sort).status_code, 200)

    def test_no_filter_page_or_day_is_an_error(self):
        for name in ("section", "author", "tag", "from", "to", "sort", "page", "before"):
            for value in ODD_VALUES:
                for sort in ("", "newest"):
                    with self.subTest(f"{name}={value[:20]}", sort=sort):
                        sent = {"sort": sort, name: value}
                        self.assertEqual(search(self.client, "ferry", **sent).status_code, 200)

    def test_a_date_field_holds_a_valid_day_or_nothing(self):
        for sent, held in (("20240229", "2024-02-29"), ("2024-02-30", ""), ("yesterday", "")):
            page = search(self.client, "ferry", **{"from": sent}).content.decode()
            self.assertIn(f'name="from" value="{held}"', page)

    def test_what_is_not_there_is_said(self):
        for sent, said in (
            ({"section": "nowhere"}, "There is no such section."),
            ({"author": "nobody"}, "No stories here are by a writer of that name."),
            ({"tag": "nothing"}, "No stories here are on such a topic."),
            ({"from": "2024-02-30"}, "There is no such day."),
            ({"to": "0001-01-01"}, "There is no such day."),
            ({"to": "9999-12-31"}, "There is no such day."),
            ({"from": "2024-05-02", "to": "2024-05-01"}, "The first day lies after the last."),
            ({"page": "11"}, "There is no such page."),
            ({"page": "2"}, "There is no such page."),
            ({"sort": "newest", "before": "x"}, "There is no such page."),
        ):
            with self.subTest(sent):
                page = search(self.client, "ferry", **sent)
                self.assertContains(page, said)
                self.assertEqual(headlines(page), [])
                # What was typed is still there to be mended.
                self.assertContains(page, 'value="ferry"')

    def test_what_is_no_word_is_said_and_a_long_query_is_cut(self):
        self.assertContains(search(self.client, "😀"), "There is no word in that.")
        self.assertContains(search(self.client, "-ferry"), "not only what to leave out")
        self.assertContains(search(self.client, "ferry " * 2000), "only its beginning")
        self.assertEqual(headlines(search(self.client, "ferry " * 2000)), ["Ferry returns"])

    def test_only_reading_is_answered(self):
        self.assertEqual(self.client.post("/search/", {"q": "ferry"}).status_code, 405)
        self.assertEqual(self.client.head("/search/?q=ferry").status_code, 200)

    def test_a_body_of_any_size_and_script_is_published_and_found(self):
        start = timezone.now() - timedelta(minutes=5)
        bodies = {
            "long": " ".join(f"w{number}" for number in range(20_000)),
            "wide": "y" * 100_000,
            "dense": "東京" * 5_000,
            "signs": "\u0301 ' \" \\ %s %% * : ( ) 1e5 -7 <-> 😀",
        }
        for number, (name, body) in enumerate(bodies.items()):
            at = start + timedelta(seconds=number)
            make_live_story(f"Body that is {name}", body=f"<p>{body}</p>", at=at)
            with self.subTest(name):
                self.assertEqual(headlines(search(self.client, name)), [f"Body that is {name}"])


class TypedTests(PropertyTestCase):
    @classmethod
    def setUpTestData(cls):
        make_live_story("Ferry returns")

    @settings(max_examples=30, deadline=None)
    @given(typed=st.text(max_size=60))
    def test_any_text_is_a_query(self, typed):
        self.assertEqual(search(self.client, typed).status_code, 200)
        self.assertEqual(search(self.client, f'ferry -"{typed}"').status_code, 200)

    @settings(max_examples=15, deadline=None)
    @given(data=st.data())
    def test_a_story_is_found_by_any_word_of_its_own(self, data):
        letters = st.characters(codec="utf-8", categories=["L", "N", "M"])
        word = data.draw(st.text(letters, min_size=1, max_size=12))
        if not list(words_of(word)):
            return
        # A story of its own each time: what stands in it is found, whatever its script.
        make_live_story("Of a word", body=f"<p>Here {word} stands.</p>")
        self.assertIn("Of a word", headlines(search(self.client, word)))


class WordsTests(SimpleTestCase):
    @given(text=st.text())
    def test_words_are_letters_and_figures_of_bounded_length(self, text):
        for word in words_of(text):
            self.assertTrue(0 < len(word.folded) <= LONGEST)
            self.assertFalse(set(word.folded) & set(" \x00\"'\\%*:()&|!<>^{}-"))
            self.assertTrue(set(spelt(word.folded)).isdisjoint("+#."))
            self.assertTrue(text[word.start : word.end])

    @given(text=st.text(st.characters(max_codepoint=0x2BFF)), other=st.text())
    def test_the_quicker_pattern_finds_the_same_words(self, text, other):
        for one in (text, other, text + other):
            whole = _WORD.finditer(one)
            found = [match.span() for match in _pattern(one).finditer(one)]
            self.assertEqual(found, [match.span() for match in whole])

    @given(parts=st.lists(st.sampled_from([*"Cfé1+#._ \u0301\u00ad東", ".NET", "++", "C#"])))
    def test_names_with_a_mark_are_the_same_words_to_both_patterns(self, parts):
        text = "".join(parts)
        found = [match.span() for match in _pattern(text).finditer(text)]
        self.assertEqual(found, [match.span() for match in _WORD.finditer(text)])
        for word in words_of(text):
            said = text[word.start : word.end]
            self.assertEqual(fold(word.folded), word.folded)
            is_marked = not set(said).isdisjoint("+#.")
            self.assertEqual(is_marked, bool(re.fullmatch(r"[Cf](\+\+|#)|\.NET", said)))

    def test_a_mark_belongs_to_a_name_only_where_it_is_one(self):
        for text, words in (
            ("C++, c#; F# (.NET) C/C++", "c++ c# f# .net c c++"),
            ("C++17 C++'s -C++", "c++ 17 c++ c++"),
            ("D.C. C-Max C+ #c a#b ABC++ 1++", "d c c max c c a b abc 1"),
            ("asp.net ...net .Nets _.net x@.net", "asp net net nets net x .net"),
        ):
            with self.subTest(text):
                self.assertEqual([word.folded for word in words_of(text)], words.split())

    def test_how_a_letter_is_drawn_does_not_matter(self):
        """Soft hyphens, variants and what encloses a figure: databases part words there."""
        for drawn, plain in (
            ("Fer\u00adry\u00ad", "ferry"),
            ("1\ufe0f\u20e3", "1"),
            ("葛\U000e0100", "葛"),
        ):
            with self.subTest(drawn):
                self.assertEqual([word.folded for word in words_of(drawn)], [plain])

    def test_every_simple_character_is_of_a_word_to_both_patterns_or_to_none(self):
        characters = [chr(number) for number in range(sys.maxunicode + 1)]
        simple = [one for one in characters if _SIMPLE.fullmatch(one)]
        self.assertGreater(len(simple), 2000)
        for one in simple:
            self.assertEqual(bool(_SIMPLE_WORD.match(one)), bool(_WORD.match(one)), repr(one))
            self.assertEqual(len(_WORD.findall(f"a{one}a")) == 1, bool(_WORD.match(one)), repr(one))

    @given(text=st.text(), language=st.sampled_from(["en-gb", "de", "ar", "tlh", ""]))
    def test_what_is_indexed_has_each_word_in_its_order(self, text, language):
        words = [spelt(word.folded) for word in words_of(text)]
        self.assertEqual(indexed(text, language).split()[: len(words)], words)

    @given(word=st.text(max_size=20))
    def test_folding_twice_is_folding_once(self, word):
        self.assertEqual(fold(fold(word)), fold(word))

    def test_stems_are_of_the_storys_language(self):
        self.assertEqual(stem("ferries", "en-gb"), stem("ferry", "en"))
        self.assertEqual(stem("hauser", "de"), stem("hausern", "de"))
        self.assertEqual(stem("ferries", "tlh"), "ferries")

    @given(typed=st.text(max_size=400))
    def test_a_query_is_bounded(self, typed):
        self.assertLessEqual(len(read_query(typed, "en").terms), MOST_TERMS)


class ExcerptTests(SimpleTestCase):
    @given(text=st.text(), typed=st.text(max_size=30))
    def test_marking_changes_no_letter_and_lets_no_markup_through(self, text, typed):
        forms = {form: 0 for term in read_query(typed, "en").terms for form in term.forms("en")}
        html = marked(text.replace("\n", " "), Sought(forms, "en"))
        bare = html.replace("<mark>", "").replace("</mark>", "")
        self.assertNotRegex(bare, "[<>]")
        self.assertEqual(html.count("<mark>"), html.count("</mark>"))

    @given(text=st.text(min_size=200, max_size=3000))
    def test_a_passage_has_the_word_wherever_it_stands(self, text):
        text = text.replace("lighthouse", "")
        html = excerpt("", f"{text} lighthouse {text}", Sought({"lighthouse": 0}, "en"))
        self.assertIn("<mark>lighthouse</mark>", html)
        self.assertLessEqual(len(html), 3000)

    @given(before=st.text(max_size=20), between=st.text(max_size=3), after=st.text(max_size=20))
    def test_a_phrase_is_marked_where_its_words_follow_one_another(self, before, between, after):
        text = f"{before} winter {between} rail {after}"
        words = [word.folded for word in words_of(text)]
        follow = any(pair == ("winter", "rail") for pair in pairwise(words))
        html = marked(text, Sought({("winter", "rail"): 0}, "en"))
        self.assertEqual("<mark>" in html, follow)

    def test_the_passage_with_most_words_is_shown(self):
        text = "A ferry came. " + "Nothing. " * 100 + "A ferry passed the lighthouse. " * 2
        shown = strip_tags(excerpt("", text, Sought({"ferry": 0, "lighthouse": 1}, "en")))
        self.assertIn("passed the lighthouse", shown)
        self.assertNotIn("came", shown)


class AddressTests(SimpleTestCase):
    def read(self, value):
        import os
        from unittest.mock import patch

        from newsroom.env import read_search

        with patch.dict(os.environ, {"SEARCH_URL": value}):
            return read_search("SEARCH_URL")

    def test_an_index_elsewhere_is_named_by_its_address(self):
        self.assertIsNone(self.read(""))
        found = self.read("opensearch+https://user:secret@search.example.org:9200/courier")
        self.assertEqual(found["BACKEND"], "modelsearch.backends.opensearch3")
        (host,) = found["HOSTS"]
        self.assertEqual((host["host"], host["port"]), ("search.example.org", 9200))
        self.assertEqual(host["http_auth"], ("user", "secret"))
        self.assertTrue(host["verify_certs"])
        self.assertEqual(found["INDEX_PREFIX"], "courier_")
        older = self.read("elasticsearch+http://localhost:9200?version=8")
        self.assertEqual(older["BACKEND"], "modelsearch.backends.elasticsearch8")
        self.assertEqual(older["INDEX_PREFIX"], "newsroom_")

    def test_a_bad_address_is_refused_without_telling_its_password(self):
        for value in (
            "https://user:secret@host",
            "opensearch://user:secret@host",
            "opensearch+https://user:secret@host?version=1",
            "opensearch+https://user:secret@host?other=1",
            "opensearch+https://user:secret@host:port/",
            "secret",
        ):
            with self.subTest(value), self.assertRaises(ImproperlyConfigured) as raised:
                self.read(value)
            self.assertNotIn("secret", str(raised.exception))
