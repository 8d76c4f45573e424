"""Recordings by people: a story read aloud by a human voice, for one exact text."""

import hashlib
import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Edition, Narration
from articles.models.narration import RECORDED
from articles.narration import files, mp3
from articles.narration.binding import (
    adopt,
    bind,
    is_silent,
    script_of_edition,
    settle_later,
    speak_story,
)
from articles.narration.script import Script

logger = logging.getLogger(__name__)
# How files of other kinds begin: bytes, from which place on, and what they are called.
_OTHERS = (
    (b"WAVE", 8, "WAV"),
    (b"AIFF", 8, "AIFF"),
    (b"AIFC", 8, "AIFF"),
    (b"ftyp", 4, "M4A"),
    (b"fLaC", 0, "FLAC"),
    (b"OggS", 0, "Ogg"),
    (b"\x1aE\xdf\xa3", 0, "WebM"),
    (b"0&\xb2u\x8ef\xcf\x11", 0, "WMA"),
    (b"#!AMR", 0, "AMR"),
)
# Shorter than that nothing has been read aloud; longer than that no story is.
LEAST, MOST = 1_000, 4 * 3600 * 1000


class RecordingRefused(ValidationError):
    """Why a recording was not taken, in a sentence for the desk."""


def add_recording(article: Article, *, by, data: bytes, text_sha256: str) -> Narration:
    """Let readers hear a person's recording of the live edition in place of a machine's voice.

    ``text_sha256`` is the text that whoever recorded it looked at; a recording is heard in editions
    that say exactly that and in no other. Raises RecordingRefused and PermissionDenied.
    """
    if by is not None and not by.has_perm("articles.publish_article"):
        raise PermissionDenied
    measures = _measured(data)
    live, script = _recorded_text(article, text_sha256)
    digest = hashlib.sha256(data).hexdigest()
    key = hashlib.sha256(f"{RECORDED} {script.sha256} {digest}".encode()).hexdigest()
    audio = files.names_for(Narration(article=article, key=key), digest)["audio"]
    try:
        files.store({audio: data})
    except OSError as error:
        logger.exception("A recording of story %d was not stored.", article.pk)
        raise RecordingRefused(_why_not_stored(error)) from error
    with transaction.atomic():
        narration, _created = Narration.objects.update_or_create(
            article=article,
            key=key,
            defaults={
                "text_sha256": script.sha256,
                "engine": RECORDED,
                "language": script.language,
                "status": Narration.Status.READY,
                "audio": audio,
                "size": len(data),
                "duration": measures.duration,
                "made_at": timezone.now(),
                "made_by": by,
                "is_aside": False,
            },
        )
        bind(live, script)
        adopt(narration)
        settle_later(article.pk)
    return narration


def _recorded_text(article: Article, text_sha256: str) -> tuple[Edition, Script]:
    """The live edition and what is said of it, if that is what was recorded."""
    live = article.editions.live().defer("document").first()
    if live is None:
        raise RecordingRefused(_("Only a story that readers see can be recorded."))
    if is_silent(article.pk):
        raise RecordingRefused(_("This story is not to be heard. Turn that on first."))
    script = script_of_edition(live.pk)
    if script is None or script.sha256 != text_sha256:
        raise RecordingRefused(
            _(
                "The text has changed since you opened this page. Look whether it is still what is "
                "read."
            )
        )
    return live, script


@transaction.atomic
def remove_recording(article: Article, *, by) -> None:
    """Take a person's recordings of a story away; a machine's voice takes their place.

    Raises PermissionDenied and RecordingRefused.
    """
    if by is not None and not by.has_perm("articles.publish_article"):
        raise PermissionDenied
    recordings = list(Narration.objects.filter(article=article, engine=RECORDED))
    if not recordings:
        raise RecordingRefused(_("There is no recording of this story."))
    for narration in recordings:
        narration.editions.update(narration=None, is_awaited=False)
        narration_files = list(files.names_of(narration))
        narration.delete()
        transaction.on_commit(lambda names=narration_files: files.delete_names(names))
    speak_story(article.pk)


def _measured(data: bytes) -> mp3.Measures:
    most = settings.NARRATION_MAX_BYTES
    if len(data) > most:
        raise RecordingRefused(_("A recording may weigh at most %s.") % filesizeformat(most))
    try:
        measures = mp3.measure(data)
    except mp3.NotAudio:
        raise RecordingRefused(_why_no_mp3(data)) from None
    if not LEAST <= measures.duration <= MOST:
        raise RecordingRefused(_("A recording lasts from a second to four hours."))
    return measures


def _why_no_mp3(data: bytes) -> str:
    for begins, place, name in _OTHERS:
        if data[place : place + len(begins)] == begins:
            return _("This is a %s file. Save or export it as an MP3, and upload that.") % name
    return _("This is no MP3 that can be played. Look whether it is the right file.")


def _why_not_stored(error: OSError) -> str:
    if files.is_full(error):
        return _("There is no room left to store this recording.")
    return _("The recording could not be stored. Try again in a moment.")
