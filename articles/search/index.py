"""Keeping the index: an edition comes into it when it is made, live or to come, and leaves it when
it has ended.

An index in the site's own database is written with the edition; one elsewhere by the worker. No
failure of either holds a publication back: what is not in the index is filled in later
(``fill_batch``), since every row says what put it there.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from articles.models import Edition, SearchText, SearchWord
from articles.record import EditionRecord, read_record
from articles.search import engine
from articles.search.words import is_dense, words_of
from articles.snapshot import UnreadableSnapshot

logger = logging.getLogger(__name__)
BATCH = 200
# Raise this when words, or what is indexed of a story, change: the worker then fills it anew.
VERSION = 3
# What is to be indexed at the end, by story; None where each edition is at once.
_waiting: ContextVar[dict | None] = ContextVar("waiting", default=None)


def indexer() -> str:
    """What puts a row into the index now: this version, and where the index is."""
    place = settings.MODELSEARCH_BACKENDS["default"]["BACKEND"].rpartition(".")[2]
    return f"{VERSION} {place}"[:40]


def index_edition(edition: Edition, record: EditionRecord) -> None:
    """Let readers find a new edition from its first instant on; those that have ended leave.

    Called in the transaction that makes it. A failure is logged and left to the worker.
    """
    waiting = _waiting.get()
    if waiting is None:
        _index_edition(edition, record)
    else:
        waiting[edition.article_id] = edition, record


@contextmanager
def last_alone() -> Iterator[None]:
    """Of each story's editions that are made meanwhile only the last is indexed, at the end: for
    histories brought in whole, whose others have ended by then. Belongs into their transaction."""
    waiting: dict[int, tuple[Edition, EditionRecord]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for edition, record in waiting.values():
        _index_edition(edition, record)


def _index_edition(edition: Edition, record: EditionRecord) -> None:
    from articles.search.tasks import fill_search, forget_ended

    row = text_of(edition, record)
    try:
        with transaction.atomic():
            row.save()
            _remember_words([row])
            remove_ended(edition.article_id)
            if engine.is_own():
                _put([row])
    except Exception:
        # Whatever it is, the story has to be published.
        logger.exception("Edition %s is not in the search index yet", edition.pk)
    if not row.indexer:
        transaction.on_commit(lambda: fill_search.enqueue())
    follows_later = edition.number > 1 and edition.live_from > timezone.now()
    if follows_later and forget_ended.get_backend().supports_defer:
        forget_ended.using(run_after=edition.live_from).enqueue(edition.article_id)


def text_of(edition: Edition, record: EditionRecord) -> SearchText:
    """An edition's row, of what readers see of it: a retraction may hide its text."""
    story = record.as_readers_see_it().story
    notices = (notice.text for notice in record.standing_notices)
    about = (
        story.standfirst,
        *(byline.author.name for byline in story.bylines),
        *(tag.name for tag in story.tags),
        story.section.name if story.section else "",
        *notices,
    )
    return SearchText(
        edition=edition,
        first_published=edition.first_published,
        section_id=edition.section_id,
        language=edition.language,
        headlines="\n".join(filter(None, (story.headline, story.headline_search))),
        about="\n".join(filter(None, about)),
        text="\n".join(filter(None, (block.text() for block in story.body))),
    )


def remove_ended(article_id: int | None = None, now: datetime | None = None) -> int:
    """Take editions that have ended out of the index, of one story or a batch of all."""
    rows = SearchText.objects.filter(~Exists(_lasting(now).filter(pk=OuterRef("pk"))))
    if article_id is not None:
        rows = rows.filter(edition__article_id=article_id)
    gone = list(rows[:BATCH])
    for row in gone:
        remove(row)
    return len(gone)


def remove(row: SearchText) -> None:
    """Also what an index elsewhere has of it, which no database's cascade reaches."""
    from articles.search.tasks import unindex

    edition_id = row.pk
    row.delete()
    if not engine.is_own():
        transaction.on_commit(lambda: unindex.enqueue(edition_id))


def remove_edition(edition: Edition) -> None:
    """Take out an edition that is about to be deleted."""
    for row in SearchText.objects.filter(pk=edition.pk):
        remove(row)


def lacking() -> QuerySet:
    """Editions that are live or to come, and that today's index lacks."""
    there = SearchText.objects.filter(pk=OuterRef("pk"), indexer=indexer())
    return _lasting().filter(~Exists(there))


def fill_batch(before: int | None = None) -> tuple[int, int | None]:
    """Index a batch of what is lacking, below an id: how many, and where to go on."""
    rows = lacking() if before is None else lacking().filter(pk__lt=before)
    editions = list(rows.order_by("-pk")[:BATCH])
    texts = []
    for edition in editions:
        try:
            texts.append(text_of(edition, read_record(edition.document)))
        except UnreadableSnapshot as error:
            logger.error("Edition %d is not found by a search: %s", edition.pk, error)
    if texts and not engine.is_own():
        _make_place()
    try:
        _store(texts)
    except DatabaseError:
        # One that the database does not take keeps no other out.
        for text in texts:
            try:
                _store([text])
            except DatabaseError:
                logger.exception("Edition %d is not found by a search", text.pk)
    return len(texts), editions[-1].pk if len(editions) == BATCH else None


def _store(texts: list[SearchText]) -> None:
    with transaction.atomic():
        texts = _still_there(texts)
        SearchText.objects.bulk_create(
            texts,
            update_conflicts=True,
            unique_fields=["edition"],
            update_fields=[
                field.name for field in SearchText._meta.fields if not field.primary_key
            ],
        )
        _remember_words(texts)
        _put(texts)


def _lasting(now: datetime | None = None) -> QuerySet:
    return Edition.objects.lasting(now)


def _still_there(texts: list[SearchText]) -> list[SearchText]:
    """Without those whose scheduled edition was taken back meanwhile; the others are held."""
    held = Edition.objects.select_for_update().filter(pk__in=[text.pk for text in texts])
    ids = set(held.order_by("pk").values_list("pk", flat=True))
    return [text for text in texts if text.pk in ids]


def _put(rows: list[SearchText]) -> None:
    if not rows:
        return
    with transaction.atomic():
        engine.backend().add_bulk(SearchText, rows)
        SearchText.objects.filter(pk__in=[row.pk for row in rows]).update(indexer=indexer())
    for row in rows:
        row.indexer = indexer()


def _remember_words(rows: Iterable[SearchText]) -> None:
    found = {
        word.folded
        for row in rows
        for word in words_of(f"{row.headlines}\n{row.about}")
        if len(word.folded) > 3 and not is_dense(word.folded)
    }
    known = SearchWord.objects.filter(word__in=found).values_list("word", flat=True)
    SearchWord.objects.bulk_create(
        # In one order, so that two who publish at once never wait for each other.
        (SearchWord(word=one, head=one[:2], tail=one[-2:]) for one in sorted(found - set(known))),
        ignore_conflicts=True,
    )


def begin_anew() -> None:
    """Empty the index, and what misspelt words are compared with: nothing is found for a while."""
    engine.backend().reset_indexes()
    SearchWord.objects.all().delete()
    SearchText.objects.update(indexer="")


def _make_place() -> None:
    """An index elsewhere has to be told what fields there are before it takes any."""
    place = engine.backend().get_index_for_model(SearchText)
    if not place.exists():
        place.put()
        place.add_model(SearchText)
