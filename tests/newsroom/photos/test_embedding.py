import dataclasses
import io
import warnings
from unittest.mock import patch
from xml.etree import ElementTree

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, IptcImagePlugin

from newsroom.photos import (
    PUBLIC_FIELDS,
    Embedded,
    PhotoMetadata,
    embedded,
    pillow_options,
    read_metadata,
)
from newsroom.photos.embedding import join_names
from newsroom.photos.reading import split_names
from newsroom.photos.texts import code, line, paragraphs
from tests.newsroom.photos.files import NAMESPACES, UTF8
from tests.newsroom.pictures import red

PUBLIC = PhotoMetadata(
    title="Harbour & “dock”",
    caption="Ships <left> and\nright, 20 °C",
    creator=("Ann Lee", "Bö; Kim"),
    credit="Ann Lee/The Paper",
    source="Agency",
    copyright_notice="© 2021 Ann Lee",
    usage_terms="No use without a licence.",
    web_statement="https://example.com/rights?a=1&b=2",
    licensor_name="The Paper",
    licensor_url="https://example.com/buy",
    digital_source_type="digitalCapture",
    data_mining="DMI-PROHIBITED-AIMLTRAINING",
    other_constraints="Not for sale.",
)
FORMATS = ("JPEG", "WEBP", "AVIF")


def saved(format: str, metadata: PhotoMetadata, **options) -> bytes:
    out = io.BytesIO()
    red().save(out, format, **options, **pillow_options(format, metadata))
    return out.getvalue()


class RoundTripTests(SimpleTestCase):
    def test_what_is_embedded_is_read_back(self):
        for format in FORMATS:
            with self.subTest(format):
                self.assertEqual(read_metadata(saved(format, PUBLIC)), PUBLIC)

    def test_renditions_as_they_are_really_saved_carry_it(self):
        data = saved("JPEG", PUBLIC, quality=82, optimize=True, progressive=True)
        self.assertEqual(read_metadata(data), PUBLIC)
        Image.open(io.BytesIO(data)).load()

    def test_each_field_is_carried_alone(self):
        for name in PUBLIC_FIELDS:
            one = dataclasses.replace(PhotoMetadata(), **{name: getattr(PUBLIC, name)})
            for format in FORMATS:
                with self.subTest(name, format=format):
                    self.assertEqual(read_metadata(saved(format, one)), one)

    def test_nothing_known_is_nothing_embedded(self):
        for format in FORMATS:
            self.assertEqual(pillow_options(format, PhotoMetadata()), {})
            self.assertEqual(embedded(format, PhotoMetadata(job_id="secret")), Embedded())

    def test_a_format_that_is_not_written_is_refused(self):
        with self.assertRaisesMessage(ValueError, "GIF"):
            pillow_options("GIF", PUBLIC)

    def test_what_does_not_fit_a_segment_is_shortened(self):
        long = {
            name: "&" * 60_000
            for name in PUBLIC_FIELDS
            if name not in ("creator", "digital_source_type", "data_mining")
        }
        found = read_metadata(
            saved("JPEG", PhotoMetadata(**long, creator=("<" * 5000,), data_mining="DMI-ALLOWED"))
        )
        self.assertEqual(found.data_mining, "DMI-ALLOWED")
        self.assertRegex(found.caption, "^&{500,}$")
        self.assertRegex(found.creator[0], "^<{200,}$")

    def test_names_come_out_of_artist_as_they_went_in(self):
        for names in (("Ann Lee",), ("Ann Lee", "Bo; Kim"), ('Ann "A" Lee', "Bo", '"')):
            self.assertEqual(tuple(split_names(join_names(names))), names)

    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_any_text_comes_back_as_the_reader_cleans_it(self, data):
        texts = st.text(max_size=60)
        fields = {
            name: data.draw(st.lists(texts, max_size=3).map(tuple) if name == "creator" else texts)
            for name in PUBLIC_FIELDS
        }
        once = read_metadata(saved("WEBP", PhotoMetadata(**fields)))
        self.assertEqual(once.credit, line(fields["credit"]))
        self.assertEqual(once.usage_terms, paragraphs(fields["usage_terms"]))
        self.assertEqual(once.data_mining, code(fields["data_mining"]))
        self.assertEqual(read_metadata(saved("WEBP", once)), once)
        self.assertEqual(read_metadata(saved("JPEG", once)), once)


