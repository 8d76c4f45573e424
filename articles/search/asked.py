"""What an address of the search asks for; whatever cannot be is a sentence, never an error."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

import regex
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Edition, EditionByline, EditionTag, Tag
from articles.pages import SectionLink
from articles.search.queries import MOST_CHARACTERS, Query, read_query
from authors.models import Author
from newsroom import dates
from newsroom.keyset import BadCursor, Cursor
from newsroom.prepared import PreparedQuery

# Pages of the best matches; the newest go on without end.
MOST_PAGES = 10
NAMES = ("q", "section", "author", "tag", "from", "to", "sort")
_SLUG = regex.compile(r"[-\w]{1,120}")
_YEARS = range(1000, 9000)


class Named(NamedTuple):
    """A writer or a topic."""

    id: int
    slug: str
    name: str


@dataclass
class Asked:
    """``typed`` is the address's own words by name; ``filters`` what is set of them, as said."""

    typed: dict[str, str]
    query: Query
    section: SectionLink | None = None
    author: Named | None = None
    tag: Named | None = None
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1
    before: Cursor | None = None
    filters: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def has_words(self) -> bool:
        return bool(self.query.sought)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.filters)

    @property
    def is_newest_first(self) -> bool:
        """Without words nothing is a better match than another."""
        return self.typed["sort"] == "newest" or not self.has_words

    @property
    def is_anything(self) -> bool:
        return not self.problems and (self.has_words or bool(self.filters))

    def address(self, **values: str | None) -> str:
        """The query of an address like this one; a value of None leaves one out."""
        kept = {name: text for name, text in self.typed.items() if text} | values
        return "?" + urlencode({name: text for name, text in kept.items() if text})


def read(sent: QueryDict, sections: list[SectionLink], at: datetime) -> Asked:
    typed = {name: sent.get(name, "").replace("\0", "").strip() for name in NAMES}
    query = read_query(typed["q"], settings.LANGUAGE_CODE)
    typed["q"] = typed["q"][:MOST_CHARACTERS]
    typed["sort"] = "newest" if typed["sort"] == "newest" else ""
    asked = Asked(typed, query)
    _read_section(asked, sections)
    _read_name(asked, "author", _AUTHOR, at)
    _read_name(asked, "tag", _TAG, at)
    _read_days(asked)
    _read_place(asked, sent)
    left_out_only = query.terms and not query.sought
    if typed["q"] and not asked.has_words:
        asked.problems.append(
            _("Say also what to look for, not only what to leave out.")
            if left_out_only
            else _("There is no word in that. Type a word or two.")
        )
    return asked


def _read_section(asked: Asked, sections: list[SectionLink]) -> None:
    if not (slug := asked.typed["section"]):
        return
    asked.section = next((one for one in sections if one.slug == slug), None)
    if asked.section:
        asked.filters["section"] = asked.section.name
    else:
        asked.problems.append(_("There is no such section."))


def _named_query(name: str, kind, rows, slug: str, at: datetime) -> QuerySet:
    """A writer or a topic that has a live story: no other is known to readers."""
    live = Edition.objects.live(at).filter(pk=OuterRef("edition"))
    theirs = rows.objects.filter(Exists(live), **{name: OuterRef("pk")})
    return kind.objects.filter(Exists(theirs), slug=slug).values_list("pk", "slug", "name")


_AUTHOR = PreparedQuery(partial(_named_query, "author", Author, EditionByline))
_TAG = PreparedQuery(partial(_named_query, "tag", Tag, EditionTag))


def _read_name(asked: Asked, name: str, query: PreparedQuery, at: datetime) -> None:
    if not (slug := asked.typed[name]):
        return
    found = None
    if _SLUG.fullmatch(slug):
        found = next((Named(*row) for row in query.rows(slug=slug, at=at)), None)
    setattr(asked, name, found)
    if found:
        asked.filters[name] = found.name
    elif name == "author":
        asked.problems.append(_("No stories here are by a writer of that name."))
    else:
        asked.problems.append(_("No stories here are on such a topic."))


def _read_days(asked: Asked) -> None:
    first, last = _day(asked, "from"), _day(asked, "to")
    if first:
        asked.since = _midnight(first)
        asked.filters["from"] = _("From %(day)s") % {"day": dates.day(first)}
    if last:
        asked.until = _midnight(last + timedelta(days=1))
        asked.filters["to"] = _("Until %(day)s") % {"day": dates.day(last)}
    if first and last and first > last:
        asked.problems.append(_("The first day lies after the last."))


def _day(asked: Asked, name: str) -> date | None:
    if not (text := asked.typed[name]):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        asked.problems.append(_("There is no such day. Write it as 2026-03-31."))
        day = None
    # A date field holds nothing but a valid day, spelled in one way.
    asked.typed[name] = day.isoformat() if day else ""
    return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _read_place(asked: Asked, sent: QueryDict) -> None:
    """Which page: a number among the best matches, a cursor among the newest."""
    text = sent.get("page", "")
    if text and not asked.is_newest_first:
        is_page = regex.fullmatch("[1-9][0-9]?", text) and int(text) <= MOST_PAGES
        if is_page:
            asked.page = int(text)
        else:
            asked.problems.append(_("There is no such page."))
    before = sent.get("before", "")
    if before and asked.is_newest_first:
        try:
            asked.before = Cursor.read(before)
        except BadCursor:
            asked.problems.append(_("There is no such page."))
