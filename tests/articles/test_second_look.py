from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from articles.models import QuietEdit
from articles.publishing import PublishingRefused, cancel_schedule, publish, schedule
from articles.second_look import LONGEST_REASON, SecondLook
from tests.factories import make_story, make_user, save_change

REASON = "The port counts again each hour; the story says so."


class SecondLookTests(TestCase):
    def setUp(self):
        self.editor = make_user("Editor")
        self.story = make_story(body="<p>The ferry brought 40 sailors to Skerry.</p>")
        publish(self.story, by=None, change="first")
        save_change(self.story, body="<p>The ferry brought 41 sailors to Skerry.</p>")

    def minor(self, by=None, **options):
        return publish(self.story, by=by, change="minor", **options)

    def test_a_minor_edition_with_another_figure_is_refused_with_what_was_found(self):
        with self.assertRaises(SecondLook) as refused:
            self.minor(by=self.editor)
        (found,) = refused.exception.findings
        self.assertEqual((found.before, found.after), ("40 sailors", "41 sailors"))
        self.assertEqual(self.story.editions.count(), 1)
        self.assertFalse(QuietEdit.objects.exists())

    def test_white_space_is_no_reason_and_a_long_one_is_refused(self):
        for reason in ("  ", "x" * (LONGEST_REASON + 1)):
            with self.subTest(reason[:3]), self.assertRaises(SecondLook):
                self.minor(by=self.editor, minor_because=reason)

    def test_the_answer_is_kept_with_the_edition(self):
        edition = self.minor(by=self.editor, minor_because=f" {REASON} ")
        kept = QuietEdit.objects.get()
        self.assertEqual((kept.edition, kept.against, kept.by), (edition, 1, self.editor))
        self.assertEqual(kept.reason, REASON)
        self.assertEqual(
            kept.findings,
            [
                {
                    "kind": "figure",
                    "before": "40 sailors",
                    "after": "41 sailors",
                    "where": "text",
                    "block": 1,
                }
            ],
        )

    def test_an_answer_is_never_altered(self):
        self.minor(by=self.editor, minor_because=REASON)
        kept = QuietEdit.objects.get()
        kept.reason = "Another one."
        with self.assertRaises(TypeError):
            kept.save()

    def test_where_nothing_was_found_a_reason_keeps_nothing(self):
        save_change(self.story, body="<p>The <em>ferry</em> brought 40 sailors to Skerry.</p>")
        self.minor(by=self.editor, minor_because=REASON)
        self.assertFalse(QuietEdit.objects.exists())

    def test_the_system_and_other_kinds_of_change_are_not_asked(self):
        publish(self.story, by=self.editor, change="update", minor_because=REASON)
        save_change(self.story, body="<p>The ferry brought 42 sailors to Skerry.</p>")
        publish(self.story, by=self.editor, change="correction", notice="It was 42.")
        save_change(self.story, body="<p>The ferry brought 43 sailors to Skerry.</p>")
        self.minor()
        self.assertFalse(QuietEdit.objects.exists())

    def test_it_is_held_against_what_readers_see_and_not_against_what_is_scheduled(self):
        soon = timezone.now() + timedelta(hours=1)
        schedule(self.story, by=self.editor, at=soon, change="update")
        save_change(self.story, body="<p>The ferry brought  40 sailors to Skerry!</p>")
        edition = self.minor(by=self.editor, replace_scheduled=True)
        self.assertEqual(edition.number, 2)

    def test_a_scheduled_minor_edition_is_asked_about_too_and_takes_its_answer_with_it(self):
        soon = timezone.now() + timedelta(hours=1)
        with self.assertRaises(SecondLook):
            schedule(self.story, by=self.editor, at=soon, change="minor")
        schedule(self.story, by=self.editor, at=soon, change="minor", minor_because=REASON)
        self.assertTrue(QuietEdit.objects.exists())
        cancel_schedule(self.story, by=self.editor)
        self.assertFalse(QuietEdit.objects.exists())

    def test_what_else_is_refused_keeps_no_answer(self):
        save_change(self.story, body="")
        with self.assertRaises(PublishingRefused):
            self.minor(by=self.editor, minor_because=REASON)
        self.assertFalse(QuietEdit.objects.exists())
