from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import TestCase, override_settings
from django.utils import timezone

from articles.models import EditionPage, FormerAddress
from articles.moments import write_instant
from articles.publishing import publish, schedule, withdraw
from articles.rights import withdraw as withdraw_picture
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_section,
    make_story,
    make_user,
    save_change,
)

CHOOSE = "/admin/articles/edition/site-at/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def url(at: datetime, page: str = "/") -> str:
    return f"{CHOOSE}{write_instant(at)}{page}"


class MomentTestCase(TestCase):
    def setUp(self):
        self.now = timezone.now().replace(microsecond=0)
        self.past = self.now - 5 * DAY
        self.user = make_user("Reviewer")
        self.client.force_login(self.user)

    def page(self, at: datetime, page: str = "/", status: int = 200) -> str:
        response = self.client.get(url(at, page))
        self.assertEqual(response.status_code, status)
        return response.content.decode()


class ThePast(MomentTestCase):
    def setUp(self):
        super().setUp()
        self.author = make_author("Hanna Voss", slug="hanna-voss")
        self.story = make_live_story(
            "Ferry returns", at=self.past, authors=[self.author], tags=["Harbours"]
        )
        save_change(self.story, headline="Ferry stays")
        publish(self.story, by=None, change="update", at=self.past + DAY)
        self.address = f"/world/ferry-returns-{self.story.pk}/"

    def test_every_page_shows_the_edition_of_that_instant(self):
        for page in ("/", "/world/", "/tags/harbours/", "/authors/hanna-voss/", self.address):
            with self.subTest(page):
                before = self.page(self.past + HOUR, page)
                self.assertIn("Ferry returns", before)
                self.assertNotIn("Ferry stays", before)
                after = self.page(self.past + DAY + HOUR, page)
                self.assertIn("Ferry stays", after)
                self.assertNotIn("Ferry returns", after)

    def test_an_edition_is_seen_from_its_instant_on(self):
        self.assertIn("Ferry stays", self.page(self.past + DAY))
        self.assertIn("Ferry returns", self.page(self.past + DAY - timedelta(seconds=1)))

    def test_what_was_not_yet_published_is_not_there(self):
        before = self.past - HOUR
        self.assertIn("Nothing has been published yet.", self.page(before))
        for page in (self.address, "/tags/harbours/", "/authors/hanna-voss/"):
            with self.subTest(page):
                self.assertNotIn("Ferry", self.page(before, page, status=404))

    def test_the_banner_says_the_moment_in_words(self):
        at = datetime(2026, 7, 20, 13, 0, tzinfo=UTC)
        page = self.page(at)
        self.assertIn("As readers saw it", page)
        self.assertIn("Monday 20 July 2026, 14:00 (Europe/London)", page)
        self.assertIn('value="2026-07-20T14:00"', page)

    def test_links_to_pages_stay_in_the_moment_and_files_are_the_sites(self):
        save_change(
            self.story,
            body='<p><a href="http://testserver/world/">World</a>, <a href="/admin/">desk</a>, '
            '<a href="https://elsewhere.example/world/">other</a></p>',
        )
        publish(self.story, by=None, change="update", at=self.past + 2 * DAY)
        at = self.past + 3 * DAY
        page = self.page(at, self.address)
        prefix = url(at).rstrip("/")
        for address in ("/world/", "/authors/hanna-voss/", "/tags/harbours/", "/"):
            self.assertIn(f'href="{prefix}{address}"', page)
            self.assertNotIn(f'<a href="{address}"', page)
        self.assertNotIn('href="http://testserver/world/"', page)
        self.assertIn('href="https://elsewhere.example/world/"', page)
        self.assertIn('href="/static/articles/site/', page)
        self.assertNotIn(f"{prefix}/static", page)
        self.assertNotIn(f"{prefix}/admin", page)

    def test_an_old_address_leads_on_in_the_moment_and_for_this_once(self):
        response = self.client.get(url(self.past + HOUR, f"/world/other-{self.story.pk}/"))
        self.assertEqual(response.status_code, 302)
        self.assertEqual(response["Location"], url(self.past + HOUR, self.address))

    def test_a_list_is_walked_on_in_the_moment(self):
        for number in range(22):
            make_live_story(f"Lesser story {number}.", at=self.past - DAY + number * HOUR)
        page = self.page(self.past + HOUR, "/world/")
        older = page.split("?before=")[1].split('"')[0]
        self.assertIn(f'href="{url(self.past + HOUR, "/world/")}?before={older}"', page)
        response = self.client.get(url(self.past + HOUR, "/world/"), {"before": older})
        self.assertContains(response, "Lesser story 0.")

    def test_a_story_withdrawn_since_stays_withheld(self):
        other = make_live_story("A quiet harbour", at=self.past)
        withdraw(self.story, by=None, notice="It was not so.")
        for page in ("/", "/world/"):
            self.assertNotIn("Ferry", self.page(self.past + HOUR, page))
            self.assertIn("A quiet harbour", self.page(self.past + HOUR, page))
        self.page(self.past + HOUR, "/tags/harbours/", status=404)
        gone = self.page(self.past + HOUR, self.address, status=410)
        self.assertIn("It was not so.", gone)
        self.assertNotIn("The ferry came back on Monday", gone)
        self.assertIn("withdrawn since then stay withheld", gone)
        # Published again, it is to be seen again.
        publish(self.story, by=None, change="correction", notice="It was so.")
        self.assertIn("Ferry returns", self.page(self.past + HOUR))
        self.assertTrue(other)

    def test_a_story_that_was_withdrawn_then_says_so_now(self):
        withdraw(self.story, by=None, notice="It was not so.", at=self.past + 2 * DAY)
        publish(self.story, by=None, change="correction", notice="It was so.")
        save_change(self.story, headline="Ferry stays for good")
        publish(self.story, by=None, change="update")
        self.assertIn("It was not so.", self.page(self.past + 3 * DAY, self.address, status=410))

    def test_the_record_is_what_readers_had_then(self):
        publish(
            self.story, by=None, change="correction", notice="It was so.", at=self.past + 2 * DAY
        )
        then, later = self.past + DAY + HOUR, self.past + 2 * DAY + HOUR
        page = self.page(then, self.address + "history/")
        self.assertNotIn("It was so.", page)
        self.assertNotIn('id="edition-3"', page)
        self.assertIn("It was so.", self.page(later, self.address + "history/"))
        compare = url(then, self.address) + "history/compare/"
        self.assertIn(f'action="{compare}"', page)
        self.assertIn(f'href="{compare}?from=1&amp;to=2"', page)
        compared = self.client.get(compare, {"from": "1", "to": "2"}).content.decode()
        self.assertIn("<ins", compared)
        self.assertEqual(self.client.get(compare, {"from": "1", "to": "3"}).status_code, 404)
        self.assertIn("Ferry returns", self.page(then, self.address + "editions/1/"))
        self.page(then, self.address + "editions/3/", status=404)
        self.page(self.past - HOUR, self.address + "history/", status=404)

    def test_corrections_are_those_that_readers_had_then(self):
        publish(
            self.story, by=None, change="correction", notice="It was so.", at=self.past + 2 * DAY
        )
        save_change(self.story, headline="Ferry stays for good")
        told = publish(self.story, by=None, change="clarification", notice="Not quite.")
        page = self.page(told.live_from - HOUR, "/corrections/")
        self.assertIn("It was so.", page)
        self.assertNotIn("Not quite.", page)
        self.assertNotIn("for good", page)
        self.assertNotIn("It was so.", self.page(self.past + DAY, "/corrections/"))
        withdraw(self.story, by=None, notice="Nothing of it was so.")
        self.assertNotIn("It was so.", self.page(told.live_from - HOUR, "/corrections/"))
        for page in ("history/", "editions/1/", "history/compare/?from=1&to=2"):
            self.page(told.live_from - HOUR, self.address + page, status=410)

    def test_what_is_no_page_of_the_site_is_not_found_in_the_moment(self):
        for page in ("/nowhere/", "/preview/secret", "/admin/", "/media/x.jpg", "/world"):
            with self.subTest(page):
                self.assertIn("As readers saw it", self.page(self.past, page, status=404))

    def test_a_former_address_leads_on_within_the_moment(self):
        FormerAddress.objects.create(path="/2014/ferry", article=self.story)
        at = write_instant(self.past)
        response = self.client.get(f"/admin/articles/edition/site-at/{at}/2014/ferry/")
        self.assertEqual(response.status_code, 302)
        self.assertEqual(
            response["Location"], f"/admin/articles/edition/site-at/{at}{self.address}"
        )
        self.page(self.past - DAY, "/2014/ferry/", status=404)

    def test_the_front_page_by_a_query_of_an_older_sites_leads_on_within_the_moment(self):
        FormerAddress.objects.create(path="/?p=123", article=self.story)
        at, before = write_instant(self.past), write_instant(self.past - DAY)
        response = self.client.get(f"/admin/articles/edition/site-at/{at}/?p=123")
        self.assertEqual(
            response["Location"], f"/admin/articles/edition/site-at/{at}{self.address}"
        )
        for address in (f"{before}/?p=123", f"{at}/?p=4", f"{at}/?q=1"):
            shown = self.client.get(f"/admin/articles/edition/site-at/{address}")
            self.assertContains(shown, "As readers saw it")


