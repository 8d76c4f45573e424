"""Sitemaps, held against the protocol's own schemas where they are at hand."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from django.core.cache import cache
from django.test import TestCase, override_settings
from django.utils import timezone
from lxml import etree

from articles import sitemaps
from articles.models import Edition, SitePage
from articles.publishing import publish, schedule, withdraw
from tests.factories import (
    make_author,
    make_live_story,
    make_section,
    make_story,
    save_change,
)
from tests.support.real import REAL, needs_real

NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)


class SitemapTestCase(TestCase):
    def setUp(self):
        # Another test's stories may have had the same ids and times.
        cache.clear()

    def rows(self, address: str) -> dict[str, str | None]:
        """Address → lastmod of a sitemap's entries."""
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200, address)
        root = etree.fromstring(response.content)
        return {one.findtext("{*}loc"): one.findtext("{*}lastmod") for one in root}

    def files(self) -> dict[str, str | None]:
        told = self.rows("/sitemap.xml")
        return {one.removeprefix("http://testserver"): at for one, at in told.items()}

    def all_rows(self) -> dict[str, str | None]:
        found = {}
        for file in self.files():
            found |= self.rows(file)
        return found


class WhatSitemapsHold(SitemapTestCase):
    def setUp(self):
        super().setUp()
        self.author = make_author("Hanna Voss", slug="hanna-voss")
        self.story = make_live_story(
            "Ferry & pilot", authors=[self.author], tags=["Harbours & docks"], at=LONG_AGO
        )
        self.edition = self.story.editions.get()

    def test_every_address_in_them_is_a_page_and_every_page_is_in_them(self):
        make_live_story("Паром вернулся", at=LONG_AGO)
        make_section("Empty")
        SitePage.objects.create(title="Ethics", slug="ethics", purpose="ethics", is_live=True)
        SitePage.objects.create(title="Notes", slug="notes", is_live=False)
        told = self.all_rows()
        self.assertNotIn("http://testserver/about/notes/", told)
        for address in told:
            self.assertEqual(self.client.get(address).status_code, 200, address)
        for page in (
            *("/", "/world/", "/empty/", "/corrections/", "/authors/hanna-voss/"),
            *("/archive/", "/about/", "/about/ethics/"),
            self.edition.get_absolute_url(),
            self.story.tags.get().get_absolute_url(),
        ):
            self.assertIn(f"http://testserver{page}", told)

    def test_lastmod_moves_by_the_class_of_the_change(self):
        address = f"http://testserver{self.edition.get_absolute_url()}"
        self.assertEqual(self.all_rows()[address], "2024-03-01T12:00:00+00:00")
        save_change(self.story, body="<p>One.</p>")
        publish(self.story, by=None, change="minor", at=LONG_AGO + timedelta(days=1))
        self.assertEqual(self.all_rows()[address], "2024-03-01T12:00:00+00:00")
        save_change(self.story, body="<p>Two.</p>")
        publish(self.story, by=None, change="update", at=LONG_AGO + timedelta(days=2))
        self.assertEqual(self.all_rows()[address], "2024-03-03T12:00:00+00:00")
        part = self.story.pk // sitemaps.PART
        self.assertEqual(self.files()[f"/sitemap-stories-{part}.xml"], "2024-03-03T12:00:00+00:00")

    def test_nothing_that_is_not_live_is_told(self):
        secret = make_story("Minister resigns", tags=["Resignations"], authors=[make_author("Z")])
        schedule(secret, by=None, at=timezone.now() + timedelta(days=1), change="first")
        make_story("Minister stays")
        save_change(self.story, headline="Minister returns", slug="minister-returns")
        for address in self.all_rows():
            for word in ("minister", "resign", "/z/"):
                self.assertNotIn(word, address)

    def test_a_withdrawn_story_and_what_it_alone_carried_are_gone_at_once(self):
        self.all_rows()
        withdraw(self.story, by=None, notice="Gone.")
        self.assertEqual(
            set(self.all_rows()),
            {f"http://testserver{page}" for page in ("/", "/world/", "/archive/", "/corrections/")},
        )
        part = self.story.pk // sitemaps.PART
        self.assertEqual(self.client.get(f"/sitemap-stories-{part}.xml").status_code, 404)

    def test_an_old_story_that_is_brought_in_later_is_told_at_once(self):
        with patch.object(sitemaps, "PART", 1):
            self.all_rows()
            other = make_live_story("Archive", at=LONG_AGO - timedelta(days=9))
            self.assertIn(f"/sitemap-stories-{other.pk}.xml", self.files())

    def test_files_are_ranges_of_ids(self):
        others = [make_live_story(at=LONG_AGO) for _ in range(5)]
        make_story("A gap")
        last = make_live_story(at=LONG_AGO)
        with patch.object(sitemaps, "PART", 2):
            told = self.all_rows()
            files = [name for name in self.files() if "stories" in name]
        for story in (self.story, *others, last):
            self.assertIn(f"http://testserver{story.editions.get().get_absolute_url()}", told)
        ids = {one.pk // 2 for one in (self.story, *others, last)}
        self.assertEqual(files, [f"/sitemap-stories-{number}.xml" for number in sorted(ids)])

    @needs_real
    def test_they_are_as_the_schemas_say(self):
        folder = REAL / "sitemap"
        index, urls = (
            etree.XMLSchema(etree.parse(folder / name)) for name in ("siteindex.xsd", "sitemap.xsd")
        )
        make_live_story("Today")
        index.assertValid(etree.fromstring(self.client.get("/sitemap.xml").content))
        for file in self.files():
            root = etree.fromstring(self.client.get(file).content)
            for told in list(root.iter(f"{NEWS}news")):
                # Google's own element, which has no schema here.
                told.getparent().remove(told)
            urls.assertValid(root)


class News(SitemapTestCase):
    def told(self) -> list[etree._Element]:
        return list(etree.fromstring(self.client.get("/sitemap-news.xml").content))

    @override_settings(SITE_NAME="Courier & Sons")
    def test_it_holds_two_days_with_name_language_and_title(self):
        make_live_story("Old", at=timezone.now() - timedelta(days=3))
        story = make_live_story("Ferry & <pilot>", language="zh-hant")
        (url,) = self.told()
        self.assertTrue(url.findtext("{*}loc").endswith(story.editions.get().get_absolute_url()))
        self.assertEqual(url.findtext(f".//{NEWS}name"), "Courier & Sons")
        self.assertEqual(url.findtext(f".//{NEWS}language"), "zh-tw")
        self.assertEqual(url.findtext(f".//{NEWS}title"), "Ferry & <pilot>")
        told = datetime.fromisoformat(url.findtext(f".//{NEWS}publication_date"))
        self.assertLess(abs(timezone.now() - told), timedelta(minutes=5))

    def test_an_update_makes_no_news_of_an_old_story(self):
        story = make_live_story(at=timezone.now() - timedelta(days=3))
        save_change(story, headline="Ferry late")
        publish(story, by=None, change="update")
        self.assertEqual(self.client.get("/sitemap-news.xml").status_code, 404)

    def test_it_stops_at_the_newest(self):
        start = timezone.now() - timedelta(hours=5)
        for number in range(4):
            make_live_story(f"Story {number}", at=start + timedelta(minutes=number))
        with patch.object(sitemaps, "NEWS_MOST", 3):
            titles = [url.findtext(f".//{NEWS}title") for url in self.told()]
        self.assertEqual(titles, ["Story 3", "Story 2", "Story 1"])

    def test_without_news_there_is_none_and_none_is_told_of(self):
        make_live_story(at=LONG_AGO)
        self.assertEqual(self.client.get("/sitemap-news.xml").status_code, 404)
        self.assertNotIn("/sitemap-news.xml", self.files())


class HowTheyAreAskedFor(SitemapTestCase):
    def test_an_empty_site_has_its_front_page(self):
        self.assertEqual(list(self.files()), ["/sitemap-pages.xml"])
        self.assertIn("http://testserver/", self.all_rows())

    def test_files_that_are_none_are_not_found(self):
        story = make_live_story(at=LONG_AGO)
        part = story.pk // sitemaps.PART
        for name in ("stories", "tags", "authors"):
            for number in (f"00{part}", part + 1, 2**63, "9" * 5000, "-1", "x", ""):
                address = f"/sitemap-{name}-{number}.xml"
                self.assertEqual(self.client.get(address).status_code, 404, address[:60])

    def test_at_most_five_queries(self):
        story = make_live_story(tags=["Harbours"])
        with self.assertNumQueries(5):
            self.client.get("/sitemap.xml")
        # What the whole archive was asked for is kept until a story comes or goes.
        with self.assertNumQueries(2):
            self.client.get("/sitemap.xml")
        part = story.pk // sitemaps.PART
        with self.assertNumQueries(3):
            self.client.get("/sitemap-pages.xml")
        for address in ("/sitemap-news.xml", f"/sitemap-stories-{part}.xml"):
            with self.assertNumQueries(2):
                self.client.get(address)

    def test_conditional_requests_head_and_other_methods(self):
        make_live_story()
        for address in ("/sitemap.xml", "/sitemap-pages.xml", "/sitemap-news.xml"):
            first = self.client.get(address)
            again = self.client.get(address, headers={"if-none-match": first["ETag"]})
            self.assertEqual((again.status_code, again.content), (304, b""))
            head = self.client.head(address, headers={"accept": "text/html"})
            self.assertEqual((head.status_code, head["ETag"]), (200, first["ETag"]))
            self.assertEqual(first["Cache-Control"], "no-cache")
            for method in ("post", "put"):
                self.assertEqual(getattr(self.client, method)(address).status_code, 405)

    def test_a_headline_of_forbidden_characters_stays_well_formed(self):
        make_live_story("Fine")
        Edition.objects.update(headline="\x0b\x1b]]><\ufffe&")
        root = etree.fromstring(self.client.get("/sitemap-news.xml").content)
        self.assertEqual(root.findtext(f".//{NEWS}title"), "]]><&")
