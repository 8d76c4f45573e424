"""Withholding an edition and showing it again: two people, everything recorded, nothing altered."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from articles.edition_withholding import (
    LENGTH,
    ask_to_lift,
    ask_to_withhold,
    confirm,
    decline,
    standing_of,
)
from articles.models import Edition, EditionWithholding
from articles.permissions import GROUPS, codenames
from articles.publishing import PublishingRefused, publish, schedule, withdraw
from articles.verification import Verification
from tests.factories import make_live_story, make_user, save_change


class WithholdingTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.story = make_live_story("Ferry returns", at=timezone.now() - timedelta(days=2))
        save_change(cls.story, body="<p>It came on Tuesday.</p>")
        publish(cls.story, by=None, change="update")
        cls.edition = cls.story.editions.get(number=1)
        cls.editor = make_user("Editor")
        cls.managing = make_user("Managing editor")
        cls.other = make_user("Managing editor")

    def ask(self, edition=None, by=None, **words):
        said = {"reason": "Order 7/26", "notice": "By order of a court."} | words
        return ask_to_withhold(edition or self.edition, by=by or self.editor, **said)

    def assertRefused(self, verb, *args, **kwargs):  # noqa: N802
        with self.assertRaises(PublishingRefused) as refused:
            verb(*args, **kwargs)
        return " ".join(refused.exception.messages)


class TwoPeople(WithholdingTestCase):
    def test_it_is_withheld_only_once_a_second_person_confirms(self):
        request = self.ask()
        self.assertIsNone(standing_of(self.edition))
        confirm(request, by=self.managing)
        self.assertEqual(standing_of(self.edition), request)

    def test_nobody_confirms_what_they_asked_for(self):
        request = self.ask(by=self.managing)
        self.assertIn("somebody else", self.assertRefused(confirm, request, by=self.managing))
        self.assertIsNone(standing_of(self.edition))
        with self.assertRaises(IntegrityError), transaction.atomic():
            EditionWithholding.objects.update(
                confirmed_by=self.managing, confirmed_at=timezone.now()
            )
        confirm(request, by=self.other)

    def test_what_a_person_asked_who_is_gone_is_not_confirmed(self):
        request = self.ask()
        self.editor.delete()
        self.assertIn("Ask again", self.assertRefused(confirm, request, by=self.managing))

    def test_who_may_do_what_is_a_matrix(self):
        request = self.ask()
        for group in GROUPS:
            user = make_user(group)
            may_ask = "articles.publish_article" in codenames(group)
            may_confirm = "articles.withhold_edition" in codenames(group)
            self.assertEqual(may_confirm, group == "Managing editor")
            for verb, may in (
                (lambda by=user: self.ask(by=by), may_ask),
                (lambda by=user: ask_to_lift(self.edition, by=by, reason="x"), may_ask),
                (lambda by=user: confirm(request, by=by), may_confirm),
                (lambda by=user: decline(request, by=by), may_confirm),
            ):
                with self.subTest(group, may=may):
                    self.assertEqual(self.is_denied(verb), not may)

    def is_denied(self, verb) -> bool:
        """Whether the permission lacks; what was done is undone again."""
        try:
            with transaction.atomic():
                verb()
                raise Undone
        except PermissionDenied:
            return True
        except (PublishingRefused, Undone):
            # One request waits already.
            return False

    def test_no_system_does_it(self):
        for verb in (
            lambda: ask_to_withhold(self.edition, by=None, reason="x", notice="y"),
            lambda: confirm(self.ask(), by=None),
        ):
            with self.assertRaises(PermissionDenied), transaction.atomic():
                verb()

    def test_showing_it_again_takes_two_as_well_and_all_is_kept(self):
        confirm(self.ask(), by=self.managing)
        request = ask_to_lift(self.edition, by=self.managing, reason="The order was lifted.")
        self.assertIsNotNone(standing_of(self.edition))
        self.assertRefused(confirm, request, by=self.managing)
        confirm(request, by=self.other)
        self.assertIsNone(standing_of(self.edition))
        kept = EditionWithholding.objects.order_by("pk")
        self.assertEqual([one.asked_by for one in kept], [self.editor, self.managing])
        self.assertEqual([one.confirmed_by for one in kept], [self.managing, self.other])
        self.assertEqual([bool(one.lifted_at) for one in kept], [True, False])
        # And withheld once more.
        confirm(self.ask(), by=self.managing)
        self.assertIsNotNone(standing_of(self.edition))

    def test_a_request_is_answered_once(self):
        request = self.ask()
        decline(request, by=self.managing)
        for verb in (confirm, decline):
            self.assertIn("answered", self.assertRefused(verb, request, by=self.other))
        own = self.ask()
        decline(own, by=self.editor)
        self.assertIsNone(standing_of(self.edition))


class WhatMayBeWithheld(WithholdingTestCase):
    def test_neither_what_readers_see_nor_what_they_are_about_to_see(self):
        save_change(self.story, body="<p>Tomorrow.</p>")
        ahead = timezone.now() + timedelta(days=1)
        schedule(self.story, by=None, at=ahead, change="update")
        for number in (2, 3):
            edition = self.story.editions.get(number=number)
            self.assertIn("withdraw the story", self.assertRefused(self.ask, edition))

    def test_the_last_edition_of_a_withdrawn_story_may_be(self):
        withdraw(self.story, by=None, notice="Gone.")
        edition = self.story.editions.get(number=2)
        confirm(self.ask(edition), by=self.managing)
        self.assertEqual(EditionWithholding.objects.standing().get().edition, edition)

    def test_it_is_asked_for_once(self):
        self.ask()
        self.assertIn("asked already", self.assertRefused(self.ask))
        confirm(EditionWithholding.objects.get(), by=self.managing)
        self.assertIn("withheld already", self.assertRefused(self.ask))
        self.assertRefused(
            ask_to_lift, self.story.editions.get(number=2), by=self.editor, reason="x"
        )

    def test_both_reasons_have_to_be_given(self):
        for words in (
            {"reason": " "},
            {"notice": "\n"},
            {"reason": "x" * (LENGTH + 1)},
            {"notice": "x" * (LENGTH + 1)},
        ):
            self.assertRefused(self.ask, **words)
        self.assertFalse(EditionWithholding.objects.exists())

    def test_the_record_stays_as_it_is(self):
        before = list(Edition.objects.order_by("pk").values())
        head = self.head()
        confirm(self.ask(), by=self.managing)
        self.assertEqual(list(Edition.objects.order_by("pk").values()), before)
        self.assertEqual(self.head(), head)

    def head(self) -> str:
        walk = Verification(Edition.objects.all())
        self.assertEqual(list(walk), [])
        return walk.head


class Undone(Exception):
    pass
