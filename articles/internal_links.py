"""Where a link to our own site leads: to what readers find, to what they will, or to nothing.

Which links are ours is told from their text alone (``own_address``). ``states_of`` asks the
database about many paths at once, a fixed number of queries however many there are;
``states_of_links`` about links with their queries, by which former addresses are told apart.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import html as lxml_html

from articles.models import (
    Article,
    Edition,
    EditionByline,
    EditionTag,
    FormerAddress,
    Section,
    Tag,
)
from articles.state import when
from authors.models import Author
from newsroom.address_keys import FRONT, keys_of

_WEB = {"", "http", "https"}
# What a browser takes out of an address before it reads it (WHATWG URL, 4.4).
_NOT_IN_URLS = re.compile(r"[\t\n\r]")


class State(models.TextChoices):
    LIVE = "live", gettext_lazy("Live")
    NOT_LIVE = "not_live", gettext_lazy("Not yet live")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    MOVED = "moved", gettext_lazy("Moved")
    MISSING = "missing", gettext_lazy("Missing")


@dataclass(frozen=True, slots=True)
class LinkState:
    """Where a path leads; ``sentence`` says it to the desk, ``address`` is the right path."""

    state: str
    sentence: str = ""
    address: str = ""

    @property
    def is_dead(self) -> bool:
        """Whether readers would find nothing. What has moved still leads on."""
        return self.state not in {State.LIVE, State.MOVED}


LIVE = LinkState(State.LIVE)


class OwnAddress(NamedTuple):
    """The path of a link to this site, its escapes read, and its query as it is written."""

    path: str
    query: str = ""


def own_path(href: str, *, hosts: Iterable[str] = ()) -> str | None:
    """The path of a link to this site, None for every other link (``own_address``)."""
    address = own_address(href, hosts=hosts)
    return address and address.path


def own_address(href: str, *, hosts: Iterable[str] = ()) -> OwnAddress | None:
    """The address of a link to this site, None for every other link.

    Ours is what begins with "/", and what is on the host of SITE_URL or one of ``hosts``
    ("news.example.org", with the port if there is one).
    """
    href = _NOT_IN_URLS.sub("", href).strip()
    try:
        url = urlsplit(href)
        ours = {*hosts, urlsplit(settings.SITE_URL).netloc} - {""}
        if url.scheme.lower() not in _WEB or not (url.scheme or href.startswith("/")):
            return None
        if url.netloc and url.netloc.lower() not in {host.lower() for host in ours}:
            return None
    except ValueError:
        return None
    return OwnAddress(unquote(url.path) or "/", url.query)


def links_of(body: str) -> list[tuple[str, str]]:
    """Every link of a cleaned body in order: its address and its words."""
    if "<a " not in body:
        return []
    root = lxml_html.fragment_fromstring(body, create_parent="div")
    return [(link.get("href", ""), link.text_content()) for link in root.iter("a")]


def states_of(paths: Iterable[str], at: datetime | None = None) -> dict[str, LinkState]:
    """Where each path leads at an instant (default: now). At most twelve queries."""
    found = _states_of(map(OwnAddress, paths), at)
    return {address.path: state for address, state in found.items()}


def states_of_links(
    hrefs: Iterable[str], *, hosts: Iterable[str] = (), at: datetime | None = None
) -> dict[str, LinkState]:
    """Where each link to this site leads, by what is written for it; others are left out."""
    hosts = list(hosts)
    addresses = {href: own_address(href, hosts=hosts) for href in dict.fromkeys(hrefs)}
    found = _states_of((address for address in addresses.values() if address), at)
    return {href: found[address] for href, address in addresses.items() if address}


def _states_of(addresses: Iterable[OwnAddress], at: datetime | None) -> dict[OwnAddress, LinkState]:
    addresses = list(dict.fromkeys(addresses))
    pages = states_of_pages((address.path for address in addresses), at)
    answered = {State.LIVE, State.WITHDRAWN}
    asked = {
        address: keys
        for address in addresses
        if (address.path == FRONT or pages[address.path].state not in answered)
        and (keys := keys_of(address.path.encode("utf-8", "replace"), address.query))
    }
    former = _former(asked, at) if asked else {}
    unknown = LinkState(
        State.MOVED, _("No former address is known by this query: readers get the front page.")
    )
    fronts = {address: unknown for address in asked if address.path == FRONT}
    return {one: former.get(one) or fronts.get(one) or pages[one.path] for one in addresses}


def states_of_pages(paths: Iterable[str], at: datetime | None = None) -> dict[str, LinkState]:
    """Where each path leads without what former addresses would make of it."""
    at = at or timezone.now()
    places = {path: place_of(path) for path in dict.fromkeys(paths)}
    found: dict[str, LinkState] = {}
    for name, states in _STATES.items():
        asked = {path: place for path, place in places.items() if place.name == name}
        if asked:
            found |= states(asked, at)
    return {path: found[path] for path in places}


def _former(
    keys_by_address: dict[OwnAddress, list[str]], at: datetime | None
) -> dict[OwnAddress, LinkState]:
    """Those that are former addresses: moved, or to a story that is not to be seen."""
    wanted = {key for keys in keys_by_address.values() for key in keys}
    rows = FormerAddress.objects.filter(path__in=wanted).order_by()
    leads = {row.path: row for row in rows.only("path", "article_id", "target")}
    stories = {
        path: PageAt("articles:article", {"article_id": row.article_id})
        for path, row in leads.items()
        if row.article_id
    }
    found = _stories(stories, at or timezone.now()) if stories else {}
    states = {}
    for one, keys in keys_by_address.items():
        if row := next((leads[key] for key in keys if key in leads), None):
            address = found[row.path].address if row.article_id else row.target
            said = _("This is a former address; the right one is %s") % address
            moved = LinkState(State.MOVED, said, address)
            states[one] = moved if address else found[row.path]
    return states


class PageAt(NamedTuple):
    """The kind of page a path is one of, by the name of its address, and what the path says."""

    name: str
    values: dict


def place_of(path: str) -> PageAt:
    """What kind of page a path is one of; with a slash added where the site adds it."""
    if not path.isprintable():
        # No database can be asked for a NUL or for half a character, and no page is called so.
        return PageAt("nowhere", {})
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return PageAt("file", {})
    if f"{path}/".startswith(reverse("admin:index")):
        return PageAt("desk", {})
    for address in (path, f"{path}/"):
        try:
            match = resolve(address)
        except Resolver404:
            continue
        name = match.view_name if match.view_name in _STATES else "other"
        return PageAt(name, match.kwargs | {"address": address})
    return PageAt("nowhere", {})


def _missing(sentence: str) -> Callable:
    def states(places: dict[str, PageAt], at: datetime) -> dict[str, LinkState]:
        return {path: LinkState(State.MISSING, str(sentence)) for path in places}

    return states


def _files(places: dict[str, PageAt], at: datetime) -> dict[str, LinkState]:
    # Whether a file is there is for its storage to know, which may be far away.
    return dict.fromkeys(places, LIVE)


def _other_pages(places: dict[str, PageAt], at: datetime) -> dict[str, LinkState]:
    return {path: _at_home(path, place.values["address"]) for path, place in places.items()}


def _at_home(path: str, address: str) -> LinkState:
    if path == unquote(address):
        return LIVE
    return LinkState(State.MOVED, _("The right address is %s") % address, address)


def _stories(places: dict[str, PageAt], at: datetime) -> dict[str, LinkState]:
    ids = {place.values["article_id"] for place in places.values()}
    live = {
        pk: reverse("articles:article", args=[section, slug, pk])
        for pk, section, slug in Edition.objects.live(at)
        .filter(article_id__in=ids)
        .order_by()
        .values_list("article_id", "section__slug", "slug")
    }
    unseen = _unseen_stories(ids - live.keys(), at) if ids - live.keys() else {}
    none = LinkState(State.MISSING, _("There is no such story."))
    states = {}
    for path, place in places.items():
        pk = place.values["article_id"]
        states[path] = _at_home(path, live[pk]) if pk in live else unseen.get(pk, none)
    return states


def _unseen_stories(ids: set[int], at: datetime) -> dict[int, LinkState]:
    """Stories that are there, but not for readers."""
    editions = Edition.objects.filter(article_id__in=ids).order_by("-number")
    coming = dict(editions.scheduled(at).values_list("article_id", "live_from"))
    gone = set(
        editions.ended(at).filter(withdrawal__isnull=False).values_list("article_id", flat=True)
    )
    states = {}
    for pk in Article.objects.filter(pk__in=ids).order_by().values_list("pk", flat=True):
        if pk in coming:
            said = _("This story goes live at %s.") % when(coming[pk], at)
            states[pk] = LinkState(State.NOT_LIVE, said)
        elif pk in gone:
            states[pk] = LinkState(State.WITHDRAWN, _("This story has been withdrawn."))
        else:
            states[pk] = LinkState(State.NOT_LIVE, _("This story is not live yet."))
    return states


def _sections(places: dict[str, PageAt], at: datetime) -> dict[str, LinkState]:
    slugs = {place.values["section"] for place in places.values()}
    known = set(Section.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    gone = LinkState(State.MISSING, _("There is no such section."))
    return {
        path: _at_home(path, place.values["address"]) if place.values["section"] in known else gone
        for path, place in places.items()
    }


def _lists_of(model, rows, field: str, missing) -> Callable:
    """Pages that are there while a live story is on them: a tag's, an author's."""

    def states(places: dict[str, PageAt], at: datetime) -> dict[str, LinkState]:
        live = Edition.objects.live(at).filter(pk=OuterRef("edition_id"))
        shown = rows.objects.filter(Exists(live), **{field: OuterRef("pk")})
        slugs = {place.values["slug"] for place in places.values()}
        known = dict(
            model.objects.filter(slug__in=slugs)
            .order_by()
            .annotate(is_shown=Exists(shown))
            .values_list("slug", "is_shown")
        )
        unlike = {
            False: LinkState(State.NOT_LIVE, _("No live story stands on this page yet.")),
            None: LinkState(State.MISSING, str(missing)),
        }
        return {
            path: unlike.get(known.get(place.values["slug"]))
            or _at_home(path, place.values["address"])
            for path, place in places.items()
        }

    return states


# How each kind of page is looked up, by the name of its address.
_STATES: dict[str, Callable[[dict[str, PageAt], datetime], dict[str, LinkState]]] = {
    "articles:article": _stories,
    "articles:section": _sections,
    "articles:tag": _lists_of(Tag, EditionTag, "tag", gettext_lazy("There is no such tag.")),
    "authors:author": _lists_of(
        Author, EditionByline, "author", gettext_lazy("There is no such author.")
    ),
    "desk": _missing(gettext_lazy("This leads to the desk, where readers cannot go.")),
    "nowhere": _missing(gettext_lazy("There is no such page.")),
    "file": _files,
    "other": _other_pages,
}
