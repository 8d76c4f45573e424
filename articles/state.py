"""Where a story stands, in the desk's words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Edition, Progress, Stage


class Kind(models.TextChoices):
    DRAFT = "draft", gettext_lazy("Draft")
    # Of stories that readers neither see nor are about to see; how far the desk is with a story
    # that is live, its progress tells beside its state.
    IN_REVIEW = "review", gettext_lazy("In review")
    READY = "ready", gettext_lazy("Ready")
    EMBARGOED = "embargoed", gettext_lazy("Under embargo")
    SCHEDULED = "scheduled", gettext_lazy("Scheduled")
    LIVE = "live", gettext_lazy("Live")
    CHANGED = "changed", gettext_lazy("Live, with unpublished changes")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


@dataclass(frozen=True, slots=True)
class StoryState:
    """A story's state: its kind, its words, and the editions it rests on."""

    kind: str
    label: str
    live: Edition | None = None
    scheduled: Edition | None = None
    withdrawn: Edition | None = None
    has_unpublished_changes: bool = False
    progress: Progress | None = None

    @property
    def stage(self) -> str:
        return self.progress.stage if self.progress else Stage.DRAFT

    @property
    def stage_label(self) -> str:
        """How far the desk is, where the state's own words do not say it."""
        is_said = self.stage == Stage.DRAFT or self.kind in {Kind.IN_REVIEW, Kind.READY}
        return "" if is_said else Stage(self.stage).label

    @property
    def assignee(self) -> str:
        return name_of(self.progress.assignee) if self.progress else ""

    @property
    def due(self) -> str:
        if not (self.progress and self.progress.due_at):
            return ""
        words = _("was due %s") if self.is_overdue else _("due %s")
        return words % when(self.progress.due_at)

    @property
    def is_overdue(self) -> bool:
        return bool(
            self.progress and self.progress.due_at and self.progress.due_at <= timezone.now()
        )

    @property
    def edition(self) -> Edition | None:
        """The edition that readers see, will see or saw last."""
        return self.live or self.scheduled or self.withdrawn


@dataclass(frozen=True, slots=True)
class Standing:
    """The editions of one story that say where it stands, and how far the desk is with it."""

    live: Edition | None = None
    scheduled: Edition | None = None
    withdrawn: Edition | None = None
    progress: Progress | None = None


def state_of(article: Article, standing: Standing, at: datetime | None = None) -> StoryState:
    """Where a story stands at an instant (default: now), given its editions then."""
    at = at or timezone.now()
    newest = standing.scheduled or standing.live
    changed = newest is not None and newest.story_sha256 != article.working_sha256
    kind, label = _words(article, standing, at, changed=changed)
    return StoryState(
        kind,
        label,
        standing.live,
        standing.scheduled,
        standing.withdrawn,
        changed,
        standing.progress,
    )


def state_of_listed(article: Article, at: datetime | None = None) -> StoryState:
    """The state of a story that ``Article.objects.with_editions()`` read."""
    progress = getattr(article, "progress", None)
    return state_of(article, _standing(article.standing_editions, progress), at)


def read_state(article: Article, at: datetime | None = None) -> StoryState:
    """The state of one story, its editions read from the database."""
    editions = article.editions.defer("document").standing(at)
    editions = editions.select_related("section", "withdrawal")
    progress = Progress.objects.select_related("assignee", "moved_by").filter(pk=article.pk)
    return state_of(article, _standing(editions, progress.first()), at)


def _standing(editions, progress: Progress | None) -> Standing:
    parts: dict[str, Edition] = {}
    for edition in editions:
        parts.setdefault(edition.standing, edition)
    return Standing(**parts, progress=progress)


def name_of(user) -> str:
    """What the desk calls somebody who signs in here; nothing where there is nobody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def when(moment: datetime, at: datetime | None = None) -> str:
    """An instant as the desk says it: “06:00 tomorrow”, “06:00 on 3 May”."""
    moment = timezone.localtime(moment)
    today = timezone.localtime(at or timezone.now()).date()
    clock = date_format(moment, "H:i")
    if moment.date() == today:
        return _("%(time)s today") % {"time": clock}
    if moment.date() == today + timedelta(days=1):
        return _("%(time)s tomorrow") % {"time": clock}
    if moment.date() == today - timedelta(days=1):
        return _("%(time)s yesterday") % {"time": clock}
    day = date_format(moment, "j F" if moment.year == today.year else "j F Y")
    return _("%(time)s on %(day)s") % {"time": clock, "day": day}


_KIND_OF_STAGE = {
    Stage.DRAFT: Kind.DRAFT,
    Stage.REVIEW: Kind.IN_REVIEW,
    Stage.READY: Kind.READY,
}


def _words(article, standing, at, *, changed: bool) -> tuple[str, str]:
    live, scheduled = standing.live, standing.scheduled
    if live:
        label = _("Live, edition %d") % live.number
        if scheduled:
            label = _("%(state)s; edition %(number)d scheduled for %(when)s") % {
                "state": label,
                "number": scheduled.number,
                "when": when(scheduled.live_from, at),
            }
        return (Kind.CHANGED if changed else Kind.LIVE), _with_changes(label, changed)
    if scheduled:
        label = _("Scheduled for %s") % when(scheduled.live_from, at)
        return Kind.SCHEDULED, _with_changes(label, changed)
    if article.embargo_until and article.embargo_until > at:
        return Kind.EMBARGOED, _("Under embargo until %s") % when(article.embargo_until, at)
    if standing.withdrawn:
        return Kind.WITHDRAWN, _("Withdrawn")
    kind = _KIND_OF_STAGE[standing.progress.stage if standing.progress else Stage.DRAFT]
    return kind, str(kind.label)


def _with_changes(label: str, changed: bool) -> str:
    return _("%s, with unpublished changes") % label if changed else label
