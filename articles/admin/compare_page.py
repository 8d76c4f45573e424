"""A comparison on a page of the desk, shown as the page's address asks."""

from dataclasses import replace

from django.http import HttpRequest

from articles.comparing import Comparison, lay_out, plain_text
from articles.comparing.layout import Page


def as_asked(request: HttpRequest, comparison: Comparison) -> Page:
    """A comparison laid out as the address asks: ``view=sides`` or ``text``, ``show=whole``."""
    view = request.GET.get("view")
    page = lay_out(
        comparison, side_by_side=view == "sides", whole=request.GET.get("show") == "whole"
    )
    return replace(page, text=plain_text(comparison)) if view == "text" else page
