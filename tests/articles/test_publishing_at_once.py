import threading
import unittest
from datetime import timedelta

from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone

from articles.models import Edition
from articles.publishing import PublishingRefused, publish, schedule
from tests.factories import make_live_story, make_story, save_change


@unittest.skipUnless(
    connection.vendor == "postgresql",
    "SQLite's in-memory test database knows no second connection that waits",
)
class AtOnceTests(TransactionTestCase):
    """Two editors press at the same moment, each with a real connection of their own."""

    def press_together(self, *verbs):
        barrier, results = threading.Barrier(len(verbs)), []

        def press(verb):
            try:
                barrier.wait(timeout=10)
                results.append(verb())
            except PublishingRefused as refusal:
                results.append(refusal)
            finally:
                connection.close()

        threads = [threading.Thread(target=press, args=[verb]) for verb in verbs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return results

    def assert_one_whole_chain(self, article, length):
        editions = list(article.editions.order_by("number"))
        self.assertEqual([edition.number for edition in editions], list(range(1, length + 1)))
        previous = ""
        for edition in editions:
            self.assertEqual(edition.previous_sha256, previous)
            previous = edition.sha256
        self.assertEqual(Edition.objects.live().filter(article=article).count(), 1)

    def test_two_first_publications_give_one_edition(self):
        for _ in range(5):
            article = make_story()
            results = self.press_together(
                lambda article=article: publish(article, by=None, change="first"),
                lambda article=article: publish(article, by=None, change="first"),
            )
            refused = [result for result in results if isinstance(result, PublishingRefused)]
            self.assertEqual(len(refused), 1)
            self.assert_one_whole_chain(article, 1)

    def test_two_corrections_at_once_make_two_editions_in_a_row(self):
        article = make_live_story()
        save_change(article, headline="Put right")
        results = self.press_together(
            lambda: publish(article, by=None, change="correction", notice="One."),
            lambda: publish(article, by=None, change="correction", notice="Two."),
        )
        self.assertTrue(all(isinstance(result, Edition) for result in results), results)
        self.assert_one_whole_chain(article, 3)

    def test_publishing_and_scheduling_at_once_never_overlap(self):
        hour = timezone.now() + timedelta(hours=1)
        for _ in range(3):
            article = make_live_story()
            save_change(article, headline="Put right")
            self.press_together(
                lambda article=article: publish(article, by=None, change="update"),
                lambda article=article: schedule(article, by=None, change="update", at=hour),
            )
            for at in (timezone.now(), hour, hour + timedelta(days=1)):
                self.assertEqual(Edition.objects.live(at).filter(article=article).count(), 1)
