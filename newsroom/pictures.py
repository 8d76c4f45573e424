"""Keeping pictures: the file as it came, the sizes that pages use, and taking both away again.

A picture's files lie together, named by the SHA-256 of the original's bytes:
``images/ab/abcd…/640.webp``, ``…/1200.jpg``. A name therefore never changes its content, and
a file may be cached for ever. The original keeps its metadata, which can tell where a source
lives: its own name cannot be guessed from those that pages show.

Files are asked for by name, through Django's storage API, and never by path: a storage need not
be a folder of this machine.
"""

import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, product

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from PIL import Image

from newsroom.aside import WITHHELD, move
from newsroom.colour import tint
from newsroom.decoding import FORMATS, decode, left_out, open_picture, upright_size
from newsroom.photos import pillow_options, read_metadata
from newsroom.renditions import (
    AT_ONCE,
    CARD,
    CROPS,
    FORMAT_NAMES,
    JPEG_WIDTH,
    WIDTHS,
    card_name,
    card_size,
    crop_name,
    encoded,
    folder_of,
    missing_sizes,
    narrowed,
    rendition_name,
    sizes,
    social_card,
)

# A size is made of pixels half as many again, so that it is sharp.
_SPARE = 1.5


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """Where a picture lies: storage name, SHA-256 (hex), size in pixels after orientation.

    ``left_out`` says what of the file is not used (newsroom/decoding.py).
    """

    name: str
    sha256: str
    width: int
    height: int
    left_out: str = ""


def original_name(sha256: str, extension: str) -> str:
    """The storage name of the file as it was uploaded: at most 96 characters."""
    secret = salted_hmac("newsroom.pictures", sha256).hexdigest()[:16]
    return f"{folder_of(sha256)}/{secret}.{extension}"


def store_picture(file, *, storage=default_storage) -> StoredPicture:
    """Keep the original as it came and what is needed at once; the same bytes are stored once.

    The other sizes are ``make_renditions``'s. Raises ValidationError with a sentence for the
    editor: too heavy, too large (known from the header, before anything is decoded), not a
    picture, damaged.
    """
    data = _read(file)
    picture = open_picture(data)
    width, height = upright_size(picture)
    sha256 = hashlib.sha256(data).hexdigest()
    name = original_name(sha256, FORMATS[picture.format])
    # The original is written last: where it is there whole, the sizes of AT_ONCE are.
    if not _is_whole(storage, name, data):
        options = carried_metadata(data)
        upright = decode(picture, _SPARE * JPEG_WIDTH / width)
        for extension, steps in sizes(width, AT_ONCE).items():
            for step in steps:
                made = encoded(narrowed(upright, step), extension, options(extension))
                _save(storage, rendition_name(sha256, step, extension), made)
        _save(storage, name, data)
    return StoredPicture(name, sha256, width, height, left_out(data, picture))


def make_renditions(
    sha256: str,
    name: str,
    *,
    recipe: int,
    cards: Iterable[str] = (),
    crops: Iterable[str] = (),
    go_on: Callable[[], bool] = lambda: True,
    storage=default_storage,
) -> str | None:
    """Make what a picture of an earlier recipe lacks, and social cards and the crops for search
    engines around focal points.

    Gives the picture's tint (``newsroom.colour.tint``), or None where ``go_on``, which is asked
    before each file, said no or the original is not there. Nothing may name what is made here
    before it is all made: a worker that is stopped leaves half of it, and the next begins again.
    """
    if not storage.exists(name):
        return None
    with storage.open(name) as file:
        data = file.read()
    picture = open_picture(data)
    width, height = upright_size(picture)
    options = carried_metadata(data)
    least = max(size[1] for size in (CARD, *(CROPS.values() if crops else ())))
    scale = max(_SPARE * WIDTHS[-1] / width, _SPARE * least / height)
    upright = decode(picture, scale)
    for made_name, extension, make in chain(
        _missing(upright, sha256, (width, height), recipe, cards),
        _missing_crops(upright, sha256, (width, height), crops),
    ):
        if not go_on():
            return None
        _save(storage, made_name, encoded(make(), extension, options(extension)))
    return tint(upright)


def _missing(upright: Image.Image, sha256: str, size, recipe: int, cards):
    """Name, extension and maker of each file, so that one after the other is in memory."""
    for extension, step in missing_sizes(size[0], recipe):
        yield (
            rendition_name(sha256, step, extension),
            extension,
            lambda step=step: narrowed(upright, step),
        )
    for focus in cards:
        yield (
            card_name(sha256, focus),
            "jpg",
            lambda focus=focus: social_card(upright, focus, card_size(*size)),
        )


def _missing_crops(upright: Image.Image, sha256: str, size, foci: Iterable[str]):
    for focus, (shape, most) in product(foci, CROPS.items()):
        yield (
            crop_name(sha256, shape, focus),
            "jpg",
            lambda focus=focus, most=most: social_card(
                upright, focus, card_size(*size, most), most
            ),
        )


def carried_metadata(data: bytes) -> Callable[[str], dict]:
    """Extension → Pillow's options for what a size says of the picture.

    The one place where creator, credit, copyright and licence of the original go on; its place,
    its camera's serial number and all else stay behind.
    """
    metadata = read_metadata(data)
    return lambda extension: pillow_options(FORMAT_NAMES[extension], metadata)


def picture_sha256(file) -> str:
    """The hash that a file will lie under. Raises ValidationError where it cannot be used."""
    return hashlib.sha256(_read(file)).hexdigest()


def withhold(name: str, *, storage=default_storage) -> None:
    """Take a picture's files from whoever knows their addresses; the original is put aside.

    May be repeated, and finishes what an earlier call left undone.
    """
    folder, _slash, _file = name.rpartition("/")
    move(name, aside_name(name), storage=storage)
    for size in _files_in(folder, storage):
        storage.delete(f"{folder}/{size}")


def bring_back(name: str, *, storage=default_storage) -> None:
    """Undo ``withhold``: the original in its place again, and the sizes that are needed at once."""
    aside = aside_name(name)
    if storage.exists(aside):
        with storage.open(aside) as file:
            store_picture(ContentFile(file.read()), storage=storage)
        storage.delete(aside)


def aside_name(name: str) -> str:
    """Where an original is put aside: its own name is secret already."""
    return f"{WITHHELD}/{name.rpartition('/')[2]}"


def _files_in(folder: str, storage) -> list[str]:
    try:
        return storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def _read(file) -> bytes:
    most = settings.IMAGE_MAX_BYTES
    if file.size > most:
        raise ValidationError(
            _("This file is %(mb)s MB; a picture may be at most %(most)d MB.")
            % {"mb": f"{file.size / 1_048_576:.1f}", "most": most // 1_048_576}
        )
    file.seek(0)
    data = file.read()
    if not data:
        raise ValidationError(_("This file is empty."))
    return data


def _is_whole(storage, name: str, data: bytes) -> bool:
    """Whether a file of these bytes is there, and not what a full disk or a kill left of it."""
    return storage.exists(name) and storage.size(name) == len(data)


def _save(storage, name: str, data: bytes) -> None:
    """Write a file in the place of any other. What there was no room for is taken away again."""
    if storage.exists(name):
        storage.delete(name)
    try:
        storage.save(name, ContentFile(data))
    except OSError:
        with suppress(OSError):
            storage.delete(name)
        raise
