"""SQLite's FTS5.

modelsearch's own ranking asks the whole index once for each story found; here it is asked once,
and where very many stories match, only the newest are ranked, as on PostgreSQL.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite.query import (
    BM25,
    MatchExpression,
    SearchQueryCombinable,
    normalize,
)
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
)
from modelsearch.models import IndexEntry
from modelsearch.query import SearchQuery
from modelsearch.utils import get_content_type_pk

from articles.models import SearchText
from articles.search.engine import Match, Stories
from articles.search.newest import Ways, newest

# So many are ranked all.
FEW = 5000


class Index(SQLiteIndex):
    def _refresh_title_norms(self, full=False):
        """Nothing: modelsearch would read every entry at each one added, and no rank here uses it.

        bm25() knows how long a text is.
        """


class Rank(BM25):
    """bm25() with a word in the headline (the last column) worth eight in the text."""

    def as_sql(self, compiler, connection, function=None, template=None):
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, 0.0, 1.0, 8.0)", []


class SearchBackend(SQLiteSearchBackend):
    index_class = Index

    def __init__(self, params):
        super().__init__({"ATOMIC_REBUILD": False} | params)

    def best(self, query: SearchQuery, stories: Stories, size: int) -> list[Match]:
        match, wanted = self._match(query), {"body": size, "title": size // 2}
        rows = _ranked(match, stories).values_list("edition", "score", "at")
        if "body" in (few := _few(match, wanted)):
            rows = rows.order_by("-score")[:size]
        else:
            found = {pk for pk, _at in newest(_ways(match, few), stories, wanted)}
            rows = _only(rows, found)
        return [Match(*row) for row in rows]

    def newest(self, query: SearchQuery, stories: Stories, size: int) -> list[tuple[int, datetime]]:
        match, wanted = self._match(query), {"body": size}
        return newest(_ways(match, _few(match, wanted)), stories, wanted)

    def _match(self, query: SearchQuery) -> SearchQueryCombinable:
        compiler = self.query_compiler_class(SearchText.objects.all(), query)
        return compiler.build_search_query(normalize(query), config=self.config)


def _entries(match: SearchQueryCombinable, column: str) -> QuerySet:
    """What matches in a column, by the id of the entry. The body's holds the title's words too
    (SearchText.words), and ranking asks for both."""
    columns = ["title", "body"] if column == "body" else [column]
    return SQLiteFTSIndexEntry.objects.filter(MatchExpression(columns, match))


def _few(match: SearchQueryCombinable, columns: Iterable[str]) -> set[str]:
    """In which columns few entries match: each is asked for one more than few."""
    columns = list(columns)
    more = [Exists(_entries(match, column)[FEW : FEW + 1]) for column in columns]
    told = IndexEntry.objects.order_by().values_list(*more)[:1]
    has_more = next(iter(told), [False] * len(columns))
    return {column for column, is_more in zip(columns, has_more, strict=True) if not is_more}


def _ways(match: SearchQueryCombinable, few: set[str]) -> Ways:
    return Ways(few, FEW, partial(_by_index, match), partial(_matching, match))


def _by_index(match: SearchQueryCombinable, column: str, rows: QuerySet) -> QuerySet:
    found = _with_edition(_entries(match, column)).values("edition")
    return rows.filter(pk__in=found).order_by()[: FEW + 1]


def _matching(match: SearchQueryCombinable, column: str, rows: QuerySet) -> QuerySet:
    # FTS5 is asked once for all: going through its lists is far quicker than a look-up in them.
    return rows.annotate(own_id=_own_id("index_entries")).filter(
        own_id__in=_entries(match, column).values("pk")
    )


def _ranked(match: SearchQueryCombinable, stories: Stories) -> QuerySet:
    """What matches, with ``edition``, ``score``, ``at`` and ``own_id``."""
    this = SearchText.objects.filter(pk=OuterRef("edition"))
    return (
        _with_edition(_entries(match, "body"))
        .annotate(
            own_id=_own_id("pk"),
            at=Subquery(this.values("first_published"), output_field=DateTimeField()),
            # Lower is better to bm25().
            score=-Rank(),
        )
        .filter(Exists(stories.all.filter(pk=OuterRef("edition"))))
    )


def _only(rows: QuerySet, editions: Collection[int]) -> QuerySet:
    """What is ranked of these. The newest stand close together, so FTS5 need not go further."""
    ids = SearchText.objects.filter(pk__among=editions).values("index_entries")
    first, last = (ids.order_by(order)[:1] for order in ("index_entries", "-index_entries"))
    return rows.filter(own_id__in=ids, pk__gte=Subquery(first), pk__lte=Subquery(last))


def _own_id(name: str) -> Cast:
    """An entry's id as a value, by which rows are kept or not and never looked up: for each id by
    itself SQLite would ask FTS5 anew, and go through all that was found."""
    return Cast(name, BigIntegerField())


def _with_edition(entries: QuerySet) -> QuerySet:
    return entries.filter(index_entry__content_type=get_content_type_pk(SearchText)).annotate(
        edition=Cast("index_entry__object_id", BigIntegerField())
    )
