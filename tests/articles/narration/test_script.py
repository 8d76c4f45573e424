import re

from django.test import SimpleTestCase, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body import split_blocks
from articles.narration.script import passages, script_of
from articles.narration.sentences import MOST, split_sentences
from articles.narration.spoken import read_aloud
from articles.record import EditionRecord, Notice
from tests.support.archive_18f import bodies_of_pairs
from tests.support.real import needs_real
from tests.support.snapshots import make_snapshot

WORDS = st.text(st.sampled_from("aB1.!?…。 \n\t“”\"'()é中ß,;:-–— 3MrDrZz"), max_size=200) | st.text(
    max_size=80
)


def letters(text: str) -> str:
    return "".join(text.split())


def record(body: str = "", notices=(), **values) -> EditionRecord:
    story = make_snapshot(body, **{"standfirst": "It is back.", **values})
    at = "2026-11-20T10:00:00+00:00"
    return EditionRecord(1, "first", at, at, at, "", tuple(notices), story)


def sentences(text: str, language: str = "en-gb") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


class Sentences(SimpleTestCase):
    @settings(max_examples=150, deadline=None)
    @given(WORDS, st.sampled_from(["en", "de", "zh-hans", "ar"]))
    def test_every_letter_is_in_exactly_one_sentence_in_order(self, text, language):
        spans = split_sentences(text, language)
        self.assertEqual(letters("".join(text[a:b] for a, b in spans)), letters(text))
        self.assertEqual(spans, sorted(spans))
        for (_start, end), (start, _end) in zip(spans, spans[1:], strict=False):
            self.assertLessEqual(end, start)
        for start, end in spans:
            self.assertEqual(text[start:end], text[start:end].strip())
            self.assertTrue(0 < end - start <= MOST)

    def test_abbreviations_initials_and_decimals_end_none(self):
        for text in (
            "Dr. Weber met J. R. Smith of Acme Inc. in the U.S. Senate at 6 p.m. on Monday.",
            "It rose by 3.5 per cent, i.e. more than No. 7 did.",
            "“Why?” he asked.",
            "They left … and came back.",
        ):
            with self.subTest(text):
                self.assertEqual(sentences(text), [text])

    def test_sentences_end_at_marks_and_closing_quotes(self):
        self.assertEqual(
            sentences("He said no. “It is over.” She left! Did she? It ended in 2019. Yes."),
            [
                *("He said no.", "“It is over.”", "She left!", "Did she?"),
                *("It ended in 2019.", "Yes."),
            ],
        )

    def test_languages_have_their_own_ways(self):
        self.assertEqual(
            sentences("Am 3. Mai kam er. Z. B. im Jahr 2019. Ende.", "de"),
            ["Am 3. Mai kam er.", "Z. B. im Jahr 2019.", "Ende."],
        )
        self.assertEqual(sentences("今天天气很好。我们去公园。", "zh-hans")[1], "我们去公园。")
        self.assertEqual(len(sentences("هل عاد؟ نعم عاد۔ انتهى.", "ar")), 3)


class WhatIsSaid(SimpleTestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.lists(WORDS, max_size=6), st.sampled_from(["p", "li", "blockquote", "h2", "mixed"]))
    def test_every_word_of_the_text_is_said_once_in_order_at_its_place(self, texts, kind):
        from django.utils.html import escape

        wrapped = {"li": "<ul><li>{}</li></ul>", "mixed": "<p><b>{}</b></p>"}
        html = wrapped.get(kind, f"<{kind}>{{}}</{kind}>")
        self.assertSaid("".join(html.format(escape(text)) for text in texts))

    def assertSaid(self, body: str):  # noqa: N802
        made = record(body)
        blocks = made.story.body
        said = [one for one in script_of(made).sentences if one.block >= 0]
        spoken = [block for block in blocks if block.kind not in ("pullquote", "code", "table")]
        self.assertEqual(
            letters("".join(one.text for one in said if one.kind != "row")),
            letters("".join(block.text() for block in spoken)),
        )
        for one in said:
            self.assertEqual(blocks[one.block].text()[one.start : one.end], one.text)

    @needs_real
    def test_it_is_so_with_real_stories(self):
        for before, after in bodies_of_pairs(12):
            for body in (before, after):
                self.assertSaid(body)
                for block in split_blocks(body):
                    if block.kind in ("paragraph", "list", "quote", "heading"):
                        self.assertEqual(" ".join(passages(block)), block.text())

    def test_headline_standfirst_byline_text_and_correction_in_order(self):
        notice = Notice(1, "correction", "2026-11-20T10:00:00+00:00", "It was Tuesday.")
        made = record(
            "<h2>Then</h2><p>One. Two.</p><ul><li>Three</li></ul><blockquote><p>Four</p>"
            "</blockquote>",
            [notice],
        )
        kinds = [one.kind for one in script_of(made).sentences]
        self.assertEqual(kinds[:3], ["headline", "standfirst", "byline"])
        self.assertEqual(
            kinds[3:],
            ["heading", "paragraph", "paragraph", "item", "quote", "heading", "notice"],
        )

    def test_a_retraction_that_hides_the_text_says_nothing_of_it(self):
        at = "2026-11-20T10:00:00+00:00"
        notice = Notice(1, "retraction", at, "It does not stand.", None, True)
        said = " ".join(one.text for one in script_of(record("<p>Gone</p>", [notice])).sentences)
        self.assertIn("It does not stand.", said)
        self.assertNotIn("Gone", said)

    def test_pull_quotes_are_said_only_where_a_setting_says_so(self):
        made = record('<aside class="pullquote"><p>Again</p></aside><p>Text</p>')
        for spoken in (False, True):
            with override_settings(NARRATION_PULL_QUOTES=spoken):
                said = [one.text for one in script_of(made).sentences]
                self.assertEqual("Again" in said, spoken)

    def test_small_tables_are_read_row_by_row_and_large_ones_left_out(self):
        row = "<tr><td>Year</td><td>2019</td></tr>"
        (said,) = script_of(record(f"<table>{row}</table>")).sentences[-1:]
        self.assertEqual((said.to_say, said.text), ("Year, 2019.", "Year 2019"))
        (said,) = script_of(record(f"<table>{row * 20}</table>")).sentences[-1:]
        self.assertEqual((said.to_say, said.text), ("A table is left out here.", ""))

    def test_code_is_left_out_with_a_word_about_it_where_there_is_one(self):
        made = record("<p>Type:</p><pre>cd ~</pre><p>Then go on.</p>")
        said = [one.to_say for one in script_of(made).sentences]
        self.assertEqual(said[-3:], ["Type:", "Code is left out here.", "Then go on."])
        elsewhere = record("<p>Tapez</p><pre>cd ~</pre>", language="fr")
        self.assertEqual(script_of(elsewhere).sentences[-1].to_say, "Tapez")

    def test_the_hash_is_the_same_exactly_where_the_same_is_said(self):
        one = script_of(record("<p>One. Two.</p>")).sha256
        self.assertEqual(script_of(record("<p><b>One.</b> Two.</p>")).sha256, one)
        self.assertNotEqual(script_of(record("<p>One. Three.</p>")).sha256, one)
        self.assertNotEqual(script_of(record("<p>One. Two.</p>", language="fr")).sha256, one)
        # Whatever language whoever publishes reads the desk in.
        from django.utils import translation

        with translation.override("de"):
            self.assertEqual(script_of(record("<p>One. Two.</p>")).sha256, one)


