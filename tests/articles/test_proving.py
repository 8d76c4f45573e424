import io
from datetime import UTC, datetime, timedelta
from unittest import mock

from django.core.management import call_command
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import tasks
from articles.models import DayHead, Edition, RecordCheck
from articles.proving import keep_proving, next_run, prove, verify_record
from tests.factories import make_live_story, make_user

DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


class Verifying(TestCase):
    def test_what_was_found_is_kept(self):
        make_live_story("Ferry returns")
        user = make_user()
        check = verify_record(by=user)
        self.assertEqual((check.stories, check.editions, check.broken), (1, 1, 0))
        self.assertEqual((check.flaws, check.by), ([], user))

    def test_a_broken_story_is_named(self):
        story = make_live_story("Ferry returns")
        Edition.objects.update(document="{}")
        with self.assertLogs("articles.proving", "ERROR"):
            check = verify_record()
        self.assertEqual(check.broken, 1)
        (flaw,) = check.flaws
        self.assertEqual((flaw["article_id"], flaw["headline"]), (story.pk, "Ferry returns"))

    def test_the_daily_proof_keeps_the_hash_and_verifies(self):
        make_live_story("Ferry returns", at=timezone.now() - timedelta(days=3))
        prove()
        self.assertEqual(DayHead.objects.get().stories, 1)
        self.assertEqual(RecordCheck.objects.get().editions, 1)

    def test_it_runs_after_midnight_utc(self):
        for now, expected in (
            ("2026-11-25T12:00", "2026-11-26T00:05"),
            ("2026-11-25T00:04", "2026-11-25T00:05"),
            ("2026-11-25T00:05", "2026-11-26T00:05"),
            ("2026-11-25T23:59", "2026-11-26T00:05"),
        ):
            with self.subTest(now):
                now, expected = (
                    datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (now, expected)
                )
                self.assertEqual(next_run(now), expected)


@override_settings(TASKS=DATABASE)
class ByTheWorker(TransactionTestCase):
    def waiting(self) -> list[DBTaskResult]:
        path = tasks.prove_record.module_path
        return list(DBTaskResult.objects.filter(task_path=path, status="READY"))

    def work(self) -> None:
        call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)

    def test_it_is_seen_to_once_however_often_somebody_starts(self):
        self.assertTrue(keep_proving())
        self.assertFalse(keep_proving())
        self.assertEqual(len(self.waiting()), 1)

    def test_a_worker_proves_the_record_and_sees_to_the_next_day(self):
        make_live_story("Ferry returns", at=timezone.now() - timedelta(days=3))
        keep_proving()
        self.work()
        self.assertEqual(RecordCheck.objects.get().broken, 0)
        self.assertEqual(DayHead.objects.get().stories, 1)
        (next_one,) = self.waiting()
        self.assertGreater(next_one.run_after, timezone.now())

    def test_a_failure_does_not_end_it(self):
        keep_proving()
        with mock.patch("articles.proving.prove", side_effect=OSError("disk")):
            self.work()
        (next_one,) = self.waiting()
        self.assertGreater(next_one.run_after, timezone.now())

    def test_the_command_sees_to_it_or_does_it_here(self):
        out = io.StringIO()
        call_command("prove_record", stdout=out)
        self.assertIn("every day", out.getvalue())
        self.assertEqual(len(self.waiting()), 1)
        call_command("prove_record", "--now", stdout=out)
        self.assertTrue(RecordCheck.objects.exists())
