"""Notes: who may do what to them, and that each stays at its passage whatever saves the story."""

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.anchors import Passage
from articles.models import Article, Note
from articles.notes import (
    MOST_CHARACTERS,
    MOST_QUOTED,
    NoteRefused,
    add_note,
    assign,
    blocking_notes,
    delete,
    edit,
    notes_stamp,
    people_to_assign,
    reopen,
    reply,
    resolve,
    stamp_of,
    threads_of,
)
from articles.permissions import GROUPS
from tests.articles.interchange.lines import import_stories, line
from tests.factories import make_story, make_user, save_change

WRITERS = ("Reporter", "Photo editor", "Editor", "Managing editor")
PUBLISHERS = ("Editor", "Managing editor")
BODY = "<p>The ferry left on Monday.</p><p>Seven cormorants watched the pilot boat.</p>"
PASSAGE = "cormorants watched the pilot"


def note_on(story, quote: str = PASSAGE, **values) -> Note:
    return add_note(story, **{"by": None, "text": "Is it so?", "passage": Passage(quote), **values})


class WhoMayDoWhat(TestCase):
    """Every group at every verb, refused by the verb itself."""

    def setUp(self):
        self.story = make_story(body=BODY)
        self.author = make_user("Reporter")

    def verbs(self):
        """Name, what is done, and which groups may."""
        other = make_user("Editor")

        def fresh(by=None):
            return note_on(self.story, by=by)

        yield "add", lambda by: note_on(self.story, by=by), WRITERS
        yield "reply", lambda by: reply(fresh(), by=by, text="Yes."), WRITERS
        yield "resolve", lambda by: resolve(fresh(self.author), by=by), WRITERS
        yield "reopen", lambda by: reopen(fresh(self.author), by=by), WRITERS
        yield "assign", lambda by: assign(fresh(), by=by, to=other), WRITERS
        yield "edit another's", lambda by: edit(fresh(self.author), by=by, text="x"), PUBLISHERS
        yield "delete another's", lambda by: delete(fresh(self.author), by=by), PUBLISHERS

    def test_every_group_does_exactly_what_is_its_to_do(self):
        for name, do, allowed in self.verbs():
            for group in (*GROUPS, None):
                with self.subTest(verb=name, group=group):
                    if group in allowed:
                        do(make_user(group))
                    else:
                        with self.assertRaises(PermissionDenied):
                            do(make_user(group))

    def test_authors_edit_and_delete_their_own(self):
        note = note_on(self.story, by=self.author)
        edit(note, by=self.author, text="Reworded", is_blocking=True)
        note.refresh_from_db()
        self.assertEqual((note.text, note.is_blocking), ("Reworded", True))
        self.assertIsNotNone(note.edited_at)
        delete(note, by=self.author)
        self.assertFalse(Note.objects.exists())

    def test_an_author_who_may_no_longer_write_edits_nothing(self):
        note = note_on(self.story, by=self.author)
        self.author.groups.clear()
        fresh = type(self.author).objects.get(pk=self.author.pk)
        with self.assertRaises(PermissionDenied):
            edit(note, by=fresh, text="x")

    def test_an_author_cannot_delete_what_others_replied(self):
        note = note_on(self.story, by=self.author)
        reply(note, by=make_user("Reporter"), text="Mine")
        with self.assertRaisesMessage(NoteRefused, "Others have replied"):
            delete(note, by=self.author)
        delete(note, by=make_user("Editor"))
        self.assertFalse(Note.objects.exists())


