"""Last-Modified of what programs read, where a name or an address is another."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import reversion
from django.test import TestCase
from django.utils import timezone
from django.utils.http import http_date
from reversion.models import Revision

from articles.last_change import last_change
from articles.models import Edition, Tag
from tests.factories import make_author, make_live_story, make_section

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)
EVERYWHERE = ["/feed.rss", "/world/feed.json", "/culture/feed.atom", "/ninjs.json"]
EVERYWHERE += ["/corrections/feed.rss", "/sitemap.xml", "/sitemap-pages.xml"]
OF_TAG, OF_AUTHOR = "/tags/sea/feed.rss", "/authors/hanna-voss/feed.atom"
ALL = [*EVERYWHERE, OF_TAG, OF_AUTHOR]


class NamesAndAddresses(TestCase):
    def setUp(self):
        self.author = make_author("Hanna Voss", slug="hanna-voss")
        self.section = make_section("World")
        make_live_story(at=LONG_AGO, section=self.section, tags=["Sea"], authors=[self.author])
        make_live_story(at=LONG_AGO, section=make_section("Culture"), authors=[self.author])
        Edition.objects.update(created_at=LONG_AGO)
        # The tag came with the story's own revision.
        Revision.objects.update(date_created=LONG_AGO)
        started = patch("articles.last_change._STARTED", LONG_AGO)
        started.start()
        self.addCleanup(started.stop)
        self.before = {one: self.client.get(one).headers["Last-Modified"] for one in ALL}

    def save(self, row, ago: timedelta = timedelta(minutes=1), **values) -> datetime:
        """Save a row as the desk does, a while ago."""
        at = timezone.now() - ago
        with reversion.create_revision():
            reversion.set_date_created(at)
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
        return at

    def assertMoved(self, at: datetime, moved: list[str]):  # noqa: N802
        for address in ALL:
            answer = self.client.get(address, headers={"if-modified-since": self.before[address]})
            with self.subTest(address):
                self.assertEqual(answer.status_code, 200 if address in moved else 304)
                if address in moved:
                    self.assertEqual(answer["Last-Modified"], http_date(at.timestamp()))

    def test_all_of_it_is_new_when_a_sections_name_or_address_is_another(self):
        self.assertMoved(self.save(self.section, name="The world"), ALL)

    def test_a_sections_new_address_is_in_what_is_sent(self):
        self.save(self.section, slug="wide-world")
        seen = {"if-modified-since": self.before["/ninjs.json"]}
        self.assertContains(self.client.get("/ninjs.json", headers=seen), "/wide-world/")

    def test_a_tags_name_stands_over_its_own_feed_alone(self):
        self.assertMoved(self.save(Tag.objects.get(name="Sea"), name="The sea"), [OF_TAG])

    def test_an_authors_name_stands_over_their_own_feed_alone(self):
        self.assertMoved(self.save(self.author, name="Hanna Voss-Ley"), [OF_AUTHOR])

    def test_nothing_tells_of_an_author_or_a_tag_that_readers_do_not_know(self):
        self.save(make_author("Somebody new"))
        self.assertMoved(self.save(Tag(name="Secret story", slug="secret-story")), [])

    def test_what_is_not_yet_saved_is_not_told(self):
        self.save(self.section, timedelta(minutes=-5), name="The world")
        self.assertMoved(timezone.now(), [])

    def test_in_the_second_of_the_change_nothing_is_promised(self):
        self.save(self.section, timedelta(0), name="The world")
        self.assertNotIn("Last-Modified", self.client.get("/feed.rss").headers)

    def test_it_is_one_query_whatever_was_saved(self):
        for number in range(4):
            self.save(self.section, name=f"World {number}")
            self.save(self.author, name=f"Hanna {number}")
        for of in (None, self.author):
            with self.assertNumQueries(1):
                last_change(timezone.now(), of)
