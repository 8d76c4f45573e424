"""Slips of the pen: what a search may have meant, told only where it is something live."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.publishing import withdraw
from tests.articles.test_search import MOST_QUERIES, headlines, search
from tests.factories import make_live_story


class SpellingTests(TestCase):
    def test_a_slip_of_the_pen_is_asked_about_where_the_right_word_finds_something(self):
        make_live_story("Lighthouse keepers of Sarnhaven")
        for typed, meant in (
            ("lihgthouse", "lighthouse"),
            ("sarnhavn keepers", "sarnhaven keepers"),
            ("Lighthouse zarnhaven", "lighthouse sarnhaven"),
            ('"lihgthouse keepers"', "&quot;lighthouse keepers&quot;"),
        ):
            with self.subTest(typed):
                self.assertContains(search(self.client, typed), f">{meant}</a>?")
        # Known words, which stand nowhere together.
        self.assertNotContains(search(self.client, '"keepers sarnhavn"'), "Did you mean")
        self.assertNotContains(search(self.client, "hippopotamus"), "Did you mean")

    def test_a_slip_that_a_story_made_too_is_asked_about_where_the_right_word_finds_far_more(self):
        make_live_story("Guidelines", body="<p>On goverment.</p>")
        for number in range(30):
            make_live_story(f"Government {number}")
        self.assertNotContains(search(self.client, "goverment"), "Did you mean")
        make_live_story("Government is a duty")
        with CaptureQueriesContext(connection) as captured:
            page = search(self.client, "goverment")
        self.assertEqual(headlines(page), ["Guidelines"])
        self.assertContains(page, "Did you mean")
        self.assertContains(page, 'q=government">government</a>?')
        self.assertLessEqual(len(captured), MOST_QUERIES)
        self.assertNotContains(search(self.client, "guidelines"), "Did you mean")

    def test_words_of_stories_that_are_gone_are_never_suggested(self):
        story = make_live_story("Lighthouse keepers")
        withdraw(story, by=None, notice="It was wrong.")
        self.assertNotContains(search(self.client, "lighthuose"), "Did you mean")
