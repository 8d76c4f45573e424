"""Arranging the front page: the verbs. Each saved arrangement is one of its own, never altered."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.front.layout import (
    NOT_ARRANGED,
    Layout,
    Pin,
    check_layout,
    read_layout,
    write_layout,
)
from articles.models import Article, FrontArrangement, Section
from articles.publishing import FURTHEST
from articles.state import when

LONGEST_NOTE = 200
PERMISSION = "articles.arrange_front"


class ArrangingRefused(ValidationError):
    """Why the front page was not arranged so, in sentences for the desk."""


class Overtaken(ArrangingRefused):
    """Somebody else arranged the front page meanwhile; ``latest`` is what they made."""

    def __init__(self, latest: FrontArrangement):
        self.latest = latest
        super().__init__(
            _("The front page was arranged by somebody else meanwhile. Nothing of yours is lost.")
        )


def may_arrange(user) -> bool:
    return user.has_perm(PERMISSION)


def latest_number() -> int:
    """The number of the newest arrangement, whenever it begins; 0 where there is none."""
    return FrontArrangement.objects.values_list("number", flat=True).first() or 0


def arrangement_in_force(at: datetime | None = None) -> FrontArrangement | None:
    return next(iter(FrontArrangement.objects.in_force(at).select_related("made_by")), None)


def layout_of(arrangement: FrontArrangement | None) -> Layout:
    return read_layout(arrangement.layout) if arrangement else NOT_ARRANGED


def arrange(
    layout: Layout,
    *,
    by,
    base: int | None = None,
    at: datetime | None = None,
    note: str = "",
    as_of: datetime | None = None,
) -> FrontArrangement:
    """Save a layout as the arrangement of the front page from now, or from ``at``, on.

    ``base`` is the number of the newest arrangement that the editor has seen, 0 where there was
    none. Pins of that one that have ended by then are left out. Nothing has to run at ``at``.
    ``as_of`` is when it was done, where that is told afterwards. ``by=None`` is the system. Raises
    ArrangingRefused, BadLayout, Overtaken and PermissionDenied.
    """
    if by is not None and not may_arrange(by):
        raise PermissionDenied
    now = as_of or timezone.now()
    begins_at = _beginning(at, now)
    note = _one_line(note)
    try:
        with transaction.atomic():
            latest = FrontArrangement.objects.select_for_update().first()
            number = latest.number if latest else 0
            if base is not None and base != number:
                raise Overtaken(latest)
            layout = _fit(layout, layout_of(latest), begins_at)
            return FrontArrangement.objects.create(
                number=number + 1,
                layout=write_layout(layout),
                begins_at=begins_at,
                note=note,
                made_at=now,
                made_by=by,
            )
    except IntegrityError:
        # The very first two at once: there was no row to wait for.
        raise Overtaken(FrontArrangement.objects.first()) from None


def take_back(number: int, *, by) -> None:
    """Take back a scheduled arrangement. Raises ArrangingRefused and PermissionDenied."""
    if not may_arrange(by):
        raise PermissionDenied
    if not FrontArrangement.objects.all().take_back(number, by=by, at=timezone.now()):
        raise ArrangingRefused(
            _("Arrangement %d has begun or was taken back already. Put another one back instead.")
            % number
        )


def _one_line(note: str) -> str:
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise ArrangingRefused(_("A note has at most %d characters.") % LONGEST_NOTE)
    return note


def _beginning(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if at <= now:
        raise ArrangingRefused(
            _("%(time)s has passed. Choose a time to come.") % {"time": when(at)}
        )
    if at > now + FURTHEST:
        raise ArrangingRefused(_("Choose a time within the next ten years."))
    return at


def _fit(layout: Layout, before: Layout, begins_at: datetime) -> Layout:
    """The layout as it can begin then. Raises for pins that could not, and for what is unknown."""
    known, kept = set(before.pins()), layout
    for slot, pins in layout.slots():
        over = {pin for pin in pins if not pin.is_in_force(begins_at)}
        if over - known:
            raise ArrangingRefused([_over(pin, begins_at) for pin in over - known])
        if over:
            kept = kept.with_pins(slot, (pin for pin in pins if pin not in over))
    check_layout(kept)
    latest_end = max((pin.until for pin in kept.pins() if pin.until), default=begins_at)
    if latest_end > timezone.now() + FURTHEST:
        raise ArrangingRefused(_("Pin a story until a time within the next ten years."))
    _refuse_unknown(kept)
    return kept


def _over(pin: Pin, begins_at: datetime) -> str:
    words = {"headline": _headline(pin.story), "time": when(pin.until)}
    if pin.until <= timezone.now() + timedelta(seconds=1):
        return _("“%(headline)s” is pinned until %(time)s, which has passed.") % words
    words["begins"] = when(begins_at)
    return (
        _("“%(headline)s” is pinned until %(time)s, before the arrangement begins (%(begins)s).")
        % words
    )


def _headline(story: int) -> str:
    found = Article.objects.filter(pk=story).values_list("headline", flat=True).first()
    return found or _("Story %d") % story


def _refuse_unknown(layout: Layout) -> None:
    stories = {pin.story for pin in layout.pins()}
    known = set(Article.objects.filter(pk__in=stories).values_list("pk", flat=True))
    if missing := sorted(stories - known):
        raise ArrangingRefused(
            [_("There is no story %d any more. Take it off the page.") % one for one in missing]
        )
    sections = {row.section for row in layout.rows or ()}
    if missing := sections - set(Section.objects.values_list("pk", flat=True)):
        raise ArrangingRefused(
            [_("There is no section %d any more. Hide its row.") % one for one in sorted(missing)]
        )