class Pictures(MomentTestCase):
    def setUp(self):
        super().setUp()
        self.picture = make_image()
        self.story = make_live_story("Ferry returns", at=self.past, lead=self.picture)
        self.address = f"/world/ferry-returns-{self.story.pk}/"

    def test_rights_and_embargoes_are_those_of_the_instant(self):
        self.picture.rights_until = self.now - DAY
        self.picture.embargo_until = self.past + HOUR
        self.picture.save()
        for at, is_shown in (
            (self.past, False),
            (self.past + HOUR, True),
            (self.now - 2 * DAY, True),
            (self.now - HOUR, False),
        ):
            for page in ("/", self.address):
                with self.subTest(at=at, page=page):
                    self.assertEqual(self.picture.sha256 in self.page(at, page), is_shown)

    def test_one_that_was_withdrawn_stays_withheld_at_every_instant(self):
        withdraw_picture(self.picture, by=None, reason="Not ours.")
        for page in ("/", self.address):
            self.assertNotIn(self.picture.sha256, self.page(self.past + HOUR, page))


class TheFuture(MomentTestCase):
    def setUp(self):
        super().setUp()
        self.soon = self.now + DAY
        self.story = make_story("Budget at dawn")
        schedule(self.story, by=None, at=self.soon, change="first")
        self.address = f"/world/budget-at-dawn-{self.story.pk}/"

    def test_what_is_scheduled_is_shown_from_its_instant_on(self):
        page = self.page(self.soon, self.address)
        self.assertIn("Budget at dawn", page)
        self.assertIn("As it will be if nothing is changed", page)
        self.assertIn("Budget at dawn", self.page(self.soon))
        self.assertNotIn("Budget at dawn", self.page(self.soon - HOUR))
        self.page(self.soon - HOUR, self.address, status=404)

    def test_who_may_not_see_drafts_sees_the_past_only(self):
        reader = make_user()
        reader.user_permissions.add(Permission.objects.get(codename="view_edition"))
        self.client.force_login(reader)
        self.page(self.past)
        refused = self.client.get(url(self.soon, self.address))
        self.assertContains(refused, "not what is to come", status_code=403)
        self.assertNotContains(refused, "Budget", status_code=403)
        self.assertNotContains(self.client.get(CHOOSE), "changes next")

    def test_the_next_change_is_offered(self):
        page = self.client.get(CHOOSE)
        self.assertContains(page, "When something changes next")
        self.assertContains(page, url(self.soon))


