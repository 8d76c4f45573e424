"""The front page as the desk sees it: each place with its story, and what there is to say of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from articles import front_page, pages
from articles.front.layout import LEAD, MOST_TOP, OPINION, TOP, Layout, Pin
from articles.front.words import Names
from articles.models import Article, Edition
from articles.pages import AsOf, Card, SectionLink
from articles.state import Kind, state_of_listed, when

# A story that leads for longer than this is worth a look.
OLD = timedelta(days=1)


@dataclass(slots=True)
class Item:
    """A story in a place of the page, or one that is pinned there and that readers do not see."""

    story: int
    headline: str
    state: str
    label: str
    section: str = ""
    thumbnail: str = ""
    is_pinned: bool = False
    is_shown: bool = True
    until: str = ""
    # As a field for an instant takes it, in the site's time zone.
    until_field: str = ""
    warnings: list[str] = field(default_factory=list)
    # What is worth knowing where the story stands, and not where the page is summed up.
    remark: str = ""


@dataclass(slots=True)
class Slot:
    key: str
    name: str
    items: list[Item]
    # How many it holds, and the numbers to choose from where that can be chosen.
    size: int
    sizes: range | None = None
    section: int = 0


@dataclass(slots=True)
class Board:
    lead: Slot
    top: Slot
    opinion: Slot
    rows: list[Slot]
    hidden: list[SectionLink]
    warnings: list[str]

    @property
    def slots(self) -> list[Slot]:
        return [self.lead, self.top, self.opinion, *self.rows]


class _Known:
    """What is known of the stories on a board: their working copies and their live editions."""

    def __init__(self, layout: Layout, cards: Iterable[Card], at: datetime):
        self.at = at
        self.cards = {card.key: card for card in cards}
        self.pictured = {card.edition_id: "<img" in card.card_html for card in self.cards.values()}
        editions = Edition.objects.filter(pk__in=self.pictured).order_by().defer("document")
        editions = list(editions.select_related("section", "lead_image"))
        self.by_story = {edition.article_id: edition for edition in editions}
        pinned = {pin.story for pin in layout.pins()}
        stories = Article.objects.defer("body").with_editions().select_related("section")
        self.pinned = stories.in_bulk(list(pinned))


def board_of(layout: Layout, at: datetime | None = None) -> Board:
    """The board of a layout whose rows are arranged, at an instant; about ten queries."""
    moment = pages.as_of(at)
    plan = front_page.planned(AsOf(moment.at), layout)
    cards = [card for card in (plan.lead, *plan.top, *plan.opinion) if card]
    cards += [card for _, row in plan.rows for card in row]
    known, names = _Known(layout, cards, moment.at), Names.of(layout)
    shown = {row.id: row_cards for row, row_cards in plan.rows}

    def slot(key: str, cards: Iterable[Card | None], size: int, **more) -> Slot:
        items = _items(key, layout, [card for card in cards if card], known)
        return Slot(key, names.slot(key), items, size, **more)

    rows = [
        slot(row.key, shown.get(row.section, []), row.size, sizes=range(1, 9), section=row.section)
        for row in layout.rows or ()
    ]
    board = Board(
        lead=slot(LEAD, [plan.lead], 1),
        top=slot(TOP, plan.top, MOST_TOP),
        opinion=slot(OPINION, plan.opinion, layout.opinion_size, sizes=range(5)),
        rows=rows,
        hidden=[one for one in plan.sections if one.id not in {row.section for row in rows}],
        warnings=[],
    )
    _warn(board, known)
    return board


def _items(key: str, layout: Layout, cards: list[Card], known: _Known) -> list[Item]:
    pins = layout.pins_in(key)
    pinned = [_pinned(pin, known.cards.get(pin.story), known) for pin in pins]
    everywhere = {pin.story for pin in layout.pins()}
    # What is pinned among the top leads where nothing else is left to.
    stands_in = key == LEAD and not pins
    filling = [card for card in cards if stands_in or card.key not in everywhere]
    return pinned + [_filling(card, known) for card in filling]


def _filling(card: Card, known: _Known) -> Item:
    edition = known.by_story[card.key]
    return Item(
        story=card.key,
        headline=edition.headline,
        state=Kind.LIVE,
        label=_("Live since %s") % when(edition.first_published, known.at),
        section=edition.section.name,
        thumbnail=_thumbnail(edition, known),
    )


def _thumbnail(edition: Edition, known: _Known) -> str:
    image = edition.lead_image
    return image.thumbnail_url if image and known.pictured.get(edition.pk) else ""


def _pinned(pin: Pin, card: Card | None, known: _Known) -> Item:
    item = _pinned_item(pin, card, known)
    if pin.until:
        item.until = when(pin.until, known.at)
        item.until_field = timezone.localtime(pin.until).strftime("%Y-%m-%dT%H:%M")
    return item


def _pinned_item(pin: Pin, card: Card | None, known: _Known) -> Item:
    story = known.pinned.get(pin.story)
    if story is None:
        gone = _("Story %d, which is gone") % pin.story
        lost = [_("This story was deleted. Readers see the next one in its place.")]
        return Item(
            pin.story, gone, Kind.WITHDRAWN, _("Deleted"), "", "", True, False, warnings=lost
        )
    if card is not None:
        item = _filling(card, known)
        item.is_pinned = True
        item.state = state_of_listed(story).kind
        return item
    state = state_of_listed(story)
    item = Item(
        story=pin.story,
        headline=story.headline,
        state=state.kind,
        label=state.label,
        section=story.section.name if story.section else "",
        is_pinned=True,
        is_shown=state.live is not None and pin.is_in_force(known.at),
    )
    item.warnings = [_why_unseen(pin, state, known.at)]
    return item


def _why_unseen(pin: Pin, state, at: datetime) -> str:
    if not pin.is_in_force(at):
        return _("The pin has ended: %s.") % when(pin.until, at)
    if state.live:
        return _("Nothing of this story can be shown. Its page says so too.")
    if state.scheduled:
        words = {"time": when(state.scheduled.live_from, at)}
        if not pin.is_in_force(state.scheduled.live_from):
            return _("Goes live %(time)s, after the pin has ended.") % words
        return _("Readers see it here from when it goes live: %(time)s.") % words
    return _("Not live. Readers see the next story in its place.")


def _warn(board: Board, known: _Known) -> None:
    """What an editor would want to know before readers see it."""
    seen: dict[int, list[Item]] = defaultdict(list)
    for slot in board.slots:
        for item in slot.items:
            edition = known.by_story.get(item.story) if item.is_shown else None
            if edition is None:
                continue
            if edition.lead_image_id and item.thumbnail:
                seen[edition.lead_image_id].append(item)
            if slot.key in (LEAD, TOP) and edition.first_published < known.at - OLD:
                if item.is_pinned or slot.key == LEAD:
                    item.warnings.append(_("Older than a day."))
                else:
                    item.remark = _("Older than a day")
    lead = board.lead.items[0] if board.lead.items else None
    if lead and lead.is_shown and not lead.thumbnail:
        lead.warnings.append(_("The lead has no picture."))
    for items in seen.values():
        for item in items[1:]:
            item.warnings.append(_("The same picture as “%s”.") % items[0].headline)
    board.warnings = [
        f"{item.headline}: {warning}"
        for slot in board.slots
        for item in slot.items
        for warning in item.warnings
    ]
