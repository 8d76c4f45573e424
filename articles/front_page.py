"""The front page: what editors pinned, the rest filled by recency.

At most five queries however many stories and sections there are: the arrangement, the pinned
stories that are live, the newest, the sections with the ids of what fills their rows, and those
stories' cards. Each id is a walk of a few steps along an index, which both SQLite and PostgreSQL
take; an OR of limited subqueries would make them read the table.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache, partial
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.safestring import SafeString, mark_safe

from articles import pages
from articles.front.layout import MOST_TOP, NOT_ARRANGED, USUAL_ROW, Layout, read_layout
from articles.models import Article, Edition, FrontArrangement
from articles.pages import AsOf, Card, SectionLink, Sections, read_links
from newsroom.prepared import PreparedQuery

TOP = 1 + MOST_TOP
BESIDE_LEAD = 4
# Stories that are read beyond those shown: for some that cannot be, or are opinion.
SPARE = 3
# Lists of ids in a query are filled up to a multiple of this, so that its shapes are few.
_STEP = 16


class Band(NamedTuple):
    section: SectionLink
    cards_html: SafeString


class FrontPage(NamedTuple):
    """The page in its parts, as HTML."""

    lead_html: str
    top_html: SafeString
    more_html: SafeString
    opinion_html: SafeString
    bands: list[Band]
    sections: Sections


class Plan(NamedTuple):
    """Which story stands where: what is pinned first, then what fills the slot."""

    lead: Card | None
    top: list[Card]
    opinion: list[Card]
    rows: list[tuple[SectionLink, list[Card]]]
    sections: Sections


class _Pinned(NamedTuple):
    """A layout's pinned stories that are live: their editions by slot, in order."""

    by_slot: dict[str, list[int]]
    editions: list[int]
    stories: list[int]


def compose(at: datetime | None = None, layout: Layout | None = None) -> FrontPage:
    """The front page now or as of an instant, as it is arranged or as ``layout`` would have it."""
    plan = planned(pages.as_of(at), layout)
    rows = [(section, cards) for section, cards in plan.rows if cards]
    return FrontPage(
        lead_html=_at_once(plan.lead),
        top_html=pages.joined(plan.top[:BESIDE_LEAD]),
        more_html=pages.joined(plan.top[BESIDE_LEAD:]),
        opinion_html=pages.joined(plan.opinion),
        bands=[Band(section, pages.joined(cards)) for section, cards in rows],
        sections=plan.sections,
    )


def arranged_at(at: datetime) -> Layout:
    """The layout that is in force at an instant."""
    rows = _IN_FORCE.rows(at=at)
    return read_layout(rows[0][0]) if rows else NOT_ARRANGED


def next_change(after: datetime) -> datetime | None:
    """The next instant at which time alone changes the front page: an edition's beginning or end,
    an arrangement's beginning, a pin's end."""
    arranged = FrontArrangement.objects.to_come(after).values_list("begins_at", flat=True).first()
    pin = arranged_at(after).next_end(after)
    edition = Edition.objects.next_change(after)
    return min((at for at in (arranged, pin, edition) if at), default=None)


def planned(moment: AsOf, layout: Layout | None = None) -> Plan:
    layout = (arranged_at(moment.at) if layout is None else layout).in_force(moment.at)
    pinned = _live_pins(layout, moment)
    by_slot = pinned.by_slot
    room = TOP - len(by_slot["lead"]) - len(by_slot["top"])
    fill = _fill_of_top(layout, pinned, room, moment)
    shown = [*pinned.editions, *(card.edition_id for card in fill)]
    sections, opinion, rows = _fill_of_rows(layout, pinned, shown, moment)
    chosen = [*pinned.editions, *opinion, *(edition for _, row in rows for edition in row)]
    found = pages.chosen_cards(list(dict.fromkeys(chosen)), moment)

    def cards(editions: Iterable[int]) -> list[Card]:
        return [found[edition] for edition in editions if edition in found]

    lead, top = _opening(cards(by_slot["lead"]), cards(by_slot["top"]), fill)
    return Plan(
        lead=lead,
        top=top,
        opinion=cards(opinion),
        rows=[(section, cards(row)) for section, row in rows],
        sections=sections,
    )


def _opening(lead: list[Card], top: list[Card], fill: list[Card]) -> tuple[Card | None, list[Card]]:
    """Unless one is pinned, the newest story with a picture leads; the first pinned among the top
    does where nothing else is left: a page is not without a lead."""
    if lead:
        return lead[0], [*top, *fill]
    first = next((card for card in fill if "<img" in card.card_html), None)
    first = first or next(iter(fill or top), None)
    return first, [card for card in (*top, *fill) if card is not first]


