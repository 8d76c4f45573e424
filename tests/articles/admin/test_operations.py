from datetime import timedelta

from django.test import TestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.day_heads import make_missing
from articles.models import Edition, RecordCheck
from articles.proving import verify_record
from articles.tasks import refresh_pages
from tests.factories import make_live_story, make_user

DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
PAGE = "/admin/articles/edition/operations/"


class OperationsTests(TestCase):
    def setUp(self):
        self.user = make_user("Managing editor")
        self.client.force_login(self.user)

    def job(self, status: str, **values) -> DBTaskResult:
        return DBTaskResult.objects.create(
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="articles.tasks.refresh_pages",
            backend_name="default",
            **{"run_after": timezone.now(), **values},
        )

    def test_managing_editors_see_it_and_no_other_group(self):
        self.assertContains(self.client.get(PAGE), "has not been verified yet")
        self.assertContains(self.client.get("/admin/"), PAGE)
        for group in ("Reporter", "Photo editor", "Editor", "Reviewer", None):
            with self.subTest(group):
                self.client.force_login(make_user(group))
                for method in (self.client.get, self.client.post):
                    self.assertEqual(method(PAGE).status_code, 403)
                self.assertNotContains(self.client.get("/admin/"), PAGE)
        self.assertFalse(RecordCheck.objects.exists())

    def test_the_button_verifies_and_the_page_tells(self):
        make_live_story("Ferry returns", at=timezone.now() - timedelta(days=3))
        make_missing()
        page = self.client.post(PAGE, follow=True)
        self.assertContains(page, "Every edition is as it was published.")
        self.assertEqual(RecordCheck.objects.get().by, self.user)
        self.assertContains(page, "/.well-known/edition-heads/latest.txt")

    def test_what_is_broken_is_named_with_its_story(self):
        story = make_live_story("Ferry returns")
        Edition.objects.update(document="{}")
        with self.assertLogs("articles.proving", "ERROR"):
            verify_record()
        page = self.client.get(PAGE)
        self.assertContains(page, "1 story has a broken record.")
        self.assertContains(page, f"/admin/articles/article/{story.pk}/change/")
        self.assertContains(page, "edition 1: its document is not the one its hash was made of")

    def test_a_worker_that_does_not_run_is_told(self):
        self.assertNotContains(self.client.get(PAGE), "does not seem to run")
        job = self.job("READY", run_after=timezone.now() - timedelta(minutes=3))
        DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=3))
        self.assertContains(self.client.get(PAGE), "does not seem to run")
        # What is for later is not late, and a worker that is busy will come to it.
        self.job("RUNNING")
        self.assertNotContains(self.client.get(PAGE), "does not seem to run")
        DBTaskResult.objects.exclude(pk=job.pk).delete()
        DBTaskResult.objects.update(run_after=timezone.now() + timedelta(days=1))
        self.assertNotContains(self.client.get(PAGE), "does not seem to run")

    def test_a_job_for_no_special_instant_waits_from_when_it_was_asked_for(self):
        with override_settings(TASKS=DATABASE):
            refresh_pages.enqueue()
        self.assertContains(self.client.get(PAGE), "<dt>Waiting</dt><dd>1</dd>")
        DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=3))
        self.assertContains(self.client.get(PAGE), "does not seem to run")

    def test_a_verification_that_waits_for_the_worker_is_not_asked_for_twice(self):
        with override_settings(TASKS=DATABASE):
            for _ in range(2):
                self.assertContains(self.client.post(PAGE, follow=True), "Being verified…")
        self.assertEqual(DBTaskResult.objects.count(), 1)

    def test_failures_of_a_week_are_told_by_their_last_line(self):
        now = timezone.now()
        trace = "Traceback (most recent call last):\n  File x\nOSError: no space left"
        self.job("FAILED", finished_at=now - timedelta(hours=1), traceback=trace)
        self.job("FAILED", finished_at=now - timedelta(days=8), traceback="OSError: long ago")
        page = self.client.get(PAGE)
        self.assertContains(page, "OSError: no space left")
        self.assertNotContains(page, "File x")
        self.assertNotContains(page, "long ago")

    def test_it_says_what_all_runs_on_and_no_secret(self):
        page = self.client.get(PAGE)
        for words in ("Database", "Django", "Python"):
            self.assertContains(page, words)
        self.assertNotContains(page, "postgres://")

    def test_its_queries_do_not_grow(self):
        for _number in range(30):
            self.job("FAILED", finished_at=timezone.now(), traceback="OSError: x")
            make_live_story()
        verify_record()
        self.client.get(PAGE)
        with self.assertNumQueries(15):
            page = self.client.get(PAGE)
        self.assertContains(page, "OSError: x", count=10)
