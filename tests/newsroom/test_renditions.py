import io
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from newsroom.colour import tint
from newsroom.pictures import bring_back, make_renditions, store_picture, withhold
from newsroom.renditions import (
    AT_ONCE,
    BEFORE_AVIF,
    CARD,
    RECIPE,
    card_name,
    card_size,
    crop_box,
    encoded,
    focus_key,
    focus_of,
    jpeg_width,
    missing_sizes,
    rendition_name,
    sizes,
)
from tests.newsroom.pictures import RED, PathlessStorage, encode, red, upload

SIDES = st.integers(16, 12_000)
FOCAL = st.floats(0, 1)
RATIOS = st.sampled_from([(16, 9), (4, 3), (1, 1), (9, 16), CARD])
EVERY_RECIPE = range(RECIPE + 1)


class CropBoxTests(SimpleTestCase):
    @given(SIDES, SIDES, FOCAL, FOCAL, RATIOS)
    @example(1000, 500, 0.999, 0.5, (1, 1))
    @example(16, 12_000, 1.0, 1.0, (16, 9))
    def test_a_crop_lies_inside_has_its_shape_and_holds_the_focal_point(
        self, width, height, x, y, ratio
    ):
        box = crop_box(width, height, x, y, ratio)
        self.assertTrue(0 <= box.left < box.right <= width, box)
        self.assertTrue(0 <= box.top < box.bottom <= height, box)
        across, down = box.right - box.left, box.bottom - box.top
        # Within a pixel: the other side as the shape has it.
        self.assertTrue(
            abs(across - down * ratio[0] / ratio[1]) <= 1
            or abs(down - across * ratio[1] / ratio[0]) <= 1,
            box,
        )
        # As large as it can be.
        self.assertTrue(across == width or down == height, box)
        point = (min(width - 1, int(width * x)), min(height - 1, int(height * y)))
        self.assertTrue(box.left <= point[0] < box.right, (box, point))
        self.assertTrue(box.top <= point[1] < box.bottom, (box, point))

    @given(SIDES, SIDES, FOCAL, RATIOS)
    def test_it_is_placed_as_css_places_a_picture(self, width, height, x, ratio):
        box = crop_box(width, height, x, 0.5, ratio)
        spare = width - (box.right - box.left)
        self.assertLessEqual(abs(box.left - spare * x), 1)

    @given(FOCAL, FOCAL)
    def test_a_focal_point_keeps_its_name_and_another_has_another(self, x, y):
        key = focus_key(x, y)
        self.assertLessEqual(len(key), 7)
        back = focus_of(key)
        self.assertEqual(focus_key(*back), key)
        self.assertLessEqual(max(abs(back[0] - x), abs(back[1] - y)), 0.005 + 1e-9)

    @given(SIDES, SIDES)
    def test_a_card_is_never_larger_than_what_it_is_cut_from(self, width, height):
        across, down = card_size(width, height)
        self.assertLessEqual(across, min(width, CARD[0]))
        self.assertLessEqual(down, min(height, CARD[1]))
        self.assertLessEqual(abs(down - across * CARD[1] / CARD[0]), 1)


class SizesTests(SimpleTestCase):
    @given(SIDES)
    def test_every_recipe_has_what_every_picture_has_at_once(self, width):
        at_once = sizes(width, AT_ONCE)
        for recipe in EVERY_RECIPE:
            for extension, steps in at_once.items():
                self.assertLessEqual(set(steps), set(sizes(width, recipe)[extension]), recipe)

    @given(SIDES)
    def test_nothing_is_made_larger_or_twice(self, width):
        for recipe in EVERY_RECIPE:
            for steps in sizes(width, recipe).values():
                self.assertEqual(steps, sorted(set(steps)))
                self.assertLessEqual(steps[-1], width)

    @given(SIDES, st.sampled_from(EVERY_RECIPE))
    def test_what_is_missing_makes_the_recipe_whole(self, width, recipe):
        there = {(kind, step) for kind, steps in sizes(width, recipe).items() for step in steps}
        wanted = {(kind, step) for kind, steps in sizes(width).items() for step in steps}
        missing = set(missing_sizes(width, recipe))
        self.assertLessEqual(wanted, there | missing)
        # What pages name is never written again.
        self.assertFalse(there & missing)


