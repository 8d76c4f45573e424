"""What the worker does for the search."""

from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from articles.models import SearchText
from articles.search import engine, index
from newsroom.turns import Turn

TRIED_AGAIN = timedelta(minutes=5)


@contextmanager
def _tried_again(job, **arguments):
    """A job that an index elsewhere may fail to answer, then done again later."""
    try:
        yield
    except Exception:
        if job.get_backend().supports_defer:
            later = timezone.now() + TRIED_AGAIN
            job.using(run_after=later, priority=Turn.DESK).enqueue(**arguments)
        raise


@task(priority=Turn.READERS)
def fill_search(before: int | None = None) -> int:
    """Put into the index what it lacks, newest first, a batch a job; then what has ended leaves."""
    with _tried_again(fill_search, before=before):
        filled, last = index.fill_batch(before)
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
        with _tried_again(unindex, edition_id=edition_id):
            engine.backend().delete(SearchText(pk=edition_id))
