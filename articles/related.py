"""What else there is to read: stories with the same tags, and the newest of the section or author.

One query for each story, however large the archive: a few steps along the index of each tag, of the
section and of the first author, of live editions at the instant asked for. Only columns are read.
How rare a tag is shows in how far back its newest few stories reach.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article, Edition, EditionByline, EditionTag
from articles.models.section import section_path
from articles.pages import SectionLink, Sections, StoryPage, as_of, editions_at
from articles.presentation import direction
from newsroom.parts import drawn_once
from newsroom.prepared import PreparedQuery

# How many are shown under each heading.
SHOWN = 4
# How many tags of a story are followed, and how many stories of each, of its section and author.
TAGS = 4
OF_EACH = 6
OPINION = Article.Kind.OPINION.value
_SECTION, _AUTHOR = TAGS, TAGS + 1
# News is what a story is anyway.
_KINDS = {kind: label for kind, label in Article.Kind.choices if kind != Article.Kind.NEWS}
_CAPITAL = re.compile(r"(?<!^)\b[^\W\d_a-z][\w’'-]{2,}")


class Related(NamedTuple):
    on_this_html: SafeString
    more_html: SafeString
    more_title: str
    more_url: str


class _Of(NamedTuple):
    """The story that others are related to."""

    headline: str
    kind: str
    section_id: int


class _Row(NamedTuple):
    source: int
    article_id: int
    headline: str
    language: str
    slug: str
    section_id: int
    kind: str
    at: datetime
    is_retracted: bool
    # Of the first author, on that author's rows.
    author: str
    author_slug: str


def related(
    story: StoryPage, article_id: int, sections: Sections, at: datetime | None = None
) -> Related:
    """What to read after a story, as of an instant; ``sections`` are the site's."""
    moment = as_of(at)
    rows = _RELATED.rows(
        at=moment.at,
        still=moment.still,
        edition_id=story.edition_id,
        article_id=article_id,
        section_id=story.section_id,
    )
    of = _Of(story.headline, story.kind, story.section_id)
    # How old others are changes little within an hour.
    hour = moment.at.replace(minute=0, second=0, microsecond=0)
    return _chosen(tuple(rows), of, tuple(sections), hour, get_language(), settings.LANGUAGE_CODE)


# Kept by what it is made of, so it can never be out of date: what is read often is chosen once.
@lru_cache(maxsize=1024)
def _chosen(found: tuple, story: _Of, sections: tuple, at: datetime, *_languages: str) -> Related:
    known = {section.id: section for section in sections}
    rows = [_Row(*row) for row in found]
    rows = [row for row in rows if row.section_id in known and not row.is_retracted]
    on_this = _on_this(rows, story, at)
    return Related(_drawn(on_this, known), *_more(rows, story, on_this, known))


def _on_this(rows: list[_Row], story: _Of, at: datetime) -> list[_Row]:
    weights, names = _weights(rows), names_in(story.headline)
    scores, found, meant = defaultdict(float), {}, set()
    for row in rows:
        if row.article_id not in found:
            days = max((at - row.at) / timedelta(days=1), 0)
            shared = len(names & names_in(row.headline)) if names else 0
            scores[row.article_id] = 1 / (1 + days / 30) + shared
            found[row.article_id] = row
            if shared:
                meant.add(row.article_id)
        if row.source < TAGS:
            meant.add(row.article_id)
        scores[row.article_id] += weights[row.source]
    best = sorted(meant, key=lambda pk: (-scores[pk], -found[pk].at.timestamp(), -pk))
    return [found[pk] for pk in best[:SHOWN]]


def _weights(rows: list[_Row]) -> dict[int, float]:
    """What each source counts: a tag the more, the further back its newest stories reach."""
    times = defaultdict(list)
    for row in rows:
        times[row.source].append(row.at)
    weights = {_SECTION: 0.5, _AUTHOR: 0.5}
    for source in range(TAGS):
        found = times[source]
        reach = (max(found) - min(found)) / timedelta(days=365) if found else 0
        weights[source] = 3.0 if len(found) < OF_EACH else 1 + min(reach, 2)
    return weights


