"""What a clip and its text track have to be before they are kept, and where their files lie."""

import hashlib
import re
import secrets
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from newsroom.aside import WITHHELD, keep

# The folder of all clips and text tracks.
ROOT = "clips"
_NAME = re.compile(rf"{ROOT}/[0-9a-f]{{2}}/(?P<sha256>[0-9a-f]{{64}})")


def clip_name(instance, filename: str) -> str:
    """A storage name by content, so that replacing a file never changes an old edition."""
    field = instance.track if filename.lower().endswith(".vtt") else instance.file
    sha256 = file_sha256(field)
    extension = PurePosixPath(filename).suffix.lower()
    return f"{ROOT}/{sha256[:2]}/{sha256}{extension}"


def file_sha256(file) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def sha256_of_name(name: str) -> str:
    """The hash that a storage name carries; "" where it is no clip's."""
    found = _NAME.match(name)
    return found["sha256"] if found else ""


def store_clip(file, name: str, *, storage=default_storage) -> str:
    """Keep a clip's file or its text track; the same bytes are stored once. Gives the name."""
    keep(name, file, storage=storage)
    return name


def place_aside(name: str) -> str:
    """A name to put a file aside under. Pages told its own, so that this one cannot be guessed; it
    has to be noted."""
    return f"{WITHHELD}/{secrets.token_hex(20)}{PurePosixPath(name).suffix}"


def read_clip(file) -> None:
    """Refuse what no browser plays. MP4 begins with an ftyp box (ISO 14496-12), WebM with EBML."""
    if getattr(file, "_committed", False):
        return
    if file.size > settings.CLIP_MAX_BYTES:
        raise ValidationError(
            _("This clip is %(mb)d MB; at most %(most)d MB can be used.")
            % {"mb": file.size // 1_048_576, "most": settings.CLIP_MAX_BYTES // 1_048_576}
        )
    extension = PurePosixPath(file.name).suffix.lower()
    head = _head(file)
    is_mp4 = extension in {".mp4", ".m4v"} and head[4:8] == b"ftyp"
    is_webm = extension == ".webm" and head[:4] == b"\x1aE\xdf\xa3"
    if not (is_mp4 or is_webm):
        raise ValidationError(_("This is not a clip that can be played. Choose an MP4 or WebM."))


def read_track(file) -> None:
    """Refuse what is not WebVTT (W3C WebVTT §4.1: the file begins with WEBVTT)."""
    if getattr(file, "_committed", False):
        return
    head = _head(file).removeprefix(b"\xef\xbb\xbf")
    if not file.name.lower().endswith(".vtt") or not head.startswith(b"WEBVTT"):
        raise ValidationError(_("This is not a text track. Choose a WebVTT file (.vtt)."))
    if file.size > 1_048_576:
        raise ValidationError(_("This text track is larger than 1 MB."))


def _head(file) -> bytes:
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    return head
