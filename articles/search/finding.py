"""Finding stories for readers: among the live ones, and no others.

The index holds scheduled editions too. Everything here begins with ``live_stories``: what is
found, counted, offered for narrowing or suggested comes from those rows alone.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value

from articles.models import Edition, EditionByline, EditionTag, SearchText
from articles.pages import PAGE_SIZE
from articles.search import engine, spelling
from articles.search.asked import MOST_PAGES, Asked
from articles.search.hits import Hit, hits
from articles.search.queries import Query
from newsroom.keyset import Cursor, newest_before

# As many as are ranked, counted and offered for narrowing, however many there are.
WINDOW = PAGE_SIZE * MOST_PAGES
# A story a year old is worth half as much again less than one of today, and never under this.
HALF_LIFE = timedelta(days=365)
LEAST_WORTH = 0.4
CHOICES = 12
# So few are next to nothing; a word that finds so many times as much was perhaps meant.
FEW, MANY_TIMES = 3, 10


class Choice(NamedTuple):
    slug: str
    name: str


@dataclass
class Found:
    """``count`` is how many there are; with ``is_more``, how many at least."""

    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    pages: int = 1
    older: Cursor | None = None
    authors: list[Choice] = field(default_factory=list)
    tags: list[Choice] = field(default_factory=list)
    meant: str = ""


def find(asked: Asked, at: datetime) -> Found:
    if not asked.is_anything:
        return Found()
    ids, older = _newest(asked, at) if asked.is_newest_first else (_best(asked, at), None)
    if not ids:
        return Found(meant=_meant(asked, at))
    shown = ids[:PAGE_SIZE]
    if not asked.is_newest_first:
        shown = ids[:WINDOW][PAGE_SIZE * (asked.page - 1) :][:PAGE_SIZE]
    return Found(
        hits=hits(shown, asked.query, at),
        count=min(len(ids), WINDOW),
        is_more=len(ids) > WINDOW,
        pages=-(-min(len(ids), WINDOW) // PAGE_SIZE),
        older=older,
        **_further(ids[:WINDOW], asked, at),
    )


def live_stories(asked: Asked, at: datetime) -> engine.Stories:
    """Live editions within what was asked for, whatever their words; newest first those of which
    only a page is asked for."""
    last = asked.before or (None, None)
    rows = SearchText.objects.filter(Exists(Edition.objects.live(at).filter(pk=OuterRef("pk"))))
    if asked.section:
        rows = rows.filter(section_id=asked.section.id)
    if asked.since:
        rows = rows.filter(first_published__gte=asked.since)
    if asked.until:
        rows = rows.filter(first_published__lt=asked.until)
    rows = newest_before(rows, *last, time="first_published", id="pk")
    among = _of_author_or_tag(asked)
    if among is None:
        return engine.Stories(rows, limits=_limits(asked))
    newest = newest_before(among, *last, time="first_published", id="edition_id")
    return engine.Stories(rows, newest.values("edition_id"), _limits(asked))


def _limits(asked: Asked) -> dict[str, object]:
    """As engine.Stories has them: to the day and millisecond, which an index knows, none lost."""
    ends = [end for end in (asked.until, asked.before and asked.before.at) if end]
    limits = {
        "section_id": asked.section and asked.section.id,
        "first_published__gte": asked.since,
        "first_published__lte": min(ends, default=None),
    }
    return {lookup: value for lookup, value in limits.items() if value is not None}


def _of_author_or_tag(asked: Asked) -> QuerySet | None:
    bylines = EditionByline.objects.filter(author=asked.author and asked.author.id)
    tags = EditionTag.objects.filter(tag=asked.tag and asked.tag.id)
    if asked.author and asked.tag:
        return bylines.filter(Exists(tags.filter(edition=OuterRef("edition"))))
    return bylines if asked.author else tags if asked.tag else None


def _best(asked: Asked, at: datetime) -> list[int]:
    """Ids of the best matches, best first; one more than the window where there are more."""
    query = asked.query.to_search(settings.LANGUAGE_CODE)
    matches = engine.best(query, live_stories(asked, at), WINDOW + 1)
    by_worth = sorted(matches, key=lambda match: (_worth(match, at), match.edition_id))
    return [match.edition_id for match in reversed(by_worth)]


def _worth(match: engine.Match, at: datetime) -> float:
    age = max(at - match.at, timedelta(0))
    return match.score * (LEAST_WORTH + (1 - LEAST_WORTH) * 0.5 ** (age / HALF_LIFE))


def _newest(asked: Asked, at: datetime) -> tuple[list[int], Cursor | None]:
    stories = live_stories(asked, at)
    if asked.has_words:
        query = asked.query.to_search(settings.LANGUAGE_CODE)
        rows = engine.newest(query, stories, WINDOW + 1)
    else:
        rows = _listed(stories.first(2 * WINDOW))
        if stories.is_narrowed and len(rows) <= WINDOW:
            rows = _listed(stories.all)
    older = None
    if len(rows) > PAGE_SIZE:
        edition_id, first_published = rows[PAGE_SIZE - 1]
        older = Cursor(first_published, edition_id)
    return [edition_id for edition_id, _at in rows], older


def _listed(rows: QuerySet) -> list[tuple[int, datetime]]:
    return list(rows.values_list("pk", "first_published")[: WINDOW + 1])


def _further(ids: list[int], asked: Asked, at: datetime) -> dict:
    """How to go on: by narrowing what was found or, where it is next to nothing and much more is
    found by a word that is nearly the same, by that word; as Found has them.
    """
    if len(ids) > FEW or asked.is_narrowed or asked.page > 1 or asked.before:
        return _choices(ids)
    meant = _meant(asked, at, more_than=FEW * MANY_TIMES, most=1)
    return {"meant": meant} if meant else _choices(ids)


def _choices(ids: list[int]) -> dict[str, list[Choice]]:
    """Writers and topics of what was found, the commonest, as Found has them: one query."""
    authors, tags = (
        rows.objects.filter(edition__among=ids)
        .order_by()
        .values_list(
            Value(kind, output_field=CharField()), f"{kind[:-1]}__slug", f"{kind[:-1]}__name"
        )
        .annotate(stories=Count("*"))
        for rows, kind in ((EditionByline, "authors"), (EditionTag, "tags"))
    )
    found: dict[str, dict[Choice, int]] = {"authors": {}, "tags": {}}
    for kind, slug, name, stories in authors.union(tags, all=True):
        found[kind][Choice(slug, name)] = stories
    return {kind: _commonest(counted) for kind, counted in found.items()}


def _commonest(counted: dict[Choice, int]) -> list[Choice]:
    commonest = sorted(counted.items(), key=lambda one: (-one[1], one[0].name))[:CHOICES]
    return sorted((choice for choice, _count in commonest), key=lambda one: one.name)


def _meant(asked: Asked, at: datetime, more_than: int = 0, most: int = spelling.MOST_TRIED) -> str:
    """What may have been meant, if so many more stories are found by it, as typed; or nothing."""
    stories = live_stories(asked, at)

    def finds(query: Query) -> bool:
        wanted = query.to_search(settings.LANGUAGE_CODE)
        return len(engine.newest(wanted, stories, more_than + 1)) > more_than

    query = spelling.meant(asked.query, finds, most)
    return spelling.as_typed(query) if query else ""
