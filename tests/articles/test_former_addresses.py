"""What readers get at a former address, and what may be one."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from articles.former_addresses import claim, read_former, read_target, refuse_answered
from articles.internal_links import State, states_of
from articles.models import FormerAddress, SitePage
from articles.publishing import publish, schedule, withdraw
from tests.factories import make_live_story, make_section, make_story

OLD = "/2014/12/22/ferry"


def leads(path: str = OLD, **values) -> FormerAddress:
    return FormerAddress.objects.create(path=path, **values)


class RedirectTest(TestCase):
    def test_a_live_story_is_led_to_however_its_old_address_is_written(self):
        story = make_live_story()
        leads(article=story)
        leads("/alt/f\u00e4hre", article=story)
        for address in (
            *(OLD, OLD + "/", OLD + "/?utm_source=x&page=2", "/2014//12/22/%66erry"),
            *("/alt/fa%CC%88hre/", "/alt/f%c3%a4hre"),
        ):
            for ask in (self.client.get, self.client.head):
                with self.subTest(address):
                    response = ask(address)
                    self.assertEqual(response.status_code, 301)
                    self.assertEqual(response["Location"], story.get_absolute_url())
                    self.assertEqual(response["Cache-Control"], "no-cache")
                    self.assertNotIn("Set-Cookie", response)
                    self.assertNotIn("Vary", response)

    def test_the_way_leads_to_where_the_story_stands_by_then(self):
        story = make_live_story()
        leads(article=story)
        story.section = make_section("Sport")
        story.save()
        publish(story, by=None, change="minor")
        self.assertRedirects(self.client.get(OLD), story.get_absolute_url(), 301)
        self.assertTrue(story.get_absolute_url().startswith("/sport/"))

    def test_a_withdrawn_story_is_gone_as_at_its_own_address(self):
        story = make_live_story()
        leads(article=story)
        withdraw(story, by=None, notice="Somebody else's words.")
        own, former = self.client.get(story.get_absolute_url()), self.client.get(OLD)
        self.assertEqual(former.status_code, 410)
        self.assertEqual(former.content, own.content)
        self.assertEqual(former.headers, own.headers)

    def test_what_readers_do_not_see_answers_as_what_does_not_exist(self):
        soon = timezone.now() + timedelta(hours=1)
        draft, scheduled, embargoed = (make_story(name) for name in ("One", "Two", "Three"))
        schedule(scheduled, by=None, at=soon, change="first")
        embargoed.embargo_until = soon
        embargoed.save()
        unknown = self.client.get("/2014/12/22/unknown/")
        self.assertEqual(unknown.status_code, 404)
        for number, story in enumerate((draft, scheduled, embargoed)):
            leads(f"/old/{number}", article=story)
            response = self.client.get(f"/old/{number}/")
            self.assertEqual(response.status_code, 404)
            self.assertEqual(response.content, unknown.content)
            self.assertEqual(response.headers, unknown.headers)

    def test_other_addresses_are_led_to(self):
        for number, target in enumerate(
            ("/search/?q=ferry", "/about/#team", "https://a.example/b")
        ):
            leads(f"/old/{number}", target=target)
            response = self.client.get(f"/old/{number}/?q=1")
            self.assertEqual((response.status_code, response["Location"]), (301, target))

    def test_a_query_tells_stories_apart_where_rows_say_so(self):
        one, two = make_live_story("One"), make_live_story("Two")
        leads("/story.php?id=1", article=one)
        leads("/story.php", article=two)
        for address, story in (
            ("/story.php?id=1", one),
            ("/story.php?utm_source=x&id=1", one),
            ("/story.php?id=2", two),
            ("/story.php", two),
        ):
            self.assertEqual(self.client.get(address)["Location"], story.get_absolute_url())

    def test_what_exists_costs_nothing_more_and_what_does_not_one_query(self):
        story = make_live_story()
        leads(article=story)
        self.client.get(story.get_absolute_url())
        with self.assertNumQueries(1):
            # The sections are not even looked for.
            self.client.get(OLD)
        with self.assertNumQueries(2):
            # The other is for the page's links.
            self.client.get("/2014/12/22/unknown/")
        for path in ("/admin/r/", "/media/nothing.jpg", "/static/nothing.css"):
            with self.subTest(path), self.assertNumQueries(1):
                self.client.get(path)

    def test_only_looking_is_led_on(self):
        leads(article=make_live_story())
        for ask in (self.client.post, self.client.put, self.client.delete):
            self.assertEqual(ask(OLD).status_code, 404)

    def test_an_older_sites_number_is_not_taken_for_ours(self):
        first, second = make_live_story("First"), make_live_story("Second")
        old = f"/news/ferry-{first.pk}"
        self.assertRedirects(self.client.get(old + "/"), first.get_absolute_url(), 301)
        leads(old, article=second)
        self.assertRedirects(self.client.get(old + "/"), second.get_absolute_url(), 301)
        # What is not live is as unknown as it was before.
        FormerAddress.objects.update(article=make_story("Draft"))
        self.assertRedirects(self.client.get(old + "/"), first.get_absolute_url(), 301)
        self.assertEqual(self.client.get(first.get_absolute_url()).status_code, 200)

    def test_a_page_that_comes_to_stand_there_wins(self):
        leads("/dashboard", article=make_live_story())
        self.assertEqual(self.client.get("/dashboard/").status_code, 301)
        make_section("Dashboard")
        self.assertEqual(self.client.get("/dashboard/").status_code, 200)

    @override_settings(SITE_URL="https://news.example.org")
    def test_an_older_host_is_left_in_one_step(self):
        story = make_live_story()
        leads(article=story)
        to = self.client.get(OLD)["Location"]
        self.assertEqual(to, "https://news.example.org" + story.get_absolute_url())

    def test_a_row_leads_to_one_thing(self):
        for values in ({}, {"article": make_story(), "target": "/about/"}):
            with self.assertRaises(IntegrityError), transaction.atomic():
                leads(**values)


class LinkStatesTest(TestCase):
    def state(self, path: str = OLD + "/"):
        return states_of([path])[path]

    def test_the_desk_is_told_where_a_former_address_leads(self):
        story = make_live_story()
        self.assertEqual(self.state().state, State.MISSING)
        row = leads(article=story)
        self.assertEqual(self.state().state, State.MOVED)
        self.assertEqual(self.state().address, story.get_absolute_url())
        withdraw(story, by=None, notice="Wrong.")
        self.assertEqual(self.state().state, State.WITHDRAWN)
        row.article = make_story("Draft")
        row.save()
        self.assertEqual(self.state().state, State.NOT_LIVE)
        FormerAddress.objects.update(article=None, target="/about/")
        self.assertEqual((self.state().state, self.state().address), (State.MOVED, "/about/"))


class FormerTest(SimpleTestCase):
    @override_settings(SITE_URL="https://news.example.org", ALLOWED_HOSTS=[".example.com"])
    def test_full_addresses_are_those_of_this_site(self):
        for text in (
            *("/a/", "https://news.example.org/a", "http://www.news.example.org/a/"),
            *("https://example.com/a", "https://old.example.net/a?utm_source=x"),
        ):
            self.assertEqual(read_former(text, hosts=["old.example.net"]), "/a")
        with self.assertRaisesMessage(ValidationError, "Write the path alone: /a"):
            read_former("https://old.example.net/a/")


class RulesTest(TestCase):
    def test_what_the_site_answers_is_no_former_address(self):
        story = make_live_story(tags=["Ferries"])
        for path in (
            *("/", "/world", "/search?q=1", "/about", "/corrections", "/feed.rss", "/sitemap.xml"),
            *("/tags/ferries", "/admin", "/admin/x", "/media/a.jpg", "/static/a.css", "/preview/x"),
            *("/robots.txt", story.get_absolute_url().rstrip("/")),
        ):
            with self.subTest(path), self.assertRaises(ValidationError):
                refuse_answered(path)
        for path in (OLD, "/nowhere", "/tags/none", "/story.php?id=1", f"/old/x-{story.pk}"):
            with self.subTest(path):
                refuse_answered(path)

    def test_a_target_is_a_story_a_page_or_elsewhere(self):
        story = make_live_story()
        draft = make_story("Draft")
        for text, found in (
            (story.get_absolute_url(), (story.pk, "")),
            (f"http://testserver/x/y-{draft.pk}/", (draft.pk, "")),
            ("/world/", (None, "/world/")),
            ("http://testserver/search/?q=1#a", (None, "/search/?q=1#a")),
            ("https://example.org/a", (None, "https://example.org/a")),
        ):
            self.assertEqual(read_target(text), found, text)
        for text in (
            *("/nothing/at/all", "/world/x-999/", "/admin/", "javascript:alert(1)", "ftp://a.b/c"),
            *("world", "//", "https://", "/\\evil.example", "data:text/html,x"),
        ):
            with self.subTest(text), self.assertRaises(ValidationError):
                read_target(text)

    def test_no_target_leads_from_the_site_by_its_spelling(self):
        for text in ("http://testserver//evil.example/", "http://testserver/\\evil.example"):
            with self.subTest(text), self.assertRaises(ValidationError):
                read_target(text)

    def test_a_chain_is_made_short_and_a_circle_refused(self):
        story = make_live_story()
        leads("/a", article=story)
        leads("/b", target="/world/")
        self.assertEqual(read_target("/a/", key="/c"), (story.pk, ""))
        self.assertEqual(read_target("/b", key="/c"), (None, "/world/"))
        with self.assertRaisesMessage(ValidationError, "back to itself"):
            read_target("/c/", key="/c")
        # A tag's page is there no more, and its address is given another place.
        FormerAddress.objects.filter(path="/b").update(target="/tags/gone/")
        with self.assertRaisesMessage(ValidationError, "in a circle"):
            read_target("/b", key="/tags/gone")

    def test_a_story_takes_no_address_from_another(self):
        SitePage.objects.create(title="Contact", slug="contact", is_live=True)
        one, two = make_live_story("One"), make_live_story("Two")
        self.assertEqual(claim(one, ["/a", "/b", "/a"]), (2, []))
        self.assertEqual(claim(one, ["/a"]), (0, []))
        added, sentences = claim(two, ["/a", "/about/contact", "/c"])
        self.assertEqual((added, len(sentences)), (1, 2))
        self.assertIn("/a leads to “One” already", sentences[0])
        self.assertIn("/about/contact", sentences[1])
        self.assertEqual(FormerAddress.objects.get(path="/a").article, one)
