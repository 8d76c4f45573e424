"""Stories to put on the front page: those that are live or scheduled, found by headline."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models import Article, Edition
from articles.state import state_of_listed

LENGTH = 20
SCHEDULED = 6
MOST_CHARACTERS, MOST_WORDS = 100, 8


class Found(NamedTuple):
    story: int
    headline: str
    section: str
    state: str
    label: str


def find_stories(question: str, at: datetime | None = None) -> list[Found]:
    """Stories whose headlines have every word; without words the next and the newest."""
    at = at or timezone.now()
    words = question[:MOST_CHARACTERS].replace("\0", "").split()[:MOST_WORDS]
    pks = _containing(words, at) if words else _next_and_newest(at)
    stories = Article.objects.defer("body").with_editions().select_related("section")
    by_pk = stories.in_bulk(pks)
    return [_found(by_pk[pk]) for pk in pks if pk in by_pk]


def _found(story: Article) -> Found:
    state = state_of_listed(story)
    section = story.section.name if story.section else ""
    return Found(story.pk, story.headline, section, state.kind, state.label)


def _containing(words: list[str], at: datetime) -> list[int]:
    """Along the index that holds the headlines, newest saves first."""
    stories = Article.objects.filter(
        Exists(Edition.objects.lasting(at).filter(article=OuterRef("pk")))
    )
    for word in words:
        stories = stories.filter(headline__icontains=word)
    return list(stories.values_list("pk", flat=True)[:LENGTH])


def _next_and_newest(at: datetime) -> list[int]:
    ahead = Edition.objects.scheduled(at).order_by("live_from", "article_id")
    newest = Edition.objects.live(at).newest_first()
    pks = [
        *ahead.values_list("article_id", flat=True)[:SCHEDULED],
        *newest.values_list("article_id", flat=True)[:LENGTH],
    ]
    return list(dict.fromkeys(pks))[:LENGTH]
