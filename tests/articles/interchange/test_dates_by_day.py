"""A story of which only the day is known is shown with its day, and with no time of it."""

import json
import re

from django.test import SimpleTestCase, TestCase

from articles.interchange.lines import read_line
from articles.models import Article, Edition
from articles.publishing import publish
from articles.record import read_record
from articles.revisions import revision
from articles.snapshot import UnreadableSnapshot
from articles.verification import Verification
from tests.articles.interchange.lines import import_stories, line, saved

DAY = "2020-05-04"
SHOWN = "4 May 2020"


def with_another_headline() -> Article:
    """The only story, saved at the desk."""
    article = Article.objects.get()
    with revision(by=None) as saving:
        saving.before = None
        article.headline = "Another"
        article.save()
        saving.finish(article)
    return article


class LinesTest(SimpleTestCase):
    def test_a_line_says_whether_it_tells_a_day(self):
        history = [saved("2020-05-03"), saved("2020-05-06T10:00:00Z")]
        for values, is_day in (
            ({"date": DAY}, True),
            ({"date": "2020-05-04T00:00:00+00:00"}, False),
            ({"date": None, "path": f"posts/{DAY}-ferry.md"}, True),
            ({"date": None, "revisions": history}, True),
            ({"date": None, "revisions": history[1:]}, False),
            ({"date": "2020-05-04T09:00:00Z", "revisions": history}, False),
        ):
            told = json.dumps(line(**values)).encode()
            self.assertEqual(read_line(told).is_dated_by_day, is_day, values)


def import_history(**last) -> None:
    """A story of which only days are known: of its text, of two corrections; ``last`` changes what
    is told of the newest."""
    revisions = [
        saved(DAY),
        saved("2020-05-06", "<p>One.</p>", change="correction", notice="It was Monday."),
        saved("2020-05-06", "<p>Two.</p>", change="minor"),
        saved("2020-05-08", "<p>Three.</p>", change="correction", notice="It was Sunday.") | last,
    ]
    said = import_stories(line(date=DAY, revisions=revisions))
    assert not said.err, said.err