class Doors(MomentTestCase):
    def setUp(self):
        super().setUp()
        make_live_story("Ferry returns", at=self.past)

    def test_every_group_of_the_desk_looks_and_nobody_else(self):
        for group in ("Reporter", "Photo editor", "Editor", "Managing editor", "Reviewer"):
            with self.subTest(group):
                self.client.force_login(make_user(group))
                for at in (self.past + HOUR, self.now + DAY):
                    self.assertIn("Ferry returns", self.page(at))
        self.client.force_login(make_user())
        self.assertNotIn("Ferry returns", self.page(self.past + HOUR, status=403))
        self.client.logout()
        response = self.client.get(url(self.past + HOUR), follow=True)
        self.assertIn("/admin/login/", response.redirect_chain[0][0])
        self.assertNotContains(response, "Ferry returns")

    def test_nothing_keeps_it_and_no_search_engine_finds_it(self):
        response = self.client.get(url(self.past + HOUR))
        for word in ("private", "no-store"):
            self.assertIn(word, response["Cache-Control"])
        self.assertIn("noindex", response["X-Robots-Tag"])
        self.assertFalse(response.has_header("ETag"))
        again = self.client.get(url(self.past + HOUR), headers={"If-None-Match": "*"})
        self.assertEqual(again.status_code, 200)
        self.assertIn("default-src 'none'", again["Content-Security-Policy"])

    def test_the_public_site_is_as_it_was_to_the_byte(self):
        cache.clear()
        before = self.client.get("/")
        stored = list(EditionPage.objects.values())
        for at in (self.past + HOUR, self.now + DAY):
            self.page(at)
        after = self.client.get("/")
        self.assertEqual((before.content, before["ETag"]), (after.content, after["ETag"]))
        self.assertEqual(list(EditionPage.objects.values()), stored)

    def test_an_instant_in_a_public_address_says_nothing(self):
        self.client.logout()
        response = self.client.get("/", {"at": write_instant(self.past - DAY)})
        self.assertContains(response, "Ferry returns")

    def test_a_bad_instant_gets_a_sentence(self):
        for instant, sentence in (
            ("yesterday", "“yesterday” is no time."),
            ("2026-02-30T10:00:00Z", "is no time."),
            ("2026-02-03T10:00:00", "is no time."),
            ("1066-10-14T10:00:00Z", "after 1 January 1990"),
            ("9999-01-01T00:00:00Z", "within the next ten years"),
            ("٢٠٢٦-01-01T00:00:00Z", "is no time."),
        ):
            with self.subTest(instant):
                response = self.client.get(f"{CHOOSE}{instant}/world/")
                self.assertContains(response, sentence, status_code=400)

    def test_it_cannot_be_sent_to(self):
        self.assertEqual(self.client.post(url(self.past)).status_code, 405)


