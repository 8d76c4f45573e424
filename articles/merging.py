"""Three-way merging of a story: what two people made of the same version, as one.

Pure. A field that only one of them changed is taken from there. A body is merged by block: a block
that only one changed or moved is taken from there, one that both changed is merged by word, and
only where the same words were changed is there a conflict, which somebody has to decide. Rows (the
byline, the pictures) are merged by whom they name, each column by itself.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from articles.merging_body import merge_bodies
from articles.merging_order import merge_order, put_behind

MINE, THEIRS, BOTH = "mine", "theirs", "both"
LEAD, BODY = "lead", "body"
Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class StoryValues:
    """A story as its form holds it. Of a row, the first value says whom it names."""

    fields: Mapping[str, Any]
    body: tuple[str, ...]
    tags: tuple[str, ...] = ()
    bylines: Rows = ()
    # (image, place, caption, credit, alt)
    pictures: Rows = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both changed and differently: a field, a block of the body or a part of a row.

    ``id`` stays the same as long as the base and their side do, whatever is typed meanwhile.
    """

    id: str
    field: str
    base: Any
    mine: Any
    theirs: Any
    # Of a row: whom it names, and the column.
    row: Any = None
    column: int = 0

    @property
    def may_be_both(self) -> bool:
        return self.field == "body" and bool(self.mine) and bool(self.theirs)


@dataclass
class Merged:
    values: StoryValues
    # All that both changed, decided or not; those without a choice are undecided.
    conflicts: list[Conflict] = field(default_factory=list)
    undecided: list[Conflict] = field(default_factory=list)


class _Questions:
    """Collects what has to be decided, and gives what was decided: mine, until it is."""

    def __init__(self, choices: Mapping[str, str]):
        self.choices = choices
        self.all: list[Conflict] = []
        self.open: list[Conflict] = []

    def ask(self, name: str, base, mine, theirs, *, row=None, column: int = 0) -> str:
        key = repr((name, row, column, base, theirs))
        conflict = Conflict(
            id=f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}",
            field=name,
            base=base,
            mine=mine,
            theirs=theirs,
            row=row,
            column=column,
        )
        self.all.append(conflict)
        choice = self.choices.get(conflict.id, "")
        if choice not in {MINE, THEIRS} and not (choice == BOTH and conflict.may_be_both):
            self.open.append(conflict)
            return MINE
        return choice

    def decide(self, name: str, base, mine, theirs, **where):
        """The value of what has one: that of whoever changed it, or of the choice."""
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        return theirs if self.ask(name, base, mine, theirs, **where) == THEIRS else mine


def merge(
    base: StoryValues,
    mine: StoryValues,
    theirs: StoryValues,
    *,
    choices: Mapping[str, str] | None = None,
) -> Merged:
    """Both sides' changes of ``base``; ``choices`` decide conflicts by id: mine, theirs, both."""
    questions = _Questions(choices or {})
    values = StoryValues(
        fields={
            name: questions.decide(name, base.fields.get(name), value, theirs.fields.get(name))
            for name, value in mine.fields.items()
        },
        body=merge_bodies(base.body, mine.body, theirs.body, partial(questions.ask, "body")),
        tags=merge_order(base.tags, mine.tags, theirs.tags),
        bylines=_merge_rows("bylines", base.bylines, mine.bylines, theirs.bylines, questions),
        pictures=_one_lead(
            _merge_rows("pictures", base.pictures, mine.pictures, theirs.pictures, questions),
            base.pictures,
            mine.pictures,
            theirs.pictures,
            questions,
        ),
    )
    return Merged(values, questions.all, questions.open)


def _merge_rows(name: str, base: Rows, mine: Rows, theirs: Rows, questions: _Questions) -> Rows:
    old, ours, others = ({row[0]: row[1:] for row in rows} for rows in (base, mine, theirs))
    merged = {}
    for named in dict.fromkeys([*ours, *others]):
        columns = _merge_row(name, named, old, ours, others, questions)
        if columns is not None:
            merged[named] = columns
    order = merge_order(
        [named for named in old if named in merged],
        [named for named in ours if named in merged],
        [named for named in others if named in merged],
    )
    order = list(order)
    for named in merged:
        # One side took it out, the other changed it.
        if named not in order:
            put_behind(order, named, list(ours if named in ours else others))
    return tuple((named, *merged[named]) for named in order)


def _merge_row(name, named, old, ours, others, questions: _Questions) -> tuple | None:
    base, mine, theirs = old.get(named), ours.get(named), others.get(named)
    if mine is None or theirs is None:
        return questions.decide(name, base, mine, theirs, row=named)
    base = base or tuple("" for _ in mine)
    return tuple(
        questions.decide(name, *column, row=named, column=number)
        for number, column in enumerate(zip(base, mine, theirs, strict=True), start=1)
    )


def _one_lead(rows: Rows, base: Rows, mine: Rows, theirs: Rows, questions: _Questions) -> Rows:
    """Both may have made another picture the lead; a story has one."""
    if sum(row[1] == LEAD for row in rows) < 2:
        return rows
    old, ours, others = (_lead_of(side) for side in (base, mine, theirs))
    lead = others if questions.ask("lead", old, ours, others) == THEIRS else ours
    return tuple(
        (row[0], BODY, *row[2:]) if row[1] == LEAD and row[0] != lead else row for row in rows
    )


def _lead_of(rows: Rows):
    return next((row[0] for row in rows if row[1] == LEAD), None)
