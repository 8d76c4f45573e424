"""How far the desk is with a story: its buttons in the bar above the form, its words in the list.

The buttons save the form first, so that what is moved on is what was typed. Each carries the stage
that its page showed: a story that somebody else has moved since is not moved again.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from articles.models import Article, Progress, Stage
from articles.permissions import STAGES
from articles.state import StoryState, name_of, when
from articles.workflow import WorkflowRefused, fall_back, may_move, move

# The buttons' names in the form.
MOVE_TO = {"_move_review": Stage.REVIEW, "_move_ready": Stage.READY}
MOVE_BACK, ASSIGN = "_move_back", "_assign"


@dataclass(frozen=True, slots=True)
class StageButton:
    """A button that saves the form and then moves the story; ``url`` where nothing can be saved."""

    name: str
    label: str
    url: str
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class StageStrip:
    """The part of the bar that says how far the desk is."""

    state: StoryState
    seen: str
    reason: str
    returned_by: str
    buttons: tuple[StageButton, ...]
    assign: StageButton | None
    can_save: bool


def stage_strip(request: HttpRequest, article: Article, state: StoryState, *, can_save: bool):
    progress = state.progress or Progress(article_id=article.pk)
    assign = StageButton(ASSIGN, _("Assign…"), _url("assign", article))
    return StageStrip(
        state=state,
        seen=progress.stage,
        reason=progress.reason,
        returned_by=_who_returned(progress),
        buttons=_buttons(request.user, article, state, progress),
        assign=assign if request.user.has_perm("articles.assign_article") else None,
        can_save=can_save,
    )


def back_from(progress: Progress, *, by) -> list[str]:
    """The stages that somebody may send a story back to, nearest first."""
    before = STAGES[: STAGES.index(progress.stage)]
    return [stage for stage in reversed(before) if may_move(progress, by=by, to=stage)]


def _buttons(user, article, state, progress) -> tuple[StageButton, ...]:
    buttons = []
    if back_from(progress, by=user):
        is_theirs = not user.has_perm("articles.review_article")
        label = _("Take back…") if is_theirs else _("Send back…")
        buttons.append(StageButton(MOVE_BACK, label, f"{_url('move', article)}?to=back"))
    if not _has_news(state):
        return tuple(buttons)
    only_writes = not user.has_perm("articles.publish_article")
    for name, to, label in (
        ("_move_review", Stage.REVIEW, _("Send to review")),
        ("_move_ready", Stage.READY, _("Mark ready")),
    ):
        if STAGES.index(to) > STAGES.index(progress.stage) and may_move(progress, by=user, to=to):
            url = f"{_url('move', article)}?to={to}"
            buttons.append(StageButton(name, label, url, is_first=only_writes))
    return tuple(buttons)


def _has_news(state: StoryState) -> bool:
    return not (state.live or state.scheduled) or state.has_unpublished_changes


def _who_returned(progress: Progress) -> str:
    if not progress.reason:
        return ""
    words = _("Sent back by %(who)s, %(when)s") if progress.moved_by else _("Sent back, %(when)s")
    return words % {"who": name_of(progress.moved_by), "when": when(progress.moved_at)}


def move_next(request: HttpRequest, article: Article) -> HttpResponse | None:
    """Carry out what a button of the bar asked for, once the form is saved."""
    if ASSIGN in request.POST:
        return HttpResponseRedirect(_url("assign", article))
    if MOVE_BACK in request.POST:
        return HttpResponseRedirect(f"{_url('move', article)}?to=back")
    name = next((name for name in MOVE_TO if name in request.POST), None)
    if name is None:
        return None
    try:
        move(article, by=request.user, to=MOVE_TO[name], seen=request.POST[name])
    except WorkflowRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    except PermissionDenied:
        # What was typed is saved already, and stays so.
        messages.error(request, _("The story was saved, but you may not move it on."))
    else:
        messages.success(request, moved_words(MOVE_TO[name]))
    return HttpResponseRedirect(_url("change", article))


def moved_words(to: str) -> str:
    return {
        Stage.DRAFT: _("The story is a draft again."),
        Stage.REVIEW: _("The story is in review."),
        Stage.READY: _("The story is ready to be published."),
    }[to]


def tell_if_fallen_back(request: HttpRequest, article: Article) -> None:
    if fall_back(article, by=request.user):
        messages.warning(
            request, _("The story had been marked ready. You changed it, so it is in review again.")
        )


def shown_state(state: StoryState) -> str:
    """Where a story stands, for a list: its dot, its words, and below how far the desk is."""
    stage = format_html('<span class="desk-stage">{}</span>', state.stage_label)
    return format_html(
        '<span class="desk-state desk-state-{}"><span class="desk-dot"></span>{}</span>{}',
        state.kind,
        state.label,
        stage if state.stage_label else "",
    )


def shown_work(state: StoryState) -> str:
    """Who works on a story and until when, for a list."""
    late = " desk-overdue" if state.is_overdue else ""
    parts = [("desk-assignee", state.assignee), (f"desk-due{late}", state.due)]
    said = format_html_join("", '<span class="{}">{}</span>', [part for part in parts if part[1]])
    return said or "—"


def _url(name: str, article: Article) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk])
