"""The page on which the front page is arranged, without a browser: every step is a form's."""

import json
from datetime import timedelta

from django.test import TestCase
from django.utils import timezone
from lxml import html as lxml_html

from articles.front.arranging import arrange, layout_of
from articles.front.layout import Layout, Pin, Row
from articles.models import Edition, FrontArrangement
from articles.publishing import schedule
from tests.factories import make_image, make_live_story, make_section, make_story, make_user

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGE = "/admin/articles/article/front/"


class FrontTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.now = timezone.now()
        cls.editor = make_user("Editor", first_name="Hanna", last_name="Voss")
        cls.world, cls.culture = make_section("World"), make_section("Culture")
        cls.ferry = make_live_story("Ferry returns", at=cls.now - 3 * HOUR, lead=make_image())
        cls.budget = make_live_story("Budget passes", at=cls.now - 2 * HOUR)
        cls.opera = make_live_story("Opera opens", at=cls.now - HOUR, section=cls.culture)

    def setUp(self):
        self.client.force_login(self.editor)

    def form(self, response) -> dict[str, str]:
        """What a browser without JavaScript would send back."""
        form = lxml_html.document_fromstring(response.content).get_element_by_id("front-form")
        return {name: value for name, value in form.form_values() if name}

    def send(self, response, do: str, status: int = 200, **changed):
        answer = self.client.post(PAGE, self.form(response) | {"do": do} | changed)
        self.assertEqual(answer.status_code, status, answer.content[:300])
        return answer

    def draft(self, response) -> dict:
        return json.loads(self.form(response)["draft"])

    def published(self) -> Layout:
        return layout_of(FrontArrangement.objects.first())


