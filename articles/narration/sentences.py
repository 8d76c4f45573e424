"""Where the sentences of a text begin and end, whatever language it is in.

A sentence that is begun too soon only costs a pause in the wrong place, so what is doubtful stays
together: after abbreviations and initials, and wherever a small letter follows.
"""

import re

# Longer ones are parted at a comma or a space: an engine gets no text without end.
MOST = 600
# What follows these is still the same sentence, in any language.
_ABBREVIATIONS = frozenset(
    # English
    "mr mrs ms dr prof rev hon gen col lt sgt capt cmdr adm gov sen rep pres st mt ft jr sr "
    "vs v etc inc ltd co corp dept approx e.g i.e cf al fig vol pp p jan feb apr "
    "jun jul aug sep sept oct nov dec u.s u.k u.n a.m p.m "
    # German
    "z.b d.h u.a usw bzw ca nr str dipl ing mio mrd sog evtl ggf vgl inkl bspw zzt "
    # French, Spanish, Italian, Portuguese
    "m mm mme mlle env av apr. sra srta d dña ee.uu uu pág núm ej sig sigg dott avv exmo".split()
)
# "am 3. Mai": a small number with a full stop is an ordinal, not an end.
_ORDINAL_LANGUAGES = frozenset("cs da de et fi hr hu is lv nb nn no pl sk sl sr tr".split())
_CLOSING = "\"'”’»›)\\]）」』】"
_END = re.compile(
    # Scripts that set no space between sentences end them with marks of their own.
    rf"(?P<own>[。！？｡]+)[{_CLOSING}]*|(?P<mark>[.!?…؟۔।॥։።]+)[{_CLOSING}]*(?=\s)"
)
_LAST_WORD = re.compile(r"[\w.’']+\Z")
_BREAKS = re.compile(r"[,;:،，、；：—–]\s*|\s+")
Span = tuple[int, int]


def split_sentences(text: str, language: str = "en") -> list[Span]:
    """The first and the end place of each sentence; what lies between them is white space."""
    spans, start = [], 0
    for match in _END.finditer(text):
        if match["own"] or _ends(text, match, language):
            spans += _shortened(text, start, match.end())
            start = match.end()
    return spans + _shortened(text, start, len(text))


def _ends(text: str, match: re.Match, language: str) -> bool:
    following = text[match.end() :].lstrip()
    # An opening quotation mark says nothing about the letter that comes.
    first = following.lstrip("\"'“‘„«‹¿¡([")[:1]
    if first.islower():
        return False
    if match["mark"] != ".":
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - 40), match.start())
    word = before[0].lower().strip("’'") if before else ""
    if word in _ABBREVIATIONS and not _is_end_of_year_or_time(word, first):
        return False
    # "No. 7", and what has to be a number's beginning.
    if word in {"no", "nos"} and first.isdigit():
        return False
    # "J. Smith", "U.S. Army"; but "plan B. Then" cannot be told apart and stays whole.
    if len(word) == 1 and word.isalpha():
        return False
    if language.split("-")[0].lower() in _ORDINAL_LANGUAGES and re.fullmatch(r"\d{1,2}", word):
        return False
    return bool(following)


def _is_end_of_year_or_time(word: str, first: str) -> bool:
    """ "at 6 p.m. The council": a time is followed by no name."""
    return word in {"a.m", "p.m", "etc", "usw"} and first.isupper()


def _shortened(text: str, start: int, end: int) -> list[Span]:
    """One sentence without the white space around it, parted where it is too long."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    spans = []
    while end - start > MOST:
        breaks = list(_BREAKS.finditer(text, start + MOST // 2, start + MOST))
        cut = breaks[-1].end() if breaks else start + MOST
        spans.append((start, start + len(text[start:cut].rstrip())))
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    return [*spans, (start, end)] if end > start else spans