class WritingNotes(TestCase):
    def setUp(self):
        self.story = make_story(body=BODY)
        self.user = make_user("Editor")

    def test_a_note_is_placed_where_its_words_stand(self):
        note = note_on(self.story, by=self.user)
        self.assertEqual((note.start, note.end), (32, 60))
        self.assertTrue(note.prefix.endswith("Seven "))
        self.assertTrue(note.suffix.startswith(" boat."))

    def test_a_passage_that_is_not_saved_yet_waits_for_its_save(self):
        note = note_on(self.story, "porpoises came too")
        self.assertTrue(note.is_awaited)
        save_change(self.story, headline="Another headline")
        note.refresh_from_db()
        self.assertTrue(note.is_awaited, "somebody else's save does not lose it")
        save_change(self.story, body=BODY + "<p>Five porpoises came too.</p>")
        note.refresh_from_db()
        self.assertFalse(note.is_awaited or note.is_lost)
        self.assertEqual(note.start, 72)

    def test_what_is_no_note_is_refused_in_a_sentence(self):
        for values in (
            {"text": " \0 "},
            {"text": "x" * (MOST_CHARACTERS + 1)},
            {"passage": Passage("  ")},
            {"passage": Passage("x" * (MOST_QUOTED + 1))},
            {"assigned_to": make_user()},
            {"assigned_to": make_user("Editor", is_active=False)},
        ):
            with self.subTest(str(values)[:40]), self.assertRaises(NoteRefused) as refused:
                note_on(self.story, **values)
            self.assertTrue(refused.exception.messages[0].endswith("."))
        self.assertFalse(Note.objects.exists())

    def test_replies_are_one_level_deep_and_nothing_but_words(self):
        answer = reply(note_on(self.story), by=self.user, text="Yes.")
        for refused in (
            lambda: reply(answer, by=self.user, text="No."),
            lambda: resolve(answer, by=self.user),
            lambda: assign(answer, by=self.user, to=self.user),
        ):
            with self.assertRaises(NoteRefused):
                refused()
        edit(answer, by=self.user, text="Yes!", is_blocking=True)
        answer.refresh_from_db()
        self.assertEqual((answer.text, answer.is_blocking), ("Yes!", False))

    def test_whoever_resolves_first_is_who_resolved_it(self):
        note, other = note_on(self.story), make_user("Reporter")
        resolve(note, by=other)
        resolve(Note.objects.get(), by=self.user)
        note.refresh_from_db()
        self.assertEqual(note.resolved_by, other)
        reopen(note, by=self.user)
        self.assertFalse(note.is_resolved)
        self.assertIsNone(note.resolved_by)

    def test_blocking_notes_are_those_that_are_open(self):
        blocking = note_on(self.story, is_blocking=True)
        settled = note_on(self.story, is_blocking=True)
        resolve(settled, by=None)
        note_on(self.story)
        note_on(make_story(body=BODY), is_blocking=True)
        self.assertEqual(list(blocking_notes(self.story)), [blocking])

    def test_notes_can_be_given_to_whoever_finds_them(self):
        reviewer, reader = make_user("Reviewer"), make_user()
        people = list(people_to_assign())
        self.assertIn(reviewer, people)
        self.assertNotIn(reader, people)
        self.assertEqual(assign(note_on(self.story), by=None, to=reviewer).assigned_to, reviewer)

    def test_the_permission_alone_makes_nobody_of_the_desk(self):
        outsider = make_user(is_active=True)
        outsider.is_staff = False
        outsider.save()
        outsider.user_permissions.add(Permission.objects.get(codename="view_note"))
        self.assertNotIn(outsider, people_to_assign())

    def test_threads_stand_in_the_order_of_the_text(self):
        second, first = note_on(self.story), note_on(self.story, "ferry left")
        whole = note_on(self.story, passage=None)
        answer = reply(second, by=None, text="Yes.")
        threads = threads_of(self.story)
        self.assertEqual(threads, [whole, first, second])
        self.assertEqual(threads[2].answers, [answer])

    def test_the_stamp_changes_with_whatever_happens(self):
        stamps = [notes_stamp(self.story)]
        note = note_on(self.story)
        answer = reply(note, by=None, text="Yes.")
        for happens in (
            lambda: edit(answer, by=None, text="No."),
            lambda: assign(note, by=None, to=self.user),
            lambda: resolve(note, by=None),
            lambda: reopen(note, by=None),
            lambda: save_change(self.story, body="<p>All new.</p>"),
            lambda: delete(answer, by=None),
        ):
            happens()
            stamps.append(notes_stamp(self.story))
            self.assertEqual(stamp_of(threads_of(self.story)), stamps[-1])
        self.assertEqual(len(set(stamps)), len(stamps))

    def test_whoever_leaves_takes_no_note_along(self):
        note = note_on(self.story, by=self.user, assigned_to=self.user)
        resolve(note, by=self.user)
        self.user.delete()
        note.refresh_from_db()
        self.assertEqual((note.author, note.assigned_to, note.resolved_by), (None, None, None))

    def test_the_database_holds_the_rules_too(self):
        note = note_on(self.story)
        answer = reply(note, by=None, text="Yes.")
        rows = Note.objects.filter
        for change in (
            lambda: rows(pk=note.pk).update(text=""),
            lambda: rows(pk=note.pk).update(start=None),
            lambda: rows(pk=note.pk).update(start=9, end=9),
            lambda: rows(pk=note.pk).update(lost_at=note.created_at),
            lambda: rows(pk=answer.pk).update(is_blocking=True),
            lambda: rows(pk=answer.pk).update(quote="x"),
        ):
            with self.assertRaises(IntegrityError), transaction.atomic():
                change()