class StepsTests(FrontTestCase):
    def test_a_page_is_arranged_and_published_by_forms_alone(self):
        page = self.client.get(PAGE)
        page = self.send(page, f"add:{self.budget.pk}", slot="lead")
        page = self.send(page, f"put:{self.ferry.pk}:top")
        page = self.send(page, f"put:{self.opera.pk}:top")
        page = self.send(page, f"up:{self.opera.pk}")
        page = self.send(page, "apply", **{f"until-{self.opera.pk}": "hour", "size-opinion": "3"})
        page = self.send(page, f"to:{self.ferry.pk}", **{f"to-{self.ferry.pk}": "opinion"})
        page = self.send(page, f"row-down:{self.culture.pk}")
        self.send(page, "publish", status=302, note="Night")
        layout = self.published()
        self.assertEqual(layout.lead, (Pin(self.budget.pk),))
        self.assertEqual([pin.story for pin in layout.top], [self.opera.pk])
        self.assertAlmostEqual(
            layout.top[0].until, timezone.now() + HOUR, delta=timedelta(minutes=2)
        )
        self.assertEqual((layout.opinion_size, layout.opinion), (3, (Pin(self.ferry.pk),)))
        self.assertEqual([row.section for row in layout.rows], [self.world.pk, self.culture.pk])
        made = FrontArrangement.objects.get()
        self.assertEqual((made.note, made.made_by), ("Night", self.editor))
        lead = self.client.get("/").content.decode().split('class="opening-lead"')[1]
        self.assertIn("Budget passes", lead.split("</article>")[0])

    def test_undo_takes_back_one_step_after_the_other(self):
        page = self.client.get(PAGE)
        begun = self.draft(page)
        page = self.send(page, f"add:{self.budget.pk}", slot="lead")
        once = self.draft(page)
        page = self.send(page, f"put:{self.ferry.pk}:lead")
        page = self.send(page, "undo")
        self.assertEqual(self.draft(page), once)
        page = self.send(page, "undo")
        self.assertEqual(self.draft(page), begun)
        page = self.send(page, "undo")
        self.assertEqual(self.draft(page), begun)

    def test_what_was_undone_is_done_again_until_something_else_is_done(self):
        states = [self.client.get(PAGE)]
        for story in (self.budget, self.ferry, self.opera):
            states.append(self.send(states[-1], f"put:{story.pk}:top"))
        drafts = [self.draft(page) for page in states]
        page = states[-1]
        for wanted in (*drafts[-2::-1], drafts[0]):
            page = self.send(page, "undo")
            self.assertEqual(self.draft(page), wanted)
        for wanted in (*drafts[1:], drafts[-1]):
            page = self.send(page, "redo")
            self.assertEqual(self.draft(page), wanted)
        page = self.send(self.send(page, "undo"), f"put:{self.opera.pk}:lead")
        other = self.draft(page)
        self.assertEqual(self.draft(self.send(page, "redo")), other)
        self.assertEqual(self.draft(self.send(page, "undo")), drafts[2])

    def test_each_step_is_said_and_listed(self):
        page = self.send(self.client.get(PAGE), f"put:{self.budget.pk}:lead")
        self.assertContains(page, "“Budget passes” is pinned in Lead, place 1 of 1.")
        self.assertContains(page, "“Budget passes” pinned in Lead.")
        self.assertContains(page, "1 change, not published")

    def test_it_is_scheduled_and_taken_back(self):
        page = self.send(self.client.get(PAGE), f"put:{self.budget.pk}:lead")
        at = timezone.localtime(self.now + DAY).replace(second=0, microsecond=0)
        self.send(page, "publish", status=302, when="later", at=at.strftime("%Y-%m-%dT%H:%M"))
        self.assertEqual(FrontArrangement.objects.get().begins_at, at)
        self.assertContains(self.client.get(PAGE), "Arrangement 1 takes over at")
        self.client.post(f"{PAGE}take-back/", {"number": "1"})
        self.assertNotContains(self.client.get(PAGE), "takes over at")
        self.assertContains(self.client.get(f"{PAGE}history/"), "it never began")

    def test_an_earlier_arrangement_is_put_back_as_a_new_one(self):
        arrange(Layout(lead=(Pin(self.ferry.pk),), rows=()), by=self.editor)
        arrange(Layout(lead=(Pin(self.budget.pk),), rows=()), by=self.editor)
        page = self.client.get(f"{PAGE}?from=1")
        self.assertContains(page, "You see arrangement 1, which is not in force.")
        self.send(page, "publish", status=302)
        self.assertEqual(self.published().lead, (Pin(self.ferry.pk),))
        self.assertEqual(FrontArrangement.objects.count(), 3)

    def test_one_step_of_the_history_puts_an_arrangement_back_as_a_draft(self):
        arrange(Layout(lead=(Pin(self.ferry.pk),), rows=()), by=self.editor, note="Storm")
        arrange(Layout(lead=(Pin(self.budget.pk),), rows=()), by=self.editor)
        history = self.client.get(f"{PAGE}history/")
        self.assertContains(history, f"{PAGE}?back=1")
        self.assertNotContains(history, f"{PAGE}?back=2")
        page = self.client.get(f"{PAGE}?back=1")
        self.assertContains(page, "Arrangement 1 is put back here and not published")
        self.assertContains(page, "Lead: “Ferry returns” instead of “Budget passes”.")
        self.assertEqual(self.form(page)["note"], "Storm")
        self.assertEqual(FrontArrangement.objects.count(), 2)
        undone = self.send(page, "undo")
        self.assertContains(undone, "Nothing changed yet")
        self.assertEqual(self.draft(self.send(undone, "redo")), self.draft(page))
        self.send(page, "publish", status=302)
        self.assertEqual(self.published().lead, (Pin(self.ferry.pk),))
        self.assertContains(self.client.get(f"{PAGE}?back=3"), "is what readers see already")

    def test_what_is_put_back_says_which_pins_have_ended(self):
        over = Pin(self.ferry.pk, self.now - HOUR)
        was = Layout(lead=(over,), top=(Pin(self.budget.pk),), rows=())
        arrange(was, by=self.editor, as_of=self.now - DAY)
        arrange(Layout(rows=()), by=self.editor)
        page = self.client.get(f"{PAGE}?back=1")
        self.assertContains(page, "The pin of “Ferry returns” has ended and is left out.")
        self.assertEqual(self.draft(page)["lead"], [])
        self.assertEqual([pin["story"] for pin in self.draft(page)["top"]], [self.budget.pk])

    def test_a_scheduled_or_taken_back_arrangement_is_opened_and_not_put_back(self):
        arrange(Layout(rows=()), by=self.editor)
        arrange(Layout(lead=(Pin(self.ferry.pk),), rows=()), by=self.editor, at=self.now + DAY)
        self.assertNotContains(self.client.get(f"{PAGE}history/"), "?back=")
        self.client.post(f"{PAGE}take-back/", {"number": "2"})
        self.assertNotContains(self.client.get(f"{PAGE}history/"), "?back=")

    def test_the_finder_knows_live_and_scheduled_stories_and_no_drafts(self):
        soon = make_story("Budget at dawn")
        schedule(soon, by=None, at=self.now + HOUR, change="first")
        make_story("Budget draft")
        page = self.send(self.client.get(PAGE), "find", q="budget")
        for headline, is_found in (
            ("Budget passes", True),
            ("Budget at dawn", True),
            ("Budget draft", False),
            ("Opera opens", False),
        ):
            found = page.context["found"]
            self.assertEqual(headline in {one.headline for one, _ in found}, is_found, headline)
        for odd in ("\0", "%", "'\"<", "x" * 5000):
            self.send(page, "find", q=odd)


