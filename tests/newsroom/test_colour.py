"""What colours of other spaces become in sRGB, held against what the formulas give."""

import io
import struct
import zlib
from pathlib import Path

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from newsroom.colour_profiles import ADOBE_RGB, DISPLAY_P3, adobe_rgb, matrix_profile
from newsroom.pictures import make_renditions, store_picture
from newsroom.renditions import AT_ONCE
from tests.newsroom.pictures import PathlessStorage, encode, png_chunk, upload
from tests.support.real import REAL, needs_real

HEIC = Path(__file__).parent / "heic"
# XYZ (D65) from linear RGB and linear sRGB from XYZ: CSS Color 4, §19 and §20 (sample code).
P3_TO_XYZ = (
    (0.4865709, 0.2656677, 0.1982173),
    (0.2289746, 0.6917385, 0.0792869),
    (0.0, 0.0451134, 1.0439444),
)
ADOBE_TO_XYZ = (
    (0.5766690, 0.1855582, 0.1882286),
    (0.2973450, 0.6273636, 0.0752915),
    (0.0270314, 0.0706889, 0.9913375),
)
XYZ_TO_SRGB = (
    (3.2409699, -1.5373832, -0.4986108),
    (-0.9692436, 1.8759675, 0.0415551),
    (0.0556301, -0.2039770, 1.0569715),
)


def in_srgb(rgb, to_xyz, gamma: float) -> tuple[float, ...]:
    """A colour of a wide space in sRGB, 0 to 255, what lies outside cut off."""
    linear = [(channel / 255) ** gamma for channel in rgb]
    for matrix in (to_xyz, XYZ_TO_SRGB):
        linear = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in matrix]
    return tuple(255 * _encoded(min(1, max(0, value))) for value in linear)


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def grey_profile(gamma: float) -> bytes:
    """A monochrome input profile (ICC.1:2010 §8.3.4): the RGB one with a single curve."""
    whole = matrix_profile(DISPLAY_P3, gamma)
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    white = whole[whole.index(b"XYZ ", 132) :][:20]
    tags = ((b"wtpt", white), (b"kTRC", curve))
    table, data, begin = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags:
        table += name + struct.pack(">II", begin + len(data), len(value))
        data += value
    head = struct.pack(">I", begin + len(data)) + whole[4:16] + b"GRAY" + whole[20:128]
    return head + table + data


class ColourTestCase(SimpleTestCase):
    def sizes_of(self, data: bytes) -> list[Image.Image]:
        """Every size of every format that is made of a file."""
        storage = PathlessStorage()
        stored = store_picture(upload(data), storage=storage)
        make_renditions(
            stored.sha256, stored.name, recipe=AT_ONCE, cards=["50-50"], storage=storage
        )
        made = [
            Image.open(io.BytesIO(data))
            for name, data in storage.files.items()
            if name != stored.name
        ]
        self.assertEqual({one.format for one in made}, {"AVIF", "WEBP", "JPEG"})
        return made

    def assert_colour(self, data: bytes, wanted, *, within: float = 5, at=(0.5, 0.5)):
        for picture in self.sizes_of(data):
            self.assertNotIn("icc_profile", picture.info)
            place = (int(picture.width * at[0]), int(picture.height * at[1]))
            found = picture.convert("RGB").getpixel(place)
            far = max(abs(a - b) for a, b in zip(found, wanted, strict=True))
            self.assertLessEqual(far, within, f"{picture.format}: {found} instead of {wanted}")


class WideGamutTests(ColourTestCase):
    SPACES = ((DISPLAY_P3, 2.2, P3_TO_XYZ), (ADOBE_RGB, 563 / 256, ADOBE_TO_XYZ))

    @settings(max_examples=40, deadline=None)
    @given(st.tuples(*[st.integers(40, 220)] * 3), st.sampled_from(SPACES))
    def test_display_p3_and_adobe_rgb_become_what_their_formulas_say(self, rgb, space):
        primaries, gamma, to_xyz = space
        picture = Image.new("RGB", (90, 90), rgb)
        data = encode(picture, "PNG", icc_profile=matrix_profile(primaries, gamma))
        self.assert_colour(data, in_srgb(rgb, to_xyz, gamma), within=8)

    def test_in_every_format_that_can_carry_a_profile(self):
        profile = matrix_profile(DISPLAY_P3, 2.2)
        wanted = in_srgb((200, 60, 20), P3_TO_XYZ, 2.2)
        # Read as sRGB, as without its profile, it would be another colour.
        self.assertGreater(abs(wanted[0] - 200), 12)
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
            with self.subTest(kind):
                picture = Image.new("RGB", (90, 90), (200, 60, 20))
                self.assert_colour(encode(picture, kind, icc_profile=profile), wanted, within=8)
        with self.subTest("HEIC"):
            self.assert_colour((HEIC / "display-p3.heic").read_bytes(), wanted, within=8)
        with self.subTest("transparent"):
            picture = Image.new("RGBA", (90, 90), (200, 60, 20, 255))
            self.assert_colour(encode(picture, "PNG", icc_profile=profile), wanted, within=8)

    def test_a_camera_that_says_adobe_rgb_in_its_exif_alone_is_believed(self):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0xA001] = 0xFFFF
        exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
        data = encode(Image.new("RGB", (90, 90), (60, 200, 90)), "JPEG", exif=exif, quality=95)
        index = Image.open(io.BytesIO(data)).getexif().get_ifd(0xA005)
        self.assertEqual(index.get(1), "R03")
        self.assert_colour(data, in_srgb((60, 200, 90), ADOBE_TO_XYZ, 563 / 256), within=8)

    def test_the_written_profiles_are_what_their_makers_publish(self):
        # Adobe RGB (1998) Color Image Encoding, Annex A: primaries adapted to D50.
        profile = ImageCms.ImageCmsProfile(io.BytesIO(adobe_rgb())).profile
        for found, wanted in (
            (profile.red_colorant[0], (0.60974, 0.31111, 0.01947)),
            (profile.green_colorant[0], (0.20528, 0.62567, 0.06087)),
            (profile.blue_colorant[0], (0.14919, 0.06322, 0.74457)),
        ):
            for a, b in zip(found, wanted, strict=True):
                self.assertAlmostEqual(a, b, places=3)


