"""The newsdesk's editions: what goes live within a day, the corrections of a week, and what waits
for a second person."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.newsdesk import SIDE, Panel
from articles.edition_withholding import CONFIRM
from articles.models import Edition, EditionWithholding
from articles.state import name_of, when

TEMPLATE = "admin/newsdesk/_edition.html"
ASKED = "admin/newsdesk/_withholding.html"
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
    """Somebody's request to withhold an edition, or to show it again."""

    request: EditionWithholding
    url: str
    who: str
    asked: str


def to_confirm(request: HttpRequest) -> Panel | None:
    """What others asked for and this person may decide. No panel where nothing is asked: that is
    so on nearly every day."""
    if not (request.user.has_perm(CONFIRM) and request.user.has_perm("articles.view_article")):
        return None
    waiting = EditionWithholding.objects.waiting().exclude(asked_by=request.user)
    found = waiting.select_related("edition", "asked_by").defer("edition__document")
    rows = [_asked(one) for one in found.order_by("asked_at", "pk")[: LENGTH + 1]]
    if not rows:
        return None
    return Panel(
        id="withholding",
        title=_("Withhold an edition? A second person decides"),
        template=ASKED,
        rows=rows[:LENGTH],
        empty="",
        total=f"{LENGTH}+" if len(rows) > LENGTH else "",
        is_urgent=True,
    )


def _asked(one: EditionWithholding) -> AskedRow:
    address = reverse(
        "admin:articles_article_withhold", args=[one.edition.article_id, one.edition.number]
    )
    return AskedRow(one, address, name_of(one.asked_by), when(one.asked_at))


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
