"""The archive by days: when live stories were first published, in the site's time zone.

What is counted lies in an index by the time of first publication, and only the year or the month
asked for is read of it; the archive as a whole is never counted.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, Exists, IntegerField, QuerySet, Subquery, Value, When

from articles.models import Section
from articles.pages import AsOf, editions_at
from newsroom.prepared import PreparedQuery


class BadDate(ValueError):
    """No day, month or year that there is."""


class Span(NamedTuple):
    """Whole days: ``first`` is in it, ``after`` no more."""

    first: date
    after: date

    @property
    def starts(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        return _midnight(self.after)


class Neighbours(NamedTuple):
    """The days of the last live story before a span and of the first after it."""

    before: date | None
    after: date | None


def read_span(year: str, month: str = "", day: str = "") -> Span:
    """A year, a month or a day as addresses write it: 2026, 03, 07. Raises BadDate."""
    parts = [(year, 4), *((part, 2) for part in (month, day) if part)]
    if not all(len(part) == size and part.isascii() and part.isdigit() for part, size in parts):
        raise BadDate(year, month, day)
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        span = Span(first, _after(first, month, day))
        # Whether both can be told in UTC, too.
        span.starts.timestamp(), span.ends.timestamp()
    except (ValueError, OverflowError):
        raise BadDate(year, month, day) from None
    return span


def months_of(year: Span) -> list[Span]:
    firsts = [year.first.replace(month=month) for month in range(1, 13)] + [year.after]
    return [Span(*pair) for pair in zip(firsts, firsts[1:], strict=False)]


def days_of(month: Span) -> list[Span]:
    length = (month.after - month.first).days
    days = [month.first + timedelta(days=number) for number in range(length)]
    return [Span(day, day + timedelta(days=1)) for day in days]


def counts(spans: Sequence[Span], moment: AsOf) -> list[int]:
    """How many live stories began in each of some spans that follow one another: one query."""
    found = dict(counting(spans, moment))
    return [found.get(number, 0) for number in range(len(spans))]


def counting(spans: Sequence[Span], moment: AsOf) -> QuerySet:
    """(place among the spans, live stories that began in it), without the empty ones."""
    within = editions_at(moment.at, moment.still).filter(
        first_published__gte=spans[0].starts, first_published__lt=spans[-1].ends
    )
    place = Case(
        *(
            When(first_published__lt=span.ends, then=Value(number))
            for number, span in enumerate(spans)
        ),
        output_field=IntegerField(),
    )
    return within.order_by().annotate(place=place).values_list("place").annotate(Count("pk"))


def years(moment: AsOf) -> list[int]:
    """The years in which live stories began, newest first: two queries, each a step for a year."""
    live = editions_at(moment.at, moment.still).order_by()
    newest_first = ("-first_published", "first_published")
    ends = [live.order_by(order).values("first_published")[:1] for order in newest_first]
    found = _anchor().values_list(*(Subquery(end) for end in ends)).first()
    if found is None or None in found:
        return []
    newest, oldest = (_local(at).year for at in found)
    spans = {year: read_span(f"{year:04}") for year in range(newest, oldest - 1, -1)}
    there = {
        f"in_{year}": Exists(
            live.filter(first_published__gte=span.starts, first_published__lt=span.ends)
        )
        for year, span in spans.items()
    }
    row = _anchor().values_list(*there.values()).first()
    return [year for year, is_there in zip(spans, row, strict=True) if is_there]


def neighbours(span: Span, moment: AsOf) -> Neighbours:
    rows = _NEIGHBOURS.rows(at=moment.at, still=moment.still, starts=span.starts, ends=span.ends)
    return (
        Neighbours(*(at and _local(at).date() for at in rows[0]))
        if rows
        else Neighbours(None, None)
    )


def _neighbours_query(at, still, starts, ends):
    live = editions_at(at, still).values("first_published")
    before = live.filter(first_published__lt=starts).order_by("-first_published")[:1]
    after = live.filter(first_published__gte=ends).order_by("first_published")[:1]
    return _anchor().values_list(Subquery(before), Subquery(after))


def _anchor() -> QuerySet:
    """One row to ask subqueries of: where anything is live there is a section."""
    return Section.objects.order_by("pk")[:1]


def _after(first: date, month: str, day: str) -> date:
    if day:
        return first + timedelta(days=1)
    if not month:
        return first.replace(year=first.year + 1)
    return (first + timedelta(days=31)).replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def _local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))


_NEIGHBOURS = PreparedQuery(_neighbours_query)
