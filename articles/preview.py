"""What readers would see of a snapshot that is not published: the same renderer, no edition."""

from dataclasses import replace
from datetime import UTC
from typing import Any

from django.utils import timezone
from django.utils.safestring import mark_safe

from articles import pages, presentation
from articles.assembly import record_of
from articles.models import Article
from articles.navigation import navigation
from articles.picture_files import files_in
from articles.record import EditionRecord
from articles.rendering import render_story, without_marks
from articles.snapshot import ArticleSnapshot
from articles.withholding import rights_in


def preview_record(article: Article, story: ArticleSnapshot) -> EditionRecord:
    """The latest edition's record with this story in it, or a first edition's of now."""
    now = timezone.now().astimezone(UTC).isoformat()
    latest = article.editions.first() if article.pk else None
    if latest:
        return replace(record_of(latest), story=story)
    return EditionRecord(
        number=1,
        change="first",
        live_from=now,
        first_published=now,
        updated=now,
        published_by="",
        notices=(),
        story=story,
    )


def preview_context(record: EditionRecord) -> dict[str, Any]:
    """What a page around a previewed story shows: the public page's, without its address."""
    story = record.story
    (rights,) = rights_in([story], timezone.now())
    html = render_story(record, rights.withheld, files_in([story]))
    return {
        "sections_html": navigation(pages.sections(), story.section.id if story.section else None),
        "story": story,
        "title": presentation.page_title(story),
        "language": story.language,
        "direction": presentation.direction(story.language),
        "story_html": mark_safe(without_marks(html)),
    }
