"""A public page's HTML with the banner of a moment, its links kept in that moment."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import get_template
from django.templatetags.static import static
from lxml import html as lxml_html


def in_moment(page: str, move: Callable[[str], str], banner: dict[str, Any]) -> str:
    """The page, its links moved, with the banner above all but the link that skips to the text."""
    document = lxml_html.document_fromstring(page)
    for tag, name in (("a", "href"), ("form", "action")):
        for link in document.iter(tag):
            if address := link.get(name):
                link.set(name, move(address))
    head, body = document.find("head"), document.find("body")
    for name, values in (
        ("link", {"rel": "stylesheet", "href": static("articles/site/moment.css")}),
        ("meta", {"name": "robots", "content": "noindex, nofollow, noarchive"}),
    ):
        head.append(head.makeelement(name, values))
    drawn = get_template("admin/articles/edition/moment_banner.html").render(banner)
    body.insert(1, lxml_html.fragment_fromstring(drawn.strip()))
    return lxml_html.tostring(document, encoding="unicode", doctype="<!doctype html>")


def moved_link(href: str, *, prefix: str, origin: str, is_page: Callable[[str], bool]) -> str:
    """A link as the moment has it: one to a page of the site stays in it, others are as they were.

    Relative ones stay by themselves.
    """
    address = href
    if href == origin or href.startswith((f"{origin}/", f"{origin}?", f"{origin}#")):
        address = href.removeprefix(origin) or "/"
    if not address.startswith("/") or address.startswith("//"):
        return href
    return prefix + address if is_page(urlsplit(address).path) else href
