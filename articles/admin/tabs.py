"""The parts of a story's form that stand beside the writing: each a tab with a template.

A provider is a function of the request and the story (None while it is new) that gives a Tab, or
None where the user has no business with it. Without script, all of them stand one below the other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from reversion.models import Version

from articles.models import Article, Correction, Section
from articles.state import when
from newsroom.desk_admin import is_restoring

# Of a history: enough to see what happened today; the whole of it is a page of its own.
LATEST = 10


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its id in the page, its label, the template that shows ``context`` as ``tab``."""

    id: str
    label: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    count: int = 0


def pictures_tab(request: HttpRequest, article: Article | None) -> Tab:
    return Tab("pictures", _("Pictures"), "admin/articles/article/tabs/pictures.html")


def listings_tab(request: HttpRequest, article: Article | None) -> Tab:
    """What the story is called in lists, in search results and where it is shared."""
    context = {
        "site_name": settings.SITE_NAME,
        "host": request.get_host(),
        "number": article.pk if article else "",
        "sections": {
            str(pk): slug for pk, slug in Section.objects.order_by().values_list("pk", "slug")
        },
        "images_url": reverse("admin:articles_desk_previews"),
    }
    template = "admin/articles/article/tabs/listings.html"
    return Tab("search", _("Search and social"), template, context)


def corrections_tab(request: HttpRequest, article: Article | None) -> Tab | None:
    """What readers have been told was wrong or unclear, newest first."""
    if article is None or not request.user.has_perm("articles.view_correction"):
        return None
    corrections = list(
        Correction.objects.filter(edition__article=article)
        .select_related("edition")
        .defer("edition__document")
        .order_by("-edition__number")
    )
    context = {
        "corrections": [(one, when(one.edition.live_from)) for one in corrections],
        "may_see_editions": request.user.has_perm("articles.view_edition"),
    }
    template = "admin/articles/article/tabs/corrections.html"
    return Tab("corrections", _("Corrections"), template, context, count=len(corrections))


def history_tab(request: HttpRequest, article: Article | None) -> Tab | None:
    """The latest saves, without what they hold."""
    if article is None:
        return None
    versions = (
        Version.objects.get_for_object_reference(Article, article.pk)
        .select_related("revision__user", "revision__meta")
        .defer("serialized_data")
        .order_by("-revision_id")[: LATEST + 1]
    )
    saves = [(version, when(version.revision.date_created)) for version in versions]
    context = {
        "saves": saves[:LATEST],
        "has_more": len(saves) > LATEST,
        "may_revert": request.user.has_perm("articles.change_article"),
    }
    return Tab("history", _("History"), "admin/articles/article/tabs/history.html", context)


Provider = Callable[[HttpRequest, Article | None], Tab | None]

# They hold fields of the form, so that it is whole wherever it is shown.
FORM_PROVIDERS: tuple[Provider, ...] = (pictures_tab, listings_tab)
# They show what concerns the story as it is today.
PROVIDERS: tuple[Provider, ...] = (
    corrections_tab,
    history_tab,
)


def tabs_of(request: HttpRequest, article: Article | None) -> list[Tab]:
    """The tabs of a story's form; of an old version that is about to be brought back, its own."""
    providers = FORM_PROVIDERS if is_restoring(request) else (*FORM_PROVIDERS, *PROVIDERS)
    return [tab for provide in providers if (tab := provide(request, article))]
