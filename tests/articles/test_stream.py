"""Everything changed across the newsroom."""

from datetime import timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import RevisionMeta
from articles.publishing import publish, withdraw
from articles.stream import DAYS, PAGE_SIZE, Wanted, counts_by_day, stream
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_section, make_story, make_user, save_change


def shown(wanted=None) -> list[tuple[str, int]]:
    return [(meta.headline, meta.number) for meta in stream(wanted or Wanted()).metas]


class TheStream(TestCase):
    def setUp(self):
        self.kim = make_user("Editor")
        self.ferry = make_story("Ferry", by=self.kim)
        self.wind = make_story("Wind", section=make_section("Business"))
        publish(self.ferry, by=None, change="first")
        save_change(self.ferry, by=self.kim, standfirst="Late.")
        publish(self.ferry, by=None, change="update")
        save_change(self.wind, standfirst="Strong.")

    def test_it_is_every_save_of_every_story_newest_first(self):
        self.assertEqual(shown(), [("Wind", 2), ("Ferry", 2), ("Wind", 1), ("Ferry", 1)])

    def test_it_is_narrowed_by_section_person_class_and_what_is_live(self):
        for wanted, expected in (
            (Wanted(section=self.wind.section_id), [("Wind", 2), ("Wind", 1)]),
            (Wanted(person=self.kim.pk), [("Ferry", 2), ("Ferry", 1)]),
            (Wanted(change="update"), [("Ferry", 2)]),
            (Wanted(change="retraction"), []),
            (Wanted(only_live=True), [("Ferry", 2)]),
        ):
            with self.subTest(wanted):
                self.assertEqual(shown(wanted), expected)
        withdraw(self.ferry, by=None, notice="Gone.")
        self.assertEqual(shown(Wanted(only_live=True)), [])

    def test_a_deleted_story_keeps_its_name_in_it(self):
        self.wind.delete()
        page = stream(Wanted())
        gone = {meta.headline: meta.story_exists for meta in page.metas}
        self.assertEqual(gone, {"Wind": False, "Ferry": True})

    def test_pages_follow_each_other_without_a_gap_or_a_repeat(self):
        for number in range(PAGE_SIZE + 10):
            save_change(self.wind, headline=f"Wind {number}")
        first = stream(Wanted())
        second = stream(Wanted(), first.older)
        ids = [meta.pk for meta in (*first.metas, *second.metas)]
        self.assertEqual(len(first.metas), PAGE_SIZE)
        self.assertIsNone(second.older)
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(set(ids), set(RevisionMeta.objects.values_list("pk", flat=True)))

    def test_saves_are_counted_by_day_and_narrowed_alike(self):
        today = timezone.localdate()
        noon = timezone.localtime().replace(hour=12, minute=0)
        RevisionMeta.objects.filter(headline="Wind", number=1).update(
            saved_at=noon - timedelta(days=2)
        )
        RevisionMeta.objects.filter(headline="Ferry", number=1).update(
            saved_at=noon - timedelta(days=DAYS)
        )
        counts = dict(counts_by_day(Wanted(), until=today))
        self.assertEqual(len(counts), DAYS)
        self.assertEqual(counts[today], 2)
        self.assertEqual(counts[today - timedelta(days=2)], 1)
        self.assertEqual(sum(counts.values()), 3)
        ferries = dict(counts_by_day(Wanted(person=self.kim.pk), until=today))
        self.assertEqual(sum(ferries.values()), 1)
        day = Wanted(day=today - timedelta(days=2))
        self.assertEqual(shown(day), [("Wind", 1)])


class ThePage(DeskTestCase):
    group = "Reviewer"
    url = "/admin/articles/article/changes/"

    def setUp(self):
        super().setUp()
        self.story = make_story("Ferry late")

    def test_a_reviewer_sees_what_changed_and_where(self):
        response = self.client.get(self.url)
        self.assertContains(response, "Ferry late")
        self.assertContains(response, "Story begun: 6 words.")
        self.assertContains(response, "See what changed")

    def test_a_story_that_is_gone_is_said_to_be(self):
        self.story.delete()
        response = self.client.get(self.url)
        self.assertContains(response, "deleted")
        self.assertNotContains(response, "See what changed")

    def test_odd_addresses_narrow_nothing_and_break_nothing(self):
        for odd in (
            {"section": "x"},
            {"person": "9" * 40},
            {"class": "no_such_class"},
            {"day": "2026-02-31"},
            {"day": "x"},
            {"before": "x"},
            {"before": "99999999999999999-1"},
        ):
            with self.subTest(odd):
                self.assertContains(self.client.get(self.url, odd), "Ferry late")

    def test_it_costs_the_same_however_much_was_saved(self):
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.url)
        for number in range(PAGE_SIZE + 5):
            save_change(self.story, headline=f"Ferry {number}")
        with CaptureQueriesContext(connection) as many:
            self.client.get(self.url)
        self.assertLessEqual(len(many), len(few))
        self.assertLess(len(many), 14)
        self.assertFalse([one for one in many if "serialized_data" in one["sql"]])
