"""Feeds as readers' programs had them, or will, for staff."""

from datetime import timedelta
from html import unescape

from articles.publishing import publish, schedule, withdraw
from tests.articles.admin.test_site_at import DAY, HOUR, MomentTestCase, url
from tests.factories import make_author, make_live_story, make_story, make_user, save_change


class FeedsAtAMoment(MomentTestCase):
    def setUp(self):
        super().setUp()
        author = make_author("Hanna Voss", slug="hanna-voss")
        self.story = make_live_story(
            "Ferry returns", at=self.past, authors=[author], tags=["Harbours"]
        )
        save_change(self.story, headline="Ferry stays")
        publish(self.story, by=None, change="correction", notice="It stays.", at=self.past + DAY)
        self.feeds = [
            f"{place}feed.{kind}"
            for place in ("/", "/world/", "/tags/harbours/", "/authors/hanna-voss/")
            for kind in ("rss", "atom", "json")
        ]
        self.feeds += ["/ninjs.json", f"/world/ferry-returns-{self.story.pk}/ninjs.json"]

    def test_each_is_as_it_was_on_a_page_that_says_so(self):
        for feed in self.feeds:
            with self.subTest(feed):
                before = self.page(self.past + HOUR, feed)
                self.assertIn("Ferry returns", before)
                self.assertNotIn("Ferry stays", before)
                self.assertIn("As readers saw it", before)
                self.assertIn('<pre class="source"', before)
                after = self.page(self.past + DAY + HOUR, feed)
                self.assertIn("Ferry stays", after)

    def test_corrections_are_those_of_the_moment(self):
        feed = "/corrections/feed.json"
        self.assertNotIn("It stays.", self.page(self.past + HOUR, feed))
        self.assertIn("It stays.", self.page(self.past + DAY + HOUR, feed))

    def test_what_stood_in_a_feed_is_text_there(self):
        save_change(self.story, headline="Ferry </pre><script>x</script>")
        publish(self.story, by=None, change="update", at=self.past + 2 * DAY)
        page = self.page(self.past + 3 * DAY, "/feed.json")
        self.assertNotIn("<script>x", page)
        self.assertIn("Ferry </pre><script>x</script>", unescape(page))

    def test_what_is_scheduled_is_there_from_its_hour_on_for_the_desk_alone(self):
        later = make_story("Minister resigns")
        schedule(later, by=None, at=self.now + DAY, change="first")
        ahead = self.now + DAY + HOUR
        self.client.force_login(make_user("Editor"))
        for feed in ("/feed.rss", "/world/feed.atom", "/ninjs.json"):
            self.assertIn("Minister resigns", self.page(ahead, feed))
            self.assertNotIn("Minister", self.page(ahead - 2 * HOUR, feed))
            self.assertNotIn("Minister", self.client.get(feed).content.decode())

    def test_a_story_withdrawn_since_stays_withheld(self):
        withdraw(self.story, by=None, notice="It was not so.")
        for feed in ("/feed.rss", "/world/feed.json", "/ninjs.json", "/corrections/feed.atom"):
            self.assertNotIn("Ferry", self.page(self.past + HOUR, feed))
        self.page(self.past + HOUR, self.feeds[-1], status=410)

    def test_it_is_kept_from_caches_search_engines_and_strangers(self):
        response = self.client.get(url(self.past + HOUR, "/feed.rss"))
        self.assertIn("private, no-store", response["Cache-Control"])
        self.assertIn("noindex", response["X-Robots-Tag"])
        self.assertIn("text/html", response["Content-Type"])
        self.assertNotIn("Access-Control-Allow-Origin", response.headers)
        self.client.logout()
        self.assertEqual(self.client.get(url(self.past, "/feed.rss")).status_code, 302)

    def test_older_pages_are_reached(self):
        for number in range(32):
            make_live_story(f"Lesser {number}.", at=self.past - timedelta(days=number + 1))
        page = unescape(self.page(self.past + HOUR, "/feed.json"))
        cursor = page.split("?before=")[1].split('"')[0]
        response = self.client.get(url(self.past + HOUR, "/feed.json"), {"before": cursor})
        self.assertContains(response, "Lesser 31.")
