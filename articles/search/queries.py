"""What a reader typed, as a query: words, "phrases", and what is -left out.

A figure or a name that a mark holds together (3,500, login.gov) is a phrase as well. Nothing else
means anything, so whatever is typed is a query. All of it has to be found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_

from modelsearch.query import Not, Phrase, PlainText, SearchQuery

from articles.search.stop_words import is_stop_word
from articles.search.words import Word, is_dense, spelt, stem, words_of

# More is cut off; the page says so.
MOST_CHARACTERS = 200
MOST_TERMS = 12

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″〝〞", '"'))
_PART = re.compile(r'(?P<out>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')
# With the letters or figures on both sides of it: "login.gov", "3,500", "6:30".
_HOLDS = re.compile(r"\w\.\w|\d[,:]\d")

# What is looked for in a text: a word, or the words of a phrase.
Form = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or the words of a phrase, folded (articles/search/words.py)."""

    words: tuple[str, ...]
    is_left_out: bool = False
    # Says nothing of what is sought (articles/search/stop_words.py).
    is_stop_word: bool = False

    def forms(self, language: str) -> tuple[Form, ...]:
        """A word as typed and its stem; a phrase as it is."""
        if len(self.words) > 1:
            return (self.words,)
        (word,) = self.words
        return tuple(dict.fromkeys((word, stem(word, language))))

    def to_search(self, language: str) -> SearchQuery:
        if len(self.words) > 1:
            return Phrase(spelt(" ".join(self.words)))
        return reduce(or_, [PlainText(spelt(form)) for form in self.forms(language)])


@dataclass(frozen=True, slots=True)
class Query:
    """``is_cut`` tells that more was typed than is sought."""

    terms: tuple[Term, ...]
    is_cut: bool = False

    @property
    def sought(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_left_out)

    def to_search(self, language: str) -> SearchQuery:
        parts = [term.to_search(language) for term in self.sought]
        parts += [Not(term.to_search(language)) for term in self.terms if term.is_left_out]
        return reduce(and_, parts)


def _held_together(typed: str) -> list[list[Word]]:
    """The words of something typed without a space, those of one figure or one name together."""
    groups: list[list[Word]] = []
    for word in words_of(typed):
        if groups and _HOLDS.fullmatch(typed, groups[-1][-1].end - 1, word.start + 1):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _terms(typed: str, is_left_out: bool, language: str) -> Iterator[Term]:
    """Of what was typed without quotation marks and without a space."""
    for group in _held_together(typed):
        said = typed[group[0].start : group[-1].end]
        is_stopped = not is_left_out and is_stop_word(said, language)
        yield Term(tuple(word.folded for word in group), is_left_out, is_stopped)


def _telling(terms: list[Term]) -> list[Term]:
    """Those that say something, if there are any."""
    if any(not term.is_stop_word and not term.is_left_out for term in terms):
        return [term for term in terms if not term.is_stop_word]
    return [replace(term, is_stop_word=False) for term in terms]


def read_query(text: str, language: str) -> Query:
    """``language`` (a BCP 47 tag) tells which words say nothing; alone, they are sought too."""
    terms, kept = [], text[:MOST_CHARACTERS]
    if len(text) > MOST_CHARACTERS:
        # Half a word is none.
        kept = kept.rpartition(" ")[0] or kept
    # Where all of it is in capitals they tell nothing of a word.
    kept = kept.lower() if kept.isupper() else kept
    for part in _PART.finditer(kept.translate(_QUOTES)):
        typed = part["plain"] if part["phrase"] is None else part["phrase"]
        words = [word.folded for word in words_of(typed)]
        if words and (part["phrase"] is not None or all(map(is_dense, words))):
            terms.append(Term(tuple(words), bool(part["out"])))
        else:
            terms += _terms(typed, bool(part["out"]), language)
    found = tuple(dict.fromkeys(_telling(terms)))
    is_cut = len(text) > MOST_CHARACTERS or len(found) > MOST_TERMS
    return Query(found[:MOST_TERMS], is_cut)
