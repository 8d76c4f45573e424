"""The desk's first page: the newsdesk, for each person what concerns them."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from articles.admin.newsdesk import MAIN, SIDE, panels_of
from articles.state import name_of


def index_context(request: HttpRequest, context: dict) -> dict:
    panels = panels_of(request)
    if panels:
        context["desk"] = {
            "may_write": request.user.has_perm("articles.add_article"),
            "may_look_back": request.user.has_perm("articles.view_edition"),
            "who": name_of(request.user),
            "today": date_format(timezone.localdate(), "l, j F"),
            "panels": panels,
            "main": [panel for panel in panels if panel.column == MAIN],
            "side": [panel for panel in panels if panel.column == SIDE],
        }
    return context
