"""Notes on a story's page: what is asked and answered, and where they are found again."""

from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Revision

from articles.admin.notes_panel import MOST, notes_for
from articles.anchors import Passage
from articles.models import Article, Note, RevisionMeta
from articles.notes import add_note, notes_stamp, reply, resolve
from tests.articles.admin.desk import DeskTestCase, change_url, restore, restore_url
from tests.articles.admin.test_article_save import OutdatedPageTestCase
from tests.factories import make_live_story, make_story, make_user

BODY = "<p>The ferry left on Monday.</p><p>Seven cormorants watched the pilot boat.</p>"
LIST = reverse("admin:articles_desk_notes")


def note_url(note: Note) -> str:
    return reverse("admin:articles_desk_note", args=[note.pk])


class NotesTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(body=BODY)

    def write(self, **values):
        data = {"article": self.story.pk, "text": "Is it so?", **values}
        return self.client.post(LIST, data)

    def list(self, **values) -> dict:
        response = self.client.get(LIST, {"article": self.story.pk, **values})
        self.assertEqual(response.status_code, 200)
        return response.json()

    def do(self, note, what, **values):
        return self.client.post(note_url(note), {"do": what, **values})

    def note(self, **values) -> Note:
        passage = Passage(values.pop("quote", "cormorants"))
        return add_note(
            self.story, **{"by": self.user, "text": "Sure?", "passage": passage} | values
        )


class AskingForNotes(NotesTestCase):
    def test_a_note_comes_with_all_that_is_shown_of_it(self):
        other = make_user("Reporter", first_name="Mara", last_name="Lindqvist")
        note = self.note(is_blocking=True, assigned_to=other)
        reply(note, by=other, text="Yes.")
        (told,) = self.list()["notes"]
        self.assertEqual((told["author"], told["quote"]), ("Hanna Voss", "cormorants"))
        self.assertEqual((told["start"], told["end"]), (32, 42))
        self.assertEqual(told["assigned"], {"id": other.pk, "name": "Mara Lindqvist"})
        self.assertTrue(told["blocking"] and told["rewritable"])
        self.assertFalse(told["lost"] or told["awaited"] or told["resolved"])
        self.assertEqual([one["text"] for one in told["replies"]], ["Yes."])

    def test_whoever_knows_the_newest_hears_nothing_else(self):
        self.note()
        stamp = self.list()["stamp"]
        self.assertEqual(self.list(known=stamp), {"stamp": stamp})
        self.note()
        self.assertEqual(len(self.list(known=stamp)["notes"]), 2)

    def test_however_many_there_are_it_takes_as_many_queries(self):
        self.list()
        for _ in range(2):
            reply(self.note(), by=self.user, text="Yes.")
        with self.assertNumQueries(6):
            self.list()
        for _ in range(10):
            reply(self.note(), by=self.user, text="Yes.")
        with self.assertNumQueries(6):
            self.list()
        stamp = notes_stamp(self.story)
        with self.assertNumQueries(6):
            self.assertEqual(self.list(known=stamp), {"stamp": stamp})

    def test_a_reviewer_reads_and_writes_nothing(self):
        note = self.note()
        self.sign_in("Reviewer")
        self.assertEqual(len(self.list()["notes"]), 1)
        self.assertFalse(self.list()["notes"][0]["rewritable"])
        self.assertEqual(self.write().status_code, 403)
        for what in ("reply", "edit", "resolve", "reopen", "assign", "delete"):
            with self.subTest(what):
                self.assertEqual(self.do(note, what, text="x").status_code, 403)
        note.refresh_from_db()
        self.assertEqual((note.text, note.is_resolved), ("Sure?", False))

    def test_strangers_hear_nothing(self):
        self.note()
        for group in (None, "out"):
            self.sign_in(None) if group is None else self.client.logout()
            self.assertEqual(self.client.get(LIST, {"article": self.story.pk}).status_code, 403)

    def test_of_a_story_or_a_note_that_is_not_there_it_says_so(self):
        for story in ("", "999999", "x", "9" * 30):
            self.assertEqual(self.client.get(LIST, {"article": story}).status_code, 404)
            self.assertEqual(self.write(article=story).status_code, 404)
        gone = self.note()
        pk = gone.pk
        gone.delete()
        gone.pk = pk
        response = self.do(gone, "resolve")
        self.assertEqual(response.status_code, 404)
        self.assertIn("has been deleted", response.json()["errors"][""][0])

    def test_other_methods_are_refused(self):
        self.assertEqual(self.client.put(LIST).status_code, 405)
        self.assertEqual(self.client.get(note_url(self.note())).status_code, 405)
        self.assertEqual(
            self.client.post(reverse("admin:articles_desk_note_people")).status_code, 405
        )

    def test_the_people_of_the_desk_are_told_to_whoever_writes(self):
        make_user("Reviewer", first_name="Ivo")
        make_user()
        people = self.client.get(reverse("admin:articles_desk_note_people")).json()["people"]
        self.assertEqual([one["name"] for one in people], ["Hanna Voss", "Ivo"])


