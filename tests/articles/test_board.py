from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.db import transaction
from django.test import TestCase, override_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from articles.board import read_board
from articles.embargo import approve_break, ask_to_break_embargo
from articles.models import Article, Edition
from articles.pages import live_story
from articles.publishing import (
    PublishingRefused,
    cancel_schedule,
    publish,
    refuse_vain_embargo,
    schedule,
    withdraw,
)
from tests.factories import make_live_story, make_story, make_user, save_change

ZONE = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 25, 12, 10, tzinfo=ZONE)
HOUR = timedelta(hours=1)


def at_clock(moment: datetime):
    return mock.patch("django.utils.timezone.now", return_value=moment)


@override_settings(TIME_ZONE="Europe/London")
class BoardTestCase(TestCase):
    def setUp(self):
        self.clock = at_clock(NOON)
        self.clock.start()
        self.addCleanup(self.clock.stop)
        self.editor = make_user("Editor", first_name="Hanna", last_name="Voss")

    def scheduled(self, headline: str, at: datetime, by=None) -> Article:
        story = make_story(headline)
        schedule(story, by=by, at=at, change="first")
        return story

    def rows(self, at: datetime | None = None) -> list[tuple[str, list[str]]]:
        return [
            (row.label, [entry.headline for entry in row.entries])
            for day in read_board(at).days
            for row in day.rows
        ]

    def entry(self, at: datetime | None = None):
        (entry,) = read_board(at).entries
        return entry


class Hours(BoardTestCase):
    def test_an_empty_board_is_today_with_the_line_of_now(self):
        (day,) = read_board().days
        self.assertEqual(day.label, "Today, Wednesday, 25 November")
        self.assertEqual([row.label for row in day.rows], ["Now, 12:10"])

    def test_entries_stand_by_day_and_hour_and_empty_hours_are_folded(self):
        self.scheduled("Later", NOON + 2 * HOUR)
        self.scheduled("At half past", NOON + 5 * HOUR + HOUR / 3)
        self.scheduled("In that hour too", NOON + 5 * HOUR + HOUR / 2)
        self.scheduled("On Saturday", NOON + 72 * HOUR)
        self.assertEqual(
            self.rows(),
            [
                ("Now, 12:10", []),
                ("14:00", ["Later"]),
                ("15:00–17:00: nothing", []),
                ("17:00", ["At half past", "In that hour too"]),
                ("12:00", ["On Saturday"]),
            ],
        )
        labels = [day.label for day in read_board().days]
        self.assertEqual(
            labels[1:], ["26 November to 27 November: nothing", "Saturday, 28 November"]
        )

    def test_the_hour_one_is_in_is_parted_by_the_line_of_now(self):
        make_live_story("Before", at=NOON - HOUR / 12)
        self.scheduled("After", NOON + HOUR / 12)
        self.assertEqual(
            self.rows(),
            [("12:00", ["Before"]), ("Now, 12:10", []), ("12:00", ["After"])],
        )

    def test_yesterday_is_left_out(self):
        make_live_story(at=NOON - 13 * HOUR)
        make_story(embargo_until=NOON - 13 * HOUR)
        self.assertEqual(read_board().entries, [])


class Entries(BoardTestCase):
    def test_a_scheduled_edition_is_live_when_its_hour_has_come(self):
        at = NOON + 2 * HOUR
        story = self.scheduled("Ferry returns", at, by=self.editor)
        entry = self.entry()
        self.assertEqual(
            (entry.kind, entry.what, entry.who), ("scheduled", "Goes live", "Hanna Voss")
        )
        self.assertEqual(entry.remarks, ("edition 1, first publication",))
        for moment in (at, at + HOUR):
            entry = self.entry(moment)
            self.assertEqual((entry.kind, entry.what), ("live", "Went live, as scheduled"))
            self.assertEqual(entry.clock, "14:10")
            self.assertEqual(entry.public_url, story.get_absolute_url())

    def test_what_was_changed_after_it_was_scheduled_is_said(self):
        story = self.scheduled("Ferry returns", NOON + HOUR)
        save_change(story, headline="Ferry late")
        entry = self.entry()
        self.assertEqual(entry.headline, "Ferry returns")
        self.assertIn("changed since", entry.remarks[1])

    def test_what_was_replaced_or_withdrawn_today_is_said(self):
        story = make_live_story(at=NOON - 2 * HOUR)
        save_change(story, headline="Ferry late")
        publish(story, by=None, change="update", at=NOON - HOUR)
        first, second = read_board().entries
        self.assertEqual((first.kind, first.remarks[1]), ("ended", "replaced at 11:10"))
        self.assertEqual((second.kind, second.public_url != ""), ("live", True))
        withdraw(story, by=None, notice="Gone.")
        _first, second = read_board().entries
        self.assertEqual((second.kind, second.remarks[1]), ("ended", "withdrawn at 12:10"))
        self.assertEqual(second.public_url, "")

    def test_an_embargo_says_whether_anything_waits_for_its_end(self):
        story = make_story(embargo_until=NOON + HOUR)
        entry = self.entry()
        self.assertEqual((entry.kind, entry.what), ("embargoed", "Embargo ends"))
        self.assertEqual(entry.remarks, ("nothing is scheduled",))
        schedule(story, by=None, at=NOON + 2 * HOUR, change="first")
        embargo, _edition = read_board().entries
        self.assertEqual(embargo.remarks, ("scheduled for 25 Nov, 14:10",))
        embargo, _edition = read_board(NOON + 3 * HOUR).entries
        self.assertEqual((embargo.kind, embargo.what), ("over", "Embargo ended"))
        self.assertEqual(embargo.remarks, ("published",))

    def test_an_embargo_to_be_broken_is_named_while_it_runs(self):
        story = make_story(embargo_until=NOON + HOUR)
        request = ask_to_break_embargo(story, by=self.editor, reason="It is out.")
        self.assertEqual(read_board().waiting, [request])
        self.assertEqual(read_board(NOON + HOUR).waiting, [])
        approve_break(request, by=make_user("Managing editor"))
        self.assertEqual(read_board().waiting, [])
        self.assertEqual(read_board().entries, [])

    def test_it_asks_a_fixed_number_of_queries(self):
        def fill():
            make_live_story(at=NOON - HOUR)
            self.scheduled("Later", NOON + HOUR)
            story = make_story(embargo_until=NOON + HOUR)
            schedule(story, by=self.editor, at=NOON + HOUR, change="first")
            ask_to_break_embargo(
                make_story(embargo_until=NOON + HOUR), by=self.editor, reason="Because."
            )

        fill()
        with self.assertNumQueries(7):
            read_board()
        for _number in range(3):
            fill()
        with self.assertNumQueries(7):
            read_board()

    def test_more_than_fits_is_said(self):
        with mock.patch("articles.board.MOST", 2):
            for _number in range(2):
                self.scheduled("Later", NOON + HOUR)
            self.assertFalse(read_board().has_more)
            self.scheduled("One more", NOON + HOUR)
            board = read_board()
        self.assertTrue(board.has_more)
        self.assertEqual(len(board.entries), 2)


