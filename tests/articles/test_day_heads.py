import hashlib
import re
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.test import LiveServerTestCase, TestCase
from django.utils import timezone

from articles.day_heads import MOST_DAYS, PAGE, SETTLED, end_of, lines, make_day_head, make_missing
from articles.models import Article, DayHead, Edition
from articles.publishing import publish, schedule, withdraw
from tests.factories import make_live_story, make_story, save_change

HEADS = "/.well-known/edition-heads/"
DAY = timedelta(days=1)


def told(text: str) -> dict[str, str]:
    return dict(line.split(" ", 1) for line in text.splitlines())


class HeadTestCase(TestCase):
    """Yesterday has ended; stories are made as if they had been published then."""

    def setUp(self):
        self.now = timezone.now()
        self.yesterday = (self.now - SETTLED).astimezone(UTC).date() - DAY
        self.hour = end_of(self.yesterday) - timedelta(hours=3)
        # Pages go by ids, and a database does not begin anew with them for each test.
        self.ids = count(1)
        self.story = self.live("Ferry returns", at=self.hour)

    def draft(self, headline: str) -> Article:
        return make_story(headline, pk=next(self.ids))

    def live(self, headline: str, at: datetime) -> Article:
        return make_live_story(headline, pk=next(self.ids), at=at)

    def get(self, name: str, status: int = 200) -> str:
        response = self.client.get(f"{HEADS}{name}.txt")
        self.assertEqual(response.status_code, status)
        return response.content.decode()


class TheHash(HeadTestCase):
    def test_it_is_that_of_the_lines_and_says_what_it_covers(self):
        save_change(self.story, headline="Ferry stays")
        second = publish(self.story, by=None, change="update", at=self.hour + timedelta(hours=1))
        other = self.live("A quiet harbour", at=self.hour)
        head = make_day_head(self.yesterday)
        text = f"{self.story.pk} 2 {second.sha256}\n{other.pk} 1 {other.editions.get().sha256}\n"
        self.assertEqual(head.sha256, hashlib.sha256(text.encode()).hexdigest())
        self.assertEqual((head.stories, head.editions), (2, 3))
        self.assertEqual(self.get(f"{self.yesterday}/1"), text)

    def test_what_no_reader_saw_by_the_end_of_the_day_is_in_no_line(self):
        self.draft("A draft")
        scheduled = self.draft("Scheduled")
        schedule(scheduled, by=None, at=self.now + DAY, change="first")
        save_change(self.story, headline="Ferry stays")
        schedule(self.story, by=None, at=self.now + DAY, change="update")
        # The first instant of the next day is another day's.
        self.live("At midnight", at=end_of(self.yesterday))
        head = make_day_head(self.yesterday)
        first = Edition.objects.get(article=self.story, number=1)
        expected = f"{self.story.pk} 1 {first.sha256}\n"
        self.assertEqual(self.get(f"{self.yesterday}/1"), expected)
        self.assertEqual(head.stories, 1)

    def test_a_story_withdrawn_later_stays_in_it(self):
        head = make_day_head(self.yesterday)
        before = self.get(f"{self.yesterday}/1")
        withdraw(self.story, by=None, notice="It was not so.")
        self.assertEqual(self.get(f"{self.yesterday}/1"), before)
        self.assertEqual(hashlib.sha256(before.encode()).hexdigest(), head.sha256)

    def test_what_is_imported_later_with_an_earlier_time_is_none_of_its(self):
        make_day_head(self.yesterday)
        before = self.get(f"{self.yesterday}/1")
        self.live("From the archive", at=self.hour - 100 * DAY)
        self.assertEqual(self.get(f"{self.yesterday}/1"), before)

    def test_another_word_in_an_old_edition_shows(self):
        head = make_day_head(self.yesterday)
        Edition.objects.update(sha256="0" * 64)
        digest = hashlib.sha256(self.get(f"{self.yesterday}/1").encode()).hexdigest()
        self.assertNotEqual(digest, head.sha256)

    def test_the_pages_together_are_all_lines(self):
        for number in range(3):
            self.live(f"Story {number}", at=self.hour)
        far = make_story("Far away", pk=2 * PAGE + 7)
        publish(far, by=None, change="first", at=self.hour)
        head = make_day_head(self.yesterday)
        self.assertEqual(head.pages, 3)
        pages = [self.get(f"{self.yesterday}/{page}") for page in (1, 2, 3)]
        self.assertEqual(pages[1], "")
        self.assertEqual(hashlib.sha256("".join(pages).encode()).hexdigest(), head.sha256)
        self.assertEqual("".join(pages), "".join(map(str, lines(head.day, head.made_at))))

    def test_it_is_made_once_and_never_altered(self):
        head = make_day_head(self.yesterday)
        publish(self.draft("Later"), by=None, change="first", at=self.hour)
        self.assertEqual(make_day_head(self.yesterday), head)
        self.assertEqual(DayHead.objects.get().sha256, head.sha256)
        head.sha256 = "0" * 64
        with self.assertRaises(TypeError):
            head.save()

    def test_a_day_that_has_not_ended_for_good_has_none(self):
        for day, now in (
            (self.yesterday, end_of(self.yesterday) + SETTLED - timedelta(seconds=1)),
            (self.yesterday + DAY, None),
        ):
            with self.subTest(day=day, now=now), self.assertRaises(ValueError):
                make_day_head(day, now)

    def test_days_on_which_nothing_ran_are_made_up_for(self):
        self.assertEqual([one.day for one in make_missing(self.now)], [self.yesterday])
        self.assertEqual(make_missing(self.now), [])
        made = make_missing(self.now + 3 * DAY)
        self.assertEqual([one.day for one in made], [self.yesterday + n * DAY for n in (1, 2, 3)])
        self.assertEqual(len(make_missing(self.now + 1000 * DAY)), MOST_DAYS + 1)

    def test_an_empty_newsroom_has_one_too(self):
        Edition.objects.all().delete()
        head = make_day_head(self.yesterday)
        self.assertEqual((head.stories, head.pages), (0, 0))
        self.assertEqual(head.sha256, hashlib.sha256(b"").hexdigest())


