"""A text cut into the words it is compared by.

What nobody would change in the middle is one token: a number with its signs and units, a name
with its apostrophe or hyphen, an abbreviation with its dots, an address. Scripts that put no
spaces between words are cut by what a reader takes for one character (UAX #29's extended
grapheme cluster, ``\\X``), and no token anywhere ends inside one.
"""

import regex

_ADDRESS = r"(?:https?://|www\.)[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?)\]’']"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\u30fc\u3005"
)
# U+200C and U+200D join letters in Persian and in the scripts of India.
_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}_\u200c\u200d]--[{_UNSPACED}]]"
_NUMBER = (
    r"(?:(?<![\w\p{Sc}])[+\u2212-])?(?:\p{Sc}|(?:US|A|C|NZ|HK)\$)?\p{Nd}+"
    rf"(?:[.,:/’'\u2010\u2013\u00a0\u202f\u2009-]?\p{{Nd}}+)*(?:[-’'\u2010]?{_LETTER}+)*"
    r"(?:[\u00a0\u202f\u2009]?[%‰°\p{Sc}])?"
)
_ABBREVIATION = r"(?:\p{L}\.){2,}"
_WORD = rf"{_LETTER}+(?:[’'\u2010\u2011&/@.-]{_LETTER}+)*"
# Most words are plain ones with a space or a comma behind, and are found first for speed.
_TOKENS = rf"[A-Za-z]++(?=[ ,])|{_ADDRESS}|{_MAIL}|{_ABBREVIATION}|{_NUMBER}|{_WORD}"
_TOKEN = regex.compile(rf"{_TOKENS}|(?!\s)\X", regex.VERSION1)
_TOKEN_OR_SPACE = regex.compile(rf"{_TOKENS}|\s+|\X", regex.VERSION1)
_CLUSTER = regex.compile(r"\X")
# Without one of these, each character is a cluster of its own.
_CLUSTERED = regex.compile(
    r"[\p{M}\p{Cf}\p{Emoji_Modifier}\p{Regional_Indicator}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"
    r"\u0e33\u0eb3\p{Grapheme_Cluster_Break=Prepend}\p{Grapheme_Cluster_Break=SpacingMark}]"
)
_SAID = regex.compile(r"[\p{L}\p{N}]")

Span = tuple[int, int]


def spans(text: str) -> tuple[Span, ...]:
    """Where each word and each sign of a text begins and ends; white space belongs to none."""
    if text.isascii() or not _CLUSTERED.search(text):
        return tuple([match.span() for match in _TOKEN.finditer(text)])
    found = _whole_clusters(text, [match.span() for match in _TOKEN_OR_SPACE.finditer(text)])
    return tuple((start, end) for start, end in found if not text[start:end].isspace())


def is_word(token: str) -> bool:
    """Whether a token is counted as a word: punctuation alone is none."""
    return token.isalnum() or bool(_SAID.search(token))


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
