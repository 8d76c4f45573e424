"""A real archive whole: 508 stories of 18F, and the histories its editors gave them.

These are the slowest tests of the suite: about half a minute each class.
"""

import json
import re
from collections import Counter
from datetime import datetime
from urllib.parse import quote
from zlib import crc32

from django.conf import settings
from django.test import TestCase, tag
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision, Version

from articles.assembly import snapshot_revision, snapshot_working_copy
from articles.body import clean_body, join_blocks, split_blocks
from articles.interchange.archive import Archive, Result, import_lines
from articles.internal_links import links_of, own_path
from articles.models import (
    Article,
    Edition,
    FormerAddress,
    ImportedStory,
    RevisionMeta,
    SearchText,
)
from articles.record import read_record
from articles.verification import Verification
from tests.articles.interchange.test_import_archive import whole_database
from tests.support.archive_18f import ARCHIVE, lines_with_histories
from tests.support.crawling import Crawl, with_client
from tests.support.real import needs_real, read_json_lines

_OLD_STORY = re.compile(r"/\d{4}/\d\d/\d\d/")
_PAGE = re.compile(r"/(?:tags/[^/]+|authors/[^/]+|18f/[^/]+-\d+)/")


def page_of(address: str) -> str | None:
    """The page of a story, tag or author that an address belongs to: its own, a feed, a history."""
    match = _PAGE.match(address)
    return match and match[0]


class Sample:
    """Which addresses are asked for: every list of stories, every tenth story, tag and author
    with all that belongs to them; of old editions the first, of comparisons the latest."""

    def __init__(self, stories: list[str]):
        self.stories = set(stories[::10])

    def __call__(self, address: str) -> bool:
        if address.startswith(settings.STATIC_URL) or "/compare/?" in address:
            return False
        if re.search(r"/editions/\d+/\Z", address) and not address.endswith("/editions/1/"):
            return False
        page = page_of(address)
        if page is None or page in self.stories:
            return True
        return page.startswith(("/tags/", "/authors/")) and crc32(page.encode()) % 10 == 0


def bring_in(lines: list[dict]) -> list:
    raw = (json.dumps(one).encode() for one in lines)
    return list(import_lines(enumerate(raw, 1)))


@needs_real
class RealArchiveTest(TestCase):
    def test_the_archive_imports_as_it_is(self):
        outcomes = list(import_lines(Archive(ARCHIVE)))
        self.assertEqual([one for one in outcomes if one.result != Result.IMPORTED], [])
        self.assertEqual(len(outcomes), 508)
        self.assertEqual(sum(outcome.pictures for outcome in outcomes), 143)
        live = Edition.objects.live().defer("document")
        told = {story["path"]: story for story in read_json_lines(ARCHIVE)}
        for known in ImportedStory.objects.select_related("article"):
            story = told.pop(known.key)
            edition = live.get(article=known.article)
            self.assertEqual(edition.headline, " ".join(story["title"].split()))
            day = timezone.localtime(edition.first_published).date().isoformat()
            if len(story["date"]) == 25:
                date = datetime.fromisoformat(story["date"])
                self.assertEqual(edition.first_published, date)
            else:
                self.assertIn(day, story["date"] or story["path"])
        self.assertEqual(told, {})