class TheAddresses(HeadTestCase):
    def test_the_newest_and_each_day_are_plain_text_for_anybody(self):
        head = make_day_head(self.yesterday)
        response = self.client.get(f"{HEADS}latest.txt")
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(response["Cache-Control"], "no-cache")
        self.assertTrue(response["ETag"])
        text = response.content.decode()
        self.assertEqual(told(text)["sha256"], head.sha256)
        self.assertEqual(told(text)["day"], str(self.yesterday))
        self.assertEqual(self.get(str(self.yesterday)), text)

    def test_other_days_and_pages_are_not_found(self):
        self.get("latest", status=404)
        make_day_head(self.yesterday)
        for name in (
            str(self.yesterday - DAY),
            "yesterday",
            "2026-02-30",
            f"{self.yesterday}/0",
            f"{self.yesterday}/2",
            f"{self.yesterday}/{10**30}",
        ):
            with self.subTest(name):
                self.get(name, status=404)

    def test_it_cannot_be_sent_to(self):
        make_day_head(self.yesterday)
        self.assertEqual(self.client.post(f"{HEADS}latest.txt").status_code, 405)

    def test_one_query_for_the_day_and_two_for_a_page(self):
        make_day_head(self.yesterday)
        for name, queries in (("latest", 1), (str(self.yesterday), 1), (f"{self.yesterday}/1", 2)):
            with self.subTest(name), self.assertNumQueries(queries):
                self.get(name)


class TheRecipe(LiveServerTestCase):
    """What docs/operations.md tells an outsider to do, done by a shell."""

    def setUp(self):
        guide = (settings.BASE_DIR / "docs" / "operations.md").read_text()
        section = guide.split("### The hash of each day")[1].split("\n## ")[0]
        self.keep, self.check = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
        yesterday = (timezone.now() - SETTLED).astimezone(UTC).date() - DAY
        hour: datetime = end_of(yesterday) - timedelta(hours=3)
        for headline in ("Ferry returns", "A quiet harbour"):
            self.story = make_live_story(headline, at=hour)
        make_day_head(yesterday)
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_in_shell(self, recipe: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["sh", "-c", recipe],
            cwd=self.folder,
            env={"SITE": self.live_server_url, "PATH": "/usr/bin:/bin:/usr/local/bin"},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def test_it_proves_that_nothing_was_changed_and_that_something_was(self):
        kept = self.run_in_shell(self.keep)
        self.assertEqual((kept.returncode, kept.stderr), (0, ""))
        checked = self.run_in_shell(self.check)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("Nothing that was published", checked.stdout)
        # Publishing goes on.
        save_change(self.story, headline="A loud harbour")
        publish(self.story, by=None, change="update")
        self.assertEqual(self.run_in_shell(self.check).returncode, 0)
        # Somebody rewrites an old edition, its hash and all.
        Edition.objects.filter(article=self.story, number=1).update(sha256="f" * 64)
        checked = self.run_in_shell(self.check)
        self.assertEqual(checked.returncode, 1)
        self.assertIn("The record is not what it was", checked.stdout)
        self.assertIn(f"{self.story.pk} 1 {'f' * 64}", (self.folder / "lines.txt").read_text())
