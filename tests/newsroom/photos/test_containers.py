import io
import struct

from django.test import SimpleTestCase
from PIL import Image, TiffImagePlugin

from newsroom.photos import PhotoMetadata, read_metadata
from tests.newsroom.photos.files import (
    CAPTION,
    app13,
    digest_of,
    iim_block,
    jpeg,
    packet,
    png,
    resources,
    segment,
    tags,
)
from tests.newsroom.pictures import encode, red

XMP = packet("<dc:title>Harbour</dc:title>")
HARBOUR = PhotoMetadata(title="Harbour")
GUID = b"0123456789ABCDEF0123456789ABCDEF"


class ContainerTests(SimpleTestCase):
    def test_xmp_is_found_in_every_kind_of_file(self):
        files = {
            "JPEG": jpeg(xmp=XMP),
            "PNG": png(XMP),
            "packed PNG": png(XMP, packed=True),
            "WebP": encode(red(), "WEBP", xmp=XMP),
            "AVIF": encode(red(), "AVIF", xmp=XMP),
            "TIFF": tiff({700: XMP}),
        }
        for kind, data in files.items():
            with self.subTest(kind):
                self.assertEqual(read_metadata(data), HARBOUR)

    def test_exif_is_found_in_every_kind_of_file(self):
        exif = tags(description="Harbour", date="2021:10:20 21:01:01")
        for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
            with self.subTest(kind):
                found = read_metadata(encode(red(), kind, exif=exif))
                self.assertEqual(found.caption, "Harbour")
                # Pillow writes no EXIF IFD into a TIFF.
                taken = "" if kind == "TIFF" else "2021-10-20T21:01:01"
                self.assertEqual(found.date_created, taken)

    def test_a_tiff_of_either_byte_order_is_read(self):
        for order in (b"II", b"MM"):
            exif = tags(description="Harbour", date="2021:10:20 21:01:01")
            exif.endian = "<" if order == b"II" else ">"
            data = exif.tobytes().removeprefix(b"Exif\0\0")
            self.assertEqual(data[:2], order)
            found = read_metadata(data)
            self.assertEqual(found.caption, "Harbour")
            self.assertEqual(found.date_created, "2021-10-20T21:01:01")

    def test_iim_of_a_tiff_has_its_own_tag_and_its_digest_among_the_resources(self):
        block = iim_block((CAPTION, b"IIM caption"))
        xmp = packet("<dc:description>XMP caption</dc:description>")
        for digest, expected in ((digest_of(block), "XMP caption"), (bytes(16), "IIM caption")):
            data = tiff({700: xmp, 33723: block, 34377: resources(b"", digest)})
            self.assertEqual(read_metadata(data).caption, expected)

    def test_resources_that_go_over_several_segments_are_one(self):
        data = resources(iim_block((CAPTION, b"Harbour at night")))
        extra = app13(data[:70]) + app13(data[70:])
        self.assertEqual(read_metadata(jpeg(extra=extra)).caption, "Harbour at night")

    def test_what_is_no_picture_has_no_metadata(self):
        for data in (b"", b"\xff\xd8", b"RIFF", b"GIF89a", b"<svg/>", bytes(100), XMP):
            self.assertEqual(read_metadata(data), PhotoMetadata())


class ExtendedXmpTests(SimpleTestCase):
    main = packet("<dc:title>Main</dc:title>", f'xmpNote:HasExtendedXMP="{GUID.decode()}"')
    extended = packet("<dc:title>Extended</dc:title><photoshop:City>Vienna</photoshop:City>")

    def part(self, offset, data, guid=GUID):
        head = b"http://ns.adobe.com/xmp/extension/\0" + guid
        return segment(0xE1, head + struct.pack(">II", len(self.extended), offset) + data)

    def test_the_parts_are_put_together_and_the_main_packet_goes_first(self):
        first, second = self.part(0, self.extended[:300]), self.part(300, self.extended[300:])
        for extra in (first + second, second + first):
            found = read_metadata(jpeg(xmp=self.main, extra=extra))
            self.assertEqual(found, PhotoMetadata(title="Main", city="Vienna"))

    def test_parts_of_another_packet_are_not_taken(self):
        extra = self.part(0, self.extended, guid=GUID[::-1])
        self.assertEqual(read_metadata(jpeg(xmp=self.main, extra=extra)).city, "")

    def test_what_follows_a_missing_part_is_left_out(self):
        extra = self.part(300, self.extended[300:])
        found = read_metadata(jpeg(xmp=self.main, extra=extra))
        self.assertEqual(found, PhotoMetadata(title="Main"))


def tiff(values: dict[int, bytes]) -> bytes:
    """A TIFF picture with these tags, of the type that writers use for each."""
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in values.items():
        info[tag] = value
        info.tagtype[tag] = 1
    out = io.BytesIO()
    Image.new("RGB", (32, 24)).save(out, "TIFF", tiffinfo=info)
    return out.getvalue()
