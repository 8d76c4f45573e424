"""Reading an uploaded picture safely and making the sizes that pages use.

A picture's files lie together, named by the SHA-256 of the original's bytes:
``images/ab/abcd…/640.webp``, ``…/1200.jpg``. A name therefore never changes its content, and
a file may be cached for ever. The original keeps its metadata, which can tell where a source
lives: its own name cannot be guessed from those that pages show.
"""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

# Pillow's name of a format → the extension its original is kept under.
FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tif"}
# What a file is tried as: Pillow has no opener called MPO, a JPEG with two pictures.
_OPENED = [name for name in FORMATS if name != "MPO"]
WEBP_WIDTHS = (320, 640, 960, 1280, 1920)
JPEG_WIDTH = 1200
# The folder of originals that nobody outside of the desk may have (newsroom/serving.py).
WITHHELD = "withheld"
# Wider pictures are brought to this width first: enough for the widest size to be sharp.
_WORKING_WIDTH = 2 * WEBP_WIDTHS[-1]
# What Pillow's readers raise on broken files (RuntimeError: AVIF's).
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    OverflowError,
    struct.error,
)
# EXIF 2.32 §4.6.4: these orientations exchange width and height.
_TURNED = frozenset({5, 6, 7, 8})

# The size is checked here, by IMAGE_MAX_PIXELS, before anything is decoded.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """Where a picture lies: storage name, SHA-256 (hex), size in pixels after orientation."""

    name: str
    sha256: str
    width: int
    height: int


def rendition_name(sha256: str, width: int, extension: str) -> str:
    """The storage name of one size of a picture."""
    return f"images/{sha256[:2]}/{sha256}/{width}.{extension}"


def original_name(sha256: str, extension: str) -> str:
    """The storage name of the file as it was uploaded: at most 96 characters."""
    secret = salted_hmac("newsroom.pictures", sha256).hexdigest()[:16]
    return f"images/{sha256[:2]}/{sha256}/{secret}.{extension}"


def webp_widths(width: int) -> list[int]:
    """The widths in pixels that a picture of this width is made in, smallest first."""
    smaller = [step for step in WEBP_WIDTHS if step < width]
    return [*smaller, width] if width <= WEBP_WIDTHS[-1] else smaller


def jpeg_width(width: int) -> int:
    return min(width, JPEG_WIDTH)


def store_picture(file, *, storage=default_storage) -> StoredPicture:
    """Keep the original as it came and every size of it; the same bytes are stored once.

    Raises ValidationError with a sentence for the editor: too heavy, too large (known from the
    header, before anything is decoded), not a picture, damaged.
    """
    data = _read(file)
    picture = _open(data)
    width, height = _upright_size(picture)
    sha256 = hashlib.sha256(data).hexdigest()
    name = original_name(sha256, FORMATS[picture.format])
    # The original is written last: where it exists, every size of it does.
    if not storage.exists(name):
        upright = _decode(picture, width)
        for step in webp_widths(width):
            _write(upright, rendition_name(sha256, step, "webp"), step, storage)
        step = jpeg_width(width)
        _write(upright, rendition_name(sha256, step, "jpg"), step, storage)
        _save(storage, name, data)
    return StoredPicture(name, sha256, width, height)


def picture_sha256(file) -> str:
    """The hash that a file will lie under. Raises ValidationError where it cannot be used."""
    return hashlib.sha256(_read(file)).hexdigest()


def withhold(name: str, *, storage=default_storage) -> None:
    """Take a picture's files from whoever knows their addresses; the original is put aside.

    May be repeated, and finishes what an earlier call left undone.
    """
    folder, _slash, _file = name.rpartition("/")
    aside = _aside(name)
    if storage.exists(name):
        if not storage.exists(aside):
            with storage.open(name) as file:
                storage.save(aside, ContentFile(file.read()))
        storage.delete(name)
    for size in _sizes(folder, storage):
        storage.delete(f"{folder}/{size}")


def bring_back(name: str, *, storage=default_storage) -> None:
    """Undo ``withhold``: the original in its place again, every size made anew."""
    aside = _aside(name)
    if storage.exists(aside):
        with storage.open(aside) as file:
            store_picture(ContentFile(file.read()), storage=storage)
        storage.delete(aside)


