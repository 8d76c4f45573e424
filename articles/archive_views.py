"""/archive/: the site's stories by the day on which each was first published."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import archive, pages, structured_pages
from articles.archive import BadDate, Span, days_of, months_of, read_span
from articles.navigation import navigation
from articles.views import cursor_of
from newsroom import dates
from newsroom.public import public_page, render_public, site_origin


@dataclass(frozen=True, slots=True)
class Part:
    """A year, a month or a day; ``url`` is empty where nothing was published."""

    name: str
    url: str
    stories: int | None = None


@public_page
def years(request, at=None):
    moment = pages.as_of(at)
    parts = [Part(str(year), _url(date(year, 1, 1), "Y")) for year in archive.years(moment)]
    return _page(request, "articles/archive/years.html", title=_("Archive"), parts=parts)


@public_page
def year(request, year, at=None):
    span, moment = _span(year), pages.as_of(at)
    months = months_of(span)
    counts = archive.counts(months, moment)
    parts = [_part(month, "F", "m", stories) for month, stories in zip(months, counts, strict=True)]
    return _counted(request, "articles/archive/year.html", span, "Y", moment, parts)


@public_page
def month(request, year, month, at=None):
    span, moment = _span(year, month), pages.as_of(at)
    days = days_of(span)
    counts = archive.counts(days, moment)
    parts = [_part(day, "j", "d", stories) for day, stories in zip(days, counts, strict=True)]
    # A calendar's weeks begin on Monday (ISO 8601).
    weeks = [*[None] * span.first.weekday(), *parts]
    weeks += [None] * (-len(weeks) % 7)
    return _counted(
        request,
        "articles/archive/month.html",
        span,
        "m",
        moment,
        parts,
        weeks=[weeks[start : start + 7] for start in range(0, len(weeks), 7)],
        weekdays=[date_format(date(2024, 1, day), "D") for day in range(1, 8)],
    )


@public_page
def day(request, year, month, date, at=None):
    span, moment, cursor = _span(year, month, date), pages.as_of(at), cursor_of(request)
    page = pages.day_cards(span.starts, span.ends, cursor, at)
    if not page.cards:
        raise Http404
    return _page(
        request,
        "articles/archive/day.html",
        title=_name(span.first, "d"),
        steps=_steps(span.first, "Ym"),
        cursor=cursor,
        cards_html=pages.joined(page.cards),
        newest_url=request.path if cursor else "",
        older_url=f"{request.path}?before={page.older}" if page.older else "",
        **_neighbours(span, moment, "d"),
    )


def _counted(request, template, span: Span, unit, moment, parts, **context) -> HttpResponse:
    """A page of a year or month; without a live story there is no such page."""
    total = sum(part.stories for part in parts)
    if not total:
        raise Http404
    return _page(
        request,
        template,
        title=_name(span.first, unit),
        steps=_steps(span.first, "Ym"[: "Ym".index(unit)]),
        parts=parts,
        total=total,
        **_neighbours(span, moment, unit),
        **context,
    )


def _page(request, template: str, *, title, cursor=None, steps=(), **context) -> HttpResponse:
    origin, links = site_origin(request), pages.sections()
    address = origin + request.path
    above = [(_("Archive"), _root())] if request.path != _root() else []
    above += [(step.name, step.url) for step in steps]
    described = structured_pages.listed(title, request.path, above=above)
    return render_public(
        template,
        title=title,
        sections_html=navigation(links),
        structured_html=structured_pages.script(origin, links, described),
        canonical=f"{address}?before={cursor}" if cursor else address,
        steps=steps,
        **context,
    )


def _root() -> str:
    return reverse("articles:archive")


def _span(*parts: str) -> Span:
    try:
        return read_span(*parts)
    except BadDate:
        raise Http404 from None


def _part(span: Span, words: str, unit: str, stories: int) -> Part:
    url = _url(span.first, unit) if stories else ""
    return Part(date_format(span.first, words), url, stories)


def _steps(day: date, units: str) -> list[Part]:
    return [Part(_name(day, unit), _url(day, unit)) for unit in units]


def _neighbours(span: Span, moment, unit: str) -> dict[str, Part | None]:
    found = archive.neighbours(span, moment)
    return {
        "earlier": found.before and Part(_name(found.before, unit), _url(found.before, unit)),
        "later": found.after and Part(_name(found.after, unit), _url(found.after, unit)),
    }


def _name(day: date | datetime, unit: str) -> str:
    return dates.day(day) if unit == "d" else date_format(day, {"Y": "Y", "m": "F Y"}[unit])


def _url(day: date, unit: str) -> str:
    name = {"Y": "archive_year", "m": "archive_month", "d": "archive_day"}[unit]
    parts = [f"{day:%Y}".zfill(4), f"{day:%m}", f"{day:%d}"]
    return reverse(f"articles:{name}", args=parts[: "Ymd".index(unit) + 1])