class IndependentTests(SimpleTestCase):
    """Read by Pillow and the standard library, which share no code with the reader."""

    def test_pillow_reads_the_xmp(self):
        for format in FORMATS:
            picture = Image.open(io.BytesIO(saved(format, PUBLIC)))
            described = described_by_pillow(picture)
            self.assertEqual(described["creator"], {"Seq": {"li": ["Ann Lee", "Bö; Kim"]}})
            self.assertEqual(described["Credit"], "Ann Lee/The Paper")
            self.assertEqual(described["WebStatement"], "https://example.com/rights?a=1&b=2")
            self.assertEqual(
                described["DigitalSourceType"],
                "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
            )

    def test_the_xmp_is_the_rdf_that_the_standards_want(self):
        packet = embedded("WEBP", PUBLIC).xmp
        self.assertTrue(packet.startswith(b"<?xpacket begin="))
        self.assertLess(len(packet), 3000)
        root = ElementTree.fromstring(packet)

        def one(path):
            return root.find(f".//{path}", NAMESPACES).text

        self.assertEqual(one("dc:rights/rdf:Alt/rdf:li"), "© 2021 Ann Lee")
        self.assertEqual(one("dc:description/rdf:Alt/rdf:li"), PUBLIC.caption)
        self.assertEqual(
            one("plus:Licensor/rdf:Seq/rdf:li/plus:LicensorURL"), "https://example.com/buy"
        )
        self.assertEqual(
            one("plus:DataMining"), "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"
        )
        language = "{http://www.w3.org/XML/1998/namespace}lang"
        for item in root.findall(".//rdf:Alt/rdf:li", NAMESPACES):
            self.assertEqual(item.attrib, {language: "x-default"})

    def test_pillow_reads_the_iim_and_its_digest(self):
        picture = Image.open(io.BytesIO(saved("JPEG", PUBLIC)))
        found = IptcImagePlugin.getiptcinfo(picture)
        self.assertEqual(found[1, 90], UTF8[5:])
        self.assertEqual(found[2, 80], [b"Ann Lee", "Bö; Kim".encode()])
        self.assertEqual(found[2, 110], b"Ann Lee/The Paper")
        self.assertEqual(found[2, 116], "© 2021 Ann Lee".encode())
        self.assertEqual(set(picture.info["photoshop"]), {0x0404, 0x0425})

    def test_iim_keeps_to_the_limits_of_its_datasets(self):
        long = PhotoMetadata(credit="Ж" * 40, copyright_notice="©" * 100)
        data = saved("JPEG", long)
        found = IptcImagePlugin.getiptcinfo(Image.open(io.BytesIO(data)))
        self.assertEqual(found[2, 110].decode(), "Ж" * 16)
        self.assertEqual(found[2, 116].decode(), "©" * 64)
        self.assertEqual(read_metadata(data), long)

    def test_pillow_reads_the_exif_and_finds_nothing_else_in_it(self):
        picture = Image.open(io.BytesIO(saved("JPEG", PUBLIC)))
        base = ExifTags.Base
        self.assertEqual(
            set(picture.getexif()), {base.ImageDescription, base.Artist, base.Copyright}
        )
        raw = picture.info["exif"]
        self.assertIn('Ann Lee; "Bö; Kim"\0'.encode(), raw)


class PrivacyTests(SimpleTestCase):
    def test_no_other_field_is_ever_written(self):
        private = PhotoMetadata(
            **{
                field.name: ("secret",)
                if field.name in ("creator", "keywords", "persons")
                else "secret"
                for field in dataclasses.fields(PhotoMetadata)
                if field.name not in PUBLIC_FIELDS
            }
        )
        for format in FORMATS:
            self.assertEqual(pillow_options(format, private), {})

    def test_a_place_and_a_camera_do_not_outlive_a_rendition(self):
        exif = Image.Exif()
        exif[ExifTags.Base.Make] = "Spycam"
        exif[ExifTags.Base.Artist] = "Ann Lee"
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "SN12345"
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
        out = io.BytesIO()
        red().save(out, "JPEG", exif=exif)
        original = out.getvalue()
        self.assertIn(b"SN12345", original)
        for format in FORMATS:
            data = saved(format, read_metadata(original))
            self.assertEqual(read_metadata(data), PhotoMetadata(creator=("Ann Lee",)))
            for word in (b"Spycam", b"SN12345"):
                self.assertNotIn(word, data)
            self.assertFalse(Image.open(io.BytesIO(data)).getexif().get_ifd(ExifTags.IFD.GPSInfo))


def described_by_pillow(picture: Image.Image) -> dict:
    """Pillow's own reading of the packet, its parser replaced by the standard library's."""
    with warnings.catch_warnings(), patch.dict("sys.modules", defusedxml=FakeDefused):
        warnings.simplefilter("error")
        return picture.getxmp()["xmpmeta"]["RDF"]["Description"]


class FakeDefused:
    ElementTree = ElementTree
