"""What readers see of an arrangement: properties over any layout and any set of stories."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from articles import front_page
from articles.front.arranging import arrange
from articles.front.layout import (
    MOST_IN_ROW,
    MOST_OPINION,
    MOST_TOP,
    NOT_ARRANGED,
    Layout,
    Pin,
    Row,
    read_layout,
    write_layout,
)
from articles.models import Edition
from articles.pages import AsOf
from articles.publishing import publish, schedule, withdraw
from tests.factories import make_image, make_live_story, make_section, make_story, save_change

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class ArrangedTests(PropertyTestCase):
    """Twenty stories of three sections, some opinion; and some that readers do not see."""

    @classmethod
    def setUpTestData(cls):
        cls.now = timezone.now()
        cls.sections = [make_section(name) for name in ("World", "Business", "Culture")]
        picture = make_image()
        cls.stories = [
            make_live_story(
                f"Story {number}",
                at=cls.now - DAY + number * timedelta(minutes=1),
                section=cls.sections[number % 3],
                kind="opinion" if number % 4 == 1 else "news",
                lead=picture if number % 5 == 2 else None,
            )
            for number in range(20)
        ]
        cls.draft = make_story("Draft")
        cls.waiting = make_story("Scheduled")
        schedule(cls.waiting, by=None, at=cls.now + 2 * HOUR, change="first")
        cls.gone = make_live_story("Withdrawn", at=cls.now - HOUR)
        withdraw(cls.gone, by=None, notice="Gone.")
        cls.now = timezone.now()
        live = Edition.objects.live(cls.now).order_by("-first_published", "-article_id")
        cls.newest = [edition.article_id for edition in live.select_related("section")]
        cls.by_story = {edition.article_id: edition for edition in live}
        hidden = [cls.draft.pk, cls.waiting.pk, cls.gone.pk, 10**9]
        cls.known = [story.pk for story in cls.stories] + hidden

    def layouts(self, draw) -> Layout:
        stories = iter(draw(st.permutations(self.known)))
        ends = st.sampled_from([None, self.now + HOUR, self.now - HOUR, self.now])

        def pins(most: int) -> tuple[Pin, ...]:
            count = draw(st.integers(0, min(most, 5)))
            return tuple(Pin(next(stories), draw(ends)) for _ in range(count))

        opinion_size = draw(st.integers(0, MOST_OPINION))
        lead, top, opinion = pins(1), pins(MOST_TOP), pins(opinion_size)
        rows = None
        if draw(st.booleans()):
            rows = []
            for section in draw(st.permutations(self.sections))[: draw(st.integers(0, 3))]:
                size = draw(st.integers(1, MOST_IN_ROW))
                rows.append(Row(section.pk, size, pins(size)))
            rows = tuple(rows)
        return Layout(lead, top, opinion_size, opinion, rows)

    @given(st.data())
    @settings(max_examples=150, deadline=None)
    def test_any_arrangement_of_any_stories_is_a_whole_page(self, data):
        layout = self.layouts(data.draw)
        plan = front_page.planned(AsOf(self.now), layout)
        slots = {"lead": [plan.lead] if plan.lead else [], "top": plan.top}
        slots["opinion"] = plan.opinion
        slots |= {f"row-{section.id}": cards for section, cards in plan.rows}
        shown = {slot: [card.key for card in cards] for slot, cards in slots.items()}
        everything = [story for stories in shown.values() for story in stories]
        self.assertEqual(len(everything), len(set(everything)), "a story stands twice")
        self.assertLessEqual(set(everything), set(self.newest), "a story that is not live")
        self.check_pins(layout, shown)
        self.check_top(layout, shown, plan)
        self.check_opinion_and_rows(layout, shown)

    def in_force(self, pins) -> list[int]:
        is_in_force = (pin for pin in pins if pin.until is None or self.now < pin.until)
        return [pin.story for pin in is_in_force if pin.story in self.newest]

    def check_pins(self, layout, shown):
        for slot, pins in layout.slots():
            pinned = self.in_force(pins)
            self.assertEqual(shown[slot][: len(pinned)], pinned, slot)

    def check_top(self, layout, shown, plan):
        everywhere = self.in_force(layout.pins())
        room = 9 - len(self.in_force(layout.lead)) - len(self.in_force(layout.top))
        rest = [story for story in self.newest if story not in everywhere][: room + 3]
        if layout.opinion_size:
            is_opinion = {story: self.by_story[story].kind == "opinion" for story in rest}
            rest.sort(key=is_opinion.get)
        wanted, fill = rest[:room], shown["top"][len(self.in_force(layout.top)) :]
        if not self.in_force(layout.lead):
            pictured = [story for story in wanted if self.by_story[story].lead_image_id]
            self.assertEqual(plan.lead.key, (pictured or wanted)[0])
            wanted.remove(plan.lead.key)
        self.assertEqual(fill, wanted)

    def check_opinion_and_rows(self, layout, shown):
        pinned = self.in_force(layout.pins())
        above = {*shown["lead"], *shown["top"], *pinned}
        opinion = [one for one in self.newest if self.by_story[one].kind == "opinion"]
        room = layout.opinion_size - len(self.in_force(layout.opinion))
        wanted = [story for story in opinion if story not in above][:room]
        self.assertEqual(shown["opinion"], self.in_force(layout.opinion) + wanted)
        above |= set(wanted)
        rows = layout.rows
        if rows is None:
            rows = [Row(section.pk) for section in self.sections]
        for row in rows:
            own = [one for one in self.newest if self.by_story[one].section_id == row.section]
            first = self.in_force(row.pins)
            fill = [story for story in own if story not in above][: row.size - len(first)]
            self.assertEqual(shown[row.key], first + fill)

    @given(st.data())
    @settings(max_examples=100, deadline=None)
    def test_a_layout_is_read_as_it_was_written(self, data):
        layout = self.layouts(data.draw)
        self.assertEqual(read_layout(write_layout(layout)), layout)

    def test_the_first_of_the_top_leads_where_all_else_is_pinned_there(self):
        first, second = self.stories[:2]
        others = tuple(Pin(story.pk) for story in self.stories[2:])
        rows = (Row(self.sections[0].pk, 8, others[:8]), Row(self.sections[1].pk, 8, others[8:16]))
        layout = Layout(
            top=(Pin(first.pk), Pin(second.pk)), opinion_size=2, opinion=others[16:], rows=rows
        )
        plan = front_page.planned(AsOf(self.now), layout)
        self.assertEqual(plan.lead.key, first.pk)
        self.assertEqual([card.key for card in plan.top], [second.pk])

    def test_rows_stand_in_their_order_and_only_those_chosen(self):
        world, _business, culture = self.sections
        layout = Layout(rows=(Row(culture.pk, 2), Row(world.pk, 1)))
        plan = front_page.planned(AsOf(self.now), layout)
        self.assertEqual([row.name for row, _ in plan.rows], ["Culture", "World"])
        self.assertEqual([len(cards) for _, cards in plan.rows], [2, 1])
        self.assertEqual(len(plan.sections), 3)

    def test_a_row_of_a_section_that_is_gone_is_left_out(self):
        layout = Layout(rows=(Row(10**9, 2, (Pin(self.stories[0].pk),)),))
        self.assertEqual(front_page.planned(AsOf(self.now), layout).rows, [])

    def test_the_front_page_costs_five_queries_at_most(self):
        layout = Layout(
            lead=(Pin(self.stories[0].pk),),
            top=tuple(Pin(story.pk) for story in self.stories[1:7]),
            opinion_size=4,
            opinion=(Pin(self.stories[8].pk, self.now + DAY),),
            rows=tuple(
                Row(section.pk, 8, (Pin(self.stories[9 + number].pk),))
                for number, section in enumerate(self.sections)
            ),
        )
        arrange(layout, by=None)
        self.client.get("/")
        with self.assertNumQueries(5):
            page = self.client.get("/").content.decode()
        self.assertIn('class="band opinion"', page)
        self.assertIn("Story 0<", page.split('class="opening-lead"')[1].split("</article>")[0])


class TimesTests(TestCase):
    """What begins and ends by the clock alone."""

    @classmethod
    def setUpTestData(cls):
        cls.now = timezone.now()
        cls.old = make_live_story("Old", at=cls.now - 3 * DAY, lead=make_image())
        cls.new = make_live_story("New", at=cls.now - 2 * DAY, lead=make_image())

    def lead_at(self, at) -> str:
        plan = front_page.planned(AsOf(at))
        return Edition.objects.get(pk=plan.lead.edition_id).headline

    def test_a_pin_ends_at_its_instant(self):
        until = self.now + HOUR
        arrange(Layout(lead=(Pin(self.old.pk, until),)), by=None)
        self.assertEqual(self.lead_at(until - timedelta(microseconds=1)), "Old")
        self.assertEqual(self.lead_at(until), "New")

    def test_a_scheduled_arrangement_begins_at_its_instant_with_no_worker(self):
        at = self.now + HOUR
        arrange(Layout(lead=(Pin(self.old.pk),)), by=None, at=at)
        self.assertEqual(self.lead_at(at - timedelta(microseconds=1)), "New")
        self.assertEqual(self.lead_at(at), "Old")

    def test_what_is_published_now_stands_until_the_scheduled_one_begins(self):
        at = self.now + HOUR
        arrange(Layout(lead=(Pin(self.old.pk),)), by=None, at=at)
        arrange(Layout(lead=(Pin(self.new.pk),)), by=None)
        self.assertEqual(self.lead_at(timezone.now()), "New")
        self.assertEqual(self.lead_at(at), "Old")

    def test_the_past_shows_the_arrangement_that_was_in_force(self):
        arrange(Layout(lead=(Pin(self.old.pk),)), by=None, as_of=self.now - DAY)
        arrange(NOT_ARRANGED, by=None, as_of=self.now - HOUR)
        self.assertEqual(self.lead_at(self.now - 2 * HOUR), "Old")
        self.assertEqual(self.lead_at(self.now - DAY - HOUR), "New")
        self.assertEqual(self.lead_at(self.now), "New")

    def test_a_scheduled_story_takes_its_pinned_place_when_it_goes_live(self):
        soon = make_story("Soon")
        schedule(soon, by=None, at=self.now + HOUR, change="first")
        arrange(Layout(lead=(Pin(soon.pk),)), by=None)
        self.assertEqual(self.lead_at(timezone.now()), "New")
        self.assertEqual(self.lead_at(self.now + HOUR), "Soon")

    def test_a_pinned_story_is_shown_as_its_live_edition_is(self):
        arrange(Layout(lead=(Pin(self.old.pk),)), by=None)
        save_change(self.old, headline="Not published")
        self.assertEqual(self.lead_at(timezone.now()), "Old")
        publish(self.old, by=None, change="update")
        self.assertEqual(self.lead_at(timezone.now()), "Not published")

    def test_the_next_change_is_the_first_of_all_that_time_alone_brings(self):
        soon, at = make_story("Soon"), self.now
        schedule(soon, by=None, at=at + 3 * HOUR, change="first")
        self.assertEqual(front_page.next_change(at), at + 3 * HOUR)
        arrange(Layout(lead=(Pin(self.old.pk, at + 2 * HOUR),)), by=None, as_of=at)
        self.assertEqual(front_page.next_change(at), at + 2 * HOUR)
        arrange(NOT_ARRANGED, by=None, at=at + HOUR)
        self.assertEqual(front_page.next_change(at), at + HOUR)
        self.assertEqual(front_page.next_change(at + HOUR), at + 3 * HOUR)
        self.assertIsNone(front_page.next_change(at + 3 * HOUR))
