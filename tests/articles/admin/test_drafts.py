import json
import uuid

from django.urls import reverse
from reversion.models import Revision

from articles.drafts import MOST_CHARACTERS, forget_draft, keep_draft, unsaved_drafts
from articles.models import Article, Draft
from tests.articles.admin.desk import DeskTestCase, change_url
from tests.factories import make_live_story, make_story, make_user

WRITERS = ("Reporter", "Photo editor", "Editor", "Managing editor")


def address(name: str) -> str:
    return reverse(f"admin:articles_desk_{name}")


class DraftTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.key = uuid.uuid4()

    def keep(self, story=None, *, sequence=1, key=None, headline="Typed", **values):
        fields = [["headline", headline, ""], ["body", "<p>Typed.</p>", ""]]
        data = {
            "key": str(key or self.key),
            "article": story.pk if story else "",
            "opened": str(story.edit_token) if story else "",
            "sequence": sequence,
            "fields": json.dumps(fields),
        }
        return self.client.post(address("drafts"), data | values)

    def offered(self, story=None, **values) -> dict:
        response = self.client.get(
            address("drafts"), {"article": story.pk if story else "", **values}
        )
        self.assertEqual(response.status_code, 200)
        return response.json()


class KeepingWhatIsTyped(DraftTestCase):
    def test_what_is_kept_is_offered_to_whoever_typed_it(self):
        story = make_live_story()
        self.assertEqual(self.keep(story).json(), {"kept": True})
        (draft,) = self.offered(story)["drafts"]
        self.assertEqual(draft["headline"], "Typed")
        self.assertEqual(draft["fields"][0], ["headline", "Typed", ""])
        self.assertEqual(self.offered()["drafts"], [], "a new story has drafts of its own")

    def test_it_is_no_revision_and_changes_nothing_of_the_story(self):
        story = make_live_story()
        before = Article.objects.values().get(), Revision.objects.count()
        self.keep(story)
        self.assertEqual((Article.objects.values().get(), Revision.objects.count()), before)
        self.assertNotContains(self.client.get(story.get_absolute_url()), "Typed")

    def test_several_new_stories_are_kept_apart(self):
        self.keep(headline="One", key=uuid.uuid4())
        self.keep(headline="Two", key=uuid.uuid4())
        self.assertEqual([draft["headline"] for draft in self.offered()["drafts"]], ["Two", "One"])

    def test_an_older_request_that_arrives_late_overwrites_nothing(self):
        self.keep(sequence=7, headline="Newer")
        self.assertEqual(self.keep(sequence=6, headline="Older").json(), {"kept": False})
        self.assertEqual(Draft.objects.get().headline, "Newer")

    def test_nobody_else_finds_it_writes_it_or_throws_it_away(self):
        story = make_story()
        self.keep(story)
        self.sign_in("Managing editor")
        self.assertEqual(self.offered(story)["drafts"], [])
        self.assertEqual(self.keep(story, sequence=2, headline="Mine now").status_code, 400)
        gone = self.client.post(address("draft_discard"), {"key": self.key})
        self.assertEqual(gone.status_code, 404)
        self.assertEqual(Draft.objects.get().headline, "Typed")

    def test_whoever_may_write_the_story_may_keep_what_was_typed_and_nobody_else(self):
        story = make_story()
        for group in (*WRITERS, "Reviewer", None):
            self.sign_in(group)
            expected = 200 if group in WRITERS else 403
            with self.subTest(group=group):
                self.assertEqual(self.keep(story, key=uuid.uuid4()).status_code, expected)
        self.client.logout()
        self.assertEqual(self.keep(story, key=uuid.uuid4()).status_code, 403)

    def test_who_may_not_begin_stories_keeps_none(self):
        self.sign_in("Photo editor")
        self.assertEqual(self.keep().status_code, 403)

    def test_what_cannot_be_kept_is_refused_in_a_sentence(self):
        story = make_story()
        long = json.dumps([["body", "x" * MOST_CHARACTERS, ""]])
        for status, values in (
            (400, {"fields": long}),
            (400, {"fields": "[[["}),
            (400, {"fields": "{}x"}),
            (400, {"key": "no key"}),
            (404, {"article": "999999"}),
            (404, {"article": "9" * 30}),
        ):
            response = self.keep(story, **values)
            with self.subTest(values=str(values)[:40]):
                self.assertEqual(response.status_code, status)
                self.assertTrue(response.json()["errors"][""][0].endswith("."))
        self.assertFalse(Draft.objects.exists())

    def test_keeping_takes_few_queries(self):
        story = make_story()
        self.keep(story)
        with self.assertNumQueries(6):
            self.keep(story, sequence=2)


