"""The words of a sentence as whoever checks facts reads them: figures, dates, names, quotations.

Pure, and knows the story's language only as far as a calendar and a few words go. What it cannot
know (whether a capital at the head of a sentence begins a name) it settles by the rest of the
story.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils import dates
from django.utils.translation import override

# Letters that grow together with digits. In scripts without spaces all of a sentence would.
_NEAR = r"[\d_A-Za-zªµºÀ-ԯḀ-῿]"
# Digits with all that belongs to one value: £1,200, 12:30, 2015–16, 21st, 10 a.m., $3.2bn.
_FIGURE = (
    rf"[£$€¥₹]?(?:\d{{1,3}}(?: \d{{3}})+(?!\d)|{_NEAR}*\d{_NEAR}*)"
    rf"(?:[.,:/’'\u2009\u202f\xa0–-]\d{_NEAR}*)*(?:\s?[aApP]\.?[mM]\b\.?)?"
)
_SIGN = r"[%‰٪]|(?i:per\s?cent|pour\s?cent|por\s?ciento|prozent)\b"
_ADDRESS = r"(?:https?://|www\.)[^\s<>\"”»]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_WORD = r"[^\W\d_]+(?:['’\u2010-][^\W\d_]+)*"
_TOKEN = re.compile(
    rf"(?P<address>{_ADDRESS})|(?P<figure>{_FIGURE})|(?P<sign>{_SIGN})|(?P<word>{_WORD})"
)
# An address that stands in the text is never read as words: it is a link, whatever it says.
ADDRESS = "@"
_QUOTED = re.compile(
    r"“[^“”]*(?:”|\Z)|”[^”]*”|„[^„“”]*(?:[“”]|\Z)|«[^«»]*»|»[^«»]*«|‹[^‹›]*›|「[^」]*」|『[^』]*』"
    r"|\"[^\"]*\"|(?<!\w)‘[^‘]*?’(?!\w)|(?<!\w)'[^']*?'(?!\w)"
)
_END = re.compile(r"[.!?…。]+[\"”’»“)\]]*\s+(?=[\"“‘«„»(\[]*[^\W_])")
# A full stop behind one of these ends no sentence.
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nr|vs|Jr|Sr|Gen|Sen|Rep|Gov|Lt|Col|bzw|etc|cf|ca)"
    r"|\b[^\W\d_])\.\s+\Z"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b")
_SPACES = re.compile(r"[\s\u2009\u202f]+")

_COUNTED = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
}
_LARGE = {
    "en": "thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions trillion dozen dozens half third quarter",
    "de": "zwanzig dreißig hundert tausend million millionen milliarde milliarden halb",
    "fr": "vingt trente cent cents mille million millions milliard milliards moitié",
    "es": "veinte treinta cien ciento mil millón millones mitad",
}
# Behind a figure these are a part of it; each with what else it is called.
_UNITS = {
    "en": "km kilometre kilometres kilometer kilometers|mile miles mi|m metre metres meter meters|"
    "cm centimetre centimetres centimeter centimeters|mm millimetre millimetres|foot feet ft|"
    "inch inches|yard yards|kg kilo kilos kilogram kilograms|g gram grams|tonne tonnes|ton tons|"
    "pound pounds|ounce ounces|litre litres liter liters|gallon gallons|acre acres|"
    "hectare hectares ha|euro euros|dollar dollars|cent cents|pence|second seconds|"
    "minute minutes min|hour hours|day days|week weeks|month months|year years|decade decades|"
    "century centuries|degree degrees|kw kilowatt kilowatts|mw megawatt megawatts|"
    "gw gigawatt gigawatts|mph|kph",
    "de": "km kilometer kilometern|m meter metern|cm zentimeter|kg kilo kilogramm|gramm|"
    "tonne tonnen|liter litern|hektar|euro|cent|sekunde sekunden|minute minuten|"
    "stunde stunden|tag tage tagen|woche wochen|monat monate monaten|jahr jahre jahren|grad",
    "fr": "km kilomètre kilomètres|m mètre mètres|kg kilo kilos kilogramme kilogrammes|"
    "tonne tonnes|litre litres|hectare hectares|euro euros|seconde secondes|minute minutes|"
    "heure heures|jour jours|semaine semaines|mois|an ans année années|degré degrés",
    "es": "km kilómetro kilómetros|m metro metros|kg kilo kilos kilogramo kilogramos|"
    "tonelada toneladas|litro litros|hectárea hectáreas|euro euros|segundo segundos|"
    "minuto minutos|hora horas|día días|semana semanas|mes meses|año años|grado grados",
}
_DENIALS = {
    "en": "not no never none nobody nothing neither nor without cannot can't won't don't doesn't "
    "didn't isn't aren't wasn't weren't hasn't haven't hadn't wouldn't couldn't shouldn't",
    "de": "nicht kein keine keinen keinem keiner keines nie niemand nichts ohne weder noch",
    "fr": "ne pas jamais aucun aucune personne rien sans ni non",
    "es": "no nunca jamás ningún ninguno ninguna nadie nada sin ni tampoco",
}
_HEDGES = {
    "en": "about allegedly alleged almost apparently approximately around believed could likely "
    "may might nearly perhaps possibly probably reportedly reported roughly said says "
    "suspected thought unconfirmed accused according",
    "de": "angeblich etwa mutmaßlich möglicherweise offenbar rund ungefähr vermutlich "
    "wahrscheinlich wohl laut zufolge",
    "fr": "environ peut-être présumé présumée probablement selon vraisemblablement aurait",
    "es": "aproximadamente posiblemente presunto presunta probablemente quizá según supuestamente",
}
# Words that are long and yet carry nothing of their own.
_SMALL = {
    "en": "also been being from have here into just onto other some such than that their them then "
    "there these they this those very were what when where which while will with your",
    "de": "aber auch damit dass dann denn dies diese diesem diesen dieser dieses doch durch eine "
    "einem einen einer haben hier jetzt nach noch oder sich sind über unter werden wenn wird wurde",
    "fr": "aussi avec cela cette dans donc elle elles entre leur leurs mais nous pour sont tous "
    "toute vous",
    "es": "como cuando desde donde entre esta este esto estos para pero porque sobre tiene todo",
}
# In these every noun has a capital: only several capitals in a row are taken for a name.
_CAPITAL_NOUNS = {"de", "lb"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a figure; ``norm`` is equal where only spelling conventions differ."""

    norm: str
    start: int
    end: int
    is_figure: bool
    is_capital: bool
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its text, its tokens with their places in it, the tokens that are names.

    ``block`` is the block of the text it stands in, counted from 1; 0 where it is no block's.
    """

    text: str
    tokens: tuple[Token, ...]
    names: frozenset[int] = frozenset()
    block: int = 0

    @property
    def norms(self) -> tuple[str, ...]:
        return tuple(token.norm for token in self.tokens)

    @property
    def shape(self) -> frozenset[str]:
        """Its words with every figure alike: what stays when only a figure is put right."""
        return frozenset("#" if token.is_figure else token.norm for token in self.tokens)

    def says(self, first: int, last: int) -> str:
        """The text from one token to before another."""
        if first >= last:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


@dataclass(frozen=True, slots=True)
class Unit:
    """A text that stands by itself: a paragraph, a cell, a line; its sentences in order."""

    sentences: tuple[Sentence, ...]
    # In a heading, A Capital May Say Nothing.
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a language's words."""

    code: str
    numbers: dict[str, str]
    large: frozenset[str]
    units: dict[str, str]
    calendar: frozenset[str]
    calendar_has_capitals: bool
    denials: frozenset[str]
    hedges: frozenset[str]
    small: frozenset[str]

    def is_content(self, token: Token) -> bool:
        """Whether a word carries meaning of its own, as far as length and a short list tell."""
        return token.is_figure or (len(token.norm) > 3 and token.norm not in self.small)

    @property
    def nouns_have_capitals(self) -> bool:
        return self.code in _CAPITAL_NOUNS