class WritingNotes(NotesTestCase):
    def test_a_note_on_the_story_and_one_on_a_passage(self):
        self.assertEqual(self.write().status_code, 201)
        answer = self.write(quote="ferry left", prefix="The ", suffix=" on", start=4)
        self.assertEqual([one["start"] for one in answer.json()["notes"]], [None, 4])

    def test_lines_that_a_browser_sends_are_lines_of_the_text(self):
        answer = self.write(
            quote="on Monday.\r\nSeven", prefix="ferry left ", suffix=" cor", text="One\r\nTwo"
        )
        (told,) = answer.json()["notes"]
        self.assertEqual((told["start"], told["quote"]), (15, "on Monday.\nSeven"))
        self.assertEqual(told["text"], "One\nTwo")

    def test_writing_changes_nothing_of_the_story_and_makes_no_revision(self):
        before = Article.objects.values().get(), Revision.objects.count()
        self.write(quote="ferry left")
        self.do(Note.objects.get(), "resolve")
        self.assertEqual((Article.objects.values().get(), Revision.objects.count()), before)

    def test_what_cannot_be_is_refused_in_a_sentence_by_field(self):
        for field, values in (
            ("text", {"text": "  "}),
            ("text", {"text": "x" * 6000}),
            ("text", {"text": "\0"}),
            ("assigned_to", {"assigned_to": "999999"}),
            ("assigned_to", {"assigned_to": "x"}),
            ("assigned_to", {"assigned_to": str(make_user().pk)}),
            ("start", {"quote": "x", "start": "-1"}),
            ("start", {"quote": "x", "start": "9" * 30}),
            ("", {"quote": "x" * 3000}),
            ("quote", {"quote": "x\0"}),
        ):
            with self.subTest(values=str(values)[:40]):
                response = self.write(**values)
                self.assertEqual(response.status_code, 400)
                self.assertTrue(response.json()["errors"][field][0].endswith("."))
        self.assertFalse(Note.objects.exists())

    def test_everything_that_can_be_done_to_a_note_can_be_done(self):
        note, other = self.note(), make_user("Reporter")
        self.do(note, "reply", text="Yes.")
        self.do(note, "edit", text="Really sure?", is_blocking="on")
        self.do(note, "assign", assigned_to=other.pk)
        note.refresh_from_db()
        self.assertEqual((note.text, note.is_blocking), ("Really sure?", True))
        self.assertEqual(note.assigned_to, other)
        answer = self.do(note, "resolve").json()["notes"][0]
        self.assertEqual(answer["resolved"]["by"], "Hanna Voss")
        self.assertIsNone(self.do(note, "reopen").json()["notes"][0]["resolved"])
        self.do(note, "assign", assigned_to="")
        self.assertEqual(self.do(note.replies.get(), "delete").json()["notes"][0]["replies"], [])
        self.assertEqual(self.do(note, "delete").json()["notes"], [])

    def test_what_is_done_wrongly_is_refused_and_changes_nothing(self):
        note = self.note()
        answer = reply(note, by=self.user, text="Yes.")
        before = list(Note.objects.values())
        for row, what, values in (
            (note, "vanish", {}),
            (note, "", {}),
            (note, "reply", {"text": ""}),
            (note, "edit", {"text": " "}),
            (note, "assign", {"assigned_to": "x"}),
            (answer, "reply", {"text": "No."}),
            (answer, "resolve", {}),
        ):
            with self.subTest(what=what):
                self.assertEqual(self.do(row, what, **values).status_code, 400)
        self.assertEqual(list(Note.objects.values()), before)

    def test_what_belongs_to_another_is_its_authors(self):
        note = self.note()
        self.sign_in("Reporter")
        for what in ("edit", "delete"):
            self.assertEqual(self.do(note, what, text="Mine now").status_code, 403)
        self.assertEqual(self.do(note, "resolve").status_code, 200)
        note.refresh_from_db()
        self.assertEqual(note.text, "Sure?")


