"""A comparison on a page of the desk, shown as the page's address asks."""

from django.http import HttpRequest

from articles.comparing import Comparison, lay_out
from articles.comparing.layout import Page


def as_asked(request: HttpRequest, comparison: Comparison) -> Page:
    """A comparison laid out as the address asks: ``view=sides``, ``show=whole``."""
    return lay_out(
        comparison,
        side_by_side=request.GET.get("view") == "sides",
        whole=request.GET.get("show") == "whole",
    )
