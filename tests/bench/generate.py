"""A newsroom of any number of published stories, written in bulk.

A few stories are published by the desk's own verbs; the others are copies of their rows and
documents with another headline, id and time, so that every chain verifies.
"""

import random
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from articles.assembly import record_of
from articles.models import (
    Article,
    Byline,
    Edition,
    EditionByline,
    EditionPage,
    EditionTag,
    Section,
    Tag,
    TaggedArticle,
)
from articles.publishing import publish
from articles.record import chain_hash
from authors.models import Author
from tests.factories import make_image, make_story

SECTIONS = ("World", "Politics", "Business", "Science", "Culture")
HEADLINE = "Headline that every copy replaces with one of its own"
WORDS = (
    "harbour council ferry budget turbine vote strait inquiry school court river bridge report "
    "union minister price winter rail archive market coast stage lamp letter figure"
).split()
BATCH = 1000


def sentence(chance: random.Random, words: int) -> str:
    text = " ".join(chance.choice(WORDS) for _ in range(words))
    return text.capitalize() + "."


def paragraphs(chance: random.Random, count: int) -> str:
    """A body of that many paragraphs of 50 words, with a link and emphasis in every third."""
    parts = []
    for number in range(count):
        text = sentence(chance, 50)
        if number % 3 == 0:
            text += f' <a href="https://example.org/{number}">Source</a>, <em>in full</em>.'
        parts.append(f"<p>{text}</p>")
    return "".join(parts)


def generate(count: int, *, paragraphs_each: int = 8) -> None:
    """Fill an empty database with that many live stories, one in five of several editions."""
    chance = random.Random(count)
    sections = [
        Section.objects.create(name=name, slug=name.lower(), position=number)
        for number, name in enumerate(SECTIONS)
    ]
    authors = [
        Author.objects.create(name=f"Author {n}", slug=f"author-{n}", role="Reporter", base="Port")
        for n in range(60)
    ]
    tags = [Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}") for n in range(300)]
    moulds = [
        _mould(chance, section, authors, tags, paragraphs_each)
        for section in sections
        for _ in range(4)
    ]
    start = datetime.now(UTC) - timedelta(minutes=10 * count + 60)
    made = len(moulds)
    while made < count:
        batch = min(BATCH, count - made)
        _copy_batch(chance, moulds, start, made, batch)
        made += batch
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _mould(chance, section, authors, tags, paragraphs_each) -> Edition:
    article = make_story(
        HEADLINE,
        body=paragraphs(chance, paragraphs_each),
        standfirst=sentence(chance, 18),
        section=section,
        authors=chance.sample(authors, 2),
        tags=[tag.name for tag in chance.sample(tags, 3)],
        lead=make_image(size=(1600, 1067)),
    )
    # Last of all in every list, so that pages show copies.
    return publish(article, by=None, change="first", at=datetime(2010, 1, 1, tzinfo=UTC))


@transaction.atomic
def _copy_batch(chance, moulds, start, made, batch) -> None:
    first_id = Article.objects.order_by("-pk").values_list("pk", flat=True).first() + 1
    chosen = [(first_id + n, chance.choice(moulds)) for n in range(batch)]
    Article.objects.bulk_create(_copied_article(pk, mould) for pk, mould in chosen)
    editions, pages = [], []
    for number, (pk, mould) in enumerate(chosen):
        at = start + timedelta(minutes=10 * (made + number))
        edition, page = _copied_edition(pk, mould, at)
        if pk % 5 == 0:
            editions.append(_superseded(edition))
            pages.append(page)
        editions.append(edition)
        pages.append(page)
    Edition.objects.bulk_create(editions, batch_size=200)
    _copy_rows(chosen, editions, pages)


def _copied_article(pk: int, mould: Edition) -> Article:
    article = mould.article
    values = {field.attname: getattr(article, field.attname) for field in article._meta.fields}
    return Article(**values | {"id": pk, "headline": _headline(pk), "slug": f"story-{pk}"})


def _headline(pk: int) -> str:
    return f"Story {pk} of the strait and what came of it"


def _copied_edition(pk: int, mould: Edition, at: datetime) -> tuple[Edition, EditionPage]:
    record = record_of(mould)
    document = (
        mould.document.replace(HEADLINE, _headline(pk))
        .replace(f'"slug":"{record.story.slug}"', f'"slug":"story-{pk}"')
        .replace(f'"article_id":{mould.article_id},', f'"article_id":{pk},')
        .replace(record.live_from, at.isoformat())
    )
    values = {field.attname: getattr(mould, field.attname) for field in mould._meta.fields}
    edition = Edition(
        **values
        | {
            "id": None,
            "article_id": pk,
            "document": document,
            "sha256": chain_hash("", document),
            "headline": _headline(pk),
            "slug": f"story-{pk}",
            "live_from": at,
            "first_published": at,
            "updated": at,
        }
    )
    address = (f"{record.story.slug}-{mould.article_id}", f"story-{pk}-{pk}")
    page = EditionPage(
        renderer=mould.page.renderer,
        story_html=mould.page.story_html.replace(HEADLINE, _headline(pk)).replace(*address),
        card_html=mould.page.card_html.replace(HEADLINE, _headline(pk)).replace(*address),
        head_html=mould.page.head_html.replace(HEADLINE, _headline(pk)).replace(*address),
    )
    return edition, page


def _superseded(edition: Edition) -> Edition:
    """An earlier edition of the same story; the given one becomes its successor."""
    values = {field.attname: getattr(edition, field.attname) for field in edition._meta.fields}
    earlier = Edition(**values)
    later = edition.live_from + timedelta(minutes=5)
    earlier.live_until = later
    edition.number, edition.change, edition.live_from = 2, "minor", later
    edition.document = (
        edition.document.replace('"number":1,', '"number":2,')
        .replace('"change":"first"', '"change":"minor"')
        .replace(
            f'"live_from":"{earlier.live_from.isoformat()}"', f'"live_from":"{later.isoformat()}"'
        )
    )
    edition.previous_sha256 = earlier.sha256
    edition.sha256 = chain_hash(earlier.sha256, edition.document)
    return earlier


def _copy_rows(chosen, editions, pages) -> None:
    mould_of = dict(chosen)
    for mould in set(mould_of.values()):
        if not hasattr(mould, "author_ids"):
            mould.author_ids = list(mould.bylines.values_list("author_id", flat=True))
            mould.tag_ids = list(mould.tag_rows.values_list("tag_id", flat=True))
    bylines, tags, copies = [], [], []
    for edition, page in zip(editions, pages, strict=True):
        mould = mould_of[edition.article_id]
        first = edition.first_published
        copies.append(
            EditionPage(
                edition_id=edition.pk,
                renderer=page.renderer,
                story_html=page.story_html,
                card_html=page.card_html,
                head_html=page.head_html,
            )
        )
        bylines += [
            EditionByline(edition=edition, author_id=author, first_published=first)
            for author in mould.author_ids
        ]
        tags += [
            EditionTag(edition=edition, tag_id=tag, first_published=first) for tag in mould.tag_ids
        ]
    EditionPage.objects.bulk_create(copies, batch_size=200)
    EditionByline.objects.bulk_create(bylines, batch_size=500)
    EditionTag.objects.bulk_create(tags, batch_size=500)
    Byline.objects.bulk_create(
        Byline(article_id=pk, author_id=author, position=position)
        for pk, mould in chosen
        for position, author in enumerate(mould.author_ids)
    )
    TaggedArticle.objects.bulk_create(
        TaggedArticle(content_object_id=pk, tag_id=tag)
        for pk, mould in chosen
        for tag in mould.tag_ids
    )