class OnTheStorysPage(NotesTestCase):
    def test_it_shows_them_and_takes_as_many_queries_however_many_there_are(self):
        self.client.get(change_url(self.story))
        with CaptureQueriesContext(connection) as few:
            self.client.get(change_url(self.story))
        for _ in range(12):
            reply(self.note(is_blocking=True), by=self.user, text="Yes.")
        with self.assertNumQueries(len(few)):
            page = self.client.get(change_url(self.story))
        self.assertContains(page, "Notes (12)")
        self.assertContains(page, "Must be settled before publishing")

    def test_a_reviewer_reads_them_and_finds_nothing_to_write_with(self):
        note = self.note()
        reply(note, by=self.user, text="A reply to it.")
        resolve(self.note(text="A settled one."), by=self.user)
        self.sign_in("Reviewer")
        page = self.client.get(change_url(self.story))
        for words in ("Sure?", "A reply to it.", "A settled one.", "cormorants", "1 resolved note"):
            self.assertContains(page, words)
        self.assertNotContains(page, "data-desk-notes")

    def test_a_passage_that_is_gone_is_still_quoted(self):
        self.note()
        self.assertSaved(self.save(self.story, body="<p>The ferry left on Monday.</p>"))
        self.sign_in("Reviewer")
        page = self.client.get(change_url(self.story))
        self.assertContains(page, "The passage this was about has been deleted.")
        self.assertContains(page, "cormorants")

    def test_a_new_story_has_none_yet(self):
        page = self.client.get(reverse("admin:articles_article_add"))
        self.assertNotContains(page, "data-desk-notes")

    def test_nothing_that_runs_comes_of_a_note(self):
        self.note(text="<script>alert(1)</script></script><!--", quote="cormorants")
        for group in ("Editor", "Reviewer"):
            self.sign_in(group)
            self.assertNotContains(self.client.get(change_url(self.story)), "<script>alert")

    def test_a_draft_with_notes_can_be_deleted(self):
        reply(self.note(), by=self.user, text="Yes.")
        url = reverse("admin:articles_article_delete", args=[self.story.pk])
        self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 302)
        self.assertFalse(Article.objects.exists() or Note.objects.exists())


class Saving(NotesTestCase):
    def place(self, note: Note) -> tuple:
        note.refresh_from_db()
        return note.start, note.is_lost

    def test_a_save_at_the_desk_moves_them(self):
        note = self.note()
        self.assertSaved(self.save(self.story, body=f"<p>First.</p>{BODY}"))
        self.assertEqual(self.place(note), (32 + len("First.\n"), False))

    def test_restoring_loses_them_with_their_words_and_finds_them_with_them(self):
        self.assertSaved(self.save(self.story, body=f"{BODY}<p>Five porpoises came too.</p>"))
        note = self.note(quote="porpoises came too")
        self.assertEqual(self.place(note), (72, False))
        newest = RevisionMeta.objects.latest("number").number
        self.client.get(restore_url(self.story, 1))
        self.assertEqual(self.place(note), (72, False), "looking changes nothing")
        self.assertSaved(restore(self.client, self.story, 1))
        self.assertEqual(self.place(note), (None, True))
        self.assertSaved(restore(self.client, self.story, newest))
        self.assertEqual(self.place(note), (72, False))
        self.assertEqual(Note.objects.get().text, "Sure?", "restoring takes no note back")


class MergedSaving(OutdatedPageTestCase):
    def test_a_save_that_is_merged_moves_them_to_where_they_are_in_both(self):
        note = add_note(self.story, by=None, text="Sure?", passage=Passage("Two"))
        self._theirs()
        note.refresh_from_db()
        self.assertTrue(note.is_lost, "theirs rewrote it")
        note = add_note(self.story, by=None, text="Sure?", passage=Passage("Their second"))
        self.assertSaved(self._mine())
        note.refresh_from_db()
        self.assertEqual((note.quote, note.start), ("Their second", len("My first.\n")))


class NotesForMe(DeskTestCase):
    def ask(self, user=None):
        request = RequestFactory().get("/admin/")
        request.user = user or self.user
        return notes_for(request)

    def test_open_notes_for_me_those_that_block_first_then_the_newest(self):
        story, other = make_live_story("Ferry returns", body=BODY), make_user("Reporter")
        mine = {"by": other, "assigned_to": self.user}
        add_note(story, text="Older", **mine)
        newer = add_note(story, text="Newer", passage=Passage("cormorants"), **mine)
        add_note(story, text="Blocks", is_blocking=True, **mine)
        resolve(add_note(story, text="Settled", **mine), by=other)
        add_note(story, by=self.user, text="Not mine", assigned_to=other)
        rows = self.ask()
        self.assertEqual([row.text for row in rows], ["Blocks", "Newer", "Older"])
        self.assertEqual(rows[1].url, f"{change_url(story)}#note-{newer.pk}")
        self.assertEqual((rows[1].headline, rows[1].quote), ("Ferry returns", "cormorants"))

    def test_it_is_bounded_and_takes_one_query(self):
        story = make_story()
        for _ in range(MOST + 3):
            add_note(story, by=None, text="x", assigned_to=self.user)
        self.user.get_all_permissions()
        with self.assertNumQueries(1):
            self.assertEqual(len(self.ask()), MOST)

    def test_who_may_not_see_notes_has_none(self):
        outsider = make_user()
        note = add_note(make_story(), by=None, text="x")
        Note.objects.filter(pk=note.pk).update(assigned_to=outsider)
        self.assertEqual(self.ask(outsider), [])
