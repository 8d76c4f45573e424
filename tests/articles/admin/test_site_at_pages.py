"""The newsroom's own pages and the search as of another instant, and what leads out of it."""

import re
from datetime import timedelta
from unittest import mock

from django.contrib.admin.models import ADDITION, LogEntry

from articles.models import SitePage
from articles.publishing import publish, withdraw
from tests.articles.admin.test_site_at import DAY, HOUR, FewerThan, MomentTestCase, url
from tests.articles.test_site_pages import make_page
from tests.factories import make_image, make_live_story, make_user, save_change

AS_TODAY = "this is how it reads today"
ADD = "/admin/articles/sitepage/add/"


class OwnPages(MomentTestCase):
    def setUp(self):
        super().setUp()
        self.editor = make_user("Managing editor")

    def at_desk(self, at, address: str, **values):
        """Save a page at the desk at an instant."""
        sent = {"title": "Ethics", "slug": "ethics", "purpose": "ethics", "language": "en-gb"}
        sent |= {"position": "1", "body": "", "in_footer": "on", "is_live": "on"} | values
        sent = {name: value for name, value in sent.items() if value is not None}
        self.client.force_login(self.editor)
        with mock.patch("django.utils.timezone.now", return_value=at):
            response = self.client.post(address, sent)
        self.assertEqual(response.status_code, 302, response.content)
        self.client.force_login(self.user)
        return SitePage.objects.order_by("pk").last()

    def change(self, at, page: SitePage, **values):
        return self.at_desk(at, f"/admin/articles/sitepage/{page.pk}/change/", **values)

    def test_a_page_is_as_it_was_saved_then(self):
        page = self.at_desk(self.past, ADD, body="<p>We take no gifts.</p>")
        self.change(self.past + DAY, page, body="<p>We take small gifts.</p>")
        before = self.page(self.past + HOUR, "/about/ethics/")
        self.assertIn("We take no gifts.", before)
        after = self.page(self.past + DAY + HOUR, "/about/ethics/")
        self.assertIn("We take small gifts.", after)
        for html in (before, after):
            self.assertNotIn(AS_TODAY, html)
            self.assertIn("As readers saw it", html)
        self.page(self.past - HOUR, "/about/ethics/", status=404)

    def test_one_that_was_taken_off_or_deleted_since_is_there_and_in_the_footer(self):
        page = self.at_desk(self.past, ADD, title="Our ethics")
        self.at_desk(
            self.past + DAY, ADD, title="Contact", slug="contact", purpose="contact", position="2"
        )
        self.change(self.past + 2 * DAY, page, title="Our ethics", is_live=None)
        page.delete()
        then, later = self.past + DAY + HOUR, self.past + 2 * DAY + HOUR
        self.assertIn("Our ethics", self.page(then, "/about/ethics/"))
        self.page(later, "/about/ethics/", status=404)
        for at, named in (
            (self.past + HOUR, ["Our ethics"]),
            (then, ["Our ethics", "Contact"]),
            (later, ["Contact"]),
        ):
            footer = self.page(at).partition("<footer")[2]
            found = re.findall(rf'href="{url(at, "/about/")}[a-z]+/">([^<]+)', footer)
            self.assertEqual(found, named)
            self.assertIn(f'href="{url(at, "/archive/")}"', footer)
            listed = self.page(at, "/about/").partition("<main")[2].partition("<footer")[0]
            for name in ("Our ethics", "Contact"):
                self.assertEqual(name in listed, name in named)

    def test_one_of_which_nothing_was_kept_is_todays_and_says_so(self):
        make_page("Ethics", body="<p>We take no gifts.</p>")
        page = self.page(self.past, "/about/ethics/")
        self.assertIn("We take no gifts.", page)
        self.assertIn(AS_TODAY, page)
        self.assertNotContains(self.client.get("/about/ethics/"), AS_TODAY)

    def test_what_is_known_to_be_newer_was_not_there(self):
        page = make_page("Ethics")
        LogEntry.objects.log_actions(self.editor.pk, [page], ADDITION, single_object=True)
        self.page(self.past, "/about/ethics/", status=404)
        self.assertEqual(self.client.get("/about/ethics/").status_code, 200)

    def test_what_is_to_come_is_as_it_is_now(self):
        page = make_page("Ethics", body="<p>We take no gifts.</p>")
        self.assertNotIn(AS_TODAY, self.page(self.now + DAY, f"/about/{page.slug}/"))

    def test_its_queries_are_few_however_many_pages_and_versions(self):
        for number in range(6):
            page = self.at_desk(
                self.past, ADD, title=f"Page {number}", slug=f"page-{number}", purpose="other"
            )
            for day in range(3):
                self.change(
                    self.past + day * DAY,
                    page,
                    title=f"Page {number}",
                    slug=page.slug,
                    purpose="other",
                    body=f"<p>{day}</p>",
                )
        self.page(self.past + DAY, "/about/page-3/")
        # Session, user, permissions (2); the pages then (2) twice, once for the footer; links.
        with self.assertNumQueries(FewerThan(10)):
            self.page(self.past + DAY, "/about/page-3/")


