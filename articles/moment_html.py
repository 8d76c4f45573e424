"""A public page's HTML with the banner of a moment, its links kept in that moment."""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.translation import gettext as _
from lxml import html as lxml_html
from lxml.html import HtmlElement

# Of a link that leads to the site as it is today, set by a template or here.
OUT = "moment-out"
# What there is of a page for programs, by the type of its link.
_FEEDS = {
    "application/rss+xml": "RSS",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
    "application/json": "ninjs",
}


class Moved(NamedTuple):
    """Where a link leads at a moment; ``is_out`` where that is the site as it is today."""

    href: str
    is_out: bool = False


Move = Callable[[str], Moved]


def in_moment(page: str, move: Move, banner: dict[str, Any], pages_html: str) -> str:
    """The page, its links moved, with the banner above all but the link that skips to the text.

    ``pages_html`` takes the place of the footer's links, if it is any.
    """
    document = lxml_html.document_fromstring(page)
    for footer in document.find_class("colophon-links") if pages_html else ():
        footer[:] = lxml_html.fragments_fromstring(pages_html)
    for tag, name in (("a", "href"), ("form", "action")):
        for link in document.iter(tag):
            if address := link.get(name):
                _lead(link, name, move(address))
    head, body = document.find("head"), document.find("body")
    feeds = _feeds(head, move)
    for name, values in (
        ("link", {"rel": "stylesheet", "href": static("articles/site/moment.css")}),
        ("meta", {"name": "robots", "content": "noindex, nofollow, noarchive"}),
    ):
        head.append(head.makeelement(name, values))
    template = get_template("admin/articles/edition/moment_banner.html")
    drawn = template.render(banner | {"feeds": feeds})
    body.insert(1, lxml_html.fragment_fromstring(drawn.strip()))
    return lxml_html.tostring(document, encoding="unicode", doctype="<!doctype html>")


def moved_link(href: str, *, prefix: str, origin: str, is_page: Callable[[str], bool]) -> Moved:
    """A link as the moment has it: one to a page of the site stays in it, another of the site
    leads out; those to elsewhere are as they were.

    Relative ones stay by themselves.
    """
    address = href
    if href == origin or href.startswith((f"{origin}/", f"{origin}?", f"{origin}#")):
        address = href.removeprefix(origin) or "/"
    if not address.startswith("/") or address.startswith("//"):
        return Moved(href)
    if is_page(urlsplit(address).path):
        return Moved(prefix + address)
    return Moved(href, is_out=True)


def _lead(link: HtmlElement, name: str, moved: Moved) -> None:
    is_meant = OUT in link.classes
    if not (moved.is_out or is_meant):
        link.set(name, moved.href)
        return
    link.classes.add(OUT)
    words = _("the site as it is today")
    if link.tag == "a":
        told = link.makeelement("span", {"class": "unseen"})
        told.text = f" ({words})"
        link.append(told)


def _feeds(head: HtmlElement, move: Move) -> list[tuple[str, str, str]]:
    """Of what a page names for programs, name, address and title of what there is at a moment."""
    found = []
    for link in head.iter("link"):
        if link.get("rel") == "alternate" and (name := _FEEDS.get(link.get("type"))):
            href = link.get("href")
            moved = move(href)
            if moved.href != href:
                found.append((name, moved.href, link.get("title") or name))
    return found
