import json
import re

from django.core.files.storage import default_storage
from django.test import SimpleTestCase, TestCase
from PIL import Image as Picture

from articles.assembly import record_of
from articles.models import Article, SocialCard
from articles.picture_files import files_in, finish
from articles.publishing import publish
from articles.rendering import render_head
from articles.structured import TYPES, as_script, story_data
from authors.models import SocialHandle
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_live_story,
    make_section,
    save_change,
)
from tests.support.real import needs_real
from tests.support.vocabulary import not_in_vocabulary


def record(article):
    return record_of(article.editions.first())


def full_story(**values):
    author = make_author(
        "Ada Berg",
        role="Reporter",
        base="Port Ostrel",
        beat="harbours",
        languages="English, Greek",
        previous_employers="The Echo",
        education="a B.A. in Law",
    )
    SocialHandle.objects.create(author=author, network="x", handle="@ada")
    clip = make_clip(poster=make_image(), duration=12, caption="It falls.", credit="Jo Li")
    image = make_image(
        size=(1600, 1067),
        creator="Jo Li",
        copyright_notice="© Agency",
        web_statement="https://agency.example/licence",
    )
    article = make_live_story(
        standfirst="After seven months.",
        authors=[author],
        section=make_section("Harbour"),
        tags=["Ferries"],
        lead=image,
        body=f'<p>One two.</p><figure data-clip="{clip.pk}"></figure>',
        **values,
    )
    finish(image.sha256)
    return article


class StoryDataTests(TestCase):
    def data(self, article, **values):
        kept = record(article)
        return story_data(kept, files_in([kept.story]), **values)

    def test_it_says_who_wrote_it_and_what_that_is_worth(self):
        (author,) = self.data(full_story())["author"]
        self.assertEqual(author["jobTitle"], "Reporter")
        self.assertEqual(author["workLocation"]["name"], "Port Ostrel")
        self.assertEqual(author["knowsAbout"], "harbours")
        self.assertEqual(author["knowsLanguage"], ["English", "Greek"])
        self.assertEqual(author["alumniOf"][0]["name"], "The Echo")
        self.assertEqual(author["hasCredential"][0]["name"], "a B.A. in Law")
        self.assertEqual(author["sameAs"], ["https://x.com/ada"])
        self.assertEqual(author["worksFor"]["@type"], "NewsMediaOrganization")

    def test_a_picture_comes_in_three_shapes_with_its_rights(self):
        found = self.data(full_story())["image"]
        shapes = [round(one["width"] / one["height"], 2) for one in found]
        self.assertEqual(shapes, [1.78, 1.33, 1.0])
        for one in found:
            self.assertEqual(one["creditText"], "Jo Li/Agency")
            self.assertEqual(one["copyrightNotice"], "© Agency")
            self.assertEqual(one["license"], "https://agency.example/licence")
            self.assertEqual(one["creator"][0]["name"], "Jo Li")
            self.assertEqual(one["contentUrl"], one["url"])
            name = one["url"].partition("/media/")[2]
            with Picture.open(default_storage.open(name)) as made:
                self.assertEqual(made.size, (one["width"], one["height"]))

    def test_without_its_crops_a_picture_is_there_as_it_is(self):
        article = full_story()
        SocialCard.objects.update(has_crops=False)
        (one,) = self.data(article)["image"]
        self.assertTrue(default_storage.exists(one["url"].partition("/media/")[2]))
        self.assertNotIn("crop", one["url"])

    def test_an_existing_library_gets_its_crops_from_the_worker(self):
        article = full_story()
        sha256 = record(article).story.lead_image.sha256
        SocialCard.objects.update(has_crops=False)
        self.assertTrue(finish(sha256))
        self.assertEqual(len(self.data(article)["image"]), 3)

    def test_a_clip_with_a_poster_is_a_video(self):
        (video,) = self.data(full_story())["video"]
        self.assertEqual((video["name"], video["duration"]), ("The pen falls", "PT12S"))
        self.assertTrue(video["contentUrl"].endswith(".mp4"))
        self.assertTrue(video["thumbnailUrl"].endswith(".jpg"))
        self.assertEqual(video["uploadDate"], record(Article.objects.get()).first_published)

    def test_corrections_and_the_number_of_the_version_are_said(self):
        article = full_story()
        save_change(article, standfirst="After eight months.")
        publish(article, by=None, change="correction", notice="It was eight.")
        data = self.data(article)
        self.assertEqual(data["version"], 2)
        self.assertEqual(data["correction"][0]["text"], "It was eight.")
        self.assertTrue(data["isAccessibleForFree"])

    def test_the_story_read_aloud_has_its_place(self):
        audio = {"@type": "AudioObject", "contentUrl": "https://example.org/a.mp3"}
        article = full_story()
        self.assertEqual(self.data(article, audio=audio)["audio"], audio)
        head = render_head(record(article), audio=audio)
        self.assertIn('"audio":{"@type":"AudioObject"', head)

    @needs_real
    def test_every_word_of_it_is_one_of_schema_org_whatever_the_kind(self):
        article = full_story()
        for kind in Article.Kind.values:
            with self.subTest(kind):
                save_change(article, kind=kind, standfirst=f"As {kind}.")
                publish(article, by=None, change="correction", notice="It was so.")
                data = self.data(article, audio={"@type": "AudioObject", "contentUrl": "a"})
                self.assertEqual(list(not_in_vocabulary(data)), [])


class KindTests(SimpleTestCase):
    def test_every_kind_has_its_type(self):
        self.assertEqual(set(TYPES), set(Article.Kind))

    @needs_real
    def test_the_vocabulary_knows_what_is_wrong(self):
        wrong = {"@type": "Person", "headline": "x", "worksFor": {"@type": "Paper"}}
        self.assertEqual(
            list(not_in_vocabulary(wrong)),
            ["'headline' is no property of Person", "no type 'Paper'"],
        )

    def test_json_cannot_end_its_element(self):
        written = as_script({"a": "</script><!--&"})
        self.assertIsNone(re.search("[<>&]", written))
        self.assertEqual(json.loads(written), {"a": "</script><!--&"})
