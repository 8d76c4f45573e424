"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

What it has no word for stands under ``_newsroom``: the picture's credit, corrections, a
retraction.
"""

import json
from typing import Any

from django.conf import settings

from articles.feeds.items import Feed, FeedClip, FeedItem, FeedPicture

TYPE = "application/feed+json; charset=utf-8"


def write(feed: Feed) -> bytes:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home_url,
        "feed_url": feed.feed_url,
        "next_url": feed.next_url,
        "icon": feed.icon,
        "favicon": feed.small_icon,
        "language": feed.language,
        "authors": [{"name": settings.SITE_NAME, "url": feed.site_url}],
    }
    told = _told(data)
    told["items"] = [_item(item, feed.language) for item in feed.items]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _item(item: FeedItem, language: str) -> dict[str, Any]:
    data = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "image": item.picture.url if item.picture else "",
        # Instants, or nothing.
        "date_published": "" if item.published_day else item.published.isoformat(),
        "date_modified": "" if item.updated_day else item.updated.isoformat(),
        "authors": [{"name": author.name, "url": author.url} for author in item.authors],
        "tags": [topic.name for topic in item.topics],
        "language": item.language if item.language != language else "",
        "attachments": [_clip(clip) for clip in item.clips],
        "_newsroom": _own(item),
    }
    if not item.html:
        # One of the two has to be there.
        data["content_text"] = item.summary or item.title
    return _told(data)


def _own(item: FeedItem) -> dict[str, Any]:
    data = {
        "about": settings.SITE_NAME,
        "edition": item.edition,
        "section": item.section.name if item.section else "",
        "day_published": item.published_day,
        "day_modified": item.updated_day,
        "is_retracted": item.is_retracted,
        "image": _picture(item.picture) if item.picture else {},
        "corrections": [
            {"kind": one.change, "heading": one.heading, "text": one.text, "date": one.at}
            for one in item.notices
        ],
    }
    return _told(data)


def _clip(clip: FeedClip) -> dict[str, Any]:
    data = {
        "url": clip.url,
        "mime_type": clip.type,
        "title": clip.title,
        "duration_in_seconds": clip.duration,
    }
    return _told(data)


def _picture(picture: FeedPicture) -> dict[str, Any]:
    data = {
        "url": picture.url,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
    }
    return _told(data)


def _told(data: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known or not so."""
    return {name: value for name, value in data.items() if value}
