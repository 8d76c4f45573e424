"""Pages name only what is there: the worker's sizes, before, while and after they are made."""

import io
import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from unittest import mock

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from articles import picture_files, rights
from articles.assembly import record_of
from articles.models import EditionPage, Image, PictureFiles, SocialCard
from articles.picture_files import CLAIM_ENDS, files_in, finish, finish_batch
from articles.publishing import publish
from articles.rendering import RENDERER, render_page
from articles.tasks import refresh_batch
from newsroom import pictures
from newsroom.renditions import (
    BEFORE_AVIF,
    CROPS,
    RECIPE,
    card_name,
    crop_name,
    rendition_name,
)
from tests.factories import (
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_user,
    save_change,
)

NAMES = re.compile(r"/media/(images/[^ \"]+)")


def a_story():
    lead, other = make_image(size=(1000, 600)), make_image(size=(700, 500))
    post = make_post(image=make_image(size=(900, 500)), clip=make_clip(poster=make_image()))
    return make_live_story(
        lead=lead,
        body=f'<p>a</p><figure data-image="{other.pk}"></figure>'
        f'<figure data-post="{post.pk}"></figure>',
    )


def drawn(article) -> str:
    """All that is stored of the live edition's page, drawn now."""
    record = record_of(article.editions.first())
    pages = render_page(record, files=files_in([record.story]))
    return pages["story_html"] + pages["card_html"] + pages["head_html"]


class NamingTests(TestCase):
    def assert_all_there(self, html: str):
        names = set(NAMES.findall(html))
        self.assertTrue(names)
        for name in names:
            self.assertTrue(default_storage.exists(name), name)
        return names

    def test_before_the_worker_came_a_page_shows_the_one_jpeg(self):
        html = drawn(a_story())
        self.assert_all_there(html)
        self.assertNotIn("<source type=", html.replace('<source src="', ""))
        self.assertNotIn('rel="preload"', html)

    def test_after_it_came_every_file_a_page_names_is_there(self):
        article = a_story()
        for image in Image.objects.all():
            self.assertTrue(finish(image.sha256))
        html = drawn(article)
        extensions = {name.rsplit(".")[-1] for name in self.assert_all_there(html)}
        self.assertEqual(extensions, {"avif", "webp", "jpg"})
        self.assertIn("/card-50-50.jpg", html)

    def test_the_lead_is_preloaded_as_it_is_shown(self):
        article = make_live_story(lead=make_image(size=(1000, 600)))
        finish(Image.objects.get().sha256)
        html = drawn(article)
        preload = re.search(r'<link rel="preload" as="image"[^>]+>', html)[0]
        shown = re.search(r"<figure.*?(<source[^>]+>)", html, re.DOTALL)[1]
        for name, of in (("type", "type"), ("imagesrcset", "srcset"), ("imagesizes", "sizes")):
            self.assertEqual(
                re.search(rf' {name}="([^"]+)"', preload)[1],
                re.search(rf' {of}="([^"]+)"', shown)[1],
            )
        self.assertIn('type="image/avif"', preload)

    def test_sources_come_from_the_smallest_format_to_the_one_all_can_read(self):
        article = make_live_story(lead=make_image(size=(2000, 1200)))
        finish(Image.objects.get().sha256)
        types = re.findall(r'<source type="([^"]+)"', drawn(article))
        self.assertEqual(types, ["image/avif", "image/webp"] * 2)
        html = drawn(article)
        self.assertRegex(html, r'<img [^>]+srcset="[^"]+/640\.jpg 640w, [^"]+/1200\.jpg 1200w"')
        self.assertRegex(html, r'<img class="fx5 fy5 tint u\d+ l\d+ c\d h\d+"')

    def test_a_library_of_an_earlier_version_shows_what_it_has(self):
        article = make_live_story(lead=make_image(size=(1000, 600)))
        PictureFiles.objects.update(recipe=BEFORE_AVIF)
        html = drawn(article)
        self.assertIn("/960.webp 960w", html)
        self.assertNotIn(".avif", html)

    def test_drawing_a_page_never_asks_the_storage(self):
        article = a_story()
        with (
            mock.patch.object(FileSystemStorage, "exists", side_effect=AssertionError),
            mock.patch.object(FileSystemStorage, "open", side_effect=AssertionError),
        ):
            drawn(article)

    def test_what_is_there_of_any_number_of_stories_is_one_query(self):
        stories = [record_of(a_story().editions.first()).story for _ in range(2)]
        with self.assertNumQueries(1):
            files = files_in(stories)
        self.assertEqual(len(files), Image.objects.count())
        with self.assertNumQueries(0):
            self.assertEqual(files_in([]), {})