@lru_cache(maxsize=32)
def language(code: str) -> Language:
    base = code.partition("-")[0].lower()
    with override(code):
        full = [str(name) for names in (dates.WEEKDAYS, dates.MONTHS) for name in names.values()]
        short = [
            str(name) for names in (dates.WEEKDAYS_ABBR, dates.MONTHS_3) for name in names.values()
        ]
    counted = _COUNTED.get(base, "").split()
    return Language(
        code=base,
        numbers={word: str(number) for number, word in enumerate(counted, 2)},
        large=frozenset(_LARGE.get(base, "").split()),
        units=_units(base),
        calendar=frozenset(name.casefold() for name in (*full, *short)),
        # Django writes its short months small in every language.
        calendar_has_capitals=all(name[:1].isupper() for name in full),
        denials=frozenset(_plain(word) for word in _DENIALS.get(base, "").split()),
        hedges=frozenset(_plain(word) for word in _HEDGES.get(base, "").split()),
        small=frozenset(_SMALL.get(base, "").split()),
    )


def _units(base: str) -> dict[str, str]:
    kinds = [kind.split() for kind in _UNITS.get(base, "").split("|")]
    return {word: kind[0] for kind in kinds for word in kind}


def read_unit(
    text: str,
    code: str,
    *,
    is_heading: bool = False,
    is_quotation: bool = False,
    as_one: bool = False,
) -> Unit:
    """A text's sentences, or all of it as a single one; names are not told yet (mark_names)."""
    words, quoted = language(code), [match.span() for match in _QUOTED.finditer(text)]
    if is_quotation:
        quoted = [(0, len(text))]
    bounds = [(0, len(text))] if as_one else _bounds(text)
    sentences = (_sentence(text, start, end, words, quoted) for start, end in bounds)
    return Unit(tuple(one for one in sentences if one.tokens), is_heading)


