"""The board: what goes live and which embargo ends, by day and hour, as of an instant.

Nothing here can be overdue. An edition whose hour has come is live because the hour has come
(EditionQuerySet.live), so what lies behind the line of now went live, and what lies before it
waits; there is no third kind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Article, Edition, EmbargoBreak

# More than a desk plans; what lies further ahead comes into sight in time.
MOST = 300
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One story at one instant: what happens or happened to it, and what there is to say of it."""

    at: datetime
    kind: str
    what: str
    article_id: int
    headline: str
    section: str = ""
    who: str = ""
    public_url: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def clock(self) -> str:
        return _clock(self.at)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a day: an hour with entries, the line of now, or hours in which nothing happens."""

    label: str
    entries: tuple[Entry, ...] = ()
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its rows; one without any stands for a run of days that are empty."""

    label: str
    rows: tuple[Row, ...] = ()
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    days: list[Day]
    zone: str
    has_more: bool
    waiting: list[EmbargoBreak] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        return [entry for day in self.days for row in day.rows for entry in row.entries]


def read_board(at: datetime | None = None) -> Board:
    """The board as of an instant (default: now): today from midnight, and all that is to come."""
    at = at or timezone.now()
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    scheduled = list(_editions().scheduled(at).order_by("live_from", "pk")[: MOST + 1])
    embargoed = list(_embargoed(start, at)[: MOST + 1])
    entries = [
        *_begun(start, at),
        *(_scheduled_entry(edition) for edition in scheduled[:MOST]),
        *(_embargo_entry(article, at) for article in embargoed[:MOST]),
    ]
    entries.sort(key=lambda entry: (entry.at, entry.article_id))
    return Board(
        days=list(_days(entries, at)),
        zone=timezone.get_current_timezone_name(),
        has_more=max(len(scheduled), len(embargoed)) > MOST,
        waiting=list(_waiting(at)),
    )


def _editions():
    return Edition.objects.select_related("section", "published_by", "article", "withdrawal").defer(
        "document", "article__body"
    )


def _begun(start: datetime, at: datetime) -> Iterator[Entry]:
    editions = list(_editions().begun(at).begins_from(start).order_by("-live_from")[:MOST])
    ids = [edition.pk for edition in editions]
    live = set(Edition.objects.live(at).filter(pk__in=ids).values_list("pk", flat=True))
    for edition in editions:
        is_live = edition.pk in live
        yield Entry(
            at=edition.live_from,
            kind="live" if is_live else "ended",
            what=_("Went live, as scheduled") if _was_scheduled(edition) else _("Went live"),
            article_id=edition.article_id,
            headline=edition.headline,
            section=edition.section.name,
            who=_person(edition.published_by),
            public_url=edition.get_absolute_url() if is_live else "",
            remarks=(_named(edition), *(() if is_live else (_end_of(edition),))),
        )


def _was_scheduled(edition: Edition) -> bool:
    return edition.created_at < edition.live_from


def _end_of(edition: Edition) -> str:
    words = {"time": _clock(edition.live_until)}
    if hasattr(edition, "withdrawal"):
        return _("withdrawn at %(time)s") % words
    return _("replaced at %(time)s") % words


def _scheduled_entry(edition: Edition) -> Entry:
    remarks = [_named(edition)]
    if edition.article.working_sha256 != edition.story_sha256:
        remarks.append(_("the story has been changed since: it goes out as it was scheduled"))
    return Entry(
        at=edition.live_from,
        kind="scheduled",
        what=_("Goes live"),
        article_id=edition.article_id,
        headline=edition.headline,
        section=edition.section.name,
        who=_person(edition.published_by),
        remarks=tuple(remarks),
    )


