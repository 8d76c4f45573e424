"""Searching in OpenSearch and Elasticsearch: what is found in the site's own database, no less.

Real clients; the server at the other end is ours (tests/support/search_engine).
"""

from datetime import timedelta
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from articles.models import SearchText
from articles.publishing import publish, withdraw
from articles.search import elsewhere, index
from articles.search.engine import Stories, best, newest
from articles.search.queries import read_query
from articles.search.words import VERSION
from newsroom.env import search_at
from tests.articles import test_search
from tests.articles.test_search import headlines, search
from tests.factories import make_live_story, make_section, save_change
from tests.support.search_engine.server import SearchEngine

PLACE = f"courier_{VERSION}_articles_searchtext"


def work():
    """What follows a transaction's end, in a test that is one: the worker's part."""
    while connection.run_on_commit:
        waiting, connection.run_on_commit = connection.run_on_commit, []
        for _savepoints, follow, *_rest in waiting:
            follow()


class Reader(Client):
    """One who searches when the worker has done what was to be done."""

    def get(self, path, *args, **kwargs):
        work()
        return super().get(path, *args, **kwargs)


class Captured(CaptureQueriesContext):
    """Without those of the worker."""

    def __enter__(self):
        work()
        return super().__enter__()


class InOpenSearch:
    client_class = Reader
    kind = "opensearch"

    def setUp(self):
        super().setUp()
        self.engine = self.enterContext(SearchEngine(self.kind))
        self.engine.password = "courier:p@ss/w"
        self.enterContext(self.settings(MODELSEARCH_BACKENDS={"default": self.place()}))
        self.enterContext(patch.object(test_search, "CaptureQueriesContext", Captured))
        self.enterContext(patch.object(test_search, "entries", self.entries))

    def place(self) -> dict:
        sign_in = "courier:p%40ss%2Fw"
        return search_at(f"{self.kind}+http://{sign_in}@{self.engine.address}/courier")

    def documents(self) -> dict[str, dict]:
        work()
        return self.engine.indexes[PLACE].documents if PLACE in self.engine.indexes else {}

    def entries(self) -> int:
        return len(self.documents())


class InElasticsearch(InOpenSearch):
    kind = "elasticsearch"


class FindingInOpenSearch(InOpenSearch, test_search.FindingTests):
    pass


class TimeInOpenSearch(InOpenSearch, test_search.TimeTests):
    pass


VOCABULARY = ("ferry", "ferries", "harbour", "Zürich", "3,500", "東京", "a", "login.gov", "don’t")
TEXTS = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)
PARTS = st.tuples(st.sampled_from(["", "", "-"]), TEXTS.filter(bool), st.booleans()).map(
    lambda part: f'{part[0]}"{part[1]}"' if part[2] else f"{part[0]}{part[1]}"
)
STORIES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5)