class CardTests(TestCase):
    def test_a_moved_focal_point_is_another_card_and_the_old_one_stays(self):
        image = make_image(size=(1000, 600), focal_x=0.2)
        article = make_live_story(lead=image)
        finish(image.sha256)
        before = card_name(image.sha256, "20-50")
        self.assertIn(before, drawn(article))
        image.focal_x = 0.9
        image.save()
        # The live edition says what it said, and its file is there.
        self.assertIn(before, drawn(article))
        publish(save_change(article, headline="Moved"), by=None, change="update")
        self.assertNotIn("/card-", drawn(article))
        finish(image.sha256)
        after = card_name(image.sha256, "90-50")
        self.assertIn(
            f'property="og:image" content="https://origin.invalid/media/{after}"', drawn(article)
        )
        self.assertTrue(default_storage.exists(before) and default_storage.exists(after))

    def test_only_the_card_is_made_where_the_sizes_are_there(self):
        image = make_image(size=(1000, 600))
        finish(image.sha256)
        image.focal_y = 0.1
        image.save()
        with mock.patch.object(pictures, "_save", wraps=pictures._save) as save:
            self.assertTrue(finish(image.sha256))
        self.assertEqual(
            [call.args[1] for call in save.call_args_list],
            [
                card_name(image.sha256, "50-10"),
                *(crop_name(image.sha256, shape, "50-10") for shape in CROPS),
            ],
        )

    def test_its_size_is_told_as_it_is(self):
        image = make_image(size=(800, 1200))
        article = make_live_story(lead=image)
        finish(image.sha256)
        html = drawn(article)
        name = re.search(r"images/[^\"]+/card-[^\"]+", html)[0]
        from PIL import Image as Picture

        with default_storage.open(name) as file:
            width, height = Picture.open(file).size
        self.assertIn(f'og:image:width" content="{width}"', html)
        self.assertIn(f'og:image:height" content="{height}"', html)


