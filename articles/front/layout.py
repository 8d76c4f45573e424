"""What an arrangement of the front page says: which stories are pinned where, until when.

Pure values. What no story is pinned to is filled by recency (articles/front_page.py). A layout is
kept as JSON: ``{"lead": [pin], "top": [pin], "opinion": {"size", "pins"}, "rows": [{"section",
"size", "pins"}]}``, a pin being ``{"story": id, "until": ISO 8601 in UTC or null}``.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAD, TOP, OPINION, ROW = "lead", "top", "opinion", "row-"
MOST_TOP = 8
MOST_OPINION = 4
MOST_IN_ROW = 8
USUAL_ROW = 4
MOST_ROWS = 60
# No layout that this page makes is longer; what is, is a slip or an attack.
LONGEST = 60_000


class BadLayout(ValidationError):
    """Why something is no layout, or cannot be done to one, in a sentence for the desk."""


class Pin(NamedTuple):
    """A story in a slot, until an instant or until it is taken off."""

    story: int
    until: datetime | None = None

    def is_in_force(self, at: datetime) -> bool:
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True)
class Row:
    """A section's row: how many stories it shows, and which come first."""

    section: int
    size: int = USUAL_ROW
    pins: tuple[Pin, ...] = ()

    @property
    def key(self) -> str:
        return f"{ROW}{self.section}"


@dataclass(frozen=True, slots=True)
class Layout:
    """``rows`` is None where nobody arranged them: every section in its order."""

    lead: tuple[Pin, ...] = ()
    top: tuple[Pin, ...] = ()
    opinion_size: int = 0
    opinion: tuple[Pin, ...] = ()
    rows: tuple[Row, ...] | None = None

    def slots(self) -> Iterator[tuple[str, tuple[Pin, ...]]]:
        """The slots in the page's order, each with its pins."""
        yield LEAD, self.lead
        yield TOP, self.top
        yield OPINION, self.opinion
        for row in self.rows or ():
            yield row.key, row.pins

    def pins(self) -> Iterator[Pin]:
        for _slot, pins in self.slots():
            yield from pins

    def place_of(self, story: int) -> tuple[str, int] | None:
        """The slot of a pinned story, and its place there."""
        for slot, pins in self.slots():
            for place, pin in enumerate(pins):
                if pin.story == story:
                    return slot, place
        return None

    def pins_in(self, slot: str) -> tuple[Pin, ...]:
        for key, pins in self.slots():
            if key == slot:
                return pins
        raise BadLayout(_("There is no such place on the front page."))

    def most_in(self, slot: str) -> int:
        row = self.row(slot)
        return row.size if row else {LEAD: 1, TOP: MOST_TOP, OPINION: self.opinion_size}[slot]

    def row(self, slot: str) -> Row | None:
        return next((row for row in self.rows or () if row.key == slot), None)

    def with_pins(self, slot: str, pins: Iterable[Pin]) -> "Layout":
        pins = tuple(pins)
        if slot in (LEAD, TOP, OPINION):
            return replace(self, **{slot: pins})
        rows = self.rows or ()
        return replace(
            self, rows=tuple(replace(row, pins=pins) if row.key == slot else row for row in rows)
        )

    def in_force(self, at: datetime) -> "Layout":
        """Without the pins that have ended."""
        layout = self
        for slot, pins in self.slots():
            if not all(pin.is_in_force(at) for pin in pins):
                layout = layout.with_pins(slot, (pin for pin in pins if pin.is_in_force(at)))
        return layout

    def next_end(self, after: datetime) -> datetime | None:
        """The next instant at which a pin ends."""
        ends = (pin.until for pin in self.pins() if pin.until and pin.until > after)
        return min(ends, default=None)

    def with_rows_of(self, sections: Iterable[int]) -> "Layout":
        """With rows to arrange: where nobody did, one for each section."""
        if self.rows is not None:
            return self
        return replace(self, rows=tuple(Row(section) for section in sections))


NOT_ARRANGED = Layout()


def write_layout(layout: Layout) -> str:
    """A layout's JSON, in one spelling."""
    data = {
        "lead": _pins_data(layout.lead),
        "top": _pins_data(layout.top),
        "opinion": {"size": layout.opinion_size, "pins": _pins_data(layout.opinion)},
        "rows": layout.rows
        and [
            {"section": row.section, "size": row.size, "pins": _pins_data(row.pins)}
            for row in layout.rows
        ],
    }
    if layout.rows is not None:
        data["rows"] = data["rows"] or []
    return json.dumps(data, separators=(",", ":"), sort_keys=True)


def _pins_data(pins: Iterable[Pin]) -> list[dict]:
    return [
        {
            "story": pin.story,
            "until": pin.until.astimezone(UTC).isoformat() if pin.until else None,
        }
        for pin in pins
    ]


@lru_cache(maxsize=64)
def read_layout(text: str) -> Layout:
    """The layout that JSON says. Raises BadLayout for whatever is none."""
    try:
        if len(text) > LONGEST:
            raise ValueError
        data = json.loads(text)
        opinion, rows = data["opinion"], data["rows"]
        layout = Layout(
            lead=_read_pins(data["lead"]),
            top=_read_pins(data["top"]),
            opinion_size=_whole(opinion["size"], MOST_OPINION),
            opinion=_read_pins(opinion["pins"]),
            rows=None if rows is None else tuple(_read_row(row) for row in rows),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise BadLayout(_("This is no arrangement of the front page.")) from None
    check_layout(layout)
    return layout


def _read_row(data: dict[str, Any]) -> Row:
    size = _whole(data["size"], MOST_IN_ROW)
    if not size:
        raise ValueError
    return Row(_whole(data["section"]), size, _read_pins(data["pins"]))


def _read_pins(data: list[dict]) -> tuple[Pin, ...]:
    return tuple(Pin(_whole(one["story"]), _instant(one["until"])) for one in data)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(UTC)


def _whole(value: Any, most: int = 2**63 - 1) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError
    return value


def check_layout(layout: Layout) -> None:
    """What holds for every layout: no slot too full, no story and no section twice."""
    rows = layout.rows or ()
    if len(rows) > MOST_ROWS:
        raise BadLayout(_("A front page has at most %d rows.") % MOST_ROWS)
    if len({row.section for row in rows}) < len(rows):
        raise BadLayout(_("A section has one row on the front page, not two."))
    stories = [pin.story for pin in layout.pins()]
    if len(set(stories)) < len(stories):
        raise BadLayout(_("A story is pinned to one place of the front page, not to two."))
    for slot, pins in layout.slots():
        if len(pins) > layout.most_in(slot):
            raise BadLayout(_("More stories are pinned than there is room for."))
