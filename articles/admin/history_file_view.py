"""Taking a story's history out: one HTML file, or JSON (articles/history_file.py)."""

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, register_converter
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.history_file import as_html, as_json
from articles.models import Article


class Form:
    """The file's form in an address."""

    regex = "html|json"
    to_python = to_url = staticmethod(str)


register_converter(Form, "history_form")
TYPES = {"html": "text/html; charset=utf-8", "json": "application/json"}


def urls(model_admin) -> list:
    return [
        path(
            "<int:article_id>/history.<history_form:form>",
            model_admin.admin_site.admin_view(never_cache(require_safe(history_file_view))),
            {"model_admin": model_admin},
            name="articles_article_history_file",
        ),
    ]


def history_file_view(request, article_id, form, model_admin):
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    may_look = model_admin.has_view_permission(request, article)
    if not (may_look and request.user.has_perm("articles.view_edition")):
        raise PermissionDenied
    pieces = as_html(article) if form == "html" else as_json(article)
    name = f"story-{article.pk}-history.{form}"
    return StreamingHttpResponse(
        pieces,
        content_type=TYPES[form],
        headers={
            # Never shown on the newsroom's own address: what it holds is somebody's words.
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
