"""The newsdesk's stories: mine, to review, ready, due, live with unpublished changes.

Which stories these are is asked with bounded queries of indexes; the stories themselves are then
read once for all panels.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.newsdesk import Panel
from articles.models import Article, Byline, Edition, Progress, Stage, Withdrawal
from articles.standing import changed_stories, unseen_stories
from articles.state import Kind, StoryState, name_of, state_of_listed, when

TEMPLATE = "admin/newsdesk/_story.html"
LENGTH = 8
# More open work than one page could show of a desk of hundreds.
MOST_OPEN = 300
# Older unpublished changes and drafts are found by the list's filters. These are as many as a busy
# desk saves in some days, and as many stories as one person writes in some months.
SAVED_LAST, WRITTEN_LAST = 500, 200
SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story in a panel: its state where the panel does not say it, and what else matters."""

    story: Article
    state: StoryState
    byline: str
    # Who sent the story here and when, or back and why.
    since: str
    reason: str
    shows_state: bool
    shows_assignee: bool


class Desk:
    """What the panels share: which stories there are, and the stories, read once a page."""

    def __init__(self, user):
        self.user = user
        self.now = timezone.now()

    @cached_property
    def open_work(self) -> list[Progress]:
        """What is in review, ready, due soon or this user's: theirs and the most urgent first."""
        own = Case(When(assignee=self.user, then=Value(0)), default=Value(1))
        rows = Progress.objects.filter(
            Q(stage__in=(Stage.REVIEW, Stage.READY))
            | Q(assignee=self.user)
            | Q(due_at__lte=self.now + SOON)
        )
        return list(rows.order_by(own, F("due_at").asc(nulls_last=True), "moved_at")[:MOST_OPEN])

    @cached_property
    def in_review(self) -> list[int]:
        return [row.pk for row in self.open_work if row.stage == Stage.REVIEW]

    @cached_property
    def ready(self) -> list[int]:
        return [row.pk for row in self.open_work if row.stage == Stage.READY]

    @cached_property
    def due(self) -> list[int]:
        soon = [row for row in self.open_work if row.due_at and row.due_at <= self.now + SOON]
        # What has left its writer says its hour where it waits.
        unfinished = (row for row in soon if row.stage == Stage.DRAFT)
        return [row.pk for row in sorted(unfinished, key=lambda row: row.due_at)]

    @cached_property
    def mine(self) -> list[int]:
        """Assigned to this user, the most urgent first; then what carries their byline."""
        written = Byline.objects.filter(author__user=self.user).order_by("-pk")
        newest = written.values("article")[:WRITTEN_LAST]
        withdrawn = Withdrawal.objects.values("edition__article")
        unfinished = Article.objects.filter(
            Q(pk__in=changed_stories().filter(pk__in=newest))
            | Q(pk__in=unseen_stories().filter(pk__in=newest).exclude(pk__in=withdrawn))
        )
        own = unfinished.order_by("-modified_at").values_list("pk", flat=True)
        return list(dict.fromkeys([*self.assigned, *own[:LENGTH]]))

    @cached_property
    def assigned(self) -> list[int]:
        return [row.pk for row in self.open_work if row.assignee_id == self.user.pk]

    @cached_property
    def changed(self) -> list[int]:
        live = Exists(Edition.objects.live().filter(article=OuterRef("pk")))
        saved_last = Article.objects.values("pk")[:SAVED_LAST]
        changed = changed_stories().filter(live, pk__in=saved_last)
        # Those in review or ready stand there.
        changed = changed.exclude(progress__stage__in=(Stage.REVIEW, Stage.READY))
        newest = changed.order_by("-modified_at").values_list("pk", flat=True)
        return list(newest[:LENGTH])

    @cached_property
    def stories(self) -> dict[int, Article]:
        lists = (self.mine, self.in_review, self.ready, self.due, self.changed)
        wanted = {pk for pks in lists for pk in pks[:LENGTH]}
        stories = (
            Article.objects.defer("body")
            .with_editions()
            .select_related("section", "progress__moved_by")
            .prefetch_related("bylines")
        )
        return stories.in_bulk(wanted)

    def rows(self, pks: Iterable[int], *, implied: str = "", shows_assignee=True) -> list[StoryRow]:
        """The first stories of a list. ``implied`` is the state that the panel's title says."""
        stories = (self.stories.get(pk) for pk in list(pks)[:LENGTH])
        return [_row(story, implied, shows_assignee) for story in stories if story]


