"""The body's sanitiser: what it lets through, and what holds of whatever it gives."""

import html
import json
import re

from django.test import SimpleTestCase
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from articles.body import clean_body, count_words, join_blocks, split_blocks
from tests.support.archive_18f import ARCHIVE
from tests.support.markup import harm, letters
from tests.support.real import REAL, needs_real, read_json_lines

KNOWN = "p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr table tbody thead tr th td pre code".split()
INLINE = "a strong em b i s u sub sup br del ins cite kbd".split()
OTHER = "div section span font center dl dt dd figure aside script style svg math img form".split()
TEXT = some.text(
    some.one_of(
        some.sampled_from(" \t\n\r\f\xa0&<>\"'\u2028\u200b\ufeff\x00\x0b\ufffe😀ab"),
        some.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
ATTRIBUTE = some.tuples(
    some.sampled_from(
        "href class data-image data-post data-clip start colspan onclick style id src".split()
    ),
    some.one_of(
        some.sampled_from(
            ["pullquote", "1", "7", "0", "https://example.org/?a=1&b=2", "javascript:a()", "/a b"]
        ),
        TEXT,
    ),
)


def element(tag: str, attributes: list, content: list[str]) -> str:
    told = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes)
    return f"<{tag}{told}>{''.join(content)}</{tag}>"


ELEMENT = some.recursive(
    TEXT.map(html.escape),
    lambda inner: some.builds(
        element,
        some.sampled_from(KNOWN + INLINE + OTHER),
        some.lists(ATTRIBUTE, max_size=2),
        some.lists(inner, max_size=4),
    ),
    max_leaves=24,
)
DOCUMENT = some.lists(ELEMENT, max_size=5).map("".join)
# Tags in any order, opened and never closed, closed and never opened.
SOUP = some.lists(
    some.one_of(
        TEXT,
        some.sampled_from([f"<{tag}>" for tag in KNOWN + INLINE + OTHER]),
        some.sampled_from([f"</{tag}>" for tag in KNOWN + INLINE + OTHER]),
        some.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<a href='", "'>", "&#0;", "&amp"]),
    ),
    max_size=30,
).map("".join)


class BodyPropertyTest(SimpleTestCase):
    def assert_sound(self, source: str) -> str:
        body = clean_body(source)
        self.assertEqual(clean_body(body), body, source)
        self.assertEqual(join_blocks(split_blocks(body)), body, source)
        self.assertEqual(harm(body), [], source)
        return body

    @settings(max_examples=300, deadline=None)
    @given(DOCUMENT)
    def test_any_document_becomes_a_sound_body(self, source):
        self.assert_sound(source)

    @settings(max_examples=100, deadline=None)
    @given(DOCUMENT)
    def test_no_letter_is_lost_but_of_what_readers_never_see(self, source):
        source = "".join(one for one in source if one.isprintable() or one in " \t\n")
        assume(not re.search("<(script|style|svg|math|form|figure data-)", source))
        self.assertEqual(letters(clean_body(source)), letters(source))

    @settings(max_examples=300, deadline=None)
    @given(SOUP)
    def test_any_tag_soup_becomes_a_sound_body(self, source):
        self.assert_sound(source)

    @settings(max_examples=100, deadline=None)
    @given(some.lists(some.sampled_from(["div", "b", "ul", "li", "blockquote", "td"])), TEXT)
    def test_however_deeply_it_is_nested_no_word_is_lost(self, tags, text):
        nested = tags * 60
        source = "".join(f"<{tag}>" for tag in nested) + "deep<p>last</p>"
        body = self.assert_sound("<p>first</p>" + source)
        self.assertEqual("".join(letters(body)), "firstdeeplast")

    @needs_real
    def test_the_real_archive_keeps_every_letter(self):
        for story in read_json_lines(ARCHIVE):
            with self.subTest(path=story["path"]):
                body = self.assert_sound(story["body_html"])
                self.assertEqual(letters(body), letters(story["body_html"]))

    @needs_real
    def test_what_other_editors_write_keeps_every_letter(self):
        for folder in ("gutenberg-blocks", "paste"):
            for path in sorted((REAL / folder).glob("*.html")):
                with self.subTest(path=path.name):
                    source = path.read_text()
                    self.assertEqual(letters(self.assert_sound(source)), letters(source))

    @needs_real
    def test_no_known_attack_survives(self):
        attacks = json.loads((REAL / "sanitiser" / "dompurify-expect.json").read_text())
        self.assertEqual(len(attacks), 223)
        for number, attack in enumerate(attacks):
            with self.subTest(number=number, title=attack.get("title")):
                self.assert_sound(attack["payload"])
                self.assert_sound(f"<p>before</p>{attack['payload']}<p>after</p>")

    @needs_real
    def test_no_naughty_string_breaks_it(self):
        for text in json.loads((REAL / "sanitiser" / "naughty-strings.json").read_text()):
            with self.subTest(text=text):
                self.assert_sound(text)
                self.assert_sound(f"<p>{html.escape(text)}</p>")
                self.assert_sound(f'<p><a href="{html.escape(text)}">a</a></p>')


class BodyTest(SimpleTestCase):
    def assert_cleaned(self, source: str, body: str):
        self.assertEqual(clean_body(source), body)
        self.assertEqual(clean_body(body), body)

    def test_loose_text_becomes_paragraphs(self):
        self.assert_cleaned(
            "a <b>b</b><div>c</div>d", "<p>a <strong>b</strong></p><p>c</p><p>d</p>"
        )

    def test_headings_fit_under_the_headline(self):
        self.assert_cleaned("<h1>a</h1><h6>b</h6>", "<h2>a</h2><h4>b</h4>")

    def test_nothing_that_runs_or_is_dressed_survives(self):
        self.assert_cleaned(
            '<p style="color:red" onclick="a()" class="b">c<script>d()</script></p>', "<p>c</p>"
        )

    def test_links_lead_to_the_web_a_mailbox_or_a_telephone(self):
        for href in (
            "https://example.org/a?b=1&amp;c=2",
            "mailto:a@example.org",
            "tel:+49",
            "/a",
            "#b",
        ):
            source = f'<p><a href="{href}">a</a></p>'
            with self.subTest(href=href):
                self.assert_cleaned(source, source)
        for href in (
            "javascript:a()",
            "JaVaScRiPt:a()",
            " java\nscript:a()",
            "data:text/html,a",
            "vbscript:a",
        ):
            with self.subTest(href=href):
                self.assert_cleaned(f'<p><a href="{href}">a</a></p>', "<p>a</p>")

    def test_the_redirects_of_a_pasted_document_are_unwrapped(self):
        self.assert_cleaned(
            '<p><a href="https://www.google.com/url?q=https://example.org/&amp;sa=D">a</a></p>',
            '<p><a href="https://example.org/">a</a></p>',
        )

    def test_a_reference_is_an_id_and_nothing_else(self):
        self.assert_cleaned(
            '<figure data-image="7" data-a="1" class="b"><img src="c"></figure>',
            '<figure data-image="7"></figure>',
        )
        for wrong in ("0", "x", "1 2", "-1", "9" * 30):
            self.assertEqual(clean_body(f'<figure data-image="{wrong}"></figure>'), "")

    def test_a_tables_caption_stands_above_it(self):
        self.assert_cleaned(
            "<table><caption>a</caption><tr><td>b</td></tr></table>",
            "<p>a</p><table><tbody><tr><td><p>b</p></td></tr></tbody></table>",
        )

    def test_words_are_counted_across_blocks(self):
        blocks = split_blocks(clean_body("<p>one two</p><ul><li>three</li><li>four</li></ul><hr>"))
        self.assertEqual([block.kind for block in blocks], ["paragraph", "list", "rule"])
        self.assertEqual(count_words(blocks), 4)
