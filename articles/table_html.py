"""A table as readers' pages show it: figures stand under each other by their last digit.

The first column names what its row is about, also where its names are years, and stays as it is.
"""

import re
from collections.abc import Iterator
from html import unescape

# As articles.body writes one.
_CELL = re.compile(r"<t([dh])((?: (?:col|row)span=\"\d+\")*)>(.*?)</t\1>", re.DOTALL)
_SPAN = re.compile(r"(col|row)span=\"(\d+)\"")
_TAG = re.compile(r"<[^>]+>")
# A sign or a currency, figures and what parts them, two letters of a unit: "−1,204.5 %", "£1bn".
_FIGURE = re.compile(
    r"[^\w\s]{0,2}\s?(?:[A-Z]{1,3}(?:\s|[^\w\s]))?\d[\d.,'’\s]*[^\W\d_]{0,2}[^\w\s]{0,2}"
)
_NOTHING = frozenset({"", "-", "–", "—", "…", "n/a", "N/A"})


def table_html(html: str) -> str:
    """A table's HTML with class "number" at the cells of each column that holds figures alone."""
    if html.count("<table") > 1:
        return html
    placed = list(_placed(html))
    says = {}
    for column, is_heading, text in placed:
        if column and not is_heading and text not in _NOTHING:
            says.setdefault(column, []).append(_FIGURE.fullmatch(text) is not None)
    numbers = {column for column, are_figures in says.items() if all(are_figures)}
    if not numbers:
        return html
    columns = iter(placed)

    def mark(cell: re.Match) -> str:
        if next(columns)[0] not in numbers:
            return cell[0]
        return cell[0].replace(f"<t{cell[1]}", f'<t{cell[1]} class="number"', 1)

    return _CELL.sub(mark, html)


def _placed(html: str) -> Iterator[tuple[int, bool, str]]:
    """Of each cell: its column, or 0 where it is over several; whether it is a heading; its text.

    A cell that reaches down moves those of the rows below, as in HTML's own algorithm.
    """
    reaching: dict[int, int] = {}
    for row in html.split("<tr>")[1:]:
        column, below = 0, {}
        for cell in _CELL.finditer(row):
            while reaching.get(column, 0):
                column += 1
            spans = {name: int(count) for name, count in _SPAN.findall(cell[2])}
            wide = spans.get("col", 1)
            yield column if wide == 1 else 0, cell[1] == "h", _text(cell[3])
            below.update(dict.fromkeys(range(column, column + wide), spans.get("row", 1)))
            column += wide
        reaching = {
            one: left
            for one in {*reaching, *below}
            if (left := max(reaching.get(one, 0), below.get(one, 0)) - 1) > 0
        }


def _text(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())
