"""The verbs that arrange the front page, its layouts, and how two of them differ in words."""

import json
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import SimpleTestCase, TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.front import editing
from articles.front.arranging import (
    ArrangingRefused,
    Overtaken,
    arrange,
    arrangement_in_force,
    layout_of,
    take_back,
)
from articles.front.layout import (
    NOT_ARRANGED,
    BadLayout,
    Layout,
    Pin,
    Row,
    check_layout,
    read_layout,
    write_layout,
)
from articles.front.words import Names, differences
from articles.models import Article, FrontArrangement, RecordIsKept
from articles.permissions import GROUPS
from tests.factories import make_live_story, make_section, make_story, make_user

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = Layout(opinion_size=2, rows=(Row(1), Row(2), Row(3)))
SLOTS = ["lead", "top", "opinion", "row-1", "row-2", "row-3"]
STORIES = st.integers(1, 12)
EDITS = st.one_of(
    st.tuples(
        st.just("put"), STORIES, st.sampled_from(SLOTS), st.one_of(st.none(), st.integers(0, 9))
    ),
    st.tuples(st.just("take_off"), STORIES),
    st.tuples(st.just("step"), STORIES, st.sampled_from([-1, 1])),
    st.tuples(st.just("step_row"), st.integers(1, 3), st.sampled_from([-1, 1])),
    st.tuples(st.just("place_row"), st.integers(1, 3), st.integers(0, 4)),
    st.tuples(st.just("hide_row"), st.integers(1, 3)),
    st.tuples(st.just("show_row"), st.integers(1, 3)),
    st.tuples(st.just("resize"), st.sampled_from(SLOTS[2:]), st.integers(-1, 9)),
)


class LayoutTests(SimpleTestCase):
    @given(st.lists(EDITS, max_size=40))
    @settings(max_examples=200, deadline=None)
    def test_any_row_of_steps_gives_a_layout_or_says_why_not(self, steps):
        layout = START
        for name, *told in steps:
            before = layout
            try:
                layout = getattr(editing, name)(layout, *told)
            except BadLayout as refused:
                self.assertTrue(refused.messages[0].endswith("."))
                self.assertIs(layout, before)
                continue
            check_layout(layout)
            self.assertEqual(read_layout(write_layout(layout)), layout)
            lost = {pin.story for pin in before.pins()} - {pin.story for pin in layout.pins()}
            if name not in ("take_off", "hide_row"):
                self.assertEqual(lost, set(), "a step lost a story")

    def test_a_new_lead_sends_the_old_one_to_the_top_stories(self):
        layout = editing.put(editing.put(START, 1, "lead"), 2, "top")
        layout = editing.put(layout, 3, "lead")
        self.assertEqual(layout.lead, (Pin(3),))
        self.assertEqual(layout.top, (Pin(1), Pin(2)))

    def test_a_full_slot_says_so(self):
        layout = Layout(top=tuple(Pin(number) for number in range(1, 9)))
        with self.assertRaisesMessage(BadLayout, "Every place there is taken"):
            editing.put(layout, 9, "top")

    def test_a_story_keeps_its_end_when_it_moves(self):
        until = timezone.now() + HOUR
        layout = editing.pin_until(editing.put(START, 1, "top"), 1, until)
        self.assertEqual(editing.put(layout, 1, "lead").lead, (Pin(1, until),))

    def test_whatever_is_no_layout_is_refused_in_a_sentence(self):
        good = json.loads(write_layout(START))
        pin = {"story": 1, "until": None}
        bad = [
            "",
            "[]",
            "null",
            "{",
            "[" * 50_000,
            " " * 70_000,
            json.dumps(good | {"lead": [pin, {"story": 2, "until": None}]}),
            json.dumps(good | {"lead": [pin], "top": [pin]}),
            json.dumps(good | {"lead": [{"story": -1, "until": None}]}),
            json.dumps(good | {"lead": [{"story": 2**63, "until": None}]}),
            json.dumps(good | {"lead": [{"story": True, "until": None}]}),
            json.dumps(good | {"lead": [{"story": "1", "until": None}]}),
            json.dumps(good | {"lead": [{"story": 1, "until": "tomorrow"}]}),
            json.dumps(good | {"lead": [{"story": 1, "until": "2026-01-01T00:00:00"}]}),
            json.dumps(good | {"lead": [{"story": 1, "until": "0001-01-01T00:00:00+14:00"}]}),
            json.dumps(good | {"lead": [{"story": 1}]}),
            json.dumps(good | {"top": [{"story": n, "until": None} for n in range(1, 10)]}),
            json.dumps(good | {"rows": [{"section": 1, "size": 0, "pins": []}]}),
            json.dumps(good | {"rows": [{"section": 1, "size": 99, "pins": []}]}),
            json.dumps(good | {"rows": [{"section": 1, "size": 4, "pins": []}] * 2}),
            json.dumps(good | {"rows": [{"section": n, "size": 4, "pins": []} for n in range(61)]}),
        ]
        for text in bad:
            with self.subTest(text[:80]), self.assertRaises(BadLayout):
                read_layout(text)


