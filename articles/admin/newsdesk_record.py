"""The newsdesk's editions: what goes live within a day, the corrections of a week, and what waits
for a second person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.newsdesk import SIDE, Panel
from articles.edition_withholding import CONFIRM
from articles.embargo import APPROVE
from articles.models import Edition, EditionWithholding, EmbargoBreak
from articles.state import name_of, when

TEMPLATE = "admin/newsdesk/_edition.html"
ASKED = "admin/newsdesk/_asked.html"
LENGTH = 8
# More than go live in a day and are corrected in a week.
MOST = 100
AHEAD, BEFORE = timedelta(hours=24), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class EditionRow:
    edition: Edition
    hour: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Somebody's request that a second person decides, and what it asks for (``act``)."""

    headline: str
    reason: str
    act: str
    url: str
    who: str
    asked: str


def to_confirm(request: HttpRequest) -> Panel | None:
    """What others asked to withhold, or to show again, and this person may decide. No panel where
    nothing is asked: that is so on nearly every day."""
    waiting = EditionWithholding.objects.waiting().select_related("edition", "asked_by")
    found = _for_me(request, CONFIRM, waiting.defer("edition__document"))
    rows = [_asked(one, one.edition.headline, *_of_edition(one)) for one in found]
    return _deciding("withholding", _("Withhold an edition? A second person decides"), rows)


def to_break(request: HttpRequest) -> Panel | None:
    """Embargoes that others asked to break, as long as they run as they did then."""
    waiting = EmbargoBreak.objects.waiting().select_related("article", "asked_by")
    running = waiting.filter(
        asked_by__isnull=False,
        embargo_until=F("article__embargo_until"),
        embargo_until__gt=timezone.now(),
    )
    found = _for_me(request, APPROVE, running.defer("article__body"))
    rows = [_asked(one, one.article.headline, *_of_embargo(one)) for one in found]
    return _deciding("embargoes", _("Break an embargo? A second person decides"), rows)


def _for_me(request: HttpRequest, permission: str, waiting: QuerySet) -> Iterable:
    user = request.user
    if not (user.has_perm(permission) and user.has_perm("articles.view_article")):
        return []
    return waiting.exclude(asked_by=user).order_by("asked_at", "pk")[: LENGTH + 1]


def _deciding(name: str, title: str, rows: list[AskedRow]) -> Panel | None:
    if not rows:
        return None
    return Panel(
        id=name,
        title=title,
        template=ASKED,
        rows=rows[:LENGTH],
        empty="",
        total=f"{LENGTH}+" if len(rows) > LENGTH else "",
        is_urgent=True,
    )


def _asked(one: EditionWithholding | EmbargoBreak, headline: str, act: str, url: str) -> AskedRow:
    return AskedRow(headline, one.reason, act, url, name_of(one.asked_by), when(one.asked_at))


def _of_edition(one: EditionWithholding) -> tuple[str, str]:
    number = one.edition.number
    is_lifted = one.ask == EditionWithholding.Ask.LIFT
    act = _("Show edition %d again") if is_lifted else _("Withhold edition %d")
    args = [one.edition.article_id, number]
    return act % number, reverse("admin:articles_article_withhold", args=args)


def _of_embargo(one: EmbargoBreak) -> tuple[str, str]:
    act = _("Break the embargo until %s") % when(one.embargo_until)
    return act, reverse("admin:articles_article_break_embargo", args=[one.article_id])


def _editions(request: HttpRequest) -> list[Edition]:
    """Those that go live within a day and those that corrected something, in one walk by time."""
    if not hasattr(request, "newsdesk_editions"):
        now = timezone.now()
        editions = Edition.objects.begun(now + AHEAD).filter(
            Q(correction__isnull=False) | Q(live_from__gt=now), live_from__gte=now - BEFORE
        )
        newest = editions.select_related("section", "correction").defer("document")
        request.newsdesk_editions = list(newest.order_by("-live_from")[:MOST])
    return request.newsdesk_editions


def going_live(request: HttpRequest) -> Panel | None:
    if not request.user.has_perm("articles.view_article"):
        return None
    now = timezone.now()
    editions = [edition for edition in reversed(_editions(request)) if edition.live_from > now]
    return Panel(
        id="scheduled",
        title=_("Going live within a day"),
        template=TEMPLATE,
        rows=[EditionRow(edition, when(edition.live_from)) for edition in editions[:LENGTH]],
        empty=_("Nothing is scheduled for the next 24 hours."),
        column=SIDE,
        total=str(len(editions)) if len(editions) > LENGTH else "",
        more_url=f"{reverse('admin:articles_article_changelist')}?state=scheduled",
    )


def corrections(request: HttpRequest) -> Panel | None:
    if not request.user.has_perm("articles.view_correction"):
        return None
    now = timezone.now()
    told = [
        edition
        for edition in _editions(request)
        if edition.live_from <= now and hasattr(edition, "correction")
    ]
    rows = [
        EditionRow(edition, when(edition.live_from), edition.correction.notice)
        for edition in told[:LENGTH]
    ]
    return Panel(
        id="corrections",
        title=_("Corrected this week"),
        template=TEMPLATE,
        rows=rows,
        empty=_("Nothing had to be corrected in the last seven days."),
        column=SIDE,
        total=str(len(told)) if len(told) > LENGTH else "",
        more_url=reverse("admin:articles_correction_changelist"),
    )
