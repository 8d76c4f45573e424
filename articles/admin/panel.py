"""The bar above a story's form: where it stands, what readers see, what can be done with it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.progress import StageStrip, stage_strip
from articles.embargo import runs, waiting_request
from articles.models import Article
from articles.state import StoryState, read_state


@dataclass(frozen=True, slots=True)
class Action:
    label: str
    url: str
    is_first: bool = False
    is_last_resort: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    state: StoryState
    preview_url: str
    public_url: str
    editions_url: str
    strip: StageStrip
    actions: tuple[Action, ...]


def may_publish(user) -> bool:
    return user.has_perm("articles.publish_article")


def publishing_panel(request: HttpRequest, article: Article, *, can_save: bool = True) -> Panel:
    state = read_state(article)
    editions_url = ""
    if state.edition and request.user.has_perm("articles.view_edition"):
        editions_url = f"{reverse('admin:articles_edition_changelist')}?article={article.pk}"
    return Panel(
        state=state,
        preview_url=reverse("admin:articles_article_preview", args=[article.pk]),
        public_url=state.live.get_absolute_url() if state.live else "",
        editions_url=editions_url,
        strip=stage_strip(request, article, state, can_save=can_save),
        actions=_actions(article, state) if may_publish(request.user) else (),
    )


def _actions(article: Article, state: StoryState) -> tuple[Action, ...]:
    def url(name: str) -> str:
        return reverse(f"admin:articles_article_{name}", args=[article.pk])

    has_news = state.live is None or state.has_unpublished_changes
    actions = [Action(_("Publish…"), url("publish"), is_first=has_news)]
    actions.append(Action(_("Schedule…"), url("schedule")))
    if state.scheduled:
        actions.append(Action(_("Cancel schedule"), url("cancel_schedule")))
    if state.live:
        actions.append(Action(_("Withdraw…"), url("withdraw"), is_last_resort=True))
    if runs(article.embargo_until):
        asked = waiting_request(article) is not None
        label = _("Break of the embargo asked for…") if asked else _("Break embargo…")
        actions.append(Action(label, url("break_embargo")))
    return tuple(actions)
