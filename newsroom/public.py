"""What every public page has in common: the same bytes for every reader, no cookie, an ETag."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from hashlib import blake2b
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.template.loader import get_template
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from newsroom.languages import direction, words_marked

_METHODS = ("GET", "HEAD", "OPTIONS")


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that anybody may see and that only shows: GET and HEAD, revalidated at every visit.
    OPTIONS is told so, and scripts of other sites that they may ask for what has changed.

    "no-cache" lets browsers and proxies keep the page but ask before they show it: a story that
    was corrected or withdrawn, or whose hour has come, must not be shown as it was from a cache.
    Asking costs one 304. Redirects are asked for again too, since an address may change back.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return _options() if request.method == "OPTIONS" else HttpResponseNotAllowed(_METHODS)
        # The desk shows these pages too, and has a language of its own.
        with translation.override(settings.LANGUAGE_CODE):
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        if response.status_code != 200:
            return response
        etag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
        response.headers["ETag"] = etag
        if request.META.keys().isdisjoint(("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")):
            return response
        changed = parse_http_date_safe(response.headers.get("Last-Modified", ""))
        return get_conditional_response(request, etag, changed, response)

    # Nothing is taken, so there is nothing to forge: who sends a form here is told that no form is
    # taken, not that theirs had no token.
    shown.csrf_exempt = True
    return shown


def _options() -> HttpResponse:
    """What a page takes (RFC 9110 §9.3.7). Whether a script of another site may read it is the
    page's own to say; here it hears that it may ask for it by its ETag (Fetch §3.3.5)."""
    response = HttpResponse(status=204)
    response.headers["Allow"] = ", ".join(_METHODS)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "If-Modified-Since, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def site_origin(request: HttpRequest) -> str:
    """Scheme and host of the site's addresses: SITE_URL, or what the request came to."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def absolute(url: str, origin: str) -> str:
    """The full address of a file or page: of one that lies elsewhere, as it is."""
    return origin + url if url.startswith("/") else url


def render_public(template: str, *, status: int = 200, **context) -> HttpResponse:
    """A page from a template, without the request: no context processor can make it personal."""
    context |= {
        "site_name": settings.SITE_NAME,
        "tagline": settings.SITE_TAGLINE,
        "site_language": settings.LANGUAGE_CODE,
        "site_direction": direction(settings.LANGUAGE_CODE),
        "words_in": words_marked(settings.LANGUAGE_CODE, context.get("language")),
        "card_credits": settings.CARD_CREDITS,
        # Recordings alone make one, too, but whether there is any would be a query on every page.
        "has_podcast": settings.NARRATION != "off",
    }
    with translation.override(settings.LANGUAGE_CODE):
        response = HttpResponse(get_template(template).render(context), status=status)
    response.headers["Content-Security-Policy"] = content_policy(settings.MEDIA_URL)
    return response


def machine_answer(
    content: bytes | str, content_type: str, *, status: int = 200, last_modified: str = ""
) -> HttpResponse:
    """What programs read: feeds, sitemaps, JSON. Scripts of any site may, for anybody may.

    They see what they need to ask again or for what follows. A browser that shows one runs nothing
    of it. ``last_modified`` is the header's value.
    """
    response = HttpResponse(content, content_type=content_type, status=status)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    if last_modified:
        response.headers["Last-Modified"] = last_modified
    return response


def readers_request(request: HttpRequest, path: str, asked: Iterable[str] = ()) -> HttpRequest:
    """The request of a reader who asks for a page of the site: nobody in particular.

    From ``request`` come the site's own address and, of its query, what is named in ``asked``.
    """
    inner = HttpRequest()
    inner.method = "GET"
    inner.path = inner.path_info = path
    told = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO")
    inner.META = {name: request.META[name] for name in told if name in request.META}
    inner.GET = QueryDict(mutable=True)
    for name in asked:
        if name in request.GET:
            inner.GET[name] = request.GET[name]
    return inner


@cache
def content_policy(media_url: str) -> str:
    """What a public page may load: its own files and the newsroom's media, nothing inline.

    Should hostile markup ever pass the sanitiser, a browser still runs none of it
    (W3C Content Security Policy Level 3).
    """
    media = urlsplit(media_url)
    files = f"'self' {media.scheme or 'https'}://{media.netloc}" if media.netloc else "'self'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"connect-src 'self'; manifest-src 'self'; img-src {files}; media-src {files}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
