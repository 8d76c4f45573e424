"""Section and tag pages: lists of live stories, newest first, a page at a time."""

import re
from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from articles.models import EditionPage, Tag
from articles.pages import PAGE_SIZE
from articles.publishing import publish, withdraw
from tests.factories import make_live_story, make_section, make_story, save_change

HEADLINE = re.compile(r"Story no\. \d+\.")


def pages_of(client, address: str) -> list[list[str]]:
    """The headlines of a list, page after page, by its own links."""
    pages = []
    while address:
        page = client.get(address).content.decode()
        pages.append(HEADLINE.findall(page))
        older = re.search(r'class="older" href="([^"]+)"', page)
        address = older[1] if older else ""
    return pages


class SectionViewTests(TestCase):
    def test_it_lists_live_stories_of_the_section_newest_first(self):
        start = timezone.now() - timedelta(days=1)
        for number in range(3):
            make_live_story(f"Story no. {number}.", at=start + timedelta(hours=number))
        make_live_story("Elsewhere", section=make_section("Business"))
        make_story("Draft")
        page = self.client.get("/world/").content.decode()
        self.assertEqual(HEADLINE.findall(page), [f"Story no. {n}." for n in (2, 1, 0)])
        self.assertNotIn("Elsewhere", page)
        self.assertNotIn("Draft", page)

    def test_an_empty_section_has_a_page(self):
        make_section("World", description="Beyond the strait.")
        response = self.client.get("/world/")
        self.assertContains(response, "Nothing has been published here yet.")
        self.assertContains(response, "Beyond the strait.")

    def test_a_section_that_does_not_exist_is_not_found(self):
        self.assertEqual(self.client.get("/nowhere/").status_code, 404)

    def test_paging_reaches_every_story_once_even_at_one_instant(self):
        instant = timezone.now() - timedelta(days=1)
        made = [f"Story no. {number}." for number in range(2 * PAGE_SIZE + 3)]
        for headline in made:
            make_live_story(headline, at=instant)
        pages = pages_of(self.client, "/world/")
        self.assertEqual([len(page) for page in pages], [PAGE_SIZE, PAGE_SIZE, 3])
        self.assertEqual([headline for page in pages for headline in page], made[::-1])

    def test_a_story_published_meanwhile_does_not_shift_the_next_page(self):
        start = timezone.now() - timedelta(days=1)
        for number in range(PAGE_SIZE + 2):
            make_live_story(f"Story no. {number}.", at=start + timedelta(minutes=number))
        page = self.client.get("/world/").content.decode()
        older = re.search(r'class="older" href="([^"]+)"', page)[1]
        make_live_story("Story no. 99.")
        second = HEADLINE.findall(self.client.get(older).content.decode())
        self.assertEqual(second, ["Story no. 1.", "Story no. 0."])

    def test_bad_cursors_are_not_found(self):
        make_live_story()
        for cursor in ("", "x", "1", "1-", "-1", "1-2-3", "9" * 40 + "-1", "٣-١", "1-" + "9" * 30):
            with self.subTest(cursor):
                response = self.client.get("/world/", {"before": cursor})
                self.assertEqual(response.status_code, 404)

    def test_a_cursor_behind_the_last_story_is_not_found(self):
        make_live_story()
        self.assertEqual(self.client.get("/world/?before=1-1").status_code, 404)
        # The largest time a cursor can carry lies past the calendar's end or before all stories.
        far = self.client.get("/world/?before=" + "9" * 17 + "-1")
        self.assertIn(far.status_code, (200, 404))

    def test_two_queries_and_one_more_for_stale_cards(self):
        for number in range(3):
            make_live_story(f"Story no. {number}.")
        self.client.get("/world/")
        with self.assertNumQueries(2):
            self.client.get("/world/")
        EditionPage.objects.update(renderer="old", card_html="Old")
        with self.assertNumQueries(3):
            response = self.client.get("/world/")
        self.assertContains(response, "Story no. 2.")

    def test_a_story_that_moved_is_listed_where_its_live_edition_stands(self):
        business = make_section("Business")
        article = make_live_story("Story no. 1.")
        save_change(article, section=business)
        self.assertContains(self.client.get("/world/"), "Story no. 1.")
        publish(article, by=None, change="update")
        self.assertNotContains(self.client.get("/world/"), "Story no. 1.")
        self.assertContains(self.client.get("/business/"), "Story no. 1.")

    def test_the_current_section_is_marked(self):
        make_section("World")
        self.assertContains(self.client.get("/world/"), '<a href="/world/" aria-current="true">')

    def test_readers_only_read(self):
        make_section("World")
        self.assertEqual(self.client.post("/world/").status_code, 405)


class TagViewTests(TestCase):
    def test_it_lists_live_stories_that_carry_the_tag(self):
        make_live_story("Story no. 1.", tags=["Ferries"])
        make_live_story("Story no. 2.", tags=["Ports"])
        page = self.client.get("/tags/ferries/").content.decode()
        self.assertEqual(HEADLINE.findall(page), ["Story no. 1."])

    def test_a_tag_of_drafts_only_is_not_found(self):
        make_story(tags=["Secret"])
        self.assertEqual(self.client.get("/tags/secret/").status_code, 404)

    def test_a_tag_put_on_a_live_story_but_not_published_is_not_found(self):
        article = make_live_story(tags=["Ferries"])
        article.tags.add("Secret")
        self.assertEqual(self.client.get("/tags/secret/").status_code, 404)

    def test_a_tag_whose_story_was_withdrawn_is_not_found(self):
        article = make_live_story(tags=["Ferries"])
        withdraw(article, by=None, notice="Gone.")
        self.assertEqual(self.client.get("/tags/ferries/").status_code, 404)

    def test_a_tag_that_does_not_exist_is_not_found(self):
        for slug in ("nothing", "x" * 300, "ж", "a'b"):
            self.assertEqual(self.client.get(f"/tags/{slug}/").status_code, 404)

    def test_it_says_what_the_tag_is_and_asks_its_question(self):
        make_live_story(tags=["Ferries"])
        Tag.objects.update(
            description="Boats that <carry>.",
            question="Do you know a ferry?",
            tip_email="boats@courier.example",
        )
        page = self.client.get("/tags/ferries/").content.decode()
        self.assertIn("Boats that &lt;carry&gt;.", page)
        self.assertIn("Do you know a ferry?", page)
        self.assertIn('href="mailto:boats@courier.example"', page)

    def test_paging_reaches_every_story_once(self):
        instant = timezone.now() - timedelta(days=1)
        made = {f"Story no. {number}." for number in range(PAGE_SIZE + 3)}
        for headline in made:
            make_live_story(headline, at=instant, tags=["Ferries"])
        pages = pages_of(self.client, "/tags/ferries/")
        self.assertEqual([len(page) for page in pages], [PAGE_SIZE, 3])
        self.assertEqual({headline for page in pages for headline in page}, made)

    def test_three_queries(self):
        for number in range(3):
            make_live_story(f"Story no. {number}.", tags=["Ferries", "Ports"])
        self.client.get("/tags/ferries/")
        with self.assertNumQueries(3):
            self.client.get("/tags/ferries/")

    def test_readers_only_read(self):
        make_live_story(tags=["Ferries"])
        self.assertEqual(self.client.post("/tags/ferries/").status_code, 405)
