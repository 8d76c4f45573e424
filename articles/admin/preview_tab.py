"""The tab of preview links: who may read the story outside, until when, and who has looked."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.tabs import Tab
from articles.models import Article, PreviewLink
from articles.preview_links import links_of
from articles.state import when


@dataclass(frozen=True, slots=True)
class Row:
    """A link as the tab tells of it."""

    id: int
    label: str
    state: str
    is_working: bool
    version: str
    made: str
    opened: str
    visits: tuple[str, ...]
    earlier_visits: int


def may_share(user) -> bool:
    return user.has_perm("articles.share_article")


def preview_links_tab(request: HttpRequest, article: Article | None) -> Tab | None:
    # Without the editor's modules, which come with the text, there is nothing to press.
    if article is None or not may_share(request.user):
        return None
    if not request.user.has_perm("articles.change_article"):
        return None
    context = list_context(article)
    return Tab(
        id="preview-links",
        label=_("Preview links"),
        template="admin/articles/article/preview_links.html",
        context={
            **context,
            "article": article.pk,
            "lifetimes": [
                {"value": hours, "label": str(label)}
                for hours, label in PreviewLink.Lifetime.choices
            ],
            "links_url": reverse("admin:articles_desk_preview_links"),
            "revoke_url": reverse("admin:articles_desk_preview_link_revoke"),
        },
        count=sum(row.is_working for row in context["links"]),
    )


def list_context(article: Article) -> dict[str, Any]:
    return {"links": [_row(link) for link in links_of(article)]}


def _row(link: PreviewLink) -> Row:
    ending = link.ending()
    return Row(
        id=link.pk,
        label=link.label,
        state=_state(link, ending),
        is_working=ending is None,
        version=_("The story as it stood then") if link.is_frozen else _("Always the newest save"),
        made=_("Made by %(who)s, %(when)s")
        % {"who": _name(link.created_by), "when": when(link.created_at)},
        opened=_opened(link),
        visits=tuple(when(visit.opened_at) for visit in link.latest_visits),
        earlier_visits=link.visit_count - len(link.latest_visits),
    )


def _state(link: PreviewLink, ending: PreviewLink.Ending | None) -> str:
    if ending is None:
        return _("Works until %s") % when(link.expires_at)
    if ending == PreviewLink.Ending.REVOKED:
        words = {"who": _name(link.revoked_by), "when": when(link.revoked_at)}
        return _("Revoked by %(who)s, %(when)s") % words
    return _("Expired, %s") % when(link.expires_at)


def _opened(link: PreviewLink) -> str:
    if not link.visit_count:
        return _("Not opened yet")
    words = {"number": link.visit_count, "when": when(link.latest_visits[0].opened_at)}
    return (
        ngettext(
            "Opened once, %(when)s",
            "Opened %(number)d times, last %(when)s",
            link.visit_count,
        )
        % words
    )


def _name(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else _("somebody")
