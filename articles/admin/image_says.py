"""What a picture's page says beside its fields: what is wrong with it, and what its file says."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.admin.media_marks import Mark, rights_marks
from articles.models import Image
from articles.models.image import MADE_BY_AI, PARTLY_BY_AI
from articles.photo_words import LABELS, differs, shown


@dataclass(frozen=True, slots=True)
class FileRow:
    """A field of the file: its label, its value, and whether the library says something else."""

    label: str
    value: str
    differs: bool


def image_marks(image: Image) -> list[Mark]:
    """Whether readers may see a picture, what is missing, and how it was made."""
    marks = rights_marks(image)
    if not image.has_alt:
        marks.append(Mark(_("No alt text")))
    if not image.credit:
        marks.append(Mark(_("No credit")))
    if image.digital_source_type in (*MADE_BY_AI, *PARTLY_BY_AI):
        marks.append(Mark(image.get_digital_source_type_display()))
    if alike := _looks_like(image):
        marks.append(Mark(_("Looks like “%s”") % alike, href=alike.get_absolute_url()))
    return marks


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