class WhatIsSaidTests(FrontTestCase):
    def begin(self, layout: Layout):
        arrange(layout, by=self.editor)
        return self.client.get(PAGE)

    def test_a_pinned_story_that_is_not_live_is_said(self):
        soon, draft = make_story("Soon"), make_story("Unwritten")
        schedule(soon, by=None, at=self.now + HOUR, change="first")
        page = self.begin(Layout(top=(Pin(soon.pk), Pin(draft.pk)), rows=()))
        self.assertContains(page, "Readers see it here from when it goes live")
        self.assertContains(page, "Not live. Readers see the next story in its place.")

    def test_a_pin_that_ends_before_its_story_begins_is_said(self):
        soon = make_story("Soon")
        schedule(soon, by=None, at=self.now + 2 * HOUR, change="first")
        page = self.begin(Layout(top=(Pin(soon.pk, self.now + HOUR),), rows=()))
        self.assertContains(page, "after the pin has ended")

    def test_a_lead_without_a_picture_and_an_old_story_are_said(self):
        old = make_live_story("Old story", at=self.now - 3 * DAY)
        page = self.begin(Layout(lead=(Pin(self.budget.pk),), top=(Pin(old.pk),), rows=()))
        self.assertContains(page, "The lead has no picture.")
        self.assertContains(page, "Older than a day")

    def test_the_same_picture_twice_is_said(self):
        picture = Edition.objects.get(article=self.ferry).lead_image
        make_live_story("Ferry again", at=self.now, lead=picture)
        page = self.client.get(PAGE)
        self.assertContains(page, "The same picture as “")

    def test_a_story_that_is_gone_is_said_and_can_be_taken_off(self):
        draft = make_story("Draft")
        arrange(Layout(top=(Pin(draft.pk),), rows=()), by=self.editor)
        pk = draft.pk
        draft.delete()
        page = self.client.get(PAGE)
        self.assertContains(page, "This story was deleted.")
        page = self.send(page, "publish", status=400)
        self.assertContains(page, "Take it off the page.", status_code=400)
        page = self.send(page, f"off:{pk}")
        self.send(page, "publish", status=302)

    def test_the_board_costs_the_same_however_much_is_pinned(self):
        stories = [make_live_story(f"Story {number}", lead=make_image()) for number in range(9)]
        self.begin(Layout(top=(Pin(stories[0].pk),), rows=(Row(self.world.pk),)))
        with self.assertNumQueries(26):
            self.client.get(PAGE)
        self.begin(
            Layout(
                lead=(Pin(stories[0].pk),),
                top=tuple(Pin(story.pk) for story in stories[1:7]),
                rows=(Row(self.world.pk, 4, (Pin(stories[8].pk),)),),
            )
        )
        with self.assertNumQueries(26):
            self.client.get(PAGE)


class TwoAtOnceTests(FrontTestCase):
    def test_the_second_sees_both_and_publishes_knowing_it(self):
        first, second = self.client.get(PAGE), self.client.get(PAGE)
        first = self.send(first, f"put:{self.ferry.pk}:lead")
        second = self.send(second, f"put:{self.budget.pk}:lead")
        self.send(first, "publish", status=302)
        told = self.send(second, "publish", status=409, note="Mine")
        self.assertContains(told, "Hanna Voss published arrangement 1", status_code=409)
        self.assertContains(told, "“Ferry returns” pinned in Lead.", status_code=409)
        self.assertContains(told, "Lead: “Budget passes” instead of", status_code=409)
        self.assertEqual(self.draft(told)["lead"], self.draft(second)["lead"])
        self.assertEqual(self.form(told)["note"], "Mine")
        self.assertEqual(self.published().lead, (Pin(self.ferry.pk),))
        self.send(told, "publish", status=302)
        self.assertEqual(self.published().lead, (Pin(self.budget.pk),))


