"""The bar above a story's form: where it stands, what readers see, what can be done with it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.progress import StageStrip, stage_strip
from articles.embargo import runs, waiting_request
from articles.models import Article
from articles.state import StoryState, read_state, when


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with a story: in the bar itself, or in the menu at its end."""

    label: str
    url: str
    is_first: bool = False
    is_last_resort: bool = False
    is_in_bar: bool = False
    # What is typed and not saved yet belongs to what follows.
    saves_first: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    state: StoryState
    preview_url: str
    public_url: str
    editions_url: str
    strip: StageStrip
    actions: tuple[Action, ...]
    # What readers see now and will see: what it is, and since or from when.
    facts: tuple[tuple[str, str], ...] = ()


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
        facts=_facts(state),
    )


def _facts(state: StoryState) -> tuple[tuple[str, str], ...]:
    def edition(found, sentence: str) -> str:
        return sentence % {"number": found.number, "when": when(found.live_from)}

    since, at = _("Edition %(number)d, since %(when)s"), _("Edition %(number)d, from %(when)s")
    facts = []
    if state.live:
        facts.append((_("Readers see"), edition(state.live, since)))
    elif state.withdrawn:
        gone = when(state.withdrawn.withdrawal.withdrawn_at)
        facts.append((_("Readers see"), _("A notice: withdrawn at %s") % gone))
    else:
        facts.append((_("Readers see"), _("Nothing yet")))
    if state.scheduled:
        facts.append((_("Scheduled"), edition(state.scheduled, at)))
    return tuple(facts)


def _actions(article: Article, state: StoryState) -> tuple[Action, ...]:
    def url(name: str) -> str:
        return reverse(f"admin:articles_article_{name}", args=[article.pk])

    has_news = state.live is None or state.has_unpublished_changes
    actions = [
        Action(_("Publish…"), url("publish"), is_first=has_news, is_in_bar=True, saves_first=True)
    ]
    actions.append(Action(_("Schedule…"), url("schedule"), saves_first=True))
    if state.scheduled:
        actions.append(Action(_("Cancel schedule"), url("cancel_schedule")))
    if state.live or state.withdrawn:
        actions.append(Action(_("Public record…"), url("public_record")))
    if state.live:
        actions.append(Action(_("Withdraw…"), url("withdraw"), is_last_resort=True))
    if runs(article.embargo_until):
        asked = waiting_request(article) is not None
        label = _("Break of the embargo asked for…") if asked else _("Break embargo…")
        actions.append(Action(label, url("break_embargo")))
    return tuple(actions)