class MakingTests(SimpleTestCase):
    def setUp(self):
        self.storage = PathlessStorage()

    def store(self, data: bytes):
        stored = store_picture(upload(data), storage=self.storage)
        self.at_once = set(self.storage.files)
        return stored

    def make(self, stored, **options):
        options.setdefault("recipe", AT_ONCE)
        return make_renditions(stored.sha256, stored.name, storage=self.storage, **options)

    def picture(self, name: str) -> Image.Image:
        return Image.open(io.BytesIO(self.storage.files[name]))

    def test_every_size_of_the_recipe_is_there_in_its_format_and_shape(self):
        stored = self.store(encode(red((2500, 1600)), "JPEG"))
        self.make(stored)
        for extension, steps in sizes(2500).items():
            for step in steps:
                picture = self.picture(rendition_name(stored.sha256, step, extension))
                self.assertEqual(picture.size, (step, round(1600 * step / 2500)))
                self.assertEqual(picture.mode, "RGB")
                kind = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}[extension]
                self.assertEqual(picture.format, kind)
                for found, wanted in zip(picture.getpixel((9, 9)), RED, strict=True):
                    self.assertLess(abs(found - wanted), 10)

    def test_nothing_that_was_there_is_written_again(self):
        stored = self.store(encode(red((2500, 1600)), "JPEG"))
        self.storage.written.clear()
        self.make(stored)
        self.assertFalse(set(self.storage.written) & self.at_once)
        self.storage.written.clear()
        self.make(stored, recipe=RECIPE)
        self.assertEqual(self.storage.written, [])

    def test_an_older_library_gets_what_it_lacks(self):
        stored = self.store(encode(red((2500, 1600)), "JPEG"))
        self.storage.written.clear()
        self.make(stored, recipe=BEFORE_AVIF)
        extensions = [name.rsplit(".")[-1] for name in self.storage.written]
        self.assertEqual(extensions.count("avif"), 5)
        self.assertEqual(extensions.count("webp"), 1)
        self.assertEqual(extensions.count("jpg"), 1)

    def test_the_original_stays_byte_for_byte(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        data = encode(red((700, 500)), "JPEG", exif=exif, comment=b"as it came")
        stored = self.store(data)
        self.make(stored, cards=["50-50"])
        self.assertEqual(self.storage.files[stored.name], data)

    def test_a_card_shows_what_lies_around_the_focal_point(self):
        # Red, green, blue from left to right; the crop of so wide a picture is one of them.
        picture = Image.new("RGB", (6000, 700), (20, 200, 20))
        picture.paste((200, 20, 20), (0, 0, 2000, 700))
        picture.paste((20, 20, 200), (4000, 0, 6000, 700))
        stored = self.store(encode(picture, "JPEG"))
        foci = {"5-50": 0, "50-50": 1, "95-50": 2}
        self.make(stored, cards=foci)
        for focus, channel in foci.items():
            card = self.picture(card_name(stored.sha256, focus))
            self.assertEqual(card.size, card_size(6000, 700))
            self.assertEqual(card.size, (1200, 630))
            for x in (5, 600, 1195):
                pixel = card.getpixel((x, 300))
                self.assertEqual(pixel.index(max(pixel)), channel, (focus, x))

    def test_a_card_of_a_small_picture_is_small(self):
        stored = self.store(encode(red((400, 900)), "JPEG"))
        self.make(stored, cards=["50-20"])
        self.assertEqual(self.picture(card_name(stored.sha256, "50-20")).size, (400, 210))

    def test_who_is_told_to_stop_writes_nothing_more(self):
        stored = self.store(encode(red((2500, 1600)), "JPEG"))
        for most in range(4):
            answers = iter([True] * most + [False])
            self.storage.written.clear()
            self.assertIsNone(self.make(stored, go_on=lambda answers=answers: next(answers)))
            self.assertEqual(len(self.storage.written), most)
        # Whoever comes next finishes.
        self.assertIsNotNone(self.make(stored))
        for extension, step in missing_sizes(2500, AT_ONCE):
            self.assertIn(rendition_name(stored.sha256, step, extension), self.storage.files)

    def test_half_a_file_of_a_killed_worker_is_replaced(self):
        stored = self.store(encode(red((900, 600)), "JPEG"))
        half = rendition_name(stored.sha256, 800, "avif")
        self.storage.files[half] = b"\0\0\0 ftypavif"
        self.make(stored)
        self.assertEqual(self.picture(half).size, (800, 533))

    def test_where_the_original_is_gone_nothing_is_made(self):
        stored = self.store(encode(red((900, 600)), "JPEG"))
        withhold(stored.name, storage=self.storage)
        self.assertIsNone(self.make(stored))
        self.assertEqual(set(self.storage.files), {f"withheld/{stored.name.rpartition('/')[2]}"})

    def test_a_picture_that_was_withheld_comes_back_with_what_is_needed_at_once(self):
        data = encode(red((900, 600)), "JPEG")
        stored = self.store(data)
        self.make(stored, cards=["50-50"])
        withhold(stored.name, storage=self.storage)
        bring_back(stored.name, storage=self.storage)
        self.assertEqual(set(self.storage.files), self.at_once)
        self.assertEqual(self.storage.files[stored.name], data)


class CarriedTests(SimpleTestCase):
    """What a size says of its picture: who made it and whose it is, and not where or with what."""

    SECRETS = ("SN-4711-SECRET", "Lens-0815-SECRET", "KEPT-SECRET", "EOS Secret")

    def files(self) -> dict[str, bytes]:
        storage = PathlessStorage()
        exif = Image.Exif()
        exif[0x013B] = "Jo Li"
        exif[0x8298] = "(c) Agency"
        exif[0x0110] = "EOS Secret"
        exif.get_ifd(0x8769).update({0xA431: "SN-4711-SECRET", 0xA435: "Lens-0815-SECRET"})
        exif.get_ifd(0x8825).update({1: "N", 2: (47.0, 22.0, 33.0), 3: "E", 4: (8.0, 32.0, 1.0)})
        data = encode(red((1400, 900)), "JPEG", exif=exif, comment=b"KEPT-SECRET")
        for secret in self.SECRETS:
            self.assertIn(secret.encode(), data)
        stored = store_picture(upload(data), storage=storage)
        make_renditions(
            stored.sha256, stored.name, recipe=AT_ONCE, cards=["50-50"], storage=storage
        )
        return {name: data for name, data in storage.files.items() if name != stored.name}

    def test_no_size_tells_a_place_a_camera_or_a_comment(self):
        for name, data in self.files().items():
            with self.subTest(name):
                for secret in self.SECRETS:
                    self.assertNotIn(secret.encode(), data)
                picture = Image.open(io.BytesIO(data))
                self.assertFalse(picture.getexif().get_ifd(0x8825))
                self.assertFalse(set(picture.getexif()) & {0x010F, 0x0110, 0x8825})
                self.assertNotIn("comment", picture.info)

    def test_every_size_says_who_made_it_and_whose_it_is(self):
        for name, data in self.files().items():
            with self.subTest(name):
                self.assertIn(b"Jo Li", data)
                self.assertIn(b"(c) Agency", data)


class TintTests(SimpleTestCase):
    def test_it_says_lightness_above_and_below_chroma_and_hue(self):
        picture = Image.new("RGB", (300, 200), "white")
        picture.paste("black", (0, 100, 300, 200))
        self.assertEqual(tint(picture).split()[:3], ["u10", "l0", "c0"])
        self.assertEqual(tint(Image.new("RGB", (30, 20), "red")), "u6 l6 c4 h1")

    def test_it_is_a_few_dozen_bytes_and_never_a_class_without_a_rule(self):
        css = Path(finders.find("articles/site/site.css")).read_text(encoding="utf-8")

        @given(st.tuples(*[st.integers(0, 255)] * 6))
        def holds(colours):
            picture = Image.new("RGB", (2, 2), colours[:3])
            picture.paste(colours[3:], (0, 1, 2, 2))
            classes = tint(picture)
            self.assertLessEqual(len(classes), 20)
            for name in classes.split():
                self.assertIn(f".{name} {{", css)

        holds()


class EncodingTests(SimpleTestCase):
    def test_avif_weighs_less_than_what_stands_in_for_it(self):
        noise = Image.effect_noise((1600, 1000), 60).resize((800, 500))
        picture = Image.merge("RGB", (noise, noise.rotate(180), noise))
        weights = [len(encoded(picture, kind)) for kind in ("avif", "webp", "jpg")]
        self.assertLess(weights[0], min(weights[1:]))

    def test_a_jpeg_is_one_width_more_than_the_one_at_once(self):
        self.assertEqual(sizes(3000)["jpg"], [640, jpeg_width(3000)])
