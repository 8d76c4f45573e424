"""Which sizes there are of a picture, what they are called, and how each is encoded.

Pure: no storage and no database. A *recipe* is a set of sizes by number, so that a page which was
drawn when a picture had fewer of them keeps naming what is there (articles/picture_files.py).
"""

import io
from typing import NamedTuple

from PIL import Image

# What is made while the editor waits: enough for the desk, and one JPEG that any page can show.
AT_ONCE = 0
# What pictures had before AVIF: WebP in five widths, one JPEG.
BEFORE_AVIF = 1
RECIPE = 2

FORMAT_NAMES = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
THUMBNAIL_WIDTHS = (320, 640)
# 800 is a phone's width at two dots a pixel; 1280 at three.
WIDTHS = (320, 640, 800, 1280, 1920)
_WIDTHS_BEFORE_AVIF = (320, 640, 960, 1280, 1920)
JPEG_WIDTHS = (640, 1200)
JPEG_WIDTH = JPEG_WIDTHS[-1]
# What Open Graph's readers show beside a link (https://ogp.me): 1.91 to 1.
CARD = (1200, 630)
# What search engines ask of a story's picture, so that one fits wherever they show it:
# https://developers.google.com/search/docs/appearance/structured-data/article
CROPS = {"16x9": (1200, 675), "4x3": (1200, 900), "1x1": (1200, 1200)}


class Box(NamedTuple):
    """A rectangle of whole pixels, as Pillow crops: right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int


def rendition_name(sha256: str, width: int, extension: str) -> str:
    """The storage name of one size of a picture."""
    return f"{folder_of(sha256)}/{width}.{extension}"


def card_name(sha256: str, focus: str) -> str:
    """The storage name of the social card around a focal point (``focus_key``)."""
    return f"{folder_of(sha256)}/card-{focus}.jpg"


def crop_name(sha256: str, shape: str, focus: str) -> str:
    """The storage name of a crop around a focal point; ``shape`` is one of CROPS."""
    return f"{folder_of(sha256)}/crop-{shape}-{focus}.jpg"


def folder_of(sha256: str) -> str:
    return f"images/{sha256[:2]}/{sha256}"


def focus_key(focal_x: float, focal_y: float) -> str:
    """A focal point in whole hundredths, ``37-50``: another point is another file."""
    return f"{round(focal_x * 100)}-{round(focal_y * 100)}"


def focus_of(key: str) -> tuple[float, float]:
    """The focal point, as fractions, that ``focus_key`` wrote."""
    x, y = key.split("-")
    return int(x) / 100, int(y) / 100


def sizes(width: int, recipe: int = RECIPE) -> dict[str, list[int]]:
    """Extension → widths in pixels, smallest first, of a picture this wide under a recipe."""
    if recipe == AT_ONCE:
        return {"webp": _steps(width, THUMBNAIL_WIDTHS), "jpg": [jpeg_width(width)]}
    if recipe == BEFORE_AVIF:
        return {"webp": _steps(width, _WIDTHS_BEFORE_AVIF), "jpg": [jpeg_width(width)]}
    widths = _steps(width, WIDTHS)
    smaller = [step for step in JPEG_WIDTHS[:-1] if step < width]
    return {"avif": widths, "webp": widths, "jpg": [*smaller, jpeg_width(width)]}


def thumbnail_widths(width: int) -> list[int]:
    """The widths of the WebP that every picture has from the first moment on."""
    return sizes(width, AT_ONCE)["webp"]


def jpeg_width(width: int) -> int:
    """The width of the JPEG that every picture has from the first moment on."""
    return min(width, JPEG_WIDTH)


def missing_sizes(width: int, recipe: int) -> list[tuple[str, int]]:
    """(extension, width) of what today's recipe has and an earlier one has not."""
    there = sizes(width, recipe)
    return [
        (extension, step)
        for extension, steps in sizes(width).items()
        for step in steps
        if step not in there.get(extension, ())
    ]


def _steps(width: int, widths: tuple[int, ...]) -> list[int]:
    smaller = [step for step in widths if step < width]
    return [*smaller, width] if width <= widths[-1] else smaller


def crop_box(
    width: int, height: int, focal_x: float, focal_y: float, ratio: tuple[int, int]
) -> Box:
    """The largest part of a picture in a shape (width : height), placed by the focal point.

    As CSS places it: the point at 30 % of the picture comes to 30 % of the crop, so that the
    desk's previews, ``object-position`` on pages and the files made here show the same. The focal
    point's pixel is always inside.
    """
    across, down = ratio
    part_width = min(width, max(1, round(height * across / down)))
    part_height = min(height, max(1, round(width * down / across)))
    left = _placed(width, part_width, focal_x)
    top = _placed(height, part_height, focal_y)
    return Box(left, top, left + part_width, top + part_height)


def _placed(whole: int, part: int, focal: float) -> int:
    """Where a part of a length begins, so that rounding leaves the focal point's pixel in it."""
    point = min(whole - 1, int(whole * focal))
    return min(max(round((whole - part) * focal), point - part + 1), point)


def card_size(width: int, height: int, most: tuple[int, int] = CARD) -> tuple[int, int]:
    """Width and height of the social card made of a picture, or of another crop: at most ``most``,
    whose shape it has, and never larger than what it is cut from."""
    box = crop_box(width, height, 0.5, 0.5, most)
    across = min(most[0], box.right - box.left)
    return across, min(box.bottom - box.top, max(1, round(across * most[1] / most[0])))


def narrowed(picture: Image.Image, width: int) -> Image.Image:
    """The picture at most this wide."""
    if width >= picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def social_card(
    picture: Image.Image, focus: str, size: tuple[int, int], most: tuple[int, int] = CARD
) -> Image.Image:
    """The crop around a focal point, at a size that ``card_size`` gave for the original."""
    box = crop_box(*picture.size, *focus_of(focus), most)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)


def encoded(picture: Image.Image, extension: str, options: dict | None = None) -> bytes:
    """The file's bytes. ``options`` are Pillow's, such as the metadata that it carries."""
    out = io.BytesIO()
    settings = _ENCODINGS[extension] | (options or {})
    picture.save(out, FORMAT_NAMES[extension], **settings)
    return out.getvalue()


# AVIF at speed 8 takes a quarter of speed 6's time for files a tenth larger, and weighs 55 to 80 %
# of the WebP beside it (measured on photographs of 640 to 1,280 px).
_ENCODINGS = {
    "avif": {"quality": 50, "speed": 8},
    "webp": {"quality": 78, "method": 3},
    "jpg": {"quality": 82, "optimize": True, "progressive": True},
}
