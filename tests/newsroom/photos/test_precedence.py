from django.test import SimpleTestCase

from newsroom.photos import PhotoMetadata, read_metadata
from tests.newsroom.photos.files import (
    CAPTION,
    CITY,
    COPYRIGHT,
    CREATOR,
    CREDIT,
    DATE,
    KEYWORDS,
    TIME,
    TITLE,
    alt,
    digest_of,
    iim_block,
    jpeg,
    packet,
    seq,
    tags,
)

XMP = packet(
    f"<dc:description>{alt('XMP caption')}</dc:description>"
    f"<dc:creator>{seq('XMP creator')}</dc:creator>"
    f"<dc:rights>{alt('XMP rights')}</dc:rights>"
    f"<dc:subject>{seq('XMP keyword')}</dc:subject>",
    'photoshop:DateCreated="2020" photoshop:Headline="XMP headline"',
)
IIM = iim_block(
    (CAPTION, b"IIM caption"),
    (CREATOR, b"IIM creator"),
    (COPYRIGHT, b"IIM rights"),
    (KEYWORDS, b"IIM keyword"),
    (DATE, b"20190203"),
    (CREDIT, b"IIM credit"),
)
BOTH = PhotoMetadata(headline="XMP headline", credit="IIM credit")


class DigestTests(SimpleTestCase):
    def assert_wins(self, winner: str, year: str, data: bytes):
        found = read_metadata(data)
        self.assertEqual(found.caption, f"{winner} caption")
        self.assertEqual(found.creator, (f"{winner} creator",))
        self.assertEqual(found.copyright_notice, f"{winner} rights")
        self.assertEqual(found.keywords, (f"{winner} keyword",))
        self.assertEqual(found.date_created, year)
        # What only one of them has is kept, whoever wins.
        self.assertEqual((found.headline, found.credit), (BOTH.headline, BOTH.credit))

    def test_without_a_digest_xmp_wins(self):
        self.assert_wins("XMP", "2020", jpeg(xmp=XMP, iim=IIM))

    def test_with_the_digest_of_the_block_xmp_wins(self):
        self.assert_wins("XMP", "2020", jpeg(xmp=XMP, iim=IIM, digest=digest_of(IIM)))

    def test_with_another_digest_iim_was_changed_since_and_wins(self):
        for digest in (digest_of(b"before"), bytes(16)):
            self.assert_wins("IIM", "2019-02-03", jpeg(xmp=XMP, iim=IIM, digest=digest))

    def test_a_digest_of_the_block_with_its_padding_is_its_digest_too(self):
        data = jpeg(xmp=XMP, iim=IIM + b"\0\0", digest=digest_of(IIM))
        self.assert_wins("XMP", "2020", data)

    def test_a_digest_that_is_none_is_missing(self):
        self.assert_wins("XMP", "2020", jpeg(xmp=XMP, iim=IIM, digest=b"short"))

    def test_iim_that_its_limit_cut_does_not_win_over_the_whole(self):
        caption, name = "Ж" * 1500, "A name of more than thirty-two letters"
        xmp = packet(
            f"<dc:description>{alt(caption)}</dc:description><dc:creator>{seq(name)}</dc:creator>"
        )
        block = iim_block(
            (CAPTION, caption.encode()[:1999]), (CREATOR, name.encode()[:32]), utf8=True
        )
        found = read_metadata(jpeg(xmp=xmp, iim=block, digest=bytes(16)))
        self.assertEqual((found.caption, found.creator), (caption, (name,)))


class IimTests(SimpleTestCase):
    def test_the_encoding_is_as_declared_else_found_out(self):
        for text, encoding, declared in (
            ("Küche – Ж", "utf-8", True),
            ("Küche – Ж", "utf-8", False),
            ("Küche – “Bar”", "cp1252", False),
            ("Küche", "latin-1", False),
        ):
            block = iim_block((CAPTION, text.encode(encoding)), utf8=declared)
            self.assertEqual(read_metadata(jpeg(iim=block)).caption, text)

    def test_line_ends_of_old_tools_are_line_ends(self):
        block = iim_block((CAPTION, b"One.\rTwo.\r\n"), (CITY, b"New\rYork"))
        found = read_metadata(jpeg(iim=block))
        self.assertEqual((found.caption, found.city), ("One.\nTwo.", "New York"))

    def test_date_and_time_are_one(self):
        block = iim_block((DATE, b"20211020"), (TIME, b"210101+0200"))
        self.assertEqual(read_metadata(jpeg(iim=block)).date_created, "2021-10-20T21:01:01+02:00")

    def test_a_dataset_of_extended_length_is_read(self):
        block = b"\x1c\x02\x78\x80\x04\x00\x00\x00\x05Hello" + iim_block((TITLE, b"Title"))
        found = read_metadata(jpeg(iim=block))
        self.assertEqual((found.caption, found.title), ("Hello", "Title"))


