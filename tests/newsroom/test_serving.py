"""Uploaded files as readers' browsers ask for them."""

from pathlib import Path

from django.conf import settings
from django.test import TestCase

HASH = "ab" * 32


class MediaTests(TestCase):
    def setUp(self):
        self.folder = Path(settings.MEDIA_ROOT)
        self.folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, data: bytes = b"0123456789") -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.addCleanup(path.unlink)
        return f"/media/{name}"

    def body(self, answer) -> bytes:
        """All of it; reading to the end closes the file, where close() closes the database too."""
        return b"".join(answer.streaming_content)

    def test_a_file_is_answered_with_its_type(self):
        for name, kind in {
            "a.webp": "image/webp",
            "a.jpg": "image/jpeg",
            "a.mp4": "video/mp4",
            "a.vtt": "text/vtt; charset=utf-8",
            "a.unknown": "application/octet-stream",
        }.items():
            with self.subTest(name):
                answer = self.client.get(self.keep(name))
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(answer["Content-Type"], kind)
                self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
                self.assertEqual(self.body(answer), b"0123456789")

    def test_a_part_of_a_clip_is_answered_alone(self):
        answer = self.client.get(self.keep("clip.mp4"), headers={"range": "bytes=2-5"})
        self.assertEqual(answer.status_code, 206)
        self.assertEqual(answer["Content-Range"], "bytes 2-5/10")
        self.assertEqual(answer["Content-Length"], "4")
        self.assertEqual(self.body(answer), b"2345")

    def test_a_part_beyond_the_end_is_refused(self):
        answer = self.client.get(self.keep("clip.mp4"), headers={"range": "bytes=50-60"})
        self.assertEqual(answer.status_code, 416)

    def test_a_file_named_by_its_content_is_kept_for_ever_and_others_are_not(self):
        named = self.client.get(self.keep(f"images/ab/{HASH}/640.webp"))
        self.assertIn("immutable", named["Cache-Control"])
        clip = self.client.get(self.keep(f"clips/ab/{HASH}.mp4"))
        self.assertIn("immutable", clip["Cache-Control"])
        other = self.client.get(self.keep("images/logo.png"))
        self.assertNotIn("immutable", other["Cache-Control"])
        for answer in (named, clip, other):
            self.body(answer)

    def test_a_file_that_has_not_changed_is_not_sent_again(self):
        address = self.keep("a.jpg")
        answer = self.client.get(address)
        self.body(answer)
        again = self.client.get(address, headers={"if-none-match": answer["ETag"]})
        self.assertEqual(again.status_code, 304)

    def test_only_reading_is_allowed(self):
        self.assertEqual(self.client.post(self.keep("a.jpg")).status_code, 405)

    def test_nothing_outside_the_folder_and_no_listing_is_answered(self):
        self.keep("images/inside.jpg")
        for path in (
            "../settings.py",
            "..%2fsettings.py",
            "%2e%2e/settings.py",
            "/etc/passwd",
            "images/",
            "images",
            "missing.jpg",
            "%00.jpg",
            "a" * 5000,
        ):
            with self.subTest(path=path[:40]):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)
