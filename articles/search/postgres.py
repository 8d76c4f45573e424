"""PostgreSQL's full text search, asked so that a search costs the same in any archive.

Ranking reads the index entry of everything that is ranked: for a word that half of an archive has,
that takes a second. So only a bounded number is ranked: the newest that have the words anywhere,
and the newest that have them in the headline.

The planner takes words, writers and topics to have nothing to do with each other, which in a
newsroom they have. So it is told what to begin with: a subquery with a limit is never taken apart.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import partial, reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery as Tsquery
from django.contrib.postgres.search import SearchRank, SearchVector
from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres.postgres import (
    PostgresIndex,
    PostgresSearchBackend,
)
from modelsearch.models import IndexEntry
from modelsearch.query import And, Not, Phrase, PlainText, SearchQuery
from modelsearch.utils import get_content_type_pk

from articles.models import SearchText
from articles.search.engine import Match, Stories
from articles.search.newest import Ways, newest, union

# Of what stands anywhere (D), and once more of what stands in headlines (A).
_WEIGHTS = [0.1, 0.1, 0.1, 1.0]
# Of more, every fiftieth story of 100,000 is one.
FEW = 2000
_ALL = 2**40


class Index(PostgresIndex):
    def add_items(self, model, objs) -> None:
        """As modelsearch's, without the plain text beside the words, which only its fuzzy search
        reads: with it an entry is twice as large and lies in two places.
        """
        entries = [
            IndexEntry(
                content_type_id=get_content_type_pk(model),
                object_id=str(one.pk),
                title=_vector(one.title, "A"),
                body=_vector(one.words, "D"),
                autocomplete=_vector("", "D"),
            )
            for one in objs
        ]
        IndexEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["content_type", "object_id"],
            update_fields=["title", "body", "title_text", "body_text"],
        )

    def _refresh_title_norms(self, full=False):
        """Nothing: modelsearch would read every entry at each one added, and no rank here uses it.

        PostgreSQL's own rank knows how long a text is.
        """


def _vector(words: str, weight: str) -> SearchVector:
    return SearchVector(Value(words), config="simple", weight=weight)


class SearchBackend(PostgresSearchBackend):
    index_class = Index

    def __init__(self, params):
        # Words come folded and stemmed (articles/search/words.py).
        super().__init__({"SEARCH_CONFIG": "simple", "ATOMIC_REBUILD": False} | params)

    def best(self, query: SearchQuery, stories: Stories, size: int) -> list[Match]:
        match = _match(query)
        found = {pk for pk, _at in _newest(match, stories, {"body": size, "title": size // 2})}
        ranks = [
            SearchRank(F(f"index_entries__{column}"), match, weights=_WEIGHTS, normalization=1)
            for column in ("title", "body")
        ]
        ranked = SearchText.objects.filter(pk__among=found).annotate(score=ranks[0] + ranks[1])
        return [Match(*row) for row in ranked.values_list("pk", "score", "first_published")]

    def newest(self, query: SearchQuery, stories: Stories, size: int) -> list[tuple[int, datetime]]:
        return _newest(_match(query), stories, {"body": size})


def _newest(match: Tsquery, stories: Stories, wanted: dict[str, int]) -> list[tuple[int, datetime]]:
    ways = Ways(_few(match, wanted), FEW, partial(_by_index, match), partial(_matching, match))
    return newest(ways, stories, wanted)


def _matching(match: Tsquery, column: str, rows: QuerySet) -> QuerySet:
    return rows.filter(**{f"index_entries__{column}": match})


def _by_index(match: Tsquery, column: str, rows: QuerySet) -> QuerySet:
    """Those of the rows that the index leads to, in no order; one more than few at most."""
    entries = IndexEntry.objects.filter(
        content_type=get_content_type_pk(SearchText), **{column: match}
    )
    found = entries.annotate(edition=Cast("object_id", BigIntegerField()))
    return rows.filter(pk__in=found.values("edition")[:_ALL]).order_by()[: FEW + 1]


def _few(match: Tsquery, columns: Iterable[str]) -> set[str]:
    """In which columns few entries match, as far as PostgreSQL's statistics tell."""
    columns = list(columns)
    rows = [IndexEntry.objects.filter(**{column: match}).order_by() for column in columns]
    (told,) = json.loads(union(one.values("pk") for one in rows).explain(format="json"))
    plans = told["Plan"].get("Plans", []) if len(rows) > 1 else [told["Plan"]]
    if len(plans) < len(columns):
        # What cannot match at all has no plan.
        return set(columns)
    few = {name for name, plan in zip(columns, plans, strict=True) if plan["Plan Rows"] <= FEW}
    # Whatever stands in a title stands in the body's column too (SearchText.words).
    return set(columns) if "body" in few else few


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
