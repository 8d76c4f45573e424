"""An index in OpenSearch or Elasticsearch, asked by the client that modelsearch has for each.

modelsearch reads each row it found from the database, a hundred at a time. Here ids and scores
come in one answer, and what the database alone knows, what is live, is asked of it once.
"""

from collections.abc import Iterator
from functools import cache

from django.conf import settings
from modelsearch.backends import get_search_backend
from modelsearch.backends.elasticsearchbase import ElasticsearchBaseSearchQueryCompiler, Field
from modelsearch.query import And, Not, SearchQuery

from articles.models import SearchText
from articles.search.words import VERSION

# An engine gives no more at once, unless it is told otherwise (index.max_result_window).
MOST = 10_000
# A word in the headline is worth so many in the text, as on SQLite.
HEADLINE = 8.0
# Asked for beyond what is wanted: scheduled and just ended editions are in the index, not live.
SPARE = 100


class SearchUnavailable(Exception):
    """An index elsewhere does not answer; asking again later may help."""


class _WordsAndHeadline(ElasticsearchBaseSearchQueryCompiler):
    """Sought in all words of a story, and worth more in its headline.

    modelsearch would seek in each of its fields alone, and so find a story whose text has what is
    to be left out, if its headline has not.
    """

    def get_inner_query(self):
        headline = Field("title", HEADLINE)
        return {
            "bool": {
                "must": [self._compile_query(self.query, Field("words"))],
                "should": [self._compile_query(part, headline) for part in _sought(self.query)],
            }
        }


def _sought(query: SearchQuery) -> Iterator[SearchQuery]:
    """Words and phrases of a query, without those to be left out."""
    if isinstance(query, And):
        for part in query.subqueries:
            yield from _sought(part)
    elif not isinstance(query, Not):
        yield query


def backend():
    """modelsearch's, one for the process: each has connections of its own."""
    return _backend(repr(settings.MODELSEARCH_BACKENDS["default"]))


def _made(**settings_too):
    # modelsearch writes into the options that it is given.
    options = dict(settings.MODELSEARCH_BACKENDS["default"].get("OPTIONS", {}))
    return get_search_backend(OPTIONS=options, **settings_too)


@cache
def _backend(_said: str):
    made = _made()
    bases = (_WordsAndHeadline, made.query_compiler_class)
    made.query_compiler_class = type("QueryCompiler", bases, {})
    made.index_prefix += f"{VERSION}_"
    return made


def ids(query: SearchQuery, rows, size: int, *, by_relevance: bool = True) -> dict[int, float]:
    """Ids of the editions found among ``rows`` of SearchText, and their scores, best or by the
    order of the rows.

    ``rows`` may be filtered by what is a FilterField of the model. Raises SearchUnavailable.
    """
    index_of = backend()
    compiler = index_of.query_compiler_class(rows, query, order_by_relevance=by_relevance)
    body = {"query": compiler.get_query(), "size": min(size + SPARE, MOST)}
    if sort := compiler.get_sort():
        body["sort"] = sort
    place = index_of.get_index_for_model(SearchText).name
    try:
        answer = _search(index_of, place, body)
        hits = answer["hits"]["hits"]
        return {int(hit["_id"]): hit["_score"] or 0.0 for hit in hits}
    except index_of.NotFoundError:
        # Nothing has been put into it yet.
        return {}
    except Exception as error:
        # Each client raises errors of its own, of the network and of the index alike.
        raise SearchUnavailable(str(error)) from error


def _search(index_of, place: str, body: dict):
    if index_of.use_new_elasticsearch_api:
        return index_of.es.search(index=place, source=False, **body)
    return index_of.es.search(index=place, body=body | {"_source": False})


def is_refusal(error: Exception) -> bool:
    """Whether the index answered, and took some of the documents and others not."""
    return bool(getattr(error, "errors", None)) and type(error).__name__ == "BulkIndexError"


def make_place() -> None:
    """An index has to be told what fields there are before it takes any document."""
    place = backend().get_index_for_model(SearchText)
    is_new = not place.es.indices.exists(index=place.name)
    if is_new:
        place.put()
    # Each time, for it changes nothing: who made the index may have been cut off before this.
    place.add_model(SearchText)
    if is_new:
        _remove_older()


def _remove_older() -> None:
    """Take away the indexes of earlier versions, whose fields are others."""
    prefix = settings.MODELSEARCH_BACKENDS["default"]["INDEX_PREFIX"]
    for before in ["", *(f"{version}_" for version in range(1, VERSION))]:
        older = _made(INDEX_PREFIX=prefix + before)
        older.get_index_for_model(SearchText).delete()


def empty() -> None:
    backend().get_index_for_model(SearchText).delete()
