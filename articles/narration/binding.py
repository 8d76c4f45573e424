"""Which editions are to be heard, and in which narration; what is no longer heard is put away.

An edition is bound to the hash of what is said of it. A narration is heard only in editions that
say exactly that, so whatever a reader hears is what the page says.
"""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import Article, Edition, EditionNarration, Narration, SilentStory
from articles.models.narration import RECORDED
from articles.narration import files
from articles.narration.script import Script, script_of
from articles.narration.voices import voice_for
from articles.record import EditionRecord, read_record
from articles.snapshot import UnreadableSnapshot
from articles.withholding import rights_in
from newsroom.turns import Turn

logger = logging.getLogger(__name__)
# What is published with an older time comes from an archive, and is spoken when somebody asks.
FRESH = timedelta(days=2)


def bind_fresh(edition: Edition, record: EditionRecord) -> None:
    """What publishing does: an edition that goes live now or later is to be heard."""
    now = timezone.now()
    if edition.live_from > now - FRESH:
        # Of one for another day nobody waits yet.
        turn = Turn.READERS if edition.live_from <= now else Turn.DESK
        bind(edition, _script(record, edition.live_from), turn)
    settle_later(edition.article_id)
    if edition.live_from > now:
        settle_at(edition.article_id, edition.live_from)


def bind(edition: Edition, script: Script, turn: Turn = Turn.DESK) -> EditionNarration | None:
    """Have an edition heard: at once where its text is spoken already, else once it is made.

    None where it is not to be heard: the story is silent, nothing is said, no voice speaks its
    language and nobody recorded it.
    """
    ready = Narration.objects.filter(
        article=edition.article_id, text_sha256=script.sha256, status=Narration.Status.READY
    )
    # A person's voice goes before a machine's, the newest before what it replaced.
    narration = max(ready, key=lambda one: (one.is_recorded, one.made_at), default=None)
    has_voice = voice_for(script.language) is not None
    if not script.sentences or not (narration or has_voice) or is_silent(edition.article_id):
        EditionNarration.objects.filter(edition=edition).delete()
        return None
    # Put-aside recordings are heard again only once their files are back (settle).
    heard = narration if narration and not narration.is_aside else None
    is_recorded = narration is not None and narration.is_recorded
    bound, _ = EditionNarration.objects.update_or_create(
        edition=edition,
        defaults={
            "text_sha256": script.sha256,
            "narration": heard,
            "is_awaited": heard is None,
            "heard_until": script.heard_until,
            "says_captions": script.says_captions,
        },
    )
    if not is_recorded and has_voice:
        make_later(edition.pk, turn)
    if script.until:
        follow_at(edition.pk, script.until)
    return bound


def script_of_edition(edition_id: int) -> Script | None:
    found = Edition.objects.filter(pk=edition_id).values_list("document", "live_from").first()
    if found is None:
        return None
    document, live_from = found
    try:
        return _script(read_record(document), live_from)
    except UnreadableSnapshot as error:
        logger.error("Edition %d cannot be spoken: %s", edition_id, error)
        return None


def _script(record: EditionRecord, live_from: datetime) -> Script:
    """What is said of an edition now, or at its hour should that be ahead."""
    if not settings.NARRATION_CAPTIONS:
        return script_of(record)
    (rights,) = rights_in([record.story], max(live_from, timezone.now()))
    return script_of(record, rights)


def make_later(edition_id: int, turn: Turn) -> None:
    """Have the worker speak an edition, once what is being saved is saved."""
    from articles.tasks import make_narration

    made = make_narration.using(priority=turn)
    transaction.on_commit(partial(made.enqueue, edition_id))


def settle_later(article_id: int) -> None:
    """Put away what is no longer heard of a story, once what is being saved is saved."""
    if Narration.objects.filter(article=article_id).exists():
        transaction.on_commit(partial(_settle_now, article_id))


def settle_at(article_id: int, instant: datetime) -> None:
    """Put away at an instant what is not heard from then on. No page waits for it."""
    from articles.tasks import settle_narrations

    if settle_narrations.get_backend().supports_defer:
        settle_narrations.using(run_after=instant).enqueue(article_id)


def follow_at(edition_id: int, instant: datetime) -> None:
    """Look again at an instant whether an edition's captions may still be read."""
    from articles.tasks import follow_rights

    if follow_rights.get_backend().supports_defer:
        later = follow_rights.using(run_after=instant)
        transaction.on_commit(partial(later.enqueue, [edition_id]))


def _settle_now(article_id: int) -> None:
    from articles.tasks import settle_narrations

    # By the worker, too, should this process be stopped in between.
    settle_narrations.enqueue(article_id)
    try_to_settle(article_id)


def try_to_settle(article_id: int) -> None:
    """Settle; whatever the storage raises is logged and left to the worker."""
    from articles.tasks import settle_narrations

    try:
        settle(article_id)
    except Exception:
        logger.exception("Narrations of story %d: the worker will see to them.", article_id)
        settle_narrations.enqueue(article_id)


