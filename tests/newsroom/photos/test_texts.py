import time

from django.test import SimpleTestCase

from newsroom.photos.dates import iim_date, iso_date
from newsroom.photos.texts import code, decoded, is_reduced, line, lines, paragraphs, unless_filler


class TextTests(SimpleTestCase):
    def test_bytes_are_utf8_if_they_can_be_else_windows_1252(self):
        self.assertEqual(decoded("Café – Ж".encode()), "Café – Ж")
        self.assertEqual(decoded("Café – “x”".encode("cp1252")), "Café – “x”")
        self.assertEqual(decoded("Café".encode("latin-1")), "Café")
        self.assertEqual(decoded(b"\x81\xe9"), "\x81é")

    def test_a_text_cut_within_a_character_loses_that_character(self):
        self.assertEqual(decoded("Жаба".encode()[:-1]), "Жаб")

    def test_controls_are_removed_and_line_ends_are_one(self):
        self.assertEqual(paragraphs("a\0b\x07c\r\nd\re\u2028f\tg\x9f"), "abc\nd\ne\nf g")
        self.assertEqual(line("a\r\nb"), "a b")
        self.assertEqual(paragraphs("safe\u202egpj.exe\ufeff"), "safegpj.exe")

    def test_texts_are_nfc(self):
        self.assertEqual(line("Cafe\u0301"), "Café")

    def test_a_text_is_cut_at_64_kilobytes(self):
        self.assertEqual(len(paragraphs("a" * 100_000)), 65_536)
        self.assertEqual(len(paragraphs("Ж" * 100_000).encode()), 65_536)
        # Some letters are three in NFC.
        self.assertLessEqual(len(paragraphs("\ufb2c" * 65_536).encode()), 65_536)

    def test_a_pile_of_marks_is_cut_down_and_takes_no_time(self):
        started = time.monotonic()
        found = paragraphs("a" + "\u0323\u0301" * 32_000)
        self.assertLess(time.monotonic() - started, 1)
        self.assertLess(len(found), 40)

    def test_a_list_holds_each_text_once_and_an_end(self):
        self.assertEqual(lines(["b", " a ", "b", "", "\n"]), ("b", "a"))
        self.assertEqual(len(lines(str(number) for number in range(1000))), 300)

    def test_what_a_camera_writes_of_itself_is_no_caption(self):
        for text in (
            "OLYMPUS DIGITAL CAMERA",
            "OLYMPUS DIGITAL CAMERA         ",
            "SONY DSC",
            r"DCIM\100MEDIA\DJI_0042.JPG",
            "DCIM/100GOPRO",
            "<Samsung Digimax i6 PMP, Samsung #1>",
            "Exif_JPEG_PICTURE",
            "default",
            " . ",
            "",
        ):
            with self.subTest(text):
                self.assertEqual(unless_filler(text), "")
        for text in ("SONY DSC and other cameras", "A default by the state", "Dav, 40, at home"):
            self.assertEqual(unless_filler(text), text)

    def test_a_copy_that_is_cut_or_ascii_is_known_as_one(self):
        self.assertTrue(is_reduced("A man wal", "A man walks"))
        self.assertTrue(is_reduced("Caf? Str?m", "Café Ström"))
        self.assertTrue(is_reduced("two  lines", "two\nlines"))
        self.assertTrue(is_reduced("", "anything"))
        self.assertFalse(is_reduced("Why? I know", "Why, I know"))
        self.assertFalse(is_reduced("longer", "long"))

    def test_a_code_is_the_last_part_of_its_uri(self):
        self.assertEqual(code("http://ns.useplus.org/ldf/vocab/MR-NAP"), "MR-NAP")
        self.assertEqual(code("javascript:alert(1)"), "")


class DateTests(SimpleTestCase):
    def test_a_date_is_as_exact_as_it_was(self):
        for text, expected in {
            "2021": "2021",
            "2021-10": "2021-10",
            "2021-10-20": "2021-10-20",
            "2021-10-20T21:01": "2021-10-20T21:01",
            "2021-10-20T21:01:01": "2021-10-20T21:01:01",
            "2021-10-20T21:01:01.80+10:00": "2021-10-20T21:01:01+10:00",
            "2021-10-20T21:01:01Z": "2021-10-20T21:01:01+00:00",
            "2021:10:20 21:01:01": "2021-10-20T21:01:01",
            "2021:10:20   :  :  ": "2021-10-20",
            "2021-00-00": "2021",
            "2021-02-31": "2021-02",
            "2021-10-20T25:00:00": "2021-10-20",
            "2021-10-20T21:01:01+99:00": "2021-10-20T21:01:01",
            "0000:00:00 00:00:00": "",
            "    :  :     :  :  ": "",
            "yesterday": "",
            "٢٠٢١": "",
            "": "",
        }.items():
            with self.subTest(text):
                self.assertEqual(iso_date(text), expected)

    def test_an_offset_told_apart_is_put_to_a_time(self):
        self.assertEqual(iso_date("2021:10:20 21:01:01", "+02:00"), "2021-10-20T21:01:01+02:00")
        self.assertEqual(iso_date("2021:10:20 21:01:01", "  :  "), "2021-10-20T21:01:01")
        self.assertEqual(iso_date("2021", "+02:00"), "2021")

    def test_iim_has_dates_of_its_own(self):
        for (date, time_of_day), expected in {
            ("20211020", "210101+0000"): "2021-10-20T21:01:01+00:00",
            ("20211020", "210101"): "2021-10-20T21:01:01",
            ("20211020", ""): "2021-10-20",
            ("20211000", ""): "2021-10",
            ("20210000", "210101"): "2021",
            ("2021-10-20", "21:01:01"): "2021-10-20T21:01:01",
            ("00000000", ""): "",
            ("", "210101"): "",
        }.items():
            with self.subTest(date + time_of_day):
                self.assertEqual(iim_date(date, time_of_day), expected)