class ReadingAloud(SimpleTestCase):
    def test_sums_times_and_short_forms_are_written_out(self):
        for written, said in (
            ("£3.5m and $2bn", "3.5 million pounds and 2 billion dollars"),
            ("£1, £3.50", "1 pound, 3 pounds 50"),
            ("at 14:00, 09:05 and 6.30pm", "at 14 hundred, 9 oh 5 and 6 30 p.m."),
            ("9:00 a.m. – 5pm. I am here.", "9 a.m. – 5 p.m. I am here."),
            ("the EPA and NATO, who", "the E.P.A. and NATO, who"),
            ("Oct. 29, Sept. 5, in Oct. I", "October 29, September 5, in Oct. I"),
            ("the 1990s, the ’80s, 2000s", "the 19 nineties, the eighties, two thousands"),
            ("2004-2014, 5-10 days", "2004 to 2014, 5 to 10 days"),
            ("3-2, 555-1234, 2015-10-09, M-15-13", "3-2, 555-1234, 2015-10-09, M-15-13"),
            ("1.102-3 and 9-11.5", "1.102-3 and 9-11.5"),
            ("3.5M users, 2bn, ~50", "3.5 million users, 2 billion, about 50"),
            ("play #9 #TheNew10 #E31C3D", "play number 9 hashtag TheNew10 #E31C3D"),
            ("JSON -> CSV, and/or 24/7, 1/3", "JSON to CSV, and or 24 7, 1/3"),
            ("FY22, 4 1/2", "F Y 22, 4 and a half"),
            ("2019–24, e.g. at 30 km/h", "2019 to 24, for example at 30 kilometres per hour"),
        ):
            with self.subTest(written):
                self.assertEqual(read_aloud(written, "en-gb"), said)
        self.assertEqual(read_aloud("z. B. um 14.30 Uhr", "de"), "zum Beispiel um 14 Uhr 30")
        self.assertEqual(read_aloud("£3 e.g.", "fi"), "£3 e.g.")

    def test_of_a_web_address_the_host_is_said(self):
        for written, said in (
            ("See https://18f.gsa.gov/2014/08/why-not/.", "See 18f.gsa.gov."),
            ("(http://www.example.org)", "(example.org)"),
            ("“HTTPS://example.org:8000/a?b=c#d”, he", "“example.org”, he"),
            ("over https:// alone", "over https:// alone"),
        ):
            for language in ("en", "de", "xx"):
                with self.subTest(written, language=language):
                    self.assertEqual(read_aloud(written, language), said)

    def test_pronunciations_take_the_place_of_whole_words_and_of_nothing_else(self):
        said = [("Sarn", "Sahrn"), ("Sarn Sound", "Sahrn Saund"), ("lough", "lock")]
        self.assertEqual(
            read_aloud("Sarn, Sarnhaven, sarn, Sarn Sound, Lough", "en-gb", said),
            "Sahrn, Sarnhaven, sarn, Sahrn Saund, lock",
        )

    @settings(max_examples=200, deadline=None)
    @given(WORDS, st.sampled_from(["en", "de", "fr", "es", "xx"]))
    def test_no_text_slips_phonemes_or_control_letters_to_an_engine(self, text, language):
        said = read_aloud(text, language, [("Mr", "Mister")])
        self.assertNotIn("[[", said)
        self.assertIsNone(re.search(r"[\x00-\x1f\x7f]", said))
