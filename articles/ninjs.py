"""Stories as ninjs 3.1, the IPTC's news in JSON (https://www.iptc.org/std/ninjs/).

For those who take stories over: what may not be syndicated (``Image.may_syndicate``) is left out,
as is what readers may not see. Usage terms are those that a picture's own file tells, as its sizes
do; what the desk notes of them stays at the desk.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse

from articles import presentation
from articles.feeds.content import content_html
from articles.feeds.items import record_in, story_id, tag_uri, whole
from articles.feeds.reading import Row, readable
from articles.models import Article, Image, Withdrawal
from articles.record import EditionRecord
from articles.snapshot import ArticleSnapshot, ImageSnapshot
from articles.withholding import Media, images_in, rights_in, without
from newsroom.renditions import jpeg_width

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class Library(NamedTuple):
    """What only the library knows of pictures: which may not be passed on, and the usage terms
    that their files tell, by hash."""

    kept: frozenset[int]
    terms: dict[str, str]


def items_of(rows: list[Row], origin: str, at: datetime) -> list[dict[str, Any]]:
    """The items of live editions: three queries for the rights in all of their pictures."""
    rows = readable(rows)
    records = [record_in(row.document).as_readers_see_it() for row in rows]
    stories = [record.story for record in records]
    rights, library = rights_in(stories, at), _library(stories)
    return [
        item_of(record, origin + row.path, origin, its.withheld, library)
        for row, record, its in zip(rows, records, rights, strict=True)
    ]


def collection(items: list[dict[str, Any]], address: str) -> dict[str, Any]:
    """Items as one: a composite with which they are associated, newest first."""
    named = [{"name": item["headlines"][0]["value"], "rel": "item", **item} for item in items]
    return {
        "uri": address,
        "standard": STANDARD,
        "type": "composite",
        "title": settings.SITE_NAME,
        "associations": [_without_standard(item) for item in named],
    }


def cancellation(withdrawal: Withdrawal, origin: str) -> dict[str, Any]:
    """What tells those who took a story over that it was withdrawn, and why."""
    edition = withdrawal.edition
    return {
        "uri": tag_uri(origin, edition.first_published, "story", edition.article_id),
        "standard": STANDARD,
        "type": "text",
        "version": str(edition.number),
        "versionCreated": withdrawal.withdrawn_at.isoformat(),
        "pubStatus": "canceled",
        "edNote": withdrawal.notice,
    }


def _without_standard(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "standard"}


def _library(stories: Iterable[ArticleSnapshot]) -> Library:
    ids = {image.id for story in stories for image in images_in(story)}
    if not ids:
        return Library(frozenset(), {})
    rows = Image.objects.filter(pk__in=ids).order_by()
    kept, terms = set(), {}
    for pk, may_syndicate, sha256, said in rows.values_list(
        "pk", "may_syndicate", "files__sha256", "files__metadata"
    ):
        kept |= {pk} if may_syndicate is False else set()
        terms[sha256] = str((said or {}).get("usage_terms", ""))
    return Library(frozenset(kept), terms)


def item_of(
    record: EditionRecord, url: str, origin: str, withheld: Media, library: Library
) -> dict[str, Any]:
    withheld = withheld._replace(images=withheld.images | library.kept)
    record = replace(record, story=without(record.story, withheld))
    story = record.story
    data = {
        "uri": story_id(record, origin),
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(record.number),
        # Instants, as the schema wants them, or nothing.
        "firstCreated": "" if record.is_dated_by_day else record.first_published,
        "versionCreated": "" if record.begins_by_day else record.live_from,
        # Of what was retracted nobody should make use, though readers still find it.
        "pubStatus": "canceled" if record.is_retracted else "usable",
        "language": story.language,
        "slugline": story.slug,
        "headlines": _headlines(story),
        "descriptions": _descriptions(story),
        "bodies": _bodies(record, url),
        "by": _byline(story),
        "people": [
            {"name": one.author.name, "rel": one.role, "uri": _author_uri(one.author, origin)}
            for one in story.bylines
        ],
        "subjects": _subjects(story, origin),
        "genres": _genres(story),
        "edNote": _notices(record),
        "copyrightHolder": settings.SITE_NAME,
        "copyrightNotice": f"© {record.first_published_at.year} {settings.SITE_NAME}",
        "renditions": [{"name": "web", "href": url, "contentType": "text/html"}],
        "associations": [_picture(image, origin, library) for image in story.images],
    }
    return _said(data)


def _said(data: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {name: value for name, value in data.items() if value not in ("", [], {}, None)}


def _headlines(story: ArticleSnapshot) -> list[dict[str, str]]:
    told = {
        "main": story.headline,
        "front": story.headline_front,
        "search": story.headline_search,
        "social": story.headline_social,
    }
    return [{"role": role, "value": value} for role, value in told.items() if value]


def _descriptions(story: ArticleSnapshot) -> list[dict[str, str]]:
    told = {"standfirst": story.standfirst, "summary": story.description}
    return [
        {"role": role, "contentType": "text/plain", "value": value}
        for role, value in told.items()
        if value
    ]


def _bodies(record: EditionRecord, url: str) -> list[dict[str, Any]]:
    text = "\n\n".join(filter(None, (block.text() for block in record.story.body)))
    html = content_html(record, url)
    size = {"charCount": len(text), "wordCount": record.story.word_count}
    told = (("html", "text/html", html), ("text", "text/plain", text))
    return [
        {"role": role, "contentType": kind, **size, "value": value}
        for role, kind, value in told
        if value
    ]


def _byline(story: ArticleSnapshot) -> str:
    lines = (
        f"{credit.label} " + "".join(name + after for name, _url, after in credit.authors)
        for credit in presentation.credits(story)
    )
    return "; ".join(lines)


def _author_uri(author, origin: str) -> str:
    return origin + presentation.author_url(author)


def _subjects(story: ArticleSnapshot, origin: str) -> list[dict[str, str]]:
    found = [("section", "section", story.section)] if story.section else []
    found += [("tag", "about", tag) for tag in story.tags]
    return [
        {"name": one.name, "rel": rel, "uri": origin + reverse(f"articles:{kind}", args=[one.slug])}
        for kind, rel, one in found
    ]


def _genres(story: ArticleSnapshot) -> list[dict[str, str]]:
    if story.kind not in Article.Kind.values:
        return []
    return [{"name": str(Article.Kind(story.kind).label), "literal": story.kind}]


def _notices(record: EditionRecord) -> str:
    told = map(presentation.notice, record.standing_notices)
    return "\n".join(f"{one.heading}, {one.at.shown}: {one.text}" for one in told)


def _picture(image: ImageSnapshot, origin: str, library: Library) -> dict[str, Any]:
    width = jpeg_width(image.width)
    height = round(image.height * width / image.width)
    address = whole(presentation.jpeg_url(image.sha256, image.width), origin)
    words = {"caption": image.caption, "alt": image.alt, "extended": image.extended_description}
    data = {
        "name": image.title or image.alt or f"picture-{image.id}",
        # Named by what is in the file: another file is another picture.
        "uri": address,
        "rel": "lead" if image.is_lead else "body",
        "type": "picture",
        "headlines": [{"role": "main", "value": image.title}] if image.title else [],
        "descriptions": [{"role": role, "value": said} for role, said in words.items() if said],
        "by": image.credit,
        "people": [
            {"name": name.strip(), "rel": "creator"}
            for name in image.creator.split(";")
            if name.strip()
        ],
        "infoSources": [{"name": image.source, "role": "source"}] if image.source else [],
        "copyrightNotice": image.copyright_notice,
        "usageTerms": library.terms.get(image.sha256, ""),
        "rightsInfo": {"linkedRights": image.web_statement} if image.web_statement else {},
        "digitalSourceType": _source_type(image.digital_source_type),
        "renditions": [
            {
                "name": "web",
                "href": address,
                "contentType": "image/jpeg",
                "width": width,
                "height": height,
                "poi": {"x": round(image.focal_x * width), "y": round(image.focal_y * height)},
            }
        ],
    }
    return _said(data)


def _source_type(name: str) -> dict[str, str]:
    return {"name": name, "uri": _SOURCE_TYPES + name} if name else {}
