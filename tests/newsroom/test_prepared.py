from datetime import UTC, datetime

from django.test import TestCase

from articles.models import Edition, Section
from newsroom.prepared import PreparedQuery
from tests.factories import make_live_story, make_section


class PreparedQueryTests(TestCase):
    def test_it_gives_what_the_queryset_gives_for_every_value(self):
        for name in ("World", "Business", "Culture"):
            make_section(name)

        def build(slug, ids):
            return (
                Section.objects.filter(pk__in=ids)
                .exclude(slug=slug)
                .order_by("slug")
                .values_list("pk", "slug")
            )

        prepared = PreparedQuery(build)
        ids = list(Section.objects.values_list("pk", flat=True))
        for values in (
            {"slug": "world", "ids": ids},
            {"slug": "culture", "ids": ids},
            {"slug": "' OR 1=1 --", "ids": ids[:1]},
            {"slug": "%s", "ids": [0]},
        ):
            with self.subTest(values):
                self.assertEqual(prepared.rows(**values), list(build(**values)))

    def test_times_go_in_and_come_out_as_the_orm_gives_them(self):
        at = datetime(2024, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
        make_live_story(at=at)

        def build(at):
            return Edition.objects.live(at).values_list("first_published", "headline")

        prepared = PreparedQuery(build)
        self.assertEqual(prepared.rows(at=at), [(at, "Ferry returns to the strait")])
        self.assertEqual(prepared.rows(at=at.replace(microsecond=123455)), [])

    def test_it_is_compiled_once_for_a_shape(self):
        calls = []

        def build(ids, after):
            calls.append(ids)
            rows = Section.objects.filter(pk__in=ids)
            return (rows if after is None else rows.filter(pk__gt=after)).values_list("pk")

        prepared = PreparedQuery(build)
        for _ in range(3):
            prepared.rows(ids=[1, 2], after=None)
            prepared.rows(ids=[1, 2], after=5)
            prepared.rows(ids=[1, 2, 3], after=None)
        # One call more, for the model that the router asks about.
        self.assertEqual(len(calls), 4)
