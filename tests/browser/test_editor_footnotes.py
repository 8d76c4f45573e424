"""Footnotes of pasted text: left out, counted, and what they said given back."""

from pathlib import Path

from articles.body import clean_body
from tests.browser.chromium import expect
from tests.browser.editor import EditorTestCase

# As each of them writes two notes, reduced to what matters.
CLIPBOARDS = Path(__file__).parent / "clipboards"


class FootnoteTests(EditorTestCase):
    def pasted(self, html):
        self.page.evaluate("window.bodyEditor.editor.commands.setContent('<p></p>')")
        self.paste(html)
        return clean_body(self.body())

    def test_marks_and_notes_are_left_out_counted_and_given_back(self):
        self.open_story()
        for source in sorted(CLIPBOARDS.glob("*.html")):
            with self.subTest(source=source.stem):
                self.assertEqual(
                    self.pasted(source.read_text()), "<p>The ferry came back on Monday.</p>"
                )
                notice = self.page.locator(".be-notices")
                notice.get_by_text("2 footnotes were left out").wait_for()
                notice.get_by_text("What they said").click()
                expect(notice.locator("li")).to_have_text(
                    ["After weeks.", "Of March."], use_inner_text=True
                )
        self.assert_accessible()

    def test_a_mark_without_its_note_is_left_out_too(self):
        self.open_story()
        html = '<p>A<sup><a href="https://w.example/F#cite_note-1">[1]</a></sup>b</p>'
        self.assertEqual(self.pasted(html), "<p>Ab</p>")
        self.page.locator(".be-notices").get_by_text("1 footnote was left out").wait_for()

    def test_what_only_looks_like_a_mark_stays(self):
        self.open_story()
        html = (
            "<p>5 m<sup>2</sup> on the 1<sup>st</sup>, "
            '<a href="https://e.example/p#note-on-tides">the tides</a>, '
            '<a href="https://e.example/p#fn-key">a key</a>, a<sub>2</sub></p>'
        )
        self.assertEqual(self.pasted(html), html)
        expect(self.page.locator(".be-notice")).to_have_count(0)

    def test_a_link_within_the_page_that_was_copied_is_no_link_here(self):
        self.open_story()
        self.assertEqual(self.pasted('<p><a href="#_Toc7">Chapter</a></p>'), "<p>Chapter</p>")

    def test_what_was_copied_in_the_editor_is_left_as_it_is(self):
        self.open_story()
        html = '<p data-pm-slice="1 1 []">A<a href="https://e.example/#fn1">1</a></p>'
        self.assertEqual(self.pasted(html), '<p>A<a href="https://e.example/#fn1">1</a></p>')
