"""Bad picture files through both doors: the picture's form and what the desk's scripts send.

Each is refused in a sentence, with nothing stored, or taken as the sound picture that it is.
"""

import io
import tracemalloc
import zipfile
import zlib

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from articles.models import Image
from tests.articles.admin.desk import DeskTestCase
from tests.newsroom.photos.files import app13, jpeg, packet, resources, segment
from tests.newsroom.pictures import encode, png_chunk, png_claiming, red
from tests.security.test_uploads import (
    DRAWING,
    LIVE_TYPES,
    NASTY_NAMES,
    PAGE,
    everything_stored,
    read_to_the_end,
)

FORM, SCRIPT = "/admin/articles/image/add/", "/admin/articles/article/desk/images/"
NO_PICTURE = "This is not a picture that can be used."
DAMAGED = "This picture is damaged and cannot be read."
COMMENT = b"<html><script>alert(2)</script>"
NOISE = Picture.effect_noise((400, 300), 50).convert("RGB")


def with_xmp(xmp: bytes) -> bytes:
    """A PNG with a packet of any length, not packed."""
    data, text = encode(red(), "PNG"), b"XML:com.adobe.xmp\0\0\0\0\0" + xmp
    return data[:33] + png_chunk(b"iTXt", text) + data[33:]


def sound_jpeg(**blocks) -> bytes:
    """A JPEG of a size that pages can show, with these blocks."""
    data, small = encode(red(), "JPEG"), jpeg(**blocks)
    return small[: small.index(b"\xff\xdb")] + data[data.index(b"\xff\xdb") :]


class BadPictureTestCase(DeskTestCase):
    def send(self, data: bytes, name: str = "picture.jpg"):
        """Each door's answer: what is said against the file, and the picture if it was taken."""
        for door in (FORM, SCRIPT):
            Image.objects.all().delete()
            file = SimpleUploadedFile("x.jpg", data, "image/jpeg")
            # Past SimpleUploadedFile's own tidying, as a client of one's own would send it.
            file._name = name
            answer = self.client.post(door, {"file": file, "focal_x": 0.5, "focal_y": 0.5})
            yield self.said(door, answer), Image.objects.first()

    def said(self, door: str, answer) -> str:
        if door == SCRIPT:
            self.assertIn(answer.status_code, {201, 400}, answer.content[:200])
            return " ".join(answer.json().get("errors", {}).get("file", []))
        self.assertIn(answer.status_code, {200, 302})
        errors = answer.context["adminform"].form.errors if answer.status_code == 200 else {}
        return " ".join(errors.get("file", []))

    def assert_refused(self, data: bytes, words: str, name: str = "picture.jpg"):
        before = everything_stored()
        for said, image in self.send(data, name):
            self.assertIn(words, said)
            self.assertIsNone(image)
            self.assertEqual(everything_stored(), before)

    def assert_taken(self, data: bytes, ending: str, name: str = "picture.jpg"):
        """Stored as it came under its real kind's ending; nothing that it carries gets about."""
        for said, image in self.send(data, name):
            self.assertEqual(said, "")
            self.assertTrue(image.file.name.endswith(ending), image.file.name)
            with default_storage.open(image.file.name) as file:
                self.assertEqual(file.read(), data)
            for address in (image.file.url, image.jpeg_url, image.thumbnail_url):
                answer = self.client.get(address)
                self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
                self.assertRegex(answer["Content-Type"], r"^image/(jpeg|png|webp|avif|tiff)$")
                for kind in LIVE_TYPES:
                    self.assertNotIn(kind, answer["Content-Type"])
                content = read_to_the_end(answer)
                if address != image.file.url:
                    self.assertNotIn(COMMENT, content)
                    self.assertNotIn(b"PK\x03\x04", content)


