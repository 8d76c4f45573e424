"""Files of pictures, clips and narrations that nothing names any more: what may be deleted, and
nothing else.

A picture's folder and a clip's file are named by a hash of what is in them. They stay while a row
of the library or an author holds them, and while an edition, a preview link or any revision names
them: an old edition shows what readers saw, and what was deleted can be brought back.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone
from reversion.models import Version

from articles import clips
from articles.models import Clip, ClipFile, Edition, Image, ImageFile, Narration, PreviewLink
from articles.narration.files import FOLDER
from authors.models import Author

_PICTURES = "images"
# A file that came just now may belong to a form that is not saved yet.
_SETTLED = timedelta(days=1)


def unused_folders() -> Iterator[str]:
    """The folders of pictures that may go, as storage names: ``images/ab/abcd…``."""
    for start in _listed(_PICTURES)[0]:
        for sha256 in _listed(f"{_PICTURES}/{start}")[0]:
            folder = f"{_PICTURES}/{start}/{sha256}"
            if not _is_picture_named(sha256) and _is_settled(folder):
                yield folder


def unused_clips() -> Iterator[str]:
    """The files of clips and their text tracks that may go, as storage names."""
    for start in _listed(clips.ROOT)[0]:
        for file in _listed(f"{clips.ROOT}/{start}")[1]:
            name = f"{clips.ROOT}/{start}/{file}"
            if not _is_clip_named(name) and _is_old(name):
                yield name


def unused_narrations() -> Iterator[str]:
    """The folders of narrations that may go, as storage names."""
    for start in _listed(FOLDER)[0]:
        for digest in _listed(f"{FOLDER}/{start}")[0]:
            folder = f"{FOLDER}/{start}/{digest}"
            is_named = Narration.objects.filter(audio__startswith=f"{folder}/").exists()
            if not is_named and _is_settled(folder):
                yield folder


def remove_folder(folder: str) -> None:
    for name in _listed(folder)[1]:
        remove(f"{folder}/{name}")


def remove(name: str) -> None:
    default_storage.delete(name)


def _is_picture_named(sha256: str) -> bool:
    return (
        ImageFile.objects.filter(sha256=sha256).exists()
        or Image.objects.filter(sha256=sha256).exists()
        # No row of a picture speaks for the portraits of authors.
        or Author.objects.filter(photo_sha256=sha256).exists()
        or _is_recorded(sha256)
    )


def _is_clip_named(name: str) -> bool:
    return (
        ClipFile.objects.filter(name=name).exists()
        or Clip.objects.filter(Q(file=name) | Q(track=name)).exists()
        or _is_recorded(name)
    )


def _is_recorded(words: str) -> bool:
    """Whether an edition, a preview link or a revision names it."""
    return (
        Edition.objects.filter(document__contains=words).exists()
        or PreviewLink.objects.filter(document__contains=words).exists()
        or Version.objects.filter(serialized_data__contains=words).exists()
    )


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """The folders and the files in a folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(folders), sorted(files)


def _is_settled(folder: str) -> bool:
    names = _listed(folder)[1]
    return bool(names) and all(_is_old(f"{folder}/{name}") for name in names)


def _is_old(name: str) -> bool:
    return default_storage.get_modified_time(name) <= timezone.now() - _SETTLED
