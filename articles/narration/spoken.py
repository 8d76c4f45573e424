"""How a sentence is given to a voice: what is written short is written out, by language.

Only what engines get wrong is here; plain numbers, percentages and most abbreviations they read
well. Words with a pronunciation are exchanged first and touched by nothing else.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from articles.narration import english

_AMOUNT = r"(?P<sign>[£$€])\s?(?P<number>\d[\d.,]*\d|\d)(?:\s?(?P<size>%s)\b)?"
# Of a web address its host: nobody remembers more of one by ear.
_ADDRESS = re.compile(
    r"https?://(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/?#](?:[^\s<>\"“”]*[\w/=])?)?",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Reading(NamedTuple):
    """A language's sizes ("m" → "million"), currencies (one, many) and other short forms."""

    sizes: dict[str, str]
    money: dict[str, tuple[str, str]]
    # The mark between the whole and the hundredths of a sum.
    point: str
    words: tuple[tuple[str, str | Callable[[re.Match], str]], ...]


_UNITS_EN = (
    # Never the "am" of "I am".
    (r"(?<=\d)\s?([ap])\.?m\b\.?", r" \1.m."),
    (r"\bkm/h\b", "kilometres per hour"),
    (r"\bmph\b", "miles per hour"),
    (r"(?<=\d)\s?km\b", " kilometres"),
    (r"(?<=\d)\s?kg\b", " kilograms"),
    (r"(?<=\d)\s?°C\b", " degrees Celsius"),
    (r"(?<=\d)\s?°F\b", " degrees Fahrenheit"),
)
_ENGLISH = Reading(
    {
        "k": "thousand",
        "m": "million",
        "bn": "billion",
        "tn": "trillion",
        "million": "million",
        "billion": "billion",
        "trillion": "trillion",
    },
    {"£": ("pound", "pounds"), "$": ("dollar", "dollars"), "€": ("euro", "euros")},
    ".",
    (
        (r"\be\.g\.", "for example"),
        (r"\bi\.e\.", "that is"),
        (r"\betc\.", "et cetera"),
        (r"\bvs?\.(?=\s)", "versus"),
        (r"\bapprox\.", "approximately"),
        (r"\bNos?\.\s?(?=\d)", "number "),
        *_UNITS_EN,
        *english.SHORT_FORMS,
        (r"\b0?(\d|1[0-2])[:.]00(?=\s?[ap]\.?m\b)", r"\1"),
        (r"\b([01]?\d|2[0-3]):00\b", r"\1 hundred"),
        (r"\b0?(\d|1\d|2[0-3])[:.]0(\d)(?=\s?[ap]\.?m)", r"\1 oh \2"),
        (r"\b0?(\d|1\d|2[0-3]):0([1-9])\b", r"\1 oh \2"),
        (r"\b0?(\d|1\d|2[0-3]):([1-5]\d)\b", r"\1 \2"),
        (r"\b0?(\d|1[0-2])\.([0-5]\d)(?=\s?[ap]\.?m)", r"\1 \2"),
        (r"(?<=\d)\s?–\s?(?=\d)", " to "),
    ),
)
_GERMAN = Reading(
    {"Mio.": "Millionen", "Mrd.": "Milliarden", "Millionen": "Millionen"},
    {"£": ("Pfund", "Pfund"), "$": ("Dollar", "Dollar"), "€": ("Euro", "Euro")},
    ",",
    (
        (r"\bz\.\s?B\.", "zum Beispiel"),
        (r"\bd\.\s?h\.", "das heißt"),
        (r"\bu\.\s?a\.", "unter anderem"),
        (r"\busw\.", "und so weiter"),
        (r"\bbzw\.", "beziehungsweise"),
        (r"\bMio\.", "Millionen"),
        (r"\bMrd\.", "Milliarden"),
        (r"\bNr\.\s?(?=\d)", "Nummer "),
        (r"\b(\d|1\d|2[0-3])[:.]00 Uhr\b", r"\1 Uhr"),
        (r"\b0?(\d|1\d|2[0-3])[:.]([0-5]\d) Uhr\b", r"\1 Uhr \2"),
        (r"\bkm/h\b", "Kilometer pro Stunde"),
        (r"\s?€", " Euro"),
        (r"(?<=\d)\s?–\s?(?=\d)", " bis "),
    ),
)
_FRENCH = Reading(
    {"millions": "millions de", "milliards": "milliards de"},
    {"£": ("livre", "livres"), "$": ("dollar", "dollars"), "€": ("euro", "euros")},
    ",",
    (
        (r"\bM\.(?=\s[A-ZÉÈ])", "Monsieur"),
        (r"\bMmes?\b", "Madame"),
        (r"\bc\.-à-d\.", "c’est-à-dire"),
        (r"\b(\d|1\d|2[0-3])\s?h\s?00\b", r"\1 heures"),
        (r"\b(\d|1\d|2[0-3])\s?h\s?([0-5]\d)\b", r"\1 heures \2"),
        (r"\bkm/h\b", "kilomètres à l’heure"),
        (r"\s?€", " euros"),
        (r"(?<=\d)\s?–\s?(?=\d)", " à "),
    ),
)
_SPANISH = Reading(
    {"millones": "millones de"},
    {"£": ("libra", "libras"), "$": ("dólar", "dólares"), "€": ("euro", "euros")},
    ",",
    (
        (r"\bEE\.\s?UU\.", "Estados Unidos"),
        (r"\bSra\.", "señora"),
        (r"\bSr\.", "señor"),
        (r"\bp\.\s?ej\.", "por ejemplo"),
        (r"\bkm/h\b", "kilómetros por hora"),
        (r"\s?€", " euros"),
        (r"(?<=\d)\s?–\s?(?=\d)", " a "),
    ),
)
READINGS = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}

