"""Atom (RFC 4287), with the lead picture and its credit as Media RSS."""

from django.conf import settings
from lxml import etree

from articles.feeds.items import Feed, FeedItem
from articles.feeds.markup import ATOM, DC, LANG, MEDIA, add, add_clip, add_picture, written

TYPE = "application/atom+xml; charset=utf-8"


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def write(feed: Feed) -> bytes:
    root = etree.Element(_atom("feed"), nsmap={None: ATOM, "dc": DC, "media": MEDIA})
    root.set(LANG, feed.language)
    add(root, _atom("title"), feed.title)
    if feed.description:
        add(root, _atom("subtitle"), feed.description)
    add(root, _atom("id"), feed.id)
    add(root, _atom("updated"), feed.updated.isoformat())
    add(root, _atom("icon"), feed.icon)
    # Whose are the items that name nobody (§4.1.1).
    _add_person(root, "author", settings.SITE_NAME, feed.site_url)
    add(root, _atom("link"), rel="alternate", type="text/html", href=feed.home_url)
    add(root, _atom("link"), rel="self", type="application/atom+xml", href=feed.feed_url)
    if feed.next_url:
        add(root, _atom("link"), rel="next", href=feed.next_url)
    for item in feed.items:
        _add_entry(root, item, feed.language)
    return written(root)


def _add_entry(root: etree._Element, item: FeedItem, language: str) -> None:
    entry = add(root, _atom("entry"), lang=item.language if item.language != language else "")
    add(entry, _atom("title"), item.title)
    add(entry, _atom("link"), rel="alternate", type="text/html", href=item.url)
    add(entry, _atom("id"), item.id)
    if item.published_day:
        add(entry, f"{{{DC}}}date", item.published_day)
    else:
        add(entry, _atom("published"), item.published.isoformat())
    # Needed (§4.1.2), and an instant (§3.3): of a day, its first.
    add(entry, _atom("updated"), item.updated.isoformat())
    for author in item.authors:
        _add_person(entry, "author" if author.writes else "contributor", author.name, author.url)
    for topic in item.topics:
        scheme = topic.url.removesuffix(f"{topic.slug}/")
        add(entry, _atom("category"), term=topic.slug, label=topic.name, scheme=scheme)
    if item.summary or not item.html:
        add(entry, _atom("summary"), item.summary or item.title)
    if item.html:
        add(entry, _atom("content"), item.html, type="html")
    if item.picture:
        add_picture(entry, item.picture)
    for clip in item.clips:
        add_clip(entry, clip)


def _add_person(parent: etree._Element, kind: str, name: str, url: str) -> None:
    person = add(parent, _atom(kind))
    add(person, _atom("name"), name)
    add(person, _atom("uri"), url)