class OtherColoursTests(ColourTestCase):
    def test_cmyk_becomes_what_it_prints(self):
        cases = {
            (0, 0, 0, 0): (255, 255, 255),
            (0, 255, 255, 0): (255, 0, 0),
            (0, 0, 0, 128): (127, 127, 127),
        }
        for ink, wanted in cases.items():
            for kind in ("JPEG", "TIFF"):
                with self.subTest(ink=ink, kind=kind):
                    self.assert_colour(encode(Image.new("CMYK", (90, 90), ink), kind), wanted)

    def test_grey_of_every_depth_keeps_its_lightness(self):
        for grey in (0, 64, 128, 200, 255):
            deep = Image.new("I;16", (90, 90), grey * 257)
            cases = {
                "8 bits": encode(Image.new("L", (90, 90), grey), "PNG"),
                "16 bits, PNG": encode(deep, "PNG"),
                "16 bits, TIFF": encode(deep, "TIFF"),
            }
            for name, data in cases.items():
                with self.subTest(name, grey=grey):
                    self.assert_colour(data, (grey, grey, grey))

    def test_colours_of_16_bits_keep_their_eight_highest(self):
        pixel = struct.pack(">3H", *(channel * 257 for channel in (200, 60, 20)))
        rows = (b"\0" + pixel * 90) * 60
        header = struct.pack(">IIBBBBB", 90, 60, 16, 2, 0, 0, 0)
        data = (
            b"\x89PNG\r\n\x1a\n"
            + png_chunk(b"IHDR", header)
            + png_chunk(b"IDAT", zlib.compress(rows))
            + png_chunk(b"IEND", b"")
        )
        self.assert_colour(data, (200, 60, 20), within=8)

    def test_grey_with_a_profile_of_its_own_follows_it(self):
        # A gamma of 1: what such a file calls half is much lighter as a browser shows it.
        profile = grey_profile(1.0)
        data = encode(Image.new("L", (90, 90), 128), "PNG", icc_profile=profile)
        light = round(255 * _encoded(128 / 255))
        self.assertGreater(light, 180)
        self.assert_colour(data, (light, light, light))

    def test_lab_is_read(self):
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        picture = Image.new("RGB", (90, 90), (200, 60, 20))
        picture = ImageCms.profileToProfile(picture, srgb, lab, outputMode="LAB")
        self.assert_colour(encode(picture, "TIFF"), (200, 60, 20))

    def test_a_profile_for_other_colours_than_these_is_passed_over(self):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        data = encode(Image.new("CMYK", (90, 90), (0, 255, 255, 0)), "TIFF", icc_profile=profile)
        self.assert_colour(data, (255, 0, 0))

    def test_a_turned_heic_is_turned_once(self):
        data = (HEIC / "turned.heic").read_bytes()
        self.assert_colour(data, (200, 30, 39), at=(0.5, 0.1), within=8)
        self.assert_colour(data, (0, 0, 0), at=(0.5, 0.9), within=8)
        self.assertEqual({one.size for one in self.sizes_of(data)}, {(64, 48), (64, 34)})


@needs_real
class RealColourTests(ColourTestCase):
    def mean(self, picture: Image.Image) -> tuple[int, ...]:
        return picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))

    def means(self, path: Path) -> list[tuple[int, ...]]:
        """The mean colour of each whole size of a file; a social card shows a part."""
        made = self.sizes_of(path.read_bytes())
        card = next(one.size for one in reversed(made) if one.format == "JPEG")
        return [self.mean(one) for one in made if one.size != card or one.format != "JPEG"]

    def test_every_size_of_a_real_picture_has_the_same_colours(self):
        for path in sorted((REAL / "images").iterdir()):
            if path.suffix == ".json":
                continue
            with self.subTest(path.name):
                for channel in zip(*self.means(path), strict=True):
                    self.assertLessEqual(max(channel) - min(channel), 3)

    def test_one_picture_in_cmyk_grey_tiff_and_rgb_looks_the_same(self):
        # WordPress keeps its test picture, a black mark on white, in each of them.
        for name in ("cmyk.jpg", "grayscale.jpg", "lzw.tiff", "iptc.jpg"):
            with self.subTest(name):
                for mean in self.means(REAL / "images" / f"test-image-{name}"):
                    for channel in mean:
                        self.assertLessEqual(abs(channel - 229), 2, mean)

    def test_a_photograph_in_srgb_keeps_its_pixels(self):
        # Their profiles say sRGB, each maker's in its own words: converting moves little.
        for name in ("2007-06-17DSC_4173.JPG", "33772.jpg"):
            path = REAL / "images" / name
            with self.subTest(name):
                for found, wanted in zip(
                    self.means(path)[0], self.mean(Image.open(path)), strict=True
                ):
                    self.assertLessEqual(abs(found - wanted), 3)
