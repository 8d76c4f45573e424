"""However much is found, a bounded number is ranked; what is found does not depend on the way."""

from datetime import timedelta
from unittest.mock import patch

from django.conf import settings as site
from django.db import connection
from django.http import QueryDict
from django.test import TestCase, TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from articles.search import engine
from articles.search.asked import read
from articles.search.finding import _best, live_stories
from tests.articles.test_search import MOST_QUERIES, headlines, search
from tests.factories import make_author, make_live_story

MODULE = "postgres" if connection.vendor == "postgresql" else "sqlite"
WORDS = ("ferry", "bridge", "left", "the", "c++")


def few_are(number: int):
    return patch(f"articles.search.{MODULE}.FEW", number)


def first_are(number: int):
    return patch("articles.search.newest.FIRST", number)


def asked(**values):
    sent = QueryDict(mutable=True)
    sent.update(values)
    return read(sent, [], timezone.now())


class BoundTests(TestCase):
    def found(self, q="", **values):
        return headlines(search(self.client, q, **values))

    def test_few_are_sorted_and_many_walked_to_and_both_are_found_alike(self):
        for number in range(7):
            words = "The ferry left." if number % 2 else "It left."
            at = timezone.now() - timedelta(hours=number)
            make_live_story(f"Ferry no. {number}", body=f"<p>{words}</p>", at=at)
        for values in ({}, {"sort": "newest"}):
            few = self.found("ferry", **values)
            with few_are(2):
                many = self.found("ferry", **values)
            self.assertEqual(len(few), 7)
            self.assertEqual(many, few)

    def test_what_is_narrowed_is_found_however_far_back_it_stands(self):
        """The newest few of an author or a topic are looked through first (newest.FIRST)."""
        author, other, now = make_author("Ines Marlowe"), make_author("Else"), timezone.now()
        for number in range(9):
            make_live_story(
                f"Ferry no. {number}" if number % 3 == 2 else f"Bridge no. {number}",
                body="<p>It left.</p>",
                authors=[author if number else other],
                tags=["Boats"] if number < 8 else [],
                at=now - timedelta(hours=number),
            )
        by_author, tagged = {"author": author.slug}, {"tag": "boats"}
        for narrowed, ferries, everything in (
            (by_author, "258", "12345678"),
            (tagged, "25", "01234567"),
            (by_author | tagged, "25", "1234567"),
        ):
            for first, few in ((600, 2000), (2, 2000), (2, 1), (600, 1)):
                with (
                    self.subTest(narrowed, first=first, few=few),
                    first_are(first),
                    few_are(few),
                ):
                    with CaptureQueriesContext(connection) as captured:
                        search(self.client, "ferry", **narrowed)
                    self.assertLessEqual(len(captured), MOST_QUERIES + (first == 2))
                    for values in ({}, {"sort": "newest"}):
                        found = self.found("ferry", **narrowed, **values)
                        self.assertEqual(sorted(one[-1] for one in found), list(ferries))
                        found = self.found("left -tunnel", **narrowed, **values)
                        self.assertEqual(sorted(one[-1] for one in found), list(everything))

    def test_of_more_the_newest_and_the_newest_by_headline_are_ranked(self):
        """Also where many stories have a word and few of them in the headline."""
        now = timezone.now()
        made = [
            make_live_story(
                f"Ferry no. {number}" if number in (3, 9, 10, 11) else f"No. {number}",
                body="<p>The ferry left.</p>" if number not in (1, 4) else "<p>It left.</p>",
                at=now - timedelta(hours=number),
            ).editions.get()
            for number in range(12)
        ]
        ranked = {made[number].pk for number in (0, 2, 3, 5, 6, 9)}
        one = asked(q="ferry")
        query, stories = one.query.to_search(site.LANGUAGE_CODE), live_stories(one, now)
        for few in (1, 5):
            with self.subTest(few=few), few_are(few):
                found = engine.best(query, stories, 5)
                self.assertEqual({match.edition_id for match in found}, ranked)
                found = engine.newest(query, stories, 4)
                self.assertEqual([pk for pk, _at in found], [made[n].pk for n in (0, 2, 3, 5)])
                with CaptureQueriesContext(connection) as captured:
                    self.assertEqual(len(self.found("ferry")), 10)
                self.assertLessEqual(len(captured), MOST_QUERIES)


class AnyWayTests(PropertyTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.author, other, now = make_author("Ines Marlowe"), make_author("Else"), timezone.now()
        for number in range(16):
            said = [word for place, word in enumerate(WORDS) if number >> place & 1 or place > 3]
            make_live_story(
                " ".join(said[:: 1 + number % 2]) or "Nothing",
                body=f"<p>{' '.join(said * (1 + number % 3))}, it is said.</p>",
                authors=[cls.author if number % 3 else other],
                at=now - timedelta(hours=number // 2),
            )

    @settings(max_examples=40, deadline=None)
    @given(
        parts=st.lists(
            st.tuples(st.sampled_from(["", "-"]), st.lists(st.sampled_from(WORDS), min_size=1)),
            min_size=1,
            max_size=4,
        ),
        is_narrowed=st.booleans(),
        few=st.integers(0, 20),
        first=st.integers(1, 20),
    )
    def test_what_is_found_and_its_order_do_not_depend_on_the_way(
        self, parts, is_narrowed, few, first
    ):
        q = " ".join(f'{out}"{" ".join(words)}"' for out, words in parts)
        one = asked(q=q, **({"author": self.author.slug} if is_narrowed else {}))
        if not one.has_words:
            return
        at = timezone.now()
        query, stories = one.query.to_search(site.LANGUAGE_CODE), live_stories(one, at)
        plain = _best(one, at), engine.newest(query, stories, 6)
        with few_are(few), first_are(first):
            self.assertEqual((_best(one, at), engine.newest(query, stories, 6)), plain)


class CountTests(TransactionTestCase):
    @override_settings(CARD_CREDITS="hover")
    def test_more_than_are_ranked_are_not_counted(self):
        make_live_story("Ferry returns")
        with patch("articles.search.finding.WINDOW", 1):
            make_live_story("Ferry returns again")
            self.assertContains(search(self.client, "ferry"), "More than 1 stories")
