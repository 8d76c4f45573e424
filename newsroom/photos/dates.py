"""Dates as EXIF, IIM and XMP write them, made ISO 8601 and no more exact than they were."""

import datetime
import re

# ISO 8601 as XMP Part 1 §8.2.1.2 profiles it, and EXIF's "2021:10:20 21:01:01".
_DATE = re.compile(r"(\d{4})(?:[-:](\d\d)(?:[-:](\d\d))?)?(?!\d)", re.A)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?", re.A)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.A)
_IIM_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.A)
_IIM_TIME = re.compile(r"(\d\d)(\d\d)(\d\d)([+-]\d{4})?", re.A)


def iso_date(text: str, offset: str = "") -> str:
    """The date in ISO 8601, as far as it makes sense: a day that is not gives the month.

    ``offset`` ("+01:00") is that of a time that carries none itself (EXIF's OffsetTimeOriginal).
    "" is returned where not even a year is there; fractions of seconds are left out.
    """
    text = text.strip()[:64]
    match = _DATE.match(text)
    if not match:
        return ""
    date = _valid_date(*match.groups())
    if len(date) < 10:
        return date
    time = _TIME.match(text, match.end() + 1)
    if not time or text[match.end()] not in "T ":
        return date
    clock = _valid_clock(*time.groups())
    if not clock:
        return date
    return f"{date}T{clock}{_valid_offset(text[time.end() :].strip() or offset.strip())}"


def iim_date(date: str, time: str) -> str:
    """ISO 8601 of IIM's Date Created and Time Created (IIM 4.2, 2:55 and 2:60).

    "20211020" and "210101+0000"; unknown months and days are "00", as the standard has it.
    """
    if match := _IIM_DATE.fullmatch(date.strip()[:64]):
        date = "-".join(match.groups())
    if match := _IIM_TIME.fullmatch(time.strip()[:64]):
        hour, minute, second, offset = match.groups(default="")
        time = f"{hour}:{minute}:{second}{offset}"
    return iso_date(f"{date.strip()}T{time.strip()}" if time.strip() else date)


def _valid_date(year: str, month: str | None, day: str | None) -> str:
    for parts in ((year, month, day), (year, month), (year,)):
        if all(parts):
            try:
                datetime.date(*map(int, (*parts, "1", "1")[:3]))
            except ValueError:
                continue
            return "-".join(parts)
    return ""


def _valid_clock(hour: str, minute: str, second: str | None) -> str:
    try:
        datetime.time(int(hour), int(minute), int(second or 0))
    except ValueError:
        return ""
    return f"{hour}:{minute}:{second}" if second else f"{hour}:{minute}"


def _valid_offset(text: str) -> str:
    if text.upper() == "Z":
        return "+00:00"
    match = _OFFSET.fullmatch(text)
    # From UTC-12 to UTC+14.
    if not match or int(match[2]) > 14 or int(match[3]) > 59:
        return ""
    return f"{match[1]}{match[2]}:{match[3]}"
