"""What a story is called elsewhere: in lists, in search results and where it is shared."""

import hashlib
import json
from pathlib import Path

from django.test import SimpleTestCase, TestCase

from articles.assembly import record_of, snapshot_working_copy
from articles.models import Article, Edition, RevisionMeta
from articles.publishing import publish
from articles.record import chain_hash, read_record
from articles.rendering import render_card, render_head, render_story
from articles.snapshot import SINCE_2, UnreadableSnapshot, canonical_json, read_snapshot
from articles.standing import changed_stories
from articles.state import Kind, read_state
from articles.verification import Verification
from tests.factories import make_live_story, make_story, save_change

SCHEMA_1 = Path(__file__).parent / "schemas" / "edition_schema_1.json"
ELSEWHERE = {
    "headline_front": "The ferry is back",
    "headline_search": "Ferry returns to the strait: times and fares",
    "headline_social": "After seven months, a ferry",
    "description": "What the ferry costs, and when it runs.",
}


def flaws() -> list:
    return list(Verification(Edition.objects.all()))


class AnOlderRecord(SimpleTestCase):
    def test_a_story_without_them_is_written_as_it_was_before_there_were_any(self):
        document = SCHEMA_1.read_text(encoding="utf-8")
        self.assertEqual(read_record(document).to_document(), document)

    def test_its_hash_is_that_of_the_document_as_it_was_published(self):
        document = SCHEMA_1.read_text(encoding="utf-8")
        story = canonical_json(json.loads(document)["story"])
        self.assertEqual(
            read_record(document).story.sha256, hashlib.sha256(story.encode()).hexdigest()
        )

    def test_a_document_of_schema_1_that_holds_one_is_damaged(self):
        story = json.loads(SCHEMA_1.read_text(encoding="utf-8"))["story"]
        for name in SINCE_2:
            with self.subTest(name), self.assertRaises(UnreadableSnapshot):
                read_snapshot(story | {name: "Forged"})


class AnArchiveOfSchema1(TestCase):
    """Editions as the version before this one wrote them: their JSON knows no such field."""

    def setUp(self):
        self.story = make_live_story(tags=["Ferries"])
        self.edition = self.story.editions.get()
        data = json.loads(self.edition.document)
        data["story"] = {name: data["story"][name] for name in data["story"] if name not in SINCE_2}
        data["story"]["schema"] = 1
        document = canonical_json(data)
        told = canonical_json(data["story"])
        Edition.objects.update(
            document=document,
            sha256=chain_hash("", document),
            story_sha256=hashlib.sha256(told.encode()).hexdigest(),
        )

    def test_no_story_differs_from_its_edition_because_the_program_is_newer(self):
        save_change(Article.objects.get(), note="Saved, and nothing else")
        self.assertEqual(read_state(Article.objects.get()).kind, Kind.LIVE)
        self.assertFalse(changed_stories().exists())
        self.assertEqual(flaws(), [])

    def test_the_next_edition_follows_it_in_the_chain(self):
        save_change(self.story, **ELSEWHERE)
        self.assertEqual(read_state(Article.objects.get()).kind, Kind.CHANGED)
        edition = publish(self.story, by=None, change="minor")
        self.assertEqual(json.loads(edition.document)["story"]["schema"], 2)
        self.assertEqual(read_state(Article.objects.get()).kind, Kind.LIVE)
        self.assertEqual(flaws(), [])

    def test_what_is_taken_out_again_is_no_change(self):
        save_change(self.story, **ELSEWHERE)
        save_change(self.story, **dict.fromkeys(ELSEWHERE, ""))
        self.assertEqual(read_state(Article.objects.get()).kind, Kind.LIVE)


class InTheRecord(TestCase):
    def test_each_is_recorded_and_tells_unpublished_changes(self):
        story = make_live_story()
        for name, words in ELSEWHERE.items():
            with self.subTest(name):
                save_change(story, **{name: words})
                self.assertTrue(read_state(Article.objects.get()).has_unpublished_changes)
                edition = publish(story, by=None, change="minor")
                self.assertEqual(getattr(record_of(edition).story, name), words)

    def test_a_column_that_differs_from_the_document_is_a_flaw(self):
        story = make_live_story(**ELSEWHERE)
        self.assertEqual(story.editions.get().headline, story.headline)
        self.assertEqual(flaws(), [])
        Edition.objects.update(headline_search="Forged")
        (flaw,) = flaws()
        self.assertIn("headline_search", flaw.reason)

    def test_the_history_says_which_of_them_changed(self):
        save_change(make_story(), headline_social="Shared", description="Described")
        summary = RevisionMeta.objects.order_by("-pk").first().summary
        self.assertEqual(summary, "Social headline changed. Description changed.")

    def test_they_are_one_line_each(self):
        story = Article(headline="A", headline_front=" Two \n lines ", description="x\ty")
        story.clean()
        self.assertEqual((story.headline_front, story.description), ("Two lines", "x y"))


class ForReaders(TestCase):
    def test_each_stands_in_its_place_and_nowhere_else(self):
        story = make_live_story("Ferry returns", standfirst="After months.", **ELSEWHERE)
        record = record_of(story.editions.get())
        card, head, page = render_card(record), render_head(record), render_story(record)
        self.assertIn(f">{ELSEWHERE['headline_front']}</a>", card)
        self.assertIn('<p class="card-standfirst">After months.</p>', card)
        self.assertIn(f'og:title" content="{ELSEWHERE["headline_social"]}"', head)
        self.assertIn(f'og:description" content="{ELSEWHERE["description"]}"', head)
        self.assertIn(f'name="description" content="{ELSEWHERE["description"]}"', head)
        self.assertIn('"headline":"Ferry returns"', head)
        self.assertIn("<h1>Ferry returns</h1>", page)
        for words in ELSEWHERE.values():
            self.assertNotIn(words, page)

    def test_the_page_is_titled_for_search(self):
        story = make_live_story("Ferry returns", **ELSEWHERE)
        page = self.client.get(story.editions.get().get_absolute_url())
        self.assertContains(page, f"<title>{ELSEWHERE['headline_search']} | ")
        self.assertContains(self.client.get("/"), ELSEWHERE["headline_front"])

    def test_where_they_are_blank_headline_and_standfirst_stand(self):
        story = make_live_story("Ferry returns", standfirst="After months.")
        record = record_of(story.editions.get())
        head = render_head(record)
        self.assertIn(">Ferry returns</a>", render_card(record))
        self.assertIn('og:title" content="Ferry returns"', head)
        self.assertIn('og:description" content="After months."', head)
        self.assertNotIn("alternativeHeadline", head)
        page = self.client.get(story.editions.get().get_absolute_url())
        self.assertContains(page, "<title>Ferry returns | ")

    def test_markup_in_them_is_text(self):
        story = make_live_story(**dict.fromkeys(ELSEWHERE, '<script>alert("1")</script>'))
        record = record_of(story.editions.get())
        self.assertNotIn("<script>alert", render_card(record) + render_head(record))
        page = self.client.get(story.editions.get().get_absolute_url())
        self.assertNotContains(page, "<script>alert")

    def test_the_working_copy_gives_them_to_its_snapshot(self):
        snapshot = snapshot_working_copy(make_story(**ELSEWHERE))
        for name, words in ELSEWHERE.items():
            self.assertEqual(getattr(snapshot, name), words)
