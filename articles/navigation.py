"""The links to the sections, which every page carries."""

from functools import lru_cache

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.pages import SectionLink


def navigation(sections: list[SectionLink], here: int | None = None) -> SafeString:
    """The sections' links as HTML, that of the section one is in marked."""
    links = tuple((section.id, section.name, section.slug) for section in sections)
    return _drawn(links, here, get_language()) if links else SafeString()


# Kept by what it shows, so it can never be out of date: the sections are read at every visit.
@lru_cache(maxsize=256)
def _drawn(links: tuple, here: int | None, _language: str) -> SafeString:
    rows = [
        {"id": id_, "name": name, "url": reverse("articles:section", args=[slug])}
        for id_, name, slug in links
    ]
    context = {"sections": rows, "here": here}
    return get_template("articles/parts/_sections.html").render(context)
