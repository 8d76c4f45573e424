"""Serving uploaded files from this machine: byte ranges for clips, long caching for pictures."""

import re

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpResponse
from django.utils._os import safe_join
from django.utils.translation import gettext as _
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import NotARegularFileError, StaticFile

from newsroom.aside import WITHHELD

# A name that carries the SHA-256 of its content never changes it.
_NAMED_BY_CONTENT = re.compile(r"/[0-9a-f]{64}[./]")
# What pages show. Anything else is something to keep, never something to run: an uploaded page
# or drawing that a browser opened here could act as whoever is signed in.
_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".heic": "image/heic",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".m4v": "video/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".vtt": "text/vtt; charset=utf-8",
    ".webm": "video/webm",
    ".webp": "image/webp",
}


def media(request, path: str, *, may_stay: bool = True) -> HttpResponse:
    """One uploaded file. Safari plays a clip only from a server that answers byte ranges.

    ``may_stay``: whether caches may keep for good what is named by its content.
    """
    # What was put aside is the desk's alone (newsroom/aside.py).
    file = None if path.startswith(f"{WITHHELD}/") else _file(path, may_stay)
    if file is None:
        raise Http404(_("There is no such file."))
    return WhiteNoiseMiddleware.serve(file, request)


def _file(path: str, may_stay: bool) -> StaticFile | None:
    try:
        full_path = safe_join(settings.MEDIA_ROOT, path)
        return StaticFile(str(full_path), _headers(path, may_stay))
    except (SuspiciousFileOperation, NotARegularFileError, ValueError, OSError):
        return None


def _headers(path: str, may_stay: bool) -> list[tuple[str, str]]:
    extension = path[path.rfind(".") :].lower()
    kind = _TYPES.get(extension)
    is_kept = may_stay and _NAMED_BY_CONTENT.search(path)
    cache = "max-age=31536000, immutable" if is_kept else "max-age=60"
    return [
        ("Content-Type", kind or "application/octet-stream"),
        *([] if kind else [("Content-Disposition", "attachment")]),
        ("Cache-Control", f"public, {cache}"),
        ("Accept-Ranges", "bytes"),
    ]
