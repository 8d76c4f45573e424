"""Sitemaps (https://www.sitemaps.org/protocol.html) of live stories, tags, authors and sections.

A file is a range of ids, so that it holds the same addresses whatever is published elsewhere and
costs no counting; an address weighs at most 2,048 bytes, so that no file comes near the 50,000
addresses and 50 MB that the protocol allows. ``lastmod`` follows articles/changes.py.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.cache import cache
from django.db.models import (
    BigIntegerField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from articles.feeds.markup import plain
from articles.last_change import LastChange, last_change, last_modified
from articles.models import Edition, EditionByline, EditionTag, Section, SitePage, Tag
from articles.models.site_page import site_page_path
from authors.models import Author
from newsroom.dates import for_programs
from newsroom.public import machine_answer, public_page, site_origin

# Ids in one file.
PART = 10_000
# A file of ids beyond this could not have come from here.
_MOST_PART = 2**63 // PART
# What Google takes for news: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
NEWS_AGE = timedelta(days=2)
NEWS_MOST = 1000
_NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-cn": "zh-cn", "zh-hant": "zh-tw", "zh-tw": "zh-tw"}
_TYPE = "application/xml; charset=utf-8"
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS_NAMESPACE = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


class Part(NamedTuple):
    """A file of the index: the name of its route, its number, when one of its pages changed."""

    name: str
    number: int
    changed: datetime


@public_page
def index(request):
    """``/sitemap.xml``: the files that hold anything."""
    now, origin = timezone.now(), site_origin(request)
    changed = last_change(now)
    entries = [_entry("sitemap", origin + reverse("articles:sitemap_pages"))]
    # By its order, in which an index has it: exists() would ask without.
    if _news(now).values_list("pk")[:1]:
        entries.append(_entry("sitemap", origin + reverse("articles:sitemap_news")))
    entries += [
        _entry(
            "sitemap",
            origin + reverse(f"articles:{part.name}", args=[part.number]),
            _time(part.changed),
        )
        for part in _parts(changed, now)
    ]
    return _answer("sitemapindex", entries, changed, now)


@public_page
def pages(request):
    """The front page, the sections, and what belongs to no story."""
    now, origin = timezone.now(), site_origin(request)
    live = Edition.objects.live(now).filter(section=OuterRef("pk"))
    newest = live.order_by("-first_published")
    rows = Section.objects.values_list(
        "slug",
        Subquery(newest.values("first_published")[:1]),
        Subquery(newest.values("is_dated_by_day")[:1]),
    )
    sections = list(rows.order_by("pk"))
    last = max(((at, is_day) for _slug, at, is_day in sections if at), default=(None, False))
    addresses = [(reverse("articles:front"), *last)]
    addresses += [(reverse("articles:section", args=[slug]), *when) for slug, *when in sections]
    addresses += [(address, None, False) for address in _standing_addresses()]
    entries = [_entry("url", origin + address, _time(*when)) for address, *when in addresses]
    return _answer("urlset", entries, last_change(now), now)


def _standing_addresses() -> list[str]:
    """The archive, the corrections and what the newsroom says of itself, each once: the page about
    the newsroom may be there in several languages, and its address is there without any, too."""
    own = SitePage.objects.live().values_list("purpose", "slug")
    paths = [site_page_path(purpose, slug) for purpose, slug in own]
    about = [reverse("articles:about")] if paths else []
    standing = [reverse("articles:archive"), reverse("articles:corrections")]
    return list(dict.fromkeys([*standing, *about, *paths]))


@public_page
def stories(request, part):
    now = timezone.now()
    live = Edition.objects.live(now).order_by("article_id")
    rows = _in_part(request, live, "article_id", part).values_list(
        "section__slug", "slug", "article_id", "updated", "is_updated_by_day"
    )
    address = _addresses()
    found = ((address(*words), _time(at, is_day)) for *words, at, is_day in rows.iterator())
    return _part(request, found, now)


@public_page
def tags(request, part):
    now = timezone.now()
    rows = _in_part(request, _shown(Tag, EditionTag, "tag", now), "pk", part)
    return _part(request, _listed("articles:tag", rows), now)


@public_page
def authors(request, part):
    now = timezone.now()
    rows = _in_part(request, _shown(Author, EditionByline, "author", now), "pk", part)
    return _part(request, _listed("authors:author", rows), now)


def _listed(page: str, rows: QuerySet) -> Iterator[tuple[str, str]]:
    for _pk, slug, at, is_day in rows:
        yield reverse(page, args=[slug]), _time(at, is_day)


@public_page
def news(request):
    """``/sitemap-news.xml``: first published within two days, the newest thousand."""
    now, origin = timezone.now(), site_origin(request)
    rows = _news(now).values_list(
        "section__slug",
        "slug",
        "article_id",
        "headline",
        "language",
        "first_published",
        "is_dated_by_day",
    )
    entries = [
        _entry(
            "url",
            origin + reverse("articles:article", args=words),
            more=_news_words(headline, language, _time(first, is_day)),
        )
        for *words, headline, language, first, is_day in rows[:NEWS_MOST]
    ]
    return _answer("urlset", entries, last_change(now), now, more=f" {_NEWS_NAMESPACE}")


def _news(now: datetime) -> QuerySet:
    fresh = Edition.objects.live(now).filter(first_published__gt=now - NEWS_AGE)
    return fresh.newest_first()


def _news_words(headline: str, language: str, first: str) -> str:
    code = _NEWS_LANGUAGES.get(language.lower(), language.split("-")[0].lower())
    return (
        f"<news:news><news:publication><news:name>{_text(settings.SITE_NAME)}</news:name>"
        f"<news:language>{_text(code)}</news:language></news:publication>"
        f"<news:publication_date>{first}</news:publication_date>"
        f"<news:title>{_text(headline)}</news:title></news:news>"
    )


def _parts(changed: LastChange, now: datetime) -> list[Part]:
    """The files there are: read from the whole archive, and kept until a story comes or goes."""
    if changed.stories is None:
        return []
    key = f"sitemap:{PART}:{changed.stories.timestamp()}:{changed.newest}"
    found = cache.get(key)
    if found is None:
        found = [Part(*part) for part in _read_parts(now)]
        cache.set(key, [tuple(part) for part in found])
    return [Part(*part) for part in found]


def _read_parts(now: datetime) -> Iterator[tuple[str, int, datetime]]:
    part = ExpressionWrapper(F("article_id") / PART, output_field=BigIntegerField())
    live = Edition.objects.live(now).order_by().annotate(part=part).values("part")
    for number, at in live.annotate(at=Max("updated")).order_by("part").values_list("part", "at"):
        yield "sitemap_stories", number, at
    for name, rows in (
        ("sitemap_tags", _shown(Tag, EditionTag, "tag", now)),
        ("sitemap_authors", _shown(Author, EditionByline, "author", now)),
    ):
        newest: dict[int, datetime] = {}
        for pk, at in rows.values_list("pk", "newest").iterator():
            newest[pk // PART] = max(at, newest.get(pk // PART, at))
        yield from ((name, number, at) for number, at in newest.items())


def _shown(model, rows, name: str, now: datetime) -> QuerySet:
    """The authors or tags that have a page: id, slug, when their newest story was published and
    whether no more than the day of that is known."""
    live = Edition.objects.live(now).filter(pk=OuterRef("edition_id"))
    carried = rows.objects.filter(Exists(live), **{name: OuterRef("pk")})
    newest = carried.order_by("-first_published")
    shown = model.objects.annotate(
        newest=Subquery(newest.values("first_published")[:1]),
        is_day=Subquery(newest.values("edition__is_dated_by_day")[:1]),
    ).filter(newest__isnull=False)
    return shown.order_by("pk").values_list("pk", "slug", "newest", "is_day")


def _addresses() -> Callable[[str, str, int], str]:
    """What reverse() gives for a story, worked out once: it takes its time ten thousand times."""
    marked = reverse("articles:article", args=["the-section", "the-slug", 8_888_888])
    form = marked.replace("the-section", "{}").replace("the-slug", "{}").replace("8888888", "{}")
    return lambda section, slug, article_id: form.format(quote(section), quote(slug), article_id)


def _in_part(request: HttpRequest, rows: QuerySet, name: str, part: int) -> QuerySet:
    # "007" would be another address of file 7.
    if part >= _MOST_PART or not request.path.endswith(f"-{part}.xml"):
        raise Http404
    return rows.filter(**{f"{name}__gte": part * PART, f"{name}__lt": (part + 1) * PART})


def _part(
    request: HttpRequest, addresses: Iterable[tuple[str, str]], now: datetime
) -> HttpResponse:
    origin = site_origin(request)
    entries = [_entry("url", origin + address, at) for address, at in addresses]
    return _answer("urlset", entries, last_change(now), now)


def _entry(tag: str, address: str, at: str = "", more: str = "") -> str:
    changed = f"<lastmod>{at}</lastmod>" if at else ""
    return f"<{tag}><loc>{_text(address)}</loc>{changed}{more}</{tag}>"


def _answer(
    tag: str, entries: list[str], changed: LastChange, now: datetime, more: str = ""
) -> HttpResponse:
    """A sitemap; one without an address is none (the schema asks for one at least)."""
    if not entries:
        raise Http404
    text = "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<{tag} {_NAMESPACE}{more}>",
            *entries,
            f"</{tag}>\n",
        )
    )
    return machine_answer(text, _TYPE, last_modified=last_modified(changed, now))


def _time(at: datetime | None, is_day: bool = False) -> str:
    """As a sitemap has a time (W3CDTF): a day where no more is known; "" where there is none."""
    if at is None:
        return ""
    return for_programs(at.astimezone(UTC).isoformat(timespec="seconds"), is_day=is_day)


def _text(words: str) -> str:
    return escape(plain(words))
