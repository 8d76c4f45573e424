"""The same photograph is known again in other bytes, and another is not taken for it."""

import io
import itertools
import unittest

from PIL import Image, ImageEnhance, ImageOps

from newsroom.likeness import MOST_APART, apart, likeness
from tests.newsroom.pictures import photograph
from tests.support.real import REAL, needs_real


def file_of(picture: Image.Image, kind="JPEG", **options) -> io.BytesIO:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out


def variants(picture: Image.Image) -> dict[str, io.BytesIO]:
    width, height = picture.size
    inner = (round(width * 0.03), round(height * 0.03), round(width * 0.97), round(height * 0.97))
    return {
        "low quality": file_of(picture, quality=40),
        "half the size": file_of(picture.resize((width // 2, height // 2))),
        "brighter": file_of(ImageEnhance.Brightness(picture).enhance(1.25)),
        "a little cropped": file_of(picture.crop(inner)),
        "grey": file_of(ImageOps.grayscale(picture)),
        "in WebP": file_of(picture, "WEBP", quality=60),
    }


class Likeness(unittest.TestCase):
    def assertKnownAgain(self, picture):  # noqa: N802
        own = likeness(file_of(picture, "PNG"))
        for name, file in variants(picture).items():
            self.assertLessEqual(apart(own, likeness(file)), MOST_APART, name)

    def test_a_made_photograph_is_known_in_every_guise(self):
        self.assertKnownAgain(photograph(1))

    def test_others_are_not(self):
        made = [likeness(file_of(photograph(seed))) for seed in range(12)]
        for one, other in itertools.combinations(made, 2):
            self.assertGreater(apart(one, other), MOST_APART)

    @needs_real
    def test_real_photographs_are_known_again_and_told_apart(self):
        # The others are one test picture in several formats.
        names = ("2004-07-22-DSC_0008.jpg", "2007-06-17DSC_4173.JPG", "33772.jpg", "canola.jpg")
        pictures = [Image.open(REAL / "images" / name).convert("RGB") for name in names]
        for name, picture in zip(names, pictures, strict=True):
            with self.subTest(name):
                self.assertKnownAgain(picture)
        hashes = [likeness(file_of(picture)) for picture in pictures]
        for one, other in itertools.combinations(hashes, 2):
            self.assertGreater(apart(one, other), 2 * MOST_APART)

    def test_plain_surfaces_and_what_is_no_picture_look_like_nothing(self):
        plain = likeness(file_of(Image.new("RGB", (300, 200), "teal")))
        self.assertEqual(plain, "")
        self.assertEqual(likeness(io.BytesIO(b"no picture")), "")
        self.assertEqual(apart("", ""), 128)
        self.assertEqual(apart("", "0" * 32), 128)