class Search(MomentTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_live_story("Ferry returns", standfirst="To Skerry.", at=self.past)
        save_change(self.story, headline="Ferry stays away")
        publish(self.story, by=None, change="update", at=self.past + DAY)

    def found(self, at, words: str, status: int = 200) -> str:
        response = self.client.get(url(at, "/search/"), {"q": words})
        self.assertEqual(response.status_code, status)
        return response.content.decode().partition("<main")[2].partition("<footer")[0]

    def test_it_finds_what_readers_had_then_by_headline_and_standfirst(self):
        then, later = self.past + HOUR, self.past + DAY + HOUR
        address = f"/world/ferry-returns-{self.story.pk}/"
        self.assertIn(url(then, address), self.found(then, "RETURNS, skerry"))
        self.assertIn("Nothing was found", self.found(then, "away"))
        self.assertIn("Ferry stays away", self.found(later, "ferry away"))
        self.assertIn("Nothing was found", self.found(later, "returns"))
        self.assertIn("Nothing was found", self.found(self.past - HOUR, "ferry"))

    def test_letters_of_every_alphabet_are_alike_great_and_small(self):
        make_live_story("Ölpest vor ÅLAND", at=self.past, language="de")
        for words in ("ölpest", "Åland", "ÖLPEST åland"):
            self.assertIn("Ölpest vor", self.found(self.past + HOUR, words))

    def test_what_means_something_to_a_database_is_a_word_like_any_other(self):
        for words in ("%", "_", "' OR 1=1 --", "\0", "\\", "a" * 900):
            self.assertNotIn("Ferry", self.found(self.past + HOUR, words))

    def test_a_story_withdrawn_since_is_not_found(self):
        withdraw(self.story, by=None, notice="It was not so.")
        self.assertIn("Nothing was found", self.found(self.past + HOUR, "ferry"))

    def test_it_says_what_it_looks_through_and_leads_to_the_search_of_today(self):
        page = self.found(self.past + HOUR, "ferry & co")
        self.assertIn("headline and standfirst alone", page)
        self.assertIn('class="moment-out" href="/search/?q=ferry%20%26%20co"', page)
        self.assertIn("the site as it is today", page)
        self.assertIn(f'action="{url(self.past + HOUR, "/search/")}"', page)

    def test_no_more_than_twenty_and_few_queries(self):
        for number in range(23):
            make_live_story(
                f"Ferry {number}.", at=self.past + timedelta(minutes=number), lead=make_image()
            )
        at = self.past + HOUR
        page = self.found(at, "ferry")
        self.assertIn("More than 20 stories", page)
        self.assertIn("Ferry 22.", page)
        self.assertNotIn("Ferry 2.", page)
        # Session, user, permissions (2); what is found, its cards (4); links.
        with self.assertNumQueries(FewerThan(10)):
            self.found(at, "ferry")

    def test_readers_search_knows_no_moment(self):
        self.client.logout()
        page = self.client.get("/search/", {"q": "returns", "at": "2026-01-01T00:00:00Z"})
        self.assertNotContains(page, "headline and standfirst alone")


class LeadingOut(MomentTestCase):
    def setUp(self):
        super().setUp()
        make_page("Ethics", body='<p><a href="/">Front</a></p>')
        self.story = make_live_story(
            "Ferry returns",
            at=self.past,
            lead=make_image(),
            tags=["Sea"],
            body='<p><a href="/podcast.rss">Hear</a> <a href="http://testserver/media/a.pdf">Plan</a>'
            ' <a href="/world/">World</a> <a href="https://elsewhere.example/">Elsewhere</a></p>',
        )
        publish_again = save_change(self.story, headline="Ferry stays")
        publish(publish_again, by=None, change="update", at=self.past + DAY)

    def test_no_link_leads_out_unmarked_on_any_page_that_can_be_walked_to(self):
        at = self.past + DAY + HOUR
        prefix = url(at).rstrip("/")
        seen, ahead = set(), {url(at)}
        while ahead:
            address = ahead.pop()
            seen.add(address)
            page = self.client.get(address).content.decode()
            without_banner = re.sub(r'<aside class="moment.*?</aside>', "", page, flags=re.S)
            for attributes in re.findall(r"<(?:a|form)\s([^>]*)>", without_banner):
                href = re.search(r'(?:href|action)="([^"]*)"', attributes)
                if not href or not href[1].startswith(("/", "http://testserver")):
                    continue
                if href[1].startswith(prefix + "/"):
                    ahead |= {href[1].split("?")[0].split("#")[0]} - seen
                else:
                    self.assertIn("moment-out", attributes, address)
        pages = {address.removeprefix(prefix) for address in seen}
        self.assertLessEqual(
            {"/", "/world/", "/search/", "/about/ethics/", "/archive/", "/corrections/"}, pages
        )

    def test_a_mark_is_read_to_whoever_cannot_see_it(self):
        page = self.page(self.past + HOUR, f"/world/ferry-returns-{self.story.pk}/")
        told = '<span class="unseen"> (the site as it is today)</span>'
        self.assertIn(f'class="moment-out">Hear{told}</a>', page)
        self.assertIn(f'class="moment-out">Plan{told}</a>', page)
        self.assertIn('<a href="https://elsewhere.example/"', page)
        self.assertNotIn(f"Elsewhere{told}", page)


class TheWayToFeeds(MomentTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_live_story("Ferry returns", at=self.past, tags=["Sea"])

    def banner(self, page: str) -> str:
        return self.page(self.past + HOUR, page).partition("<aside")[2].partition("</aside>")[0]

    def test_the_bar_leads_to_what_programs_read_of_this_page_at_this_moment(self):
        author = self.story.bylines.get().author.slug
        story = f"/world/ferry-returns-{self.story.pk}/"
        for page, feeds in (
            ("/", ["/feed.rss", "/feed.atom", "/feed.json", "/ninjs.json"]),
            ("/world/", ["/world/feed.rss", "/world/feed.atom", "/world/feed.json"]),
            ("/tags/sea/", ["/tags/sea/feed.rss"]),
            (f"/authors/{author}/", [f"/authors/{author}/feed.atom"]),
            ("/corrections/", ["/corrections/feed.json"]),
            (story, ["/world/feed.rss", f"{story}ninjs.json"]),
        ):
            banner = self.banner(page)
            for feed in feeds:
                with self.subTest(page=page, feed=feed):
                    self.assertIn(f'href="{url(self.past + HOUR, feed)}"', banner)
                    self.page(self.past + HOUR, feed)
        self.assertNotIn("For programs", self.banner("/archive/"))

    def test_a_feed_leads_back_to_its_page(self):
        for feed, page in (
            ("/feed.rss", "/"),
            ("/world/feed.atom", "/world/"),
            (f"/world/ferry-returns-{self.story.pk}/ninjs.json", None),
        ):
            page = page or feed.removesuffix("ninjs.json")
            link = f'<p class="source-home"><a href="{url(self.past + HOUR, page)}">'
            self.assertIn(link, self.page(self.past + HOUR, feed))
