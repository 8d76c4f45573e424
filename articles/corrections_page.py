"""/corrections/: what readers were told was wrong or unclear, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import changes, pages, structured_pages
from articles.models import Correction, EditionWithholding
from articles.navigation import navigation
from articles.presentation import direction
from articles.views import cursor_of
from newsroom.dates import day, day_and_time, for_programs
from newsroom.keyset import Cursor, newest_before
from newsroom.public import public_page, render_public, site_origin

PAGE_SIZE = 30
# Of a correction, in the order that ``_listed`` takes them; the time is the fourth.
_COLUMNS = (
    *("edition_id", "edition__article_id", "edition__change", "published_at", "notice"),
    *("superseded_by__published_at", "edition__begins_by_day"),
    "superseded_by__edition__begins_by_day",
)


@dataclass(frozen=True, slots=True)
class Listed:
    edition_id: int
    change: str
    heading: str
    is_retraction: bool
    at: datetime
    text: str
    headline: str
    section: str
    url: str
    language: str
    direction: str
    # When another took its place.
    superseded_at: datetime | None
    # Whether no more than the day of either is known.
    is_dated_by_day: bool
    superseded_by_day: bool

    @property
    def iso(self) -> str:
        """``at`` as HTML has it."""
        at = timezone.localtime(self.at).isoformat(timespec="seconds")
        return for_programs(at, is_day=self.is_dated_by_day)

    @property
    def superseded_when(self) -> str:
        """When another took its place, of one for which one did."""
        return (day if self.superseded_by_day else day_and_time)(self.superseded_at)


@public_page
def corrections(request, at=None):
    cursor = cursor_of(request)
    listed, older = listed_corrections(cursor, pages.as_of(at))
    if cursor and not listed:
        raise Http404
    origin, links = site_origin(request), pages.sections()
    address = origin + request.path
    described = structured_pages.listed(
        _("Corrections"),
        request.path,
        _("What we got wrong, what was unclear, and what is right."),
    )
    return render_public(
        "articles/corrections.html",
        sections_html=navigation(links),
        structured_html=structured_pages.script(origin, links, described),
        corrections=listed,
        newest_url=request.path if cursor else "",
        older_url=f"{request.path}?before={older}" if older else "",
        canonical=f"{address}?before={cursor}" if cursor else address,
    )


def listed_corrections(
    cursor: Cursor | None, moment: pages.AsOf
) -> tuple[list[Listed], Cursor | None]:
    """One page of the list: two queries, however long it is."""
    at = moment.at
    withheld = EditionWithholding.objects.standing().filter(edition=OuterRef("edition"))
    rows = Correction.objects.begun(at).of_stories(_live(moment)).exclude(Exists(withheld))
    time, key = cursor or (None, None)
    found = list(
        newest_before(rows, time, key, time="published_at", id="edition_id").values_list(*_COLUMNS)[
            : PAGE_SIZE + 1
        ]
    )
    stories = _stories({row[1] for row in found}, moment)
    listed = [_listed(row, at, stories[row[1]]) for row in found[:PAGE_SIZE] if row[1] in stories]
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return listed, Cursor(last[3], last[0]) if last else None


def _listed(row: tuple, at: datetime, story: dict) -> Listed:
    edition_id, _article_id, change, published_at, notice, superseded_at, *by_day = row
    is_dated_by_day, superseded_by_day = by_day
    return Listed(
        edition_id=edition_id,
        change=change,
        heading=str(changes.HEADINGS.get(change, "")),
        is_retraction=change == changes.Change.RETRACTION,
        at=published_at,
        text=notice,
        superseded_at=superseded_at if superseded_at and superseded_at <= at else None,
        is_dated_by_day=is_dated_by_day,
        superseded_by_day=bool(superseded_by_day),
        **story,
    )


def _live(moment: pages.AsOf) -> QuerySet:
    return pages.editions_at(moment.at, moment.still)


def _stories(article_ids: set[int], moment: pages.AsOf) -> dict[int, dict]:
    """What the stories are called, and where they are."""
    live = _live(moment).filter(article_id__in=article_ids).order_by()
    names = ("article_id", "headline", "language", "slug", "section__slug", "section__name")
    return {
        pk: {
            "headline": headline,
            "section": name,
            "url": reverse("articles:article", args=[section, slug, pk]),
            "language": language,
            "direction": direction(language),
        }
        for pk, headline, language, slug, section, name in live.values_list(*names)
    }
