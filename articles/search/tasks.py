"""What the worker does for the search."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from articles.models import SearchText
from articles.search import engine, index
from newsroom.turns import Turn

TRIED_AGAIN = timedelta(minutes=5)


@task(priority=Turn.READERS)
def fill_search(before: int | None = None) -> int:
    """Put into the index what it lacks, newest first, a batch a job; then what has ended leaves."""
    try:
        filled, last = index.fill_batch(before)
    except Exception:
        # An index elsewhere that does not answer.
        if fill_search.get_backend().supports_defer:
            later = timezone.now() + TRIED_AGAIN
            fill_search.using(run_after=later, priority=Turn.DESK).enqueue(before=before)
        raise
    if last is not None:
        fill_search.using(priority=Turn.LATER).enqueue(before=last)
    elif index.remove_ended() == index.BATCH:
        fill_search.using(priority=Turn.LATER).enqueue()
    return filled


@task(priority=Turn.LATER)
def forget_ended(article_id: int) -> None:
    """Take out of the index the edition that a scheduled one has followed.

    Only so that the index stays small: readers do not find it any more.
    """
    index.remove_ended(article_id)


@task(priority=Turn.RIGHTS)
def unindex(edition_id: int) -> None:
    """Take out of an index elsewhere what is no row here any more."""
    if not SearchText.objects.filter(pk=edition_id).exists():
        engine.backend().delete(SearchText(pk=edition_id))
