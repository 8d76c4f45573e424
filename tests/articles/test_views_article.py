import html
import re
from datetime import timedelta

from django.templatetags.static import static
from django.test import TestCase, override_settings
from django.utils import timezone

from articles.models import Edition, EditionPage
from articles.publishing import publish, schedule, withdraw
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_section,
    make_story,
    make_user,
    save_change,
)


class ArticleViewTests(TestCase):
    def test_a_reader_sees_the_live_edition_and_not_the_working_copy(self):
        article = make_live_story("Ferry returns to the strait")
        save_change(article, headline="Ferry never left", body="<p>Nothing of this is out.</p>")
        page = self.client.get(article.get_absolute_url()).content.decode()
        self.assertIn("Ferry returns to the strait", page)
        self.assertNotIn("never left", page)
        self.assertNotIn("Nothing of this is out", page)

    def test_a_published_change_is_seen(self):
        article = make_live_story()
        save_change(article, headline="Ferry late again")
        publish(article, by=None, change="update")
        self.assertContains(self.client.get(article.get_absolute_url()), "Ferry late again")

    def test_a_draft_is_not_found(self):
        response = self.client.get(make_story().get_absolute_url())
        self.assertEqual(response.status_code, 404)
        self.assertContains(response, "There is no page at this address", status_code=404)

    def test_a_scheduled_story_is_not_found_before_its_hour(self):
        article = make_story()
        schedule(article, by=None, at=timezone.now() + timedelta(hours=1), change="first")
        self.assertEqual(self.client.get(article.get_absolute_url()).status_code, 404)

    def test_an_embargoed_story_is_not_found(self):
        ends = timezone.now() + timedelta(days=1)
        article = make_story(embargo_until=ends)
        schedule(article, by=None, at=ends, change="first")
        self.assertEqual(self.client.get(article.get_absolute_url()).status_code, 404)

    def test_ids_that_no_story_has_are_not_found(self):
        make_section()
        for number in ("1", "0", "9" * 18, "9" * 40, "9" * 5000):
            with self.subTest(number[:20]):
                self.assertEqual(self.client.get(f"/world/story-{number}/").status_code, 404)

    def test_a_wrong_slug_or_section_leads_to_the_right_address(self):
        article = make_live_story(slug="ferry-returns")
        make_section("Business")
        right = f"/world/ferry-returns-{article.pk}/"
        for wrong in (
            f"/world/other-{article.pk}/",
            f"/business/ferry-returns-{article.pk}/",
            f"/nowhere/x-{article.pk}/",
        ):
            with self.subTest(wrong):
                response = self.client.get(wrong)
                self.assertRedirects(response, right, status_code=301)
                # A browser would keep a plain 301 for ever, past the address's next change.
                self.assertEqual(response.headers["Cache-Control"], "no-cache")

    def test_the_right_address_is_that_of_the_live_edition(self):
        article = make_live_story(slug="first-slug")
        save_change(article, slug="second-slug")
        first = f"/world/first-slug-{article.pk}/"
        self.assertEqual(self.client.get(first).status_code, 200)
        publish(article, by=None, change="update")
        self.assertRedirects(
            self.client.get(first), f"/world/second-slug-{article.pk}/", status_code=301
        )

    def test_a_section_that_moves_takes_its_stories_along(self):
        article = make_live_story(slug="ferry")
        section = article.section
        section.slug = "abroad"
        section.save()
        response = self.client.get(f"/world/ferry-{article.pk}/")
        self.assertRedirects(response, f"/abroad/ferry-{article.pk}/", status_code=301)

    def test_an_address_may_be_in_any_script(self):
        article = make_live_story("Паром вернулся")
        response = self.client.get(article.get_absolute_url())
        self.assertContains(response, "Паром вернулся")
        wrong = self.client.get(f"/world/x-{article.pk}/")
        self.assertRedirects(wrong, article.get_absolute_url(), status_code=301)

    def test_a_withdrawn_story_is_gone_and_says_why(self):
        article = make_live_story()
        withdraw(article, by=None, notice="The figures were <wrong>.")
        for address in (article.get_absolute_url(), f"/nowhere/x-{article.pk}/"):
            response = self.client.get(address)
            self.assertContains(response, "The figures were &lt;wrong&gt;.", status_code=410)
            self.assertNotContains(response, "The ferry came back", status_code=410)

    def test_a_withdrawn_story_may_come_back(self):
        article = make_live_story()
        withdraw(article, by=None, notice="Taken back.")
        publish(article, by=None, change="update")
        self.assertEqual(self.client.get(article.get_absolute_url()).status_code, 200)
        withdraw(article, by=None, notice="Taken back again.")
        response = self.client.get(article.get_absolute_url())
        self.assertContains(response, "Taken back again.", status_code=410)

    def test_readers_only_read(self):
        address = make_live_story().get_absolute_url()
        for method in ("post", "put", "patch", "delete"):
            with self.subTest(method):
                response = getattr(self.client, method)(address)
                self.assertEqual(response.status_code, 405)
                self.assertEqual(response.headers["Allow"], "GET, HEAD, OPTIONS")
        self.assertEqual(self.client.head(address).status_code, 200)

    def test_a_page_costs_three_queries_however_much_is_in_it(self):
        authors = [make_author() for _ in range(4)]
        article = make_live_story(
            authors=authors, tags=["Ferries", "Ports", "Strait"], lead=make_image()
        )
        for _ in range(3):
            make_live_story()
        self.client.get(article.get_absolute_url())
        with self.assertNumQueries(3):
            self.client.get(article.get_absolute_url())

    def test_a_stale_page_costs_one_query_more_and_is_not_written(self):
        article = make_live_story()
        EditionPage.objects.update(renderer="old", story_html="<p>Old</p>", head_html="")
        with self.assertNumQueries(4):
            response = self.client.get(article.get_absolute_url())
        self.assertContains(response, "The ferry came back on Monday.")
        self.assertContains(response, "og:title")
        self.assertEqual(EditionPage.objects.get().renderer, "old")

    def test_an_unreadable_edition_is_shown_as_it_was_stored(self):
        article = make_live_story()
        EditionPage.objects.update(renderer="old")
        Edition.objects.update(document="{}")
        with self.assertLogs("articles.pages", "ERROR"):
            response = self.client.get(article.get_absolute_url())
        self.assertContains(response, "The ferry came back on Monday.")

    def test_an_unreadable_edition_of_which_nothing_is_stored_says_so(self):
        article = make_live_story()
        EditionPage.objects.all().delete()
        Edition.objects.update(document="no JSON")
        with self.assertLogs("articles.pages", "ERROR"), self.assertLogs("django.request"):
            response = self.client.get(article.get_absolute_url())
        self.assertContains(response, "cannot be shown at the moment", status_code=503)

    def test_a_page_is_the_same_for_everybody(self):
        article = make_live_story()
        stranger = self.client.get(article.get_absolute_url())
        self.assertEqual(stranger.cookies, {})
        self.assertNotIn("Vary", stranger.headers)
        self.client.force_login(make_user("Editor"))
        member = self.client.get(article.get_absolute_url())
        self.assertEqual(stranger.content, member.content)
        self.assertNotIn("Vary", member.headers)

    def test_a_page_that_did_not_change_is_not_sent_again(self):
        article = make_live_story()
        address = article.get_absolute_url()
        first = self.client.get(address)
        self.assertEqual(first.headers["Cache-Control"], "no-cache")
        again = self.client.get(address, headers={"if-none-match": first.headers["ETag"]})
        self.assertEqual(again.status_code, 304)
        self.assertEqual(again.content, b"")
        self.assertEqual(again.headers["Cache-Control"], "no-cache")
        save_change(article, headline="Ferry late again")
        publish(article, by=None, change="update")
        changed = self.client.get(address, headers={"if-none-match": first.headers["ETag"]})
        self.assertEqual(changed.status_code, 200)

    def test_the_head_names_the_page(self):
        article = make_live_story(standfirst='Two "sides" & more', lead=make_image())
        page = self.client.get(article.get_absolute_url()).content.decode()
        address = f"http://testserver{article.get_absolute_url()}"
        self.assertIn(f'<link rel="canonical" href="{address}">', page)
        self.assertIn(f'<meta property="og:url" content="{address}">', page)
        self.assertIn('<meta name="description" content="Two &quot;sides&quot; &amp; more">', page)
        picture = re.search(r'property="og:image" content="([^"]+)"', page)[1]
        self.assertTrue(html.unescape(picture).startswith("http://testserver/media/images/"))
        self.assertNotIn("origin.invalid", page)

    @override_settings(SITE_URL="https://courier.example")
    def test_the_sites_own_address_goes_before_the_requests(self):
        article = make_live_story()
        page = self.client.get(article.get_absolute_url()).content.decode()
        address = f"https://courier.example{article.get_absolute_url()}"
        self.assertIn(f'<link rel="canonical" href="{address}">', page)
        self.assertIn('"url":"https://courier.example/"', page)
        self.assertNotIn("testserver", page)

    def test_a_story_is_read_in_its_own_direction(self):
        article = make_live_story("عودة العبّارة", language="ar")
        page = self.client.get(article.get_absolute_url()).content.decode()
        self.assertIn('<html lang="ar" dir="rtl">', page)
        self.assertIn('lang="ar" dir="rtl"', page.split("<body")[1])

    def test_a_page_carries_one_script_of_its_own_and_asks_no_third_party(self):
        article = make_live_story(lead=make_image())
        page = self.client.get(article.get_absolute_url()).content.decode()
        scripts = re.findall(r"<script[^>]*>", page)
        self.assertEqual(
            set(scripts),
            {
                '<script type="application/ld+json">',
                f'<script type="module" src="{static("articles/site/share.js")}">',
            },
        )
        self.assertNotRegex(page, r'(src|srcset|poster)="(https?:)?//')
        self.assertNotRegex(page, r'<link rel="(stylesheet|preload|icon)" href="(https?:)?//')
        self.assertNotIn(" style=", page)
