"""PostgreSQL's full text search, asked so that a search costs the same in any archive.

Ranking reads the index entry of everything that is ranked: for a word that half of an archive has,
that takes a second. So only a bounded number is ranked: the newest that have the words anywhere,
and the newest that have them in the headline.
"""

from datetime import datetime
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery as Tsquery
from django.contrib.postgres.search import SearchRank
from django.db.models import F, QuerySet
from modelsearch.backends.database.postgres.postgres import (
    PostgresIndex,
    PostgresSearchBackend,
)
from modelsearch.query import And, Not, Phrase, PlainText, SearchQuery

from articles.search.engine import Match

# Of what stands anywhere (D), and once more of what stands in headlines (A).
_WEIGHTS = [0.1, 0.1, 0.1, 1.0]


class Index(PostgresIndex):
    def _refresh_title_norms(self, full=False):
        """Nothing: modelsearch would read every entry at each one added, and no rank here uses it.

        PostgreSQL's own rank knows how long a text is.
        """


class SearchBackend(PostgresSearchBackend):
    index_class = Index

    def __init__(self, params):
        # Words come folded and stemmed (articles/search/words.py).
        super().__init__({"SEARCH_CONFIG": "simple", "ATOMIC_REBUILD": False} | params)

    def best(self, query: SearchQuery, stories: QuerySet, size: int) -> list[Match]:
        match, rows = _match(query), stories.order_by("-first_published", "-pk")
        anywhere = rows.filter(index_entries__body=match).values_list("pk", flat=True)
        headed = rows.filter(index_entries__title=match).values_list("pk", flat=True)
        found = {*anywhere[:size], *headed[: size // 2]}
        ranks = [
            SearchRank(F(f"index_entries__{column}"), match, weights=_WEIGHTS, normalization=1)
            for column in ("title", "body")
        ]
        ranked = stories.model.objects.filter(pk__in=found).annotate(score=ranks[0] + ranks[1])
        return [Match(*row) for row in ranked.values_list("pk", "score", "first_published")]

    def newest(
        self, query: SearchQuery, stories: QuerySet, size: int
    ) -> list[tuple[int, datetime]]:
        rows = stories.filter(index_entries__body=_match(query))
        return list(
            rows.order_by("-first_published", "-pk").values_list("pk", "first_published")[:size]
        )


def _match(query: SearchQuery, *, invert: bool = False) -> Tsquery:
    """As modelsearch compiles it, which takes no phrase that is left out."""
    if isinstance(query, Not):
        return _match(query.subquery, invert=not invert)
    if isinstance(query, (PlainText, Phrase)):
        kind = "phrase" if isinstance(query, Phrase) else "plain"
        return Tsquery(query.query_string, search_type=kind, config="simple", invert=invert)
    # What is not (a or b) is neither.
    is_all = isinstance(query, And) != invert
    parts = [_match(part, invert=invert) for part in query.subqueries]
    return reduce(and_ if is_all else or_, parts)