class OddInputTests(FrontTestCase):
    def test_whatever_is_sent_gets_a_sentence_and_loses_nothing(self):
        page = self.send(self.client.get(PAGE), f"put:{self.budget.pk}:lead")
        draft = self.draft(page)
        budget = self.budget.pk
        for do, changed in (
            ("put:abc:lead", {}),
            ("put:1", {}),
            ("put", {}),
            (f"put:{self.ferry.pk}:nowhere", {}),
            (f"put:{self.ferry.pk}:row-99999", {}),
            (f"put:{self.ferry.pk}:top:-1", {}),
            (f"put:{'9' * 400}:top", {}),
            ("up:99", {}),
            ("row-to:1", {}),
            ("row-show", {"row": "x"}),
            ("apply", {f"until-{budget}": "time", f"at-{budget}": ""}),
            ("apply", {f"until-{budget}": "time", f"at-{budget}": "2026-13-45T99:00"}),
            ("apply", {f"until-{budget}": "time", f"at-{budget}": "2001-01-01T00:00"}),
            ("apply", {f"until-{budget}": "never"}),
            ("apply", {"size-opinion": "-3"}),
            ("apply", {"size-opinion": "9" * 5000}),
        ):
            with self.subTest(do=do[:40], **changed):
                answer = self.send(page, do, **changed)
                self.assertEqual(self.draft(answer), draft)
                self.assertContains(answer, 'role="alert"')

    def test_a_draft_that_is_none_is_said_and_the_arrangement_stands_there(self):
        page = self.client.get(PAGE)
        for text in ("", "{", "[]", "null", "[" * 5000, "x" * 100_000):
            answer = self.send(page, "publish", draft=text)
            self.assertContains(answer, "This is no arrangement of the front page.")
        for field, text in (
            ("past", "{"),
            ("past", "[1]"),
            ("future", "[{}]"),
            ("base", "x"),
            ("source", "٣x"),
        ):
            self.send(page, "apply", **{field: text})
        self.assertFalse(FrontArrangement.objects.exists())

    def test_unknown_stories_are_not_published(self):
        page = self.send(self.client.get(PAGE), "put:999999999:top")
        answer = self.send(page, "publish", status=400)
        self.assertContains(answer, "There is no story", status_code=400)

    def test_bad_times_are_said_and_the_note_is_kept(self):
        page = self.client.get(PAGE)
        for at in ("", "soon", "2001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T10:00"):
            answer = self.send(page, "publish", status=400, when="later", at=at, note="Mine")
            self.assertContains(answer, 'role="alert"', status_code=400)
            self.assertEqual(self.form(answer)["note"], "Mine")
        answer = self.send(page, "publish", status=400, note="n" * 201)
        self.assertContains(answer, "A note has at most 200", status_code=400)
        self.send(page, "publish", status=400, note="\0")

    def test_odd_addresses_find_nothing_or_say_so(self):
        for asked in ("99", "x", "-1", "9" * 400):
            with self.subTest(asked[:9]):
                page = self.client.get(PAGE, {"from": asked})
                self.assertContains(page, "There is no such arrangement.")
            self.assertContains(self.client.get(PAGE, {"back": asked}), "There is no such")
        for asked in ({"one": "1", "other": "2"}, {"before": "x"}, {"one": "x", "other": "1"}):
            self.assertEqual(self.client.get(f"{PAGE}history/", asked).status_code, 404)
        for number in ("", "x", "0", "9" * 400):
            answer = self.client.post(f"{PAGE}take-back/", {"number": number})
            self.assertEqual(answer.status_code, 302)


