import re
import unittest
from datetime import timedelta

from django.db import connection
from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from articles.models import Edition
from articles.moments import write_instant
from articles.pages import as_of
from articles.publishing import publish, schedule, withdraw
from articles.related import _related_query, names_in
from tests.factories import (
    make_author,
    make_live_story,
    make_section,
    make_story,
    make_user,
    save_change,
)


def headings(page: str) -> dict[str, list[str]]:
    """Under each heading of the list below a story, the headlines."""
    parts = page.partition('<aside class="related"')[2].partition("</aside>")[0]
    found = {}
    for section in re.findall(r"<section>.*?</section>", parts, re.S):
        title = re.sub(r"<[^>]+>", "", re.search(r"<h2>(.*?)</h2>", section, re.S)[1])
        found[title] = re.findall(r"<h3[^>]*><a [^>]*>([^<]*)</a>", section)
    return found


class RelatedTests(TestCase):
    def below(self, article) -> dict[str, list[str]]:
        return headings(self.client.get(article.get_absolute_url()).content.decode())

    def test_it_leads_to_stories_with_its_tags_and_to_its_section(self):
        story = make_live_story("The one", tags=["Ferries"])
        make_live_story("Tagged", tags=["Ferries"], section=make_section("Business"))
        make_live_story("Beside it")
        make_live_story("Apart", section=make_section("Business"))
        self.assertEqual(
            self.below(story), {"More on this": ["Tagged"], "More from World": ["Beside it"]}
        )

    def test_below_a_story_that_runs_the_other_way_it_runs_as_the_site_does(self):
        make_live_story("Tagged", tags=["Ferries"])
        arabic = make_live_story("عودة العبّارة", language="ar", tags=["Ferries"])
        make_live_story("عودة أخرى", language="ar", tags=["Ferries"])
        page = self.client.get(arabic.get_absolute_url()).content.decode()
        self.assertIn('<aside class="related" lang="en-gb" dir="ltr"', page)
        below = page.partition('<aside class="related"')[2].partition("</aside>")[0]
        self.assertIn("<li>", below)
        self.assertRegex(below, r'<li dir="rtl">[^§]*?<h3 lang="ar">')

    def test_a_story_alone_has_no_such_part(self):
        page = self.client.get(make_live_story().get_absolute_url()).content.decode()
        self.assertNotIn("related", page)

    def test_rare_tags_count_more_than_common_ones(self):
        start = timezone.now() - timedelta(days=2)
        for hours in range(8):
            make_live_story(f"Common {hours}", tags=["Common"], at=start + timedelta(hours=hours))
        make_live_story("Rare", tags=["Rare"], at=start - timedelta(days=200))
        story = make_live_story("The one", tags=["Common", "Rare"])
        self.assertEqual(self.below(story)["More on this"][0], "Rare")

    def test_what_shares_more_comes_first_and_then_what_is_newer(self):
        now = timezone.now()
        make_live_story("Old", tags=["A"], at=now - timedelta(days=90))
        make_live_story("Both", tags=["A", "B"], at=now - timedelta(days=60))
        make_live_story("New", tags=["A"], at=now - timedelta(days=1))
        story = make_live_story("The one", tags=["A", "B"])
        self.assertEqual(self.below(story)["More on this"], ["Both", "New", "Old"])

    def test_a_columnist_leads_to_the_same_columnist(self):
        ada = make_author("Ada Berg")
        make_live_story("Earlier column", authors=[ada], kind="opinion")
        make_live_story("News")
        story = make_live_story("The one", authors=[ada], kind="opinion")
        self.assertEqual(self.below(story)["More from Ada Berg"], ["Earlier column"])

    def test_nothing_that_is_not_live_is_named(self):
        user = make_user("Managing editor")
        later = timezone.now() + timedelta(hours=1)
        story = make_live_story("The one", tags=["A"])
        make_story("Hidden draft", tags=["A"])
        schedule(make_story("Hidden ahead", tags=["A"]), by=None, at=later, change="first")
        schedule(
            make_story("Hidden by embargo", tags=["A"], embargo_until=later),
            by=None,
            at=later,
            change="first",
        )
        withdraw(make_live_story("Hidden gone", tags=["A"]), by=user, notice="Gone.")
        retracted = make_live_story("Hidden retracted", tags=["A"])
        save_change(retracted, standfirst="x")
        publish(retracted, by=user, change="retraction", notice="All wrong.")
        changed = make_live_story("Seen", tags=["A"])
        save_change(changed, headline="Hidden new words")
        self.assertEqual(self.below(story), {"More on this": ["Seen"]})

    def test_no_story_leads_to_itself_in_an_earlier_edition(self):
        story = make_live_story("The one", tags=["A"])
        save_change(story, headline="The one again")
        publish(story, by=None, change="update")
        self.assertEqual(self.below(story), {})

    def test_it_is_as_of_the_moment_asked_for(self):
        now = timezone.now()
        old = make_live_story("The one", tags=["A"], at=now - timedelta(days=9))
        make_live_story("Old", tags=["A"], at=now - timedelta(days=8))
        make_live_story("New", tags=["A"], at=now - timedelta(days=1))
        self.client.force_login(make_user("Editor"))
        then = write_instant(now - timedelta(days=5))
        page = self.client.get(f"/admin/articles/edition/site-at/{then}{old.get_absolute_url()}")
        self.assertEqual(headings(page.content.decode()), {"More on this": ["Old"]})

    def test_a_page_costs_three_queries_however_much_there_is(self):
        authors = [make_author() for _ in range(3)]
        tags = [f"Tag {number}" for number in range(8)]
        stories = [make_live_story(f"No. {n}", tags=tags, authors=authors) for n in range(9)]
        address = stories[0].get_absolute_url()
        self.client.get(address)
        with self.assertNumQueries(3):
            self.client.get(address)

    @unittest.skipUnless(connection.vendor == "sqlite", "Reads SQLite's own plan.")
    def test_it_is_found_along_indexes_alone(self):
        story = make_live_story(tags=["A"])
        edition = Edition.objects.get()
        moment = as_of()
        rows = _related_query(moment.at, None, edition.pk, story.pk, edition.section_id)
        plan = rows.explain()
        self.assertIn("articles_editiontag_newest", plan)
        self.assertEqual(re.findall(r"SCAN [^\n]*", plan), [])


class NameTests(SimpleTestCase):
    def test_names_are_told_by_their_capitals(self):
        self.assertEqual(names_in("Ferry returns to Port Ostrel"), {"Port", "Ostrel"})
        self.assertEqual(names_in("Ferry returns"), frozenset())

    def test_a_headline_in_capitals_tells_none(self):
        self.assertEqual(names_in("Ferry Returns To The Strait"), frozenset())