class Choosing(MomentTestCase):
    def test_a_time_of_the_site_leads_to_the_same_page_at_that_instant(self):
        make_section("World")
        response = self.client.get(CHOOSE, {"at": "2026-07-20T14:00", "page": "/world/"})
        self.assertRedirects(
            response, f"{CHOOSE}2026-07-20T13:00:00Z/world/", fetch_redirect_response=False
        )

    def test_it_leads_nowhere_else(self):
        for page in ("//evil.example/", "https://evil.example/", "/admin/logout/", "x"):
            with self.subTest(page):
                response = self.client.get(CHOOSE, {"at": "2026-07-20T14:00", "page": page})
                self.assertEqual(response["Location"], f"{CHOOSE}2026-07-20T13:00:00Z/")

    def test_what_is_no_time_is_said_with_what_was_typed(self):
        for typed, sentence in (
            ("soon", "This is no time."),
            ("", "Choose a day and an hour."),
            ("1066-10-14T10:00", "after 1 January 1990"),
            # The clocks went forward.
            ("2026-03-29T01:30", "couldn’t be interpreted in time zone Europe/London"),
        ):
            with self.subTest(typed):
                response = self.client.get(CHOOSE, {"at": typed})
                self.assertContains(response, sentence, status_code=400)
                self.assertEqual(response.context["field"] if typed else "", typed)

    def test_the_desk_leads_here(self):
        for page in ("/admin/", "/admin/articles/article/board/"):
            self.assertContains(self.client.get(page), CHOOSE)


class Cost(MomentTestCase):
    def test_its_queries_are_those_of_the_page_and_a_few(self):
        for number in range(12):
            make_live_story(
                f"Story {number}", at=self.past + number * HOUR, lead=make_image(), tags=["Sea"]
            )
        story = make_live_story("The last one", at=self.now - HOUR)
        # Session, user, permissions (2); documents, rights and files of what is drawn, on the
        # front page for its top and for its rows.
        for page, most in (
            ("/", 14),
            ("/world/", 10),
            ("/tags/sea/", 11),
            (f"/world/the-last-one-{story.pk}/", 10),
        ):
            with self.subTest(page):
                self.page(self.now - HOUR, page)
                with self.assertNumQueries(FewerThan(most)):
                    self.page(self.now - HOUR, page)


class FewerThan(int):
    """A number of queries that is equal to every smaller one."""

    def __eq__(self, other):
        return other <= int(self)

    __hash__ = int.__hash__


@override_settings(SITE_URL="https://news.example")
class WithASiteUrl(MomentTestCase):
    def test_links_by_the_sites_own_name_stay_in_the_moment(self):
        story = make_live_story(
            "Ferry returns", at=self.past, body='<p><a href="https://news.example/">Us</a></p>'
        )
        page = self.page(self.past + HOUR, f"/world/ferry-returns-{story.pk}/")
        self.assertIn(f'<a href="{url(self.past + HOUR)}">Us</a>', page)
