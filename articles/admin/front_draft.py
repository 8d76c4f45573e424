"""The arrangement an editor is at work on. It travels in the page's form, and so in no table.

Each button of the form is one step: ``do`` names it with what it concerns, ``put:7:top:0``. The
script (static/articles/front/) sends the same steps, so that a drag, an arrow key and a plain
button are one thing.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.front import editing
from articles.front.layout import OPINION, BadLayout, Layout, read_layout, write_layout
from articles.front.words import Names
from articles.state import when

MOST_PAST = 30
KEEP, NONE, HOUR, MIDNIGHT, MORNING, TIME = "keep", "none", "hour", "midnight", "morning", "time"
MORNING_HOUR = 6


@dataclass
class Draft:
    """``source`` is the number of the arrangement it began as, ``base`` of the newest seen."""

    layout: Layout
    source: int
    base: int
    # What undoing goes back to, newest last, and what redoing brings again, next one last.
    past: list[str] = field(default_factory=list)
    future: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    # What a step came to, for those who do not see it.
    said: str = ""

    @property
    def text(self) -> str:
        return write_layout(self.layout)

    @property
    def past_text(self) -> str:
        return json.dumps(self.past)

    @property
    def future_text(self) -> str:
        return json.dumps(self.future)

    def do(self, step: str, values: QueryDict) -> None:
        """Take over what the fields say, then the step; what cannot be done is said."""
        before = self.text
        self._try(lambda layout: _with_fields(layout, values))
        name, *told = step.split(":")
        if name == "undo":
            self._go(self.past, self.future, _("Undone."))
            return
        if name == "redo" and self.text == before:
            self._go(self.future, self.past, _("Done again."))
            return
        if act := STEPS.get(name):
            self._try(lambda layout: act(layout, told, values))
            self._say(told)
        if self.text != before:
            self.past = [*self.past, before][-MOST_PAST:]
            self.future = []

    def _go(self, there: list[str], back: list[str], said: str) -> None:
        """To the last state of one list; what is left is kept in the other."""
        if not there:
            return
        left, aim = self.text, there.pop()
        self._try(lambda _layout: read_layout(aim))
        if self.text != left:
            back.append(left)
            del back[:-MOST_PAST]
            self.said = said

    def _try(self, act: Callable[[Layout], Layout]) -> None:
        try:
            self.layout = act(self.layout)
        except BadLayout as refused:
            self.refusals += refused.messages
        except (ValueError, IndexError, OverflowError):
            self.refusals.append(_("This could not be done. Nothing of your arrangement is lost."))

    def _say(self, told: list[str]) -> None:
        if not (told and told[0].isdecimal() and len(told[0]) < 19) or self.refusals:
            return
        story, names = int(told[0]), Names.of(self.layout)
        if found := self.layout.place_of(story):
            slot, place = found
            self.said = _("%(story)s is pinned in %(slot)s, place %(place)d of %(count)d.") % {
                "story": names.story(story),
                "slot": names.slot(slot),
                "place": place + 1,
                "count": len(self.layout.pins_in(slot)),
            }
        else:
            self.said = _("Done.")


def read_draft(values: QueryDict, fallback: Layout) -> Draft:
    """The draft that a form brought back; where that is none, the layout it began as."""
    refusals = []
    try:
        layout = read_layout(values.get("draft", ""))
        if layout.rows is None:
            layout = layout.with_rows_of(row.section for row in fallback.rows or ())
    except BadLayout as refused:
        layout, refusals = fallback, list(refused.messages)
    return Draft(
        layout=layout,
        source=_number(values.get("source")),
        base=_number(values.get("base")),
        past=_states(values.get("past", "")),
        future=_states(values.get("future", "")),
        refusals=refusals,
    )


def _states(text: str) -> list[str]:
    try:
        states = json.loads(text) if len(text) < 1_000_000 else []
    except (ValueError, RecursionError):
        return []
    is_list = isinstance(states, list) and all(isinstance(one, str) for one in states)
    return states[-MOST_PAST:] if is_list else []


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _id(text: str) -> int:
    """An id in a step. Raises ValueError where it is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise ValueError
    return int(text)


