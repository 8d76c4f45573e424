"""What changed since an earlier save: a revision beside the working copy. For staff only."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from reversion.models import Revision

from articles.assembly import MissingStory, snapshot_revision, snapshot_working_copy
from articles.differences import differences, lines_of_snapshot
from articles.models import Article
from articles.state import read_state, when


def urls(model_admin) -> list:
    view = never_cache(require_safe(compare_view))
    return [
        path(
            "<int:article_id>/compare/<int:revision_id>/",
            model_admin.admin_site.admin_view(view),
            {"model_admin": model_admin},
            name="articles_article_compare",
        ),
    ]


def compare_view(request, article_id, revision_id, model_admin):
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    revision = get_object_or_404(Revision.objects.select_related("user"), pk=revision_id)
    try:
        then = snapshot_revision(revision, article.pk)
    except MissingStory:
        raise Http404 from None
    now = snapshot_working_copy(article)
    return TemplateResponse(
        request,
        "admin/articles/article/compare.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": article,
            "title": _("What changed since %s") % when(revision.date_created),
            "state": read_state(article),
            "differences": differences(lines_of_snapshot(then), lines_of_snapshot(now)),
            "form_url": reverse("admin:articles_article_change", args=[article.pk]),
            "then": when(revision.date_created),
            "who": revision.user
            and (revision.user.get_full_name() or revision.user.get_username()),
        },
    )
