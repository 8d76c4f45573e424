"""The newest stories that match, found so that a search costs the same in any archive.

Where few stories match, all are taken by the index and sorted here; where they are many, a walk
from the newest on soon meets enough. Ranking what was found so is bounded too.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import CharField, QuerySet, Value

from articles.search.engine import Stories

# So many of a writer's or a topic's newest are looked through before all of them are.
FIRST = 600
# Beside the columns: whether a writer or a topic has more than the first.
_MORE = "more"


class Ways(NamedTuple):
    """How an index finds what matches in one of its columns.

    ``few`` are the columns in which no more than ``most`` are thought to match. ``by_index`` leads
    from the index to those of the rows of SearchText that match, in no order and one more than
    ``most`` at most; ``matching`` tells of each row whether it does.
    """

    few: Collection[str]
    most: int
    by_index: Callable[[str, QuerySet], QuerySet]
    matching: Callable[[str, QuerySet], QuerySet]


def newest(ways: Ways, stories: Stories, wanted: dict[str, int]) -> list[tuple[int, datetime]]:
    """The newest stories that match in each column of the index, so many as are wanted of it: id
    and time, newest first."""
    few = ways.few
    rows = {
        name: ways.by_index(name, stories.all)
        if name in few
        else _by_walk(ways.matching(name, stories.first(FIRST)), wanted[name])
        for name in wanted
    }
    if stories.is_narrowed and len(few) < len(wanted):
        rows[_MORE] = stories.newest[FIRST : FIRST + 1]
    found = _each(rows)
    has_more = bool(found.pop(_MORE, None))
    if wrong := [
        name
        for name, of_one in found.items()
        if (len(of_one) > ways.most if name in few else has_more and len(of_one) < wanted[name])
    ]:
        # More than was thought, or not enough among the first.
        found |= _each(
            {name: _by_walk(ways.matching(name, stories.all), wanted[name]) for name in wrong}
        )
    newest = {
        row
        for name, of_one in found.items()
        for row in sorted(of_one, key=_by_time, reverse=True)[: wanted[name]]
    }
    return sorted(newest, key=_by_time, reverse=True)


def _by_walk(rows: QuerySet, size: int) -> QuerySet:
    return rows.order_by("-first_published", "-pk")[:size]


def _by_time(row: tuple[int, datetime]) -> tuple[datetime, int]:
    return row[1], row[0]


def _each(rows: dict[str, QuerySet]) -> dict[str, list[tuple[int, datetime]]]:
    """Ids and times of each of these, in one query."""
    found: dict[str, list] = {column: [] for column in rows}
    for column, pk, at in union(
        _as_part(some).values_list(_told(column), "edition_id", "first_published")
        for column, some in rows.items()
    ):
        found[column].append((pk, at))
    return found


def union(rows: Iterable[QuerySet]) -> QuerySet:
    first, *others = rows
    return first.union(*others, all=True) if others else first


def _as_part(rows: QuerySet) -> QuerySet:
    """SQLite takes no limit in a part of a union, but in a subquery of one."""
    if connection.features.supports_slicing_ordering_in_compound:
        return rows
    return rows.model.objects.filter(pk__in=rows.values("pk"))


def _told(column: str) -> Value:
    return Value(column, output_field=CharField())
