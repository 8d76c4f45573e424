import json
import random
from pathlib import Path

from django.test import SimpleTestCase

from newsroom.photos import PhotoMetadata, read_metadata
from newsroom.photos.dates import iso_date
from newsroom.photos.texts import MOST_BYTES
from tests.support.real import REAL, needs_real

IMAGES = REAL / "images"
REFERENCE = "IPTC-PhotometadataRef-Std2021.1.jpg"

# Our field → ExifTool's names of it.
EXIFTOOL = {
    "title": ["IPTC:ObjectName", "XMP-dc:Title"],
    "headline": ["IPTC:Headline", "XMP-photoshop:Headline"],
    "caption": ["IFD0:ImageDescription", "IPTC:Caption-Abstract", "XMP-dc:Description"],
    "alt": ["XMP-iptcCore:AltTextAccessibility"],
    "extended_description": ["XMP-iptcCore:ExtDescrAccessibility"],
    "creator": ["XMP-dc:Creator"],
    "creator_title": ["IPTC:By-lineTitle", "XMP-photoshop:AuthorsPosition"],
    "credit": ["IPTC:Credit", "XMP-photoshop:Credit"],
    "source": ["IPTC:Source", "XMP-photoshop:Source"],
    "copyright_notice": ["IFD0:Copyright", "IPTC:CopyrightNotice", "XMP-dc:Rights"],
    "usage_terms": ["XMP-xmpRights:UsageTerms"],
    "instructions": ["IPTC:SpecialInstructions", "XMP-photoshop:Instructions"],
    "sublocation": ["IPTC:Sub-location", "XMP-iptcCore:Location"],
    "city": ["IPTC:City", "XMP-photoshop:City"],
    "region": ["IPTC:Province-State", "XMP-photoshop:State"],
    "country": ["IPTC:Country-PrimaryLocationName", "XMP-photoshop:Country"],
    "country_code": ["IPTC:Country-PrimaryLocationCode", "XMP-iptcCore:CountryCode"],
    "keywords": ["IPTC:Keywords", "XMP-dc:Subject"],
    "event": ["XMP-iptcExt:Event"],
    "description_writer": ["IPTC:Writer-Editor", "XMP-photoshop:CaptionWriter"],
    "job_id": ["IPTC:OriginalTransmissionReference", "XMP-photoshop:TransmissionReference"],
    "model_release": ["XMP-plus:ModelReleaseStatus"],
    "property_release": ["XMP-plus:PropertyReleaseStatus"],
}

# Verified by hand, with ExifTool's listing beside each file; () is what has nothing of ours.
OTHERS = {
    "2004-07-22-DSC_0008.jpg": {"date_created": "2004-07-22T17:14:59+10:00"},
    "2007-06-17DSC_4173.JPG": {"date_created": "2007-06-17T21:18:00", "keywords": ("Flowers",)},
    "33772.jpg": {
        "title": "Photoshop Document Ttitle",
        "caption": "Photoshop Description",
        "creator": ("Photoshop Author",),
        "creator_title": "Photoshop Author Title",
        "copyright_notice": "Photoshop Copyrright Notice",
        "date_created": "2011-05-25T09:22:07",
        "keywords": ("beach", "baywatch", "LA", "sunset"),
    },
    "avif-lossy.avif": {},
    "canola.jpg": {},
    "sugarloaf-mountain.jpg": {
        "title": "Sugarloaf Panorama",
        "date_created": "2020-09-04T06:10:36",
    },
    "test-image-cmyk.jpg": {},
    "test-image-grayscale.jpg": {},
    "test-image-iptc.jpg": {
        "caption": "This is a comment. / Это комментарий. / Βλέπετε ένα σχόλιο."
    },
    "test-image-large.jpg": {},
    "test-image-lzw.tiff": {},
}


def pictures() -> list[Path]:
    return [path for path in sorted(IMAGES.iterdir()) if path.suffix != ".json"]


@needs_real
class ReferenceTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = IMAGES / REFERENCE
        cls.found = read_metadata(path.read_bytes())
        [cls.exiftool] = json.loads(
            path.with_name(f"{path.stem}-ExifToolRead.json").read_text(encoding="utf-8")
        )

    def test_every_field_is_what_exiftool_reads(self):
        for name, keys in EXIFTOOL.items():
            for key in keys:
                with self.subTest(name, key=key):
                    expected = self.exiftool[key]
                    expected = tuple(expected) if isinstance(expected, list) else expected
                    self.assertEqual(getattr(self.found, name), expected)

    def test_what_exiftool_writes_in_another_form_is_the_same(self):
        date = iso_date(self.exiftool["XMP-photoshop:DateCreated"])
        self.assertEqual(self.found.date_created, date)
        self.assertEqual(date, "2021-10-20T21:01:01+00:00")
        detailed = self.exiftool["XMP-iptcExt:PersonInImageWDetails"]
        self.assertEqual(
            self.found.persons,
            (
                *self.exiftool["XMP-iptcExt:PersonInImage"],
                *(person["PersonName"] for person in detailed),
            ),
        )
        source_type = self.exiftool["XMP-iptcExt:DigitalSourceType"]
        self.assertEqual(self.found.digital_source_type, source_type.rsplit("/", 1)[1])
        [licensor, *_] = self.exiftool["XMP-plus:Licensor"]
        self.assertEqual(self.found.licensor_name, licensor["LicensorName"])

    def test_the_two_addresses_are_those_of_the_files_later_release(self):
        # The picture was given addresses that can be opened after ExifTool's reading was made.
        self.assertEqual(
            self.found.web_statement, "https://example.com/WebStatementOfRights/2021.1"
        )
        self.assertEqual(self.found.licensor_url, "https://example.com/LicensorURL_1_ref2021.1")

    def test_only_fields_younger_than_the_picture_are_empty(self):
        empty = {name for name in PhotoMetadata.__slots__ if not getattr(self.found, name)}
        self.assertEqual(empty, {"data_mining", "other_constraints", "ai_system"})


@needs_real
class OtherPictureTests(SimpleTestCase):
    def test_each_is_read_as_verified_by_hand(self):
        self.assertEqual({path.name for path in pictures()}, {REFERENCE, *OTHERS})
        for name, fields in OTHERS.items():
            with self.subTest(name):
                found = read_metadata((IMAGES / name).read_bytes())
                self.assertEqual(found, PhotoMetadata(**fields))

    def test_a_damaged_file_is_read_as_far_as_it_can_be_and_is_no_error(self):
        chance = random.Random(20211020)
        for path in pictures():
            data = path.read_bytes()
            for _ in range(60):
                check_shape(self, read_metadata(damaged(data, chance)))


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with some bytes changed, most of them where its metadata lies, and often cut."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 40)):
        reach = chance.choice((200, 4000, 20_000, len(broken)))
        broken[chance.randrange(min(reach, len(broken)))] = chance.randrange(256)
    if chance.random() < 0.3:
        del broken[chance.randrange(len(broken)) :]
    if chance.random() < 0.2:
        at = chance.randrange(len(broken) + 1)
        del broken[at : at + chance.randint(1, 3000)]
    return bytes(broken)


def check_shape(test: SimpleTestCase, found: PhotoMetadata) -> None:
    for name in PhotoMetadata.__slots__:
        value = getattr(found, name)
        texts = value if isinstance(value, tuple) else (value,)
        test.assertLessEqual(len(texts), 300)
        for text in texts:
            test.assertIsInstance(text, str)
            test.assertLessEqual(len(text.encode()), MOST_BYTES)
            test.assertTrue(text.replace("\n", " ").isprintable() or not text.isascii(), text)
