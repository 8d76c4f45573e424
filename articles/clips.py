"""What a clip and its text track have to be before they are kept."""

import hashlib
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def clip_name(instance, filename: str) -> str:
    """A storage name by content, so that replacing a file never changes an old edition."""
    field = instance.track if filename.lower().endswith(".vtt") else instance.file
    digest = hashlib.sha256()
    field.seek(0)
    for chunk in field.chunks():
        digest.update(chunk)
    field.seek(0)
    sha256 = digest.hexdigest()
    extension = PurePosixPath(filename).suffix.lower()
    return f"clips/{sha256[:2]}/{sha256}{extension}"


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
