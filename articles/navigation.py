"""The links that every page carries: to the sections, and to what the newsroom says of itself."""

from django.utils.safestring import SafeString

from articles.pages import Sections
from newsroom.parts import drawn_once


class Navigation(SafeString):
    """The sections' links as HTML; ``pages_html`` are those of the footer."""

    pages_html: SafeString = SafeString()


def navigation(links: Sections, here: int | None = None) -> Navigation:
    """The site's links, that of the section one is in marked."""
    sections = tuple((section.id, section.name, section.slug) for section in links)
    pages = tuple((page.name, page.path) for page in links.pages if page.in_footer)
    shown = Navigation(
        drawn_once("articles/parts/_sections.html", sections=sections, here=here)
        if sections
        else ""
    )
    shown.pages_html = drawn_once("articles/parts/_site_pages.html", pages=pages)
    return shown