class ForgettingWhatIsSaved(DraftTestCase):
    def test_a_save_forgets_what_it_saved(self):
        story = make_story()
        self.keep(story, sequence=3)
        self.assertSaved(self.save(story, headline="Typed", draft=f"{self.key}:3"))
        answer = self.offered(story, known=str(self.key))
        self.assertEqual((answer["drafts"], answer["saved"]), ([], [str(self.key)]))
        self.assertEqual(Draft.objects.get().fields, "[]", "nothing of it stays")

    def test_a_save_that_is_refused_forgets_nothing(self):
        story = make_story()
        self.keep(story, sequence=3)
        self.save(story, headline="", draft=f"{self.key}:3")
        self.assertEqual(len(self.offered(story)["drafts"]), 1)

    def test_what_arrives_after_the_save_brings_nothing_back(self):
        story = make_story()
        self.assertSaved(self.save(story, headline="Typed", draft=f"{self.key}:3"))
        self.assertEqual(self.keep(story, sequence=3).json(), {"kept": False})
        self.assertEqual(self.offered(story)["drafts"], [])

    def test_what_was_typed_after_the_save_is_kept(self):
        story = make_story()
        self.keep(story, sequence=3)
        forget_draft(f"{self.key}:3", by=self.user)
        self.assertEqual(self.keep(story, sequence=4).json(), {"kept": True})
        self.assertEqual(len(unsaved_drafts(self.user, story)), 1)

    def test_a_save_forgets_nobody_elses_draft(self):
        story, other = make_story(), make_user("Editor")
        keep_draft(by=other, key=self.key, sequence=1, article=story, opened="", fields=[])
        self.assertSaved(self.save(story, headline="Typed", draft=f"{self.key}:9"))
        self.assertEqual(len(unsaved_drafts(other, story)), 1)

    def test_odd_words_in_its_place_are_no_error(self):
        story = make_story()
        for number, draft in enumerate(
            ("x", ":", f"{self.key}:-1", f"{self.key}:{10**30}", "a:b:c")
        ):
            self.assertSaved(self.save(story, headline=f"Saved {number}", draft=draft))
        self.assertFalse(Draft.objects.exists())

    def test_what_is_thrown_away_is_gone(self):
        story = make_story()
        self.keep(story)
        thrown = self.client.post(address("draft_discard"), {"key": self.key})
        self.assertEqual(thrown.status_code, 200)
        self.assertEqual(self.offered(story)["drafts"], [])


class ComparingWithTheStory(DraftTestCase):
    def compare(self, story, data: dict):
        fields = json.dumps([[name, value, ""] for name, value in data.items()])
        return self.client.post(
            address("draft_compare"), {"article": story.pk if story else "", "fields": fields}
        )

    def test_it_says_what_differs_and_saves_nothing(self):
        story = make_story("Ferry returns", body="<p>One.</p><p>Two.</p>")
        typed = self.open(story) | {"headline": "Ferry is back", "body": "<p>One.</p><p>Three.</p>"}
        html = self.compare(story, typed).json()["html"]
        for word in ("Ferry", "back", "Two", "Three"):
            self.assertIn(word, html)
        self.assertNotIn("One.", html)
        self.assertEqual(Article.objects.get().headline, "Ferry returns")

    def test_nothing_that_runs_comes_back(self):
        story = make_story()
        attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        html = self.compare(story, self.open(story) | {"headline": attack, "body": attack})
        self.assertNotIn("<script", html.json()["html"])
        self.assertNotIn("<img", html.json()["html"])

    def test_a_story_that_is_not_there_yet_has_nothing_to_compare_with(self):
        self.assertEqual(self.compare(None, {}).status_code, 404)

    def test_a_reviewer_may_not(self):
        story = make_story()
        self.sign_in("Reviewer")
        self.assertEqual(self.compare(story, {}).status_code, 403)


class WhoIsHere(DraftTestCase):
    def beat(self, story, *, key=None, **values) -> dict:
        data = {"article": story.pk, "key": str(key or self.key), **values}
        response = self.client.post(address("presence"), data)
        self.assertEqual(response.status_code, 200)
        return response.json()

    def test_everybody_at_a_story_sees_the_others_and_who_is_typing(self):
        story = make_story()
        self.assertEqual(self.beat(story, typing="1")["people"], [])
        self.sign_in("Reviewer", first_name="Ivo", last_name="Santangelo")
        there = self.beat(story, key=uuid.uuid4())["people"]
        self.assertEqual(there, [{"name": "Hanna Voss", "typing": True, "self": False}])
        self.client.force_login(self.user)
        there = self.beat(story)["people"]
        self.assertEqual(there, [{"name": "Ivo Santangelo", "typing": False, "self": False}])

    def test_ones_own_other_window_is_told_apart(self):
        story = make_story()
        self.beat(story, key=uuid.uuid4())
        self.assertEqual([one["self"] for one in self.beat(story)["people"]], [True])

    def test_whoever_leaves_is_gone_at_once(self):
        story, other = make_story(), uuid.uuid4()
        self.beat(story, key=other)
        self.client.post(address("presence_leave"), {"key": other})
        self.assertEqual(self.beat(story)["people"], [])

    def test_a_save_by_somebody_else_is_told(self):
        story = make_story()
        opened = str(story.edit_token)
        self.assertIsNone(self.beat(story, opened=opened)["saved"])
        self.sign_in("Reporter", first_name="Mara", last_name="Lindqvist")
        self.assertSaved(self.save(story, headline="Saved meanwhile"))
        self.client.force_login(self.user)
        self.assertEqual(self.beat(story, opened=opened)["saved"]["by"], "Mara Lindqvist")

    def test_a_page_of_ones_own_that_is_open_is_not_lost_work(self):
        story = make_story()
        self.keep(story)
        self.beat(story)
        self.assertEqual(self.offered(story)["open"], [str(self.key)])

    def test_strangers_hear_nothing(self):
        story = make_story()
        self.sign_in(None)
        response = self.client.post(address("presence"), {"article": story.pk, "key": self.key})
        self.assertEqual(response.status_code, 403)
        self.assertEqual(self.client.get(address("presence")).status_code, 405)

    def test_it_takes_few_queries(self):
        story = make_story()
        self.beat(story)
        with self.assertNumQueries(7):
            self.beat(story)

    def test_the_story_page_carries_what_the_journal_needs(self):
        story = make_story()
        self.assertContains(self.client.get(change_url(story)), f'data-story="{story.pk}"')
