"""What the worker does for stories."""

import logging

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from articles import usage
from articles.models import Edition, EditionPage
from articles.record import read_record
from articles.rendering import RENDERER, render_page
from articles.snapshot import UnreadableSnapshot

logger = logging.getLogger(__name__)
BATCH = 200


@task()
def refresh_pages(before: int | None = None) -> int:
    """Store anew the pages that older templates made, newest first, a batch a job.

    Readers see the right pages meanwhile: articles/pages.py draws stale ones at each visit. Gives
    the number of pages stored by this job, which enqueues the next one while there are more.
    """
    stored, last = refresh_batch(before)
    if last is not None:
        refresh_pages.enqueue(before=last)
    return stored


def refresh_batch(before: int | None = None) -> tuple[int, int | None]:
    """One batch of editions below an id: how many pages were stored, and where to go on."""
    editions = Edition.objects.filter(Q(page=None) | ~Q(page__renderer=RENDERER))
    if before is not None:
        editions = editions.filter(pk__lt=before)
    stale = list(editions.order_by("-pk").values_list("pk", "document")[:BATCH])
    pages = []
    for edition_id, document in stale:
        try:
            pages.append(EditionPage(edition_id=edition_id, **render_page(read_record(document))))
        except UnreadableSnapshot as error:
            logger.error("Edition %d keeps the page it has: %s", edition_id, error)
    _store(pages)
    return len(pages), stale[-1][0] if len(stale) == BATCH else None


@transaction.atomic
def _store(pages: list[EditionPage]) -> None:
    # Held while they are written: a scheduled edition may be taken back at any moment.
    ids = [page.edition_id for page in pages]
    held = set(
        Edition.objects.select_for_update()
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    EditionPage.objects.bulk_create(
        [page for page in pages if page.edition_id in held],
        update_conflicts=True,
        unique_fields=["edition"],
        update_fields=["renderer", "story_html", "card_html", "head_html"],
    )


@task()
def refresh_stories(label: str, pk: int, before: int) -> None:
    """Look at the older stories that show a changed thing of the library, a batch a job."""
    thing = usage.find_thing(label, pk)
    if thing is None:
        return
    last = usage.refresh_batch(thing, BATCH, before=before)
    if last is not None:
        refresh_stories.enqueue(label, pk, before=last)
