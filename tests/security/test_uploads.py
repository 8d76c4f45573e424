"""Files that were sent: what their names and their contents cannot do."""

import io
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from PIL import Image as Picture
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from articles.models import Clip, Image
from newsroom.kept_uploads import FOLDER, keep_upload
from tests.articles.admin.desk import DeskTestCase, form_data
from tests.factories import clip_bytes, make_image, picture_bytes

NASTY_NAMES = (
    "../../../etc/passwd.jpg",
    "..\\..\\evil.jpg",
    "/etc/cron.d/evil.jpg",
    "evil\r\nX-Evil: 1.jpg",
    'evil".jpg',
    "<script>alert(1)<.jpg",
    "evil\x00.html.jpg",
    "evil.html",
    "evil.svg",
    ".htaccess",
    "‮gpj.exe",
    "a" * 300 + ".jpg",
    "….jpg",
)
PAGE = b"<html><script>alert(1)</script></html>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# What a browser might run or take for a page.
LIVE_TYPES = ("html", "xml", "svg", "javascript", "xhtml", "pdf")


def everything_stored() -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def read_to_the_end(answer) -> bytes:
    """Closes the file; the answer's own close() would close PostgreSQL's connection too."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


class Sending(DeskTestCase):
    def add(self, place: str, **data):
        return self.client.post(f"/admin/articles/{place}/add/", data)

    def picture(self, name="harbour.jpg", data=None, **values):
        file = SimpleUploadedFile("x.jpg", data or picture_bytes(colour="navy"), "image/jpeg")
        # Past SimpleUploadedFile's own tidying, as a client of one's own would send it.
        file._name = name
        return self.add(
            "image", **({"file": file, "title": "", "focal_x": "0.5", "focal_y": "0.5"} | values)
        )

    def test_a_pictures_name_never_decides_where_or_as_what_it_lies(self):
        for number, name in enumerate(NASTY_NAMES):
            with self.subTest(name=name):
                colour = (number * 9, 40, 90)
                before = everything_stored()
                answer = self.picture(name, picture_bytes(colour=colour))
                self.assertIn(answer.status_code, {200, 302})
                new = everything_stored() - before
                for path in new:
                    self.assertRegex(path, r"^images/[0-9a-f]{2}/[0-9a-f]{64}/\w+\.(jpg|webp)$")
                    self.assertSafe(f"/media/{path}")

    def assertSafe(self, address: str):  # noqa: N802
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
        for kind in LIVE_TYPES:
            self.assertNotIn(kind, answer["Content-Type"])
        read_to_the_end(answer)

    def test_pages_and_drawings_are_no_pictures_and_no_clips(self):
        before = everything_stored()
        for data in (PAGE, DRAWING, b"GIF89a/*" + PAGE, b"%PDF-1.7" + PAGE, b"\xff\xd8\xff" + PAGE):
            for name in ("a.jpg", "a.svg", "a.html"):
                with self.subTest(data=data[:9], name=name):
                    self.assertEqual(self.picture(name, data).status_code, 200)
                    file = SimpleUploadedFile(name.replace(".jpg", ".mp4"), data, "video/mp4")
                    answer = self.add("clip", title="Clip", file=file, width=16, height=16)
                    self.assertEqual(answer.status_code, 200)
        self.assertEqual((Image.objects.count(), Clip.objects.count()), (0, 0))
        self.assertEqual(everything_stored() - before, set())

    def test_a_clip_keeps_only_the_ending_of_a_clip(self):
        for name in ("a.mp4", "A.MP4", "../a.webm.mp4", "a.html.mp4"):
            with self.subTest(name=name):
                before = everything_stored()
                file = SimpleUploadedFile("x.mp4", clip_bytes(), "video/mp4")
                file._name = name
                answer = self.add("clip", title="Clip", file=file, width=16, height=16)
                self.assertEqual(answer.status_code, 302)
                (path,) = everything_stored() - before
                self.assertRegex(path, r"^clips/[0-9a-f]{2}/[0-9a-f]{64}\.mp4$")
                self.assertSafe(f"/media/{path}")

    def test_a_file_that_waits_for_its_form_is_no_page(self):
        # A real picture, but a page to whoever believes its name.
        data = picture_bytes(colour="red") + PAGE
        for name in ("evil.html", "evil.svg", "evil.xhtml"):
            before = everything_stored()
            answer = self.picture(name, data, focal_x="7")
            self.assertContains(answer, "is kept")
            kept = {path for path in everything_stored() - before if path.startswith(FOLDER)}
            for path in kept:
                with self.subTest(path=path):
                    answer = self.client.get(f"/media/{path}")
                    self.assertEqual(answer["Content-Type"], "application/octet-stream")
                    self.assertEqual(answer["Content-Disposition"], "attachment")
                    read_to_the_end(answer)

    def test_a_file_that_waits_becomes_the_picture_it_is(self):
        answer = self.picture("harbour.png", picture_bytes(colour="lime", kind="PNG"), focal_x="7")
        data = {**form_data(answer, "image_form"), "focal_x": "0.5"}
        self.assertEqual(self.client.post("/admin/articles/image/add/", data).status_code, 302)
        self.assertTrue(Image.objects.get().file.name.endswith(".png"))


class Originals(TestCase):
    def test_what_a_page_shows_of_a_picture_does_not_lead_to_its_original(self):
        """The original may hold where a source lives, in its metadata."""
        out = io.BytesIO()
        exif = Picture.Exif()
        exif[0x010F] = "SECRET CAMERA"
        gps = ImageFileDirectory_v2()
        gps[1] = "N"
        Picture.new("RGB", (400, 300), "olive").save(out, "JPEG", exif=exif)
        keep_upload(SimpleUploadedFile("source.jpg", out.getvalue()))
        image = Image(file=SimpleUploadedFile("source.jpg", out.getvalue()))
        image.full_clean()
        image.save()
        guesses = [
            f"/media/{folder}/{name}"
            for folder in (FOLDER, "images", f"images/{image.sha256[:2]}/{image.sha256}")
            for name in (
                f"{image.sha256}.jpg",
                image.sha256,
                "original.jpg",
                "source.jpg",
                f"{image.sha256[:16]}.jpg",
            )
        ]
        for address in guesses:
            self.assertEqual(self.client.get(address).status_code, 404, address)
        for address in (image.jpeg_url, image.thumbnail_url):
            answer = self.client.get(address)
            self.assertNotIn(b"SECRET CAMERA", b"".join(answer.streaming_content))


class Serving(TestCase):
    def test_a_page_among_the_files_is_handed_over_and_never_opened(self):
        for ending in ("html", "HTML", "svg", "xhtml", "xml", "js", "mjs", "pdf", "htm", "swf", ""):
            name = default_storage.save(f"images/evil.{ending}", ContentFile(DRAWING))
            with self.subTest(ending=ending):
                answer = self.client.get(f"/media/{name}")
                self.assertEqual(answer["Content-Type"], "application/octet-stream")
                self.assertEqual(answer["Content-Disposition"], "attachment")
                self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
                read_to_the_end(answer)

    def test_no_path_leads_out_of_the_folder(self):
        make_image()
        outside = Path(settings.MEDIA_ROOT).parent / "outside.jpg"
        outside.write_bytes(b"secret")
        self.addCleanup(outside.unlink)
        beside = Path(f"{settings.MEDIA_ROOT}-beside")
        beside.mkdir(exist_ok=True)
        (beside / "a.jpg").write_bytes(b"secret")
        for path in (
            "../outside.jpg",
            "..%2foutside.jpg",
            "%2e%2e/outside.jpg",
            "%2e%2e%2foutside.jpg",
            "images/../../outside.jpg",
            "images/%2e%2e/%2e%2e/outside.jpg",
            "..%5coutside.jpg",
            "%252e%252e/outside.jpg",
            "....//outside.jpg",
            f"../{beside.name}/a.jpg",
            "%00",
            "images%00/../../outside.jpg",
            "/etc/passwd",
            "%2fetc%2fpasswd",
            str(outside),
            "%c0%ae%c0%ae/outside.jpg",
            "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        ):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)
