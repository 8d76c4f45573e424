"""A story of which only the day is known is shown with its day, and with no time of it."""

import json

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

    def test_the_desks_editions_keep_it(self):
        import_stories(line(date=DAY))
        article = Article.objects.get()
        with revision(by=None) as saving:
            saving.before = None
            article.headline = "Another"
            article.save()
            saving.finish(article)
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
