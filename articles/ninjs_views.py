"""``…/ninjs.json`` of a story, and ``/ninjs.json``: the newest stories, a page at a time."""

import json
from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect

from articles import ninjs, pages
from articles.feeds.reading import of_site, of_story
from articles.last_change import last_change, last_modified
from articles.views import cursor_of
from newsroom.public import machine_answer, public_page, site_origin

_TYPE = "application/json; charset=utf-8"


@public_page
def story(request, section, slug, article_id, at=None):
    if article_id > pages.MOST_ID:
        raise Http404
    moment, origin = pages.as_of(at), site_origin(request)
    row = of_story(moment, article_id)
    if row is None:
        return _gone(article_id, origin, at)
    address = f"{row.path}ninjs.json"
    # A section or slug that was, or "007" for story 7.
    if request.path != unquote(address):
        return HttpResponsePermanentRedirect(address)
    items = ninjs.items_of([row], origin, moment.at)
    if not items:
        return _answer({"error": "The story cannot be read at the moment."}, status=503)
    return _answer(items[0])


@public_page
def newest(request, at=None):
    moment, cursor, origin = pages.as_of(at), cursor_of(request), site_origin(request)
    page = of_site(moment, cursor)
    if cursor and not page.rows:
        raise Http404
    here = origin + request.path
    address = f"{here}?before={cursor}" if cursor else here
    told = ninjs.collection(ninjs.items_of(page.rows, origin, moment.at), address)
    changed = last_modified(last_change(moment.at), moment.at)
    answer = _answer(told, last_modified=changed)
    if page.older:
        # The standard has no word for it (RFC 8288).
        answer.headers["Link"] = f'<{here}?before={page.older}>; rel="next"'
    return answer


def _gone(article_id: int, origin: str, at) -> HttpResponse:
    withdrawal = pages.withdrawal(article_id, at)
    if withdrawal is None:
        raise Http404
    return _answer(ninjs.cancellation(withdrawal, origin), status=410)


def _answer(told: dict[str, Any], **more) -> HttpResponse:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return machine_answer(text, _TYPE, **more)
