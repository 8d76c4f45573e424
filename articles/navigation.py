"""The links that every page carries: to the sections, and to what the newsroom says of itself."""

from functools import lru_cache

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.pages import Sections


class Navigation(SafeString):
    """The sections' links as HTML; ``pages_html`` are those of the footer."""

    pages_html: SafeString = SafeString()


def navigation(links: Sections, here: int | None = None) -> Navigation:
    """The site's links, that of the section one is in marked."""
    sections = tuple((section.id, section.name, section.slug) for section in links)
    shown = Navigation(_drawn(sections, here, get_language()) if sections else "")
    shown.pages_html = _drawn_pages(
        tuple((page.name, page.path) for page in links.pages if page.in_footer), get_language()
    )
    return shown


# Kept by what it shows, so it can never be out of date: the sections are read at every visit.
@lru_cache(maxsize=256)
def _drawn(links: tuple, here: int | None, _language: str) -> SafeString:
    rows = [
        {"id": id_, "name": name, "url": reverse("articles:section", args=[slug])}
        for id_, name, slug in links
    ]
    context = {"sections": rows, "here": here}
    return get_template("articles/parts/_sections.html").render(context)


@lru_cache(maxsize=64)
def _drawn_pages(pages: tuple, _language: str) -> SafeString:
    return get_template("articles/parts/_site_pages.html").render({"pages": pages})
