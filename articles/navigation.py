"""The links that every page carries: to the sections, and to what the newsroom says of itself."""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from articles.pages import PageLink, Sections
from newsroom.parts import drawn_once


class Navigation(SafeString):
    """The sections' links as HTML; ``pages_html`` are those of the footer."""

    pages_html: SafeString = SafeString()


def navigation(links: Sections, here: int | None = None) -> Navigation:
    """The site's links, that of the section one is in marked."""
    sections = tuple((section.id, section.name, section.slug) for section in links)
    shown = Navigation(
        drawn_once("articles/parts/_sections.html", sections=sections, here=here)
        if sections
        else ""
    )
    shown.pages_html = footer_links(links.pages)
    return shown


def footer_links(pages: Iterable[PageLink]) -> SafeString:
    """The links of the footer: to the newsroom's own pages, and to what every site has."""
    shown = tuple((page.name, page.path) for page in pages if page.in_footer)
    return drawn_once("articles/parts/_site_pages.html", pages=shown)
