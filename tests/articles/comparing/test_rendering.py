"""A comparison as HTML: legible, in order, and harmless whatever either side holds."""

import dataclasses
import html
import json

from django.template.loader import render_to_string
from django.test import RequestFactory, SimpleTestCase
from hypothesis import given
from lxml import html as lxml_html

from articles.comparing import compare, lay_out, plain_text
from tests.articles.comparing.stories import stories
from tests.security.pages import PROBE, foreign
from tests.support.markup import ATTRIBUTES, TAGS, letters, parse
from tests.support.real import REAL, needs_real
from tests.support.snapshots import byline, make_snapshot, picture

OWN_TAGS = TAGS | {"ins", "del", "span", "img", "figcaption"}
OWN_ATTRIBUTES = {"data-change", "id", "class", "title", "src", "alt", "loading"}


def parts(page) -> list[str]:
    """All that templates mark as safe."""
    found = []
    for row in page.rows:
        found += [row.inline_html, row.before_html, row.after_html]
    entries = [entry for field in page.fields for entry in field.entries]
    while entries:
        entry = entries.pop()
        found += [entry.inline_html, entry.before_html, entry.after_html]
        entries += entry.entries
    return [part for part in found if part]


def pages(before, after) -> list:
    comparison = compare(before, after)
    return [
        lay_out(comparison, side_by_side=side, whole=whole)
        for side in (False, True)
        for whole in (False, True)
    ]


def shown(page) -> str:
    request = RequestFactory().get("/")
    return render_to_string("admin/articles/compare/_comparison.html", {"page": page}, request)


class SafetyTests(SimpleTestCase):
    def assert_harmless(self, before, after):
        for page in pages(before, after):
            for part in parts(page):
                for element in parse(part).iter():
                    if element.tag != "body":
                        self.assertIn(element.tag, OWN_TAGS)
                    for name, value in element.attrib.items():
                        allowed = ATTRIBUTES.get(element.tag, {}).get(name)
                        own = name in OWN_ATTRIBUTES
                        self.assertTrue(own or (allowed and allowed.match(value)), (name, value))
                        if name == "src":
                            self.assertTrue(value.startswith("/"))

    @needs_real
    def test_no_known_attack_survives_on_either_side(self):
        plain = make_snapshot("<p>before</p><p>The ferry came back.</p>")
        for attack in json.loads((REAL / "sanitiser" / "dompurify-expect.json").read_text()):
            body = f"<p>before</p>{attack['payload']}<p>The ferry is back.</p>"
            spoilt = make_snapshot(body)
            self.assert_harmless(plain, spoilt)
            self.assert_harmless(spoilt, plain)

    @needs_real
    def test_no_naughty_string_breaks_it_in_text_links_or_fields(self):
        plain = make_snapshot("<p><a href='https://example.org/'>a</a> b</p>")
        for text in json.loads((REAL / "sanitiser" / "naughty-strings.json").read_text()):
            escaped = html.escape(text)
            spoilt = make_snapshot(
                f'<p><a href="{escaped}">a</a> b</p><p>{escaped}</p>'
                '<figure data-image="1"></figure>',
                headline=text,
                images=(picture(1, title=text, caption=text),),
            )
            self.assert_harmless(plain, spoilt)
            self.assert_harmless(spoilt, plain)

    def test_no_value_of_a_story_is_markup_on_the_page(self):
        one = byline(1, PROBE)
        author = dataclasses.replace(one.author, bio=PROBE, base=PROBE, beat=PROBE)
        spoilt = make_snapshot(
            f"<p>{html.escape(PROBE)}</p>",
            headline=PROBE,
            bylines=(dataclasses.replace(one, author=author),),
            images=(picture(1, title=PROBE, caption=PROBE, credit=PROBE, alt=PROBE),),
        )
        plain = make_snapshot(bylines=(byline(1, "Jo"),), images=(picture(1),))
        for pair in ((plain, spoilt), (spoilt, plain)):
            for page in pages(*pair):
                self.assertEqual(foreign(shown(page)), [])

    @given(stories(), stories())
    def test_what_is_shown_is_well_formed_and_numbered_in_order(self, before, after):
        for page in pages(before, after):
            body = parse(shown(page))
            ids = [
                int(element.get("id").removeprefix("change-"))
                for element in body.iter()
                if element.get("id", "").startswith("change-")
            ]
            self.assertEqual(sorted(ids), list(range(1, page.changes + 1)))
            if not page.side_by_side:
                self.assertEqual(ids, sorted(ids))

    @given(stories(), stories())
    def test_the_text_after_is_all_there_without_what_was_removed(self, before, after):
        page = lay_out(compare(before, after), whole=True)
        rows = [row.inline_html for row in page.rows if row.kind not in ("removed", "left")]
        self.assertEqual(
            letters(_without_marks("".join(rows))),
            letters("".join(block.source() for block in after.body)),
        )


