"""A picture's files go only when nothing names them: not a row, not an edition, not a revision."""

from datetime import timedelta
from io import StringIO
from unittest import mock

import reversion
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from reversion.models import Revision

from articles.models import Image
from articles.unused_files import unused_folders
from tests.factories import make_image, make_live_story


def folder_of(image) -> str:
    return f"images/{image.sha256[:2]}/{image.sha256}"


class UnusedFiles(TestCase):
    def setUp(self):
        # Whatever other tests left is as old.
        self.now = timezone.now()
        later = mock.patch(
            "articles.unused_files.timezone.now", return_value=self.now + timedelta(days=2)
        )
        later.start()
        self.addCleanup(later.stop)

    def clean(self, **options) -> str:
        out = StringIO()
        call_command("clean_pictures", stdout=out, **options)
        return out.getvalue()

    def test_what_the_library_holds_stays(self):
        image = make_image()
        self.assertNotIn(folder_of(image), list(unused_folders()))

    def test_what_was_deleted_goes_with_every_size_once_nothing_names_it(self):
        image = make_image()
        folder = folder_of(image)
        image.delete()
        self.assertIn(folder, self.clean(dry_run=True))
        self.assertTrue(default_storage.listdir(folder)[1])
        self.assertIn(folder, self.clean())
        self.assertEqual(default_storage.listdir(folder)[1], [])

    def test_what_a_revision_could_bring_back_stays(self):
        with reversion.create_revision():
            image = make_image()
        folder = folder_of(image)
        image.delete()
        self.assertNotIn(folder, self.clean())
        Revision.objects.all().delete()
        self.assertIn(folder, self.clean())

    def test_what_an_edition_shows_stays_after_the_file_was_replaced(self):
        image = make_image()
        folder = folder_of(image)
        make_live_story(lead=image)
        Image.objects.update(sha256="0" * 64)
        image.files.all().delete()
        self.assertNotIn(folder, self.clean())

    def test_what_came_just_now_stays(self):
        image = make_image()
        folder = folder_of(image)
        image.delete()
        with mock.patch("articles.unused_files.timezone.now", return_value=self.now):
            self.assertNotIn(folder, list(unused_folders()))
