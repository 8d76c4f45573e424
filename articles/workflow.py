"""From draft to ready: the verbs that move a story through the desk, and what ends its round.

Each verb runs in one transaction that holds the article's row, checks the actor by the table in
articles/permissions.py (``by=None`` is the system: an import, the demo) and raises WorkflowRefused
with a sentence for the desk when it cannot be done. None of it touches the working copy.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Progress, Stage, StageMove
from articles.permissions import MOVES, Move
from articles.standing import is_unchanged
from articles.state import name_of, when

Cause = StageMove.Cause
# Whatever is due later is a slip of the pen.
FURTHEST = timedelta(days=366)


class WorkflowRefused(ValidationError):
    """Why a verb was not carried out, by field where there is one."""


@transaction.atomic
def move(
    article: Article,
    *,
    by,
    to: str,
    reason: str = "",
    seen: str = "",
    at: datetime | None = None,
) -> Progress:
    """Move a story to another stage; back only with a reason, which its writer is shown.

    ``seen`` is the stage that the actor had before them: where somebody else has moved the story
    since, it is refused. Raises WorkflowRefused and PermissionDenied.
    """
    if not may_move_any(by=by):
        raise PermissionDenied
    progress = _hold(article)
    if seen and seen != progress.stage:
        raise WorkflowRefused(_moved_meanwhile(progress))
    rule = _rule(progress.stage, to)
    if rule is None:
        raise WorkflowRefused(_no_such_move(progress, to))
    if not _may(rule, progress, by):
        raise PermissionDenied
    reason = reason.strip()
    if rule.is_back and not reason:
        raise WorkflowRefused({"reason": _("Say why: whoever works on the story has to know.")})
    if not rule.is_back and is_unchanged(article):
        raise WorkflowRefused(
            _("Nothing has changed since the last edition, so there is nothing to look at.")
        )
    _log(progress, by=by, to=to, at=at, reason=reason)
    progress.stage, progress.reason = to, reason if rule.is_back else ""
    progress.moved_by, progress.moved_at = by, at or timezone.now()
    return _store(article, progress)


@transaction.atomic
def assign(
    article: Article, *, by, to, due: datetime | None = None, at: datetime | None = None
) -> Progress:
    """Say who works on a story next and until when; ``to=None`` and no time take both away.

    Raises WorkflowRefused and PermissionDenied.
    """
    _require(by, "articles.assign_article")
    progress = _hold(article)
    if (to and to.pk, due) == (progress.assignee_id, progress.due_at):
        return progress
    if to is not None and to.pk != progress.assignee_id:
        _refuse_idle(to)
    if due is not None and due != progress.due_at:
        _refuse_vain_hour(due, at or timezone.now())
    progress.assignee, progress.due_at = to, due
    _log(progress, by=by, to=progress.stage, at=at, cause=Cause.ASSIGNED)
    return _store(article, progress)


def may_move(progress: Progress, *, by, to: str) -> bool:
    rule = _rule(progress.stage, to)
    return rule is not None and _may(rule, progress, by)


def may_move_any(*, by) -> bool:
    """Whether somebody has a part in moving stories at all."""
    return any(_holds(by, rule.needs) for rule in MOVES)


def people() -> QuerySet[User]:
    """Whom a story can be assigned to: those who may change stories."""
    able = User.objects.with_perm("articles.change_article")
    return able.filter(is_staff=True).order_by("first_name", "last_name", "username")


# What happens to the stage because of something else. Each is called within the transaction of
# the verb that causes it, which holds the article's row.


def end_round(article: Article, *, by, at: datetime) -> None:
    """An edition was made: what the desk had to do is done, and the next edit is a new draft."""
    progress = Progress.objects.filter(pk=article.pk).first()
    if progress is None:
        return
    _log(progress, by=by, to=Stage.DRAFT, at=at, cause=Cause.PUBLISHED)
    progress.stage, progress.assignee, progress.due_at, progress.reason = (
        Stage.DRAFT,
        None,
        None,
        "",
    )
    _store(article, progress)


def take_up_again(article: Article, *, by, is_changed: bool) -> None:
    """A schedule was cancelled: what was to go out waits as ready, or is looked at if changed.

    Otherwise a story that had been seen through would be one more draft that nobody looks for.
    """
    to = Stage.REVIEW if is_changed else Stage.READY
    progress = _read(article)
    if progress.stage != Stage.DRAFT:
        return
    _log(progress, by=by, to=to, cause=Cause.UNSCHEDULED)
    progress.stage, progress.moved_by, progress.moved_at = to, by, timezone.now()
    _store(article, progress)


def fall_back(article: Article, *, by) -> bool:
    """A story that was ready was changed: whoever may not say so again leaves it in review."""
    progress = _read(article)
    if progress.stage != Stage.READY or _holds(by, "articles.review_article"):
        return False
    _log(progress, by=by, to=Stage.REVIEW, cause=Cause.EDITED)
    progress.stage, progress.moved_by, progress.moved_at = Stage.REVIEW, by, timezone.now()
    _store(article, progress)
    return True


def _holds(by, permission: str) -> bool:
    return by is None or by.has_perm(permission)


def _require(by, permission: str) -> None:
    if not _holds(by, permission):
        raise PermissionDenied


def _rule(from_stage: str, to: str) -> Move | None:
    return next((one for one in MOVES if (one.from_stage, one.to_stage) == (from_stage, to)), None)


def _may(rule: Move, progress: Progress, by) -> bool:
    if _holds(by, rule.needs):
        return True
    return bool(rule.own) and _holds(by, rule.own) and _is_own(progress, by)


def _is_own(progress: Progress, by) -> bool:
    if by.pk in {progress.assignee_id, progress.moved_by_id}:
        return True
    return Article.objects.filter(pk=progress.article_id, bylines__author__user=by).exists()


def _moved_meanwhile(progress: Progress) -> str:
    return _("%(who)s moved this story to “%(stage)s” at %(when)s. Look at it again.") % {
        "who": name_of(progress.moved_by) or _("Somebody"),
        "stage": progress.get_stage_display(),
        "when": when(progress.moved_at),
    }


def _no_such_move(progress: Progress, to: str) -> str:
    if to == progress.stage:
        return _("The story is there already: %s.") % progress.get_stage_display()
    return _("Choose where the story goes.")


def _refuse_idle(user) -> None:
    if not (user.is_active and user.is_staff and user.has_perm("articles.change_article")):
        raise WorkflowRefused(
            {"to": _("%s may not change stories, so this can be no task.") % name_of(user)}
        )


def _refuse_vain_hour(due: datetime, now: datetime) -> None:
    if due <= now:
        raise WorkflowRefused({"due": _("%s has passed. Choose a time to come.") % when(due, now)})
    if due > now + FURTHEST:
        raise WorkflowRefused({"due": _("Choose a time within the next year.")})


def _hold(article: Article) -> Progress:
    """The story's progress, its article's row held until the transaction ends."""
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    return _read(article)


def _read(article: Article) -> Progress:
    stored = Progress.objects.select_related("assignee", "moved_by").filter(pk=article.pk)
    return stored.first() or Progress(article_id=article.pk)


def _store(article: Article, progress: Progress) -> Progress:
    """Keep what is open, and nothing else: an untouched draft has no row."""
    article._state.fields_cache.pop("progress", None)
    is_open = progress.stage != Stage.DRAFT or progress.reason
    if is_open or progress.assignee_id or progress.due_at:
        progress.save()
    else:
        Progress.objects.filter(pk=article.pk).delete()
    return progress


def _log(progress, *, by, to, at=None, reason="", cause=Cause.MOVED) -> None:
    is_assignment = cause == Cause.ASSIGNED
    StageMove.objects.create(
        article_id=progress.article_id,
        from_stage=progress.stage,
        to_stage=to,
        cause=cause,
        by=by,
        at=at or timezone.now(),
        reason=reason,
        assignee=progress.assignee if is_assignment else None,
        due_at=progress.due_at if is_assignment else None,
    )
