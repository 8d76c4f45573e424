import json
import re

from django.core.exceptions import ValidationError
from django.test import TestCase

from articles.models import SitePage
from articles.pages import sections
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_author, make_live_story, make_section, save_change
from tests.support.real import needs_real
from tests.support.vocabulary import not_in_vocabulary


def make_page(title: str = "Ethics", purpose: str = "other", **values) -> SitePage:
    page = SitePage(title=title, purpose=purpose, **({"is_live": True} | values))
    page.full_clean()
    page.save()
    return page


def structured(response) -> list[dict]:
    """Each thing that a page says in JSON-LD."""
    blocks = re.findall(r'ld\+json">([^<]*)', response.content.decode())
    found = [json.loads(block) for block in blocks]
    return [thing for one in found for thing in one.get("@graph", [one])]


class SitePageTests(TestCase):
    def test_a_live_page_is_at_its_address_and_in_the_footer_of_every_page(self):
        make_page("Ethics", body="<h2>What we promise</h2><p>To correct.</p>")
        page = self.client.get("/about/ethics/")
        self.assertContains(page, "<h2>What we promise</h2>")
        story = make_live_story()
        for address in ("/", "/world/", story.get_absolute_url(), "/corrections/", "/nowhere/"):
            footer = self.client.get(address).content.decode().partition("<footer class")[2]
            self.assertIn('<a href="/about/ethics/">Ethics</a>', footer, address)

    def test_a_draft_is_nowhere(self):
        make_page("Hidden draft", is_live=False)
        self.assertEqual(self.client.get("/about/hidden-draft/").status_code, 404)
        self.assertEqual(self.client.get("/about/").status_code, 404)
        self.assertNotContains(self.client.get("/"), "Hidden draft")

    def test_a_page_may_be_left_out_of_the_footer(self):
        make_page("Aside", in_footer=False)
        self.assertNotContains(self.client.get("/"), "Aside")
        self.assertEqual(self.client.get("/about/aside/").status_code, 200)

    def test_the_page_about_the_newsroom_leads_to_the_others(self):
        make_page("Ethics", position=2)
        self.assertContains(self.client.get("/about/"), '<a href="/about/ethics/">')
        make_page("Who we are", purpose="about", body="<p>We are a newspaper.</p>")
        about = self.client.get("/about/")
        self.assertContains(about, "We are a newspaper.")
        self.assertContains(about, '<a href="/about/ethics/">')
        self.assertRedirects(self.client.get("/about/who-we-are/"), "/about/", status_code=301)

    def test_what_is_hostile_in_a_text_is_gone(self):
        make_page("Ethics", body='<p onclick="x()">a<script>alert(1)</script></p>')
        page = self.client.get("/about/ethics/").content.decode()
        self.assertNotRegex(page, r"onclick|alert\(1")

    def test_pictures_are_refused_in_words(self):
        page = SitePage(title="Ethics", body='<p>a</p><figure data-image="1"></figure>')
        with self.assertRaisesMessage(ValidationError, "pictures, posts and clips belong"):
            page.full_clean()

    def test_a_purpose_has_one_page_in_a_language(self):
        make_page("Ethics", purpose="ethics")
        with self.assertRaisesMessage(ValidationError, "in this language already"):
            make_page("Ethics too", purpose="ethics")
        make_page("Other")
        make_page("Another")

    def test_they_cost_no_query_of_their_own(self):
        address = make_live_story().get_absolute_url()
        self.client.get(address)
        with self.assertNumQueries(3):
            self.client.get(address)
        for number in range(4):
            make_page(f"Page {number}")
        with self.assertNumQueries(3):
            self.client.get(address)
        with self.assertNumQueries(2):
            self.client.get("/about/page-1/")

    def test_sections_and_pages_keep_their_orders(self):
        make_section("Zoo", position=1)
        make_section("Business", position=2)
        make_page("Last", position=9)
        make_page("First", position=1)
        found = sections()
        self.assertEqual([one.name for one in found], ["Zoo", "Business"])
        self.assertEqual([one.name for one in found.pages], ["First", "Last"])