def withheld_original(name: str, *, storage=default_storage) -> bytes | None:
    """The bytes of an original that was put aside, for the desk alone; None if there is none."""
    aside = _aside(name)
    if not storage.exists(aside):
        return None
    with storage.open(aside) as file:
        return file.read()


def _aside(name: str) -> str:
    return f"{WITHHELD}/{name.rpartition('/')[2]}"


def _sizes(folder: str, storage) -> list[str]:
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


def _open(data: bytes) -> Image.Image:
    """The first frame, not yet decoded."""
    try:
        picture = Image.open(io.BytesIO(data), formats=_OPENED)
    except Image.DecompressionBombError:
        raise ValidationError(
            _("This picture has too many pixels; at most %(most)d megapixels can be used.")
            % {"most": settings.IMAGE_MAX_PIXELS // 1_000_000}
        ) from None
    except UnidentifiedImageError:
        raise ValidationError(
            _("This is not a picture that can be used. Choose a JPEG, PNG, WebP, AVIF or TIFF.")
        ) from None
    except _DAMAGED:
        raise _damaged() from None
    _refuse_odd_sizes(picture)
    return picture


def _damaged() -> ValidationError:
    return ValidationError(_("This picture is damaged and cannot be read."))


def _refuse_odd_sizes(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > settings.IMAGE_MAX_PIXELS:
        raise ValidationError(
            _("This picture has %(mp)d megapixels; at most %(most)d can be used.")
            % {
                "mp": width * height // 1_000_000,
                "most": settings.IMAGE_MAX_PIXELS // 1_000_000,
            }
        )
    if min(width, height) < 16 or max(width, height) > 50 * min(width, height):
        raise ValidationError(
            _("This picture measures %(w)d × %(h)d pixels, which cannot be shown on a page.")
            % {"w": width, "h": height}
        )


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    width, height = picture.size
    try:
        turned = picture.getexif().get(ExifTags.Base.Orientation) in _TURNED
    except _DAMAGED:
        turned = False
    # Pillow's reader of TIFF files turns them itself.
    turned = turned and picture.format != "TIFF"
    return (height, width) if turned else (width, height)


def _decode(picture: Image.Image, width: int) -> Image.Image:
    """The picture upright, in sRGB, not much wider than the widest size made of it."""
    try:
        if width > _WORKING_WIDTH:
            # A JPEG is decoded at a half, a quarter or an eighth: a fraction of time and memory.
            share = _WORKING_WIDTH / width
            picture.draft(None, tuple(round(side * share) for side in picture.size))
        picture.load()
        # Broken metadata is no reason to refuse a sound picture.
        try:
            ImageOps.exif_transpose(picture, in_place=True)
        except _DAMAGED:
            pass
        picture = _to_srgb(picture)
    except (*_DAMAGED, Image.DecompressionBombError):
        raise _damaged() from None
    if picture.width > _WORKING_WIDTH:
        picture = _narrowed(picture, _WORKING_WIDTH)
    # Pillow would write the comment of the original into every JPEG made of it.
    picture.info.clear()
    return picture


def _to_srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB, transparency laid on white."""
    profile = picture.info.get("icc_profile")
    picture = _flattened(picture)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            # A broken profile: the plain conversion below still gives a usable picture.
            pass
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _flattened(picture: Image.Image) -> Image.Image:
    """The picture as RGB, CMYK or grey of 8 bits, without transparency."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        picture = Image.new("RGB", rgba.size, "white")
        picture.paste(rgba, mask=rgba.getchannel("A"))
    if picture.mode.startswith("I") or picture.mode == "F":
        # Grey of 16 bits: convert() alone would cut everything above 255 to white.
        picture = picture.convert("F").point(lambda value: value / 257).convert("L")
    return picture if picture.mode in {"RGB", "CMYK", "L"} else picture.convert("RGB")


def _narrowed(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _write(picture: Image.Image, name: str, width: int, storage) -> None:
    if width < picture.width:
        picture = _narrowed(picture, width)
    out = io.BytesIO()
    if name.endswith(".webp"):
        picture.save(out, "WEBP", quality=78, method=3)
    else:
        picture.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    _save(storage, name, out.getvalue())


def _save(storage, name: str, data: bytes) -> None:
    if storage.exists(name):
        storage.delete(name)
    storage.save(name, ContentFile(data))
