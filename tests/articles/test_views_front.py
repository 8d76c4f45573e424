import re
from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from articles.models import Edition, EditionPage
from articles.publishing import publish, schedule, withdraw
from tests.factories import make_image, make_live_story, make_section, make_story, save_change


class FrontViewTests(TestCase):
    def setUp(self):
        self.start = timezone.now() - timedelta(days=1)
        self.made = 0

    def live(self, headline, **values):
        """A live story, newer than those made before it."""
        self.made += 1
        return make_live_story(headline, at=self.start + timedelta(minutes=self.made), **values)

    def page(self):
        response = self.client.get("/")
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def test_an_empty_newsroom_has_a_front_page(self):
        self.assertIn("Nothing has been published yet.", self.page())

    def test_the_newest_story_with_a_picture_leads_and_its_picture_comes_first(self):
        self.live("Older with picture", lead=make_image())
        self.live("Newer with picture", lead=make_image())
        self.live("Newest without")
        page = self.page()
        lead = page.split('class="opening-lead"')[1].split("</article>")[0]
        self.assertIn("Newer with picture", lead)
        self.assertIn('fetchpriority="high"', lead)
        self.assertNotIn('loading="lazy"', lead)
        self.assertEqual(page.count('fetchpriority="high"'), 1)

    def test_every_story_stands_once(self):
        business = make_section("Business")
        for number in range(9):
            self.live(f"World story {number}.")
        for number in range(7):
            self.live(f"Business story {number}.", section=business)
        page = self.page()
        for number in range(2, 7):
            self.assertEqual(page.count(f"Business story {number}."), 1, number)
        for number in range(9):
            self.assertLessEqual(page.count(f"World story {number}."), 1, number)

    def test_a_quiet_section_keeps_its_row(self):
        quiet = make_section("Culture")
        for number in range(3):
            self.live(f"Quiet story {number}.", section=quiet)
        for number in range(12):
            self.live(f"Loud story {number}.")
        band = self.page().split('aria-labelledby="row-culture"')[1].split("</section>")[0]
        self.assertEqual(band.count("<article"), 3)
        self.assertIn('<a href="/culture/">Culture</a>', band)

    def test_nothing_that_is_not_live_is_reached(self):
        self.live("Live story")
        make_story("Draft story")
        waiting = make_story("Scheduled story")
        schedule(waiting, by=None, at=timezone.now() + timedelta(hours=1), change="first")
        gone = self.live("Withdrawn story")
        withdraw(gone, by=None, notice="Gone.")
        changed = self.live("Changed story")
        save_change(changed, headline="Unpublished headline")
        page = self.page()
        self.assertIn("Live story", page)
        self.assertIn("Changed story", page)
        for hidden in ("Draft story", "Scheduled story", "Withdrawn story", "Unpublished"):
            self.assertNotIn(hidden, page)

    def test_a_story_of_several_editions_is_shown_as_the_live_one_is(self):
        article = self.live("First headline")
        save_change(article, headline="Second headline")
        publish(article, by=None, change="update")
        page = self.page()
        self.assertIn("Second headline", page)
        self.assertNotIn("First headline", page)

    def test_it_costs_four_queries_however_many_stories_there_are(self):
        for number in range(10):
            self.live(f"Early story {number}")
        self.page()
        with self.assertNumQueries(4):
            self.page()
        for number in range(30):
            self.live(f"Story {number}", section=make_section(f"Desk{number % 6}"))
        self.page()
        with self.assertNumQueries(4):
            self.page()

    def test_stale_cards_cost_two_queries_more(self):
        for number in range(14):
            self.live(f"Story {number}")
        EditionPage.objects.update(renderer="old", card_html="Old")
        with self.assertNumQueries(6):
            page = self.page()
        self.assertIn("Story 13", page)
        self.assertNotIn("Old", page)

    def test_an_unreadable_story_does_not_break_the_page(self):
        self.live("Whole story")
        broken = self.live("Broken story")
        edition = Edition.objects.get(article=broken)
        Edition.objects.filter(pk=edition.pk).update(document="{")
        EditionPage.objects.filter(edition=edition).delete()
        with self.assertLogs("articles.pages", "ERROR"):
            page = self.page()
        self.assertIn("Whole story", page)
        self.assertNotIn("Broken story", page)

    def test_readers_and_their_programs_are_led_to_what_can_be_followed(self):
        story = self.live("One")
        feeds = ["/feed.rss", "/feed.atom", "/feed.json"]
        for narration, followed in (("espeak-ng", [*feeds, "/podcast.rss"]), ("off", feeds)):
            with self.settings(NARRATION=narration):
                for address in ("/", "/world/", story.get_absolute_url(), "/nowhere/"):
                    page = self.client.get(address).content.decode()
                    links = page.partition('class="colophon-follow"')[2].partition("</nav>")[0]
                    self.assertEqual(re.findall('href="([^"]+)"', links), followed, address)
                self.assertEqual(self.client.get(followed[-1]).status_code, 200)
                head = self.page().partition("</head>")[0]
                alternates = re.findall(
                    'rel="alternate" type="application/rss[^>]+href="(.+?)"', head
                )
                self.assertEqual(alternates, [one for one in followed if one.endswith(".rss")])

    def test_readers_only_read(self):
        self.assertEqual(self.client.post("/").status_code, 405)
        self.assertEqual(self.client.head("/").status_code, 200)

    def test_the_page_is_the_same_for_everybody(self):
        self.live("One")
        response = self.client.get("/")
        self.assertEqual(response.cookies, {})
        self.assertNotIn("Vary", response.headers)
        etag = response.headers["ETag"]
        again = self.client.get("/", headers={"if-none-match": etag})
        self.assertEqual(again.status_code, 304)

    def test_every_section_is_in_the_navigation_in_order(self):
        make_section("Zebra", position=1)
        make_section("Apple", position=2)
        page = self.page()
        self.assertLess(page.index("/zebra/"), page.index("/apple/"))
