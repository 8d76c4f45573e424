"""From draft to ready: what the verbs do, what they refuse, and what ends a round."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from articles.assembly import snapshot_working_copy
from articles.models import Article, Progress, StageMove
from articles.permissions import GROUPS, MOVES, STAGES
from articles.publishing import PublishingRefused, cancel_schedule, publish, schedule, withdraw
from articles.workflow import (
    WorkflowRefused,
    assign,
    fall_back,
    may_move,
    move,
    people,
)
from tests.factories import make_author, make_live_story, make_story, make_user, save_change

SOON = timedelta(hours=3)


def stage_of(story: Article) -> str:
    progress = Progress.objects.filter(pk=story.pk).first()
    return progress.stage if progress else "draft"


class WorkflowTestCase(TestCase):
    def setUp(self):
        self.reporter = make_user("Reporter", first_name="Mara", last_name="Lindqvist")
        self.editor = make_user("Editor", first_name="Hanna", last_name="Voss")

    def at(self, stage: str, *, by=None, **values) -> Article:
        story = make_story(**values)
        if stage != "draft":
            move(story, by=by, to=stage)
        return story

    def assertRefused(self, sentence: str, call, *args, **kwargs):  # noqa: N802
        with self.assertRaises(WorkflowRefused) as refused:
            call(*args, **kwargs)
        self.assertIn(sentence, " ".join(refused.exception.messages))


class Moving(WorkflowTestCase):
    def test_a_story_without_progress_is_a_draft(self):
        story = make_story()
        self.assertEqual(stage_of(story), "draft")
        self.assertFalse(Progress.objects.exists())

    def test_a_story_goes_to_review_and_is_ready_and_each_move_is_logged(self):
        story = make_story()
        move(story, by=self.reporter, to="review")
        move(story, by=self.editor, to="ready")
        self.assertEqual(stage_of(story), "ready")
        moves = [(one.from_stage, one.to_stage, one.by) for one in story.stage_moves.all()]
        self.assertEqual(
            moves, [("review", "ready", self.editor), ("draft", "review", self.reporter)]
        )

    def test_moving_back_takes_a_reason_which_stands_until_the_story_moves_on(self):
        story = self.at("review")
        for nothing in ("", "  \n"):
            self.assertRefused("Say why", move, story, by=self.editor, to="draft", reason=nothing)
        self.assertEqual(stage_of(story), "review")
        move(story, by=self.editor, to="draft", reason=" Who says so? ")
        progress = Progress.objects.get()
        self.assertEqual((progress.stage, progress.reason), ("draft", "Who says so?"))
        self.assertEqual(progress.moved_by, self.editor)
        move(story, by=self.reporter, to="review")
        self.assertEqual(Progress.objects.get().reason, "")
        self.assertIn("Who says so?", {one.reason for one in StageMove.objects.all()})

    def test_every_way_back_takes_a_reason(self):
        for rule in MOVES:
            story = self.at(rule.from_stage)
            if not rule.is_back:
                move(story, by=None, to=rule.to_stage)
                continue
            with self.subTest(rule):
                self.assertRefused("Say why", move, story, by=None, to=rule.to_stage)
                move(story, by=None, to=rule.to_stage, reason="Again.")

    def test_a_move_that_there_is_not_is_refused(self):
        story = self.at("review")
        self.assertRefused("there already: In review", move, story, by=self.editor, to="review")
        self.assertRefused("Choose where", move, story, by=self.editor, to="printed")

    def test_a_story_that_somebody_moved_meanwhile_is_not_moved_again(self):
        story = self.at("review")
        move(story, by=self.reporter_of(story), to="draft", reason="One more source.")
        words = "moved this story to “Draft”"
        self.assertRefused(words, move, story, by=self.editor, to="ready", seen="review")
        self.assertEqual(stage_of(story), "draft")

    def reporter_of(self, story):
        make_author(user=self.reporter)
        story.bylines.update(author=self.reporter.author)
        return self.reporter

    def test_what_readers_see_already_has_nothing_to_be_looked_at(self):
        story = make_live_story()
        self.assertRefused("Nothing has changed", move, story, by=self.reporter, to="review")
        save_change(story, headline="Another")
        move(story, by=self.reporter, to="review")
        self.assertEqual(stage_of(story), "review")

    def test_the_database_knows_the_stages_and_wants_a_reason(self):
        story = self.at("review")
        for wrong in (
            {"to_stage": "printed"},
            {"to_stage": "draft", "reason": ""},
            {"to_stage": "review", "reason": "Nowhere"},
        ):
            with self.assertRaises(IntegrityError), transaction.atomic():
                StageMove.objects.create(article=story, from_stage="review", **wrong)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Progress.objects.update(stage="printed")


class OnesOwn(WorkflowTestCase):
    def test_a_reporter_takes_back_what_they_sent_what_they_have_and_what_they_wrote(self):
        sent = self.at("review", by=self.reporter)
        given = self.at("review")
        assign(given, by=None, to=self.reporter)
        make_author(user=self.reporter)
        written = self.at("review", authors=[self.reporter.author])
        for story in (sent, given, written):
            move(story, by=self.reporter, to="draft", reason="One more source.")
            self.assertEqual(stage_of(story), "draft")

    def test_a_reporter_takes_back_nothing_else(self):
        story = self.at("review", by=make_user("Reporter"))
        with self.assertRaises(PermissionDenied):
            move(story, by=self.reporter, to="draft", reason="Mine now.")
        self.assertEqual(stage_of(story), "review")

    def test_what_is_ready_is_nobodys_own(self):
        story = self.at("review", by=self.reporter)
        assign(story, by=None, to=self.reporter)
        move(story, by=self.editor, to="ready")
        with self.assertRaises(PermissionDenied):
            move(story, by=self.reporter, to="draft", reason="Mine.")


class Assigning(WorkflowTestCase):
    def test_somebody_gets_a_story_with_an_hour_and_loses_it_again(self):
        story, due = make_story(), timezone.now() + SOON
        assign(story, by=self.editor, to=self.reporter, due=due)
        progress = Progress.objects.get()
        self.assertEqual((progress.assignee, progress.due_at), (self.reporter, due))
        assign(story, by=self.editor, to=None)
        self.assertFalse(Progress.objects.exists(), "nothing is open any more")
        logged = [(one.cause, one.assignee, one.due_at) for one in story.stage_moves.all()]
        self.assertEqual(logged, [("assigned", None, None), ("assigned", self.reporter, due)])

    def test_assigning_the_same_again_is_no_news(self):
        story, due = make_story(), timezone.now() + SOON
        for _ in range(2):
            assign(story, by=self.editor, to=self.reporter, due=due)
        self.assertEqual(story.stage_moves.count(), 1)

    def test_an_hour_that_has_passed_is_refused_unless_it_stood_there(self):
        story, now = make_story(), timezone.now()
        past = now - SOON
        self.assertRefused("has passed", assign, story, by=self.editor, to=None, due=past)
        far = now + timedelta(days=800)
        self.assertRefused("next year", assign, story, by=self.editor, to=None, due=far)
        assign(story, by=None, to=None, due=past, at=past - SOON)
        assign(story, by=self.editor, to=self.reporter, due=past)
        self.assertEqual(Progress.objects.get().assignee, self.reporter)

    def test_a_story_goes_to_nobody_who_could_not_change_it(self):
        story = make_story()
        gone = make_user("Reporter", is_active=False)
        for user in (make_user("Reviewer"), make_user(), gone):
            self.assertRefused("may not change", assign, story, by=self.editor, to=user)
            self.assertNotIn(user, people())
        self.assertLessEqual({self.reporter, self.editor}, set(people()))

    def test_whose_sign_in_is_deleted_leaves_the_story_to_nobody(self):
        story = make_story()
        assign(story, by=self.editor, to=self.reporter, due=timezone.now() + SOON)
        User.objects.filter(pk=self.reporter.pk).delete()
        self.assertIsNone(Progress.objects.get().assignee)


class TheEndOfARound(WorkflowTestCase):
    def ready(self, **values) -> Article:
        story = self.at("review", by=self.reporter, **values)
        move(story, by=self.editor, to="ready")
        assign(story, by=self.editor, to=self.reporter, due=timezone.now() + SOON)
        return story

    def test_an_edition_ends_it_and_the_next_edit_is_a_draft(self):
        for verb in (
            lambda story: publish(story, by=self.editor, change="first"),
            lambda story: schedule(story, by=self.editor, change="first", at=timezone.now() + SOON),
        ):
            story = self.ready()
            verb(story)
            self.assertFalse(Progress.objects.filter(pk=story.pk).exists())
            last = story.stage_moves.first()
            self.assertEqual(
                (last.cause, last.from_stage, last.to_stage, last.by),
                ("published", "ready", "draft", self.editor),
            )

    def test_a_refused_publication_ends_nothing(self):
        story = self.ready(authors=[])
        with self.assertRaises(PublishingRefused), transaction.atomic():
            publish(story, by=self.editor, change="first")
        self.assertEqual(stage_of(story), "ready")

    def test_a_draft_may_be_published_on_deadline(self):
        publish(make_story(), by=self.editor, change="first")
        self.assertFalse(StageMove.objects.exists())

    def test_a_cancelled_schedule_leaves_the_story_ready(self):
        story = make_story()
        schedule(story, by=self.editor, change="first", at=timezone.now() + SOON)
        cancel_schedule(story, by=self.editor)
        self.assertEqual(stage_of(story), "ready")

    def test_a_cancelled_schedule_of_a_story_changed_since_leaves_it_in_review(self):
        story = make_story()
        schedule(story, by=self.editor, change="first", at=timezone.now() + SOON)
        save_change(story, headline="Another")
        cancel_schedule(story, by=self.editor)
        self.assertEqual(stage_of(story), "review")

    def test_a_cancelled_schedule_leaves_a_stage_that_has_been_given_since(self):
        story = make_story()
        schedule(story, by=self.editor, change="first", at=timezone.now() + SOON)
        save_change(story, headline="Another")
        move(story, by=self.reporter, to="review")
        cancel_schedule(story, by=self.editor)
        self.assertEqual(story.stage_moves.first().cause, "moved")

    def test_a_ready_story_that_a_reporter_changed_is_in_review_again(self):
        story = self.ready()
        self.assertFalse(fall_back(story, by=self.editor))
        self.assertTrue(fall_back(story, by=self.reporter))
        self.assertEqual(stage_of(story), "review")
        self.assertEqual(story.stage_moves.first().cause, "edited")
        self.assertFalse(fall_back(story, by=self.reporter), "only what was ready falls back")


class DeskData(WorkflowTestCase):
    def test_nothing_of_it_is_the_storys(self):
        story = make_story()
        before = snapshot_working_copy(story)
        token = story.edit_token
        move(story, by=self.reporter, to="review")
        move(story, by=self.editor, to="draft", reason="Unspeakable reason.")
        assign(story, by=self.editor, to=self.reporter, due=timezone.now() + SOON)
        self.assertEqual(snapshot_working_copy(story), before)
        self.assertEqual(Article.objects.get().edit_token, token, "no open form is outdated")
        edition = publish(story, by=self.editor, change="first")
        self.assertNotIn("Unspeakable", edition.document)
        self.assertNotIn("Unspeakable", self.client.get(story.get_absolute_url()).content.decode())


# Who may do what: the whole of it, for the verbs themselves and over HTTP.
NOBODY: set[str] = set()
EDITORS = {"Editor", "Managing editor"}
WRITERS = EDITORS | {"Reporter"}
# Action → who may. Its story stands as ``story_for`` makes it.
MATRIX = {
    "submit": WRITERS,
    "take back one's own": WRITERS,
    "take back another's": EDITORS,
    "mark a draft ready": EDITORS,
    "mark ready": EDITORS,
    "send back to review": EDITORS,
    "send back to the writer": EDITORS,
    "assign": EDITORS,
    "publish": EDITORS,
    "schedule": EDITORS,
    "cancel a schedule": EDITORS,
    "withdraw": EDITORS,
    "retract": {"Managing editor"},
}
# Action → the stage it begins at, the one it goes to.
STEPS = {
    "submit": ("draft", "review"),
    "take back one's own": ("review", "draft"),
    "take back another's": ("review", "draft"),
    "mark a draft ready": ("draft", "ready"),
    "mark ready": ("review", "ready"),
    "send back to review": ("ready", "review"),
    "send back to the writer": ("ready", "draft"),
}


def story_for(action: str, user) -> Article:
    if action in STEPS:
        story = make_story()
        stage = STEPS[action][0]
        sent_by = user if action == "take back one's own" else None
        if stage != "draft":
            move(story, by=None, to=stage)
            Progress.objects.update(moved_by=sent_by)
        return story
    if action in {"withdraw", "retract"}:
        return make_live_story()
    story = make_story()
    if action == "cancel a schedule":
        schedule(story, by=None, change="first", at=timezone.now() + SOON)
    return story


def do(action: str, story: Article, user):
    if action in STEPS:
        return move(story, by=user, to=STEPS[action][1], reason="Because.")
    match action:
        case "assign":
            return assign(story, by=user, to=None, due=timezone.now() + SOON)
        case "publish":
            return publish(story, by=user, change="first")
        case "schedule":
            return schedule(story, by=user, change="first", at=timezone.now() + SOON)
        case "cancel a schedule":
            return cancel_schedule(story, by=user)
        case "withdraw":
            return withdraw(story, by=user, notice="Gone.")
    return publish(story, by=user, change="retraction", notice="It does not stand.")


class WhoMayDoWhat(TestCase):
    def test_every_group_does_exactly_what_the_table_says(self):
        for group in (*GROUPS, None):
            user = make_user(group)
            for action, allowed in MATRIX.items():
                story = story_for(action, user)
                with self.subTest(group=group, action=action):
                    if group in allowed:
                        do(action, story, user)
                        continue
                    before = (stage_of(story), StageMove.objects.count())
                    with self.assertRaises(PermissionDenied):
                        do(action, story, user)
                    self.assertEqual((stage_of(story), StageMove.objects.count()), before)

    def test_the_table_of_moves_is_whole(self):
        told = {STEPS[action] for action in STEPS}
        self.assertEqual(told, {(rule.from_stage, rule.to_stage) for rule in MOVES})
        self.assertEqual(len(MOVES), len(told))
        every = {(one, other) for one in STAGES for other in STAGES if one != other}
        self.assertEqual(told, every)

    def test_what_is_offered_is_what_is_allowed(self):
        for group in GROUPS:
            user = make_user(group)
            for action, (_stage, to) in STEPS.items():
                story = story_for(action, user)
                progress = Progress.objects.filter(pk=story.pk).first()
                offered = may_move(progress or Progress(article=story), by=user, to=to)
                self.assertEqual(offered, group in MATRIX[action], (group, action))
