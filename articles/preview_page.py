"""The page behind a preview link: one unpublished story, for whoever holds its secret.

It is read by people outside, without an account or a cookie, so nothing of it may be kept by a
browser, a proxy or a search engine, and it says nothing of the desk.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import pages
from articles.errors import not_found
from articles.models import PreviewLink
from articles.navigation import navigation
from articles.preview import preview_context
from articles.preview_links import count_visit, find_link, record_shown
from articles.record import EditionRecord
from articles.snapshot import UnreadableSnapshot
from newsroom.dates import day_and_time
from newsroom.public import render_public

# Set on every answer, whatever it says.
HEADERS = {
    "Cache-Control": "no-store, private",
    # Where the story links to, nobody learns the secret address it was read at.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def preview_link(request: HttpRequest, secret: str) -> HttpResponse:
    response = _answer(request, secret)
    for name, value in HEADERS.items():
        response.headers[name] = value
    # Django would log the address of a refusal: a mangled secret is nearly a whole one.
    response._has_been_logged = True
    return response


def _answer(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if _is_guess(request):
        # The browser asks again when somebody opens it, and only that is a visit.
        return HttpResponse(status=204)
    link = find_link(secret.removesuffix("/"))
    if link is None:
        return not_found(request)
    if ending := link.ending():
        return _over(ending)
    try:
        record = record_shown(link)
    except UnreadableSnapshot:
        return render_public("503.html", status=503, sections_html=navigation(pages.sections()))
    # Mail scanners look with HEAD whether an address is there.
    if request.method == "GET":
        count_visit(link)
    return render_public(
        "articles/shared.html",
        **preview_context(record),
        standing=_standing(link, record),
        version=_version(link),
        label=link.label,
        until=day_and_time(link.expires_at),
        zone=timezone.get_current_timezone_name(),
    )


def _is_guess(request: HttpRequest) -> bool:
    """Whether a browser loads the page ahead, in case somebody opens it (Sec-Purpose)."""
    names = ("Sec-Purpose", "Purpose", "X-Moz")
    return any("prefetch" in request.headers.get(name, "").lower() for name in names)


def _over(ending: PreviewLink.Ending) -> HttpResponse:
    """Nothing of the story: who opens it late may no longer know what it was."""
    headings = {
        PreviewLink.Ending.EXPIRED: _("This link has expired"),
        PreviewLink.Ending.REVOKED: _("This link has been revoked"),
        PreviewLink.Ending.GONE: _("What this link showed is no longer there"),
    }
    return render_public(
        "articles/shared_over.html",
        status=410,
        sections_html=navigation(pages.sections()),
        heading=headings[ending],
    )


def _standing(link: PreviewLink, record: EditionRecord) -> str:
    """Where the story stands, as far as it concerns somebody outside."""
    article = link.article
    editions = article.editions.defer("document")
    if live := editions.live().first():
        if live.story_sha256 == record.story.sha256:
            return _("Published: readers see this story as it stands here.")
        return _("Not published in this form: readers see another version of this story.")
    if article.embargo_until and article.embargo_until > timezone.now():
        return _("Not published. Under embargo until %s.") % day_and_time(article.embargo_until)
    if editions.filter(withdrawal__isnull=False).exists():
        return _("Not published: this story has been withdrawn.")
    return _("Not published.")


def _version(link: PreviewLink) -> str:
    if link.is_frozen:
        return _("The story as it stood on %s.") % day_and_time(link.created_at)
    return _("The story as it was last saved.")