class StayingAtItsPassage(TestCase):
    def setUp(self):
        self.story = make_story(body=BODY)
        self.note = note_on(self.story)

    def told(self) -> str | None:
        """The words that the note is about now; None where it says that they are gone."""
        self.note.refresh_from_db()
        return None if self.note.is_lost else self.note.quote

    def test_it_moves_with_what_is_written_before_it(self):
        save_change(self.story, body=f"<h2>A head</h2>{BODY}")
        self.assertEqual(self.told(), PASSAGE)
        self.assertEqual(self.note.start, 32 + len("A head") + 1)

    def test_when_its_passage_is_deleted_it_stays_and_says_so(self):
        save_change(self.story, body="<p>The ferry left on Monday.</p>")
        self.assertIsNone(self.told())
        self.assertEqual(self.note.quote, PASSAGE, "what it was about can still be read")
        self.assertIsNone(self.note.start)

    def test_when_its_passage_comes_back_it_is_found_again(self):
        save_change(self.story, body="<p>The ferry left on Monday.</p>")
        save_change(self.story, body=BODY)
        self.assertEqual(self.told(), PASSAGE)

    def test_of_a_passage_that_is_cut_it_keeps_the_rest(self):
        save_change(self.story, body=BODY.replace(" watched the pilot boat", ""))
        self.assertEqual(self.told(), "cormorants")

    def test_resolved_notes_move_too(self):
        resolve(self.note, by=None)
        save_change(self.story, body=f"<h2>A head</h2>{BODY}")
        self.assertEqual((self.told(), self.note.start), (PASSAGE, 39))

    def test_a_text_stored_past_the_desk_is_no_trap(self):
        Article.objects.filter(pk=self.story.pk).update(body=f"<p>Before.</p>{BODY}")
        self.story.refresh_from_db()
        save_change(self.story, body=f"<p>Well before.</p>{BODY}")
        self.assertEqual((self.told(), self.note.start), (PASSAGE, 32 + len("Well before.") + 1))

    def test_a_save_of_another_field_asks_for_no_note(self):
        with CaptureQueriesContext(connection) as captured:
            save_change(self.story, headline="Another headline")
        self.assertFalse([one for one in captured if "articles_note" in one["sql"]])

    def test_a_save_moves_any_number_of_notes_in_two_queries(self):
        for _ in range(20):
            note_on(self.story)
        with CaptureQueriesContext(connection) as captured:
            save_change(self.story, body=f"<h2>A head</h2>{BODY}")
        asked = [one["sql"] for one in captured if "articles_note" in one["sql"]]
        self.assertEqual(len(asked), 2)

    def test_an_import_carries_it_too(self):
        body = "<p>The ferry came back on Monday.</p>"
        import_stories(line(body_html=body))
        story = Article.objects.exclude(pk=self.story.pk).get()
        self.note = note_on(story, "came back on Monday")
        import_stories(line(body_html=f"<p>After three years.</p>{body}"))
        story.refresh_from_db()
        self.assertIn("After three", story.body)
        self.assertEqual(self.told(), "came back on Monday")
        self.assertEqual(self.note.start, len("After three years.\nThe ferry "))
