"""What was found, as a page of it shows each story: headline, passage, section, writers, day."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from articles.models import Edition, EditionByline, SearchText
from articles.presentation import direction
from articles.search.excerpts import Sought, excerpt, marked
from articles.search.queries import Form, Query
from newsroom.prepared import PreparedQuery


class Hit(NamedTuple):
    url: str
    headline_html: SafeString
    excerpt_html: SafeString
    section: str
    writers: str
    published: datetime
    language: str
    direction: str
    is_foreign: bool
    is_retracted: bool


class _Row(NamedTuple):
    edition_id: int
    article_id: int
    slug: str
    section_slug: str
    section: str
    headline: str
    standfirst: str
    text: str
    language: str
    published: datetime
    is_retracted: bool


def hits(ids: Sequence[int], query: Query, at: datetime) -> list[Hit]:
    """Those of the editions that are there, in the order of ``ids``."""
    if not ids:
        return []
    rows = {row.edition_id: row for row in map(_Row._make, _ROWS.rows(ids=list(ids), at=at))}
    writers, forms = _writers(ids), _forms(query)
    sought = cache(lambda language: Sought(forms, language))
    return [
        _hit(rows[pk], writers.get(pk, ""), sought(rows[pk].language)) for pk in ids if pk in rows
    ]


def _rows_query(ids: list[int], at: datetime) -> QuerySet:
    retraction = Edition.objects.begun(at).filter(
        article=OuterRef("edition__article"), change=Edition.Change.RETRACTION
    )
    return SearchText.objects.filter(pk__in=ids).values_list(
        "edition_id",
        "edition__article_id",
        "edition__slug",
        "edition__section__slug",
        "edition__section__name",
        "edition__headline",
        "edition__standfirst",
        "text",
        "language",
        "edition__first_published",
        Exists(retraction),
    )


def _writers_query(ids: list[int]) -> QuerySet:
    rows = EditionByline.objects.filter(edition__in=ids).order_by("pk")
    return rows.values_list("edition", "author__name")


_ROWS = PreparedQuery(_rows_query)
_WRITERS = PreparedQuery(_writers_query)


def _writers(ids: Sequence[int]) -> dict[int, str]:
    names: dict[int, list[str]] = {}
    for edition_id, name in _WRITERS.rows(ids=list(ids)):
        names.setdefault(edition_id, []).append(name)
    return {edition_id: ", ".join(of_one) for edition_id, of_one in names.items()}


def _forms(query: Query) -> dict[Form, int]:
    return {
        form: number
        for number, term in enumerate(query.sought)
        for form in term.forms(settings.LANGUAGE_CODE)
    }


def _hit(row: _Row, writers: str, sought: Sought) -> Hit:
    hides_text = row.is_retracted and not row.text
    standfirst = "" if hides_text else row.standfirst
    return Hit(
        url=reverse("articles:article", args=[row.section_slug, row.slug, row.article_id]),
        headline_html=marked(row.headline, sought),
        excerpt_html=excerpt(standfirst, row.text, sought),
        section=row.section,
        writers="" if hides_text else writers,
        published=row.published,
        language=row.language,
        direction=direction(row.language),
        is_foreign=row.language != settings.LANGUAGE_CODE,
        is_retracted=row.is_retracted,
    )
