"""Moving and assigning a story from its form, its own pages and the list."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from articles.models import Article, Progress
from articles.permissions import GROUPS
from articles.state import when
from articles.workflow import assign, move
from tests.articles.admin.desk import DeskTestCase, change_url, form_data, restore
from tests.articles.test_workflow import MATRIX, SOON, STEPS, stage_of, story_for
from tests.factories import make_live_story, make_story, make_user, save_change

LIST = "/admin/articles/article/"


def page_url(story: Article, page: str) -> str:
    return f"{LIST}{story.pk}/{page}"


class TheBar(DeskTestCase):
    def bar(self, story: Article) -> str:
        page = html.fromstring(self.client.get(change_url(story)).content.decode())
        return " ".join(page.find_class("desk-panel")[0].text_content().split())

    def buttons(self, story: Article) -> list[str]:
        page = html.fromstring(self.client.get(change_url(story)).content.decode())
        bar = page.find_class("desk-panel")[0]
        names = [one.get("name", "") for one in bar.iter("button")]
        return [name for name in names if name == "_assign" or name.startswith("_move")]

    def test_it_says_the_stage_whose_it_is_and_until_when(self):
        story, due = make_story(), timezone.now() + timedelta(days=1)
        self.assertTrue(self.bar(story).startswith("Draft"))
        move(story, by=None, to="review")
        mara = make_user("Reporter", first_name="Mara", last_name="Lindqvist")
        assign(story, by=None, to=mara, due=due)
        self.assertTrue(
            self.bar(story).startswith(f"In review Mara Lindqvist due {when(due)}"),
            self.bar(story),
        )

    def test_beside_a_live_storys_state_stands_how_far_the_desk_is(self):
        story = make_live_story()
        save_change(story, headline="Another")
        move(story, by=None, to="ready")
        words = "Live, edition 1, with unpublished changes Ready"
        self.assertTrue(self.bar(story).startswith(words), self.bar(story))

    def test_everybody_finds_the_buttons_that_are_theirs(self):
        draft, review, ready = (make_story() for _ in range(3))
        move(review, by=None, to="review")
        move(ready, by=None, to="ready")
        to_review, to_ready, back, give = "_move_review", "_move_ready", "_move_back", "_assign"
        expected = {
            "Editor": ([give, to_review, to_ready], [give, back, to_ready], [give, back]),
            "Reporter": ([to_review], [], []),
            "Photo editor": ([], [], []),
            "Reviewer": ([], [], []),
        }
        for group, buttons in expected.items():
            self.sign_in(group)
            for story, names in zip((draft, review, ready), buttons, strict=True):
                self.assertEqual(self.buttons(story), names, (group, story))

    def test_a_story_without_news_is_not_sent_to_review(self):
        self.assertEqual(self.buttons(make_live_story()), ["_assign"])

    def test_enter_in_a_field_moves_nothing(self):
        """It presses the first button of the form, wherever that stands in the page."""
        story = make_story()
        page = html.fromstring(self.client.get(change_url(story)).content.decode())
        buttons = [
            one.get("name")
            for one in page.iter("button", "input")
            if one.get("type") == "submit"
            and (
                one.get("form") == "article_form" or one.xpath("ancestor::form[@id='article_form']")
            )
        ]
        self.assertEqual(buttons[0], "_continue")

    def test_a_button_saves_what_was_typed_and_moves_it(self):
        story = make_story()
        response = self.save(story, headline="Typed just now", _move_review="draft")
        self.assertEqual((response.status_code, response.url), (302, change_url(story)))
        story.refresh_from_db()
        self.assertEqual((story.headline, stage_of(story)), ("Typed just now", "review"))
        self.assertContains(self.client.get(change_url(story)), "The story is in review.")

    def test_what_cannot_be_saved_is_not_moved_and_stays_typed(self):
        story = make_story()
        response = self.save(story, headline="", standfirst="Typed.", _move_review="draft")
        self.assertContains(response, "A story needs a headline.")
        self.assertContains(response, "Typed.")
        self.assertEqual(stage_of(story), "draft")

    def test_what_somebody_moved_meanwhile_is_saved_and_not_moved(self):
        story = make_story()
        data = self.open(story)
        move(story, by=make_user("Editor", first_name="Ruth"), to="ready")
        self.save(story, data, headline="Typed just now", _move_review="draft")
        story.refresh_from_db()
        self.assertEqual((story.headline, stage_of(story)), ("Typed just now", "ready"))
        words = "Ruth moved this story to “Ready”"
        self.assertContains(self.client.get(change_url(story)), words)

    def test_a_forged_button_saves_and_moves_nothing(self):
        self.sign_in("Reporter")
        story = make_story()
        self.save(story, headline="Typed just now", _move_ready="draft")
        story.refresh_from_db()
        self.assertEqual((story.headline, stage_of(story)), ("Typed just now", "draft"))
        self.assertContains(self.client.get(change_url(story)), "you may not move it on")

    def test_sending_back_and_assigning_save_first_and_then_ask(self):
        story = make_story()
        move(story, by=None, to="review")
        response = self.save(story, headline="Typed just now", _move_back="review")
        self.assertRedirects(response, page_url(story, "move/?to=back"))
        response = self.save(story, headline="Typed again", _assign="")
        self.assertRedirects(response, page_url(story, "assign/"))
        self.assertEqual(Article.objects.get().headline, "Typed again")

    def test_a_reporters_change_to_a_ready_story_sends_it_to_review_and_says_so(self):
        story = make_story()
        move(story, by=None, to="ready")
        self.save(story, headline="An editor's change")
        self.assertEqual(stage_of(story), "ready")
        self.sign_in("Reporter")
        self.save(story)
        self.assertEqual(stage_of(story), "ready", "nothing was changed")
        self.save(story, headline="A reporter's change")
        self.assertEqual(stage_of(story), "review")
        self.assertContains(self.client.get(change_url(story)), "it is in review again")

    def test_whoever_opens_a_story_that_was_sent_back_reads_why(self):
        story = make_story()
        move(story, by=None, to="review")
        move(story, by=self.user, to="draft", reason="Who <says> so?")
        response = self.client.get(change_url(story))
        self.assertContains(response, "Sent back by Hanna Voss")
        self.assertContains(response, "Who &lt;says&gt; so?")

    def test_its_way_through_the_desk_is_told_below_the_form(self):
        story = make_story()
        move(story, by=None, to="review")
        move(story, by=self.user, to="draft", reason="Who says so?")
        assign(story, by=self.user, to=self.user, due=timezone.now() + SOON)
        page = html.fromstring(self.client.get(change_url(story)).content.decode())
        lines = page.get_element_by_id("tab-progress").xpath(".//tbody/tr")
        self.assertEqual(len(lines), 3)
        words = " ".join(lines[0].text_content().split())
        self.assertIn("Hanna Voss Assigned to Hanna Voss, due", words)
        self.assertIn("In review → Draft", lines[1].text_content())

    def test_restoring_leaves_the_stage_alone(self):
        story = make_story("First", by=self.user)
        save_change(story, by=self.user, headline="Second")
        move(story, by=None, to="review")
        restore(self.client, story, 1)
        story.refresh_from_db()
        self.assertEqual((story.headline, stage_of(story)), ("First", "review"))

    def test_it_costs_the_same_however_long_the_way_was(self):
        story = make_story()

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                self.client.get(change_url(story))
            return len(captured)

        move(story, by=None, to="review")
        queries()
        first = queries()
        for _ in range(20):
            move(story, by=self.user, to="draft", reason="Again.")
            move(story, by=self.user, to="review")
        self.assertEqual(queries(), first)


class ThePages(DeskTestCase):
    def test_a_story_is_sent_back_with_a_reason(self):
        story = make_story()
        move(story, by=None, to="ready")
        url = page_url(story, "move/?to=back")
        data = form_data(self.client.get(url))
        self.assertEqual((data["to"], data["seen"]), ("review", "ready"))
        response = self.client.post(url, data | {"to": "draft"})
        self.assertContains(response, "Say why")
        response = self.client.post(url, data | {"to": "draft", "reason": "Not yet."})
        self.assertRedirects(response, change_url(story))
        self.assertEqual(Progress.objects.get().reason, "Not yet.")

    def test_what_was_typed_stays_when_somebody_was_faster(self):
        story = make_story()
        move(story, by=None, to="review")
        url = page_url(story, "move/?to=back")
        data = form_data(self.client.get(url)) | {"reason": "A long reason."}
        move(story, by=None, to="ready")
        response = self.client.post(url, data)
        self.assertRefused(response, "moved this story to “Ready”")
        self.assertContains(response, "A long reason.")
        self.assertRedirects(self.client.post(url, form_data(response)), change_url(story))
        self.assertEqual(stage_of(story), "draft")

    def test_a_draft_has_no_way_back(self):
        response = self.client.get(page_url(make_story(), "move/?to=back"), follow=True)
        self.assertContains(response, "There is nothing to move")

    def test_nowhere_is_not_found(self):
        self.assertEqual(self.client.get(page_url(make_story(), "move/?to=x")).status_code, 404)
        for page in ("move/", "assign/"):
            self.assertEqual(self.client.get(f"{LIST}9999/{page}").status_code, 404)

    def test_a_story_is_assigned_with_an_hour(self):
        story, mara = make_story(), make_user("Reporter", first_name="Mara")
        url = page_url(story, "assign/")
        due = timezone.localtime() + timedelta(days=2)
        data = {"to": mara.pk, "due": due.strftime("%Y-%m-%dT%H:%M")}
        self.assertRedirects(self.client.post(url, data), change_url(story))
        progress = Progress.objects.get()
        self.assertEqual(progress.assignee, mara)
        self.assertEqual(progress.due_at, due.replace(second=0, microsecond=0))
        self.assertEqual(form_data(self.client.get(url)), {key: str(data[key]) for key in data})

    def test_bad_input_is_refused_in_a_sentence(self):
        story, url = make_story(), None
        url = page_url(story, "assign/")
        reviewer = make_user("Reviewer")
        past = (timezone.localtime() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        for data, sentence in (
            ({"to": reviewer.pk}, "Choose somebody who may change stories."),
            ({"to": "x" * 30}, "Choose somebody who may change stories."),
            ({"to": "9" * 30}, "Choose somebody who may change stories."),
            ({"due": past}, "has passed. Choose a time to come."),
            ({"due": "soon"}, "Enter a valid date/time."),
        ):
            self.assertRefused(self.client.post(url, data), sentence)
        self.assertFalse(Progress.objects.exists())


class WhoMayDoWhat(DeskTestCase):
    """The matrix of tests/articles/test_workflow.py once more, over HTTP."""

    def send(self, action: str, story: Article):
        if action in STEPS:
            stage, to = STEPS[action]
            data = {"to": to, "seen": stage, "reason": "Because."}
            way = to if action in {"submit", "mark ready", "mark a draft ready"} else "back"
            return self.client.post(page_url(story, f"move/?to={way}"), data)
        page = {"cancel a schedule": "cancel-schedule", "retract": "publish"}.get(action, action)
        url = page_url(story, f"{page}/")
        if action == "assign":
            return self.client.post(url, {"to": "", "due": self.soon()})
        data = {"notice": "Gone."}
        if action in {"publish", "schedule", "retract"}:
            looked_at = self.client.get(url)
            form = looked_at.context and looked_at.context.get("form")
            change = "retraction" if action == "retract" else "first"
            reviewed = form["reviewed"].value() if form else ""
            data |= {"change": change, "reviewed": reviewed, "at": self.soon()}
        return self.client.post(url, data)

    def soon(self) -> str:
        return (timezone.localtime() + SOON).strftime("%Y-%m-%dT%H:%M")

    def test_every_group_does_exactly_what_the_table_says(self):
        for group in (*GROUPS, None):
            user = self.sign_in(group)
            for action, allowed in MATRIX.items():
                story = story_for(action, user)
                before = self.everything(story)
                with self.subTest(group=group, action=action):
                    response = self.send(action, story)
                    if group in allowed:
                        self.assertEqual(response.status_code, 302)
                        self.assertNotEqual(self.everything(story), before)
                    else:
                        self.assertIn(response.status_code, {403, 200})
                        self.assertEqual(self.everything(story), before)
                        # An editor is shown the page to publish, without a retraction in it.
                        refused = response.status_code == 403
                        self.assertTrue(refused or (group, action) == ("Editor", "retract"))

    def everything(self, story: Article) -> tuple:
        editions = story.editions.values_list("number", "live_from", "live_until")
        moves = story.stage_moves.values_list("pk", "cause", "to_stage")
        progress = Progress.objects.filter(pk=story.pk).values()
        return list(editions), list(moves), list(progress)


class TheList(DeskTestCase):
    def listed(self, **query) -> list[str]:
        response = self.client.get(LIST, query)
        self.assertEqual(response.status_code, 200)
        return [story.headline for story in response.context["cl"].result_list]

    def test_it_shows_and_finds_stages_people_and_what_is_late(self):
        now = timezone.now()
        mine, theirs, plain = make_story("Mine"), make_story("Theirs"), make_story("Plain")
        mara = make_user("Reporter", first_name="Mara", last_name="Lindqvist")
        assign(mine, by=None, to=self.user, due=now + SOON)
        assign(theirs, by=None, to=mara, due=now - SOON, at=now - 2 * SOON)
        move(mine, by=None, to="review")
        move(theirs, by=None, to="ready")
        self.assertEqual(self.listed(work="mine"), ["Mine"])
        self.assertEqual(self.listed(work="overdue"), ["Theirs"])
        self.assertEqual(self.listed(work="assigned"), ["Theirs", "Mine"])
        self.assertEqual(self.listed(work="review"), self.listed(state="review"))
        self.assertEqual(self.listed(state="ready"), ["Theirs"])
        self.assertEqual(self.listed(state="draft"), ["Plain"])
        self.assertEqual(len(self.listed(work="nonsense")), 3)
        page = html.fromstring(self.client.get(LIST).content.decode())
        cells = [" ".join(cell.text_content().split()) for cell in page.find_class("field-work")]
        late = f"was due {when(now - SOON)}"
        self.assertIn(f"Mara Lindqvist{late}", cells)
        self.assertEqual([one.text for one in page.find_class("desk-overdue")], [late])
        self.assertEqual(plain.headline, "Plain")

    def test_a_live_story_in_review_is_found_by_its_work(self):
        story = make_live_story("Live one")
        save_change(story, standfirst="New.")
        move(story, by=None, to="review")
        self.assertEqual(self.listed(work="review"), ["Live one"])
        self.assertEqual(self.listed(state="review"), [])
        self.assertContains(self.client.get(LIST), '<span class="desk-stage">In review</span>')