def _row(story: Article, implied: str, shows_assignee: bool) -> StoryRow:
    state = state_of_listed(story)
    return StoryRow(
        story=story,
        state=state,
        byline=", ".join(str(byline.author) for byline in story.bylines.all()),
        since=_since(state),
        reason=state.progress.reason if state.progress else "",
        shows_state=state.kind != implied,
        shows_assignee=shows_assignee,
    )


def _since(state: StoryState) -> str:
    progress = state.progress
    if progress is None or not (progress.reason or progress.stage == Stage.REVIEW):
        return ""
    if not progress.moved_by:
        return _("since %s") % when(progress.moved_at)
    back, on = _("sent back by %(who)s, %(when)s"), _("from %(who)s, %(when)s")
    words = back if progress.reason else on
    return words % {"who": name_of(progress.moved_by), "when": when(progress.moved_at)}


def desk_of(request: HttpRequest) -> Desk:
    if not hasattr(request, "newsdesk"):
        request.newsdesk = Desk(request.user)
    return request.newsdesk


def _may(request: HttpRequest, action: str) -> bool:
    return request.user.has_perm(f"articles.{action}_article")


def mine(request: HttpRequest) -> Panel | None:
    if not (_may(request, "view") and _may(request, "change")):
        return None
    desk = desk_of(request)
    return _panel(
        "mine",
        _("Mine"),
        # Of what only carries one's byline the newest are enough: the list has them all.
        desk.assigned,
        desk.rows(desk.mine, shows_assignee=False),
        empty=_("Nothing of yours is unfinished."),
        more="work=mine",
    )


def to_review(request: HttpRequest) -> Panel | None:
    if not _may(request, "view"):
        return None
    desk = desk_of(request)
    is_reviewer = _may(request, "review")
    return _panel(
        "review",
        _("For me to review") if is_reviewer else _("In review"),
        desk.in_review,
        desk.rows(desk.in_review, implied=Kind.IN_REVIEW),
        empty=_("No story is waiting to be looked at."),
        more="work=review",
    )


def ready(request: HttpRequest) -> Panel | None:
    if not _may(request, "view"):
        return None
    desk = desk_of(request)
    return _panel(
        "ready",
        _("Ready to publish"),
        desk.ready,
        desk.rows(desk.ready, implied=Kind.READY),
        empty=_("Nothing is ready. A story comes here when it has been reviewed."),
        more="work=ready",
    )


def due(request: HttpRequest) -> Panel | None:
    """For whoever gives out the work; what is due of one's own stands among one's own."""
    if not (_may(request, "view") and _may(request, "assign")):
        return None
    desk = desk_of(request)
    rows = desk.rows(desk.due)
    return _panel(
        "due",
        _("Being written, due within a day"),
        desk.due,
        rows,
        empty=_("Nothing that is still being written is due within a day."),
        more="work=overdue",
        is_urgent=any(row.state.is_overdue for row in rows),
    )


def changed(request: HttpRequest) -> Panel | None:
    if not _may(request, "view"):
        return None
    desk = desk_of(request)
    return _panel(
        "changed",
        _("Live, with unpublished changes"),
        desk.changed,
        desk.rows(desk.changed, implied=Kind.CHANGED),
        empty=_("Readers see what the desk has."),
        more="state=changed",
    )


def _panel(panel_id, title, pks, rows, *, empty, more, is_urgent=False) -> Panel:
    return Panel(
        id=panel_id,
        title=title,
        template=TEMPLATE,
        rows=rows,
        empty=empty,
        total=str(len(pks)) if len(pks) > len(rows) else "",
        more_url=f"{reverse('admin:articles_article_changelist')}?{more}",
        is_urgent=is_urgent,
    )