def _sentence(text: str, start: int, end: int, words: Language, quoted) -> Sentence:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Sentence(text[start:end].rstrip(), tuple(_tokens(text, start, end, words, quoted)))


def _bounds(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if not _SHORT.search(text, start, match.end()):
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def _tokens(text: str, start: int, end: int, words: Language, quoted) -> Iterable[Token]:
    follows_figure = False
    for match in _TOKEN.finditer(text, start, end):
        is_quoted = any(a < match.end() and match.start() < b for a, b in quoted)
        opens = not text[start : match.start()].strip(' "“‘«„»([')
        norm, is_figure = _read(match, words, opens=opens, follows_figure=follows_figure)
        is_capital = not is_figure and len(match[0]) > 1 and match[0] != match[0].lower()
        place = match.start() - start, match.end() - start
        follows_figure = is_figure
        yield Token(norm, *place, is_figure, is_capital and norm != ADDRESS, is_quoted)


def _read(match: re.Match, words: Language, *, opens: bool, follows_figure: bool):
    """The norm of what was matched, and whether it is a figure, a part of one or a date."""
    if match["address"]:
        return ADDRESS, False
    if match["figure"]:
        return _value(match[0]), True
    if match["sign"]:
        return ("‰" if match[0] == "‰" else "%"), follows_figure
    norm = _plain(match[0])
    if number := words.numbers.get(norm):
        return number, True
    if follows_figure and norm in words.units:
        return words.units[norm], True
    has_capital = match[0][0].isupper() and not opens
    return norm, norm in words.large or _is_date(norm, has_capital, words)


def _is_date(norm: str, has_capital: bool, words: Language) -> bool:
    # “may” and “march” are verbs as well; a capital inside a sentence makes them months.
    return norm in words.calendar and (has_capital or not words.calendar_has_capitals)


def _plain(word: str) -> str:
    """A word without case, hyphens and the shape of its apostrophe."""
    return word.casefold().replace("’", "'").replace("-", "").replace("\u2010", "")


def _value(figure: str) -> str:
    """A figure without what different hands write differently: 1,200 is 1200, 3.5 % is 3.5%."""
    figure = "".join(str(unicodedata.decimal(one, one)) for one in figure)
    figure = _SPACES.sub("", figure.casefold()).replace("–", "-").replace("’", "'")
    figure = re.sub(r"([ap])\.?m\.?\Z", r"\1m", figure)
    figure = _THOUSANDS.sub(lambda match: match[0].replace(",", ""), figure)
    return _ORDINAL.sub(r"\1", figure).removesuffix("'s").rstrip("s")


def known_names(units: Iterable[Unit], code: str) -> frozenset[str]:
    """Words that have a capital in the middle of a sentence somewhere, and nowhere a small one."""
    words, capital, small = language(code), set(), set()
    for unit in units:
        if _is_titled(unit):
            continue
        for sentence in unit.sentences:
            for token in sentence.tokens[1:]:
                (capital if token.is_capital else small).add(token.norm)
    return frozenset() if words.nouns_have_capitals else frozenset(capital - small)


def mark_names(unit: Unit, code: str, known: frozenset[str]) -> list[Sentence]:
    """A unit's sentences with their names told; ``known`` are those the whole story knows."""
    words, titled = language(code), _is_titled(unit)
    return [replace(one, names=_names(one, words, known, titled=titled)) for one in unit.sentences]


def _is_titled(unit: Unit) -> bool:
    """Whether Every Word Has a Capital, as in some headlines: then a capital says nothing."""
    if not unit.is_heading:
        return False
    long = [
        token
        for sentence in unit.sentences
        for token in sentence.tokens[1:]
        if not token.is_figure and len(token.norm) > 3
    ]
    return len(long) > 2 and sum(token.is_capital for token in long) > 0.6 * len(long)


def _names(sentence: Sentence, words: Language, known, *, titled: bool) -> frozenset[int]:
    tokens = sentence.tokens
    capitals = [token.is_capital and bool(place) for place, token in enumerate(tokens)]
    if titled:
        capitals = [False] * len(tokens)
    elif words.nouns_have_capitals:
        capitals = [
            one and (capitals[place - 1] or any(capitals[place + 1 : place + 2]))
            for place, one in enumerate(capitals)
        ]
    return frozenset(
        place
        for place, token in enumerate(tokens)
        if capitals[place] or (token.is_capital and token.norm in known)
    )
