"""Filters and tags of the project's templates: ``{% load newsroom %}``."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urljoin

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from newsroom import dates, parts

register = template.Library()


def _date_filter(write):
    """Of a time that is not there, as of an edition that is live, a page says nothing."""

    @register.filter(write.__name__)
    def shown(moment) -> str:
        return write(moment) if moment else ""


for _write in (dates.day_and_time, dates.short_day_and_time, dates.day, dates.time_of_day):
    _date_filter(_write)


@register.simple_tag
def part(template_name: str, **shown) -> SafeString:
    """A part of a public page, drawn once for all that it shows (newsroom/parts.py)."""
    return parts.drawn_once(template_name, **shown)


@register.filter
def attributes(values: Mapping[str, object]) -> str:
    """Attributes of an HTML element, each with a space before it; those that are False left out.

    What Django's own attrs.html says with a loop, which takes a sixth of the desk's largest forms.
    """
    parts = []
    for name, value in values.items():
        if value is True:
            parts.append(f" {conditional_escape(name)}")
        elif value is not False and value is not None:
            parts.append(f' {conditional_escape(name)}="{conditional_escape(value)}"')
    return SafeString("".join(parts))


@register.filter
def joined(address: str, path: str) -> str:
    """The full address of what lies at a path of the site that ``address`` is of. A path that is
    an address already, of static files elsewhere, stays as it is."""
    return urljoin(address, path)


@register.filter(expects_localtime=True)
def iso(moment: datetime) -> str:
    """An instant for ``datetime`` of ``<time>``, which takes no microseconds (HTML, 2.3.5.7)."""
    return moment.isoformat(timespec="seconds")


@register.filter(expects_localtime=True)
def iso_day(moment: datetime) -> str:
    """A day for ``datetime`` of ``<time>``, where a page shows no more of an instant."""
    return moment.date().isoformat()