def _without_marks(part: str) -> str:
    root = lxml_html.fragment_fromstring(part, create_parent="div")
    for element in list(root.iter("del", "span", "figcaption", "ins")):
        is_note = element.get("class") == "compare-note" or element.text in ("↵", "¶")
        if element.tag in ("del", "figcaption") or is_note:
            element.drop_tree()
    return lxml_html.tostring(root, encoding="unicode")


class LegibilityTests(SimpleTestCase):
    def inline(self, before: str, after: str) -> str:
        page = lay_out(compare(make_snapshot(before), make_snapshot(after)), whole=True)
        return "".join(row.inline_html for row in page.rows)

    def test_words_are_struck_through_and_underlined_where_they_stood(self):
        self.assertEqual(
            self.inline("<p>The ferry is late.</p>", "<p>The ferry was late.</p>"),
            '<p>The ferry <del data-change="1" id="change-1">is</del> '
            '<ins data-change="1">was</ins> late.</p>',
        )

    def test_bold_that_was_added_is_told_in_words(self):
        found = self.inline("<p>The ferry is late.</p>", "<p>The <b>ferry</b> is late.</p>")
        self.assertIn("bold added", found)
        self.assertNotIn("<ins", found)

    def test_a_link_that_leads_elsewhere_is_told_with_both_addresses(self):
        link = '<p>The <a href="https://example.org/{}">ferry</a> is late.</p>'
        found = self.inline(link.format("a"), link.format("b"))
        self.assertIn("link changed from https://example.org/a to https://example.org/b", found)

    def test_a_line_break_that_came_is_seen(self):
        found = self.inline("<p>The ferry is late.</p>", "<p>The ferry<br>is late.</p>")
        self.assertIn("↵</ins><br>", found)

    def test_an_item_and_a_row_that_are_gone_stand_where_they_were(self):
        items = "<ul><li>one two</li><li>three four</li><li>five six</li></ul>"
        found = self.inline(items, items.replace("<li>three four</li>", ""))
        self.assertIn('<ul><li><p>one two</p></li><li><p class="compare-gone">', found)
        self.assertEqual(found.count("<ul>"), 1)
        table = (
            "<table><tr><td>a one</td></tr><tr><td>b two</td></tr><tr><td>c three</td></tr></table>"
        )
        found = self.inline(table, table.replace("<tr><td>b two</td></tr>", ""))
        self.assertEqual((found.count("<table>"), found.count("<tr>")), (1, 3))

    def test_unchanged_paragraphs_are_folded_and_counted(self):
        body = "".join(f"<p>Paragraph {number} of the story.</p>" for number in range(9))
        comparison = compare(make_snapshot(body), make_snapshot(body.replace("4 of", "4 in")))
        folded = [row.folded for row in lay_out(comparison).rows if row.folded]
        self.assertEqual(folded, ["3 paragraphs unchanged", "3 paragraphs unchanged"])
        self.assertEqual(len(lay_out(comparison, whole=True).rows), 9)

    def test_equal_stories_say_that_readers_would_see_the_same(self):
        page = lay_out(compare(make_snapshot(), make_snapshot()))
        self.assertIn("Readers would see exactly the same.", shown(page))
        self.assertEqual(plain_text(compare(make_snapshot(), make_snapshot())), "")

    def test_a_replaced_picture_is_shown_before_and_after(self):
        before = make_snapshot(images=(picture(1, is_lead=True, sha256="a" * 64),))
        after = make_snapshot(images=(picture(2, is_lead=True, sha256="b" * 64),))
        ((field,),) = [page.fields for page in pages(before, after)[:1]]
        (entry,) = field.entries
        self.assertEqual((entry.kind, entry.before.id, entry.after.id), ("replaced", 1, 2))
        self.assertIn("a" * 64, entry.picture_before)
        self.assertIn("b" * 64, entry.picture_after)
