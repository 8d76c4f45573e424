"""The newest live editions as feeds give them: with their documents, which hold the full text.

A page of a feed is one query, and two more for the rights in its pictures and clips.
"""

import logging
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from articles.feeds.items import FeedItem, item_of, record_in
from articles.models import EditionByline, EditionTag
from articles.pages import AsOf, editions_at
from articles.snapshot import UnreadableSnapshot
from articles.withholding import rights_in
from newsroom.keyset import Cursor, newest_before
from newsroom.prepared import PreparedQuery

logger = logging.getLogger(__name__)
PAGE_SIZE = 30
_FIELDS = ("first_published", "article_id", "section__slug", "slug", "document")


class Row(NamedTuple):
    """A live edition; ``key`` orders those of one time."""

    at: datetime
    key: int
    path: str
    document: str


class RowPage(NamedTuple):
    rows: list[Row]
    older: Cursor | None


def _of_editions(editions: QuerySet, cursor_at, cursor_id) -> QuerySet:
    rows = newest_before(editions, cursor_at, cursor_id, time="first_published", id="article_id")
    return rows.values_list("article_id", *_FIELDS)[: PAGE_SIZE + 1]


def _site_query(at, still, cursor_at, cursor_id):
    return _of_editions(editions_at(at, still), cursor_at, cursor_id)


def _section_query(at, still, cursor_at, cursor_id, section_id):
    live = editions_at(at, still).filter(section_id=section_id)
    return _of_editions(live, cursor_at, cursor_id)


def _of_rows(rows: QuerySet, at, still, cursor_at, cursor_id) -> QuerySet:
    """By way of the rows of an author or a tag, which lie in order in an index."""
    live = editions_at(at, still).filter(pk=OuterRef("edition_id"))
    rows = rows.filter(Exists(live))
    rows = newest_before(rows, cursor_at, cursor_id, time="first_published", id="edition_id")
    return rows.values_list(
        "edition_id", "first_published", *(f"edition__{name}" for name in _FIELDS[1:])
    )[: PAGE_SIZE + 1]


def _author_query(at, still, cursor_at, cursor_id, author_id):
    rows = EditionByline.objects.filter(author_id=author_id)
    return _of_rows(rows, at, still, cursor_at, cursor_id)


def _tag_query(at, still, cursor_at, cursor_id, tag_id):
    return _of_rows(EditionTag.objects.filter(tag_id=tag_id), at, still, cursor_at, cursor_id)


def _one_query(at, still, article_id):
    live = editions_at(at, still).filter(article_id=article_id).order_by()
    return live.values_list("article_id", *_FIELDS)


_SITE = PreparedQuery(_site_query)
_SECTION = PreparedQuery(_section_query)
_AUTHOR = PreparedQuery(_author_query)
_TAG = PreparedQuery(_tag_query)
_ONE = PreparedQuery(_one_query)


def of_site(moment: AsOf, cursor: Cursor | None) -> RowPage:
    return _page(_SITE, moment, cursor)


def of_section(moment: AsOf, cursor: Cursor | None, section_id: int) -> RowPage:
    return _page(_SECTION, moment, cursor, section_id=section_id)


def of_author(moment: AsOf, cursor: Cursor | None, author_id: int) -> RowPage:
    return _page(_AUTHOR, moment, cursor, author_id=author_id)


def of_tag(moment: AsOf, cursor: Cursor | None, tag_id: int) -> RowPage:
    return _page(_TAG, moment, cursor, tag_id=tag_id)


def of_story(moment: AsOf, article_id: int) -> Row | None:
    """The live edition of a story, or None."""
    rows = _ONE.rows(at=moment.at, still=moment.still, article_id=article_id)
    return _row(rows[0]) if rows else None


def _page(query: PreparedQuery, moment: AsOf, cursor: Cursor | None, **values) -> RowPage:
    last_at, last_key = cursor or (None, None)
    found = query.rows(
        at=moment.at, still=moment.still, cursor_at=last_at, cursor_id=last_key, **values
    )
    rows = [_row(one) for one in found[:PAGE_SIZE]]
    return RowPage(rows, Cursor(rows[-1].at, rows[-1].key) if len(found) > PAGE_SIZE else None)


def _row(found: tuple) -> Row:
    key, at, article_id, section, slug, document = found
    return Row(at, key, reverse("articles:article", args=[section, slug, article_id]), document)


def readable(rows: list[Row]) -> list[Row]:
    """Without those whose record cannot be read: their pages show what was stored."""
    kept = []
    for row in rows:
        try:
            record_in(row.document)
        except UnreadableSnapshot as error:
            logger.error("%s cannot be read and is in no feed: %s", row.path, error)
        else:
            kept.append(row)
    return kept


def items_of(rows: list[Row], origin: str, at: datetime) -> tuple[FeedItem, ...]:
    rows = readable(rows)
    rights = rights_in([record_in(row.document).story for row in rows], at)
    return tuple(
        item_of(row.document, row.path, origin, its.withheld)
        for row, its in zip(rows, rights, strict=True)
    )
