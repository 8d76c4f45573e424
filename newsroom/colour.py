"""Bringing pictures to sRGB, which is what browsers take a file without a profile for."""

import io
import math

from PIL import ExifTags, Image, ImageCms

from newsroom.colour_profiles import adobe_rgb

_ALPHA = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
# DCF 2.0 §5.2: how a camera marks a file in Adobe RGB that carries no profile.
_DCF_ADOBE_RGB = "R03"


def profile_of(picture: Image.Image) -> bytes | None:
    """The ICC profile a picture carries or, by its EXIF, is to be read with; None is sRGB."""
    if profile := picture.info.get("icc_profile"):
        return profile
    if picture.mode != "RGB":
        return None
    index = picture.getexif().get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
    if isinstance(index, bytes):
        index = index.decode("ascii", "replace")
    return adobe_rgb() if str(index or "").strip("\0 ") == _DCF_ADOBE_RGB else None


def flattened(picture: Image.Image) -> Image.Image:
    """The picture as RGB, CMYK, Lab or grey of 8 bits, transparency laid on white."""
    if picture.mode in _ALPHA or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        picture = Image.new("RGB", rgba.size, "white")
        picture.paste(rgba, mask=rgba.getchannel("A"))
    if picture.mode.startswith("I") or picture.mode == "F":
        # Grey of 16 bits: convert() alone would cut everything above 255 to white.
        picture = picture.convert("F").point(lambda value: value / 257).convert("L")
    return picture if picture.mode in {"RGB", "CMYK", "LAB", "L"} else picture.convert("RGB")


def to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """A flattened picture in sRGB, by its profile where it has a sound one."""
    source = _read_profile(profile) or (_lab() if picture.mode == "LAB" else None)
    if source:
        try:
            return ImageCms.profileToProfile(
                picture,
                source,
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError):
            # A profile for other colours than these: the plain conversion is still usable.
            pass
    if picture.mode == "LAB":
        return to_srgb(picture, None)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _read_profile(profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else None
    except (ImageCms.PyCMSError, OSError):
        return None


def _lab() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))


def tint(picture: Image.Image) -> str:
    """Classes that say a picture's colours before it is there: ``u7 l3 c1 h8``.

    Lightness of its upper and its lower half in tenths, chroma in steps of 0.04 and hue in steps
    of 30° of the whole, in Oklab (https://www.w3.org/TR/css-color-4/#ok-lab). Pages allow no
    inline style, so the site's stylesheet says what each class is.
    """
    upper, lower = (
        _oklab(picture.resize((1, 1), Image.Resampling.BOX, box=box).getpixel((0, 0)))
        for box in (
            (0, 0, picture.width, picture.height / 2),
            (0, picture.height / 2, picture.width, picture.height),
        )
    )
    a, b = (upper[1] + lower[1]) / 2, (upper[2] + lower[2]) / 2
    chroma = min(4, round(math.hypot(a, b) / 0.04))
    hue = round(math.degrees(math.atan2(b, a)) % 360 / 30) % 12
    return f"u{round(upper[0] * 10)} l{round(lower[0] * 10)} c{chroma} h{hue}"


def _oklab(rgb: tuple[int, int, int]) -> tuple[float, float, float]:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in rgb)
    )
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
