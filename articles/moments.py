"""An instant at which the site is looked at: how addresses write it, and its words."""

import re
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.publishing import FURTHEST

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_FORM = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z", re.ASCII)


class BadInstant(ValueError):
    """No instant at which the site can be looked at; the message is a sentence for the desk."""


def read_instant(text: str) -> datetime:
    """The instant in an address: ``2026-11-20T14:00:00Z``. Raises BadInstant."""
    try:
        if not _FORM.fullmatch(text):
            raise ValueError
        return within_reach(datetime.fromisoformat(text))
    except BadInstant:
        raise
    except ValueError:
        raise BadInstant(
            _("“%s” is no time. Choose a day and an hour below.") % text[:40]
        ) from None


def within_reach(at: datetime) -> datetime:
    """The instant itself. Raises BadInstant where there can be nothing to see."""
    if at < EARLIEST:
        raise BadInstant(_("Choose a time after 1 January 1990."))
    if at > timezone.now() + FURTHEST:
        raise BadInstant(_("Choose a time within the next ten years."))
    return at


def write_instant(at: datetime) -> str:
    return (at.astimezone(UTC) + timedelta(microseconds=999_999)).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_words(at: datetime) -> str:
    """“Friday 20 November 2026, 14:00”, in the site's time zone."""
    local = timezone.localtime(at)
    return date_format(local, "l j F Y, H:i:s" if local.second else "l j F Y, H:i")