class WordsTests(SimpleTestCase):
    names = Names({1: "A", 2: "B", 3: "C"}, {1: "World", 2: "Business", 3: "Culture"})

    def said(self, before: Layout, after: Layout) -> list[str]:
        return differences(before, after, self.names)

    @given(st.lists(EDITS, max_size=12), st.lists(EDITS, max_size=12))
    @settings(max_examples=200, deadline=None)
    def test_words_are_said_exactly_where_something_differs(self, first, second):
        before, after = self.edited(first), self.edited(second)
        self.assertEqual(bool(self.said(before, after)), before != after)
        self.assertEqual(self.said(before, before), [])

    def edited(self, steps) -> Layout:
        layout = START
        for name, *told in steps:
            try:
                layout = getattr(editing, name)(layout, *told)
            except BadLayout:
                continue
        return layout

    def test_another_lead(self):
        before, after = Layout(lead=(Pin(2),)), Layout(lead=(Pin(1),))
        self.assertEqual(self.said(before, after), ["Lead: “A” instead of “B”."])

    def test_the_old_lead_is_told_where_it_went(self):
        before, after = Layout(lead=(Pin(2),)), Layout(lead=(Pin(1),), top=(Pin(2),))
        self.assertEqual(
            self.said(before, after),
            ["Lead: “A” instead of “B”.", "“B” moved from Lead to Top stories."],
        )

    def test_a_pin_with_an_end(self):
        until = timezone.localtime().replace(hour=18, minute=0) + DAY
        said = self.said(Layout(), Layout(top=(Pin(3, until),)))
        self.assertEqual(said, ["“C” pinned in Top stories until 18:00 tomorrow."])

    def test_order_sizes_and_rows(self):
        before = Layout(top=(Pin(1), Pin(2)), opinion_size=4, rows=(Row(1), Row(2)))
        after = Layout(top=(Pin(2), Pin(1)), opinion_size=0, rows=(Row(2), Row(1, 8), Row(3)))
        self.assertEqual(
            self.said(before, after),
            [
                "Top stories in another order: “B”, “A”.",
                "Opinion: the row is no longer shown.",
                "World: 8 places instead of 4.",
                "Culture: the row is shown, with 4 places.",
                "Rows in another order: Business, World, Culture.",
            ],
        )


class ArrangingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_user("Editor")
        cls.section = make_section()
        cls.story = make_live_story("Ferry returns")
        cls.other = make_live_story("Budget passes")

    def lead(self, story: Article, until=None) -> Layout:
        return Layout(lead=(Pin(story.pk, until),))

    def test_each_arrangement_is_one_of_its_own(self):
        first = arrange(self.lead(self.story), by=self.editor, base=0, note="  Night \n desk ")
        second = arrange(self.lead(self.other), by=self.editor, base=1)
        self.assertEqual((first.number, second.number), (1, 2))
        self.assertEqual((first.note, first.made_by), ("Night desk", self.editor))
        self.assertEqual(layout_of(FrontArrangement.objects.get(number=1)), self.lead(self.story))
        self.assertEqual(arrangement_in_force(), second)

    def test_none_is_altered_or_deleted(self):
        made = arrange(NOT_ARRANGED, by=self.editor)
        made.note = "Other"
        for act in (
            made.save,
            made.delete,
            FrontArrangement.objects.all().delete,
            lambda: FrontArrangement.objects.update(note="Other"),
        ):
            with self.assertRaises(RecordIsKept):
                act()

    def test_only_those_who_may_arrange(self):
        may = {group for group in GROUPS if make_user(group).has_perm("articles.arrange_front")}
        self.assertEqual(may, {"Editor", "Managing editor"})
        for user in (make_user("Reporter"), make_user("Photo editor"), make_user("Reviewer")):
            with self.assertRaises(PermissionDenied):
                arrange(NOT_ARRANGED, by=user)
        with self.assertRaises(PermissionDenied):
            arrange(NOT_ARRANGED, by=AnonymousUser())
        arrange(NOT_ARRANGED, by=None, at=timezone.now() + HOUR)
        with self.assertRaises(PermissionDenied):
            take_back(1, by=make_user("Reporter"))

    def test_the_second_of_two_is_told_and_has_lost_nothing(self):
        arrange(self.lead(self.story), by=self.editor, base=0)
        with self.assertRaises(Overtaken) as overtaken:
            arrange(self.lead(self.other), by=make_user("Editor"), base=0)
        self.assertEqual(overtaken.exception.latest.number, 1)
        arrange(self.lead(self.other), by=self.editor, base=1)
        self.assertEqual(FrontArrangement.objects.count(), 2)

    def test_what_cannot_be_is_refused_in_a_sentence(self):
        now = timezone.now()
        far = now + timedelta(days=11 * 366)
        cases = [
            (self.lead(Article(pk=10**9)), {}, "There is no story"),
            (Layout(rows=(Row(10**9),)), {}, "There is no section"),
            (self.lead(self.story, now - HOUR), {}, "which has passed"),
            (self.lead(self.story, now + HOUR), {"at": now + DAY}, "before the arrangement begins"),
            (self.lead(self.story, far), {}, "within the next ten years"),
            (NOT_ARRANGED, {"at": now - HOUR}, "has passed"),
            (NOT_ARRANGED, {"at": far}, "within the next ten years"),
            (NOT_ARRANGED, {"note": "n" * 201}, "at most 200"),
            (Layout(lead=(Pin(1),), top=(Pin(1),)), {}, "not to two"),
        ]
        for layout, more, sentence in cases:
            with self.subTest(sentence):
                with self.assertRaises(ValidationError) as refused:
                    arrange(layout, by=self.editor, **more)
                self.assertIn(sentence, refused.exception.messages[0])
        self.assertFalse(FrontArrangement.objects.exists())

    def test_a_pin_that_ended_since_it_was_made_is_left_out(self):
        ended = timezone.now() + timedelta(milliseconds=1)
        arrange(self.lead(self.story, ended), by=None, as_of=ended - HOUR)
        made = arrange(self.lead(self.story, ended), by=self.editor, at=timezone.now() + HOUR)
        self.assertEqual(layout_of(made), NOT_ARRANGED)

    def test_a_draft_may_be_pinned_and_waits_for_its_hour(self):
        draft = make_story("Draft")
        made = arrange(self.lead(draft), by=self.editor)
        self.assertEqual(layout_of(made), self.lead(draft))
        self.assertNotIn("Draft", self.client.get("/").content.decode())

    def test_only_what_has_not_begun_is_taken_back(self):
        at = timezone.now() + HOUR
        arrange(NOT_ARRANGED, by=self.editor)
        arrange(self.lead(self.other), by=self.editor, at=at)
        take_back(2, by=self.editor)
        taken = FrontArrangement.objects.get(number=2)
        self.assertEqual(taken.taken_back_by, self.editor)
        self.assertEqual(arrangement_in_force(at + HOUR).number, 1)
        for number in (1, 2, 99):
            with self.assertRaises(ArrangingRefused):
                take_back(number, by=self.editor)

    def test_a_story_that_was_pinned_may_be_deleted(self):
        draft = make_story("Draft")
        arrange(self.lead(draft), by=self.editor)
        draft.delete()
        self.assertEqual(self.client.get("/").status_code, 200)
