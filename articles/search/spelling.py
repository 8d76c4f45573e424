"""What a query that finds nothing, or next to nothing, may have meant."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from operator import or_

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.models import SearchWord
from articles.search.queries import Query

# How many words are compared, and how many queries are tried.
MOST_WORDS = 5000
MOST_TRIED = 3
SHORTEST = 4


def meant(query: Query, finds: Callable[[Query], bool], most: int = MOST_TRIED) -> Query | None:
    """The query with words that are known in place of those that are not, if that finds something.

    ``most`` is how many others are tried, each with ``finds``. A word that only a scheduled or
    ended story has finds nothing, and is never told.
    """
    unsure = [word for term in query.sought for word in term.words if _is_unsure(word)]
    if not unsure:
        return None
    known = _words_like(unsure)
    better = {word: _closest(word, known) for word in unsure if word not in known}
    better = {word: found for word, found in better.items() if found}
    if not better:
        return None
    for place in range(most):
        chosen = {word: found[min(place, len(found) - 1)] for word, found in better.items()}
        tried = _with(query, chosen)
        if finds(tried):
            return tried
        if all(len(found) <= place + 1 for found in better.values()):
            break
    return None


def as_typed(query: Query) -> str:
    """A query as a reader would type it."""
    parts = (
        "-" * term.is_left_out
        + (f'"{" ".join(term.words)}"' if len(term.words) > 1 else term.words[0])
        for term in query.terms
    )
    return " ".join(parts)


def _is_unsure(word: str) -> bool:
    return len(word) >= SHORTEST and not word.isnumeric()


def _words_like(words: list[str]) -> set[str]:
    """Known words that begin or end as one of these does: one query, over two indexes."""
    alike = reduce(or_, (Q(head=word[:2]) | Q(tail=word[-2:]) for word in words))
    return set(SearchWord.objects.filter(alike).values_list("word", flat=True)[:MOST_WORDS])


def _closest(word: str, known: Iterable[str]) -> list[str]:
    """Those a slip or two of the pen away; letters that changed places are one."""
    slips = 1 if len(word) < 6 else 2
    found = process.extract(
        word, known, scorer=OSA.distance, processor=None, score_cutoff=slips, limit=MOST_TRIED
    )
    return [match for match, _distance, _place in sorted(found, key=lambda one: (one[1], one[0]))]


def _with(query: Query, chosen: dict[str, str]) -> Query:
    return replace(
        query,
        terms=tuple(
            term
            if term.is_left_out
            else replace(term, words=tuple(chosen.get(word, word) for word in term.words))
            for term in query.terms
        ),
    )