def names_in(headline: str) -> frozenset[str]:
    """Words of a headline that are names, as far as capitals tell: none of one that has many."""
    words = frozenset(_CAPITAL.findall(headline))
    return words if 2 * len(words) < len(headline.split()) else frozenset()


def _more(
    rows: list[_Row], story: _Of, told: list[_Row], sections: dict[int, SectionLink]
) -> tuple:
    """A columnist's others; of all else the section's newest."""
    by_author = [row for row in rows if row.source == _AUTHOR]
    is_column = story.kind == OPINION and any(row.kind == OPINION for row in by_author)
    found = by_author if is_column else [row for row in rows if row.source == _SECTION]
    listed = {row.article_id for row in told}
    found = [row for row in found if row.article_id not in listed]
    if not found:
        return SafeString(), "", ""
    found.sort(key=lambda row: (row.at, row.article_id), reverse=True)
    if is_column:
        name, url = found[0].author, reverse("authors:author", args=[found[0].author_slug])
    else:
        section = sections[story.section_id]
        name, url = section.name, section_path(section.slug)
    # Under the section's own heading its name is said once.
    html = _drawn(found[:SHOWN], sections, with_section=is_column)
    return html, _("More from {}").format(name), url


def _drawn(
    rows: list[_Row], sections: dict[int, SectionLink], *, with_section: bool = True
) -> SafeString:
    return mark_safe("".join(_drawn_link(row, sections, with_section) for row in rows))


def _drawn_link(row: _Row, sections: dict[int, SectionLink], with_section: bool) -> SafeString:
    section = sections[row.section_id]
    return drawn_once(
        "articles/parts/_related_link.html",
        pk=row.article_id,
        headline=row.headline,
        slug=row.slug,
        section_slug=section.slug,
        section=section.name if with_section else "",
        kind=_KINDS.get(row.kind, ""),
        at=row.at,
        is_foreign=row.language != settings.LANGUAGE_CODE,
        language=row.language,
        direction=direction(row.language),
    )


def _columns(rows: QuerySet, source: int, at: datetime, edition: str, name: str, slug: str):
    """What is told of each; ``edition`` is the way from the rows to their editions."""
    earlier = Edition.objects.begun(at).filter(article=OuterRef(f"{edition}article"))
    retracted = Exists(earlier.filter(change=Edition.Change.RETRACTION))
    # Every branch of a union needs the same columns in the same order.
    return rows.order_by().values_list(
        Value(source, output_field=IntegerField()),
        f"{edition}article_id",
        f"{edition}headline",
        f"{edition}language",
        f"{edition}slug",
        f"{edition}section_id",
        f"{edition}kind",
        f"{edition}first_published",
        retracted,
        name,
        slug,
    )


def _related_query(at, still, edition_id, article_id, section_id):
    others = editions_at(at, still).exclude(article_id=article_id)
    live = Exists(others.filter(pk=OuterRef("edition_id")))

    def newest(rows: QuerySet, **of) -> QuerySet:
        found = rows.filter(live, **of).order_by("-first_published", "-edition_id")
        # By id once more: SQLite takes no limit in a branch of a union.
        return rows.filter(pk__in=found.values("pk")[:OF_EACH])

    branches, no_text = [], Value("", output_field=CharField())
    tags = EditionTag.objects.filter(edition_id=edition_id).order_by("pk").values("tag_id")
    for place in range(TAGS):
        rows = newest(EditionTag.objects.all(), tag_id=Subquery(tags[place : place + 1]))
        branches.append(_columns(rows, place, at, "edition__", no_text, no_text))
    section = others.filter(section_id=section_id).newest_first().values("pk")[:OF_EACH]
    rows = Edition.objects.filter(pk__in=section)
    branches.append(_columns(rows, _SECTION, at, "", no_text, no_text))
    authors = EditionByline.objects.filter(edition_id=edition_id).order_by("pk")
    rows = newest(EditionByline.objects.all(), author_id=Subquery(authors.values("author_id")[:1]))
    branches.append(_columns(rows, _AUTHOR, at, "edition__", "author__name", "author__slug"))
    return _union(branches)


def _union(branches: Iterable[QuerySet]) -> QuerySet:
    first, *others = branches
    return first.union(*others, all=True)


_RELATED = PreparedQuery(_related_query)
