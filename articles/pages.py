"""What public pages are made of: the stored HTML of live editions.

Stored HTML is used while the renderer that made it is today's; otherwise it is made from the
edition's document for this one answer, and articles/tasks.py stores it anew: reading a page never
writes.

Each list and story can be asked for as of another instant (``at``), as the desk looks at it
(articles/admin/moment_views.py). Then all is drawn from the documents: what is stored was drawn
for the rights of today.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    Expression,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.models import (
    Edition,
    EditionByline,
    EditionTag,
    EditionWithholding,
    Section,
    SitePage,
    Withdrawal,
    site_page_path,
)
from articles.narration.player import SPOKEN_COLUMNS, Spoken
from articles.picture_files import files_in
from articles.record import EditionRecord, read_record
from articles.rendering import RENDERER, render_card, render_head, render_story
from articles.snapshot import UnreadableSnapshot
from articles.withholding import rights_in
from newsroom.keyset import Cursor, newest_before
from newsroom.prepared import PreparedQuery

logger = logging.getLogger(__name__)
PAGE_SIZE = 20
# SQLite's and PostgreSQL's largest integer: a larger id is no story's.
MOST_ID = 2**63 - 1
_NO_TIME = Value(None, output_field=IntegerField())


class AsOf(NamedTuple):
    """The instant a page is of; in the past, only stories that readers may ``still`` find."""

    at: datetime
    still: datetime | None = None
    is_drawn: bool = False


def as_of(at: datetime | None = None) -> AsOf:
    """The instant asked for; by default now, as readers ask."""
    now = timezone.now()
    if at is None:
        return AsOf(now)
    return AsOf(at, still=now if at < now else None, is_drawn=True)


def editions_at(at: datetime, still: datetime | None) -> QuerySet:
    if still is None:
        return Edition.objects.live(at)
    withheld = EditionWithholding.objects.standing().values("edition")
    return Edition.objects.live_still(at, still).exclude(pk__in=withheld)


class SectionLink(NamedTuple):
    id: int
    name: str
    slug: str
    description: str


class PageLink(NamedTuple):
    """A live page on which the newsroom speaks of itself (articles/models/site_page.py)."""

    name: str
    purpose: str
    language: str
    path: str
    in_footer: bool


class Sections(list[SectionLink]):
    """The sections in their order; ``pages`` are the newsroom's own, in theirs."""

    pages: tuple[PageLink, ...] = ()


class StoryPage(NamedTuple):
    edition_id: int
    slug: str
    language: str
    kind: str
    headline: str
    headline_search: str
    section_id: int
    section_slug: str
    # What the desk chose for this story; None where it follows the site.
    has_history: bool | None
    renderer: str | None
    story_html: str | None
    head_html: str | None
    spoken: Spoken


# How many of a row's columns are the page's own; the rest is how it is heard.
_OWN = len(StoryPage._fields) - 1


class Card(NamedTuple):
    """A story in a list; ``key`` is the id that orders the list among stories of one time.

    A chosen card has no time.
    """

    edition_id: int
    key: int
    at: datetime | None
    card_html: SafeString


class CardPage(NamedTuple):
    """A page of a list; ``older`` is the cursor of the next one, if there is more."""

    cards: list[Card]
    older: Cursor | None


def _renderer(at, page="page"):
    """What made a stored page; nothing that anybody knows once its pictures' rights are others."""
    is_over = When(**{f"{page}__good_until__lte": at}, then=Value(""))
    return Case(is_over, default=F(f"{page}__renderer"))


def _story_query(at, still, article_id):
    return (
        editions_at(at, still)
        .filter(article_id=article_id)
        .order_by()
        .values_list(
            "pk",
            "slug",
            "language",
            "kind",
            "headline",
            "headline_search",
            "section_id",
            "section__slug",
            "article__public_history__is_shown",
            _renderer(at),
            "page__story_html",
            "page__head_html",
            *SPOKEN_COLUMNS,
        )
    )


def _edition_cards(editions: QuerySet, at, cursor_at, cursor_id, size) -> QuerySet:
    rows = newest_before(
        editions, cursor_at, cursor_id, time="first_published", id="article_id"
    ).values_list("pk", "article_id", "first_published", _renderer(at), "page__card_html")
    return rows[: size + 1]


def _newest_query(size, at, still, without):
    live = editions_at(at, still)
    if without:
        live = live.exclude(article__in=without)
    return _edition_cards(live, at, None, None, size)


