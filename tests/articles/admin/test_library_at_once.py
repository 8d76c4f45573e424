import threading
import unittest

from django.contrib.auth.models import User
from django.db import connection
from django.test import TransactionTestCase
from reversion.models import Revision

from articles.admin.library_words import Row, save_rows
from articles.models import Image
from tests.articles.admin.library import bare_image


@unittest.skipUnless(
    connection.vendor == "postgresql",
    "SQLite's in-memory test database knows no second connection that waits",
)
class TwoSavesAtOnce(TransactionTestCase):
    def test_one_of_two_passes_and_the_other_is_asked(self):
        for number in range(5):
            images = [bare_image(number * 10 + one, credit="Before") for one in range(3)]
            outcomes = self.save_together(images)
            refused = [len(outcome.refused) for outcome in outcomes]
            self.assertEqual(sorted(refused), [0, 3])
            winner = outcomes[refused.index(0)].saved[images[0].pk].credit
            for image in images:
                self.assertEqual(Image.objects.get(pk=image.pk).credit, winner)
                self.assertEqual(outcomes[refused.index(3)].theirs[image.pk], {"credit": winner})
            self.assertEqual(Revision.objects.count(), number + 1)

    def save_together(self, images) -> list:
        """Two people set another credit for the same pictures, in opposite orders."""
        barrier, outcomes = threading.Barrier(2), []

        def save(by, rows):
            try:
                barrier.wait(timeout=10)
                outcomes.append(save_rows(rows, by=by))
            finally:
                connection.close()

        threads = []
        for turn, name in ((1, "Ann"), (-1, "Per")):
            by = User.objects.create_superuser(f"{name} {images[0].pk}", password="x")
            rows = [Row(one.pk, {"credit": name}, {"credit": "Before"}) for one in images[::turn]]
            threads.append(threading.Thread(target=save, args=(by, rows)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return outcomes
