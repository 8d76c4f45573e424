from io import StringIO
from unittest import mock

from django.core.management import call_command
from django.test import TestCase

from articles import tasks
from articles.models import Edition, EditionPage
from articles.publishing import publish
from articles.rendering import RENDERER
from tests.factories import make_live_story, save_change


class RefreshPagesTests(TestCase):
    def setUp(self):
        self.article = make_live_story()
        save_change(self.article, headline="Second headline")
        publish(self.article, by=None, change="update")
        make_live_story("Other story")
        EditionPage.objects.update(renderer="old", story_html="Old", card_html="Old", head_html="")

    def test_every_stale_page_is_made_anew_batch_by_batch(self):
        with mock.patch.object(tasks, "BATCH", 2):
            tasks.refresh_pages.enqueue()
        self.assertEqual(EditionPage.objects.filter(renderer=RENDERER).count(), 3)
        page = EditionPage.objects.get(edition__article=self.article, edition__number=2)
        self.assertIn("Second headline", page.story_html)
        self.assertIn("Second headline", page.card_html)
        self.assertIn("Second headline", page.head_html)

    def test_pages_of_today_are_left_alone(self):
        tasks.refresh_batch()
        with mock.patch.object(tasks, "render_page") as render_page:
            self.assertEqual(tasks.refresh_batch(), (0, None))
        render_page.assert_not_called()

    def test_a_missing_page_is_made(self):
        EditionPage.objects.all().delete()
        self.assertEqual(tasks.refresh_batch()[0], 3)

    def test_an_unreadable_edition_keeps_its_page_and_holds_up_no_other(self):
        broken = Edition.objects.filter(article=self.article).first()
        Edition.objects.filter(pk=broken.pk).update(document="{}")
        with (
            mock.patch.object(tasks, "BATCH", 1),
            self.assertLogs("articles.tasks", "ERROR"),
        ):
            tasks.refresh_pages.enqueue()
        self.assertEqual(EditionPage.objects.get(edition=broken).story_html, "Old")
        self.assertEqual(EditionPage.objects.filter(renderer=RENDERER).count(), 2)

    def test_the_command_does_it_at_once_or_leaves_it_to_the_worker(self):
        out = StringIO()
        call_command("refresh_pages", now=True, stdout=out)
        self.assertIn("3 pages", out.getvalue())
        EditionPage.objects.update(renderer="old")
        call_command("refresh_pages", stdout=out)
        self.assertFalse(EditionPage.objects.filter(renderer="old").exists())