_hours = st.integers(0, 6)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), _hours),
        st.tuples(st.just("publish"), st.booleans()),
        st.tuples(st.just("schedule"), _hours, st.booleans()),
        st.tuples(st.just("cancel")),
        st.tuples(st.just("withdraw")),
        st.tuples(st.just("embargo"), _hours),
        st.tuples(st.just("break")),
    ),
    max_size=14,
)


@override_settings(TIME_ZONE="Europe/London")
class NothingIsMissed(HypothesisTestCase):
    """Whatever the desk does and however time goes on, no schedule is late or impossible."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(_steps)
    def test_of_any_course_of_things(self, steps):
        self.now, self.planned = NOON, {}
        with at_clock(NOON):
            self.story = make_story()
            self.editor, self.chief = make_user("Editor"), make_user("Managing editor")
        for number, (verb, *arguments) in enumerate(steps):
            if verb == "wait":
                self.now += arguments[0] * HOUR
            with at_clock(self.now):
                try:
                    with transaction.atomic():
                        getattr(self, verb)(number, *arguments)
                except PublishingRefused:
                    pass
            self.assert_it_holds()
        for _hour in range(8):
            self.now += HOUR
            self.assert_it_holds()

    def wait(self, number, hours):
        """Time has gone on, and nothing ran."""

    def change(self, number) -> str:
        save_change(self.story, headline=f"Headline {number}")
        begun = self.story.editions.begun(self.now).exists()
        return "update" if begun else "first"

    def publish(self, number, replace):
        publish(self.story, by=self.editor, change=self.change(number), replace_scheduled=replace)

    def schedule(self, number, hours, replace):
        schedule(
            self.story,
            by=self.editor,
            change=self.change(number),
            at=self.now + hours * HOUR,
            replace_scheduled=replace,
        )

    def cancel(self, number):
        cancel_schedule(self.story, by=self.editor)

    def withdraw(self, number):
        withdraw(self.story, by=self.editor, notice="Gone.")

    def embargo(self, number, hours):
        article = Article.objects.get(pk=self.story.pk)
        until = self.now + hours * HOUR
        refuse_vain_embargo(article, until)
        if article.embargo_until is None or article.embargo_until <= until:
            self.story = save_change(article, embargo_until=until)

    def break_(self, number):
        request = ask_to_break_embargo(self.story, by=self.editor, reason="Because.")
        self.story = approve_break(request, by=self.chief)

    def __getattr__(self, name):
        if name == "break":
            return self.break_
        raise AttributeError(name)

    def assert_it_holds(self):
        article = Article.objects.get(pk=self.story.pk)
        editions = list(article.editions.order_by("live_from"))
        for earlier, later in zip(editions, editions[1:], strict=False):
            self.assertIsNotNone(earlier.live_until)
            self.assertLessEqual(earlier.live_until, later.live_from, "two at once")
        embargo = article.embargo_until
        for edition in article.editions.scheduled(self.now):
            self.assertTrue(embargo is None or edition.live_from >= embargo, "before its embargo")
        with at_clock(self.now):
            self.assert_readers_get_what_is_live(article, editions)
            self.assert_the_board_knows_no_third_kind()

    def assert_readers_get_what_is_live(self, article, editions):
        due = [one for one in editions if one.live_from <= self.now]
        shown = live_story(article.pk)
        last = due[-1] if due else None
        is_over = last is not None and last.live_until is not None and last.live_until <= self.now
        if last is None or is_over:
            self.assertIsNone(shown)
        else:
            self.assertEqual(shown.edition_id, last.pk, "its hour has come")

    def assert_the_board_knows_no_third_kind(self):
        for entry in read_board().entries:
            passed = entry.at <= self.now
            self.assertEqual(entry.kind in ("live", "ended", "over"), passed, entry)
        today = timezone.localtime(self.now).date()
        begun = [
            edition
            for edition in Edition.objects.begun()
            if timezone.localtime(edition.live_from).date() == today
        ]
        live = [entry for entry in read_board().entries if entry.kind in ("live", "ended")]
        self.assertEqual(len(live), len(begun))
