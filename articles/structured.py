"""What a story says of itself to machines: schema.org's NewsArticle, from an edition's record.

Pure: no database. Addresses of the site begin with ``ORIGIN``, which whoever shows the page
replaces. The words are those of https://schema.org; a test holds each against the vocabulary.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles import presentation
from articles.models import Article
from articles.presentation import LEAST, NONE_KNOWN, Files
from articles.record import EditionRecord, Notice
from articles.snapshot import AuthorSnapshot, ClipSnapshot, ImageSnapshot
from newsroom.dates import for_programs
from newsroom.public import absolute
from newsroom.renditions import CROPS, card_name, card_size, crop_name, focus_key, jpeg_width

# Stands in stored HTML for the site's scheme and host, which only the request or SITE_URL knows.
# No real address can look like it (RFC 2606).
ORIGIN = "https://origin.invalid"
# https://schema.org/NewsArticle and its kinds; what reports is a report, whatever its form.
TYPES = {
    Article.Kind.NEWS: "ReportageNewsArticle",
    Article.Kind.FEATURE: "ReportageNewsArticle",
    Article.Kind.INTERVIEW: "ReportageNewsArticle",
    Article.Kind.OBITUARY: "ReportageNewsArticle",
    Article.Kind.ANALYSIS: "AnalysisNewsArticle",
    Article.Kind.OPINION: "OpinionNewsArticle",
    Article.Kind.EXPLAINER: "BackgroundNewsArticle",
    Article.Kind.REVIEW: "ReviewNewsArticle",
}
# Where the organization that publishes all of it is described (articles/structured_pages.py).
ORGANIZATION = "/#organization"
# What a story's own address ends with where it is named, by itself and by what is told of it.
STORY = "#story"
# IPTC's words for how a picture was made → schema.org's, where the two are not spelled alike.
_SOURCE_TYPES = {
    "computationalCapture": "MultiFrameComputationalCapture",
    "humanEdits": "MinorHumanEdits",
    "digitalCreation": "DigitalArt",
}
_SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(data: Any) -> SafeString:
    """JSON that is safe inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "</script>" in a headline would end the element; "<!--" would change how it is read.
    return mark_safe(text.translate(_SCRIPT_ESCAPES))


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {}, ())}


def story_path(record: EditionRecord) -> str:
    story = record.story
    section = story.section.slug if story.section else "news"
    return reverse("articles:article", args=[section, story.slug, story.article_id])


def story_data(
    record: EditionRecord,
    files: Mapping[str, Files] = NONE_KNOWN,
    audio: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The story as schema.org's NewsArticle; ``audio`` is an AudioObject of it read aloud."""
    story = record.story
    return said(
        {
            "@context": "https://schema.org",
            "@type": TYPES.get(story.kind, "NewsArticle"),
            "@id": ORIGIN + story_path(record) + STORY,
            "headline": story.headline,
            "alternativeHeadline": story.headline_search,
            "description": presentation.description(story),
            "datePublished": presentation.published_time(record),
            "dateModified": presentation.modified_time(record),
            "version": record.number,
            "inLanguage": story.language,
            "isAccessibleForFree": True,
            "mainEntityOfPage": ORIGIN + story_path(record),
            "articleSection": story.section.name if story.section else "",
            "wordCount": story.word_count,
            "keywords": [tag.name for tag in story.tags],
            "author": [person(byline.author) for byline in story.bylines],
            "publisher": publisher(),
            "image": images(story.lead_image, files) if story.lead_image else [],
            "video": [
                video(clip, record, files) for clip in story.clips if clip.poster is not None
            ],
            "audio": audio,
            "correction": [_correction(notice) for notice in record.standing_notices],
        }
    )


def _correction(notice: Notice) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "text": notice.text,
        "datePublished": for_programs(notice.at, is_day=notice.is_dated_by_day),
    }


def publisher() -> dict[str, Any]:
    return {
        "@type": "NewsMediaOrganization",
        "@id": ORIGIN + ORGANIZATION,
        "name": settings.SITE_NAME,
        "url": ORIGIN + "/",
    }


