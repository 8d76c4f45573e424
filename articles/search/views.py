"""The search page and the description by which browsers offer it."""

import logging

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from articles import pages
from articles.navigation import navigation
from articles.search import finding
from articles.search.asked import Asked, read
from articles.search.elsewhere import SearchUnavailable
from articles.search.finding import Choice, Found
from articles.search.queries import MOST_CHARACTERS
from newsroom.public import public_page, render_public, site_origin

logger = logging.getLogger(__name__)


@public_page
def search(request):
    at, sections = timezone.now(), pages.sections()
    asked = read(request.GET, sections, at)
    try:
        found = finding.find(asked, at)
    except SearchUnavailable:
        logger.exception("The search index does not answer")
        sections_html = navigation(sections)
        return render_public(
            "articles/search_out.html", status=503, sections_html=sections_html, has_search=True
        )
    return render_public(
        "articles/search.html",
        sections_html=navigation(sections),
        has_search=True,
        asked=asked,
        found=found,
        most_characters=MOST_CHARACTERS,
        sections=sections,
        authors=_with_chosen(found.authors, asked.author),
        tags=_with_chosen(found.tags, asked.tag),
        chips=[(label, asked.address(**{name: None})) for name, label in asked.filters.items()],
        **_links(asked, found),
    )


def _with_chosen(choices: list[Choice], chosen) -> list[Choice]:
    """What the form offers: always what is chosen already."""
    if chosen is None or any(one.slug == chosen.slug for one in choices):
        return choices
    return [Choice(chosen.slug, chosen.name), *choices]


def _links(asked: Asked, found: Found) -> dict[str, str]:
    """The other pages of what was found, and the other order."""
    links = {"meant_url": asked.address(q=found.meant) if found.meant else ""}
    if asked.is_newest_first:
        links["first_url"] = asked.address() if asked.before else ""
        links["next_url"] = asked.address(before=str(found.older)) if found.older else ""
        return links
    links["newest_url"] = asked.address(sort="newest")
    if asked.page > 1:
        before = str(asked.page - 1) if asked.page > 2 else None
        links["previous_url"] = asked.address(page=before)
    if asked.page < found.pages:
        links["next_url"] = asked.address(page=str(asked.page + 1))
    return links


@public_page
def description(request):
    """How browsers search here (OpenSearch 1.1, draft 6)."""
    response = render_public(
        "articles/opensearch.xml",
        address=site_origin(request) + reverse("articles:search"),
        short_name=_short(settings.SITE_NAME),
    )
    return HttpResponse(
        response.content, content_type="application/opensearchdescription+xml; charset=utf-8"
    )


def _short(name: str, most: int = 16) -> str:
    """A name in 16 characters, as OpenSearch allows: its first words, or part of its only one."""
    if len(name) <= most:
        return name
    words = name[: most + 1].rpartition(" ")[0]
    return words.strip() or name[:most]
