"""RSS 2.0 (https://www.rssboard.org/rss-specification), with the elements that readers of news
look for: content:encoded, dc:creator, media:content, atom:updated.

Django's generator writes one author and no text beside the summary, so it is not used.
"""

from email.utils import format_datetime

from django.template.defaultfilters import linebreaksbr
from lxml import etree

from articles.feeds.items import Feed, FeedItem
from articles.feeds.markup import ATOM, CONTENT, DC, MEDIA, add, add_clip, add_picture, written

TYPE = "application/rss+xml; charset=utf-8"
_NAMESPACES = {"atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA}


def write(feed: Feed) -> bytes:
    root = etree.Element("rss", version="2.0", nsmap=_NAMESPACES)
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.home_url)
    add(channel, "description", feed.description or feed.title)
    add(channel, "language", feed.language)
    # Of what holds nothing yet there is no such time to tell, and RSS asks for none.
    if feed.items and not feed.is_updated_by_day:
        add(channel, "lastBuildDate", format_datetime(feed.updated))
    add(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=feed.feed_url)
    if feed.next_url:
        add(channel, f"{{{ATOM}}}link", rel="next", href=feed.next_url)
    image = add(channel, "image")
    add(image, "url", feed.small_icon)
    # As in the channel, says the specification; without a size it is taken for 88 by 31.
    add(image, "title", feed.title)
    add(image, "link", feed.home_url)
    add(image, "width", 144)
    add(image, "height", 144)
    for item in feed.items:
        _add_item(channel, item, feed.language)
    return written(root)


def _add_item(channel: etree._Element, item: FeedItem, language: str) -> None:
    entry = add(channel, "item")
    add(entry, "title", item.title)
    add(entry, "link", item.url)
    add(entry, "guid", item.id, isPermaLink="false")
    if item.published_day:
        # What RSS writes dates in (RFC 822) has no day without an hour; W3CDTF has.
        add(entry, f"{{{DC}}}date", item.published_day)
    else:
        add(entry, "pubDate", format_datetime(item.published))
    if not item.updated_day:
        add(entry, f"{{{ATOM}}}updated", item.updated.isoformat())
    for author in item.authors:
        add(entry, f"{{{DC}}}{'creator' if author.writes else 'contributor'}", author.name)
    for topic in item.topics:
        add(entry, "category", topic.name)
    if item.language != language:
        add(entry, f"{{{DC}}}language", item.language)
    # Its readers take a description for HTML, whatever it looks like.
    add(entry, "description", linebreaksbr(item.summary or item.title, autoescape=True))
    if item.html:
        add(entry, f"{{{CONTENT}}}encoded", item.html)
    if item.picture:
        add_picture(entry, item.picture)
    for clip in item.clips:
        add_clip(entry, clip)
