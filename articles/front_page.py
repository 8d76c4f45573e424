"""The front page: the newest stories at the top, then a row for each section.

Three queries however many stories and sections there are: the top, the sections with the ids of
their newest stories, and those stories' cards. Each id is a walk of a few steps along an index,
which both SQLite and PostgreSQL take; an OR of limited subqueries would make them read the table.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.safestring import SafeString, mark_safe

from articles import pages
from articles.pages import Card, SectionLink, Sections, read_links
from newsroom.prepared import PreparedQuery

TOP = 9
BESIDE_LEAD = 4
IN_BAND = 4


class Band(NamedTuple):
    section: SectionLink
    cards_html: SafeString


class FrontPage(NamedTuple):
    """The lead is the newest story with a picture, if there is one among the top."""

    lead_html: str
    top_html: SafeString
    more_html: SafeString
    bands: list[Band]
    sections: Sections


def compose(at: datetime | None = None) -> FrontPage:
    moment = pages.as_of(at)
    top = pages.newest_cards(moment)[:TOP]
    # Of a fixed length, so that the query keeps its shape; no edition has the id 0.
    shown = [card.edition_id for card in top] + [0] * (TOP - len(top))
    rows = _SECTIONS_AND_NEWEST.rows(at=moment.at, still=moment.still, shown=shown)
    sections = read_links(rows)
    newest = [row[-IN_BAND:] for row in rows[: len(sections)]]
    chosen = [edition for editions in newest for edition in editions if edition]
    found = pages.chosen_cards(chosen, moment)
    bands = []
    for section, editions in zip(sections, newest, strict=True):
        if cards := [found[edition] for edition in editions if edition in found]:
            bands.append(Band(section, pages.joined(cards)))
    lead = next((card for card in top if "<img" in card.card_html), top[0] if top else None)
    rest = [card for card in top if card is not lead]
    return FrontPage(
        lead_html=_at_once(lead),
        top_html=pages.joined(rest[:BESIDE_LEAD]),
        more_html=pages.joined(rest[BESIDE_LEAD:]),
        bands=bands,
        sections=sections,
    )


def _at_once(card: Card | None) -> str:
    """The lead's picture is the first thing seen: the browser must not wait to fetch it."""
    if card is None:
        return ""
    return mark_safe(card.card_html.replace('loading="lazy"', 'fetchpriority="high"', 1))


def _sections_and_newest_query(at, still, shown):
    """The page's links, and for each section the editions of its newest stories not shown yet."""
    live = pages.editions_at(at, still).filter(section=OuterRef("pk")).exclude(pk__in=shown)
    ids = live.newest_first().values("pk")
    nth = {f"newest_{n}": Subquery(ids[n : n + 1]) for n in range(IN_BAND)}
    return pages.links_query(**nth)


_SECTIONS_AND_NEWEST = PreparedQuery(_sections_and_newest_query)
