"""A story's way through the desk, as a part of its form: who moved and assigned it, when, why."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.admin.tabs import Tab
from articles.models import Article, StageMove
from articles.state import name_of, when

LENGTH = 30
Cause = StageMove.Cause


@dataclass(frozen=True, slots=True)
class MoveLine:
    when: str
    who: str
    what: str
    reason: str


def progress_tab(request: HttpRequest, article: Article | None) -> Tab | None:
    if article is None:
        return None
    moves = article.stage_moves.select_related("by", "assignee")[:LENGTH]
    lines = [_line(move) for move in moves]
    if not lines:
        return None
    return Tab(
        id="progress",
        label=_("Progress"),
        template="admin/articles/article/includes/_progress.html",
        context={"lines": lines},
    )


def _line(move: StageMove) -> MoveLine:
    return MoveLine(when(move.at), name_of(move.by) or "—", _what(move), move.reason)


def _what(move: StageMove) -> str:
    if move.cause == Cause.ASSIGNED:
        words = _("Assigned to %s") % name_of(move.assignee) if move.assignee else _("Nobody’s")
        return f"{words}, {_('due %s') % when(move.due_at)}" if move.due_at else words
    step = f"{move.get_from_stage_display()} → {move.get_to_stage_display()}"
    return step if move.cause == Cause.MOVED else f"{step}: {move.get_cause_display().lower()}"
