import re
import unittest
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.archive import BadDate, counting, counts, days_of, months_of, read_span
from articles.moments import write_instant
from articles.pages import PAGE_SIZE, as_of
from articles.publishing import schedule, withdraw
from tests.factories import make_live_story, make_story, make_user

MARCH = datetime(2026, 3, 7, 12, tzinfo=UTC)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class ArchiveTests(TestCase):
    def test_it_leads_from_the_year_to_the_story(self):
        story = make_live_story("Ferry returns", at=MARCH)
        make_live_story("Another", at=MARCH + timedelta(days=20))
        self.assertContains(self.client.get("/archive/"), 'href="/archive/2026/"')
        year = self.client.get("/archive/2026/")
        self.assertContains(year, 'href="/archive/2026/03/"')
        self.assertIn("March 2 stories", text_of(year))
        self.assertNotContains(year, 'href="/archive/2026/04/"')
        month = self.client.get("/archive/2026/03/")
        self.assertIn("7 1 story", text_of(month))
        day = self.client.get("/archive/2026/03/07/")
        self.assertContains(day, story.get_absolute_url())
        self.assertNotContains(day, "Another")

    def test_days_are_those_of_the_sites_time_zone(self):
        make_live_story("Late", at=datetime(2026, 7, 31, 23, 30, tzinfo=UTC))
        self.assertEqual(self.client.get("/archive/2026/07/31/").status_code, 404)
        self.assertContains(self.client.get("/archive/2026/08/01/"), "Late")
        with override_settings(TIME_ZONE="America/New_York"):
            self.assertEqual(self.client.get("/archive/2026/08/").status_code, 404)
            self.assertEqual(counts([read_span("2026", "07", "31")], as_of()), [1])

    def test_where_nothing_was_published_there_is_no_page(self):
        make_live_story(at=MARCH)
        for address in ("2025/", "2026/02/", "2026/03/06/", "2027/03/", "2026/03/07/?before=0-0"):
            with self.subTest(address):
                self.assertEqual(self.client.get(f"/archive/{address}").status_code, 404)

    def test_an_empty_archive_says_so(self):
        self.assertContains(self.client.get("/archive/"), "Nothing has been published yet.")

    def test_dates_that_there_are_not_are_not_found(self):
        make_live_story(at=MARCH)
        for address in (
            *("0000/", "9999/", "9999/12/", "9999/12/31/", "0001/", "0001/01/01/", "26/", "x/"),
            *("2026/13/", "2026/00/", "2026/3/", "2026/02/30/", "2026/03/7/", "２０２６/"),
            *("2026/03/07/08/", "-026/", "2026/+3/", "2026/03/07/?before=x", "20260/"),
        ):
            with self.subTest(address):
                self.assertEqual(self.client.get(f"/archive/{address}").status_code, 404)

    def test_nothing_that_is_not_live_is_counted_or_listed(self):
        make_live_story("Seen", at=MARCH)
        gone = make_live_story("Hidden gone", at=MARCH)
        withdraw(gone, by=make_user("Managing editor"), notice="Gone.")
        ahead = make_story("Hidden ahead")
        later = timezone.now() + timedelta(days=40)
        schedule(ahead, by=None, at=later, change="first")
        self.assertIn("March one story", text_of(self.client.get("/archive/2026/")))
        self.assertNotContains(self.client.get("/archive/2026/03/07/"), "Hidden")
        address = f"/archive/{later:%Y/%m}/"
        self.assertEqual(self.client.get(address).status_code, 404)
        self.assertNotContains(self.client.get("/archive/2026/03/"), f"/archive/{later:%Y/%m}")

    def test_a_day_of_many_stories_is_paged_and_none_is_lost(self):
        for number in range(PAGE_SIZE + 3):
            make_live_story(f"Story no. {number}.", at=MARCH)
        first = self.client.get("/archive/2026/03/07/").content.decode()
        older = re.search(r'class="older" href="([^"]+before[^"]+)"', first)[1]
        second = self.client.get(older).content.decode()
        found = re.findall(r"Story no\. \d+\.", first) + re.findall(r"Story no\. \d+\.", second)
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(len(found), PAGE_SIZE + 3)

    def test_it_leads_to_the_days_before_and_after_that_have_stories(self):
        for days in (-400, 0, 30):
            make_live_story(at=MARCH + timedelta(days=days))
        day = self.client.get("/archive/2026/03/07/")
        self.assertContains(day, "/archive/2026/04/06/")
        self.assertContains(day, "/archive/2025/01/31/")
        self.assertContains(self.client.get("/archive/2026/03/"), 'href="/archive/2026/04/"')
        self.assertContains(self.client.get("/archive/2026/"), 'href="/archive/2025/"')

    def test_it_can_be_seen_as_of_a_moment(self):
        now = timezone.now()
        make_live_story("Old", at=now - timedelta(days=9))
        make_live_story("New", at=now - timedelta(days=1))
        self.client.force_login(make_user("Editor"))
        then = write_instant(now - timedelta(days=5))
        old, new = (timezone.localdate(now - timedelta(days=days)) for days in (9, 1))
        prefix = f"/admin/articles/edition/site-at/{then}/archive/"
        self.assertContains(self.client.get(f"{prefix}{old:%Y/%m/%d}/"), "Old")
        self.assertEqual(self.client.get(f"{prefix}{new:%Y/%m/%d}/").status_code, 404)
        self.assertContains(self.client.get(prefix), f"{old:%Y}")

    def test_each_page_costs_at_most_four_queries(self):
        for days in (-900, -400, 0, 0, 5):
            make_live_story(at=MARCH + timedelta(days=days))
        for address, queries in (("", 3), ("2026/", 3), ("2026/03/", 3), ("2026/03/07/", 3)):
            self.client.get(f"/archive/{address}")
            with self.subTest(address), self.assertNumQueries(queries):
                self.client.get(f"/archive/{address}")

    @unittest.skipUnless(connection.vendor == "sqlite", "Reads SQLite's own plan.")
    def test_counting_opens_no_edition(self):
        make_live_story(at=MARCH)
        plan = counting(months_of(read_span("2026")), as_of()).explain()
        self.assertIn("COVERING INDEX articles_edition_archive", plan)


class SpanTests(SimpleTestCase):
    @given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
    def test_days_months_and_years_follow_one_another_without_a_gap(self, day):
        month = read_span(f"{day:%Y}".zfill(4), f"{day:%m}")
        year = read_span(f"{day:%Y}".zfill(4))
        for whole, parts in ((month, days_of(month)), (year, months_of(year))):
            self.assertEqual((parts[0].first, parts[-1].after), whole)
            for one, following in zip(parts, parts[1:], strict=False):
                self.assertEqual(one.ends, following.starts)
        self.assertTrue(month.first <= day < month.after)

    @given(st.lists(st.text("0123456789-x", max_size=5), min_size=1, max_size=3))
    def test_any_text_is_a_date_or_refused(self, parts):
        try:
            span = read_span(*parts)
        except BadDate:
            return
        self.assertLess(span.starts, span.ends)
