"""Length and size of videos, from files made here by the standards, damaged in every way."""

import io
import random
import struct
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from newsroom.video_measures import MOST_PARTS, Measures, measure

DEMO = Path(settings.BASE_DIR) / "articles" / "demo" / "clips"
UPRIGHT, TURNED = (65536, 0, 0, 0, 65536), (0, 65536, 0, -65536, 0)


def box(kind: bytes, content: bytes = b"", *, long=False) -> bytes:
    if long:
        return struct.pack(">I4sQ", 1, kind, len(content) + 16) + content
    return struct.pack(">I4s", len(content) + 8, kind) + content


def movie_header(scale, length, *, version=0) -> bytes:
    times = struct.pack(">QQIQ" if version else ">IIII", 0, 0, scale, length)
    return box(b"mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))


def track_header(width, height, *, version=0, matrix=UPRIGHT) -> bytes:
    times = bytes(32 if version else 20)
    turned = struct.pack(">9i", *matrix, 0, 0, 0, 1 << 30)
    size = struct.pack(">II", width << 16, height << 16)
    return box(b"tkhd", bytes([version, 0, 0, 0]) + times + bytes(16) + turned + size)


def mp4(*parts: bytes, before=b"", long=False) -> bytes:
    return box(b"ftyp", b"isom\0\0\0\0") + before + box(b"moov", b"".join(parts), long=long)


def whole_mp4(version=0, **options) -> bytes:
    tracks = [
        box(b"trak", track_header(*size, version=version)) for size in ((0, 0), (640, 360), (8, 8))
    ]
    return mp4(movie_header(600, 7500, version=version), *tracks, **options)


def element(kind: str, content: bytes, *, is_open=False) -> bytes:
    size = b"\x01" + (b"\xff" * 7 if is_open else len(content).to_bytes(7))
    return bytes.fromhex(kind) + size + content


LENGTH = struct.pack(">d", 12400.0)


def webm(duration=LENGTH, *, sides=(), is_open=False, scale=None) -> bytes:
    video = {"b0": 640, "ba": 360} | dict(sides)
    info = element("2ad7b1", scale) if scale else b""
    info += element("4489", duration) if duration else b""
    shown = b"".join(element(kind, value.to_bytes(2)) for kind, value in video.items())
    tracks = element("ae", b"") + element("ae", element("e0", shown))
    inside = element("1549a966", info) + element("1654ae6b", tracks)
    cluster = element("1f43b675", bytes(40))
    return element("1a45dfa3", b"") + element("18538067", inside + cluster, is_open=is_open)


def measured(data: bytes) -> Measures:
    file = io.BytesIO(data)
    found = measure(file)
    assert file.tell() == 0
    return found


class WhatFilesSay(SimpleTestCase):
    def test_the_demo_clips(self):
        for path in sorted(DEMO.glob("*.mp4")):
            self.assertEqual(measured(path.read_bytes()), Measures(8, 960, 540))

    def test_an_mp4_of_either_version_wherever_its_movie_stands(self):
        for options in ({}, {"version": 1}, {"long": True}, {"before": box(b"mdat", bytes(900))}):
            with self.subTest(options):
                self.assertEqual(measured(whole_mp4(**options)), Measures(12, 640, 360))

    def test_what_a_phone_held_upright_is_upright(self):
        track = box(b"trak", track_header(1920, 1080, matrix=TURNED))
        self.assertEqual(measured(mp4(movie_header(600, 600), track)), Measures(1, 1080, 1920))

    def test_a_movie_in_fragments(self):
        extends = box(b"mvex", box(b"mehd", bytes(4) + (5400).to_bytes(4)))
        self.assertEqual(measured(mp4(movie_header(600, 0), extends)).duration, 9)
        self.assertIsNone(measured(mp4(movie_header(600, 0))).duration)
        self.assertIsNone(measured(mp4(movie_header(600, 0xFFFFFFFF))).duration)
        self.assertIsNone(measured(mp4(movie_header(0, 600))).duration)

    def test_a_webm_in_either_number_and_with_any_scale(self):
        self.assertEqual(measured(webm()), Measures(12, 640, 360))
        self.assertEqual(measured(webm(struct.pack(">f", 12400.0))), Measures(12, 640, 360))
        self.assertEqual(measured(webm(scale=(2_000_000).to_bytes(4))).duration, 25)

    def test_what_a_browser_records_says_no_length(self):
        self.assertEqual(measured(webm(b"", is_open=True)), Measures(None, 640, 360))

    def test_the_size_that_is_shown_goes_before_the_size_that_is_coded(self):
        shown = {"54b0": 480, "54ba": 360}
        self.assertEqual(measured(webm(sides=shown)), Measures(12, 480, 360))
        # A shape (unit 3) is no size.
        self.assertEqual(measured(webm(sides={**shown, "54b2": 3})), Measures(12, 640, 360))

    def test_less_than_a_second_is_one_and_what_cannot_be_is_nothing(self):
        self.assertEqual(measured(mp4(movie_header(600, 60))).duration, 1)
        self.assertIsNone(measured(mp4(movie_header(1, 10_000_000))).duration)
        for number in ("nan", "inf", "-5"):
            with self.subTest(number):
                said = webm(struct.pack(">d", float(number)))
                self.assertEqual(measured(said), Measures(None, 640, 360))
        track = box(b"trak", track_header(60000, 2))
        self.assertEqual(measured(mp4(track)), Measures())


class Damage(SimpleTestCase):
    def test_no_file_makes_it_fail(self):
        self.assertEqual(measured(b""), Measures())
        chance = random.Random(7)
        for whole in (whole_mp4(), whole_mp4(1, long=True), webm(), webm(is_open=True)):
            for end in range(len(whole)):
                measured(whole[:end])
            for _attempt in range(400):
                data = bytearray(whole)
                for _byte in range(chance.randrange(1, 12)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
                measured(bytes(data))

    @given(st.binary(max_size=300))
    def test_nor_do_any_bytes_behind_a_right_beginning(self, data):
        measured(box(b"ftyp", b"isom\0\0\0\0") + data)
        measured(element("1a45dfa3", b"") + element("18538067", data, is_open=True))

    def test_a_file_of_nothing_but_headers_is_given_up(self):
        class Counted(io.BytesIO):
            reads = 0

            def read(self, *args):
                self.reads += 1
                return super().read(*args)

        for many in (
            mp4(box(b"free") * 20_000, movie_header(600, 600)),
            element("1a45dfa3", b"") + element("18538067", element("ec", b"") * 20_000),
        ):
            file = Counted(many)
            self.assertEqual(measure(file), Measures())
            self.assertLess(file.reads, 5 * MOST_PARTS)
