from datetime import timedelta

from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from reversion.models import Revision, Version

from articles.assembly import snapshot_working_copy
from articles.embargo import (
    approve_break,
    ask_to_break_embargo,
    decline_break,
    last_held,
    refuse_shortened,
    waiting_request,
)
from articles.models import Article, EmbargoBreak, RevisionMeta
from articles.permissions import GROUPS, codenames
from articles.publishing import PublishingRefused, publish, withdraw
from tests.factories import make_story, make_user, save_change

IN_A_DAY = timedelta(days=1)


class EmbargoTestCase(TestCase):
    def setUp(self):
        self.editor = make_user("Editor", first_name="Hanna", last_name="Voss")
        self.chief = make_user("Managing editor", first_name="Per", last_name="Holm")
        self.until = (timezone.now() + IN_A_DAY).replace(microsecond=0)
        self.story = make_story(embargo_until=self.until, by=self.editor)

    def ask(self, by=None, reason="The ministry published it.") -> EmbargoBreak:
        return ask_to_break_embargo(self.story, by=by or self.editor, reason=reason)


class TwoPeople(EmbargoTestCase):
    def test_one_asks_another_approves_and_the_story_can_be_published(self):
        with self.assertRaises(PublishingRefused):
            publish(self.story, by=self.editor, change="first")
        approve_break(self.ask(), by=self.chief)
        edition = publish(self.story, by=self.editor, change="first")
        record = EmbargoBreak.objects.get()
        self.assertEqual((record.asked_by, record.approved_by), (self.editor, self.chief))
        self.assertEqual(record.embargo_until, self.until)
        self.assertEqual(record.reason, "The ministry published it.")
        self.assertEqual(record.edition, edition)

    def test_the_history_names_both_and_the_reason(self):
        approve_break(self.ask(), by=self.chief)
        revision = Revision.objects.latest("pk")
        self.assertEqual(revision.user, self.chief)
        self.assertEqual(
            revision.comment,
            "Embargo broken: The ministry published it. "
            "(asked by Hanna Voss, approved by Per Holm)",
        )
        self.assertEqual(revision.meta.source, RevisionMeta.Source.DESK)
        self.assertIn("Embargo broken.", revision.meta.summary)

    def test_nobody_approves_what_they_asked_for_themselves(self):
        request = self.ask(by=self.chief)
        with self.assertRaisesMessage(PublishingRefused, "You asked for it yourself"):
            approve_break(request, by=self.chief)
        root = User.objects.create_superuser("root")
        own = ask_to_break_embargo(make_story(embargo_until=self.until), by=root, reason="Because.")
        with self.assertRaisesMessage(PublishingRefused, "You asked for it yourself"):
            approve_break(own, by=root)
        self.assertEqual(Article.objects.get(pk=self.story.pk).embargo_until, self.until)

    def test_the_database_holds_that_they_are_two(self):
        request = self.ask()
        with self.assertRaises(IntegrityError), transaction.atomic():
            EmbargoBreak.objects.filter(pk=request.pk).update(
                approved_by=self.editor, approved_at=timezone.now()
            )

    def test_there_is_no_system_that_breaks_an_embargo(self):
        with self.assertRaises(PermissionDenied):
            ask_to_break_embargo(self.story, by=None, reason="Because.")
        with self.assertRaises(PermissionDenied):
            approve_break(self.ask(), by=None)

    def test_who_may_ask_and_who_may_approve(self):
        asking = {name for name in GROUPS if "articles.publish_article" in codenames(name)}
        approving = {name for name in GROUPS if "articles.break_embargo" in codenames(name)}
        self.assertEqual((asking, approving), ({"Editor", "Managing editor"}, {"Managing editor"}))
        for group in GROUPS:
            user, story = make_user(group), make_story(embargo_until=self.until)
            with self.subTest(group, verb="ask"):
                if group in asking:
                    ask_to_break_embargo(story, by=user, reason="Because.")
                else:
                    with self.assertRaises(PermissionDenied):
                        ask_to_break_embargo(story, by=user, reason="Because.")
            other = make_story(embargo_until=self.until)
            request = ask_to_break_embargo(other, by=self.editor, reason="Because.")
            with self.subTest(group, verb="approve"):
                if group in approving:
                    approve_break(request, by=user)
                else:
                    with self.assertRaises(PermissionDenied):
                        approve_break(request, by=user)
                    with self.assertRaises(PermissionDenied):
                        decline_break(request, by=user)

    def test_a_site_may_let_an_editor_approve(self):
        self.editor.user_permissions.add(Permission.objects.get(codename="break_embargo"))
        editor = User.objects.get(pk=self.editor.pk)
        approve_break(self.ask(by=self.chief), by=editor)
        self.assertIsNone(Article.objects.get().embargo_until)