def _section_query(at, still, section_id, cursor_at, cursor_id):
    live = editions_at(at, still).filter(section_id=section_id)
    return _edition_cards(live, at, cursor_at, cursor_id, PAGE_SIZE)


def _day_query(at, still, starts, ends, cursor_at, cursor_id):
    live = editions_at(at, still).filter(first_published__gte=starts, first_published__lt=ends)
    return _edition_cards(live, at, cursor_at, cursor_id, PAGE_SIZE)


def _chosen_query(at, editions):
    # Chosen cards have an order already: reading a time for each would be a tenth of the page.
    chosen = Edition.objects.filter(pk__in=editions).order_by().annotate(untimed=_NO_TIME)
    return chosen.values_list("pk", "article_id", "untimed", _renderer(at), "page__card_html")


def _rows_query(rows: QuerySet, at, still, cursor_at, cursor_id):
    """Cards by way of the rows of an author or a tag, which lie in order in an index."""
    live = editions_at(at, still).filter(pk=OuterRef("edition_id"))
    rows = newest_before(
        rows.filter(Exists(live)), cursor_at, cursor_id, time="first_published", id="edition_id"
    ).values_list(
        "edition_id",
        "edition_id",
        "first_published",
        _renderer(at, "edition__page"),
        "edition__page__card_html",
    )
    return rows[: PAGE_SIZE + 1]


def _author_query(at, still, author_id, cursor_at, cursor_id):
    rows = EditionByline.objects.filter(author_id=author_id)
    return _rows_query(rows, at, still, cursor_at, cursor_id)


def _tag_query(at, still, tag_id, cursor_at, cursor_id):
    return _rows_query(EditionTag.objects.filter(tag_id=tag_id), at, still, cursor_at, cursor_id)


def links_query(**more: Expression) -> QuerySet:
    """All sections, each with ``more`` numbers, and after them the newsroom's live pages: what
    ``read_links`` reads, in one query for the links of a whole page."""
    sections = Section.objects.order_by().annotate(
        is_page=Value(0), purpose=_text(""), language=_text(""), in_footer=Value(False), **more
    )
    none = {name: Value(None, output_field=BigIntegerField()) for name in more}
    pages = SitePage.objects.live().order_by().annotate(is_page=Value(1), nothing=_text(""), **none)
    about = ("purpose", "language", "in_footer", *more)
    rows = sections.values_list("is_page", "position", "id", "name", "slug", "description", *about)
    listed = pages.values_list("is_page", "position", "id", "title", "slug", "nothing", *about)
    return rows.union(listed, all=True).order_by("is_page", "position", "name")


def read_links(rows: list[tuple]) -> Sections:
    found = Sections(SectionLink(*row[2:6]) for row in rows if not row[0])
    found.pages = tuple(
        PageLink(name, purpose, language, site_page_path(purpose, slug), bool(in_footer))
        for is_page, _, _, name, slug, _, purpose, language, in_footer, *_ in rows
        if is_page
    )
    return found


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())


_STORY = PreparedQuery(_story_query)


@lru_cache(maxsize=16)
def _newest(size: int) -> PreparedQuery:
    return PreparedQuery(partial(_newest_query, size))


_IN_SECTION = PreparedQuery(_section_query)
_ON_DAY = PreparedQuery(_day_query)
_CHOSEN = PreparedQuery(_chosen_query)
_BY_AUTHOR = PreparedQuery(_author_query)
_WITH_TAG = PreparedQuery(_tag_query)
_SECTIONS = PreparedQuery(links_query)


def sections() -> Sections:
    """The sections and the newsroom's own pages, for the links of every page."""
    return read_links(_SECTIONS.rows())


def live_story(article_id: int, at: datetime | None = None) -> StoryPage | None:
    """A story as readers see it, or None."""
    if article_id > MOST_ID:
        return None
    moment = as_of(at)
    rows = _STORY.rows(at=moment.at, still=moment.still, article_id=article_id)
    if not rows:
        return None
    story = StoryPage(*rows[0][:_OWN], Spoken(*rows[0][_OWN:]))
    if story.renderer == RENDERER and not moment.is_drawn:
        return story
    return _drawn_again(story, moment.at)


def withdrawal(article_id: int, at: datetime | None = None) -> Withdrawal | None:
    """Why a story is gone: the withdrawal of the last edition that has ended, if it has one."""
    if article_id > MOST_ID:
        return None
    moment, editions = as_of(at), Edition.objects.filter(article_id=article_id)
    found = _withdrawal(editions, moment.at)
    if found is None and moment.still and editions.begun(moment.at).exists():
        # Withdrawn since then: readers find nothing of it any more.
        found = _withdrawal(editions, moment.still)
    return found


