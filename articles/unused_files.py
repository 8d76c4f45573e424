"""Files of pictures that nothing names any more: what may be deleted, and nothing else.

A picture's folder is named by the hash of its original. It stays while a row of the library or an
author holds it, and while an edition, a preview link or any revision names it: an old edition
shows what readers saw, and a deleted picture can be brought back.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from reversion.models import Version

from articles.models import Edition, Image, ImageFile, PreviewLink
from authors.models import Author

_ROOT = "images"
# A file that came just now may belong to a form that is not saved yet.
_SETTLED = timedelta(days=1)


def unused_folders() -> Iterator[str]:
    """The folders that may go, as storage names: ``images/ab/abcd…``."""
    for start in _folders(_ROOT):
        for sha256 in _folders(f"{_ROOT}/{start}"):
            folder = f"{_ROOT}/{start}/{sha256}"
            if not is_named(sha256) and _is_settled(folder):
                yield folder


def is_named(sha256: str) -> bool:
    """Whether anything still names a picture's files."""
    return (
        ImageFile.objects.filter(sha256=sha256).exists()
        or Image.objects.filter(sha256=sha256).exists()
        or Author.objects.filter(photo_sha256=sha256).exists()
        # Editions of authors' portraits, which no row of a picture speaks for.
        or Edition.objects.filter(document__contains=sha256).exists()
        or PreviewLink.objects.filter(document__contains=sha256).exists()
        or Version.objects.filter(serialized_data__contains=sha256).exists()
    )


def remove(folder: str) -> None:
    for name in default_storage.listdir(folder)[1]:
        default_storage.delete(f"{folder}/{name}")


def _folders(name: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(name)[0])
    except FileNotFoundError:
        return []


def _is_settled(folder: str) -> bool:
    since = timezone.now() - _SETTLED
    names = default_storage.listdir(folder)[1]
    times = (default_storage.get_modified_time(f"{folder}/{name}") for name in names)
    return bool(names) and all(time <= since for time in times)