class StructuredTests(TestCase):
    def things(self, address: str) -> dict[str, dict]:
        return {one["@type"]: one for one in structured(self.client.get(address))}

    def test_the_organization_tells_its_policies(self):
        make_live_story()
        organization = self.things("/")["NewsMediaOrganization"]
        self.assertTrue(organization["correctionsPolicy"].endswith("/corrections/"))
        self.assertNotIn("ethicsPolicy", organization)
        for purpose in ("ethics", "corrections", "ownership", "masthead"):
            make_page(purpose.title(), purpose=purpose)
        organization = self.things("/")["NewsMediaOrganization"]
        for name, slug in (
            ("publishingPrinciples", "ethics"),
            ("ethicsPolicy", "ethics"),
            ("correctionsPolicy", "corrections"),
            ("ownershipFundingInfo", "ownership"),
            ("masthead", "masthead"),
        ):
            self.assertEqual(organization[name], f"http://testserver/about/{slug}/")

    def test_a_storys_publisher_is_the_organization_of_its_page(self):
        things = self.things(make_live_story().get_absolute_url())
        self.assertEqual(
            things["ReportageNewsArticle"]["publisher"]["@id"],
            things["NewsMediaOrganization"]["@id"],
        )
        steps = things["BreadcrumbList"]["itemListElement"]
        self.assertEqual([step["position"] for step in steps], [1, 2, 3])
        self.assertEqual(steps[1]["item"], "http://testserver/world/")

    def test_an_author_has_a_profile(self):
        author = make_author("Ada Berg", role="Reporter", bio="She sails.")
        make_live_story(authors=[author])
        profile = self.things("/authors/ada-berg/")["ProfilePage"]
        self.assertEqual(profile["mainEntity"]["jobTitle"], "Reporter")

    def test_nothing_said_can_end_its_element(self):
        make_page("</script><b>", slug="x", purpose="about", body="<p>a</p>")
        page = self.client.get("/about/").content.decode()
        self.assertNotIn("</script><b>", page)

    @needs_real
    def test_every_word_is_one_of_schema_org_on_every_kind_of_page(self):
        author = make_author("Ada Berg", role="Reporter", bio="She sails.")
        story = make_live_story(authors=[author], tags=["Ferries"])
        save_change(story, standfirst="x")
        publish(story, by=None, change="correction", notice="So.")
        for purpose in SitePage.Purpose.values:
            make_page(purpose.title(), purpose=purpose)
        day = story.editions.get(number=1).first_published
        for address in (
            *("/", "/world/", "/tags/ferries/", "/authors/ada-berg/", story.get_absolute_url()),
            *("/archive/", f"/archive/{day:%Y}/", f"/archive/{day:%Y/%m}/"),
            *("/about/", "/about/contact/", "/about/other/"),
        ):
            with self.subTest(address):
                things = structured(self.client.get(address))
                self.assertGreater(len(things), 1)
                self.assertEqual(list(not_in_vocabulary(things)), [])
                self.assertNotIn("origin.invalid", str(things))


class DeskTests(DeskTestCase):
    def test_a_managing_editor_writes_a_page_and_its_history_is_kept(self):
        self.sign_in("Managing editor")
        data = {"title": "Ethics", "slug": "ethics", "purpose": "ethics", "body": "<p>One.</p>"}
        data |= {"language": "en-gb", "position": 1, "in_footer": "on", "is_live": "on"}
        response = self.client.post("/admin/articles/sitepage/add/", data)
        page = SitePage.objects.get()
        self.assertEqual(response.status_code, 302)
        url = f"/admin/articles/sitepage/{page.pk}"
        self.client.post(f"{url}/change/", data | {"body": "<p>Two.</p>"})
        self.assertContains(self.client.get("/about/ethics/"), "Two.")
        history = self.client.get(f"{url}/history/").content.decode()
        first = sorted(set(re.findall(rf"{url}/history/(\d+)/", history)), key=int)[0]
        self.assertContains(self.client.get(f"{url}/history/{first}/"), "One.")

    def test_a_live_page_keeps_its_address_and_is_not_deleted(self):
        self.sign_in("Managing editor")
        page = make_page("Ethics")
        url = f"/admin/articles/sitepage/{page.pk}"
        self.assertContains(self.client.get(f"{url}/change/"), "so it stays")
        self.client.post(f"{url}/delete/", {"post": "yes"})
        self.assertTrue(SitePage.objects.exists())