class Requests(EmbargoTestCase):
    def test_a_reason_is_needed(self):
        for reason in ("", "  \n", "x" * 1001):
            with self.assertRaises(PublishingRefused) as caught:
                self.ask(reason=reason)
            self.assertIn("reason", caught.exception.message_dict)

    def test_without_a_running_embargo_there_is_nothing_to_break(self):
        for until in (None, timezone.now() - IN_A_DAY):
            self.story = make_story(embargo_until=until)
            with self.assertRaisesMessage(PublishingRefused, "under no embargo"):
                self.ask()

    def test_one_waits_at_a_time(self):
        request = self.ask()
        with self.assertRaisesMessage(PublishingRefused, "asked already"):
            self.ask(by=self.chief)
        self.assertEqual(waiting_request(self.story), request)
        decline_break(request, by=self.chief)
        self.assertIsNone(waiting_request(self.story))
        self.ask()

    def test_whoever_asked_takes_it_back(self):
        decline_break(self.ask(), by=self.editor)
        self.assertEqual(EmbargoBreak.objects.get().declined_by, self.editor)
        self.assertEqual(Article.objects.get().embargo_until, self.until)

    def test_an_answer_is_given_once(self):
        request = self.ask()
        decline_break(request, by=self.chief)
        for answer in (approve_break, decline_break):
            with self.assertRaisesMessage(PublishingRefused, "answered already"):
                answer(request, by=self.chief)

    def test_an_answer_holds_for_no_other_embargo(self):
        request = self.ask()
        save_change(self.story, embargo_until=self.until + IN_A_DAY)
        with self.assertRaisesMessage(PublishingRefused, "has ended or was changed"):
            approve_break(request, by=self.chief)
        self.assertIsNone(waiting_request(Article.objects.get()))
        self.assertTrue(self.ask())
        self.assertIsNotNone(EmbargoBreak.objects.get(pk=request.pk).declined_at)

    def test_a_request_of_somebody_who_is_gone_is_asked_again(self):
        request = self.ask()
        self.editor.delete()
        with self.assertRaisesMessage(PublishingRefused, "no longer known"):
            approve_break(request, by=self.chief)

    def test_a_permission_is_used_once(self):
        approve_break(self.ask(), by=self.chief)
        first = publish(self.story, by=self.editor, change="first")
        withdraw(self.story, by=self.editor, notice="Too early.")
        save_change(self.story, embargo_until=self.until + IN_A_DAY)
        with self.assertRaisesMessage(PublishingRefused, "under embargo"):
            publish(self.story, by=self.editor, change="minor")
        self.assertEqual(EmbargoBreak.objects.get().edition, first)


class Record(EmbargoTestCase):
    def test_a_deleted_story_keeps_its_record_and_its_embargo_is_still_known(self):
        self.ask()
        pk = self.story.pk
        self.story.delete()
        self.assertEqual(EmbargoBreak.objects.get().article_id, pk)
        self.assertEqual(last_held(pk), self.until)
        with self.assertRaisesMessage(PublishingRefused, "no longer there"):
            approve_break(EmbargoBreak.objects.get(), by=self.chief)

    def test_nothing_of_it_reaches_readers_or_is_part_of_a_revision(self):
        before = snapshot_working_copy(self.story).sha256
        approve_break(self.ask(), by=self.chief)
        after = snapshot_working_copy(Article.objects.get())
        self.assertEqual(after.sha256, before)
        models = {version._model for version in Version.objects.all()}
        self.assertNotIn(EmbargoBreak, models)
        edition = publish(self.story, by=self.editor, change="first")
        self.assertNotIn("ministry", edition.document)
        page = self.client.get(self.story.get_absolute_url())
        self.assertNotContains(page, "ministry published")
        self.assertNotContains(page, "Per Holm")


class Shortening(TestCase):
    def test_a_running_embargo_is_only_ever_lengthened(self):
        now = timezone.now()
        held = now + IN_A_DAY
        for until in (None, now - IN_A_DAY, now, held - timedelta(seconds=1)):
            with self.assertRaises(PublishingRefused):
                refuse_shortened(held, until)
        for until in (held, held.replace(microsecond=0), held + IN_A_DAY):
            refuse_shortened(held, until)

    def test_one_that_is_over_is_changed_at_will(self):
        refuse_shortened(timezone.now() - IN_A_DAY, None)
        refuse_shortened(None, None)
