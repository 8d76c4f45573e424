"""Opening an uploaded picture safely and turning it into plain pixels: upright, 8 bits, sRGB."""

import io
import struct
import warnings

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pi_heif import register_heif_opener
from PIL import ExifTags, Image, UnidentifiedImageError

from newsroom.colour import flattened, profile_of, to_srgb
from newsroom.renditions import narrowed

register_heif_opener(thumbnails=False)

# Pillow's name of a format → the extension its original is kept under.
FORMATS = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "TIFF": "tif",
    "HEIF": "heic",
}
# What a file may hold besides the picture that is used.
FRAMES, PAGES = "frames", "pages"
_ANIMATED = frozenset({"PNG", "WEBP", "AVIF"})
_MOST_PAGES = 20
# TIFF 6.0 §8: the kind of an image, whose first bit says that it is another one made smaller.
_SUBFILE_TYPE, _REDUCED = 254, 1
# What a file is tried as: Pillow has no opener called MPO, a JPEG with two pictures.
_OPENED = [name for name in FORMATS if name != "MPO"]
# What Pillow's readers raise on broken files (RuntimeError: AVIF's).
DAMAGED = (
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
# EXIF 2.32 §4.6.4: how a picture of each orientation is turned; from 5 on, width and height change
# places.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# The readers of these turn pictures themselves.
_TURN_THEMSELVES = frozenset({"TIFF", "HEIF"})
# Modes in which a picture can be made smaller as it is, before its colours are seen to.
_PLAIN = frozenset({"RGB", "RGBA", "CMYK", "L", "LAB"})

# The size is checked here, by IMAGE_MAX_PIXELS, before anything is decoded.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def open_picture(data: bytes) -> Image.Image:
    """The first frame, not yet decoded. Raises ValidationError with a sentence for the editor."""
    try:
        picture = Image.open(io.BytesIO(data), formats=_OPENED)
    except Image.DecompressionBombError:
        raise ValidationError(
            _("This picture has too many pixels; at most %(most)d megapixels can be used.")
            % {"most": settings.IMAGE_MAX_PIXELS // 1_000_000}
        ) from None
    except UnidentifiedImageError:
        raise ValidationError(
            _(
                "This is not a picture that can be used. "
                "Choose a JPEG, PNG, WebP, AVIF, TIFF or HEIC."
            )
        ) from None
    except DAMAGED:
        raise _damaged() from None
    _refuse_odd_sizes(picture)
    return picture


def left_out(data: bytes, picture: Image.Image) -> str:
    """FRAMES of an animation, PAGES of a TIFF, or "": what is there besides the first picture."""
    if picture.format in _ANIMATED:
        return FRAMES if getattr(picture, "is_animated", False) else ""
    return PAGES if picture.format == "TIFF" and _has_pages(data) else ""


def _has_pages(data: bytes) -> bool:
    """Whether a TIFF holds another picture, and not only this one made smaller for previews."""
    try:
        with Image.open(io.BytesIO(data), formats=["TIFF"]) as picture:
            for page in range(1, _MOST_PAGES):
                picture.seek(page)
                if not picture.tag_v2.get(_SUBFILE_TYPE, 0) & _REDUCED:
                    return True
    except (*DAMAGED, Image.DecompressionBombError):
        pass
    return False


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


def upright_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height after orientation, of a picture that is not decoded yet."""
    width, height = picture.size
    return (height, width) if _orientation(picture) >= 5 else (width, height)


def _orientation(picture: Image.Image) -> int:
    """1 to 8; 1 where the picture says nothing sound, or its reader turns it."""
    if picture.format in _TURN_THEMSELVES:
        return 1
    if picture.format == "PNG":
        # Its EXIF may lie behind its pixels, which Pillow reads on the way: once, and what it says
        # of broken ones it does not say again.
        _load(picture)
    # Broken metadata is no reason to refuse a sound picture.
    try:
        found = picture.getexif().get(ExifTags.Base.Orientation)
    except DAMAGED:
        return 1
    return found if found in _TURNS else 1


def _load(picture: Image.Image) -> None:
    try:
        picture.load()
    except (*DAMAGED, Image.DecompressionBombError):
        raise _damaged() from None


def decode(picture: Image.Image, scale: float) -> Image.Image:
    """The picture upright, in sRGB, at this share of its size or up to twice that.

    Raises ValidationError for one that is damaged.
    """
    wanted = [max(1, round(side * min(1, scale))) for side in picture.size]
    try:
        orientation, profile = _orientation(picture), _profile(picture)
        # A JPEG is decoded at a half, a quarter or an eighth: a fraction of time and memory.
        picture.draft(None, tuple(wanted))
        picture.load()
        if picture.mode not in _PLAIN or "transparency" in picture.info:
            picture = flattened(picture)
        if picture.width > 2 * wanted[0]:
            picture = narrowed(picture, wanted[0])
        if orientation in _TURNS:
            picture = picture.transpose(_TURNS[orientation])
        picture = to_srgb(flattened(picture), profile)
    except (*DAMAGED, Image.DecompressionBombError):
        raise _damaged() from None
    # Pillow would write the comment of the original into every JPEG made of it.
    picture.info.clear()
    return picture


def _profile(picture: Image.Image) -> bytes | None:
    try:
        return profile_of(picture)
    except DAMAGED:
        return None
