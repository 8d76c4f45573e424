"""Times as readers read them. The order of day and month is part of the language, so each format
is translated as any other words are (Django's syntax of dates)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext


def day_and_time(moment: datetime) -> str:
    """“5 March 2026, 14:30”, in the zone that is in force, as all of these."""
    return _written(moment, pgettext("date format", "j F Y, H:i"))


def short_day_and_time(moment: datetime) -> str:
    """“5 Mar 2026, 14:30”"""
    return _written(moment, pgettext("date format", "j M Y, H:i"))


def day(moment: datetime | date) -> str:
    """“5 March 2026”"""
    return _written(moment, pgettext("date format", "j F Y"))


def time_of_day(moment: datetime) -> str:
    """“14:30”"""
    return _written(moment, pgettext("date format", "H:i"))


def for_programs(iso: str, *, is_day: bool) -> str:
    """A time in ISO 8601 as it is, or its day where no more is known: an hour would be made up."""
    return timezone.localdate(datetime.fromisoformat(iso)).isoformat() if is_day else iso


def _written(moment: datetime | date, form: str) -> str:
    is_instant = isinstance(moment, datetime)
    return date_format(timezone.localtime(moment) if is_instant else moment, form)
