"""The pages of what went wrong, named as handlers in newsroom/urls.py."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from articles import pages
from articles.navigation import navigation
from newsroom.public import render_public


def not_found(request, exception=None):
    return _error("404.html", 404)


def forbidden(request, exception=None):
    return _error("403.html", 403)


def outdated_form(request, reason=""):
    """A form without the token of its session: settings.CSRF_FAILURE_VIEW."""
    return _error("403_form.html", 403)


def story_gone(article_id: int, at: datetime | None = None) -> HttpResponse:
    """410 for a story that was withdrawn. Raises Http404 for every other that is not live."""
    withdrawal = pages.withdrawal(article_id, at)
    if withdrawal is None:
        raise Http404
    links = navigation(pages.sections())
    return render_public("410.html", status=410, sections_html=links, withdrawal=withdrawal)


def file_gone(request):
    """In place of a picture or a clip, to which no page leads any more: a few bytes."""
    words = _("This has been withdrawn.")
    response = HttpResponse(words, status=410, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _error(template: str, status: int):
    response = render_public(template, status=status, sections_html=navigation(pages.sections()))
    # There may be a page at this address before long.
    response.headers["Cache-Control"] = "no-cache"
    return response
