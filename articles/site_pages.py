"""/about/: what the newsroom says of itself (articles/models/site_page.py).

``at`` is the desk's (articles/admin/moment_views.py).
"""

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles import pages, structured_pages
from articles.block_html import block_html, places_sought
from articles.body import REFERENCES, split_blocks
from articles.models import SitePage
from articles.navigation import navigation
from articles.presentation import direction
from articles.site_pages_then import pages_at
from newsroom.public import public_page, render_public, site_origin

# https://schema.org/AboutPage, https://schema.org/ContactPage
_TYPES = {SitePage.Purpose.ABOUT: "AboutPage", SitePage.Purpose.CONTACT: "ContactPage"}


@public_page
def about(request, at=None):
    """The page about the newsroom; while there is none, the way to the others."""
    found, links, as_today = _read(at, purpose=SitePage.Purpose.ABOUT)
    if found:
        # In the site's own language, where there are several.
        found.sort(key=lambda page: page.language != structured_pages.site_language())
        return _shown(request, found[0], links, as_today)
    if not links.pages:
        raise Http404
    return _page(request, links, title=_("About"), listed=links.pages)


@public_page
def page(request, slug, at=None):
    found, links, as_today = _read(at, slug=slug)
    if not found:
        raise Http404
    address = found[0].get_absolute_url()
    if address != request.path:
        return HttpResponsePermanentRedirect(address)
    return _shown(request, found[0], links, as_today)


def _read(
    at: datetime | None, **wanted: str
) -> tuple[list[SitePage], pages.Sections, frozenset[int]]:
    """The pages that are wanted, the site's links, and the ids of those that nobody knows but as
    they are today."""
    if at is None:
        return list(SitePage.objects.live().filter(**wanted)), pages.sections(), frozenset()
    then = pages_at(at)
    found = [
        page
        for page in then.pages
        if all(getattr(page, name) == value for name, value in wanted.items())
    ]
    links = pages.sections()
    links.pages = then.links()
    return found, links, then.as_today


def _shown(
    request, page: SitePage, links: pages.Sections, as_today: frozenset[int]
) -> HttpResponse:
    address = page.get_absolute_url()
    kind = _TYPES.get(page.purpose, "WebPage")
    described = structured_pages.web_page(kind, page.title, address, page.description)
    is_about = page.purpose == SitePage.Purpose.ABOUT
    return _page(
        request,
        links,
        described,
        title=page.title,
        description=page.description,
        body_html=body_html(page.body),
        language=page.language,
        direction=direction(page.language),
        here_url=address,
        listed=links.pages if is_about else (),
        is_as_today=page.pk in as_today,
    )


def _page(request, links: pages.Sections, *described, **context) -> HttpResponse:
    origin = site_origin(request)
    return render_public(
        "articles/site_page.html",
        sections_html=navigation(links),
        structured_html=structured_pages.script(origin, links, *described),
        canonical=origin + request.path,
        **context,
    )


def body_html(body: str) -> SafeString:
    """The text for readers: its sanitised blocks, without what only a story shows."""
    blocks = [block for block in split_blocks(body) if block.kind not in REFERENCES]
    places = places_sought(blocks)
    return mark_safe("\n".join(block_html(block, places) for block in blocks))
