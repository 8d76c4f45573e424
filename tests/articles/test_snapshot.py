import json
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

from django.test import SimpleTestCase, TestCase
from reversion.models import Version

from articles.assembly import MissingStory, record_of, snapshot_revision, snapshot_working_copy
from articles.models import Article
from articles.presentation import list_headline
from articles.publishing import publish
from articles.record import chain_hash, read_record
from articles.rendering import render_card, render_story
from articles.snapshot import SCHEMA, UnreadableSnapshot, canonical_json, read_snapshot
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_section,
    make_story,
    save_change,
)

SCHEMAS = Path(__file__).parent / "schemas"
SCHEMA_1_SHA256 = "2a626c19045e34dd1ab7443cfc646dc6bf4b98b00ac0521641052dc20fca8b20"


def rich_story(**values):
    """A story that uses every part a snapshot has."""
    lead, inside, poster = make_image(), make_image(caption="Inside."), make_image()
    clip = make_clip(poster=poster, caption="It falls.", credit="Jo Li", duration=10)
    post = make_post(clip=clip, image=make_image())
    author = make_author(
        "Ida Marsh",
        role="Reporter",
        base="Lisbon",
        beat="harbours",
        joined_year=2021,
        previous_employers="The Gazette\nThe Echo",
        education="a B.A. in Law",
        languages="English, Greek",
        email="i.marsh@paper.example",
    )
    author.handles.create(network="x", handle="@ida")
    return make_story(
        "Ferry returns to the strait",
        standfirst="After seven months.",
        section=make_section("World", tip_prompt="Do you know more?", tip_email="w@p.example"),
        body=(
            "<h2>Back</h2><p>One <strong>two</strong> &amp; three.</p>"
            f'<figure data-image="{inside.pk}"></figure><figure data-post="{post.pk}"></figure>'
            f'<figure data-clip="{clip.pk}"></figure><aside class="pullquote"><p>Big.</p></aside>'
            "<ul><li><p>a</p></li></ul><hr>"
        ),
        authors=[author, make_author("Bo Ek")],
        tags=["Harbour", "Ferries"],
        lead=lead,
        **values,
    )


class SnapshotTests(TestCase):
    def test_it_reads_back_from_its_json_exactly(self):
        snapshot = snapshot_working_copy(rich_story())
        text = canonical_json(snapshot.to_data())
        again = read_snapshot(json.loads(text))
        self.assertEqual(again, snapshot)
        self.assertEqual(canonical_json(again.to_data()), text)
        self.assertEqual(again.sha256, snapshot.sha256)

    def test_so_does_one_that_is_called_something_else_elsewhere(self):
        snapshot = snapshot_working_copy(rich_story(headline_front="Back", description="It runs."))
        text = canonical_json(snapshot.to_data())
        self.assertEqual(read_snapshot(json.loads(text)), snapshot)
        self.assertNotEqual(snapshot.sha256, replace(snapshot, description="").sha256)

    def test_it_is_frozen(self):
        snapshot = snapshot_working_copy(make_story())
        with self.assertRaises(FrozenInstanceError):
            snapshot.headline = "Other"

    def test_the_revision_and_the_edition_give_the_working_copy(self):
        article = rich_story()
        working = snapshot_working_copy(article)
        revision = Version.objects.get_for_object(article).first().revision
        self.assertEqual(snapshot_revision(revision, article.pk), working)
        edition = publish(article, by=None, change="first")
        self.assertEqual(record_of(edition).story, working)
        self.assertEqual(edition.story_sha256, working.sha256)

    def test_an_older_revision_keeps_its_own_words_tags_captions_and_order(self):
        article = rich_story()
        before = snapshot_working_copy(article)
        revision = Version.objects.get_for_object(article).first().revision
        article.tags.clear()
        article.bylines.all().delete()
        article.captions.all().delete()
        save_change(Article.objects.get(pk=article.pk), headline="Other", body="<p>New</p>")
        self.assertEqual(snapshot_revision(revision, article.pk), before)

    def test_a_revision_of_another_story_is_refused(self):
        revision = Version.objects.get_for_object(make_story()).first().revision
        with self.assertRaises(MissingStory):
            snapshot_revision(revision, make_story().pk)

    def test_blank_words_of_a_picture_fall_back_to_the_library(self):
        image = make_image(caption="Library", credit="Lib", alt="Alt")
        article = make_story(lead=image)
        caption = article.captions.get()
        caption.caption = "Story"
        caption.save()
        lead = snapshot_working_copy(article).lead_image
        self.assertEqual((lead.caption, lead.credit, lead.alt), ("Story", "Lib", "Alt"))

    def test_a_picture_that_readers_would_not_see_is_left_out(self):
        article = make_story(lead=make_image())
        article.captions.create(image=make_image(), role="body", position=1)
        self.assertEqual(len(snapshot_working_copy(article).images), 1)

    def test_a_reference_to_nothing_is_kept_in_the_body_and_shows_nothing(self):
        article = make_story(body='<p>A</p><figure data-image="999"></figure>')
        snapshot = snapshot_working_copy(article)
        self.assertEqual(snapshot.body[1].ref, 999)
        self.assertEqual(snapshot.images, ())
        self.assertIn("data-image", snapshot.body_source)

    def test_word_count_is_of_the_body(self):
        article = make_story(body="<p>One two.</p><ul><li><p>three</p></li></ul><hr>")
        self.assertEqual(snapshot_working_copy(article).word_count, 3)


