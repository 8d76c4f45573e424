"""A text cut into the words it is compared by.

What nobody would change in the middle is one token: a number with its signs and units, a name
with its apostrophe or hyphen, an abbreviation with its dots, an address. Scripts that put no
spaces between words are cut by what a reader takes for one character (UAX #29's extended
grapheme cluster, ``\\X``), and no token anywhere ends inside one.
"""

import re

import regex

_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\u30fc\u3005"
)
# U+200C and U+200D join letters in Persian and in the scripts of India.
_ANY_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}_\u200c\u200d]--[{_UNSPACED}]]"
_MONEY = "$£€¥¢₹₩₽₺₴₪₫₦₱฿₡₲₵₸₼₾"


def _words(letter: str) -> str:
    """The tokens that are more than one character, for what counts as a letter or a figure."""
    address = r"(?:https?://|www\.)[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?)\]’']"
    mail = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    abbreviation = r"(?:[^\W\d_]\.){2,}"
    number = (
        rf"(?:(?<![\w{_MONEY}])[+\u2212-])?(?:[{_MONEY}]|(?:US|A|C|NZ|HK)\$)?\d+"
        rf"(?:[.,:/’'\u2010\u2013\u00a0\u202f\u2009-]?\d+)*(?:[-’'\u2010]?{letter}+)*"
        rf"(?:[\u00a0\u202f\u2009]?(?:[%‰{_MONEY}]|°{letter}?))?"
    )
    word = rf"{letter}+(?:[’'\u2010\u2011&/@.-]{letter}+)*"
    # Most words are plain ones with a space or a comma behind, and are found first for speed.
    return rf"[A-Za-z]++(?=[ ,])|{address}|{mail}|{abbreviation}|{number}|{word}"


# Where each character stands for itself and spaces part words, Python's own expressions do, which
# take a fifth of the time.
_TOKEN = re.compile(_words(r"\w") + r"|\S")
_ANY_TOKEN = regex.compile(rf"{_words(_ANY_LETTER)}|\s+|\X", regex.VERSION1)
_CLUSTER = regex.compile(r"\X")
_NEEDS_MORE = regex.compile(
    rf"[{_UNSPACED}\p{{M}}\p{{Cf}}\p{{Emoji_Modifier}}\p{{Regional_Indicator}}"
    r"\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
    r"\p{Grapheme_Cluster_Break=Prepend}\p{Grapheme_Cluster_Break=SpacingMark}]"
)

Span = tuple[int, int]


def spans(text: str) -> tuple[Span, ...]:
    """Where each word and each sign of a text begins and ends; white space belongs to none."""
    if text.isascii() or not _NEEDS_MORE.search(text):
        return tuple([match.span() for match in _TOKEN.finditer(text)])
    found = _whole_clusters(text, [match.span() for match in _ANY_TOKEN.finditer(text)])
    return tuple((start, end) for start, end in found if not text[start:end].isspace())


def is_word(token: str) -> bool:
    """Whether a token is counted as a word: punctuation alone is none."""
    return token.isalnum() or any(map(str.isalnum, token))


def _whole_clusters(text: str, found: list[Span]) -> list[Span]:
    ends = {match.end() for match in _CLUSTER.finditer(text)}
    whole: list[Span] = []
    begun = None
    for start, end in found:
        begun = start if begun is None else begun
        if end in ends:
            whole.append((begun, end))
            begun = None
    return whole
