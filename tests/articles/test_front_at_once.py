import threading
import unittest

from django.db import connection
from django.test import TransactionTestCase

from articles.front.arranging import Overtaken, arrange
from articles.front.layout import Layout
from articles.models import FrontArrangement


@unittest.skipUnless(
    connection.vendor == "postgresql",
    "SQLite's in-memory test database knows no second connection that waits",
)
class AtOnceTests(TransactionTestCase):
    """Two editors publish at the same moment, each with a real connection of their own."""

    def press_together(self, base: int) -> list:
        barrier, results = threading.Barrier(2), []

        def press(size: int):
            try:
                barrier.wait(timeout=10)
                results.append(arrange(Layout(opinion_size=size), by=None, base=base))
            except Overtaken as overtaken:
                results.append(overtaken)
            finally:
                connection.close()

        threads = [threading.Thread(target=press, args=[size]) for size in (1, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return results

    def test_one_arranges_and_the_other_is_told_what_was_arranged(self):
        for base in range(6):
            results = self.press_together(base)
            told = [result for result in results if isinstance(result, Overtaken)]
            made = [result for result in results if isinstance(result, FrontArrangement)]
            self.assertEqual((len(told), len(made)), (1, 1))
            self.assertEqual(told[0].latest, made[0])
            self.assertEqual(FrontArrangement.objects.count(), base + 1)
