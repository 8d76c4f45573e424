"""What is asked of an index, whichever it is."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.query import SearchQuery

from articles.models import SearchText
from articles.search import elsewhere


class Match(NamedTuple):
    """A story that was found; a higher score is a better one, of the same search."""

    edition_id: int
    score: float
    at: datetime


class Stories(NamedTuple):
    """Rows of SearchText to find in: ``rows``, of which only those of ``newest``, if it is there:
    ids of the editions of an author or a topic, newest first. ``limits`` are what an index that
    knows neither can be asked for: lookups of the model, within which all ``rows`` are."""

    rows: QuerySet
    newest: QuerySet | None = None
    limits: dict[str, object] = {}

    @property
    def is_narrowed(self) -> bool:
        return self.newest is not None

    @property
    def all(self) -> QuerySet:
        return self.rows.filter(pk__in=self.newest.order_by()) if self.is_narrowed else self.rows

    def first(self, number: int) -> QuerySet:
        """All that are among so many of the newest."""
        return self.rows.filter(pk__in=self.newest[:number]) if self.is_narrowed else self.rows

    def elsewhere(self) -> QuerySet:
        """What an index outside the database is asked for: these, and some that are not live."""
        rows = SearchText.objects.filter(**self.limits)
        if not self.is_narrowed:
            return rows
        newest = self.newest.values_list("edition_id", flat=True)[: elsewhere.MOST]
        return rows.filter(edition__in=list(newest))


def backend():
    return get_search_backend() if is_own() else elsewhere.backend()


def is_own() -> bool:
    """Whether the index lies in the site's own database."""
    return settings.MODELSEARCH_BACKENDS["default"]["BACKEND"] == "articles.search.database"


def best(query: SearchQuery, stories: Stories, size: int) -> list[Match]:
    """The best matches among these stories, in no order; at most ``size`` and a hundred.

    Raises SearchUnavailable, as newest does.
    """
    if is_own():
        return backend().best(query, stories, size)
    scores = elsewhere.ids(query, stories.elsewhere(), size)
    rows = stories.all.filter(pk__among=list(scores)).values_list("pk", "first_published")
    return [Match(pk, scores[pk], at) for pk, at in rows]


def newest(query: SearchQuery, stories: Stories, size: int) -> list[tuple[int, datetime]]:
    """The newest matches among these: id of the edition and time, newest first."""
    if is_own():
        return backend().newest(query, stories, size)
    by_time = stories.elsewhere().order_by("-first_published")
    found = elsewhere.ids(query, by_time, size, by_relevance=False)
    rows = stories.all.filter(pk__among=list(found)).order_by("-first_published", "-pk")
    return list(rows.values_list("pk", "first_published")[:size])
