"""Turning an edition's record into HTML: the story, its card for lists, and its page's head.

Rendering touches no database: everything comes from the record. What it gives is kept in
EditionPage at publishing; ``RENDERER`` names the templates and code that made it, so that pages
made by older ones are known and made anew (articles/pages.py, articles/tasks.py).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import presentation
from articles.presentation import NONE_KNOWN, Files
from articles.record import EditionRecord
from articles.structured import (
    ORIGIN,
    as_script,
    open_graph_picture,
    story_data,
    story_path,
)
from articles.withholding import ALL_SHOWN, NOTHING, Media, Rights, in_lists, without
from newsroom.languages import words_marked, words_within

# Stands in stored HTML where a story that changed leads to its history, for readers who may see
# that: it is the site's and the desk's to say, and no edition's (articles/views.py).
HISTORY_LINK = "<!--history-->"
# Stands where a story is listened to: whether it can be, and in which file, changes after the
# edition was published (articles/narration/player.py).
PLAYER = "<!--player-->"
# How wide a lead picture is shown; its preload has to say the same as the picture itself.
LEAD_SIZES = "(min-width: 84rem) 58rem, (min-width: 64rem) 72vw, 100vw"
# A card is 40rem wide at most, which is this at two dots a pixel.
CARD_WIDTH = 1280
# The templates that make stored HTML; the pages around it are drawn afresh every time.
_TEMPLATES = ("story.html", "card.html", "head.html", "includes")
_MODULES = (
    *("articles/rendering", "articles/presentation", "articles/body", "articles/withholding"),
    *("articles/record", "articles/changes", "articles/structured", "newsroom/renditions"),
    *("newsroom/dates", "newsroom/languages", "articles/block_html", "articles/table_html"),
)
_SETTINGS = ("MEDIA_URL", "LANGUAGE_CODE", "TIME_ZONE", "SITE_NAME", "CORRECTIONS_PLACE")
_INDENTATION = re.compile(r"\n\s+")


def _fingerprint() -> str:
    values = [str(getattr(settings, name)) for name in _SETTINGS]
    digest = hashlib.sha256("\n".join(values).encode())
    folder = settings.BASE_DIR / "templates" / "articles"
    files = [settings.BASE_DIR / f"{name}.py" for name in _MODULES]
    files += sorted((settings.BASE_DIR / "articles" / "locale").rglob("*.mo"))
    for name in _TEMPLATES:
        files += sorted((folder / name).rglob("*.html")) or [folder / name]
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


RENDERER = _fingerprint()


def render_page(
    record: EditionRecord, rights: Rights = ALL_SHOWN, files: Mapping[str, Files] = NONE_KNOWN
) -> dict[str, Any]:
    """Everything EditionPage keeps of an edition, by field.

    ``files`` says what there is of each picture, by hash (``articles.picture_files.files_in``);
    of others only what every picture has is named.
    """
    return {
        "renderer": RENDERER,
        "story_html": render_story(record, rights.withheld, files),
        "card_html": render_card(record, rights.withheld, files),
        "head_html": render_head(record, rights.withheld, files),
        "good_until": rights.until,
    }


def render_story(
    record: EditionRecord,
    withheld: Media = NOTHING,
    files: Mapping[str, Files] = NONE_KNOWN,
    missing: frozenset[str] = frozenset(),
) -> str:
    """The story as readers see it: one ``<article>`` element, without what is withheld.

    ``missing`` are addresses of sections, tags and authors that nothing stands at: their names
    are no links.
    """
    record = record.as_readers_see_it()
    record = replace(record, story=without(record.story, withheld))
    with _as_readers_read(record.story.language):
        context = _story_context(record, files) | {"missing": missing}
        return get_template("articles/story.html").render(context)


def history_link(address: str) -> str:
    """What stands in the place of HISTORY_LINK for readers who may follow it."""
    return format_html('<span><a href="{}">{}</a></span>', address, _("See what changed"))


def without_marks(html: str) -> str:
    """A story without link to its history and without player: in previews, in old editions."""
    return html.replace(HISTORY_LINK, "").replace(PLAYER, "")


def render_card(
    record: EditionRecord,
    withheld: Media = NOTHING,
    files: Mapping[str, Files] = NONE_KNOWN,
) -> str:
    """The story in a list: headline, standfirst, picture, byline and time."""
    record = record.as_readers_see_it()
    story = in_lists(record.story, withheld)
    with _as_readers_read(story.language):
        return _squeezed(
            "articles/card.html",
            {
                "story": story,
                "headline": presentation.list_headline(story),
                "retracted": record.is_retracted,
                "url": story_path(record),
                "kind": presentation.kind_label(story),
                "picture": presentation.picture(story.lead_image, files, most=CARD_WIDTH),
                "byline": presentation.card_byline(story),
                "published": presentation.first_published(record),
                "foreign": story.language != settings.LANGUAGE_CODE,
                "words_in": words_marked(words_within(story.language), story.language),
                "direction": presentation.direction(story.language),
            },
        )


def render_head(
    record: EditionRecord,
    withheld: Media = NOTHING,
    files: Mapping[str, Files] = NONE_KNOWN,
    audio: Mapping[str, Any] | None = None,
) -> str:
    """What tells machines of the story: description, Open Graph, JSON-LD; what to fetch first.

    ``audio`` is the AudioObject of the story read aloud, if it is.
    """
    record = record.as_readers_see_it()
    lead = without(record.story, withheld).lead_image
    record = replace(record, story=in_lists(record.story, withheld))
    story = record.story
    with _as_readers_read(story.language):
        return _squeezed(
            "articles/head.html",
            {
                "published_time": presentation.published_time(record),
                "modified_time": presentation.modified_time(record),
                "story": story,
                "headline": presentation.social_headline(story),
                "description": presentation.description(story),
                "site_name": settings.SITE_NAME,
                "picture": open_graph_picture(story.lead_image, files),
                "lead": presentation.picture(lead, files),
                "lead_sizes": LEAD_SIZES,
                "author_urls": [
                    ORIGIN + presentation.author_url(byline.author) for byline in story.bylines
                ],
                "structured_html": as_script(story_data(record, files, audio)),
            },
        )


def _story_context(record: EditionRecord, files: Mapping[str, Files]) -> dict:
    story = record.story
    notices = [presentation.notice(one) for one in record.standing_notices]
    return {
        "story": story,
        "section_url": story.section and reverse("articles:section", args=[story.section.slug]),
        "kind": presentation.kind_label(story),
        "direction": presentation.direction(story.language),
        "words_in": words_marked(words_within(story.language), story.language),
        "credits": presentation.credits(story),
        "published": presentation.first_published(record),
        "updated": presentation.updated(record),
        "lead": presentation.picture(story.lead_image, files),
        "lead_sizes": LEAD_SIZES,
        "parts": presentation.blocks(record, files),
        "is_retracted": record.is_retracted,
        "retractions": [one for one in notices if one.change == "retraction"],
        "corrections": [one for one in notices if one.change != "retraction"],
        "corrections_first": settings.CORRECTIONS_PLACE == "top",
        "player_html": mark_safe(PLAYER),
        "history_link_html": mark_safe(HISTORY_LINK) if record.number > 1 else "",
        "tags": [(tag.name, reverse("articles:tag", args=[tag.slug])) for tag in story.tags],
        "tip_lines": presentation.tip_lines(story),
        "writers": presentation.writers(story, files),
        "site_name": settings.SITE_NAME,
    }


def _squeezed(template: str, context: dict) -> str:
    """Without the template's indentation, which a list of cards would repeat dozens of times."""
    return _INDENTATION.sub("\n", get_template(template).render(context)).strip()


class _as_readers_read:  # noqa: N801 (a context manager, named as one reads it)
    """The story's language and the site's time zone, whatever who publishes has."""

    def __init__(self, language: str):
        self._language = translation.override(words_within(language))

    def __enter__(self):
        self._clock = timezone.override(_site_zone(settings.TIME_ZONE))
        self._language.__enter__()
        self._clock.__enter__()

    def __exit__(self, *raised):
        self._clock.__exit__(*raised)
        self._language.__exit__(*raised)


@cache
def _site_zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
