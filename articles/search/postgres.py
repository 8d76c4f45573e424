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
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery as Tsquery
from django.contrib.postgres.search import SearchRank, SearchVector
from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
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

# Of what stands anywhere (D), and once more of what stands in headlines (A).
_WEIGHTS = [0.1, 0.1, 0.1, 1.0]
# Of more, every fiftieth story of 100,000 is one.
FEW = 2000
# So many of a writer's or a topic's newest are looked through before all of them are.
FIRST = 600
_ALL = 2**40
# Beside the columns: whether a writer or a topic has more than the first.
_MORE = "more"


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
    """The newest stories that match in each column of the index, so many as are wanted of it: id
    and time, newest first.

    Where PostgreSQL's statistics say that few stories match, all are taken by the index and sorted
    here; where they are many, a walk from the newest on soon meets enough.
    """
    few = _few(match, wanted)
    rows = {
        name: _by_index(name, match, stories.all)
        if name in few
        else _by_walk(_matching(name, match, stories.first(FIRST)), wanted[name])
        for name in wanted
    }
    if stories.is_narrowed and len(few) < len(wanted):
        rows[_MORE] = stories.newest[FIRST : FIRST + 1]
    found = _each(rows)
    has_more = bool(found.pop(_MORE, None))
    if wrong := [
        name
        for name, of_one in found.items()
        if (len(of_one) > FEW if name in few else has_more and len(of_one) < wanted[name])
    ]:
        # More than the statistics said, or not enough among the first.
        found |= _each(
            {name: _by_walk(_matching(name, match, stories.all), wanted[name]) for name in wrong}
        )
    newest = {
        row
        for name, of_one in found.items()
        for row in sorted(of_one, key=_by_time, reverse=True)[: wanted[name]]
    }
    return sorted(newest, key=_by_time, reverse=True)


def _matching(column: str, match: Tsquery, rows: QuerySet) -> QuerySet:
    return rows.filter(**{f"index_entries__{column}": match})


def _by_index(column: str, match: Tsquery, rows: QuerySet) -> QuerySet:
    """Those of the rows that the index leads to, in no order; one more than few at most."""
    entries = IndexEntry.objects.filter(
        content_type=get_content_type_pk(SearchText), **{column: match}
    )
    found = entries.annotate(edition=Cast("object_id", BigIntegerField()))
    return rows.filter(pk__in=found.values("edition")[:_ALL]).order_by()[: FEW + 1]


def _by_walk(rows: QuerySet, size: int) -> QuerySet:
    return rows.order_by("-first_published", "-pk")[:size]


def _by_time(row: tuple[int, datetime]) -> tuple[datetime, int]:
    return row[1], row[0]


def _few(match: Tsquery, columns: Iterable[str]) -> set[str]:
    """In which columns few entries match, as far as PostgreSQL's statistics tell."""
    columns = list(columns)
    rows = [IndexEntry.objects.filter(**{column: match}).order_by() for column in columns]
    (told,) = json.loads(_union(one.values("pk") for one in rows).explain(format="json"))
    plans = told["Plan"].get("Plans", []) if len(rows) > 1 else [told["Plan"]]
    if len(plans) < len(columns):
        # What cannot match at all has no plan.
        return set(columns)
    few = {name for name, plan in zip(columns, plans, strict=True) if plan["Plan Rows"] <= FEW}
    # Whatever stands in a title stands in the body's column too (SearchText.words).
    return set(columns) if "body" in few else few


def _each(rows: dict[str, QuerySet]) -> dict[str, list[tuple[int, datetime]]]:
    """Ids and times of each of these, in one query."""
    found: dict[str, list] = {column: [] for column in rows}
    for column, pk, at in _union(
        some.values_list(_told(column), "edition_id", "first_published")
        for column, some in rows.items()
    ):
        found[column].append((pk, at))
    return found


def _union(rows: Iterable[QuerySet]) -> QuerySet:
    first, *others = rows
    return first.union(*others, all=True) if others else first


def _told(column: str) -> Value:
    return Value(column, output_field=CharField())


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
