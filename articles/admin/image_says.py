"""What a picture's page says beside its fields: what is wrong with it, and what its file says."""

from dataclasses import dataclass

from django.utils import timezone

from articles.admin.media_marks import Mark, marks_of
from articles.models import Image
from articles.photo_words import LABELS, differs, shown


@dataclass(frozen=True, slots=True)
class FileRow:
    """A field of the file: its label, its value, and whether the library says something else."""

    label: str
    value: str
    differs: bool


def image_marks(image: Image) -> list[Mark]:
    """Whether readers may see a picture, what is missing, and how it was made."""
    return list(marks_of(image, now=timezone.now(), alike=_looks_like(image)))


def _looks_like(image: Image) -> Image | None:
    files = image.files.filter(sha256=image.sha256).select_related("looks_like")
    file = files.first() if image.pk else None
    return file and file.looks_like


def file_rows(image: Image) -> list[FileRow]:
    """What the picture's present file says of itself."""
    file = image.files.filter(sha256=image.sha256).first() if image.pk else None
    said = file.metadata if file else {}
    return [
        FileRow(str(label), shown(name, said[name]), differs(image, name, said[name]))
        for name, label in LABELS.items()
        if said.get(name)
    ]
