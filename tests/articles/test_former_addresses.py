"""What readers get at a former address, and what may be one."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import SimpleTestCase, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.former_addresses import claim, read_former, read_target, refuse_answered
from articles.internal_links import State, states_of, states_of_links
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

    def test_the_front_page_leads_on_by_the_query_that_a_story_had(self):
        story, other = make_live_story("One"), make_live_story("Two")
        leads("/?p=123", article=story)
        leads("/index.php?page_id=45", article=other)
        leads("/index.php", target="/world/")
        for address, to in (
            ("/?p=123", story.get_absolute_url()),
            ("/?utm_source=x&p=123&fbclid=1", story.get_absolute_url()),
            ("/?%70=123", story.get_absolute_url()),
            # WordPress' own two names for its front page.
            ("/index.php?p=123", story.get_absolute_url()),
            ("/index.php/?p=123", story.get_absolute_url()),
            ("/?page_id=45", other.get_absolute_url()),
            ("/index.php?p=9", "/world/"),
        ):
            for ask in (self.client.get, self.client.head):
                with self.subTest(address):
                    response = ask(address)
                    self.assertEqual((response.status_code, response["Location"]), (301, to))
                    self.assertEqual(response["Cache-Control"], "no-cache")
                    self.assertNotIn("Vary", response)
                    self.assertNotIn("Set-Cookie", response)
        self.assertEqual(self.client.post("/?p=123").status_code, 405)

    def test_a_front_page_that_a_cache_has_is_no_answer_to_where_a_story_stood(self):
        story = make_live_story()
        withdrawn = make_live_story("Withdrawn")
        withdraw(withdrawn, by=None, notice="Wrong.")
        kept = self.client.get("/?p=123")
        self.assertEqual(kept["ETag"], self.client.get("/")["ETag"])
        for name, value in (
            ("If-None-Match", kept["ETag"]),
            ("If-None-Match", "*"),
            ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ):
            row = leads("/?p=123", article=story)
            asked = self.client.get("/?p=123", headers={name: value})
            self.assertEqual((asked.status_code, asked.content), (301, b""))
            FormerAddress.objects.update(article=withdrawn)
            self.assertEqual(self.client.get("/?p=123", headers={name: value}).status_code, 410)
            row.delete()
        for address in ("/", "/?p=123", "/?utm_source=x"):
            asked = self.client.get(address, headers={"If-None-Match": kept["ETag"]})
            self.assertEqual(asked.status_code, 304)

    def test_the_front_page_of_a_withdrawn_story_is_gone_and_of_one_unseen_the_front_page(self):
        story = make_live_story()
        leads("/?p=1", article=story)
        withdraw(story, by=None, notice="Somebody else's words.")
        own, former = self.client.get(story.get_absolute_url()), self.client.get("/?p=1")
        self.assertEqual(former.status_code, 410)
        self.assertEqual((former.content, former.headers), (own.content, own.headers))
        scheduled = make_story("Two")
        schedule(scheduled, by=None, at=timezone.now() + timedelta(hours=1), change="first")
        leads("/?p=2", article=scheduled)
        leads("/?p=3", article=make_story("Draft"))
        front = self.client.get("/")
        for address in ("/?p=2", "/?p=3", "/?p=4", "/?", "/?q=1", "/?" + "p" * 2000, "/?p=%00"):
            with self.subTest(address):
                shown = self.client.get(address)
                self.assertEqual((shown.status_code, shown.content), (200, front.content))
                self.assertEqual(shown.headers, front.headers)

    def test_the_front_page_is_asked_about_only_with_a_query_that_an_older_site_could_have(self):
        story = make_live_story()
        leads("/?p=1", article=story)
        self.client.get("/")
        with CaptureQueriesContext(connection) as plain:
            self.client.get("/")
        for address in (
            *("/?", "/?utm_source=a&utm_medium=b", "/?fbclid=x", "/?before=1.2", "/?q=ferry"),
            *("/?from=2020-01-01&to=2020-01-02", "/?p=1&q=2", "/?p=" + "1" * 700),
        ):
            with self.subTest(address), self.assertNumQueries(len(plain)):
                self.client.get(address)
        for address in ("/?p=2", "/?ref=letter", "/?p=1&x=2"):
            with self.subTest(address), self.assertNumQueries(len(plain) + 1):
                self.client.get(address)
        with self.assertNumQueries(1):
            self.assertEqual(self.client.get("/?p=1").status_code, 301)

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

    def test_a_link_with_a_query_leads_where_readers_are_led(self):
        one, two = make_live_story("One"), make_live_story("Two")
        leads("/?p=123", article=one)
        leads("/story.php?id=1", article=one)
        leads("/story.php", article=two)
        gone = make_live_story("Gone")
        leads("/?attachment_id=7", article=gone)
        withdraw(gone, by=None, notice="Wrong.")
        hrefs = (
            *("/?p=123", "http://news.example/?p=123#part", "/index.php?p=123&utm_source=x"),
            *("/story.php?id=1", "/story.php?id=2", "/?attachment_id=7", "/?p=9", "/", "/?q=1"),
            *("/?utm_source=x", "https://elsewhere.example/?p=123", "/none?p=123"),
        )
        with self.assertNumQueries(6):
            states = states_of_links(hrefs, hosts=["news.example"])
        found = {href: (state.state, state.address) for href, state in states.items()}
        self.assertEqual(
            found,
            {
                **dict.fromkeys(hrefs[:4], (State.MOVED, one.get_absolute_url())),
                "/story.php?id=2": (State.MOVED, two.get_absolute_url()),
                "/?attachment_id=7": (State.WITHDRAWN, ""),
                "/?p=9": (State.MOVED, ""),
                **dict.fromkeys(("/", "/?q=1", "/?utm_source=x"), (State.LIVE, "")),
                "/none?p=123": (State.MISSING, ""),
            },
        )
        self.assertIn("readers get the front page", states["/?p=9"].sentence)
        for href in hrefs:
            # What is said to the desk is what comes of it.
            if href.startswith("/") and (state := states[href]).address:
                self.assertEqual(self.client.get(href)["Location"], state.address)


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
        for path in ("/?q=1", "/?before=1&p=2"):
            with self.subTest(path), self.assertRaisesMessage(ValidationError, path):
                refuse_answered(path)
        for path in (
            *(OLD, "/nowhere", "/tags/none", "/story.php?id=1", f"/old/x-{story.pk}"),
            *("/?p=123", "/?page_id=45", "/index.php?p=123", "/?attachment_id=6", "/?tag=ferries"),
        ):
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
        leads("/?p=1", article=story)
        for told in ("/?p=1", "/index.php?p=1", "http://testserver/?utm_source=x&p=1#top"):
            self.assertEqual(read_target(told, key="/c"), (story.pk, ""))
            with self.assertRaisesMessage(ValidationError, "back to itself"):
                read_target(told, key="/?p=1")
        # The front page by a query of an older site's is none of ours until it leads somewhere.
        with self.assertRaisesMessage(ValidationError, "There is no page at /?p=2"):
            read_target("/?p=2", key="/c")
        self.assertEqual(read_target("/?utm_source=x", key="/c"), (None, "/?utm_source=x"))
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
