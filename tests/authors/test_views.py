from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from articles.publishing import withdraw
from authors.models import SocialHandle
from tests.factories import make_author, make_live_story, make_story


class AuthorViewTests(TestCase):
    def test_it_says_who_the_author_is_and_lists_the_live_stories(self):
        author = make_author(
            "Jo Li",
            role="Reporter",
            base="Port Ostrel",
            beat="ferries",
            bio="Jo <b>sails</b>.\n\nAnd writes.",
            joined_year=2021,
            previous_employers="The Tide\nThe Ebb",
            languages="English, Karsovan",
            email="jo@courier.example",
        )
        SocialHandle.objects.create(
            author=author, network="mastodon", handle="@jo", url="https://example.org/@jo"
        )
        make_live_story("Live story", authors=[make_author(), author])
        make_live_story("By somebody else")
        make_story("Draft story", authors=[author])
        page = self.client.get("/authors/jo-li/").content.decode()
        for part in (
            "<h1>Jo Li</h1>",
            "Reporter, Port Ostrel",
            "ferries",
            "Jo &lt;b&gt;sails&lt;/b&gt;.",
            "2021",
            "The Tide",
            "English, Karsovan",
            'href="mailto:jo@courier.example"',
            'href="https://example.org/@jo" rel="me nofollow noopener"',
            "Live story",
        ):
            self.assertIn(part, page)
        self.assertNotIn("By somebody else", page)
        self.assertNotIn("Draft story", page)

    def test_an_author_without_a_live_story_is_not_found(self):
        author = make_author("Jo Li")
        make_story(authors=[author])
        self.assertEqual(self.client.get("/authors/jo-li/").status_code, 404)
        article = make_live_story(authors=[author])
        self.assertEqual(self.client.get("/authors/jo-li/").status_code, 200)
        withdraw(article, by=None, notice="Gone.")
        self.assertEqual(self.client.get("/authors/jo-li/").status_code, 404)

    def test_nobody_of_that_name_is_not_found(self):
        self.assertEqual(self.client.get("/authors/nobody/").status_code, 404)

    def test_older_pages_go_on_where_the_last_one_ended(self):
        author = make_author("Jo Li")
        start = timezone.now() - timedelta(days=1)
        for number in range(22):
            make_live_story(
                f"Story no. {number}.", authors=[author], at=start + timedelta(minutes=number)
            )
        first = self.client.get("/authors/jo-li/")
        older = first.content.decode().split('class="older" href="')[1].split('"')[0]
        second = self.client.get(older).content.decode()
        self.assertEqual(second.count("<article"), 2)
        self.assertIn("Story no. 0.", second)
        self.assertEqual(self.client.get("/authors/jo-li/?before=nonsense").status_code, 404)

    def test_four_queries_however_much_was_written(self):
        author = make_author("Jo Li")
        for number in range(4):
            make_live_story(f"Story {number}", authors=[author])
        self.client.get("/authors/jo-li/")
        with self.assertNumQueries(4):
            self.client.get("/authors/jo-li/")

    def test_the_page_is_the_same_for_everybody(self):
        make_live_story(authors=[make_author("Jo Li")])
        response = self.client.get("/authors/jo-li/")
        self.assertEqual(response.cookies, {})
        self.assertNotIn("Vary", response.headers)
        self.assertEqual(response.headers["Cache-Control"], "no-cache")

    def test_readers_only_read(self):
        make_live_story(authors=[make_author("Jo Li")])
        self.assertEqual(self.client.post("/authors/jo-li/").status_code, 405)
