"""Figures of a table stand under each other; nothing else of it changes."""

import re

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from articles.body import clean_body
from articles.table_html import table_html

FIGURES = (
    "7",
    "1,204",
    "1 204,5",
    "−3.4 %",
    "+12",
    "$3m",
    "€ 14.20",
    "98°",
    "12.5k",
    "'26",
    "£1bn",
)
WORDS = ("Harbour", "7 boats", "2 to 3", "1–4", "a7", "June 3", "3rd place", "N. 4 Lane", "7 of 9")
NOTHING = ("", "–", "n/a")


def table(*rows) -> str:
    """A body's table: a cell is its text, or (text, attributes); one that begins with # heads."""
    html = ""
    for row in rows:
        cells = [cell if isinstance(cell, tuple) else (cell, "") for cell in row]
        html += "<tr>"
        for text, attributes in cells:
            tag = "th" if text.startswith("#") else "td"
            html += f"<{tag} {attributes}>{text.removeprefix('#')}</{tag}>"
        html += "</tr>"
    return clean_body(f"<table>{html}</table>")


def marked(html: str) -> list[str]:
    return [cell.text_content() for cell in fromstring(html).iter("td", "th") if cell.get("class")]


class TableTests(SimpleTestCase):
    def test_a_column_of_figures_is_marked_with_its_heading(self):
        html = table(("#Port", "#Boats", "#Owner"), ("Sarn", "12", "Lind"), ("Ness", "9", "Voss"))
        self.assertEqual(marked(table_html(html)), ["Boats", "12", "9"])

    def test_years_that_name_the_rows_stay_where_they_are(self):
        html = table(("#Year", "#Boats"), ("2025", "12"), ("2026", "9"))
        self.assertEqual(marked(table_html(html)), ["Boats", "12", "9"])

    def test_every_way_of_writing_a_figure_is_one(self):
        for figure in FIGURES:
            with self.subTest(figure):
                self.assertEqual(marked(table_html(table(("a", figure)))), [figure])

    def test_words_with_figures_in_them_are_none(self):
        for words in WORDS:
            with self.subTest(words):
                html = table(("a", "1"), ("b", words))
                self.assertEqual(table_html(html), html)

    def test_where_a_figure_is_missing_the_others_still_stand_in_line(self):
        for nothing in NOTHING:
            with self.subTest(nothing):
                html = table_html(table(("a", "1"), ("b", nothing), ("c", "20")))
                self.assertEqual(marked(html), ["1", nothing, "20"])

    def test_a_column_that_says_nothing_holds_no_figures(self):
        html = table(("#Port", "#Boats"), ("Sarn", "–"))
        self.assertEqual(table_html(html), html)

    def test_cells_over_several_columns_or_rows_shift_no_column(self):
        html = table(
            ("#Port", ("#Boats by year", 'colspan="2"')),
            (("Sarn", 'rowspan="2"'), "1", "Lind"),
            ("2", "Voss"),
            ("Ness", "3", "Tane"),
        )
        self.assertEqual(marked(table_html(html)), ["1", "2", "3"])

    def test_a_cell_may_reach_below_one_that_reaches_as_well(self):
        html = table(
            (("a", 'rowspan="3"'), ("b", 'rowspan="2"'), "1"),
            ("2",),
            ("c", "3"),
        )
        self.assertEqual(marked(table_html(html)), ["1", "2", "3"])

    cells = st.tuples(
        st.one_of(st.sampled_from((*FIGURES, *WORDS, *NOTHING)), st.text("0123 .,<&é", max_size=6)),
        st.sampled_from(("", 'colspan="2"', 'rowspan="2"', 'colspan="3" rowspan="4"')),
    )

    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=6))
    def test_only_the_class_comes_in_whatever_the_table(self, rows):
        html = table(*rows)
        shown = table_html(html)
        self.assertEqual(re.sub(' class="number"', "", shown), html)
        self.assertEqual(table_html(html), shown)
