import io
import logging
import warnings
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import skipUnless

from django.core.exceptions import ValidationError
from django.db.models import ImageField
from django.test import SimpleTestCase, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from newsroom.pictures import original_name, store_picture
from newsroom.renditions import jpeg_width, rendition_name, thumbnail_widths
from tests.newsroom.pictures import (
    RED,
    PathlessStorage,
    encode,
    png_chunk,
    png_claiming,
    red,
    upload,
)

REAL = Path(__file__).resolve().parents[3] / "shared" / "real" / "images"


@contextmanager
def quiet_pillow():
    """Pillow warns of every oddity of a broken file."""
    logger = logging.getLogger("PIL")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


HEIC = (Path(__file__).parent / "heic" / "turned.heic").read_bytes()


class PictureTestCase(SimpleTestCase):
    def setUp(self):
        self.storage = PathlessStorage()

    def store(self, data: bytes, name: str = "picture.jpg"):
        return store_picture(upload(data, name), storage=self.storage)

    def jpeg(self, stored) -> Image.Image:
        name = rendition_name(stored.sha256, jpeg_width(stored.width), "jpg")
        return Image.open(self.storage.open(name))

    def assert_colour(self, picture: Image.Image, colour, *, at=(0.5, 0.5)):
        """Near enough: JPEG and WebP change a colour a little."""
        place = (int(picture.width * at[0]), int(picture.height * at[1]))
        found = picture.convert("RGB").getpixel(place)
        far = max(abs(a - b) for a, b in zip(found, colour, strict=True))
        self.assertLess(far, 16, f"{found} instead of {colour}")

    def assert_refused(self, data: bytes, words: str, name: str = "picture.jpg"):
        with quiet_pillow(), self.assertRaises(ValidationError) as caught:
            self.store(data, name)
        self.assertIn(words, caught.exception.messages[0])
        self.assertEqual(self.storage.written, [])


class KindTests(PictureTestCase):
    def test_every_kind_that_is_offered_can_be_stored(self):
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
            with self.subTest(kind=kind):
                stored = self.store(encode(red(), kind))
                self.assertEqual((stored.width, stored.height), (400, 300))
                self.assert_colour(self.jpeg(stored), RED)

    def test_a_jpeg_that_carries_a_second_picture_is_one_picture(self):
        data = encode(red(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 300))])
        self.assert_colour(self.jpeg(self.store(data)), RED)

    def test_every_colour_mode_keeps_its_colours(self):
        grey = Image.new("I;16", (200, 100), 40_000)
        white = (255, 255, 255)
        cases = {
            "CMYK JPEG": (encode(red(mode="CMYK"), "JPEG"), RED),
            "grey JPEG": (encode(Image.new("L", (90, 90), 99), "JPEG"), (99, 99, 99)),
            "16-bit grey PNG": (encode(grey, "PNG"), (155, 155, 155)),
            "16-bit grey TIFF": (encode(grey, "TIFF"), (155, 155, 155)),
            "black-and-white TIFF": (encode(Image.new("1", (90, 90), 1), "TIFF"), white),
            "LZW TIFF": (encode(red(), "TIFF", compression="tiff_lzw"), RED),
            "palette PNG": (encode(red().quantize(4), "PNG"), RED),
        }
        for name, (data, colour) in cases.items():
            with self.subTest(name):
                self.assert_colour(self.jpeg(self.store(data)), colour)

    def test_what_is_transparent_lies_on_white(self):
        clear = Image.new("RGBA", (90, 90), (*RED, 0))
        cases = {
            "PNG": encode(clear, "PNG"),
            "WebP": encode(clear, "WEBP"),
            "AVIF": encode(clear, "AVIF"),
            "grey with alpha": encode(Image.new("LA", (90, 90), (9, 0)), "PNG"),
            "one colour": encode(red(), "PNG", transparency=RED),
            "palette": encode(red(mode="P"), "PNG", transparency=bytes(256)),
        }
        for name, data in cases.items():
            with self.subTest(name):
                self.assert_colour(self.jpeg(self.store(data)), (255, 255, 255))

    def test_every_orientation_is_turned_upright(self):
        # Red above, black below, as it is to be seen; stored turned, as a camera does.
        upright = Image.new("RGB", (400, 300), "black")
        upright.paste(RED, (0, 0, 400, 150))
        turns = {
            3: Image.Transpose.ROTATE_180,
            6: Image.Transpose.ROTATE_90,
            8: Image.Transpose.ROTATE_270,
        }
        for orientation, turn in turns.items():
            for kind in ("JPEG", "TIFF", "PNG", "WEBP"):
                with self.subTest(orientation=orientation, kind=kind):
                    exif = Image.Exif()
                    exif[0x0112] = orientation
                    stored = self.store(encode(upright.transpose(turn), kind, exif=exif))
                    self.assertEqual((stored.width, stored.height), (400, 300))
                    picture = self.jpeg(stored)
                    self.assertEqual(picture.size, (400, 300))
                    self.assert_colour(picture, RED, at=(0.5, 0.1))
                    self.assert_colour(picture, (0, 0, 0), at=(0.5, 0.9))

    def test_broken_metadata_does_not_cost_the_picture(self):
        cases = {
            "EXIF": encode(red(), "JPEG", exif=b"Exif\0\0no such thing"),
            "profile": encode(red(), "JPEG", icc_profile=b"no profile" * 20),
            "profile of CMYK": encode(red(mode="CMYK"), "JPEG", icc_profile=b"none" * 50),
        }
        for name, data in cases.items():
            with self.subTest(name):
                self.assert_colour(self.jpeg(self.store(data)), RED)


