"""What a social network tells about a post (oEmbed, https://oembed.com), as values for a form.

Only the addresses that the site configures are ever asked (OEMBED_ENDPOINTS): a pasted address is
something to ask them about, never something to fetch. What comes back is text; no HTML of theirs
is shown or stored.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html

from articles.models import SocialPost
from newsroom.outside import Outside, OutsideError

URL_LENGTH = SocialPost._meta.get_field("url").max_length
NAME_LENGTH = SocialPost._meta.get_field("author_name").max_length
TEXT_LENGTH = 5_000
# Keys that some networks add to the standard's, for when a post was published.
_TIME_KEYS = ("timestamp", "created_at", "published_at", "upload_date", "date")
_LINES = {"p", "br", "div", "blockquote", "li", "section", "article"}
_UNREAD = {"script", "style", "template", "noscript", "iframe", "svg", "head", "title"}
_SPACES = re.compile(r"\s+")
# XML 1.0 §2.2: characters no document can hold, which lxml refuses.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def endpoint_for(url: str, endpoints: Mapping[str, str] | None = None) -> str | None:
    """The address that may be asked about a post, or None: "*.example.org" is every host below."""
    endpoints = settings.OEMBED_ENDPOINTS if endpoints is None else endpoints
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or len(url) > URL_LENGTH:
        return None
    for pattern, endpoint in endpoints.items():
        below = pattern.removeprefix("*")
        if host == pattern or (below != pattern and host.endswith(below)):
            return endpoint
    return None


def ask_about(url: str, endpoint: str, outside: Outside | None = None) -> dict[str, str]:
    """What an endpoint tells of a post, by the names of a post's fields; or OutsideError."""
    answer = (outside or Outside()).fetch_json(_question(endpoint, url))
    if not isinstance(answer, dict):
        raise OutsideError(_("The network’s answer says nothing about this post."))
    html = answer.get("html") if isinstance(answer.get("html"), str) else ""
    root = _parse(html)
    values = {
        "author_name": _line(answer.get("author_name")),
        "handle": _handle(answer.get("author_url")),
        "text": _words(root) or _line(answer.get("title"), TEXT_LENGTH),
        "posted_at": _posted_at(answer, root),
    }
    values = {name: value for name, value in values.items() if value}
    if not values:
        raise OutsideError(_("The network’s answer says nothing about this post."))
    return values


def _question(endpoint: str, url: str) -> str:
    parts = urlsplit(endpoint)
    asked = [*parse_qsl(parts.query), ("url", url), ("format", "json"), ("omit_script", "1")]
    return urlunsplit(parts._replace(query=urlencode(asked), fragment=""))


def _line(value: Any, most: int = NAME_LENGTH) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join(_NOT_IN_XML.sub("", value).split())[:most]


def _handle(url: Any) -> str:
    """ "@name" of https://example.org/@name or https://example.org/name."""
    try:
        path = urlsplit(url).path.strip("/") if isinstance(url, str) else ""
    except ValueError:
        return ""
    return f"@{path.removeprefix('@')}" if re.fullmatch(r"@?[\w.]{1,60}", path) else ""


def _parse(html: str):
    html = _NOT_IN_XML.sub("", html)
    if not html.strip():
        return None
    try:
        root = lxml_html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _UNREAD:
            element.drop_tree()
    return root


def _words(root) -> str:
    """The post's own text: the paragraphs of the quotation, without the line that names it."""
    if root is None:
        return ""
    quotation = root.find(".//blockquote")
    paragraphs = quotation.findall(".//p") if quotation is not None else []
    texts = [_text(one) for one in paragraphs or [root]]
    return "\n\n".join(text for text in texts if text)[:TEXT_LENGTH]


def _text(element) -> str:
    for inner in element.iter():
        inner.text = _SPACES.sub(" ", inner.text or "")
        if inner is not element:
            end = "\n" if inner.tag in _LINES else ""
            inner.tail = end + _SPACES.sub(" ", inner.tail or "")
    lines = (" ".join(line.split()) for line in element.text_content().splitlines())
    return "\n".join(line for line in lines if line)


def _posted_at(answer: dict, root) -> str:
    """When it was posted, as the form's field takes it: in the site's own time zone.

    A date without a time is left to the desk: midnight would be a false statement.
    """
    said = [answer.get(key) for key in _TIME_KEYS]
    if root is not None:
        said += [element.get("datetime") for element in root.iter("time")]
    for value in said:
        if moment := _moment(value):
            return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
    return ""


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
        return moment if moment and timezone.is_aware(moment) else None
    except (ValueError, OverflowError):
        return None
