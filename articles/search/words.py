"""The words of a text as the index knows them: the same on every database.

Databases part, fold and stem words each in its own way. Here it is done once, before any of them
sees a text or a query, so that what is found does not depend on where it is kept, and so that
nothing but letters and figures ever reaches a database's query language.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

import regex
import snowballstemmer

T = TypeVar("T")
# Raise this when words, or what is indexed of a story, change: the worker then fills it anew.
VERSION = 3
# A longer "word" is no word; PostgreSQL refuses those of more than 2,046 bytes.
LONGEST = 60
# What one field may have: PostgreSQL's tsvector ends at one megabyte.
MOST_CHARACTERS = 200_000

# Scripts without spaces: each character is a word, and what is sought there is a phrase.
_DENSE = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
# A word may have soft hyphens, which are seen at the end of a line alone.
_LETTERS = (
    rf"[{_DENSE}]\p{{M}}*"
    rf"|[[\p{{L}}\p{{N}}]--[{_DENSE}]][[\p{{L}}\p{{N}}\p{{M}}\u00ad]--[{_DENSE}]]*"
)
# What says how a letter is to be drawn and nothing else: soft hyphens, variants, what encloses it.
_DRAWING = regex.compile(r"[\u00ad\p{Me}\p{Variation_Selector}]")
# Names of which a mark is the half, and which say nothing without it: C++, C#, F#, .NET.
_END = r"(?![\p{L}\p{M}\p{N}_])"
_MARKED = rf"(?<![\p{{L}}\p{{M}}\p{{N}}_.])(?:[A-Za-z](?:\+\+|\#{_END})|\.[Nn][Ee][Tt]{_END})"
_WORD = regex.compile(f"(?V1){_MARKED}|{_LETTERS}")
_ONLY_MARKED = regex.compile(f"(?V1){_MARKED}")
_ONLY_LETTERS = regex.compile(f"(?V1){_LETTERS}")
# How an index has the marks.
_SPELT = str.maketrans({"+": "plus", "#": "sharp", ".": "dot"})
# Alphabets without marks that join and without dense scripts, in which a word is no more than
# letters and figures: Latin, Greek, Cyrillic, punctuation and symbols. What a name with a mark
# may have, and soft hyphens, are left to the slower pattern.
_PLAIN_SIGN = (
    r"\0-\x22\x24-\x2a,\-\x2f-\u00ac\u00ae-\u02ff"
    r"\u0370-\u0482\u048a-\u052f\u1e00-\u206f\u20a0-\u20cf\u2100-\u2bff"
)
_SIMPLE = re.compile(rf"[{_PLAIN_SIGN}]*(?:\.(?![Nn][Ee][Tt])[{_PLAIN_SIGN}]*)*")
_SIMPLE_WORD = re.compile(r"[^\W_]+")
# Letters of their own that readers without them on their keyboard write in another way.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_VIRAMA = 9
# Snowball's algorithms by language (snowballstem.org/algorithms).
_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


class Word(NamedTuple):
    """A word of a text: folded, where it stands, and the how manieth it is."""

    folded: str
    start: int
    end: int
    place: int


def words_of(text: str) -> Iterator[Word]:
    return (word for word, _told in Telling(lambda folded: folded).words(text))


class Telling(Generic[T]):
    """Words of which ``tell`` says something, and what; it is asked once for each."""

    def __init__(self, tell: Callable[[str], T | None]):
        self._tell = tell
        self._known: dict[str, tuple[str, T | None]] = {}

    def words(self, text: str) -> Iterator[tuple[Word, T]]:
        known, place = self._known, 0
        for match in _pattern(text).finditer(text):
            word = match.group()
            told = known.get(word)
            if told is None:
                folded = fold(word[:LONGEST])[:LONGEST]
                told = known[word] = folded, self._tell(folded) if folded else None
            # What folds to nothing and the s of "ferry's" say nothing.
            if not told[0] or (word in "sS" and _is_genitive(text, match.start())):
                continue
            place += 1
            if told[1] is not None:
                yield Word(told[0], *match.span(), place), told[1]


def _is_genitive(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in "'’"


def _pattern(text: str) -> re.Pattern | regex.Pattern:
    """What finds the words of this text; most texts need no more than the quicker one."""
    return _SIMPLE_WORD if _SIMPLE.fullmatch(text) else _WORD


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """The word in small letters without accents; vowel signs of Indic scripts stay, and the marks
    of a name that is half a mark.
    """
    if _ONLY_MARKED.fullmatch(word):
        return word.lower()
    word = _DRAWING.sub("", word)
    parted = unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN))
    kept = (one for one in parted if unicodedata.combining(one) in (0, _VIRAMA))
    return "".join(_ONLY_LETTERS.findall(unicodedata.normalize("NFC", "".join(kept))))


def spelt(folded: str) -> str:
    """Folded words as an index has them and is asked for them: of letters and figures alone."""
    return folded.translate(_SPELT)


def is_dense(folded: str) -> bool:
    """Whether the word is a character of a script without spaces."""
    return regex.match(f"[{_DENSE}]", folded) is not None


@lru_cache(maxsize=100_000)
def stem(folded: str, language: str) -> str:
    """The word without its ending, where the language (a BCP 47 tag) has a stemmer."""
    stemmer = _stemmer(language.split("-")[0].lower())
    return (stemmer.stemWord(folded) or folded) if stemmer else folded


@lru_cache
def _stemmer(language: str):
    name = _ALGORITHMS.get(language)
    return snowballstemmer.stemmer(name) if name in snowballstemmer.algorithms() else None


def indexed(text: str, language: str) -> str:
    """The words of a text in their order, for phrases, and after them the stems that differ."""
    words = [word.folded for word in words_of(text[:MOST_CHARACTERS])]
    stems = dict.fromkeys(stem(word, language) for word in words)
    known = set(words)
    return spelt(" ".join([*words, *(one for one in stems if one not in known)]))
