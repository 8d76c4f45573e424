"""What readers would see of a snapshot that is not published: the same renderer, no edition."""

from dataclasses import replace
from datetime import UTC

from django.utils import timezone

from articles.assembly import record_of
from articles.models import Article
from articles.record import EditionRecord
from articles.snapshot import ArticleSnapshot


def preview_record(article: Article, story: ArticleSnapshot) -> EditionRecord:
    """The latest edition's record with this story in it, or a first edition's of now."""
    now = timezone.now().astimezone(UTC).isoformat()
    latest = article.editions.first()
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
