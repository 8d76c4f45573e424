from datetime import timedelta

from django.utils import timezone

from articles.embargo import ask_to_break_embargo
from articles.publishing import schedule
from tests.articles.admin.desk import DeskTestCase, change_url
from tests.factories import make_live_story, make_story

URL = "/admin/articles/article/board/"
SOON = timedelta(hours=1)


class TheBoard(DeskTestCase):
    def fill(self):
        at = timezone.now() + SOON
        self.story = make_story("Ferry returns to the strait")
        schedule(self.story, by=self.user, at=at, change="first")
        self.secret = make_story("Under embargo", embargo_until=at)
        make_live_story("Published today", at=timezone.now())

    def test_it_shows_what_comes_and_what_was_with_the_way_to_each_story(self):
        self.fill()
        ask_to_break_embargo(self.secret, by=self.user, reason="It is out already.")
        page = self.client.get(URL)
        for words in (
            "Goes live",
            "Embargo ends",
            "nothing is scheduled",
            "Went live",
            "Now, ",
            "Hanna Voss",
            "Europe/London",
            "nothing here can be missed",
            "It is out already.",
        ):
            self.assertContains(page, words)
        self.assertContains(page, f'href="{change_url(self.story)}"')
        self.assertContains(page, f"/{self.secret.pk}/break-embargo/")

    def test_an_empty_one_says_so(self):
        self.assertContains(self.client.get(URL), "Nothing today.")

    def test_it_asks_a_fixed_number_of_queries(self):
        self.fill()
        self.client.get(URL)
        with self.assertNumQueries(11):
            self.client.get(URL)
        for _number in range(3):
            self.fill()
        with self.assertNumQueries(11):
            self.client.get(URL)

    def test_whoever_may_see_stories_may_see_it_and_nobody_sends_anything(self):
        for group in ("Reporter", "Photo editor", "Managing editor", "Reviewer"):
            self.sign_in(group)
            self.assertEqual(self.client.get(URL).status_code, 200)
            self.assertContains(self.client.get("/admin/"), f'href="{URL}"')
            self.assertEqual(self.client.post(URL, {}).status_code, 405)
        self.sign_in(None)
        self.assertEqual(self.client.get(URL).status_code, 403)
        self.assertNotContains(self.client.get("/admin/"), f'href="{URL}"')
        self.client.logout()
        self.assertEqual(self.client.get(URL).status_code, 302)
