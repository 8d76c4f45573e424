"""SQLite's FTS5.

modelsearch's own ranking asks the whole index once for each story found; here it is asked once.
"""

from datetime import datetime

from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite.query import BM25, MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
)
from modelsearch.query import SearchQuery
from modelsearch.utils import get_content_type_pk

from articles.models import SearchText
from articles.search.engine import Match, Stories


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
        # Lower is better to bm25().
        rows = self._matching(query, stories).annotate(score=-Rank()).order_by("-score")
        return [Match(*row) for row in rows.values_list("edition", "score", "at")[:size]]

    def newest(self, query: SearchQuery, stories: Stories, size: int) -> list[tuple[int, datetime]]:
        rows = self._matching(query, stories).order_by("-at", "-edition")
        return list(rows.values_list("edition", "at")[:size])

    def _matching(self, query: SearchQuery, stories: Stories) -> QuerySet:
        compiler = self.query_compiler_class(stories.rows, query)
        match = compiler.build_search_query(normalize(query), config=self.config)
        this = SearchText.objects.filter(pk=OuterRef("edition"))
        return (
            SQLiteFTSIndexEntry.objects.filter(MatchExpression(["title", "body"], match))
            .filter(index_entry__content_type=get_content_type_pk(SearchText))
            .annotate(edition=Cast("index_entry__object_id", BigIntegerField()))
            .annotate(
                at=Subquery(this.values("first_published"), output_field=DateTimeField()),
            )
            .filter(Exists(stories.all.filter(pk=OuterRef("edition"))))
        )