class SchemaTests(SimpleTestCase):
    """Editions written under older schemas are read for ever: one example of each is kept."""

    def test_every_schema_has_an_example(self):
        kept = {int(path.stem.rsplit("_", 1)[1]) for path in SCHEMAS.glob("edition_schema_*.json")}
        self.assertEqual(kept, set(range(1, SCHEMA + 1)))

    def test_the_examples_of_every_schema_read_and_render(self):
        for path in sorted(SCHEMAS.glob("edition_schema_*.json")):
            with self.subTest(path.name):
                record = read_record(path.read_text(encoding="utf-8"))
                html = render_story(record)
                for text in (
                    "Ferry returns to the strait",
                    "After seven months.",
                    "Ida Marsh",
                    "Inside.",
                    "The ferry has left.",
                    "Big.",
                    "It was forty.",
                ):
                    self.assertIn(text, html)
                self.assertIn(list_headline(record.story), render_card(record))

    def test_the_example_of_schema_1_has_the_hash_it_was_published_with(self):
        document = (SCHEMAS / "edition_schema_1.json").read_text(encoding="utf-8")
        self.assertEqual(chain_hash("", document), SCHEMA_1_SHA256)

    def test_the_document_of_the_present_schema_is_written_back_to_the_byte(self):
        document = (SCHEMAS / f"edition_schema_{SCHEMA}.json").read_text(encoding="utf-8")
        self.assertEqual(read_record(document).to_document(), document)

    def test_an_unknown_schema_is_refused_with_its_number(self):
        with self.assertRaisesMessage(UnreadableSnapshot, "99"):
            read_snapshot({"schema": 99})

    def test_a_damaged_document_is_refused(self):
        document = (SCHEMAS / "edition_schema_1.json").read_text(encoding="utf-8")
        data = json.loads(document)
        del data["story"]["headline"]
        for damaged in ("", "[]", "{}", "null", '{"story": 1}', json.dumps(data)):
            with self.subTest(damaged[:20]), self.assertRaises(UnreadableSnapshot):
                read_record(damaged)


class HashTests(TestCase):
    def test_the_hash_follows_from_what_readers_see(self):
        snapshot = snapshot_working_copy(make_story())
        for change in (
            {"headline": "x"},
            {"description": "x"},
            {"tags": ()},
            {"bylines": ()},
            {"body": ()},
        ):
            self.assertEqual(
                replace(snapshot, **change) == snapshot,
                replace(snapshot, **change).sha256 == snapshot.sha256,
            )

    def test_the_edition_hash_covers_the_document_and_the_one_before(self):
        edition = make_live_story().editions.get()
        self.assertEqual(edition.sha256, chain_hash("", edition.document))
        self.assertNotEqual(edition.sha256, chain_hash("0" * 64, edition.document))
