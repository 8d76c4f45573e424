"""The files of narrations: stored under names that nobody can guess, put aside, deleted.

A name says nothing to whoever does not know the site's secret, so that the sound of a scheduled
story cannot be looked for, and it is only ever written into a page once all files are there.
"""

import errno
import logging

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import EditionNarration, Narration
from articles.models.narration import is_heard
from newsroom.aside import WITHHELD, keep, move

FOLDER = "narration"
_AUDIO = "story.mp3"
logger = logging.getLogger(__name__)


def names_for(narration: Narration, content_sha256: str) -> dict[str, str]:
    """The storage names of a narration's files, by field."""
    said = f"{narration.article_id} {narration.key} {content_sha256}"
    digest = salted_hmac("articles.narration", said, algorithm="sha256").hexdigest()
    folder = f"{FOLDER}/{digest[:2]}/{digest}"
    return {
        "audio": f"{folder}/{_AUDIO}",
        "captions": f"{folder}/captions.vtt",
        "cues": f"{folder}/cues.json",
    }


def store(files: dict[str, bytes]) -> None:
    """Write files by name, all or none: what the storage raises takes back what was written."""
    try:
        for name, data in files.items():
            keep(name, ContentFile(data))
    except Exception:
        for name in files:
            _delete_if_possible(name)
        raise


def is_full(error: OSError) -> bool:
    """Whether what the storage raised says that there is no room."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def names_of(narration: Narration) -> list[str]:
    names = (narration.audio, narration.captions, narration.cues)
    return [name for name in names if name]


def delete_files(narration: Narration) -> None:
    delete_names(names_of(narration))


def delete_names(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
        default_storage.delete(_aside(name))


def is_over(name: str) -> bool:
    """Whether a storage name is of a narration that may not be heard any more: no edition is.

    One query. An edition that is over is still heard by whoever began to listen to it.
    """
    if not name.startswith(f"{FOLDER}/"):
        return False
    heard = EditionNarration.objects.filter(
        is_heard(timezone.now(), settings.NARRATION_CAPTIONS), narration=OuterRef("pk")
    )
    # All files of one lie beside its sound.
    its = Narration.objects.filter(audio=f"{name.rpartition('/')[0]}/{_AUDIO}").order_by()
    found = list(its.values_list(Exists(heard), flat=True))
    return bool(found) and not any(found)


def put_aside(narration: Narration) -> None:
    for name in names_of(narration):
        move(name, _aside(name))


def bring_back(narration: Narration) -> None:
    for name in names_of(narration):
        move(_aside(name), name)


def read_audio(narration: Narration) -> bytes | None:
    """The sound of a narration, wherever it is; None where there is none any more."""
    for name in (narration.audio, _aside(narration.audio)):
        if narration.audio and default_storage.exists(name):
            with default_storage.open(name) as file:
                return file.read()
    return None


def _aside(name: str) -> str:
    return f"{WITHHELD}/{name}"


def _delete_if_possible(name: str) -> None:
    try:
        default_storage.delete(name)
    except Exception:
        # The error that led here is the one to tell of; the next attempt stores it anew.
        logger.warning("%s is left: clean_pictures deletes it.", name, exc_info=True)