class PreviewTests(FrontTestCase):
    def preview(self, page, status: int = 200, **changed):
        answer = self.client.post(f"{PAGE}preview/", self.form(page) | {"show": "now"} | changed)
        self.assertEqual(answer.status_code, status)
        return answer

    def test_it_is_the_public_page_of_the_draft_now_and_then(self):
        soon = make_story("Dawn breaks")
        schedule(soon, by=None, at=self.now + HOUR, change="first")
        page = self.send(self.client.get(PAGE), f"put:{soon.pk}:lead")
        now = self.preview(page)
        self.assertNotContains(now, "Dawn breaks")
        at = timezone.localtime(self.now + 2 * HOUR).strftime("%Y-%m-%dT%H:%M")
        then = self.preview(page, show="later", at=at)
        lead = then.content.decode().split('class="opening-lead"')[1].split("</article>")[0]
        self.assertIn("Dawn breaks", lead)
        self.assertEqual(then["X-Frame-Options"], "SAMEORIGIN")
        self.assertIn("frame-ancestors 'self'", then["Content-Security-Policy"])
        self.assertIn("no-store", then["Cache-Control"])
        self.assertFalse(FrontArrangement.objects.exists())
        self.assertNotContains(self.client.get("/"), "Dawn breaks")

    def test_it_is_what_is_published_to_the_byte(self):
        page = self.send(self.client.get(PAGE), f"put:{self.budget.pk}:lead")
        before = self.preview(page).content.decode().replace('<base target="_blank">', "")
        self.send(page, "publish", status=302)
        self.assertEqual(before, self.client.get("/").content.decode())

    def test_what_cannot_be_previewed_is_said(self):
        page = self.client.get(PAGE)
        for at in ("", "soon", "2001-01-01T00:00", "9999-12-31T23:59"):
            self.assertContains(
                self.preview(page, status=400, show="later", at=at), "Choose", status_code=400
            )
        self.preview(page, status=400, draft="{")


class PermissionTests(FrontTestCase):
    def test_who_sees_and_who_changes(self):
        arrange(Layout(lead=(Pin(self.ferry.pk),), rows=()), by=self.editor)
        for group in ("Reporter", "Photo editor", "Reviewer"):
            self.client.force_login(make_user(group))
            page = self.client.get(PAGE)
            self.assertContains(page, "Ferry returns")
            self.assertNotContains(page, 'value="publish"')
            self.assertNotContains(page, "data-drag")
            history = self.client.get(f"{PAGE}history/")
            self.assertContains(history, "Ferry returns")
            self.assertNotContains(history, "?back=")
            self.assertEqual(self.client.get(f"{PAGE}?back=1").status_code, 403)
            for address in (PAGE, f"{PAGE}preview/", f"{PAGE}take-back/"):
                self.assertEqual(self.client.post(address, {"do": "apply"}).status_code, 403)
        for group in ("Editor", "Managing editor"):
            self.client.force_login(make_user(group))
            page = self.client.get(PAGE)
            self.send(page, f"put:{self.budget.pk}:lead")

    def test_staff_who_may_not_see_stories_see_nothing(self):
        self.client.force_login(make_user())
        for address in (PAGE, f"{PAGE}history/"):
            self.assertEqual(self.client.get(address).status_code, 403)


class HistoryTests(FrontTestCase):
    def test_it_says_who_when_and_what_and_compares_any_two(self):
        arrange(Layout(lead=(Pin(self.ferry.pk),), rows=()), by=self.editor, note="Morning")
        arrange(Layout(lead=(Pin(self.budget.pk),), rows=()), by=self.editor)
        arrange(Layout(lead=(Pin(self.opera.pk),), rows=()), by=None)
        page = self.client.get(f"{PAGE}history/", {"one": "1", "other": "3"})
        self.assertContains(page, "Arrangement 1: “Morning”")
        self.assertContains(page, "Lead: “Budget passes” instead of “Ferry returns”.")
        self.assertContains(page, "Lead: “Opera opens” instead of “Ferry returns”.")
        self.assertContains(page, "Hanna Voss")

    def test_it_goes_on_by_key_at_a_fixed_cost(self):
        for number in range(25):
            arrange(Layout(lead=(Pin([self.ferry, self.opera][number % 2].pk),)), by=self.editor)
        with self.assertNumQueries(8):
            page = self.client.get(f"{PAGE}history/")
        self.assertContains(page, "Arrangement 25")
        self.assertNotContains(page, "Arrangement 5<")
        page = self.client.get(f"{PAGE}history/?before=6")
        self.assertContains(page, "Arrangement 5<")
        self.assertContains(page, "Newest")