class Refused(BadPictureTestCase):
    def test_bombs(self):
        packed = zlib.compress(bytes(80_000_000))
        self.assert_refused(png_claiming(50_000, 50_000), "too many pixels")
        self.assert_refused(png_claiming(12_000, 12_000), "144 megapixels; at most 100")
        for kind, start in ((b"iTXt", b"a\0\1\0\0\0"), (b"iCCP", b"a\0\0"), (b"zTXt", b"a\0\0")):
            bomb = png_claiming(90, 90, png_chunk(kind, start + packed))
            self.assert_refused(bomb, DAMAGED, "bomb.png")

    def test_a_sliver_whatever_its_length(self):
        self.assert_refused(png_claiming(1, 100_000), "1 × 100000 pixels")
        self.assert_refused(encode(Picture.new("L", (1, 60_000)), "PNG"), "1 × 60000 pixels")

    def test_files_that_break_off_or_were_spoilt(self):
        for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
            data = encode(NOISE, kind)
            self.assert_refused(data[: len(data) // 2], DAMAGED, f"half.{kind}")
        spoilt = encode(NOISE, "PNG")
        spoilt = spoilt[:5000] + bytes(4000) + spoilt[9000:]
        self.assert_refused(spoilt, DAMAGED, "spoilt.png")
        self.assert_refused(b"\xff\xd8\xff\xe0", "picture")

    def test_nothing_at_all(self):
        self.assert_refused(b"", "empty")

    def test_what_only_its_name_calls_a_picture(self):
        for data in (PAGE, DRAWING, b"<?xml version='1.0'?>" + DRAWING, b"%!PS-Adobe EPSF", b"BM"):
            for name in ("a.jpg", "a.png", "a.svg", "a.html", "a"):
                self.assert_refused(data, NO_PICTURE, name)

    def test_an_archive_that_begins_as_a_gif(self):
        self.assert_refused(encode(red(), "GIF") + archive(), NO_PICTURE, "applet.gif")

    def test_a_file_that_its_xmp_makes_too_heavy(self):
        heavy = with_xmp(packet(f"<dc:title>{'a' * 50_000_000}</dc:title>"))
        self.assert_refused(heavy, "MB; a picture may be at most 40 MB", "heavy.png")


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("Evil.class", PAGE)
    return out.getvalue()


class TakenAsTheyAre(BadPictureTestCase):
    def test_a_wrong_ending_decides_nothing(self):
        for kind, ending, name in (
            ("PNG", ".png", "a.jpg"),
            ("JPEG", ".jpg", "a.png"),
            ("WEBP", ".webp", "a.html"),
            ("AVIF", ".avif", "a.svg"),
            ("TIFF", ".tif", "a.exe"),
        ):
            self.assert_taken(encode(red(), kind), ending, name)

    def test_pages_and_archives_within_a_picture_stay_where_they_are(self):
        exif = Picture.Exif()
        exif[0x010E] = PAGE.decode()
        whole = encode(red(), "JPEG", exif=exif, comment=COMMENT)
        for data in (
            *(whole, encode(red(), "JPEG") + archive(), encode(red(), "JPEG") + COMMENT),
            encode(red(), "JPEG", comment=b"*/=alert(1);/*" + COMMENT),
        ):
            self.assert_taken(data, ".jpg", "a.html")
        self.assert_taken(encode(red(), "PNG") + archive(), ".png", "a.jar")

    def test_words_that_are_none(self):
        cut = resources(b"\x1c\x02\x78\x80\x09" + bytes(9))[:-4]
        broken = [
            {"extra": app13(cut)},
            {"extra": app13(b"8BIM\x04\x04\xff" + b"\xff" * 40)},
            {"extra": segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff")},
            {"xmp": packet("<dc:title>a")[:-60]},
            {"xmp": b"\xff\xfe" + b"<\0r" * 99},
            {"xmp": b"\x00" * 4000},
        ]
        for blocks in broken:
            self.assert_taken(sound_jpeg(**blocks), ".jpg")

    def test_xml_that_would_grow_or_reach_out(self):
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        reach = '<!ENTITY x SYSTEM "file:///etc/hostname">'
        for declared, body in (
            (f'<!ENTITY l0 "lol">{laughs}', "&l11;"),
            (f'<!ENTITY l0 "{"a" * 50_000}">', "&l0;" * 5000),
            (reach, "&x;"),
            ('<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;', "a"),
        ):
            xmp = f"<!DOCTYPE x [{declared}]>".encode() + packet(f"<dc:title>{body}</dc:title>")
            for said, image in self.send(with_xmp(xmp), "a.png"):
                self.assertEqual((said, image.title, image.caption), ("", "", ""))

    def test_xml_as_deep_and_as_long_as_a_file_may_be(self):
        cases = (
            packet("<dc:subject>" + "<rdf:Bag><rdf:li>" * 300_000),
            packet("<dc:a/>" * 4_000_000),
            packet(f"<dc:title>{'a' * 30_000_000}</dc:title>"),
        )
        for xmp in cases:
            data = with_xmp(xmp)
            tracemalloc.start()
            try:
                for said, image in self.send(data, "a.png"):
                    self.assertEqual(said, "")
                    self.assertLessEqual(len(image.title), 200)
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
            # A few copies of what was sent, and no more than that.
            self.assertLess(peak, 40_000_000 + 8 * len(data))

    def test_a_name_decides_nothing(self):
        odd = ("..", "CON", "CON.jpg", "a/b\\c.jpg", "\x07\x1b.jpg", "a" * 300, "\u202egnp.jpg")
        for name in (*NASTY_NAMES, *odd):
            before = everything_stored()
            for said, image in self.send(encode(red(), "JPEG"), name):
                # What is no name at all is no file to either door.
                self.assertTrue(image or "required" in said, (name, said))
                for path in everything_stored() - before:
                    self.assertRegex(path, r"^images/[0-9a-f]{2}/[0-9a-f]{64}/[\w-]+\.(jpg|webp)$")
