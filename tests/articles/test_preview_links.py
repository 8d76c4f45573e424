from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.utils import timezone

from articles.models import PreviewLink, PreviewVisit
from articles.permissions import GROUPS
from articles.preview_links import (
    MOST_WORKING,
    ONE_VISIT,
    VISITS_LISTED,
    LinkRefused,
    count_visit,
    find_link,
    links_of,
    make_link,
    record_shown,
    revoke,
)
from tests.factories import make_link_to, make_story, make_user, save_change

A_DAY = timedelta(days=1)
SHARERS = {"Editor", "Managing editor"}


class MakingTests(TestCase):
    def setUp(self):
        self.story = make_story("Ferry returns")

    def make(self, by=None, label="Per Holm", expires=None, frozen=False):
        expires = expires or timezone.now() + A_DAY
        return make_link(self.story, by=by, label=label, expires=expires, frozen=frozen)

    def test_the_secret_is_long_new_and_kept_as_its_hash_alone(self):
        link, secret = self.make()
        _other, another = self.make()
        self.assertGreaterEqual(len(secret), 43)
        self.assertNotEqual(secret, another)
        stored = PreviewLink.objects.values().get(pk=link.pk)
        self.assertEqual(stored["secret_sha256"], sha256(secret.encode()).hexdigest())
        self.assertNotIn(secret, str(stored))

    def test_editors_make_and_revoke_links_and_nobody_else_does(self):
        for group in (*GROUPS, None):
            user = make_user(group)
            with self.subTest(group):
                if group in SHARERS:
                    link, _secret = self.make(by=user)
                    self.assertEqual(link.created_by, user)
                    self.assertTrue(revoke(link, by=user))
                else:
                    link, _secret = self.make()
                    with self.assertRaises(PermissionDenied):
                        self.make(by=user)
                    with self.assertRaises(PermissionDenied):
                        revoke(link, by=user)
                    link.refresh_from_db()
                    self.assertIsNone(link.ending())

    def test_a_link_says_for_whom_and_ends_within_four_weeks(self):
        now = timezone.now()
        for values in (
            {"label": " \n "},
            {"label": "x" * 81},
            {"expires": now},
            {"expires": now - A_DAY},
            {"expires": now + timedelta(days=28, minutes=5)},
        ):
            with self.subTest(values), self.assertRaises(LinkRefused):
                self.make(**values)
        self.assertFalse(PreviewLink.objects.exists())
        self.make(label="  Dr\n Brandt ", expires=now + timedelta(days=28))
        self.assertEqual(PreviewLink.objects.get().label, "Dr Brandt")

    def test_a_story_has_so_many_links_that_work_and_any_number_that_are_over(self):
        for _ in range(MOST_WORKING):
            link, _secret = self.make()
        with self.assertRaises(LinkRefused):
            self.make()
        revoke(link, by=None)
        self.make()

    def test_it_is_revoked_once_and_by_whoever_was_first(self):
        first, second = make_user("Editor"), make_user("Managing editor")
        link, _secret = self.make()
        self.assertTrue(revoke(link, by=first))
        at = link.revoked_at
        self.assertFalse(revoke(link, by=second))
        self.assertEqual((link.revoked_by, link.revoked_at), (first, at))
        self.assertEqual(link.ending(), "revoked")


class ShowingTests(TestCase):
    def test_a_frozen_link_keeps_the_story_and_the_other_follows_it(self):
        story = make_story("Before")
        frozen, _ = make_link_to(story, frozen=True)
        newest, _ = make_link_to(story)
        save_change(story, headline="After")
        self.assertEqual(record_shown(frozen).story.headline, "Before")
        self.assertEqual(record_shown(newest).story.headline, "After")

    def test_what_is_frozen_is_what_is_stored_not_what_somebody_holds(self):
        story = make_story("Stored")
        story.headline = "Typed and never saved"
        link, _ = make_link_to(story, frozen=True)
        self.assertEqual(record_shown(link).story.headline, "Stored")

    def test_a_secret_finds_its_own_link(self):
        one, secret = make_link_to(make_story())
        make_link_to(make_story())
        self.assertEqual(find_link(secret), one)

    def test_only_what_can_be_a_secret_is_looked_for(self):
        _link, secret = make_link_to(make_story())
        with self.assertNumQueries(0):
            for wrong in ("", secret[:-1], f"{secret}x", f"{secret}\n", f" {secret}", "é" * 43):
                self.assertIsNone(find_link(wrong))


class VisitTests(TestCase):
    def setUp(self):
        self.link, _secret = make_link_to(make_story())

    def back(self, moment):
        """As if everything so far had happened earlier."""
        PreviewLink.objects.update(opened_at=timezone.now() - moment)
        PreviewVisit.objects.update(opened_at=timezone.now() - moment)

    def test_loading_again_within_a_minute_is_the_same_visit(self):
        self.assertTrue(count_visit(self.link))
        self.assertFalse(count_visit(self.link))
        self.back(ONE_VISIT - timedelta(seconds=5))
        self.assertFalse(count_visit(self.link))
        self.back(ONE_VISIT)
        self.assertTrue(count_visit(self.link))
        self.assertEqual(self.link.visits.count(), 2)

    def test_a_visit_holds_a_time_and_nothing_else(self):
        columns = {field.name for field in PreviewVisit._meta.get_fields()}
        self.assertEqual(columns, {"id", "link", "opened_at"})

    def test_links_are_listed_with_their_latest_visits_in_two_queries(self):
        story = self.link.article
        over, _ = make_link_to(story)
        revoke(over, by=None)
        newest, _ = make_link_to(story)
        now = timezone.now()
        for number in range(VISITS_LISTED + 5):
            opened = now - timedelta(hours=number)
            PreviewVisit.objects.create(link=self.link, opened_at=opened)
        with self.assertNumQueries(2):
            listed = links_of(story)
            told = [(link.visit_count, len(link.latest_visits)) for link in listed]
        self.assertEqual(listed, [newest, self.link, over], "those that work come first")
        self.assertEqual(told, [(0, 0), (VISITS_LISTED + 5, VISITS_LISTED), (0, 0)])
        self.assertEqual(listed[1].latest_visits[0].opened_at, now)