class DatesTest(TestCase):
    def pages(self, edition: Edition):
        address = edition.get_absolute_url()
        for page in (address, "/", "/world/", "/archive/2020/05/04/", address + "history/"):
            yield page, self.client.get(page).content.decode()

    def test_every_page_shows_the_day_alone(self):
        import_stories(line(date=DAY))
        edition = Edition.objects.get()
        for page, html in self.pages(edition):
            with self.subTest(page):
                self.assertIn(SHOWN, html)
                self.assertNotIn("00:00<", html)
                self.assertNotIn("Updated", html)

    def test_an_instant_is_shown_as_one_at_midnight_too(self):
        import_stories(line(date="2020-05-04T00:00:00"))
        for page, html in self.pages(Edition.objects.get()):
            with self.subTest(page):
                self.assertIn("00:00<", html)

    def test_later_editions_keep_it_and_have_times_of_their_own(self):
        later = saved("2020-05-06T10:30:00Z", "<p>Words that are all new to everybody.</p>")
        import_stories(line(date=DAY, revisions=[saved(DAY), later]))
        edition = Edition.objects.live().get()
        self.assertEqual((edition.number, edition.is_dated_by_day), (2, True))
        page = self.client.get(edition.get_absolute_url()).content.decode()
        self.assertIn(f">{SHOWN}<", page)
        self.assertIn("6 May 2020, 11:30", page)
        compared = self.client.get(edition.get_absolute_url() + "history/compare/?from=1&to=2")
        self.assertContains(compared, f">{SHOWN}</time>")
        self.assertContains(compared, ">6 May 2020, 11:30</time>")
        old = self.client.get(edition.get_absolute_url() + "editions/1/")
        self.assertContains(old, f"from {SHOWN} until 6 May 2020, 11:30")
        self.assertEqual(list(Verification(Edition.objects.all())), [])

    def test_a_history_of_days_shows_days_alone(self):
        import_history()
        edition = Edition.objects.live().get()
        self.assertEqual(edition.number, 4)
        self.assertEqual(list(Verification(Edition.objects.all())), [])
        address = edition.get_absolute_url()
        shown = {
            address: (SHOWN, 'Updated <time datetime="2020-05-08">8 May 2020</time>'),
            address + "history/": (
                '<time datetime="2020-05-06">6 May 2020</time>',
                '<time datetime="2020-05-08">8 May 2020</time>',
            ),
            address + "history/compare/?from=2&to=4": (
                '<time datetime="2020-05-06">6 May 2020</time>',
                '<time datetime="2020-05-08">8 May 2020</time>',
            ),
            address + "editions/1/": (f"from {SHOWN} until 6 May 2020.",),
            address + "editions/3/": ("from 6 May 2020 until 8 May 2020.",),
            "/corrections/": ('<time datetime="2020-05-06">6 May 2020</time>',),
        }
        for page, words in shown.items():
            html = self.client.get(page).content.decode()
            for one in words:
                with self.subTest(page):
                    self.assertIn(one, html)

    def test_no_page_and_no_program_is_told_an_hour_that_nobody_knows(self):
        import_history()
        edition = Edition.objects.live().get()
        address = edition.get_absolute_url()
        section, feeds = "/world/", ("feed.rss", "feed.atom", "feed.json")
        pages = (
            *("/", section, address, "/corrections/", "/search/?q=ferry", "/authors/jo-li/"),
            *("/tags/ferries/", "/archive/2020/05/04/", "/podcast.rss", "/sitemap-pages.xml"),
            *("/sitemap-stories-0.xml", "/sitemap-tags-0.xml", "/sitemap-authors-0.xml"),
            *("/ninjs.json", address + "ninjs.json", address + "history/"),
            *(address + "history/compare/?from=1&to=3", address + "editions/2/"),
            *("/" + feed for feed in feeds),
            *("/corrections/" + feed for feed in feeds),
            *(section + feed for feed in feeds),
        )
        for page in pages:
            with self.subTest(page):
                response = self.client.get(page)
                self.assertEqual(response.status_code, 200)
                text = response.content.decode()
                if page.endswith(".atom"):
                    # What the format demands: an instant when it was updated.
                    text = re.sub("<updated>2020-[^<]+</updated>", "", text)
                # Midnight in the site's zone, there and in UTC.
                self.assertIsNone(re.search(r"\b(?:00:00|T?2[23]:00:00)", text), page)
        told = self.client.get("/feed.rss").content.decode()
        self.assertIn(f"<dc:date>{DAY}</dc:date>", told)
        self.assertNotIn("pubDate", told)
        (item,) = self.client.get("/feed.json").json()["items"]
        self.assertNotIn("date_published", item)
        self.assertEqual(item["_newsroom"]["day_modified"], "2020-05-08")
        html = self.client.get(address).content.decode()
        for name, day in (("datePublished", DAY), ("dateModified", "2020-05-08")):
            self.assertIn(f'"{name}":"{day}"', html)
        self.assertIn("<lastmod>2020-05-08</lastmod>", self.page("/sitemap-stories-0.xml"))

    def test_an_hour_that_is_known_is_told_beside_days(self):
        import_history(date="2020-05-08T10:30:00Z")
        edition = Edition.objects.live().get()
        address = edition.get_absolute_url()
        html = self.page(address)
        self.assertIn("8 May 2020, 11:30", html)
        self.assertIn('"dateModified":"2020-05-08T10:30:00+00:00"', html)
        self.assertIn(
            "from 6 May 2020 until 8 May 2020, 11:30.", self.page(address + "editions/3/")
        )
        self.assertIn('datetime="2020-05-08T11:30:00+01:00"', self.page(address + "history/"))
        (item,) = self.client.get("/feed.json").json()["items"]
        self.assertEqual(item["date_modified"], "2020-05-08T10:30:00+00:00")
        self.assertNotIn("date_published", item)
        self.assertEqual(list(Verification(Edition.objects.all())), [])

    def test_a_minor_edition_leaves_the_day_of_the_last_update(self):
        import_history(change="minor", notice=None)
        edition = Edition.objects.live().get()
        self.assertEqual((edition.begins_by_day, edition.is_updated_by_day), (True, True))
        self.assertIn(
            'Updated <time datetime="2020-05-06">6 May 2020<', self.page(edition.get_absolute_url())
        )
        article = with_another_headline()
        minor = publish(article, by=None, change="minor")
        self.assertEqual((minor.begins_by_day, minor.is_updated_by_day), (False, True))
        article.headline = "And another"
        article.save()
        update = publish(article, by=None, change="update")
        self.assertEqual((update.begins_by_day, update.is_updated_by_day), (False, False))
        self.assertEqual(list(Verification(Edition.objects.all())), [])

    def test_importing_again_keeps_the_day_and_knows_what_it_knew(self):
        first = line(date=DAY, revisions=[saved(DAY)])
        import_stories(first)
        self.assertIn(
            "1 updated",
            import_stories(
                line(date=DAY, revisions=[saved(DAY), saved("2020-05-06", "<p>More.</p>")])
            ).out,
        )
        self.assertTrue(Edition.objects.live().get().begins_by_day)
        import_stories(line(date=DAY, body_html="<p>Other words.</p>", updated="2020-05-09"))
        last = Edition.objects.live().get()
        self.assertEqual((last.number, last.begins_by_day), (3, True))
        self.assertIn("9 May 2020</time>", self.page(last.get_absolute_url()))

    def page(self, address: str) -> str:
        return self.client.get(address).content.decode()

    def test_a_tampered_day_is_found(self):
        import_history()
        for name in ("begins_by_day", "is_updated_by_day"):
            Edition.objects.filter(number=2).update(**{name: False})
            self.assertEqual(len(list(Verification(Edition.objects.all()))), 1)
            Edition.objects.filter(number=2).update(**{name: True})

    def test_a_document_says_what_it_implies_in_no_other_way(self):
        import_history()
        first, *later = Edition.objects.order_by("number")
        self.assertNotIn("begins_by_day", first.document)
        self.assertTrue(read_record(first.document).begins_by_day)
        for edition in later:
            self.assertIn('"begins_by_day":true', edition.document)
            self.assertIn('"is_updated_by_day":true', edition.document)
        for edition in (first, *later):
            self.assertEqual(read_record(edition.document).to_document(), edition.document)
        for name, value in (("begins_by_day", "true"), ("is_updated_by_day", "false")):
            with self.assertRaises(UnreadableSnapshot):
                read_record(first.document.replace("{", f'{{"{name}":{value},', 1))

    def test_the_desks_editions_keep_it(self):
        import_stories(line(date=DAY))
        article = with_another_headline()
        self.assertTrue(publish(article, by=None, change="minor").is_dated_by_day)

    def test_a_document_says_it_only_where_it_is_so(self):
        import_stories(line(date=DAY), line(id="b"))
        by_day, other = Edition.objects.order_by("-is_dated_by_day")
        self.assertIn('"is_dated_by_day":true', by_day.document)
        self.assertNotIn("is_dated_by_day", other.document)
        for edition in (by_day, other):
            self.assertEqual(read_record(edition.document).to_document(), edition.document)
        written_out = other.document.replace("{", '{"is_dated_by_day":false,', 1)
        with self.assertRaises(UnreadableSnapshot):
            read_record(written_out)
        Edition.objects.filter(pk=by_day.pk).update(is_dated_by_day=False)
        self.assertEqual(len(list(Verification(Edition.objects.all()))), 1)