class FinishingTests(TestCase):
    def setUp(self):
        self.image = make_image(size=(1000, 600))
        self.files = PictureFiles.objects.get()

    def test_a_save_that_changes_nothing_asks_for_nothing(self):
        finish(self.image.sha256)
        with self.captureOnCommitCallbacks() as callbacks:
            self.image.caption = "Other words."
            self.image.save()
        self.assertEqual(callbacks, [])

    def test_an_upload_has_its_sizes_made(self):
        with self.captureOnCommitCallbacks(execute=True):
            image = make_image(size=(1000, 640))
        self.assertEqual(PictureFiles.objects.get(pk=image.sha256).recipe, RECIPE)

    def test_who_is_stopped_midway_leaves_nothing_that_a_page_names(self):
        article = make_live_story(lead=self.image)
        before = drawn(article)
        real, count = pictures._save, 0

        def full_disk(*args):
            nonlocal count
            count += 1
            if count == 4:
                raise OSError("No space left on device")
            real(*args)

        with mock.patch.object(pictures, "_save", full_disk), self.assertRaises(OSError):
            finish(self.image.sha256)
        self.assertEqual(drawn(article), before)
        # The next one finishes.
        self.assertTrue(finish(self.image.sha256))
        self.assertIn(".avif", drawn(article))

    def test_what_another_worker_has_claimed_is_left_to_it(self):
        PictureFiles.objects.update(claimed_at=timezone.now())
        self.assertFalse(finish(self.image.sha256))
        self.assertFalse(PictureFiles.objects.filter(recipe=RECIPE).exists())

    def test_what_a_killed_worker_had_claimed_is_finished_by_the_next(self):
        PictureFiles.objects.update(claimed_at=timezone.now() - CLAIM_ENDS - timedelta(seconds=1))
        self.assertTrue(finish(self.image.sha256))
        self.files.refresh_from_db()
        self.assertEqual((self.files.recipe, self.files.claimed_at), (RECIPE, None))

    def test_who_was_taken_for_dead_writes_nothing_more(self):
        saved = []

        def save(storage, name, data):
            saved.append(name)
            # Another worker takes the picture over.
            PictureFiles.objects.update(claimed_at=timezone.now() + timedelta(hours=1))

        with mock.patch.object(pictures, "_save", save):
            self.assertFalse(finish(self.image.sha256))
        self.assertEqual(len(saved), 1)
        self.assertFalse(PictureFiles.objects.filter(recipe=RECIPE).exists())

    def test_a_focal_point_moved_meanwhile_is_not_forgotten(self):
        real = pictures._save

        def save(*args):
            real(*args)
            if not SocialCard.objects.filter(focus="10-10").exists():
                SocialCard.objects.create(picture=self.files, focus="10-10")

        with (
            self.captureOnCommitCallbacks(execute=True),
            mock.patch.object(pictures, "_save", save),
        ):
            finish(self.image.sha256)
        self.assertFalse(PictureFiles.objects.unfinished().exists())

    def test_one_picture_that_cannot_be_made_holds_no_other_up(self):
        others = [make_image(size=(900, 500 + n)) for n in range(3)]
        default_storage.delete(self.image.file.name)
        finished, last = finish_batch("", 10)
        self.assertEqual((finished, last), (3, None))
        self.assertEqual(
            set(PictureFiles.objects.filter(recipe=RECIPE).values_list("pk", flat=True)),
            {one.sha256 for one in others},
        )

    def test_the_command_finishes_an_existing_library_and_says_how_many(self):
        make_image(size=(900, 500))
        out = io.StringIO()
        call_command("make_renditions", now=True, stdout=out)
        self.assertIn("2 pictures have all their sizes now, 0 still lack some.", out.getvalue())
        self.assertFalse(PictureFiles.objects.unfinished().exists())
        out = io.StringIO()
        call_command("make_renditions", now=True, stdout=out)
        self.assertIn("0 pictures", out.getvalue())

    def test_the_command_goes_on_where_it_was_stopped(self):
        for n in range(7):
            make_image(size=(300 + n, 200))
        finish_batch("", 3)
        out = io.StringIO()
        call_command("make_renditions", now=True, stdout=out)
        self.assertIn("5 pictures have all their sizes now", out.getvalue())

    def test_the_command_hands_it_to_the_worker(self):
        call_command("make_renditions", stdout=io.StringIO())
        self.assertFalse(PictureFiles.objects.unfinished().exists())


