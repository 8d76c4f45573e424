from datetime import UTC, datetime, timedelta

from django.test import TestCase
from django.utils import timezone

from articles.admin.state_filter import in_state
from articles.models import Article
from articles.publishing import publish, schedule, withdraw
from articles.state import Kind, read_state, state_of_listed, when
from articles.workflow import assign, move
from tests.factories import make_live_story, make_story, make_user, save_change

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
IN_A_DAY = timedelta(days=1)


class TheWords(TestCase):
    def assertState(self, story, kind: str, label: str):  # noqa: N802
        """The same in the form, in the list and in the list's filter."""
        story = Article.objects.get(pk=story.pk)
        for state in (read_state(story), state_of_listed(self._listed(story))):
            self.assertEqual((state.kind, state.label), (kind, label))
        for other in Kind.values:
            found = in_state(Article.objects.all(), other).filter(pk=story.pk).exists()
            self.assertEqual(found, other == kind, other)

    def _listed(self, story):
        return Article.objects.with_editions().get(pk=story.pk)

    def test_a_draft(self):
        self.assertState(make_story(), "draft", "Draft")

    def test_in_review_and_ready(self):
        story = make_story()
        move(story, by=None, to="review")
        self.assertState(story, "review", "In review")
        move(story, by=None, to="ready")
        self.assertState(story, "ready", "Ready")
        move(story, by=None, to="draft", reason="Not yet.")
        self.assertState(story, "draft", "Draft")

    def test_how_far_the_desk_is_with_a_live_story_is_said_beside_its_state(self):
        story = make_live_story()
        save_change(story, headline="Another")
        self.assertEqual(read_state(story).stage_label, "")
        move(story, by=None, to="review")
        self.assertState(story, "changed", "Live, edition 1, with unpublished changes")
        self.assertEqual(read_state(story).stage_label, "In review")
        self.assertEqual(state_of_listed(self._listed(story)).stage_label, "In review")

    def test_who_has_a_story_and_until_when(self):
        story, now = make_story(), timezone.now()
        self.assertEqual((read_state(story).assignee, read_state(story).due), ("", ""))
        mara = make_user("Reporter", first_name="Mara", last_name="Lindqvist")
        assign(story, by=None, to=mara, due=now + IN_A_DAY)
        state = state_of_listed(self._listed(story))
        self.assertEqual(
            (state.assignee, state.due), ("Mara Lindqvist", f"due {when(now + IN_A_DAY)}")
        )
        self.assertFalse(state.is_overdue)
        assign(story, by=None, to=None, due=now - IN_A_DAY, at=now - 2 * IN_A_DAY)
        state = read_state(story)
        self.assertTrue(state.is_overdue)
        self.assertEqual(state.due, f"was due {when(now - IN_A_DAY)}")

    def test_under_embargo(self):
        until = timezone.now() + timedelta(days=2)
        story = make_story(embargo_until=until)
        self.assertState(story, "embargoed", f"Under embargo until {when(until)}")

    def test_an_embargo_that_is_over_is_no_state(self):
        self.assertState(make_story(embargo_until=timezone.now() - IN_A_DAY), "draft", "Draft")

    def test_live(self):
        self.assertState(make_live_story(), "live", "Live, edition 1")

    def test_live_with_unpublished_changes(self):
        story = make_live_story()
        save_change(story, headline="Another")
        self.assertState(story, "changed", "Live, edition 1, with unpublished changes")
        publish(story, by=None, change="update")
        self.assertState(story, "live", "Live, edition 2")
        save_change(story, headline="Back and forth")
        save_change(story, headline="Another")
        self.assertState(story, "live", "Live, edition 2")

    def test_scheduled(self):
        story, at = make_story(), timezone.now() + IN_A_DAY
        schedule(story, by=None, at=at, change="first")
        self.assertState(story, "scheduled", f"Scheduled for {when(at)}")
        save_change(story, headline="Another")
        self.assertState(story, "scheduled", f"Scheduled for {when(at)}, with unpublished changes")

    def test_live_with_the_next_edition_scheduled(self):
        story, at = make_live_story(), timezone.now() + IN_A_DAY
        save_change(story, headline="Another")
        schedule(story, by=None, at=at, change="update")
        self.assertState(story, "live", f"Live, edition 1; edition 2 scheduled for {when(at)}")
        save_change(story, headline="A third")
        label = f"Live, edition 1; edition 2 scheduled for {when(at)}, with unpublished changes"
        self.assertState(story, "changed", label)

    def test_withdrawn_and_published_again(self):
        story = make_live_story()
        withdraw(story, by=None, notice="Gone.")
        self.assertState(story, "withdrawn", "Withdrawn")
        publish(story, by=None, change="update")
        self.assertState(story, "live", "Live, edition 2")

    def test_a_scheduled_story_is_live_when_its_hour_has_come(self):
        story, at = make_story(), timezone.now() + IN_A_DAY
        schedule(story, by=None, at=at, change="first")
        state = read_state(Article.objects.get(), at + timedelta(seconds=1))
        self.assertEqual(state.label, "Live, edition 1")

    def test_the_list_reads_no_documents(self):
        make_live_story()
        with self.assertNumQueries(2):
            (story,) = Article.objects.with_editions()
            state_of_listed(story)
        self.assertIn("document", story.standing_editions[0].get_deferred_fields())


class TheHour(TestCase):
    def test_is_said_as_near_as_it_is(self):
        for moment, words in (
            (NOON, "13:00 today"),
            (NOON + IN_A_DAY, "13:00 tomorrow"),
            (NOON - IN_A_DAY, "13:00 yesterday"),
            (NOON + 9 * IN_A_DAY, "13:00 on 12 May"),
            (NOON - 200 * IN_A_DAY, "13:00 on 15 October 2025"),
        ):
            self.assertEqual(when(moment, NOON), words)