def _put(layout: Layout, told: list[str], values: QueryDict) -> Layout:
    place = _id(told[2]) if len(told) > 2 else None
    return editing.put(layout, _id(told[0]), told[1], place)


def _put_where(field_name: str) -> Callable:
    """A story put to the slot that a field names."""

    def put(layout: Layout, told: list[str], values: QueryDict) -> Layout:
        slot = values.get(field_name.format(told[0]), "")
        return editing.put(layout, _id(told[0]), slot) if slot else layout

    return put


def _show_row(layout: Layout, told: list[str], values: QueryDict) -> Layout:
    return editing.show_row(layout, _id(values.get("row", "")))


STEPS: dict[str, Callable[[Layout, list[str], QueryDict], Layout]] = {
    "put": _put,
    "to": _put_where("to-{}"),
    "add": _put_where("slot"),
    "off": lambda layout, told, _values: editing.take_off(layout, _id(told[0])),
    "up": lambda layout, told, _values: editing.step(layout, _id(told[0]), -1),
    "down": lambda layout, told, _values: editing.step(layout, _id(told[0]), 1),
    "row-up": lambda layout, told, _values: editing.step_row(layout, _id(told[0]), -1),
    "row-down": lambda layout, told, _values: editing.step_row(layout, _id(told[0]), 1),
    "row-to": lambda layout, told, _values: editing.place_row(layout, _id(told[0]), _id(told[1])),
    "row-hide": lambda layout, told, _values: editing.hide_row(layout, _id(told[0])),
    "row-show": _show_row,
}


def _with_fields(layout: Layout, values: QueryDict) -> Layout:
    """What the fields for sizes and for ends say. Raises BadLayout for what cannot be."""
    for slot, _pins in list(layout.slots()):
        size = values.get(f"size-{slot}")
        if size is not None and (slot == OPINION or layout.row(slot)):
            layout = editing.resize(layout, slot, int(size) if size.isdecimal() else -1)
    for pin in list(layout.pins()):
        chosen = values.get(f"until-{pin.story}", KEEP)
        if chosen != KEEP:
            until = _until(chosen, values.get(f"at-{pin.story}", ""))
            layout = editing.pin_until(layout, pin.story, until)
    return layout


def _until(chosen: str, typed: str) -> datetime | None:
    if chosen == TIME:
        return _typed_until(typed)
    if chosen == NONE:
        return None
    if chosen not in _ENDS:
        raise BadLayout(_("Choose until when the story is pinned."))
    return _ENDS[chosen](timezone.now())


def _typed_until(typed: str) -> datetime:
    try:
        until = forms.DateTimeField().clean(typed)
    except (forms.ValidationError, OverflowError):
        raise BadLayout(_("Choose a day and an hour until which the story is pinned.")) from None
    if until <= timezone.now():
        raise BadLayout(_("%s has passed. Choose a time to come.") % when(until))
    return until


def _hour(now: datetime) -> datetime:
    return (now + timedelta(hours=1)).replace(second=0, microsecond=0)


def _midnight(now: datetime) -> datetime:
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, datetime.min.time()))


def next_morning(now: datetime) -> datetime:
    """The next 06:00: at night that of the day which begins."""
    local = timezone.localtime(now)
    day = local.date() if local.hour < MORNING_HOUR else local.date() + timedelta(days=1)
    at = datetime.combine(day, datetime.min.time()).replace(hour=MORNING_HOUR)
    return timezone.make_aware(at)


_ENDS = {HOUR: _hour, MIDNIGHT: _midnight, MORNING: next_morning}


def ends_offered(now: datetime) -> list[tuple[str, Any]]:
    """The choices of until when, besides the one that stands."""
    return [
        (NONE, _("until taken off")),
        (HOUR, _("for 1 hour")),
        (MIDNIGHT, _("tonight, until midnight")),
        (MORNING, _("until %s") % when(next_morning(now), now)),
        (TIME, _("until a time…")),
    ]
