"""manage.py verify_editions: what was tampered with is named."""

import io
import json
from datetime import timedelta

from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Correction, Edition, Withdrawal
from articles.publishing import cancel_schedule, publish, schedule, withdraw
from articles.record import chain_hash
from tests.factories import make_live_story, make_section, make_story, save_change


def verify(**options) -> str:
    """What the command prints; raises CommandError where a chain is broken."""
    out = io.StringIO()
    call_command("verify_editions", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def flaws(**options) -> list[str]:
    err = io.StringIO()
    try:
        call_command("verify_editions", stdout=io.StringIO(), stderr=err, **options)
    except CommandError:
        return err.getvalue().splitlines()
    return []


class VerifyEditionsTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        now = timezone.now()
        cls.story = make_live_story("Ferry returns", at=now - timedelta(days=9))
        cls.other = make_live_story("Bridge opens", at=now - timedelta(days=8))
        for day, (change, notice) in enumerate(
            [("minor", ""), ("update", ""), ("correction", "It was Monday.")], 1
        ):
            save_change(cls.story, body=f"<p>Text {day}</p>")
            at = now - timedelta(days=8 - day)
            publish(cls.story, by=None, change=change, notice=notice, at=at)

    def edition(self, number: int):
        return Edition.objects.filter(article=self.story, number=number)

    def assert_named(self, number: int, reason: str):
        said = flaws()
        self.assertEqual(len(said), 1, said)
        self.assertIn(f"Story {self.story.pk}, “", said[0])
        self.assertIn(f"”, edition {number}: ", said[0])
        self.assertIn(reason, said[0])
        with self.assertRaisesMessage(CommandError, "1 of 2 stories has a broken record."):
            verify()

    def test_untouched_editions_are_counted(self):
        self.assertIn("5 editions of 2 stories verified.", verify())
        self.assertIn("1 edition of 1 story verified.", verify(article=self.other.pk))

    def test_a_story_without_editions_is_said_to_have_none(self):
        with self.assertRaisesMessage(CommandError, "Story 0 has no editions."):
            verify(article=0)

    def test_an_empty_newsroom_is_in_order(self):
        Edition.objects.all().delete()
        self.assertIn("0 editions of 0 stories verified.", verify())

    def test_a_changed_document_is_named(self):
        document = self.edition(2).get().document.replace("Text 1", "Text one")
        self.edition(2).update(document=document)
        self.assert_named(2, "its document is not the one its hash was made of")

    def test_so_is_one_whose_hash_was_made_anew(self):
        edition = self.edition(2).get()
        document = edition.document.replace("Text 1", "Text one")
        sha256 = chain_hash(edition.previous_sha256, document)
        story_sha256 = "0" * 64
        self.edition(2).update(document=document, sha256=sha256, story_sha256=story_sha256)
        self.assert_named(2, "its columns differ from its document: story_sha256")

    def test_even_when_nothing_but_the_next_edition_tells(self):
        edition = self.edition(2).get()
        document = edition.document.replace('"published_by":""', '"published_by":"Jo"')
        self.edition(2).update(
            document=document, sha256=chain_hash(edition.previous_sha256, document)
        )
        self.assert_named(3, "it does not follow the edition before it")

    def test_a_changed_hash_is_named(self):
        self.edition(1).update(sha256="0" * 64)
        self.assert_named(1, "its document is not the one its hash was made of")

    def test_every_changed_column_is_named(self):
        moment = timezone.now() - timedelta(days=7, hours=1)
        for name, value in {
            "headline": "Ferry sinks",
            "standfirst": "All is lost.",
            "slug": "ferry-sinks",
            "kind": "opinion",
            "language": "fr",
            "section": make_section("Sport"),
            "change": "update",
            "first_published": moment,
            "updated": moment,
            "story_sha256": "0" * 64,
        }.items():
            with self.subTest(name=name):
                before = self.edition(2).values().get()
                self.edition(2).update(**{name: value})
                self.assert_named(2, f"its columns differ from its document: {name}")
                self.edition(2).update(**before)
        self.assertEqual(flaws(), [])

    def test_a_changed_start_is_named(self):
        self.edition(1).update(live_from=F("live_from") - timedelta(hours=1))
        self.assert_named(1, "its columns differ from its document: live_from")

    def test_a_missing_edition_is_named_by_the_one_behind_it(self):
        self.edition(2).delete()
        self.assert_named(3, "edition 2, which stood before it, is missing")

    def test_a_missing_first_edition_is_named(self):
        self.edition(1).delete()
        self.assert_named(2, "edition 1, which stood before it, is missing")

    def test_a_missing_last_edition_is_known_by_the_end_of_the_one_before_it(self):
        self.edition(4).delete()
        self.assert_named(3, "the time it ended is not the one")

    def test_swapped_numbers_are_named(self):
        self.edition(2).update(number=99)
        self.edition(3).update(number=2)
        self.edition(99).update(number=3)
        self.assert_named(2, "it does not follow the edition before it")

    def test_a_changed_correction_is_named(self):
        Correction._base_manager.update(notice="It was Tuesday.")
        self.assert_named(4, "its correction differs from its document")

    def test_a_correction_that_is_gone_is_named(self):
        Correction._base_manager.all().delete()
        self.assert_named(4, "its correction differs from its document")

    def test_a_changed_end_is_named(self):
        self.edition(4).update(live_until=timezone.now())
        self.assert_named(4, "the time it ended is not the one")

    def test_a_document_that_cannot_be_read_is_named(self):
        edition = self.edition(4).get()
        for document in ("{}", "ferry", json.dumps({"story": {"schema": 99}})):
            sha256 = chain_hash(edition.previous_sha256, document)
            self.edition(4).update(document=document, sha256=sha256)
            with self.subTest(document=document):
                self.assertIn("edition 4: ", flaws()[0])

    def test_only_the_first_flaw_of_a_story_is_named(self):
        self.edition(2).update(headline="Ferry sinks")
        self.edition(3).update(headline="Ferry sinks")
        self.assert_named(2, "headline")

    def test_every_broken_story_is_named(self):
        Edition.objects.filter(number=1).update(headline="Ferry sinks")
        self.assertEqual(len(flaws()), 2)
        self.assertEqual(len(flaws(article=self.other.pk)), 1)

    def test_withdrawn_scheduled_and_cancelled_stories_are_in_order(self):
        tomorrow = timezone.now() + timedelta(days=1)
        withdraw(self.other, by=None, notice="It was not so.")
        self.assertEqual(flaws(), [])
        save_change(self.other, body="<p>New.</p>")
        publish(self.other, by=None, change="update")
        save_change(self.story, body="<p>Tomorrow.</p>")
        schedule(self.story, by=None, at=tomorrow, change="update")
        waiting = make_story("Waiting")
        schedule(waiting, by=None, at=tomorrow, change="first")
        self.assertEqual(flaws(), [])
        cancel_schedule(self.story, by=None)
        self.assertEqual(flaws(), [])

    def test_a_withdrawal_moved_in_time_is_named(self):
        withdraw(self.story, by=None, notice="It was not so.")
        Withdrawal.objects.update(withdrawn_at=timezone.now() + timedelta(hours=1))
        self.assert_named(4, "the time it ended is not the one")

    def test_the_hash_of_all_chains_tells_a_rewritten_end(self):
        before = verify().splitlines()[-1]
        self.assertEqual(verify().splitlines()[-1], before)
        edition = self.edition(4).get()
        document = edition.document.replace('"published_by":""', '"published_by":"Jo"')
        self.edition(4).update(
            document=document, sha256=chain_hash(edition.previous_sha256, document)
        )
        self.assertNotEqual(verify().splitlines()[-1], before)

    def test_it_is_one_query_whatever_the_number_of_editions(self):
        with CaptureQueriesContext(connection) as queries:
            verify()
        self.assertEqual(len([one for one in queries if "articles_edition" in one["sql"]]), 1)