def _embargoed(start: datetime, at: datetime):
    editions = Edition.objects.defer("document")
    return (
        Article.objects.filter(embargo_until__gte=start)
        .select_related("section")
        .defer("body")
        .prefetch_related(
            Prefetch("editions", editions.scheduled(at), to_attr="to_come"),
            Prefetch("editions", editions.begun(at), to_attr="begun"),
        )
        .order_by("embargo_until", "pk")
    )


def _embargo_entry(article: Article, at: datetime) -> Entry:
    is_over = article.embargo_until <= at
    if article.to_come:
        edition = article.to_come[0]
        remark = _("scheduled for %(time)s") % {"time": _moment(edition.live_from)}
    elif article.begun:
        remark = _("published")
    else:
        remark = _("nothing is scheduled")
    return Entry(
        at=article.embargo_until,
        kind="over" if is_over else "embargoed",
        what=_("Embargo ended") if is_over else _("Embargo ends"),
        article_id=article.pk,
        headline=article.headline,
        section=article.section.name if article.section else "",
        remarks=(remark,),
    )


def _waiting(at: datetime):
    """Requests to break an embargo that still runs, which a second person has to answer."""
    waiting = EmbargoBreak.objects.waiting().filter(
        embargo_until__gt=at, article__embargo_until=F("embargo_until")
    )
    people = waiting.select_related("article", "asked_by").defer("article__body")
    return people.order_by("embargo_until", "pk")[:MOST]


def _days(entries: list[Entry], at: datetime) -> Iterator[Day]:
    today = timezone.localtime(at).date()
    last = today - timedelta(days=1)
    by_day = {day: list(group) for day, group in groupby(entries, lambda entry: _day(entry.at))}
    for day in sorted({today, *by_day}):
        empty = (day - last).days - 1
        if empty > 0:
            yield Day(_empty_days(last + timedelta(days=1), day - timedelta(days=1)))
        rows = _rows(by_day.get(day, []), at if day == today else None)
        yield Day(_day_label(day, today), tuple(rows), is_today=day == today)
        last = day


def _rows(entries: Iterable[Entry], now: datetime | None) -> Iterator[Row]:
    """The hours of a day; the line of now stands between what was and what comes."""
    entries = list(entries)
    passed = [entry for entry in entries if now is not None and entry.at <= now]
    previous = None
    for row in _hours(passed):
        yield from _gap(previous, row)
        yield row
        previous = row
    if now is not None:
        yield Row(_("Now, %(time)s") % {"time": _clock(now)}, is_now=True)
    for number, row in enumerate(_hours(entries[len(passed) :])):
        if number or now is None:
            yield from _gap(previous, row)
        yield row
        previous = row


def _hours(entries: list[Entry]) -> Iterator[Row]:
    for hour, group in groupby(entries, lambda entry: _hour(entry.at)):
        yield Row(_clock(hour), tuple(group))


def _gap(before: Row | None, after: Row) -> Iterator[Row]:
    if before is None:
        return
    start, end = _hour(before.entries[-1].at) + _HOUR, _hour(after.entries[0].at)
    if start < end:
        yield Row(_("%(start)s–%(end)s: nothing") % {"start": _clock(start), "end": _clock(end)})


def _hour(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(minute=0, second=0, microsecond=0)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _day_label(day: date, today: date) -> str:
    words = date_format(day, "l, j F" if day.year == today.year else "l, j F Y")
    if day == today:
        return _("Today, %s") % words
    if day == today + timedelta(days=1):
        return _("Tomorrow, %s") % words
    return words


def _empty_days(first: date, last: date) -> str:
    if first == last:
        return _("%s: nothing") % date_format(first, "l, j F")
    return _("%(first)s to %(last)s: nothing") % {
        "first": date_format(first, "j F"),
        "last": date_format(last, "j F Y" if last.year != first.year else "j F"),
    }


def _named(edition: Edition) -> str:
    return _("edition %(number)d, %(change)s") % {
        "number": edition.number,
        "change": edition.get_change_display().lower(),
    }


def _person(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def _clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H:i")


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M, H:i")
