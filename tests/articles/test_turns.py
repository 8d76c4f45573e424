"""In what order the real worker does what waits in the real queue."""

from datetime import timedelta

from django.core.management import call_command
from django.db.models import F
from django.test import TransactionTestCase, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import tasks
from articles.models import EditionNarration
from articles.narration.binding import speak_story
from newsroom import turns
from newsroom.turns import Turn
from tests.articles.narration.spoken import SPEAKING
from tests.factories import make_image, make_live_story

DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
HOUR = timedelta(hours=1)


@override_settings(TASKS=DATABASE)
@SPEAKING
class TurnsTests(TransactionTestCase):
    def setUp(self):
        # As in a worker that has just begun; other tests have had jobs done in this process.
        turns.jobs.done = 0

    def work(self, most: int | None = None) -> list[str]:
        """Let a worker do what waits, or so many jobs of it; gives what it did, in its order."""
        began = timezone.now()
        options = {"verbosity": 0, "interval": 0, "startup_delay": False, "max_tasks": most}
        call_command("db_worker", batch=True, **options)
        done = DBTaskResult.objects.filter(started_at__gte=began).order_by("started_at")
        return [path.rpartition(".")[2] for path in done.values_list("task_path", flat=True)]

    def pictures(self, number: int) -> None:
        for one in range(number):
            tasks.finish_picture.enqueue(f"{one:064x}")

    def waiting(self, task) -> list[int]:
        jobs = DBTaskResult.objects.filter(task_path=task.module_path, status="READY")
        return list(jobs.order_by("-priority").values_list("priority", flat=True))

    def test_a_story_just_published_is_heard_before_a_hundred_pictures_are_done(self):
        lead = make_image()
        self.pictures(100)
        article = make_live_story("Ferry returns", lead=lead)
        done = self.work(most=10)
        self.assertIn("make_narration", done)
        self.assertNotIn("finish_picture", done[: done.index("make_narration")])
        bound = EditionNarration.objects.get(edition__article=article)
        self.assertEqual(bound.narration.status, "ready")
        done = self.work()
        self.assertGreaterEqual(done.count("finish_picture"), 90)
        self.assertFalse(turns.due().exists())

    def test_what_nobody_may_see_leaves_before_what_readers_wait_for(self):
        tasks.make_narrations.enqueue()
        tasks.finish_picture.enqueue("0" * 64)
        tasks.refresh_pages.enqueue()
        tasks.settle_files.enqueue([])
        self.assertEqual(
            self.work(), ["settle_files", "refresh_pages", "finish_picture", "make_narrations"]
        )

    def test_within_a_turn_the_first_asked_is_the_first_done(self):
        for one in "abc":
            tasks.finish_picture.enqueue(one)
        self.work()
        done = DBTaskResult.objects.order_by("started_at").values_list("args_kwargs", flat=True)
        self.assertEqual([one["args"] for one in done], [["a"], ["b"], ["c"]])

    def test_an_archive_is_spoken_after_a_story_of_the_day(self):
        old = make_live_story("Long ago", at=timezone.now() - timedelta(days=400))
        speak_story(old.pk, Turn.LATER)
        make_live_story("Ferry returns")
        self.assertEqual(self.waiting(tasks.make_narration), [Turn.READERS, Turn.LATER])

    def test_what_was_awaited_at_a_start_is_handed_on_as_what_can_wait(self):
        make_live_story("Ferry returns")
        DBTaskResult.objects.all().delete()
        tasks.make_narrations.func()
        self.assertEqual(self.waiting(tasks.make_narration), [Turn.LATER])

    def test_nothing_waits_for_ever_behind_what_is_more_urgent(self):
        tasks.finish_pictures.enqueue()
        DBTaskResult.objects.update(enqueued_at=F("enqueued_at") - HOUR)
        for _ in range(50):
            tasks.settle_files.enqueue([])
        self.assertIn("finish_pictures", self.work(most=turns.TENTH + 1))

    def test_a_job_for_an_instant_waits_since_then_and_no_earlier(self):
        now = timezone.now()
        tasks.make_narration.using(run_after=now + HOUR).enqueue(1)
        self.assertIsNone(turns.waits_since())
        DBTaskResult.objects.update(enqueued_at=now - 9 * HOUR, run_after=now - HOUR)
        tasks.finish_pictures.enqueue()
        later = DBTaskResult.objects.filter(task_path=tasks.finish_pictures.module_path)
        later.update(enqueued_at=now - 2 * HOUR)
        self.assertEqual(turns.waits_since(), now - 2 * HOUR)
        turns.let_longest_waiting()
        self.assertEqual(later.get().priority, 100)

    def test_every_task_of_the_product_says_its_turn(self):
        from articles.search import tasks as search_tasks

        for module in (tasks, search_tasks):
            for name, one in vars(module).items():
                if hasattr(one, "enqueue"):
                    self.assertIsInstance(one.priority, Turn, name)
