"""The feeds' addresses: beside what they list, ``feed.rss``, ``feed.atom`` and ``feed.json``.

As all public pages: the same for everybody, at most five queries, and nothing is written. ``at``
is the desk's (articles/admin/moment_views.py).
"""

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import pages
from articles.corrections_page import listed_corrections
from articles.feeds import atom, json_feed, rss
from articles.feeds.corrections import correction_items
from articles.feeds.items import Feed, FeedItem
from articles.feeds.reading import RowPage, items_of, of_author, of_section, of_site, of_tag
from articles.last_change import last_change, last_modified
from articles.models import Tag
from articles.pages import AsOf
from articles.views import cursor_of
from authors.models import Author
from newsroom.icons import LARGE, SMALL
from newsroom.keyset import Cursor
from newsroom.public import absolute, machine_answer, public_page, site_origin

_WRITERS = {"rss": rss, "atom": atom, "json": json_feed}
# What a feed that has never had an item says of its age: Atom needs something.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@public_page
def site(request, kind, at=None):
    moment, cursor = pages.as_of(at), cursor_of(request)
    page, home = of_site(moment, cursor), reverse("articles:front")
    told = settings.SITE_TAGLINE
    return _stories(request, kind, page, moment, settings.SITE_NAME, home, told=told)


@public_page
def section(request, section, kind, at=None):
    here = next((one for one in pages.sections() if one.slug == section), None)
    if here is None:
        raise Http404
    moment, cursor = pages.as_of(at), cursor_of(request)
    page, home = of_section(moment, cursor, here.id), reverse("articles:section", args=[section])
    return _stories(request, kind, page, moment, _named(here.name), home, told=here.description)


@public_page
def tag(request, slug, kind, at=None):
    topic = get_object_or_404(Tag, slug=slug)
    moment, cursor = pages.as_of(at), cursor_of(request)
    page, home = of_tag(moment, cursor, topic.pk), topic.get_absolute_url()
    _require(page.rows)
    title, told = _named(topic.name), topic.description
    return _stories(request, kind, page, moment, title, home, told=told, of=topic)


@public_page
def author(request, slug, kind, at=None):
    person = get_object_or_404(Author, slug=slug)
    moment, cursor = pages.as_of(at), cursor_of(request)
    page, home = of_author(moment, cursor, person.pk), person.get_absolute_url()
    _require(page.rows)
    title, told = _named(person.name), person.beat
    return _stories(request, kind, page, moment, title, home, told=told, of=person)


@public_page
def corrections(request, kind, at=None):
    moment, cursor = pages.as_of(at), cursor_of(request)
    listed, older = listed_corrections(cursor, moment)
    items = correction_items(listed, site_origin(request))
    title, home = _named(_("Corrections and clarifications")), reverse("articles:corrections")
    told = _("What we got wrong, what was unclear, and what is right.")
    return _answer(request, kind, moment, title, home, told=told, items=items, older=older)


def _stories(
    request, kind, page: RowPage, moment: AsOf, title: str, home: str, **more
) -> HttpResponse:
    items = items_of(page.rows, site_origin(request), moment.at)
    return _answer(request, kind, moment, title, home, items=items, older=page.older, **more)


def _answer(
    request: HttpRequest,
    kind: str,
    moment: AsOf,
    title: str,
    home: str,
    *,
    told: str,
    items: tuple[FeedItem, ...],
    older: Cursor | None,
    of: Tag | Author | None = None,
) -> HttpResponse:
    if "before" in request.GET:
        _require(items)
    origin, writer = site_origin(request), _WRITERS[kind]
    here = origin + request.path
    before = request.GET.get("before")
    feed = Feed(
        id=origin + home,
        title=title,
        description=told,
        home_url=origin + home,
        feed_url=f"{here}?before={before}" if before else here,
        next_url=f"{here}?before={older}" if older else "",
        site_url=origin + reverse("articles:front"),
        small_icon=absolute(static(SMALL), origin),
        icon=absolute(static(LARGE), origin),
        updated=max((item.updated for item in items), default=_NEVER),
        items=items,
    )
    changed = last_modified(last_change(moment.at, of), moment.at)
    return machine_answer(writer.write(feed), writer.TYPE, last_modified=changed)


def _require(found) -> None:
    if not found:
        raise Http404


def _named(name: str) -> str:
    return f"{name} | {settings.SITE_NAME}"
