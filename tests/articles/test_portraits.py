"""Portraits of authors and posters of clips: the best of the files that are there."""

import re
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase

from articles.models import PictureFiles
from articles.picture_files import finish
from articles.publishing import publish
from authors.models import Author
from newsroom.renditions import AT_ONCE, RECIPE
from tests.factories import make_author, make_clip, make_image, make_live_story, picture_bytes


def names_in(html: str) -> list[str]:
    """The storage names of all files that some HTML names."""
    return re.findall(r"/media/(images/[^\s\"?]+)", html)


class Portraits(TestCase):
    def setUp(self):
        photo = SimpleUploadedFile("jo.jpg", picture_bytes((900, 900), "plum"))
        self.author = make_author("Jo Li", photo=photo)

    def pictures(self, url: str) -> str:
        page = self.client.get(url).content.decode()
        return "".join(one for one in re.findall(r"<picture>.*?</picture>", page))

    def assertThere(self, html: str, *kinds: str):  # noqa: N802
        names = [name for name in names_in(html) if self.author.photo_sha256 in name]
        self.assertEqual({name.rpartition(".")[2] for name in names}, set(kinds))
        for name in names:
            self.assertTrue(default_storage.exists(name), name)

    def test_pages_name_what_is_there_then_and_later(self):
        before = make_live_story(authors=[self.author])
        own = self.author.get_absolute_url()
        story = before.editions.get().get_absolute_url()
        for url in (own, story):
            self.assertThere(self.pictures(url), "jpg", "webp")
        self.assertTrue(finish(self.author.photo_sha256))
        self.assertThere(self.pictures(own), "jpg", "webp", "avif")
        self.assertThere(self.pictures(story), "jpg", "webp")
        publish(before, by=None, change="correction", notice="It was Monday.")
        self.assertThere(self.pictures(story), "jpg", "webp", "avif")
        self.assertNotIn("1280", self.pictures(own))

    def test_an_authors_page_asks_once_more_for_the_portrait(self):
        make_live_story(authors=[self.author])
        self.client.get(self.author.get_absolute_url())
        with self.assertNumQueries(5):
            self.client.get(self.author.get_absolute_url())

    def test_the_migration_takes_up_portraits_that_were_there_before(self):
        PictureFiles.objects.all().delete()
        migration = import_module("articles.migrations.0021_portrait_sizes")
        for _attempt in range(2):
            migration.take_up(apps, SimpleNamespace(connection=connection))
        files = PictureFiles.objects.get()
        self.assertEqual((files.name, files.recipe), (self.author.photo.name, AT_ONCE))
        self.assertTrue(finish(files.sha256))
        self.assertEqual(PictureFiles.objects.get().recipe, RECIPE)

    def test_an_author_without_a_photo_has_no_files(self):
        PictureFiles.objects.all().delete()
        make_author("Bo Ek")
        Author.objects.update(photo="", photo_sha256="")
        make_live_story(authors=list(Author.objects.all()))
        self.assertFalse(PictureFiles.objects.exists())


class Posters(TestCase):
    def test_a_poster_is_the_jpeg_until_there_is_a_webp(self):
        poster = make_image(size=(1600, 900))
        story = make_live_story(
            body=f'<p>x</p><figure data-clip="{make_clip(poster=poster).pk}"></figure>'
        )

        def shown() -> str:
            page = self.client.get(story.editions.get().get_absolute_url()).content.decode()
            (name,) = names_in(re.search(r'poster="[^"]*"', page)[0])
            self.assertTrue(default_storage.exists(name))
            return name.rpartition("/")[2]

        self.assertEqual(shown(), "1200.jpg")
        with self.captureOnCommitCallbacks(execute=True):
            self.assertTrue(finish(poster.sha256))
        self.assertEqual(shown(), "1280.webp")
