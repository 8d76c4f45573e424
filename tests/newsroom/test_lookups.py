"""Ids from anywhere: hundreds at once, and those that no column can hold."""

from django.test import TestCase

from articles.models import Edition, EditionByline
from tests.factories import make_author, make_live_story


class AmongTests(TestCase):
    def test_it_finds_what_in_finds_through_keys_of_its_own_and_of_others(self):
        for number in range(3):
            make_live_story(f"Story {number}", authors=[make_author(f"Writer {number}")])
        known = list(Edition.objects.values_list("pk", flat=True))
        for ids in ([], known, known[:1], [*known[1:], 10**9], [2**63, -(2**64), known[0]]):
            with self.subTest(ids):
                found = Edition.objects.filter(pk__among=ids).order_by("pk")
                self.assertEqual(
                    list(found), list(Edition.objects.filter(pk__in=ids).order_by("pk"))
                )
                rows = EditionByline.objects.filter(edition__among=ids)
                self.assertEqual(rows.count(), len(set(ids) & set(known)))
                others = Edition.objects.exclude(pk__among=ids).count()
                self.assertEqual(others, 3 - len(set(ids) & set(known)))

    def test_hundreds_are_one_value(self):
        query = Edition.objects.filter(pk__among=range(1, 400)).order_by().values("pk").query
        _sql, parameters = query.sql_with_params()
        self.assertEqual(len(parameters), 1)
