"""What voices of English get wrong of what is written short, and what is said instead.

Patterns and what takes their place, in order; a later one sees what an earlier one wrote.
"""

import re
from collections.abc import Callable

# Short names that are said letter by letter, and that voices take for words. Those that people say
# as words (NATO, FEMA) are not among them, nor those that are also words written large (DOT).
_SPELLED = (
    "ACLU AFP AMA AOC APA ATF ATO ATP COO DEA DOD DOE DOI DUP ECB EEA EEOC EFL EIA EPA EPO ESA EV "
    "FEC FOI GAO IAEA ICC ICJ ICU IDF IEA IED ILO IMF IOC IOU IPO IRA IRGC ISS ITF ITV IUD IVF MEP "
    "NGO NIH NUJ OAS OBR OED OMB ONS OPM PLO SEC TUC UAE UAW UCI UPS USPS VA WHO"
)
_MONTHS = {
    "Jan": "January",
    "Feb": "February",
    "Aug": "August",
    "Sep": "September",
    "Sept": "September",
    "Oct": "October",
    "Nov": "November",
    "Dec": "December",
}
_DECADES = "hundreds tens twenties thirties forties fifties sixties seventies eighties nineties"


def _letters(match: re.Match) -> str:
    # A voice says a lone A as the article; with full stops it is a letter.
    return ".".join(match[0]) + "."


def _month(match: re.Match) -> str:
    return _MONTHS[match[1]]


def _decade(match: re.Match) -> str:
    century, tens = match["century"] or "", _DECADES.split()[int(match["tens"])]
    if century == "20" and tens == "hundreds":
        return "two thousands"
    return f"{century} {tens}".strip()


def _span(match: re.Match) -> str:
    first, last = match[1], match[2]
    # The second of a score may be anything, of a span it is more; 555-1234 is a telephone's.
    is_span = int(first) < int(last) and (len(first), len(last)) != (3, 4)
    return f"{first} to {last}" if is_span else match[0]


SHORT_FORMS: tuple[tuple[str, str | Callable[[re.Match], str]], ...] = (
    (rf"\b(?:{_SPELLED.replace(' ', '|')})\b", _letters),
    (rf"\b({'|'.join(_MONTHS)})\.(?=\s?\d)", _month),
    (r"(?:\b(?P<century>1[1-9]|20)|(?<!\w)['’])(?P<tens>\d)0['’]?s\b", _decade),
    (r"(?<![\w.,:/-])(\d{1,6})-(\d{1,6})(?![\w:/-]|[.,]\d)", _span),
    (r"(?<![\d/])(\d+) 1/2(?![\d/])", r"\1 and a half"),
    (r"(?<=\d)M\b", " million"),
    (r"(?<=\d)\s?bn\b", " billion"),
    (r"\bFY\s?(?=\d)", "F Y "),
    (r"~(?=\d)", "about "),
    (r"#(?=\d{1,5}\b)", "number "),
    (r"#(?![0-9A-Fa-f]{6}\b)(?=[^\W\d]\w)", "hashtag "),
    (r"\s*(?:→|->)\s*", " to "),
    (r"\b24/7\b", "24 7"),
    (r"(?<=[^\W\d_])/(?=[^\W\d_])", " "),
)