# A word, and what is said for it.
Pronounced = tuple[str, str]


def read_aloud(text: str, language: str, pronounced: Iterable[Pronounced] = ()) -> str:
    """A sentence as an engine is given it."""
    reading = READINGS.get(language.split("-")[0].lower())
    # Double brackets would be taken for phonemes.
    text = _CONTROL.sub("", text).replace("[[", "[ [")
    said = dict(_by_length(pronounced))
    if not said:
        return _written_out(text, reading)
    parts, end = [], 0
    for match in _pattern(said).finditer(text):
        parts += [_written_out(text[end : match.start()], reading), _said_for(match[0], said)]
        end = match.end()
    return "".join([*parts, _written_out(text[end:], reading)])


def _by_length(pronounced: Iterable[Pronounced]) -> list[Pronounced]:
    # "Sarn Sound" before "Sarn".
    return sorted(pronounced, key=lambda one: (-len(one[0]), one[0]))


def _pattern(said: dict[str, str]) -> re.Pattern:
    """One word or another, not inside of a longer one; a small first letter stands for both."""
    choices = (
        f"(?i:{re.escape(word)})" if word == word.lower() else re.escape(word) for word in said
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)")


def _said_for(found: str, said: dict[str, str]) -> str:
    # Some letters match a small one whose own small form is another (U+0130).
    return said[found] if found in said else said.get(found.lower(), found)


def _written_out(text: str, reading: Reading | None) -> str:
    text = _ADDRESS.sub(r"\1", text)
    if reading is None or not text:
        return text
    sizes = "|".join(re.escape(size) for size in sorted(reading.sizes, key=len, reverse=True))
    text = re.sub(_AMOUNT % sizes, _amount(reading), text)
    for pattern, said in reading.words:
        text = re.sub(pattern, said, text)
    return text


def _amount(reading: Reading) -> Callable[[re.Match], str]:
    def written_out(match: re.Match) -> str:
        one, many = reading.money[match["sign"]]
        number, size = match["number"], match["size"]
        if size:
            return f"{number} {reading.sizes[size]} {many}"
        whole, point, rest = number.rpartition(reading.point)
        if point and len(rest) == 2:
            return f"{whole} {one if whole == '1' else many} {rest}"
        return f"{number} {one if number == '1' else many}"

    return written_out