def heard_in(article_id: int):
    """The bindings of the editions of a story that readers hear now or will hear."""
    lasting = Edition.objects.lasting().filter(article=article_id)
    return EditionNarration.objects.filter(edition__in=lasting.values("pk"))


@transaction.atomic
def settle(article_id: int) -> None:
    """Bring a story's narrations to where they belong. May be repeated; raises what the storage
    raises, and then changes no row.

    What no live or scheduled edition says is deleted, a person's recording put aside. The last
    one stays for as long as the next is being made, which takes from it what is the same.
    """
    lock(article_id)
    bound = list(heard_in(article_id))
    recorded = set()
    for narration in Narration.objects.filter(article=article_id).order_by("-made_at"):
        text = narration.text_sha256
        if narration.is_recorded:
            says_so = any(one.text_sha256 == text for one in bound)
            _settle_recording(narration, is_heard=says_so and text not in recorded)
            recorded.add(text)
        elif not _is_kept(narration, bound):
            # First out of every page, then out of the storage.
            EditionNarration.objects.filter(narration=narration).update(narration=None)
            files.delete_files(narration)
            narration.delete()


def _is_kept(narration: Narration, bound: list[EditionNarration]) -> bool:
    if any(one.narration_id == narration.pk or one.is_awaited for one in bound):
        return True
    is_unfinished = narration.status != Narration.Status.READY
    return is_unfinished and any(one.text_sha256 == narration.text_sha256 for one in bound)


def _settle_recording(narration: Narration, *, is_heard: bool) -> None:
    if is_heard and narration.is_aside:
        files.bring_back(narration)
        Narration.objects.filter(pk=narration.pk).update(is_aside=False)
        narration.is_aside = False
    if is_heard:
        adopt(narration)
    elif not narration.is_aside:
        Narration.objects.filter(pk=narration.pk).update(is_aside=True)
        EditionNarration.objects.filter(narration=narration).update(narration=None)
        files.put_aside(narration)


def lock(article_id: int) -> None:
    """Hold a story until the transaction ends: nothing is adopted while it is put away."""
    Article.objects.select_for_update(of=("self",)).only("pk").get(pk=article_id)


@transaction.atomic
def adopt(narration: Narration) -> None:
    """Let a narration be heard in all editions of its story that say exactly this."""
    lock(narration.article_id)
    bound = EditionNarration.objects.filter(
        edition__article=narration.article_id, text_sha256=narration.text_sha256
    )
    if not narration.is_recorded:
        # A person's voice goes before a machine's.
        bound = bound.exclude(narration__engine=RECORDED)
    bound.update(narration=narration, is_awaited=False)


def is_silent(article_id: int) -> bool:
    return SilentStory.objects.filter(article=article_id).exists()


@transaction.atomic
def choose(article: Article, *, by, is_spoken: bool) -> None:
    """Have a story spoken, or not, whatever the site does. Raises PermissionDenied."""
    if by is not None and not by.has_perm("articles.publish_article"):
        raise PermissionDenied
    if is_spoken:
        SilentStory.objects.filter(article=article).delete()
        speak_story(article.pk)
    else:
        SilentStory.objects.update_or_create(
            article=article, defaults={"set_by": by, "set_at": timezone.now()}
        )
        EditionNarration.objects.filter(edition__article=article).delete()
    settle_later(article.pk)


@transaction.atomic
def speak_again(article: Article, *, by) -> None:
    """Try anew what could not be made, or was never asked for. Raises PermissionDenied."""
    if by is not None and not by.has_perm("articles.publish_article"):
        raise PermissionDenied
    # What went wrong is told until it is ready.
    article.narrations.filter(failed_at__isnull=False).update(
        status=Narration.Status.WAITING, attempts=0
    )
    speak_story(article.pk)


def awaited() -> QuerySet[EditionNarration]:
    """Of what readers see now or will: what is to be spoken, or anew, since captions are not read
    any more."""
    lasting = Edition.objects.lasting().values("pk")
    wanted = Q(is_awaited=True)
    if not settings.NARRATION_CAPTIONS:
        wanted |= Q(says_captions=True)
    return EditionNarration.objects.filter(wanted, edition__in=lasting)


def awaited_batch(before: int | None, size: int) -> tuple[list[int], int | None]:
    """Editions that wait for their narration, newest first, and where to go on."""
    bound = awaited().order_by("-edition")
    if before is not None:
        bound = bound.filter(edition__lt=before)
    ids = list(bound.values_list("edition", flat=True)[:size])
    return ids, ids[-1] if len(ids) == size else None


def speak_story(article_id: int, turn: Turn = Turn.DESK) -> int:
    """Bind what readers see of a story now or will see; gives the number of editions to hear."""
    editions = Edition.objects.lasting().filter(article=article_id).defer("document")
    bound = 0
    for edition in editions:
        script = script_of_edition(edition.pk)
        bound += script is not None and bind(edition, script, turn) is not None
    return bound