class StoredPageTests(TestCase):
    def stored(self, article) -> EditionPage:
        return article.editions.first().page

    def test_pages_are_drawn_anew_once_their_pictures_are_whole(self):
        image = make_image(size=(1000, 600))
        article = make_live_story(lead=image)
        self.assertNotIn(".avif", self.stored(article).story_html)
        with self.captureOnCommitCallbacks(execute=True):
            finish(image.sha256)
        page = self.stored(article)
        self.assertEqual(page.renderer, RENDERER)
        self.assertIn(".avif", page.story_html + page.card_html)
        self.assertIn("/card-50-50.jpg", page.head_html)

    def test_until_they_are_stored_a_visit_sees_them(self):
        image = make_image(size=(1000, 600))
        article = make_live_story(lead=image)
        finish(image.sha256)
        self.assertContains(self.client.get(article.get_absolute_url()), "image/avif")
        self.assertContains(self.client.get("/"), "image/avif")

    def test_a_page_published_while_the_last_file_was_made_is_drawn_once_more(self):
        image = make_image(size=(1000, 600))
        stale = None
        with self.captureOnCommitCallbacks(execute=True):
            real = files_in

            def read_then_finish(stories):
                nonlocal stale
                stale = real(stories)
                finish(image.sha256)
                return stale

            with mock.patch("articles.publishing.files_in", read_then_finish):
                article = make_live_story(lead=image)
        self.assertFalse(next(iter(stale.values())).is_whole)
        self.assertIn(".avif", self.stored(article).story_html)

    def test_a_page_stored_by_the_worker_while_the_last_file_was_made_is_drawn_once_more(self):
        image = make_image(size=(1000, 600))
        article = make_live_story(lead=image)
        EditionPage.objects.update(renderer="")
        real, calls = picture_files.files_in, []

        def read_then_finish(stories):
            stale = real(stories)
            if not calls:
                calls.append(1)
                finish(image.sha256)
            return stale

        with mock.patch.object(picture_files, "files_in", read_then_finish):
            refresh_batch()
        self.assertIn(".avif", self.stored(article).story_html)

    def test_stored_pages_cost_no_more_queries_than_before(self):
        image = make_image(size=(1000, 600))
        article = make_live_story(lead=image)
        with self.captureOnCommitCallbacks(execute=True):
            finish(image.sha256)
        self.client.get(article.get_absolute_url())
        with self.assertNumQueries(3):
            self.client.get(article.get_absolute_url())

    def test_a_story_of_many_pictures_stays_within_the_pages_budget(self):
        images = [make_image(size=(2000, 1200 + n)) for n in range(12)]
        PictureFiles.objects.update(recipe=RECIPE, tint="u10 l10 c4 h11")
        body = "".join(f'<figure data-image="{image.pk}"></figure>' for image in images[1:])
        article = make_live_story(lead=images[0], body="<p>Words.</p>" * 200 + body)
        page = self.client.get(article.get_absolute_url()).content
        self.assertEqual(page.count(b"image/avif"), 13)
        sheets = re.findall(rb'href="/static/(articles/site/[a-z]+\.css)"', page)
        self.assertGreater(len(sheets), 1)
        css = sum(Path(finders.find(name.decode())).stat().st_size for name in sheets)
        self.assertLessEqual(css, 25 * 1024)
        self.assertLessEqual(len(page) + css, 100 * 1024)


class TakingUpTests(TestCase):
    def test_an_existing_library_keeps_its_pages_and_is_asked_for_what_it_lacks(self):
        kept, withdrawn = make_image(size=(1000, 600), focal_x=0.3), make_image(size=(900, 600))
        Image.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now())
        PictureFiles.objects.all().delete()
        import_module("articles.migrations.0015_picture_files").take_up(apps, None)
        recipes = dict(PictureFiles.objects.values_list("sha256", "recipe"))
        self.assertEqual(recipes, {kept.sha256: BEFORE_AVIF, withdrawn.sha256: 0})
        cards = set(SocialCard.objects.values_list("picture", "focus", "is_made"))
        self.assertIn((kept.sha256, "30-50", False), cards)
        self.assertEqual(PictureFiles.objects.get(pk=kept.sha256).name, kept.file.name)
        self.assertEqual(PictureFiles.objects.unfinished().count(), 2)