class ExifTests(SimpleTestCase):
    def test_exif_alone_is_read(self):
        exif = tags(
            description="Ein Café".encode(),
            artist=b"Ann Lee; Bo Kim",
            copyright=b"\xa9 2021 Ann Lee",
            date="2021:10:20 21:01:01",
            offset="+02:00",
        )
        self.assertEqual(
            read_metadata(jpeg(exif=exif)),
            PhotoMetadata(
                caption="Ein Café",
                creator=("Ann Lee", "Bo Kim"),
                copyright_notice="© 2021 Ann Lee",
                date_created="2021-10-20T21:01:01+02:00",
            ),
        )

    def test_exif_goes_first_for_four_fields(self):
        exif = tags(
            description="EXIF caption",
            artist="EXIF creator",
            copyright="EXIF rights",
            date="2021:10:20 21:01:01",
        )
        for digest in (b"", digest_of(IIM), bytes(16)):
            found = read_metadata(jpeg(xmp=XMP, iim=IIM, digest=digest, exif=exif))
            self.assertEqual(found.caption, "EXIF caption")
            self.assertEqual(found.creator, ("EXIF creator",))
            self.assertEqual(found.copyright_notice, "EXIF rights")
            self.assertEqual(found.date_created, "2021-10-20T21:01:01")

    def test_a_blank_or_a_cameras_filler_gives_way(self):
        for filler in ("    ", "OLYMPUS DIGITAL CAMERA", "SONY DSC", r"DCIM\100\A.JPG"):
            exif = tags(description=filler, artist="   ", copyright="  ")
            found = read_metadata(jpeg(xmp=XMP, exif=exif))
            self.assertEqual(found.caption, "XMP caption")
            self.assertEqual(found.creator, ("XMP creator",))
            self.assertEqual(found.copyright_notice, "XMP rights")
            self.assertEqual(read_metadata(jpeg(exif=exif)), PhotoMetadata())

    def test_a_filler_is_no_caption_in_iim_and_xmp_either(self):
        xmp = packet(f"<dc:description>{alt('OLYMPUS DIGITAL CAMERA')}</dc:description>")
        block = iim_block((CAPTION, b"SONY DSC"), (TITLE, b"OLYMPUS DIGITAL CAMERA"))
        self.assertEqual(read_metadata(jpeg(xmp=xmp, iim=block)), PhotoMetadata())

    def test_the_whole_of_a_text_goes_before_its_reduced_copy(self):
        xmp = packet(
            f"<dc:description>{alt('Caf&#233; at night')}</dc:description>"
            f"<dc:creator>{seq('Ann Lee', 'Bo Kim')}</dc:creator>",
            'photoshop:DateCreated="2021-10-20T21:01:01+02:00"',
        )
        exif = tags(description="Caf? at", artist="Ann Lee, Bo Kim", date="2021:10:20 21:01:01")
        found = read_metadata(jpeg(xmp=xmp, exif=exif))
        self.assertEqual(found.caption, "Café at night")
        self.assertEqual(found.creator, ("Ann Lee", "Bo Kim"))
        self.assertEqual(found.date_created, "2021-10-20T21:01:01+02:00")

    def test_the_photographers_and_the_editors_copyright_are_both_kept(self):
        for value, expected in {
            b"Ann Lee\0The Paper": "Ann Lee; The Paper",
            b" \0The Paper": "The Paper",
            b"Ann Lee\0\0": "Ann Lee",
        }.items():
            exif = tags(copyright=value)
            self.assertEqual(read_metadata(jpeg(exif=exif)).copyright_notice, expected)

    def test_what_windows_writes_is_the_last_resort(self):
        exif = tags(xp_title="Harbour\0".encode("utf-16-le"))
        self.assertEqual(read_metadata(jpeg(exif=exif)).title, "Harbour")
        block = iim_block((TITLE, b"Dock"))
        self.assertEqual(read_metadata(jpeg(exif=exif, iim=block)).title, "Dock")
