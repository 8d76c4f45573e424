"""A disk that fills up while a picture is stored: half of a file really lies there then."""

import errno
from pathlib import Path
from unittest import mock

from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Image, PictureFiles
from articles.picture_files import finish
from articles.tasks import finish_picture
from newsroom.kept_uploads import FOLDER
from newsroom.pictures import aside_name, store_picture, withhold
from newsroom.renditions import RECIPE
from tests.articles.admin.desk import DeskTestCase, form_data
from tests.factories import make_image, make_live_story, picture_bytes
from tests.security.test_uploads import everything_stored

FORM, SCRIPT = "/admin/articles/image/add/", "/admin/articles/article/desk/images/"
NO_ROOM = "There is no room left to store this picture."


class Room:
    """While this lasts, there is room for so many files and for half of the next."""

    def __init__(self, files: int, error: int = errno.ENOSPC):
        self.files, self.error = files, error

    def __enter__(self):
        self.patch = mock.patch.object(FileSystemStorage, "_save", self.save_in(self))
        return self.patch.__enter__()

    def __exit__(self, *raised):
        return self.patch.__exit__(*raised)

    @staticmethod
    def save_in(room):
        real = FileSystemStorage._save

        def save(storage, name, content):
            if room.files:
                room.files -= 1
                return real(storage, name, content)
            data, path = content.read(), Path(storage.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data[: len(data) // 2])
            raise OSError(room.error, "what the system says")

        return save


class Uploads(DeskTestCase):
    """Each with a picture of a size of its own: what a test before it stored takes no room."""

    def send(self, door: str, data: bytes, **values):
        file = SimpleUploadedFile("harbour.jpg", data)
        return self.client.post(door, {"file": file, "focal_x": "0.5", "focal_y": "0.5"} | values)

    def test_wherever_it_fills_up_it_is_said_and_no_half_file_stays(self):
        data = picture_bytes(size=(1303, 905))
        # Two sizes of WebP, a JPEG, and the original.
        for files in range(1, 4):
            for door in (FORM, SCRIPT):
                with self.subTest(files=files, door=door):
                    before = everything_stored()
                    with Room(files), self.assertLogs("articles", "ERROR"):
                        answer = self.send(door, data, caption="Typed words.")
                    self.assertContains(answer, NO_ROOM, status_code=200 if door == FORM else 400)
                    if door == FORM:
                        self.assertEqual(form_data(answer, "image_form")["caption"], "Typed words.")
                    self.assertFalse(Image.objects.exists())
                    # What was written whole may stay: the next upload finds it.
                    for path in everything_stored() - before:
                        self.assertFalse(path.endswith(".jpg") and files < 3, path)
        self.assertEqual(self.send(SCRIPT, data).status_code, 201)
        with default_storage.open(Image.objects.get().file.name) as file:
            self.assertEqual(file.read(), data)

    def test_another_fault_is_another_sentence(self):
        with Room(0, errno.EIO), self.assertLogs("articles", "ERROR"):
            answer = self.send(SCRIPT, picture_bytes(size=(807, 537)))
        self.assertContains(answer, "Try again in a moment.", status_code=400)

    def test_half_an_original_that_a_kill_left_is_not_taken_for_it(self):
        data = picture_bytes()
        stored = store_picture(SimpleUploadedFile("a.jpg", data))
        Path(default_storage.path(stored.name)).write_bytes(data[: len(data) // 2])
        self.assertEqual(self.send(SCRIPT, data).status_code, 201)
        with default_storage.open(stored.name) as file:
            self.assertEqual(file.read(), data)

    def test_a_form_comes_back_though_its_file_cannot_be_kept(self):
        # The picture itself still fits.
        data, before = picture_bytes(size=(803, 535)), everything_stored()
        with Room(4), self.assertLogs("newsroom", "ERROR"):
            answer = self.send(FORM, data, focal_x="7", caption="Typed words.")
        self.assertEqual(form_data(answer, "image_form")["caption"], "Typed words.")
        self.assertNotContains(answer, "is kept")
        new = everything_stored() - before
        self.assertFalse([path for path in new if path.startswith(FOLDER)])


class Sizes(DeskTestCase):
    def test_what_the_worker_had_no_room_for_is_tried_again_and_never_named(self):
        image = make_image(size=(1300, 900))
        PictureFiles.objects.update(recipe=0, claimed_at=None)
        article = make_live_story(lead=image)
        for files in (0, 1, 4):
            with self.subTest(files=files), Room(files), self.assertRaises(OSError):
                finish(image.sha256)
            self.assertFalse(PictureFiles.objects.filter(recipe=RECIPE).exists())
            page = self.client.get(article.get_absolute_url()).content.decode()
            self.assertNotIn(".avif", page)
        self.assertTrue(finish(image.sha256))

    @override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}})
    def test_the_worker_fails_for_now_and_has_it_done_later(self):
        image = make_image(size=(1300, 900))
        PictureFiles.objects.update(recipe=0, claimed_at=None)
        DBTaskResult.objects.all().delete()
        with Room(1), self.assertRaises(OSError):
            finish_picture.func(image.sha256)
        (later,) = DBTaskResult.objects.all()
        self.assertEqual(later.args_kwargs["args"], [image.sha256])
        self.assertGreater(later.run_after, timezone.now())
        self.assertTrue(finish_picture.func(image.sha256))

    def test_a_withdrawn_original_is_not_given_up_for_half_of_it(self):
        image = make_image()
        with default_storage.open(image.file.name) as file:
            data = file.read()
        with Room(0), self.assertRaises(OSError):
            withhold(image.file.name)
        self.assertTrue(default_storage.exists(image.file.name))
        withhold(image.file.name)
        with default_storage.open(aside_name(image.file.name)) as file:
            self.assertEqual(file.read(), data)
