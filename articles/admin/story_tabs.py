"""The tabs that every story has: pictures, other headlines, corrections, history."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.history_view import line_of
from articles.admin.tabs import Tab
from articles.models import Article, Correction, RevisionMeta, Section
from articles.state import when
from articles.timeline import with_editions

# Of a history: enough to see what happened today; the whole of it is a page of its own.
LATEST = 10


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
    metas = with_editions(RevisionMeta.objects.filter(article_id=article.pk))
    lines = [line_of(meta) for meta in metas.order_by("-number")[: LATEST + 1]]
    context = {
        "lines": lines[:LATEST],
        "has_more": len(lines) > LATEST,
        "may_restore": request.user.has_perm("articles.change_article"),
    }
    return Tab("history", _("History"), "admin/articles/article/tabs/history.html", context)
