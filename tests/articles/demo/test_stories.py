import re
import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

from articles.body import clean_body, count_words, split_blocks
from articles.demo.loader import newsroom_day
from articles.demo.pictures import SCENES
from articles.permissions import STAGES

FOLDER = Path(settings.BASE_DIR) / "articles" / "demo"


def read(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


class DemoStoryTests(SimpleTestCase):
    """What the demo promises, asked of its files; loading them is the start's own test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stories = {path.stem: read(path) for path in (FOLDER / "stories").glob("*.toml")}
        cls.newsroom = read(FOLDER / "newsroom.toml")

    def finished(self, story: dict) -> dict:
        texts = {name: story[name] for name in ("headline", "standfirst", "body")}
        for step in story.get("steps", []):
            for change in step.get("changes", []):
                before = texts[change["field"]]
                self.assertEqual(before.count(change["find"]), 1, change["find"])
                texts[change["field"]] = before.replace(change["find"], change["replace"])
        return texts

    def test_every_change_of_every_story_can_be_made(self):
        for slug, story in self.stories.items():
            with self.subTest(slug):
                self.finished(story)

    def test_stories_are_of_300_to_900_words(self):
        self.assertGreaterEqual(len(self.stories), 30)
        for slug, story in self.stories.items():
            with self.subTest(slug):
                body = clean_body(self.finished(story)["body"])
                self.assertIn(count_words(split_blocks(body)), range(300, 901))

    def test_there_are_stories_in_other_scripts_one_of_which_runs_the_other_way(self):
        languages = {story["language"] for story in self.stories.values() if "language" in story}
        self.assertEqual(languages, {"ar", "hy"})
        self.assertLessEqual(languages, set(dict(settings.LANGUAGES)))

    def test_there_is_a_story_of_every_kind_of_ending(self):
        changes = Counter(
            step.get("publish")
            for story in self.stories.values()
            for step in story.get("steps", [])
        )
        for change in ("first", "minor", "update", "clarification", "correction", "retraction"):
            self.assertGreater(changes[change], 0, change)
        keys = {
            key
            for story in self.stories.values()
            for step in story.get("steps", [])
            for key in step
        }
        self.assertLessEqual({"schedule", "embargo", "withdraw"}, keys)

    def test_whatever_a_story_names_exists(self):
        authors = {row["slug"] for row in self.newsroom["authors"]}
        users = {row["username"] for row in self.newsroom["users"]}
        sections = {row["slug"] for row in self.newsroom["sections"]}
        words = read(FOLDER / "pictures" / "pictures.toml")
        self.assertEqual(set(words), set(SCENES))
        for slug, story in self.stories.items():
            with self.subTest(slug):
                self.assertIn(story["section"], sections)
                self.assertLessEqual({row["author"] for row in story["bylines"]}, authors)
                by = {step["by"] for step in story.get("steps", [])} | {story["filed_by"]}
                self.assertLessEqual(by, users)
                body = self.finished(story)["body"]
                shown = set(re.findall(r'data-image="([^"]+)"', body))
                lead = {story["lead"]} if "lead" in story else set()
                self.assertLessEqual(shown | lead, set(SCENES))
                self.assertFalse(shown & lead, "the lead picture again in the text")

    def test_the_newsdesk_finds_a_story_at_every_stage_and_one_that_was_sent_back(self):
        steps = [step for story in self.stories.values() for step in story.get("steps", [])]
        self.assertEqual({step["move"] for step in steps if "move" in step}, set(STAGES))
        self.assertTrue([step for step in steps if "reason" in step])
        users = {row["username"] for row in self.newsroom["users"]}
        given = {step["assign"]["to"] for step in steps if "assign" in step}
        self.assertTrue(given)
        self.assertLessEqual(given, users)

    def test_notes_and_requests_are_on_stories_that_are_there_by_people_who_are(self):
        talk = read(FOLDER / "notes.toml")
        users = {row["username"] for row in self.newsroom["users"]}
        for row in [*talk["notes"], *talk["comment_requests"]]:
            with self.subTest(row.get("text") or row["whom"]):
                filed = self.stories[row["story"]]["filed"]
                times = [filed, row["at"], *(reply["at"] for reply in row.get("replies", []))]
                times += [row[name] for name in ("resolved", "answered") if name in row]
                told = [(-time["days_ago"], time["time"]) for time in times]
                self.assertEqual(told, sorted(told))
                people = [row["by"], *(reply["by"] for reply in row.get("replies", []))]
                people += [row[name] for name in ("assigned_to", "resolved_by") if name in row]
                self.assertLessEqual(set(people), users)

    def test_every_picture_has_caption_credit_and_alt_text(self):
        for slug, row in read(FOLDER / "pictures" / "pictures.toml").items():
            for name in ("title", "caption", "credit", "alt"):
                self.assertTrue(row[name], (slug, name))

    def test_profiles_are_full(self):
        self.assertGreaterEqual(len(self.newsroom["authors"]), 8)
        for row in self.newsroom["authors"]:
            self.assertTrue(all(row.values()), row["slug"])

    def test_until_six_in_the_morning_the_stories_day_is_yesterday(self):
        self.assertEqual(newsroom_day(datetime(2026, 5, 2, 5, 59)), date(2026, 5, 1))
        self.assertEqual(newsroom_day(datetime(2026, 5, 2, 6, 0)), date(2026, 5, 2))

    def test_the_front_page_pins_stories_that_are_there(self):
        sections = {row["slug"] for row in self.newsroom["sections"]}
        users = {row["username"] for row in self.newsroom["users"]}
        arrangements = read(FOLDER / "front.toml")["arrangements"]
        self.assertTrue([row for row in arrangements if "begins" in row])
        for row in arrangements:
            rows = [slug for one in row["rows"] for slug in one.get("pins", [])]
            pinned = [*row["lead"], *row["top"], *row["opinion"], *rows]
            self.assertEqual(len(pinned), len(set(pinned)))
            self.assertLessEqual(set(pinned), set(self.stories))
            self.assertLessEqual({one["story"] for one in row.get("until", [])}, set(pinned))
            self.assertEqual({one["section"] for one in row["rows"]}, sections)
            self.assertIn(row["by"], users)
