"""One picture of the library as its grid and list show it: its words, and what is wrong with it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.library_words import values_of
from articles.admin.media_marks import Mark, marks_of
from articles.models import Image
from newsroom.desk_admin import stamp


@dataclass(frozen=True, slots=True)
class Tile:
    id: int
    name: str
    image: Image
    # Empty where there is no file to be shown: ``absent`` says why.
    thumbnail: str
    absent: str
    focus_x: str
    focus_y: str
    marks: tuple[Mark, ...]
    version: str
    size: str
    uploaded: str

    @property
    def focus(self) -> str:
        return f"{self.focus_x} {self.focus_y}"


def tile_of(image: Image, *, now: datetime) -> Tile:
    """What is shown of one picture that knows whether it ``is_used``."""
    absent = absence_of(image)
    marks = marks_of(image, now=now, is_used=image.is_used)
    return Tile(
        id=image.pk,
        name=name_of(image),
        image=image,
        thumbnail="" if absent else image.thumbnail_url,
        absent=absent,
        focus_x=f"{image.focal_x * 100:.0f}%",
        focus_y=f"{image.focal_y * 100:.0f}%",
        marks=tuple(mark for mark in marks if mark.label),
        version=version_of(image),
        size=f"{image.width} × {image.height}",
        uploaded=stamp(image.uploaded_at),
    )


def name_of(image: Image) -> str:
    """What the desk calls a picture: its words, and its number where it has none."""
    return image.title or image.caption[:80] or _("Picture %d") % image.pk


def absence_of(image: Image) -> str:
    """In a word, why there is no file at a picture's address: its files go when it is withdrawn."""
    if image.withdrawn_at:
        return _("Withdrawn")
    return "" if image.sha256 else _("No file")


def version_of(image: Image) -> str:
    """Changes with any of the words that the library sets; a page says which one it showed."""
    words = json.dumps(values_of(image), sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def tiles_of(images: Iterable[Image]) -> list[Tile]:
    now = timezone.now()
    return [tile_of(image, now=now) for image in images]


def drawn(request: HttpRequest, images: Iterable[Image]) -> dict[int, str]:
    """Each picture's place in the grid as HTML, by its number."""
    return {
        tile.id: render_to_string("admin/articles/image/_tile.html", {"tile": tile}, request)
        for tile in tiles_of(images)
    }
