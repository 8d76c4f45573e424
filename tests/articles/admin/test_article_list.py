from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from articles.models import Article
from articles.publishing import schedule
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_author, make_live_story, make_section, make_story, save_change

URL = "/admin/articles/article/"


class TheList(DeskTestCase):
    def listed(self, **query) -> list[str]:
        response = self.client.get(URL, query)
        self.assertEqual(response.status_code, 200)
        return [story.headline for story in response.context["cl"].result_list]

    def test_it_says_where_each_story_stands_and_who_saved_it_when(self):
        story = make_live_story("Ferry", by=self.user)
        save_change(story, by=self.user, standfirst="New.")
        response = self.client.get(URL)
        self.assertContains(response, "Live, edition 1, with unpublished changes")
        page = html.fromstring(response.content.decode())
        saved = page.find_class("field-last_saved")[0].text_content().split()
        self.assertEqual(saved[-3:], ["today", "Hanna", "Voss"])

    def test_it_costs_the_same_number_of_queries_at_any_length(self):
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                self.client.get(URL)
            return captured

        def make(number):
            for _ in range(number):
                make_live_story(tags=["A"], authors=[make_author(), make_author()])
                schedule(
                    make_story(), by=None, at=timezone.now() + timedelta(days=1), change="first"
                )

        make(1)
        queries()
        first = queries()
        make(6)
        again = queries()
        self.assertEqual(len(again), len(first))
        self.assertLessEqual(len(again), 12)
        sql = " ".join(query["sql"] for query in again)
        self.assertNotIn("COUNT(", sql.upper())
        self.assertNotIn('"articles_edition"."document"', sql)
        self.assertNotIn('"articles_article"."body"', sql)

    def test_it_is_searched_by_headline_standfirst_and_number(self):
        ferry = make_story("Ferry returns", standfirst="After weeks.")
        make_story("Another story")
        self.assertEqual(self.listed(q="ferry"), ["Ferry returns"])
        self.assertEqual(self.listed(q="weeks"), ["Ferry returns"])
        self.assertEqual(self.listed(q=str(ferry.pk)), ["Ferry returns"])
        for naughty in ("%", "'", '"', "9" * 30, "\x00", "🎙️", "\\"):
            self.listed(q=naughty)

    def test_it_is_filtered_by_state_section_kind_and_author(self):
        author = make_author("Jo Li")
        make_live_story("Live one", authors=[author], kind="analysis")
        make_story("Draft one", section=make_section("Politics"))
        self.assertEqual(self.listed(state="live"), ["Live one"])
        self.assertEqual(self.listed(state="draft"), ["Draft one"])
        section = Article.objects.get(headline="Draft one").section_id
        self.assertEqual(self.listed(section__id__exact=section), ["Draft one"])
        self.assertEqual(self.listed(kind__exact="analysis"), ["Live one"])
        self.assertEqual(self.listed(bylines__author__id__exact=author.pk), ["Live one"])

    def test_the_last_page_is_the_last(self):
        for number in range(3):
            make_story(f"Story {number}")
        self.assertEqual(self.listed(p=2), [])

    def test_a_stranger_to_the_desk_sees_nothing(self):
        self.sign_in(None)
        self.assertEqual(self.client.get(URL).status_code, 403)


class Deleting(DeskTestCase):
    def test_a_published_story_is_kept_with_a_reason(self):
        story = make_live_story("Ferry")
        url = f"{URL}{story.pk}/delete/"
        for response in (self.client.get(url), self.client.post(url, {"post": "yes"})):
            self.assertContains(response, "Withdraw it instead.")
        self.assertTrue(Article.objects.filter(pk=story.pk).exists())
        page = self.client.get(f"{URL}{story.pk}/change/")
        self.assertNotContains(page, url)

    def test_several_at_once_are_kept_if_one_has_been_published(self):
        story, draft = make_live_story("Ferry"), make_story("Draft")
        data = {
            "action": "delete_selected",
            "_selected_action": [story.pk, draft.pk],
            "post": "yes",
        }
        self.assertContains(self.client.post(URL, data), "Withdraw it instead.")
        self.assertEqual(Article.objects.count(), 2)

    def test_a_draft_is_deleted(self):
        draft = make_story(tags=["A"])
        response = self.client.post(f"{URL}{draft.pk}/delete/", {"post": "yes"})
        self.assertRedirects(response, URL)
        self.assertFalse(Article.objects.exists())
