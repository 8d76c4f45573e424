"""Everything changed across the newsroom: the saves of all stories as one list, newest first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.models import Article, Edition, RevisionMeta
from articles.timeline import with_editions
from newsroom.keyset import Cursor, newest_before

PAGE_SIZE = 50
DAYS = 14


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which saves are asked for; what is empty narrows nothing.

    ``only_live``: to a story that readers see now, after they saw it first. ``change``: a class;
    saves that an edition of that class froze.
    """

    section: int | None = None
    person: int | None = None
    change: str = ""
    only_live: bool = False
    day: date | None = None

    def __bool__(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class StreamPage:
    metas: list[RevisionMeta]
    older: Cursor | None


def stream(wanted: Wanted, cursor: Cursor | None = None) -> StreamPage:
    """A page of saves; each knows its editions, and whether its story still exists."""
    at, key = cursor or (None, None)
    metas = _narrowed(RevisionMeta.objects.all(), wanted)
    if wanted.day:
        metas = metas.filter(saved_at__gte=_start(wanted.day))
        metas = metas.filter(saved_at__lt=_start(wanted.day + timedelta(days=1)))
    # Chosen by an index alone: with the person joined to them, SQLite reads all of a busy
    # person's saves and sorts them.
    chosen = newest_before(metas, at, key, time="saved_at", id="id").values("pk")[: PAGE_SIZE + 1]
    rows = RevisionMeta.objects.filter(pk__in=chosen).order_by("-saved_at", "-id")
    found = list(with_editions(rows))
    page = found[:PAGE_SIZE]
    _note_stories(page)
    older = Cursor(page[-1].saved_at, page[-1].pk) if len(found) > PAGE_SIZE else None
    return StreamPage(page, older)


def counts_by_day(wanted: Wanted, *, until: date) -> list[tuple[date, int]]:
    """How many saves there were on each of the last days, the newest day first."""
    days = [until - timedelta(days=ago) for ago in range(DAYS)]
    metas = _narrowed(RevisionMeta.objects.all(), wanted).filter(
        saved_at__gte=_start(days[-1]), saved_at__lt=_start(until + timedelta(days=1))
    )
    # Compared with each day's ends by the database itself: taking the date of every row is a
    # call of Python's on SQLite.
    counts = metas.aggregate(
        **{
            f"day_{ago}": Count(
                "pk",
                filter=Q(saved_at__gte=_start(day), saved_at__lt=_start(day + timedelta(days=1))),
            )
            for ago, day in enumerate(days)
        }
    )
    return [(day, counts[f"day_{ago}"]) for ago, day in enumerate(days)]


def _narrowed(metas: QuerySet, wanted: Wanted) -> QuerySet:
    if wanted.section is not None:
        metas = metas.filter(section=wanted.section)
    if wanted.person is not None:
        metas = metas.filter(saved_by=wanted.person)
    if wanted.change:
        made = Edition.objects.filter(change=wanted.change, made_from__isnull=False)
        metas = metas.filter(pk__in=made.values("made_from"))
    if wanted.only_live:
        live = Edition.objects.live().filter(article=OuterRef("article_id"))
        metas = metas.filter(Exists(live), is_after_publication=True)
    return metas


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _note_stories(metas: list[RevisionMeta]) -> None:
    """Which of the stories there still are: of the others the save alone is left."""
    ids = {meta.article_id for meta in metas}
    there = set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True))
    for meta in metas:
        meta.story_exists = meta.article_id in there