@needs_real
@tag("histories")
class RealHistoriesTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.lines = lines_with_histories()
        cls.outcomes = bring_in(cls.lines)

    def test_every_story_is_imported_and_live(self):
        self.assertEqual(Counter(one.result for one in self.outcomes), {Result.IMPORTED: 520})
        self.assertEqual(Edition.objects.live().count(), 520)
        archived = {story["path"] for story in read_json_lines(ARCHIVE)}
        self.assertEqual(len(archived), 508)
        known = set(ImportedStory.objects.values_list("key", flat=True))
        self.assertLessEqual(archived, known)

    def test_every_state_of_every_story_is_a_revision_with_its_date_and_note(self):
        told = Counter(
            one.get("note", "") for line in self.lines for one in line.get("revisions", [line])
        )
        notes = Counter(Revision.objects.values_list("comment", flat=True))
        self.assertEqual(notes, Counter({note.strip(): n for note, n in told.items()}))
        self.assertGreater(notes.total(), 2000)
        metas = RevisionMeta.objects.filter(source=RevisionMeta.Source.IMPORT)
        self.assertEqual(metas.count(), notes.total())
        ids = Article.objects.values_list("pk", flat=True)
        for article_id in ids:
            dates = Revision.objects.filter(meta__article_id=article_id).order_by("pk")
            dates = list(dates.values_list("date_created", flat=True))
            self.assertEqual(dates, sorted(set(dates)))

    def test_the_histories_are_editions_whose_chains_hold(self):
        verification = Verification(Edition.objects.all())
        self.assertEqual(list(verification), [])
        self.assertEqual(verification.stories, 520)
        changes = Counter(Edition.objects.values_list("change", flat=True))
        self.assertEqual(changes["first"], 520)
        self.assertGreater(changes["minor"], 800)
        self.assertGreater(changes["update"], 30)

    def test_every_stored_document_reads_back_to_the_byte(self):
        for document in Edition.objects.values_list("document", flat=True).iterator():
            self.assertEqual(read_record(document).to_document(), document)

    def test_every_body_is_in_its_one_form(self):
        for body in Article.objects.values_list("body", flat=True):
            self.assertEqual(clean_body(body), body)
            self.assertEqual(join_blocks(split_blocks(body)), body)

    def test_the_newest_revision_of_every_story_is_its_working_copy(self):
        for article in Article.objects.all():
            revision = Revision.objects.filter(meta__article_id=article.pk).latest("pk")
            held = snapshot_revision(revision, article.pk)
            self.assertEqual(held, snapshot_working_copy(article))
            self.assertEqual(held.sha256, article.working_sha256)

    def test_no_revision_holds_more_than_its_story(self):
        models = set(Version.objects.values_list("content_type__model", flat=True))
        self.assertEqual(models, {"article", "byline", "taggedarticle"})

    def test_readers_find_the_stories_their_authors_and_tags(self):
        stories = Edition.objects.live().defer("document").order_by("article_id")[::26]
        pages = [reverse("articles:front"), *(story.get_absolute_url() for story in stories)]
        for article in Article.objects.filter(pk__in=[story.article_id for story in stories]):
            pages.append(article.section.get_absolute_url())
            pages += [byline.author.get_absolute_url() for byline in article.bylines.all()]
            pages += [tag.get_absolute_url() for tag in article.tags.all()]
        for page in dict.fromkeys(pages):
            with self.subTest(page=page):
                self.assertEqual(self.client.get(page).status_code, 200)

    def test_a_sample_of_the_site_has_no_dead_link_and_every_story_is_listed(self):
        live = Edition.objects.live().select_related("section").defer("document")
        stories = [one.get_absolute_url() for one in live.order_by("article_id")]
        sample = Sample(stories)
        crawl = Crawl(with_client(self.client), "http://testserver", sample)
        # What was written into the archive leads to what its site once had.
        with self.assertNoLogs("django.request", "ERROR"):
            crawl.walk()
        self.assertEqual(list(crawl.problems()), [])
        self.assertEqual(sorted(crawl.dead()), [])
        self.assertLessEqual(sample.stories, crawl.pages.keys())
        self.assertEqual(sorted(crawl.linked("/sitemap-stories-")), sorted(stories))
        self.assertEqual(SearchText.objects.count(), len(stories))
        self.assertEqual(self._counted_in_the_archive(crawl), len(stories))
        for place in ("/archive/", "/18f/?", "/feed.json", "/feed.rss", "/feed.atom"):
            with self.subTest(place):
                listed = set(crawl.linked(place, place.rstrip("?")))
                self.assertEqual(set(stories) - listed, set())
        mapped = set(crawl.linked("/sitemap-"))
        left = {page_of(link.address) for link in crawl.left if not link.is_written} - {None}
        self.assertEqual(left - mapped, set())

    def test_links_to_former_addresses_lead_to_stories(self):
        bodies = Edition.objects.live().values_list("article__body", flat=True)
        paths = Counter(
            path
            for body in bodies
            for href, _words in links_of(body)
            if (path := own_path(href, hosts=["18f.gsa.gov"])) and _OLD_STORY.match(path)
        )
        self.assertGreater(paths.total(), 500)
        stories = {one.get_absolute_url() for one in Edition.objects.live()}
        for path in paths:
            response = self.client.get(quote(path))
            self.assertEqual(response.status_code, 301, path)
            self.assertIn(response["Location"], stories)
        FormerAddress.objects.all().delete()
        self.assertEqual({self.client.get(quote(path)).status_code for path in paths}, {404})

    def _counted_in_the_archive(self, crawl: Crawl) -> int:
        pages = (page for page in crawl.pages if re.fullmatch(r"/archive/\d{4}/", page))
        html = "".join(self.client.get(page).content.decode() for page in pages)
        counts = re.findall(r'<span class="archive-count">(one|\d+) stor', html)
        return sum(1 if count == "one" else int(count) for count in counts)

    def test_a_second_run_changes_nothing(self):
        before = whole_database()
        outcomes = bring_in(self.lines)
        self.assertEqual(Counter(one.result for one in outcomes), {Result.UNCHANGED: 520})
        self.assertEqual(whole_database(), before)