class RefusalTests(PictureTestCase):
    def test_what_is_no_picture_is_refused(self):
        cases = {
            "page.jpg": b"<!doctype html><title>Not found</title>",
            "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
            "moving.gif": encode(red(), "GIF"),
            "old.bmp": encode(red(), "BMP"),
            "program.png": b"MZ\x90\x00" + bytes(60),
        }
        for name, data in cases.items():
            with self.subTest(name):
                self.assert_refused(data, "not a picture", name)

    def test_an_empty_file_is_refused(self):
        self.assert_refused(b"", "empty")

    def test_a_truncated_file_is_refused(self):
        for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
            data = encode(Image.effect_noise((400, 300), 50).convert("RGB"), kind)
            with self.subTest(kind=kind):
                self.assert_refused(data[: len(data) // 2], "damaged")

    def test_a_truncated_heic_is_refused(self):
        for share in (0.1, 0.5, 0.95):
            self.assert_refused(HEIC[: int(len(HEIC) * share)], "picture")

    def test_a_truncated_avif_is_refused(self):
        data = encode(red(), "AVIF")
        self.assert_refused(data[: len(data) // 2], "picture")

    def test_a_bomb_is_refused_by_its_header(self):
        self.assert_refused(png_claiming(50_000, 50_000), "megapixels")

    def test_more_pixels_than_the_setting_allows_are_refused(self):
        with override_settings(IMAGE_MAX_PIXELS=1_000_000):
            self.assert_refused(encode(red((1200, 900)), "PNG"), "1 megapixels; at most 1")

    def test_metadata_that_unpacks_to_hundreds_of_megabytes_is_refused(self):
        packed = zlib.compress(bytes(80_000_000))
        for kind, data in ((b"iTXt", b"a\0\1\0\0\0" + packed), (b"iCCP", b"a\0\0" + packed)):
            with self.subTest(kind=kind):
                self.assert_refused(png_claiming(90, 90, png_chunk(kind, data)), "damaged")

    def test_a_sliver_is_refused_with_its_size(self):
        self.assert_refused(png_claiming(1, 20_000), "1 × 20000")
        self.assert_refused(encode(red((15, 400)), "PNG"), "15 × 400")

    def test_a_heavy_file_is_refused_with_both_sizes(self):
        with override_settings(IMAGE_MAX_BYTES=1_048_576):
            self.assert_refused(bytes(1_600_000), "1.5 MB; a picture may be at most 1 MB")

    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_a_damaged_file_is_stored_or_refused_and_never_an_error(self, data):
        kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "MPO", "HEIC"]))
        broken = bytearray(HEIC if kind == "HEIC" else encode(red((40, 30)), kind))
        for _ in range(data.draw(st.integers(1, 6))):
            broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
        with quiet_pillow(), suppress(ValidationError):
            store_picture(upload(bytes(broken)), storage=PathlessStorage())


class StoringTests(PictureTestCase):
    def test_each_size_is_kept_and_the_original_as_it_came(self):
        data = encode(red((1400, 900)), "PNG")
        stored = self.store(data, "harbour.png")
        self.assertEqual(self.storage.open(stored.name).read(), data)
        self.assertEqual(thumbnail_widths(1400), [320, 640])
        for width in thumbnail_widths(1400):
            picture = Image.open(self.storage.open(rendition_name(stored.sha256, width, "webp")))
            self.assertEqual((picture.format, picture.width), ("WEBP", width))
        self.assertEqual(self.jpeg(stored).size, (1200, 771))

    def test_a_small_picture_is_never_made_larger(self):
        self.assertEqual(thumbnail_widths(200), [200])
        self.assertEqual(jpeg_width(200), 200)
        self.assertEqual(self.jpeg(self.store(encode(red((200, 150)), "PNG"))).width, 200)

    def test_the_same_bytes_are_stored_once(self):
        data = encode(red(), "JPEG")
        first = self.store(data, "one.jpg")
        written = list(self.storage.written)
        self.assertEqual(self.store(data, "two.jpg"), first)
        self.assertEqual(self.storage.written, written)

    def test_a_storing_that_was_interrupted_is_begun_again(self):
        data = encode(red(), "JPEG")
        stored = self.store(data)
        half = rendition_name(stored.sha256, 320, "webp")
        self.storage.delete(stored.name)
        self.storage.delete(half)
        self.storage.save(half, io.BytesIO(b"cut off"))
        self.assertEqual(self.store(data), stored)
        self.assertEqual(Image.open(self.storage.open(half)).width, 320)

    def test_every_name_fits_djangos_file_fields(self):
        # PostgreSQL refuses what is longer; SQLite does not notice.
        self.assertLessEqual(len(original_name("ab" * 32, "avif")), ImageField().max_length)

    def test_the_original_cannot_be_guessed_from_what_pages_show(self):
        sha256 = "ab" * 32
        with override_settings(SECRET_KEY="one"):
            first = original_name(sha256, "jpg")
        with override_settings(SECRET_KEY="another"):
            self.assertNotEqual(original_name(sha256, "jpg"), first)

    def test_no_size_carries_the_originals_metadata(self):
        exif = Image.Exif()
        exif[0x010F] = "A camera"
        exif.get_ifd(0x8825)[1] = "N"
        stored = self.store(encode(red(), "JPEG", exif=exif, comment=b"a source's name"))
        for name in set(self.storage.written) - {stored.name}:
            picture = Image.open(self.storage.open(name))
            self.assertFalse(picture.getexif(), name)
            self.assertNotIn("comment", picture.info)

    def test_a_storage_that_fails_is_not_blamed_on_the_picture(self):
        class FullStorage(PathlessStorage):
            def _save(self, name, content):
                raise OSError("No space left on device")

        with self.assertRaisesMessage(OSError, "No space left"):
            store_picture(upload(encode(red(), "JPEG")), storage=FullStorage())

    def test_a_picture_far_larger_than_any_size_is_stored_right(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        for name, options, size in (
            ("wide", {}, (9000, 600)),
            ("turned", {"exif": exif}, (600, 9000)),
        ):
            with self.subTest(name):
                stored = self.store(encode(red((9000, 600)), "JPEG", **options))
                self.assertEqual((stored.width, stored.height), size)
                picture = self.jpeg(stored)
                self.assertEqual(picture.width, min(1200, stored.width))
                self.assert_colour(picture, RED)


@skipUnless(REAL.is_dir(), "../shared/real/images is not here")
class RealPictureTests(PictureTestCase):
    def test_every_real_picture_is_stored_at_its_size(self):
        files = [path for path in sorted(REAL.iterdir()) if path.suffix != ".json"]
        self.assertGreater(len(files), 8)
        for path in files:
            with self.subTest(path.name):
                stored = self.store(path.read_bytes(), path.name)
                picture = self.jpeg(stored)
                self.assertEqual(picture.width, jpeg_width(stored.width))
                self.assertAlmostEqual(
                    picture.width / picture.height, stored.width / stored.height, places=1
                )
                self.assertGreater(len(picture.convert("L").getcolors(256)), 1)
