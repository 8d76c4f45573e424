import random
import struct
import time
import tracemalloc
import zlib

from django.test import SimpleTestCase

from newsroom.photos import PhotoMetadata, read_metadata
from tests.newsroom.photos.files import (
    CAPTION,
    KEYWORDS,
    alt,
    iim_block,
    jpeg,
    packet,
    png,
    seq,
    tags,
)
from tests.newsroom.photos.test_real_photos import check_shape, damaged
from tests.newsroom.pictures import encode, png_chunk, red


class LimitTests(SimpleTestCase):
    def test_a_text_is_read_up_to_64_kilobytes(self):
        found = read_metadata(png(packet(f"<dc:description>{'a' * 200_000}</dc:description>")))
        self.assertEqual(found.caption, "a" * 65_536)
        found = read_metadata(png(packet(attributes=f'photoshop:City="{"Ж" * 200_000}"')))
        self.assertEqual(found.city, "Ж" * 32_768)

    def test_some_hundred_keywords_are_read(self):
        words = [f"word{number}" for number in range(5000)]
        found = read_metadata(png(packet(f"<dc:subject>{seq(*words)}</dc:subject>")))
        self.assertEqual(found.keywords, tuple(words[:300]))
        block = iim_block(*((KEYWORDS, word.encode()) for word in words[:1000]))
        self.assertEqual(read_metadata(jpeg(iim=block)).keywords, tuple(words[:300]))

    def test_xmp_of_megabytes_takes_neither_long_nor_much_memory(self):
        many, deep = 400_000, "<rdf:Bag><rdf:li>"
        bodies = {
            "deep": "<dc:subject>" + deep * 100_000,
            "deep and strange": "<dc:a>" * 500_000,
            "wide": f"<dc:subject><rdf:Bag>{'<rdf:li>a</rdf:li>' * many}</rdf:Bag></dc:subject>",
            "empty": "<dc:a/>" * 900_000,
            "long": f"<dc:title>{'a' * 6_000_000}</dc:title>",
            "wrong": "<dc:a></dc:b>" * many,
            "undefined": f"<dc:title>{'&nothing;' * many}</dc:title>",
            "marks": f"<dc:title>a{chr(0x301) * many}{chr(0x323) * many}</dc:title>",
        }
        for name, body in bodies.items():
            with self.subTest(name):
                data = png(packet(body))
                started = time.monotonic()
                check_shape(self, read_metadata(data))
                self.assertLess(time.monotonic() - started, 5)
        data = png(packet(bodies["wide"]))
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        read_metadata(data)
        self.assertLess(tracemalloc.get_traced_memory()[1], 60_000_000)

    def test_a_packet_that_unpacks_to_hundreds_of_megabytes_is_cut(self):
        packed = zlib.compress(packet("<dc:title>Harbour</dc:title>") + b" " * 100_000_000)
        chunk = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed)
        data = encode(red(), "PNG")
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        self.assertEqual(read_metadata(data[:33] + chunk + data[33:]).title, "Harbour")
        self.assertLess(tracemalloc.get_traced_memory()[1], 60_000_000)

    def test_entities_are_never_expanded(self):
        for declared in (
            '<!DOCTYPE x [<!ENTITY e "expanded">]>',
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        ):
            xmp = declared.encode() + packet("<dc:title>&e;</dc:title>")
            for data in (xmp, xmp.decode().encode("utf-16")):
                self.assertEqual(read_metadata(png(data)), PhotoMetadata())

    def test_a_broken_packet_is_read_up_to_the_break(self):
        whole = packet("<dc:title>Harbour</dc:title><photoshop:City>Vienna</photoshop:City>")
        cut = whole[: whole.index(b"<photoshop:City>") + 5]
        self.assertEqual(read_metadata(png(cut)), PhotoMetadata(title="Harbour"))
        no_text = whole.replace(b"Harbour", b"Har\x00\x07\xffbour")
        self.assertEqual(read_metadata(png(no_text)).title, "Har\ufffdbour")

    def test_pointers_beyond_the_end_and_in_circles_are_left_out(self):
        far = struct.pack(">HHII", 0x010E, 2, 2**32 - 1, 2**32 - 1)
        round_again = struct.pack(">HHII", 0x8769, 4, 1, 8)
        head = b"MM\0*\0\0\0\x08\0\x02"
        for data in (head + far + round_again, b"MM\0*\xff\xff\xff\xff", head, head + far[:7]):
            self.assertEqual(read_metadata(data), PhotoMetadata())

    def test_iim_that_claims_too_much_is_read_up_to_there(self):
        start = iim_block((CAPTION, b"Harbour"))
        for rest in (b"\x1c\x02\x05\x80\x09" + bytes(9), b"\x1c\x02", b"junk", bytes(5)):
            self.assertEqual(read_metadata(jpeg(iim=start + rest)).caption, "Harbour")
        cut = iim_block((CAPTION, b"Harbour"))[:-3]
        self.assertEqual(read_metadata(jpeg(iim=cut)).caption, "Harb")


class DamageTests(SimpleTestCase):
    def test_a_damaged_file_of_any_kind_is_no_error(self):
        xmp = packet(
            f"<dc:title>{alt('Caf&#233;')}</dc:title><dc:creator>{seq('A', 'B')}</dc:creator>"
            '<plus:Licensor><rdf:Bag><rdf:li plus:LicensorName="L"/></rdf:Bag></plus:Licensor>',
            'photoshop:DateCreated="2021-10-20T21:01:01Z"',
        )
        exif = tags(description="d", artist="a", copyright="c", date="2021:10:20 21:01:01")
        block = iim_block((CAPTION, "Küche".encode()), (KEYWORDS, b"k"), utf8=True)
        files = [
            jpeg(xmp=xmp, iim=block, digest=bytes(16), exif=exif),
            png(xmp),
            png(xmp, packed=True),
        ]
        files += [encode(red((32, 24)), kind, xmp=xmp, exif=exif) for kind in ("WEBP", "AVIF")]
        files.append(encode(red((32, 24)), "TIFF", exif=exif))
        chance = random.Random(1)
        for data in files:
            for _ in range(100):
                check_shape(self, read_metadata(damaged(data, chance)))
