"""What a file holds besides the picture that is used: whoever sends it is told, and whoever looks.

Every kind of file that can hold more goes through both doors.
"""

from django.core.files.storage import default_storage
from PIL import Image as Picture

from articles.models import Image
from tests.articles.admin.library import LIBRARY, LibraryTestCase
from tests.newsroom.pictures import RED, encode, red, upload

DESK = "/admin/articles/article/desk/images/"
ANIMATED = "Animated file: its first frame is used."
PAGES = "File of several pages: its first page is used."


def frames(kind: str, **options) -> bytes:
    more = [Picture.new("RGB", (400, 300), colour) for colour in ("navy", "white")]
    return encode(red(), kind, save_all=True, append_images=more, **options)


def tiff_with_preview() -> bytes:
    """A TIFF whose second picture is the first one made smaller, as scanners write it."""
    preview = red((40, 30))
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    return encode(red(), "TIFF", save_all=True, append_images=[preview])


MORE = {
    "flag.png": (lambda: frames("PNG", duration=200), ANIMATED, "Animated"),
    "flag.webp": (lambda: frames("WEBP", duration=200), ANIMATED, "Animated"),
    "flag.avif": (lambda: frames("AVIF", duration=200), ANIMATED, "Animated"),
    "letter.tif": (lambda: frames("TIFF"), PAGES, "Several pages"),
}
PLAIN = {
    "plain.png": lambda: encode(red(), "PNG"),
    "plain.webp": lambda: encode(red(), "WEBP"),
    "plain.avif": lambda: encode(red(), "AVIF"),
    "plain.tif": lambda: encode(red(), "TIFF"),
    "two-lenses.jpg": lambda: frames("MPO"),
    "scan.tif": tiff_with_preview,
}


class MoreThanOnePicture(LibraryTestCase):
    def page(self, image: Image) -> str:
        return self.client.get(image.get_absolute_url()).content.decode()

    def test_whoever_uploads_it_is_told_and_it_stays_with_the_picture(self):
        for name, (make, sentence, label) in MORE.items():
            with self.subTest(name):
                data = make()
                answer = self.client.post(DESK, {"file": upload(data, name)})
                self.assertEqual(answer.status_code, 201, answer.content)
                self.assertEqual(answer.json()["item"]["left_out"], sentence)
                image = Image.objects.get(pk=answer.json()["item"]["id"])
                self.assertIn(label, self.marks(image))
                self.assertIn(sentence, self.page(image))
                with default_storage.open(image.file.name) as file:
                    self.assertEqual(file.read(), data)
                again = self.client.post(DESK, {"file": upload(data, name)}).json()
                self.assertEqual(again["item"]["left_out"], sentence)

    def test_the_pictures_own_form_tells_it_too(self):
        for name, (make, sentence, _label) in MORE.items():
            with self.subTest(name):
                data = {"file": upload(make(), name), "focal_x": "0.5", "focal_y": "0.5"}
                answer = self.client.post(f"{LIBRARY}add/", data, follow=True)
                self.assertEqual([str(one) for one in answer.context["messages"]][0], sentence)

    def test_the_first_one_is_what_pages_show(self):
        for name, (make, _sentence, _label) in MORE.items():
            item = self.client.post(DESK, {"file": upload(make(), name)}).json()["item"]
            image = Image.objects.get(pk=item["id"])
            with self.subTest(name), default_storage.open(_jpeg(image)) as file:
                found = Picture.open(file).convert("RGB").getpixel((200, 150))
                self.assertLess(max(abs(a - b) for a, b in zip(found, RED, strict=True)), 16)

    def test_another_file_in_its_place_takes_the_word_away(self):
        item = self.client.post(DESK, {"file": upload(frames("WEBP"), "a.webp")}).json()["item"]
        image = Image.objects.get(pk=item["id"])
        image.file = upload(encode(red(), "PNG"), "b.png")
        image.full_clean()
        image.save()
        self.assertNotIn(ANIMATED, self.page(image))

    def test_of_a_file_with_one_picture_nothing_is_said(self):
        for name, make in PLAIN.items():
            with self.subTest(name):
                answer = self.client.post(DESK, {"file": upload(make(), name)})
                self.assertEqual(answer.json()["item"]["left_out"], "")


def _jpeg(image: Image) -> str:
    return f"images/{image.sha256[:2]}/{image.sha256}/{image.width}.jpg"
