"""Feeds as their readers take them: RSS and Atom by feedparser, JSON Feed by its specification."""

from dataclasses import dataclass
from datetime import UTC, datetime

import feedparser

from tests.support.json_feed import read_json_feed

KINDS = ("rss", "atom", "json")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a reader of feeds knows of an item, times in UTC to the second."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    topics: tuple[str, ...]


class Malformed(AssertionError):
    """A feed that its reader had to guess at."""


def entries_in(response) -> list[Entry]:
    """The items of a feed. Raises Malformed, and ValidationError for JSON."""
    if response["Content-Type"].startswith("application/feed+json"):
        return [_of_json(item) for item in read_json_feed(response.content)["items"]]
    told = {"content-type": response["Content-Type"]}
    feed = feedparser.parse(response.content, response_headers=told)
    if feed.bozo:
        raise Malformed(feed.bozo_exception)
    return [_of_xml(entry) for entry in feed.entries]


def _of_json(item: dict) -> Entry:
    return Entry(
        item["id"],
        item["url"],
        item["title"],
        _time(item["date_published"]),
        _time(item["date_modified"]),
        tuple(author["name"] for author in item.get("authors", ())),
        tuple(item.get("tags", ())),
    )


def _of_xml(entry) -> Entry:
    return Entry(
        entry.id,
        entry.link,
        entry.title,
        datetime(*entry.published_parsed[:6], tzinfo=UTC),
        datetime(*entry.updated_parsed[:6], tzinfo=UTC),
        tuple(author.name for author in entry.get("authors", ())),
        tuple(tag.label or tag.term for tag in entry.get("tags", ())),
    )


def _time(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(UTC).replace(microsecond=0)