@override_settings(
    STORAGES=settings.STORAGES | {"default": {"BACKEND": "tests.newsroom.pictures.PathlessStorage"}}
)
class PathlessTests(TransactionTestCase):
    """The way of a picture through a storage that has no paths, as object storage is."""

    def test_upload_sizes_withdrawing_and_bringing_back_need_no_local_file(self):
        image = make_image(size=(1000, 600))
        with self.assertRaises(NotImplementedError):
            default_storage.path(image.file.name)
        article = make_live_story(lead=image)
        before = dict(default_storage.files)
        self.assertEqual(len(before), 15)
        html = drawn(article)
        for name in re.findall(r"https://bucket\.example/(images/[^ \"]+)", html):
            self.assertIn(name, before)
        self.assertIn("800.avif", html)
        by = make_user(is_superuser=True)
        rights.withdraw(image, by=by, reason="Not ours.")
        (aside,) = default_storage.files
        self.assertEqual(default_storage.files[aside], before[image.file.name])
        rights.restore(image, by=by)
        self.assertEqual(default_storage.files, before)


class WithdrawalTests(TransactionTestCase):
    def setUp(self):
        self.image = make_image(size=(1000, 600))
        self.editor = make_user(is_superuser=True)
        self.folder = self.image.file.name.rpartition("/")[0]

    def files(self) -> list[str]:
        try:
            return default_storage.listdir(self.folder)[1]
        except FileNotFoundError:
            return []

    def test_every_size_and_every_card_goes_and_comes_back(self):
        before = sorted(self.files())
        self.assertEqual(len(before), 15)
        article = make_live_story(lead=self.image)
        page = self.client.get(article.get_absolute_url())
        self.assertContains(page, '<link rel="preload" as="image"')
        rights.withdraw(self.image, by=self.editor, reason="Not ours.")
        self.assertEqual(self.files(), [])
        # Not even what the head has fetched first, or what shared links show.
        for address in (article.get_absolute_url(), "/"):
            self.assertNotContains(self.client.get(address), self.image.sha256)
        self.assertFalse(SocialCard.objects.filter(is_made=True).exists())
        rights.restore(self.image, by=self.editor)
        self.assertEqual(sorted(self.files()), before)
        self.assertFalse(PictureFiles.objects.unfinished().exists())

    def test_what_is_put_aside_is_not_what_the_worker_waits_for(self):
        rights.withdraw(self.image, by=self.editor, reason="Not ours.")
        self.assertTrue(PictureFiles.objects.unfinished().exists())
        out = io.StringIO()
        call_command("make_renditions", now=True, stdout=out)
        self.assertIn("0 pictures have all their sizes now, 0 still lack some", out.getvalue())

    def test_a_picture_withdrawn_while_its_sizes_are_made_leaves_none_of_them(self):
        picture_files.forget(self.image.sha256)
        real, count = pictures._save, 0

        for at in (1, 3, 8):
            count = 0

            def save(*args, at=at):
                nonlocal count
                count += 1
                if count == at:
                    # Before this file is written, and after it was asked whether to go on.
                    rights.withdraw(self.image, by=self.editor, reason="Not ours.")
                real(*args)

            with self.subTest(at=at), mock.patch.object(pictures, "_save", save):
                self.assertFalse(finish(self.image.sha256))
                self.assertEqual(self.files(), [])
                self.assertFalse(PictureFiles.objects.filter(recipe=RECIPE).exists())
            with mock.patch("articles.tasks.picture_files.finish", return_value=False):
                rights.restore(self.image, by=self.editor)

    def test_pages_after_a_restoring_name_only_what_is_back(self):
        article = make_live_story(lead=self.image)
        rights.withdraw(self.image, by=self.editor, reason="Not ours.")
        with mock.patch("articles.tasks.picture_files.finish", return_value=False):
            rights.restore(self.image, by=self.editor)
        page = self.client.get(article.get_absolute_url()).content.decode()
        for name in NAMES.findall(page):
            self.assertTrue(default_storage.exists(name), name)
        finish(self.image.sha256)
        name = rendition_name(self.image.sha256, 800, "avif")
        self.assertContains(self.client.get(article.get_absolute_url()), name)
