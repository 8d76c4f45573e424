"""What is asked of an index, whichever it is."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from modelsearch.backends import get_search_backend
from modelsearch.query import SearchQuery

from articles.models import SearchText


class Match(NamedTuple):
    """A story that was found; a higher score is a better one, of the same search."""

    edition_id: int
    score: float
    at: datetime


class Stories(NamedTuple):
    """Rows of SearchText to find in: ``rows``, of which only those of ``newest``, if it is there:
    ids of the editions of an author or a topic, newest first."""

    rows: QuerySet
    newest: QuerySet | None = None

    @property
    def is_narrowed(self) -> bool:
        return self.newest is not None

    @property
    def all(self) -> QuerySet:
        return self.rows.filter(pk__in=self.newest.order_by()) if self.is_narrowed else self.rows

    def first(self, number: int) -> QuerySet:
        """All that are among so many of the newest."""
        return self.rows.filter(pk__in=self.newest[:number]) if self.is_narrowed else self.rows


def backend():
    return get_search_backend()


def is_own() -> bool:
    """Whether the index lies in the site's own database."""
    return settings.MODELSEARCH_BACKENDS["default"]["BACKEND"] == "articles.search.database"


class SearchUnavailable(Exception):
    """An index elsewhere does not answer; asking again later may help."""


def _asked(results, size: int) -> list:
    try:
        return list(results[:size])
    except Exception as error:
        # Each client raises errors of its own, of the network and of the index alike.
        raise SearchUnavailable(str(error)) from error


def best(query: SearchQuery, stories: Stories, size: int) -> list[Match]:
    """The best matches among these stories, in no order; at most ``size`` and half.

    Raises SearchUnavailable, as newest does.
    """
    if is_own():
        return backend().best(query, stories, size)
    found = _asked(backend().search(query, SearchText).annotate_score("score"), size)
    scores = {row.pk: row.score or 0 for row in found}
    rows = stories.all.filter(pk__among=scores).values_list("pk", "first_published")
    return [Match(pk, scores[pk], at) for pk, at in rows]


def newest(query: SearchQuery, stories: Stories, size: int) -> list[tuple[int, datetime]]:
    """The newest matches among these: id of the edition and time, newest first.

    An index elsewhere is asked for ten times as many, since only the database knows what is live.
    """
    if is_own():
        return backend().newest(query, stories, size)
    by_time = SearchText.objects.order_by("-first_published")
    found = _asked(backend().search(query, by_time, order_by_relevance=False), 10 * size)
    rows = stories.all.filter(pk__among=[row.pk for row in found])
    return list(
        rows.order_by("-first_published", "-pk").values_list("pk", "first_published")[:size]
    )
