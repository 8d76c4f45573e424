"""The board of everything scheduled and embargoed (articles/board.py)."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.board import read_board


def urls(model_admin) -> list:
    return [
        path(
            "board/",
            model_admin.admin_site.admin_view(never_cache(require_safe(board_view))),
            {"model_admin": model_admin},
            name="articles_article_board",
        )
    ]


def board_view(request, model_admin):
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/article/board.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Schedule"),
            "board": read_board(),
            "may_look_back": request.user.has_perm("articles.view_edition"),
        },
    )
