"""/oembed: what a story is called and shows, for sites that link to it (https://oembed.com).

The type is "link": our pages bring no script into another's.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from articles import pages, presentation
from articles.feeds.items import record_in, whole
from articles.feeds.markup import add, plain, written
from articles.feeds.reading import Row, of_story, readable
from articles.snapshot import ImageSnapshot
from articles.withholding import in_lists, rights_in
from newsroom.public import machine_answer, public_page, site_origin
from newsroom.renditions import jpeg_width, rendition_name, thumbnail_widths


class Refused(Exception):
    """A request that cannot be answered: the status that the specification names, and why."""

    def __init__(self, status: int, why: str):
        self.status = status
        super().__init__(why)


class Bounds(NamedTuple):
    """How large a picture may be at most, in pixels; None where nothing is asked."""

    width: int | None
    height: int | None

    def hold(self, width: int, height: int) -> bool:
        pairs = ((width, self.width), (height, self.height))
        return all(most is None or size <= most for size, most in pairs)


@public_page
def oembed(request: HttpRequest) -> HttpResponse:
    try:
        kind = request.GET.get("format") or "json"
        if kind not in _WRITERS:
            raise Refused(501, _("There is json and xml."))
        bounds = Bounds(_pixels(request, "maxwidth"), _pixels(request, "maxheight"))
        row = _story_at(request)
        told = _told(row, site_origin(request), bounds, timezone.now())
    except Refused as refused:
        return _refusal(refused)
    write, content_type = _WRITERS[kind]
    return machine_answer(write(told), content_type)


def _refusal(refused: Refused) -> HttpResponse:
    text = "text/plain; charset=utf-8"
    response = machine_answer(f"{refused}\n", text, status=refused.status)
    # 501 is what the specification asks for, and no error of ours for the log.
    response._has_been_logged = True
    return response


def _pixels(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Refused(400, _("%s is a number of pixels.") % name)
    return int(text)


def _story_at(request: HttpRequest) -> Row:
    """The live edition at the address that is asked for; a slug that was finds it as well."""
    address = request.GET.get("url", "")
    if not address:
        raise Refused(400, _("Say in url which story is meant."))
    gone = Refused(404, _("No story of ours is at this address."))
    try:
        url = urlsplit(address)
        ours = urlsplit(site_origin(request))
        if url.scheme not in ("http", "https") or url.netloc.lower() != ours.netloc.lower():
            raise gone
        match = resolve(unquote(url.path))
    except (ValueError, Resolver404):
        raise gone from None
    article_id = match.kwargs.get("article_id", 0)
    if match.view_name != "articles:article" or article_id > pages.MOST_ID:
        raise gone
    row = of_story(pages.as_of(), article_id)
    if row is None or not readable([row]):
        raise gone
    return row


def _told(row: Row, origin: str, bounds: Bounds, at: datetime) -> dict[str, Any]:
    record = record_in(row.document).as_readers_see_it()
    (rights,) = rights_in([record.story], at)
    story = in_lists(record.story, rights.withheld)
    headline = presentation.social_headline(story)
    told = {
        "version": "1.0",
        "type": "link",
        "title": _("Retracted: %s") % headline if record.is_retracted else headline,
        "author_name": ", ".join(one.author.name for one in story.bylines),
        "author_url": "",
        "provider_name": settings.SITE_NAME,
        "provider_url": origin + "/",
        # Beyond the specification, for those who show more than a link.
        "url": origin + row.path,
        "description": presentation.description(story),
    }
    if len(story.bylines) == 1:
        told["author_url"] = origin + presentation.author_url(story.bylines[0].author)
    if story.lead_image:
        told |= _thumbnail(story.lead_image, origin, bounds)
    return {
        name: plain(value) if isinstance(value, str) else value
        for name, value in told.items()
        if value
    }


def _thumbnail(image: ImageSnapshot, origin: str, bounds: Bounds) -> dict[str, Any]:
    """The largest size within bounds that every picture has, with its credit."""
    widest = jpeg_width(image.width)
    choices = [(widest, "jpg"), *((width, "webp") for width in thumbnail_widths(image.width)[::-1])]
    for width, extension in choices:
        height = round(image.height * width / image.width)
        if bounds.hold(width, height):
            name = rendition_name(image.sha256, width, extension)
            return {
                "thumbnail_url": whole(default_storage.url(name), origin),
                "thumbnail_width": width,
                "thumbnail_height": height,
                "thumbnail_credit": image.credit,
            }
    return {}


def _as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def _as_xml(told: dict[str, Any]) -> bytes:
    root = etree.Element("oembed")
    for name, value in told.items():
        add(root, name, value)
    return written(root)


_WRITERS = {
    "json": (_as_json, "application/json; charset=utf-8"),
    "xml": (_as_xml, "text/xml; charset=utf-8"),
}
