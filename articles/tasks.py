"""What the worker does for stories."""

import logging
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from articles import picture_files, rights, usage
from articles.models import Edition, EditionPage
from articles.narration import binding, captions, making, pronouncing
from articles.record import EditionRecord, read_record
from articles.rendering import RENDERER, render_page
from articles.snapshot import UnreadableSnapshot
from articles.withholding import rights_in
from newsroom.turns import Turn

logger = logging.getLogger(__name__)
BATCH = 200
PICTURES = 5
# A full disk, a storage that does not answer.
TRIED_AGAIN = timedelta(minutes=5)


@task(priority=Turn.READERS)
def refresh_pages(before: int | None = None) -> int:
    """Store anew the pages that older templates made, newest first, a batch a job.

    Readers see the right pages meanwhile: articles/pages.py draws stale ones at each visit. Gives
    the number of pages stored by this job, which enqueues the next one while there are more; what
    is older can wait.
    """
    stored, last = refresh_batch(before)
    if last is not None:
        refresh_pages.using(priority=Turn.LATER).enqueue(before=last)
    return stored


def refresh_batch(before: int | None = None) -> tuple[int, int | None]:
    """One batch of editions below an id: how many pages were stored, and where to go on."""
    now = timezone.now()
    is_over = Q(page__good_until__lte=now)
    editions = Edition.objects.filter(Q(page=None) | ~Q(page__renderer=RENDERER) | is_over)
    if before is not None:
        editions = editions.filter(pk__lt=before)
    stale = list(editions.order_by("-pk").values_list("pk", "document")[:BATCH])
    records = {}
    for edition_id, document in stale:
        try:
            records[edition_id] = read_record(document)
        except UnreadableSnapshot as error:
            logger.error("Edition %d keeps the page it has: %s", edition_id, error)
    stories = [record.story for record in records.values()]
    rights, files = rights_in(stories, now), picture_files.files_in(stories)
    pages = [
        EditionPage(edition_id=edition_id, **render_page(record, its_rights, files))
        for (edition_id, record), its_rights in zip(records.items(), rights, strict=True)
    ]
    _store(pages)
    _look_again(records, files)
    return len(pages), stale[-1][0] if len(stale) == BATCH else None


def refresh_at(instant: datetime) -> None:
    """Have pages stored anew at an instant at which the rights of a picture begin or end.

    Only so that no visit has to draw them: a page that is over is never shown.
    """
    if refresh_pages.get_backend().supports_defer:
        refresh_pages.using(run_after=instant).enqueue()


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
        update_fields=["renderer", "story_html", "card_html", "head_html", "good_until"],
    )


def _look_again(records: dict[int, EditionRecord], files) -> None:
    """Pages whose pictures were finished while they were drawn are drawn once more."""
    waiting = {pk: picture_files.unfinished_in(one.story, files) for pk, one in records.items()}
    finished = picture_files.finished_since(set().union(*waiting.values()))
    late = [pk for pk, hashes in waiting.items() if hashes & finished]
    if late:
        EditionPage.objects.filter(edition__in=late).update(renderer="")
        refresh_pages.enqueue()


@task(priority=Turn.DESK)
def finish_picture(sha256: str) -> bool:
    """Make the sizes that a picture lacks; where the storage fails, again after a while."""
    try:
        return picture_files.finish(sha256)
    except OSError:
        if finish_picture.get_backend().supports_defer:
            later = timezone.now() + TRIED_AGAIN
            finish_picture.using(run_after=later).enqueue(sha256)
        raise


@task(priority=Turn.LATER)
def finish_pictures(after: str = "") -> int:
    """Make what any picture lacks, a few a job, so that other work comes in between."""
    finished, last = picture_files.finish_batch(after, PICTURES)
    backend = finish_pictures.get_backend()
    if last is not None:
        finish_pictures.enqueue(after=last)
    elif picture_files.are_claimed() and backend.supports_defer:
        # Claimed by a worker that was killed, perhaps: its claim ends by then.
        later = timezone.now() + picture_files.CLAIM_ENDS
        finish_pictures.using(run_after=later).enqueue()
    return finished


@task(priority=Turn.LATER)
def refresh_stories(label: str, pk: int, before: int) -> None:
    """Look at the older stories that show a changed thing of the library, a batch a job."""
    thing = usage.find_thing(label, pk)
    if thing is None:
        return
    last = usage.refresh_batch(thing, BATCH, before=before)
    if last is not None:
        refresh_stories.enqueue(label, pk, before=last)


@task(priority=Turn.RIGHTS)
def settle_files(ids: list[int], label: str = "articles.Image") -> None:
    """Files of what was withdrawn or restored, should the desk not have got so far."""
    rights.settle_files_of(apps.get_model(label), ids)


@task(priority=Turn.READERS)
def make_narration(edition_id: int) -> bool:
    """Speak an edition; where that fails, again after a while, a few times."""
    try:
        return making.make(edition_id)
    except making.NotMade as failure:
        backend = make_narration.get_backend()
        if failure.again and backend.supports_defer:
            later = timezone.now() + failure.again
            retried = make_narration.using(run_after=later, priority=Turn.DESK)
            retried.enqueue(edition_id)
        if isinstance(failure, making.BeingMade):
            return False
        raise


@task(priority=Turn.LATER)
def make_narrations(before: int | None = None) -> int:
    """Take up what is awaited, newest first, a batch a job; gives how many it handed on."""
    ids, last = binding.awaited_batch(before, BATCH)
    for edition_id in ids:
        make_narration.using(priority=Turn.LATER).enqueue(edition_id)
    if last is not None:
        make_narrations.enqueue(before=last)
    return len(ids)


@task(priority=Turn.RIGHTS)
def settle_narrations(article_id: int) -> None:
    """Narrations that nothing names any more, should whoever changed that not have got so far."""
    try:
        binding.settle(article_id)
    except Exception:
        if settle_narrations.get_backend().supports_defer:
            later = timezone.now() + TRIED_AGAIN
            settle_narrations.using(run_after=later).enqueue(article_id)
        raise


@task(priority=Turn.RIGHTS)
def follow_rights(edition_ids: list[int]) -> None:
    """Say anew what is heard of pictures and clips whose rights are others now."""
    captions.follow(edition_ids)


@task(priority=Turn.LATER)
def respeak(word: str, language: str, before: int | None = None) -> int:
    """Speak anew the stories that hold a word, newest first, a batch a job."""
    ids, last = pronouncing.respeak_batch(word, language, before, BATCH)
    for edition_id in ids:
        make_narration.using(priority=Turn.LATER).enqueue(edition_id)
    if last is not None:
        respeak.enqueue(word, language, before=last)
    return len(ids)


@task(priority=Turn.LATER)
def prove_record() -> int:
    """Keep the day's hash and verify the record; gives the number of broken stories.

    The next day's is seen to first: a failure today must not end it.
    """
    from articles import proving

    proving.prove_at(proving.next_run(timezone.now()))
    return proving.prove().broken


@task(priority=Turn.LATER)
def verify_record(user_id: int | None = None) -> int:
    """Verify the record because somebody asked; gives the number of broken stories."""
    from articles import proving

    return proving.verify_record(by=User.objects.filter(pk=user_id).first()).broken
