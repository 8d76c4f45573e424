"""The command palette: what is found, by whom, at what cost."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.workflow import move
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_author, make_image, make_live_story, make_story, make_user

URL = "/admin/articles/article/desk/palette/"


class ThePalette(DeskTestCase):
    def found(self, words: str = "") -> dict[str, list[str]]:
        response = self.client.get(URL, {"q": words})
        self.assertEqual(response.status_code, 200)
        groups = response.json()["groups"]
        return {group["label"]: [item["title"] for item in group["items"]] for group in groups}

    def test_a_story_is_found_by_words_of_its_headline_in_any_order_and_by_its_number(self):
        ferry = make_story("Ferry returns to the strait")
        make_story("Ferry late")
        self.assertEqual(self.found("STRAIT ferry")["Stories"], [ferry.headline])
        self.assertEqual(self.found(str(ferry.pk))["Stories"][0], ferry.headline)
        self.assertEqual(self.found("ferry")["Stories"], ["Ferry late", ferry.headline])
        self.assertNotIn("Stories", self.found("submarine"))

    def test_a_story_says_where_it_stands_and_leads_to_its_form(self):
        story = make_story("Ferry")
        move(story, by=None, to="review")
        (group,) = self.client.get(URL, {"q": "ferry"}).json()["groups"]
        expected = {
            "title": "Ferry",
            "note": "In review · World",
            "url": f"/admin/articles/article/{story.pk}/change/",
            "icon": "article",
        }
        self.assertEqual(group["items"], [expected])

    def test_without_words_it_offers_what_was_saved_last_and_the_pages(self):
        make_story("Ferry")
        found = self.found()
        self.assertEqual(found["Saved last"], ["Ferry"])
        self.assertIn("Write a story", found["Go to"])
        self.assertIn("Newsdesk", found["Go to"])

    def test_authors_pictures_and_pages_are_found(self):
        make_author("Mara Lindqvist", role="Political editor")
        make_image(title="The harbour at dawn")
        self.assertEqual(self.found("mara")["People"], ["Mara Lindqvist"])
        self.assertEqual(self.found("harbour")["Pictures"], ["The harbour at dawn"])
        self.assertEqual(self.found("correct"), {"Go to": ["Corrections"]})

    def test_every_address_it_gives_opens(self):
        make_live_story("Ferry", lead=make_image(title="Ferry"))
        make_author("Ferry")
        for group in ("Reporter", "Photo editor", "Editor", "Managing editor", "Reviewer"):
            self.sign_in(group, username=f"ferry-{group.lower().replace(' ', '-')}")
            for words in ("", "ferry", "s"):
                for found in self.client.get(URL, {"q": words}).json()["groups"]:
                    for item in found["items"]:
                        with self.subTest(group=group, item=item["title"]):
                            self.assertEqual(self.client.get(item["url"]).status_code, 200)

    def test_nobody_finds_what_they_may_not_open(self):
        make_story("Ferry")
        make_user(username="ferryman")
        self.assertEqual(self.found("ferry"), {"Stories": ["Ferry"]})
        self.sign_in("Managing editor")
        self.assertEqual(self.found("ferry")["People"], ["ferryman"])
        self.sign_in("Reviewer")
        self.assertNotIn("Write a story", self.found("")["Go to"])
        self.assertNotIn("Users", self.found("")["Go to"])
        self.sign_in(None)
        self.assertEqual(self.client.get(URL, {"q": "ferry"}).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(URL, {"q": "ferry"}).status_code, 403)

    def test_only_looking_is_answered(self):
        self.assertEqual(self.client.post(URL, {"q": "ferry"}).status_code, 405)

    def test_odd_words_find_nothing_and_break_nothing(self):
        make_story("Ferry")
        for words in ("%", "_", "'", '"', "\\", "\0", "9" * 40, "🎙️", "a " * 400, "٣"):
            self.found(words)
        self.assertNotIn("Stories", self.found("%"))

    def test_it_costs_the_same_whatever_it_finds(self):
        def queries() -> list[str]:
            with CaptureQueriesContext(connection) as captured:
                self.client.get(URL, {"q": "ferry"})
            return [query["sql"] for query in captured]

        self.sign_in("Managing editor")
        make_live_story("Ferry", lead=make_image(title="Ferry"), authors=[make_author("Ferry")])
        queries()
        first = queries()
        for number in range(12):
            make_live_story(f"Ferry {number}", authors=[make_author(f"Ferry {number}")])
        again = queries()
        self.assertEqual(len(again), len(first))
        self.assertLessEqual(len(again), 10)
        self.assertNotIn('"articles_article"."body"', " ".join(again))

    def test_it_is_on_every_page_of_the_desk_and_unfolds_own_is_on_none(self):
        story = make_story("Ferry")
        for page in (
            "/admin/",
            "/admin/articles/image/",
            f"/admin/articles/article/{story.pk}/change/",
        ):
            response = self.client.get(page)
            self.assertContains(response, 'id="palette"', count=1)
            self.assertContains(response, "data-palette-open", count=1)
            self.assertNotContains(response, "searchCommand")
        self.client.logout()
        self.assertNotContains(self.client.get("/admin/login/"), 'id="palette"')
