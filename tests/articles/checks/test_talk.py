"""What the desk still talks about, found before a story goes live."""

from articles.comment_requests import ask, settle
from articles.notes import add_note, resolve
from articles.publishing import ChecksBlock, publish
from tests.articles.checks.test_findings import CheckTestCase
from tests.factories import make_image, make_story, make_user


class NotesToSettle(CheckTestCase):
    def setUp(self):
        self.editor = make_user("Editor")
        self.story = make_story(lead=make_image())

    def test_a_blocking_note_holds_the_story_back_until_it_is_resolved(self):
        note = add_note(self.story, by=self.editor, text="Call the lawyer.", is_blocking=True)
        ((sentence, place),) = self.findings(self.story, "note-unsettled")
        self.assertIn("Call the lawyer.", sentence)
        self.assertEqual(place, f"#note-{note.pk}")
        with self.assertRaises(ChecksBlock):
            publish(self.story, by=self.editor, change="first")
        resolve(note, by=self.editor)
        publish(self.story, by=self.editor, change="first")

    def test_other_notes_hold_nothing_back(self):
        add_note(self.story, by=self.editor, text="Nice.")
        self.assertFound(self.story, "note-unsettled")


class CommentsThatWereSought(CheckTestCase):
    def setUp(self):
        self.editor = make_user("Editor")

    def story(self, text: str):
        return make_story(body=f"<p>{text}</p>", lead=make_image())

    def test_whoever_has_not_answered_is_named_until_they_have(self):
        story = self.story("The quay is closed.")
        request = ask(story, by=self.editor, whom="the harbour authority", how="email")
        ((sentence, place),) = self.findings(story, "reply-missing")
        self.assertTrue(sentence.startswith("The harbour authority was asked"), sentence)
        self.assertEqual(place, "#tab-comment-requests")
        settle(request, by=self.editor, outcome="answered", answer="It is open.")
        self.assertFound(story, "reply-missing")

    def test_a_line_that_has_been_overtaken_is_found(self):
        story = self.story("The Sarnhaven Courier has contacted the harbour authority for comment.")
        request = ask(story, by=self.editor, whom="the harbour authority", how="email")
        settle(request, by=self.editor, outcome="declined")
        ((sentence, _place),) = self.findings(story, "reply-missing")
        self.assertIn("Declined to comment", sentence)