def _withdrawal(editions: QuerySet, at: datetime) -> Withdrawal | None:
    ended = editions.ended(at).order_by("-number")
    return Withdrawal.objects.filter(edition=ended.values("pk")[:1]).first()


def newest_cards(moment: AsOf, size: int, without: Sequence[int] = ()) -> list[Card]:
    """So many of the newest stories, ``without`` some."""
    rows = _newest(size - 1).rows(at=moment.at, still=moment.still, without=without)
    return _cards(rows, moment)


def chosen_cards(edition_ids: Sequence[int], moment: AsOf) -> dict[int, Card]:
    """Cards of editions that are known to be live, by edition."""
    if not edition_ids:
        return {}
    rows = _CHOSEN.rows(at=moment.at, editions=edition_ids)
    return {card.edition_id: card for card in _cards(rows, moment)}


def joined(cards: Iterable[Card]) -> SafeString:
    return mark_safe("".join(card.card_html for card in cards))


def section_cards(section_id: int, cursor: Cursor | None, at: datetime | None = None) -> CardPage:
    return _page(_IN_SECTION, cursor, at, section_id=section_id)


def day_cards(
    starts: datetime, ends: datetime, cursor: Cursor | None, at: datetime | None = None
) -> CardPage:
    """Stories first published from an instant until before another."""
    return _page(_ON_DAY, cursor, at, starts=starts, ends=ends)


def author_cards(author_id: int, cursor: Cursor | None, at: datetime | None = None) -> CardPage:
    return _page(_BY_AUTHOR, cursor, at, author_id=author_id)


def tag_cards(tag_id: int, cursor: Cursor | None, at: datetime | None = None) -> CardPage:
    return _page(_WITH_TAG, cursor, at, tag_id=tag_id)


def _page(query: PreparedQuery, cursor: Cursor | None, at: datetime | None, **values) -> CardPage:
    moment, (last_at, key) = as_of(at), cursor or (None, None)
    rows = query.rows(at=moment.at, still=moment.still, cursor_at=last_at, cursor_id=key, **values)
    older = Cursor(*_order_of(rows[PAGE_SIZE - 1])) if len(rows) > PAGE_SIZE else None
    return CardPage(_cards(rows[:PAGE_SIZE], moment), older)


def _order_of(row) -> tuple[datetime, int]:
    _edition_id, key, at, *_rest = row
    return at, key


def _cards(rows: list[tuple], moment: AsOf) -> list[Card]:
    """Cards from rows; one of which nothing can be shown is left out, and logged."""
    stale = [row[0] for row in rows if moment.is_drawn or row[3] != RENDERER]
    fresh = _cards_drawn_again(stale, moment.at) if stale else {}
    shown = [(edition, key, at, fresh.get(edition, html)) for edition, key, at, _, html in rows]
    return [Card(edition, key, at, mark_safe(html)) for edition, key, at, html in shown if html]


def _cards_drawn_again(edition_ids: Iterable[int], at: datetime) -> dict[int, str]:
    documents = Edition.objects.filter(pk__in=edition_ids).order_by()
    records = {}
    for edition_id, document in documents.values_list("pk", "document"):
        if record := _record(edition_id, document):
            records[edition_id] = record
    stories = [record.story for record in records.values()]
    rights, files = rights_in(stories, at), files_in(stories)
    return {
        edition_id: render_card(record, its_rights.withheld, files)
        for (edition_id, record), its_rights in zip(records.items(), rights, strict=True)
    }


def _drawn_again(story: StoryPage, at: datetime) -> StoryPage:
    document = Edition.objects.values_list("document", flat=True).get(pk=story.edition_id)
    record = _record(story.edition_id, document)
    if record is None:
        return story
    (rights,) = rights_in([record.story], at)
    files = files_in([record.story])
    return story._replace(
        story_html=render_story(record, rights.withheld, files),
        head_html=render_head(record, rights.withheld, files),
    )


def _record(edition_id: int, document: str) -> EditionRecord | None:
    """The record, or None where it cannot be read: what was stored earlier is shown then."""
    try:
        return read_record(document)
    except UnreadableSnapshot as error:
        logger.error("Edition %d cannot be read and is shown as stored: %s", edition_id, error)
        return None