def person(author: AuthorSnapshot) -> dict[str, Any]:
    """An author as schema.org's Person. Former employers are organisations of which one is an
    alumnus; what ``education`` says is a degree, whoever gave it."""
    return said(
        {
            "@type": "Person",
            "name": author.name,
            "url": ORIGIN + presentation.author_url(author),
            "jobTitle": author.role,
            "worksFor": publisher(),
            "workLocation": {"@type": "Place", "name": author.base} if author.base else None,
            "knowsAbout": author.beat,
            "knowsLanguage": list(author.languages),
            "alumniOf": [
                {"@type": "Organization", "name": name} for name in author.previous_employers
            ],
            "hasCredential": [
                {"@type": "EducationalOccupationalCredential", "name": degree}
                for degree in author.education
            ],
            "sameAs": [handle.url for handle in author.handles if handle.url],
        }
    )


def open_graph_picture(
    image: ImageSnapshot | None, files: Mapping[str, Files]
) -> dict[str, Any] | None:
    """The crop around the focal point; the whole picture while there is none."""
    if image is None:
        return None
    focus = focus_key(image.focal_x, image.focal_y)
    if focus in files.get(image.sha256, LEAST).cards:
        width, height = card_size(image.width, image.height)
        url = default_storage.url(card_name(image.sha256, focus))
        return {"url": absolute(url, ORIGIN), "width": width, "height": height, "alt": image.alt}
    width = jpeg_width(image.width)
    return {
        "url": absolute(presentation.jpeg_url(image.sha256, image.width), ORIGIN),
        "width": width,
        "height": round(image.height * width / image.width),
        "alt": image.alt,
    }


def images(image: ImageSnapshot, files: Mapping[str, Files]) -> list[dict[str, Any]]:
    """schema.org's ImageObjects of a picture: in 16:9, 4:3 and 1:1 once there are these crops.

    Each says what Google asks of licensable pictures:
    https://developers.google.com/search/docs/appearance/structured-data/image-license-metadata
    """
    focus = focus_key(image.focal_x, image.focal_y)
    if focus not in files.get(image.sha256, LEAST).crops:
        whole = open_graph_picture(image, files)
        return [_image_object(image, whole["url"], whole["width"], whole["height"])]
    return [
        _image_object(
            image,
            absolute(default_storage.url(crop_name(image.sha256, shape, focus)), ORIGIN),
            *card_size(image.width, image.height, most),
        )
        for shape, most in CROPS.items()
    ]


def _image_object(image: ImageSnapshot, url: str, width: int, height: int) -> dict[str, Any]:
    creators = [name.strip() for name in image.creator.split(";") if name.strip()]
    return said(
        {
            "@type": "ImageObject",
            "url": url,
            "contentUrl": url,
            "width": width,
            "height": height,
            "caption": image.caption or image.alt,
            "creditText": image.credit,
            "creator": [{"@type": "Person", "name": name} for name in creators],
            "copyrightNotice": image.copyright_notice,
            "license": image.web_statement,
            "acquireLicensePage": image.licensor_url,
            "digitalSourceType": source_type(image.digital_source_type),
        }
    )


def source_type(name: str) -> str:
    """A member of schema.org's IPTCDigitalSourceEnumeration (https://schema.org/digitalSourceType)."""
    if not name:
        return ""
    return f"https://schema.org/{_SOURCE_TYPES.get(name, name[0].upper() + name[1:])}DigitalSource"


def video(clip: ClipSnapshot, record: EditionRecord, files: Mapping[str, Files]) -> dict[str, Any]:
    """A clip as schema.org's VideoObject: uploaded, for readers, with the story that shows it.

    Only one with a poster: https://developers.google.com/search/docs/appearance/structured-data/video
    """
    return said(
        {
            "@type": "VideoObject",
            "name": clip.title,
            "description": clip.caption or clip.title,
            "thumbnailUrl": open_graph_picture(clip.poster, files)["url"],
            "uploadDate": presentation.published_time(record),
            "duration": f"PT{clip.duration}S" if clip.duration else "",
            "width": clip.width,
            "height": clip.height,
            "contentUrl": absolute(default_storage.url(clip.file), ORIGIN),
            "creditText": clip.credit,
            "inLanguage": record.story.language,
        }
    )


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """schema.org's BreadcrumbList: (name, path) from the outermost inwards."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": ORIGIN + path}
            for place, (name, path) in enumerate(steps, 1)
        ],
    }
