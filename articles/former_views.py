"""Leading readers on from former addresses, where nothing else answers, or the front page alone."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from articles import errors
from articles.former_addresses import Leads, where
from newsroom.address_keys import request_keys
from newsroom.public import public_page


def not_found(
    request: HttpRequest, exception: Exception | None = None, at: datetime | None = None
) -> HttpResponse:
    """The handler of every 404: the way on, or the page that says that there is nothing."""
    return led_on(request, at) or errors.not_found(request, exception)


def led_on(request: HttpRequest, at: datetime | None = None) -> HttpResponse | None:
    """The answer at a former address: 301 to where it leads, 410 for a story that was withdrawn.

    None where the request's is no former address, and of a story that is not live: it answers as
    an address that nobody ever heard of. One query, none for a front page without a query of an
    older site's; for what is not live one more, and for a 410 that of its page.
    """
    if request.method not in ("GET", "HEAD") or _is_the_sites(request.path):
        return None
    keys = request_keys(request)
    if not keys:
        return None
    found = {leads.path: leads for leads in where(keys, at)}
    leads = next((found[key] for key in keys if key in found), None)
    try:
        return leads and _answer(request, leads, at)
    except Http404:
        return None


def _is_the_sites(path: str) -> bool:
    own = (reverse("admin:index"), settings.STATIC_URL, settings.MEDIA_URL)
    return path.startswith(own)


@public_page
def _answer(request: HttpRequest, leads: Leads, at: datetime | None) -> HttpResponse:
    if leads.article_id is None:
        address = leads.target
    elif leads.slug is None:
        return errors.story_gone(leads.article_id, at)
    else:
        address = reverse(
            "articles:article", args=[leads.section_slug, leads.slug, leads.article_id]
        )
    # In one step from an older host, where it has come to lead here.
    origin = settings.SITE_URL if address.startswith("/") else ""
    return HttpResponsePermanentRedirect(origin + address)
