from unittest import skipUnless

from django.db import connection
from django.test import TestCase


@skipUnless(connection.vendor == "postgresql", "What PostgreSQL is told.")
class ConnectionTests(TestCase):
    def test_a_query_is_answered_by_one_process(self):
        with connection.cursor() as cursor:
            cursor.execute("SHOW max_parallel_workers_per_gather")
            self.assertEqual(cursor.fetchone(), ("0",))
