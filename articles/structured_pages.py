"""What the site's pages say of themselves to machines: who publishes, where one is, what is listed.

Beside what a story says (articles/structured.py), in one block of JSON-LD that is drawn with each
page. The organization is told whole on every page, so that what stories refer to is there.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.assembly import author_snapshot
from articles.models import SitePage
from articles.models.section import section_path
from articles.pages import PageLink, SectionLink, Sections
from articles.structured import (
    ORGANIZATION,
    ORIGIN,
    as_script,
    breadcrumbs,
    person,
    publisher,
    said,
)
from authors.models import Author
from newsroom.public import absolute

# What schema.org calls the pages of these purposes, of an organization.
_POLICIES = {
    SitePage.Purpose.ETHICS: ("publishingPrinciples", "ethicsPolicy"),
    SitePage.Purpose.CORRECTIONS: ("correctionsPolicy",),
    SitePage.Purpose.OWNERSHIP: ("ownershipFundingInfo",),
    SitePage.Purpose.MASTHEAD: ("masthead",),
}


def script(origin: str, links: Sections, *described: dict[str, Any]) -> SafeString:
    """The page's block of JSON-LD; ``origin`` is scheme and host of the site."""
    graph = [organization(links.pages, settings.SITE_NAME, settings.STATIC_URL), *described]
    written = as_script({"@context": "https://schema.org", "@graph": graph})
    return mark_safe(written.replace(ORIGIN, origin))


# Kept by what it tells; it stands on every page.
@lru_cache(maxsize=64)
def organization(pages: tuple[PageLink, ...], _name: str, _static: str) -> dict[str, Any]:
    """schema.org's NewsMediaOrganization, with the policies that it has published."""
    policies = {"correctionsPolicy": ORIGIN + reverse("articles:corrections")}
    # Pages in the site's own language are taken last, and so go before others.
    own_last = sorted(pages, key=lambda page: page.language == site_language())
    for page in own_last:
        names = _POLICIES.get(page.purpose, ())
        policies |= dict.fromkeys(names, ORIGIN + page.path)
    logo = absolute(static("articles/site/icon.svg"), ORIGIN)
    return publisher() | said(
        {
            "description": settings.SITE_TAGLINE,
            "logo": {"@type": "ImageObject", "url": logo},
            **policies,
        }
    )


def website() -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": ORIGIN + "/",
        "inLanguage": site_language(),
        "publisher": {"@id": ORIGIN + ORGANIZATION, "@type": "NewsMediaOrganization"},
    }


def web_page(kind: str, name: str, path: str, description: str = "") -> dict[str, Any]:
    """A page as schema.org's WebPage, or a kind of it, with the way to it from the front page."""
    return said(
        {
            "@type": kind,
            "name": name,
            "description": description,
            "url": ORIGIN + path,
            "breadcrumb": trail((name, path)),
        }
    )


def profile_page(author: Author, path: str) -> dict[str, Any]:
    """schema.org's ProfilePage:
    https://developers.google.com/search/docs/appearance/structured-data/profile-page
    """
    about = person(author_snapshot(author)) | said({"description": author.bio})
    return web_page("ProfilePage", author.name, path) | {"mainEntity": about}


def story_trail(section: SectionLink | None, headline: str, path: str) -> dict[str, Any]:
    steps = [(section.name, section_path(section.slug))] if section else []
    return trail(*steps, (headline, path))


def trail(*steps: tuple[str, str]) -> dict[str, Any]:
    """The way from the front page: (name, path) of each step below it."""
    return breadcrumbs([(settings.SITE_NAME, "/"), *steps])


def listed(name: str, path: str, description: str = "", *, above: Iterable[tuple[str, str]] = ()):
    """A list of stories as schema.org's CollectionPage."""
    page = web_page("CollectionPage", name, path, description)
    return page | {"breadcrumb": trail(*above, (name, path))}


def site_language() -> str:
    return settings.LANGUAGE_CODE