class FoundAlike(PropertyTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = ("opensearch", "elasticsearch")
        cls.engines = [cls.enterClassContext(SearchEngine(kind)) for kind in kinds]

    @settings(max_examples=20, deadline=None)
    @given(stories=STORIES, typed=st.lists(PARTS, min_size=1, max_size=3).map(" ".join))
    def test_both_engines_find_what_the_database_finds(self, stories, typed):
        for headline, text in stories:
            make_live_story(f"Of {headline}", body=f"<p>Here {text}.</p>")
        query = read_query(typed, "en")
        if not query.sought:
            return
        wanted, rows = query.to_search("en"), Stories(SearchText.objects.all())
        own = {match.edition_id for match in best(wanted, rows, 100)}
        for engine in self.engines:
            engine.indexes.clear()
            place = search_at(f"{engine.kind}+http://{engine.address}")
            with self.settings(MODELSEARCH_BACKENDS={"default": place}):
                index.fill_batch()
                self.assertEqual({match.edition_id for match in best(wanted, rows, 100)}, own)
                self.assertEqual({pk for pk, _at in newest(wanted, rows, 100)}, own)


class KeepingInOpenSearch(InOpenSearch, TestCase):
    def refuse(self, *ids: int):
        self.engine.refused = {str(number) for number in ids}

    def test_one_request_answers_a_search_narrowed_or_not(self):
        make_live_story("Ferry returns", section=make_section("Harbour"), tags=["Boats"])
        work()
        for values in ({}, {"tag": "boats", "section": "harbour"}, {"sort": "newest"}):
            self.engine.asked.clear()
            self.assertEqual(headlines(search(self.client, "ferry", **values)), ["Ferry returns"])
            self.assertEqual(self.engine.asked, [f"POST /{PLACE}/_search"])

    def test_what_is_narrowed_is_found_behind_any_number_of_others(self):
        now, harbour = timezone.now(), make_section("Harbour")
        make_live_story(
            "Ferry ferry", section=harbour, tags=["Boats"], at=now - timedelta(days=400)
        )
        for hours in range(8):
            make_live_story("Ferry returns", at=now - timedelta(hours=hours))
        days = {"to": str((now - timedelta(days=399)).date())}
        with patch.object(elsewhere, "SPARE", 0), patch("articles.search.finding.WINDOW", 2):
            for values in ({"section": "harbour"}, {"tag": "boats"}, days):
                for order in ({}, {"sort": "newest"}):
                    with self.subTest(values | order):
                        found = headlines(search(self.client, "returns", **values, **order))
                        self.assertEqual(found, [])
                        found = headlines(search(self.client, "ferry", **values, **order))
                        self.assertEqual(found, ["Ferry ferry"])

    def test_publishing_goes_on_while_it_fails_and_the_worker_tries_again(self):
        self.engine.fails = 503
        make_live_story("Ferry returns")
        with self.assertLogs("django_tasks", "ERROR"):
            work()
        with self.assertLogs("articles.search.views", "ERROR"):
            page = search(self.client, "ferry")
        self.assertContains(page, "out of order", status_code=503)
        self.assertEqual(self.client.get("/").status_code, 200)
        self.engine.fails = 0
        self.assertEqual(headlines(search(self.client, "ferry")), [])
        self.assertEqual(index.fill_batch(), (1, None))
        self.assertEqual(headlines(search(self.client, "ferry")), ["Ferry returns"])

    def test_one_that_hangs_keeps_no_reader_waiting(self):
        make_live_story("Ferry returns")
        work()
        self.engine.fails = "hangs"
        soon = self.place() | {"TIMEOUT": 0.1}
        with (
            self.settings(MODELSEARCH_BACKENDS={"default": soon}),
            self.assertLogs("articles.search.views", "ERROR"),
        ):
            self.assertEqual(search(self.client, "ferry").status_code, 503)

    def test_a_document_that_is_refused_keeps_no_other_out(self):
        stories = [make_live_story(f"Ferry no. {number}") for number in range(3)]
        self.refuse(stories[1].editions.get().pk)
        with self.assertLogs("articles.search.index", "ERROR"):
            work()
        found = headlines(search(self.client, "ferry", sort="newest"))
        self.assertEqual(found, ["Ferry no. 2", "Ferry no. 0"])
        self.refuse()
        self.assertEqual(index.fill_batch(), (1, None))
        self.assertEqual(len(headlines(search(self.client, "ferry"))), 3)

    def test_what_is_no_longer_live_leaves_it_also_after_a_failure(self):
        story = make_live_story("Ferry returns")
        (first,) = self.documents()
        save_change(story, headline="Boat returns")
        publish(story, by=None, change="update")
        (second,) = self.documents()
        self.assertNotEqual(first, second)
        self.engine.fails = 503
        withdraw(story, by=None, notice="It was wrong.")
        with self.assertLogs("django_tasks", "ERROR"):
            work()
        self.engine.fails = 0
        self.assertEqual(headlines(search(self.client, "returns")), [])

    def test_rebuilding_begins_with_an_empty_index_that_knows_its_fields(self):
        make_live_story("Ferry returns")
        fields = dict(self.fields())
        self.engine.indexes[PLACE].put("4711", {"words": "ferry"})
        call_command("rebuild_search", "--all", "--now", verbosity=0)
        self.assertEqual(self.fields(), fields)
        self.assertEqual(len(self.documents()), 1)
        self.assertEqual(headlines(search(self.client, "ferry")), ["Ferry returns"])

    def test_an_index_whose_making_was_cut_off_gets_its_fields(self):
        elsewhere.backend().get_index_for_model(SearchText).put()
        make_live_story("Ferry returns")
        self.assertEqual(self.fields()["words"]["analyzer"], "whitespace")
        self.assertEqual(headlines(search(self.client, "ferry")), ["Ferry returns"])

    def fields(self) -> dict:
        work()
        return self.engine.indexes[PLACE].properties

    def test_an_index_of_an_earlier_version_is_replaced(self):
        older = ("courier_articles_searchtext", "courier_1_articles_searchtext")
        for name in (*older, "courier_notes"):
            self.engine.answer("PUT", [name], b"{}")
        make_live_story("Ferry returns")
        work()
        self.assertEqual(set(self.engine.indexes), {PLACE, "courier_notes"})

    def test_words_of_the_headline_weigh_more_each_for_itself(self):
        body = "<p>The old ferry left the harbour.</p>"
        make_live_story("Storm", body=body)
        make_live_story("Ferry: harbour closed", body="<p>An old storm without a bridge.</p>")
        make_live_story("Storm", body=body)
        for q in ("old harbour ferry", "old harbour ferry -tunnel"):
            self.assertEqual(headlines(search(self.client, q))[0], "Ferry: harbour closed")

    def test_before_anything_is_published_nothing_is_found(self):
        self.assertContains(search(self.client, "ferry"), "Nothing was found")


class KeepingInElasticsearch(InElasticsearch, KeepingInOpenSearch):
    pass
