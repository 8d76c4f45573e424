"""What an editor does to a layout: each step gives another layout and changes none."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from articles.front.layout import (
    LEAD,
    MOST_IN_ROW,
    MOST_OPINION,
    OPINION,
    TOP,
    BadLayout,
    Layout,
    Pin,
    Row,
)


def put(layout: Layout, story: int, slot: str, place: int | None = None) -> Layout:
    """Pin a story to a place of a slot (by default the last), wherever it was before.

    What led before comes first among the top stories. Raises BadLayout where there is no room.
    """
    layout.pins_in(slot)
    was = next((pin for pin in layout.pins() if pin.story == story), Pin(story))
    without = take_off(layout, story)
    if slot == LEAD and without.lead:
        led = without.lead[0]
        without = _inserted(without.with_pins(LEAD, ()), led, TOP, 0)
    return _inserted(without, was, slot, place)


def _inserted(layout: Layout, pin: Pin, slot: str, place: int | None) -> Layout:
    if slot == OPINION and not layout.opinion_size:
        layout = replace(layout, opinion_size=MOST_OPINION)
    pins = list(layout.pins_in(slot))
    most = layout.most_in(slot)
    if len(pins) >= most:
        raise BadLayout(
            _("Every place there is taken by a pinned story (%d). Take one off first.") % most
        )
    pins.insert(len(pins) if place is None else place, pin)
    return layout.with_pins(slot, pins)


def take_off(layout: Layout, story: int) -> Layout:
    found = layout.place_of(story)
    if found is None:
        return layout
    slot, _place = found
    return layout.with_pins(slot, (pin for pin in layout.pins_in(slot) if pin.story != story))


def step(layout: Layout, story: int, by: int) -> Layout:
    """Move a pinned story within its slot: -1 up, 1 down; at the end it stays."""
    found = layout.place_of(story)
    if found is None:
        raise BadLayout(_("This story is not pinned any more."))
    slot, place = found
    pins = list(layout.pins_in(slot))
    pin = pins.pop(place)
    pins.insert(max(0, place + by), pin)
    return layout.with_pins(slot, pins)


def pin_until(layout: Layout, story: int, until: datetime | None) -> Layout:
    found = layout.place_of(story)
    if found is None:
        return layout
    slot, _place = found
    return layout.with_pins(
        slot, (Pin(story, until) if pin.story == story else pin for pin in layout.pins_in(slot))
    )


def show_row(layout: Layout, section: int) -> Layout:
    rows = layout.rows or ()
    if any(row.section == section for row in rows):
        return layout
    return replace(layout, rows=(*rows, Row(section)))


def hide_row(layout: Layout, section: int) -> Layout:
    """Without a section's row; what was pinned there is pinned no more."""
    return replace(layout, rows=tuple(row for row in layout.rows or () if row.section != section))


def step_row(layout: Layout, section: int, by: int) -> Layout:
    rows = list(layout.rows or ())
    for place, row in enumerate(rows):
        if row.section == section:
            rows.insert(max(0, place + by), rows.pop(place))
            break
    return replace(layout, rows=tuple(rows))


def place_row(layout: Layout, section: int, place: int) -> Layout:
    """A section's row at a place among the rows."""
    rows = [row for row in layout.rows or () if row.section != section]
    moved = [row for row in layout.rows or () if row.section == section]
    return replace(layout, rows=(*rows[:place], *moved, *rows[place:]))


def resize(layout: Layout, slot: str, size: int) -> Layout:
    """How many stories a row shows, or the opinion row (none: it is not shown)."""
    pinned = len(layout.pins_in(slot))
    most, least = (MOST_OPINION, 0) if slot == OPINION else (MOST_IN_ROW, 1)
    if not least <= size <= most:
        raise BadLayout(
            _("Choose a number between %(least)d and %(most)d.") % {"least": least, "most": most}
        )
    if size < pinned:
        raise BadLayout(
            _("%d stories are pinned there. Take some off before you make it smaller.") % pinned
        )
    if slot == OPINION:
        return replace(layout, opinion_size=size)
    return replace(
        layout,
        rows=tuple(
            replace(row, size=size) if row.key == slot else row for row in layout.rows or ()
        ),
    )