def _live_pins(layout: Layout, moment: AsOf) -> _Pinned:
    stories = list(dict.fromkeys(pin.story for pin in layout.pins()))
    live: dict[int, int] = {}
    if stories:
        live = dict(_LIVE.rows(at=moment.at, still=moment.still, stories=_filled_up(stories)))
    by_slot = {
        slot: [live[pin.story] for pin in pins if pin.story in live]
        for slot, pins in layout.slots()
    }
    editions = [edition for slot in by_slot.values() for edition in slot]
    return _Pinned(by_slot, editions, [story for story in stories if story in live])


def _fill_of_top(layout: Layout, pinned: _Pinned, room: int, moment: AsOf) -> list[Card]:
    """The newest stories that are not pinned. Beside a row of opinion pieces, those stand aside
    as long as there are other stories among the newest."""
    cards = pages.newest_cards(moment, room + SPARE, _filled_up(pinned.stories))
    if layout.opinion_size:
        # Sorting keeps the order of those that are alike.
        cards.sort(key=_is_opinion)
    return cards[:room]


def _is_opinion(card: Card) -> bool:
    return card.card_html.startswith(_OPINION_CARD)


def _fill_of_rows(layout: Layout, pinned: _Pinned, shown: list[int], moment: AsOf) -> tuple:
    """The sections, the editions of the opinion row and those of each section's row."""
    by_slot = pinned.by_slot
    opinion = layout.opinion_size - len(by_slot["opinion"])
    wanted = _wanted_rows(layout, by_slot)
    most = USUAL_ROW if wanted is None else max((n for _, n in wanted.values()), default=0)
    values = {"at": moment.at, "still": moment.still, "shown": _filled_up(shown, TOP)}
    found = _sections_and_fill(opinion, most).rows(**values)
    sections = read_links(found)
    # After the columns of the links come the numbers of the editions.
    numbers = [row[len(row) - opinion - most :] for row in found[: len(sections)]]
    opinion_ids = by_slot["opinion"] + [one for row in numbers[:1] for one in row[:opinion] if one]
    filling = {
        section.id: [one for one in row[opinion:] if one]
        for section, row in zip(sections, numbers, strict=True)
    }
    by_id = {section.id: section for section in sections}
    if wanted is None:
        return sections, opinion_ids, [(one, filling[one.id]) for one in sections]
    rows = [
        (by_id[section], first + filling[section][:room])
        for section, (first, room) in wanted.items()
        if section in by_id
    ]
    return sections, opinion_ids, rows


def _wanted_rows(layout: Layout, by_slot: dict[str, list[int]]) -> dict | None:
    """For each section that has a row: the editions that are pinned there, and the room left."""
    if layout.rows is None:
        return None
    return {
        row.section: (by_slot[row.key], row.size - len(by_slot[row.key])) for row in layout.rows
    }


def _filled_up(ids: list[int], least: int = 0) -> list[int]:
    """Ids in a list of one of few lengths, so that queries keep their shape; nothing has id 0."""
    length = least if len(ids) <= least else -(-len(ids) // _STEP) * _STEP
    return ids + [0] * (length - len(ids))


def _at_once(card: Card | None) -> str:
    """The lead's picture is the first thing seen: the browser must not wait to fetch it."""
    if card is None:
        return ""
    return mark_safe(card.card_html.replace('loading="lazy"', 'fetchpriority="high"', 1))


def _in_force_query(at):
    return FrontArrangement.objects.in_force(at).values_list("layout")


def _live_query(at, still, stories):
    live = pages.editions_at(at, still).filter(article__in=stories)
    return live.order_by().values_list("article_id", "pk")


def _sections_query(opinion, most, at, still, shown):
    """The links of the page; with each section the newest opinion pieces that are not shown yet
    (the same with every section), and the newest of its own that are neither."""
    live = pages.editions_at(at, still).exclude(pk__in=shown).newest_first().values("pk")
    pieces = live.filter(kind=Article.Kind.OPINION)
    own = live.filter(section=OuterRef("pk"))
    if opinion:
        own = own.exclude(pk__in=pieces[:opinion])
    nth = {f"opinion_{n}": Subquery(pieces[n : n + 1]) for n in range(opinion)}
    nth |= {f"newest_{n}": Subquery(own[n : n + 1]) for n in range(most)}
    return pages.links_query(**nth)


@lru_cache(maxsize=64)
def _sections_and_fill(opinion: int, most: int) -> PreparedQuery:
    return PreparedQuery(partial(_sections_query, opinion, most))


# How the card of an opinion piece begins (templates/articles/card.html).
_OPINION_CARD = f'<article class="card kind-{Article.Kind.OPINION.value}'
_IN_FORCE = PreparedQuery(_in_force_query)
_LIVE = PreparedQuery(_live_query)
