"""Notes in the text, in the list and in two browsers, as people at the desk use them."""

import random

from django.urls import reverse

from articles.anchors import Passage, text_of
from articles.body import clean_body, split_blocks
from articles.comment_requests import ask
from articles.models import Article, CommentRequest, Note
from articles.notes import add_note, reply, resolve
from tests.browser.base import CARET_IS_KNOWN, BrowserTestCase, put_caret
from tests.browser.chromium import expect
from tests.factories import make_image, make_story, make_user
from tests.support.real import REAL

BODY = (
    "<p>The ferry left the harbour on Monday.</p>"
    "<p>Seven cormorants watched the pilot boat.</p><p>It rained.</p>"
)
PASSAGE = "cormorants watched"
ODD = (
    "<h2>A head 🚢</h2><p>One <strong>bo</strong>ld,<br>two&nbsp; 👩‍👩‍👧 é e\u0301.</p>"
    "<ul><li><p>a</p><ul><li><p>b 🚢</p></li></ul></li><li><p>c</p></li></ul>",
    "<table><tbody><tr><th><p>Year</p></th><td><p></p></td></tr><tr><td><p>𝟙</p></td>"
    "<td><p>2</p><p>3</p></td></tr></tbody></table><hr><p>After.</p>",
    "<pre><code>if x:\n    y  =  1\n\n# 🚢</code></pre><blockquote><p>q</p><p>r</p></blockquote>",
    '<figure data-image="999"></figure><aside class="pullquote"><p>p</p></aside>',
    "<p>船は月曜日に戻った。</p><p dir='rtl'>عادت العبّارة</p><ol start='3'><li><p>x</p></li></ol>",
    "",
)
TEXT = """async (body) => {
  const { BodyText } = await import("newsroom/editor/passages");
  const { editor } = window.bodyEditor;
  editor.commands.setContent(body);
  return new BodyText(editor.state.doc).text;
}"""
# Of a stretch told in characters: its words in the document, and its place told again.
THERE_AND_BACK = """async (stretches) => {
  const { BodyText, placeOfPoint, pointsIn } = await import("newsroom/editor/passages");
  const { doc } = window.bodyEditor.editor.state;
  const text = new BodyText(doc);
  return stretches.map(([start, end]) => {
    const place = { start: placeOfPoint(text.text, start), end: placeOfPoint(text.text, end) };
    const range = text.rangeOf(place);
    if (!range) return null;
    const again = text.stretchOf(range);
    if (!again) return null;
    return [pointsIn(text.text, again.start), text.passage(again).quote, text.passage(again).start];
  });
}"""


class NotesTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")
        self.other = make_user("Reporter", "mara", first_name="Mara", last_name="Lindqvist")
        self.sign_in_as(self.user)

    def open(self, story, page=None, anchor="", tab="notes"):
        page = page or self.page
        page.goto(reverse("admin:articles_article_change", args=[story.pk]) + anchor)
        page.wait_for_function("window.bodyEditor?.editor.storage.passageNotes.listener")
        if tab and not anchor:
            self.show_tab(tab, page)
        return page

    def show_tab(self, name: str, page=None):
        (page or self.page).locator(f"#tab-{name}-tab").click()

    def as_mara(self, story):
        page = self.open_page()
        self.sign_in_as(self.other, page)
        return self.open(story, page)

    def choose(self, words: str, page=None):
        """Select words of the text, as dragging over them would."""
        page = page or self.page
        page.evaluate(
            """(words) => {
              const { editor } = window.bodyEditor;
              editor.state.doc.descendants((node, pos) => {
                const at = node.isText ? node.text.indexOf(words) : -1;
                if (at >= 0) editor.chain().focus().setTextSelection(
                  { from: pos + at, to: pos + at + words.length }).run();
              });
            }""",
            words,
        )
        page.wait_for_function(CARET_IS_KNOWN)

    def marked(self, page=None):
        return (page or self.page).locator(".be-noted")

    def cards(self, page=None):
        return (page or self.page).locator("#tab-notes .desk-notes-open .desk-note")

    def save(self, page=None):
        self.save_in_place(page)


class OnAPassage(NotesTestCase):
    def test_a_caret_that_the_browser_has_just_moved_is_not_put_back_by_a_note(self):
        self.open(make_story(body="<p>First words.</p><p>Last words.</p>"))
        self.click_text("p:nth-of-type(2)")
        # Of its own moves the browser tells a moment later, and a note comes in that moment.
        where = self.page.evaluate(
            """async () => {
              const { showNotes } = await import("newsroom/editor/notes");
              const { editor } = window.bodyEditor;
              const selection = document.getSelection();
              selection.collapse(editor.view.dom.querySelector("p").firstChild, 3);
              const note = { id: 1, quote: "First", prefix: "", suffix: " words.", start: 0 };
              showNotes(editor, [note]);
              return [selection.anchorNode.textContent, editor.state.selection.from,
                      document.querySelectorAll(".be-noted").length];
            }"""
        )
        self.assertEqual(where, ["First", 4, 1])

    def test_it_is_written_from_the_text_and_stays_at_its_words(self):
        story = make_story(body=BODY)
        page = self.open(story)
        self.choose(PASSAGE)
        page.keyboard.press("Control+Alt+m")
        dialog = page.locator(".be-dialog")
        expect(dialog.locator("blockquote")).to_have_text(PASSAGE)
        page.keyboard.type("How many exactly?")
        dialog.get_by_label("Must be settled before publishing").check()
        dialog.get_by_label("For", exact=True).select_option(label="Mara Lindqvist")
        dialog.get_by_role("button", name="Add the note").click()
        expect(self.marked()).to_have_text(PASSAGE)
        note = Note.objects.get()
        self.assertEqual((note.quote, note.assigned_to), (PASSAGE, self.other))
        self.assertTrue(note.is_blocking)
        self.choose("The ferry")
        self.press("Home")
        page.keyboard.type("🚢 Once more: ")
        expect(self.marked()).to_have_text(PASSAGE)
        self.save()
        expect(self.marked()).to_have_text(PASSAGE)
        note.refresh_from_db()
        self.assertEqual(
            note.start, text_of(split_blocks(Article.objects.get().body)).index(PASSAGE)
        )
        self.assertNotIn("note", Article.objects.get().body)

    def test_when_its_passage_is_deleted_it_says_so_at_once_and_after_the_save(self):
        story = make_story(body=BODY)
        add_note(story, by=self.user, text="Sure?", passage=Passage(PASSAGE))
        page = self.open(story)
        self.choose(PASSAGE)
        page.keyboard.press("Delete")
        expect(self.cards()).to_contain_text("not in the text as you have it here")
        page.keyboard.press("Control+z")
        expect(self.marked()).to_have_text(PASSAGE)
        expect(self.cards()).not_to_contain_text("not in the text")
        self.choose(PASSAGE)
        page.keyboard.press("Delete")
        self.save()
        expect(self.cards()).to_contain_text("The passage this was about has been deleted.")
        expect(self.cards()).to_contain_text(PASSAGE)
        expect(self.marked()).to_have_count(0)

    def test_typing_over_a_passage_takes_its_mark_and_words_typed_beside_it_get_none(self):
        story = make_story(body=BODY)
        add_note(story, by=self.user, text="Sure?", passage=Passage(PASSAGE))
        page = self.open(story)
        self.choose("Seven ")
        self.press("ArrowRight")
        page.keyboard.type("black ")
        self.choose(" the pilot")
        self.press("ArrowLeft")
        page.keyboard.type(" closely")
        expect(self.marked()).to_have_text(PASSAGE)
        self.choose("rants wat")
        page.keyboard.type("-")
        expect(self.marked()).to_have_text("cormo-ched")
        self.choose("cormo-ched")
        page.keyboard.type("gulls saw")
        expect(self.cards()).to_contain_text("not in the text as you have it here")
        expect(self.marked()).to_have_count(0)

    def test_words_that_are_not_saved_yet_are_noted_too(self):
        story = make_story(body=BODY)
        page = self.open(story)
        self.click_text("p")
        self.press("Control+End")
        page.keyboard.type("Five porpoises came too.")
        self.choose("porpoises")
        page.get_by_role("button", name="Note on this passage").click()
        page.keyboard.type("Five?")
        page.keyboard.press("Control+Enter")
        expect(self.marked()).to_have_text("porpoises")
        self.assertTrue(Note.objects.get().is_awaited)
        self.save()
        expect(self.marked()).to_have_text("porpoises")
        self.assertFalse(Note.objects.get().is_awaited)

    def test_from_the_text_to_the_note_and_back(self):
        story = make_story(body=BODY)
        note = add_note(story, by=self.user, text="Sure?", passage=Passage(PASSAGE))
        page = self.open(story, tab="")
        self.marked().click()
        beside = page.get_by_role("dialog", name="Note on this passage")
        expect(beside).to_contain_text("Sure?")
        expect(page.locator(".be-text")).to_be_focused()
        beside.get_by_role("button", name="In the list").click()
        expect(page.locator(f"#note-{note.pk}")).to_be_focused()
        expect(beside).to_be_hidden()
        self.cards().locator(".desk-note-quote").click()
        expect(page.locator(".be-text")).to_be_focused()
        page.wait_for_function("passage => `${getSelection()}` === passage", arg=PASSAGE)
        page.keyboard.press("Escape")
        expect(beside).to_be_hidden()

    def test_a_link_from_the_newsdesk_leads_to_the_note(self):
        story = make_story(body=BODY)
        note = add_note(story, by=self.user, text="Sure?", assigned_to=self.user)
        resolve(note, by=self.user)
        page = self.open(story, anchor=f"#note-{note.pk}")
        expect(page.locator(f"#note-{note.pk}")).to_be_focused()


class ByKeyboardAndThroughFailures(NotesTestCase):
    def test_reply_and_resolve_by_keyboard(self):
        story = make_story(body=BODY)
        note = add_note(story, by=self.other, text="Sure?", passage=Passage(PASSAGE))
        page = self.open(story)
        self.choose("cormorants")
        self.press("ArrowRight")
        self.press("ArrowLeft")
        page.keyboard.press("Control+Alt+m")
        expect(page.locator(".desk-note-popover textarea")).to_be_focused()
        page.keyboard.type("Counted them twice.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".desk-note-popover .desk-note-replies")).to_contain_text("twice")
        self.assertEqual(note.replies.get().author, self.user)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(self.marked()).to_have_count(0)
        expect(page.locator(".be-text")).to_be_focused()
        note.refresh_from_db()
        self.assertEqual(note.resolved_by, self.user)
        expect(page.locator(".desk-notes-resolved summary")).to_have_text("1 resolved note")
        expect(page.locator("#tab-notes-heading")).to_have_text("Notes")

    def test_what_is_typed_is_neither_lost_by_a_refusal_nor_by_a_reload(self):
        story = make_story(body=BODY)
        add_note(story, by=self.other, text="Sure?")
        page = self.open(story)
        page.context.set_offline(True)
        self.cards().get_by_label("Reply").fill("Counted them twice.")
        self.cards().get_by_role("button", name="Reply").click()
        expect(self.cards().get_by_role("alert")).to_contain_text("cannot be reached")
        expect(self.cards().get_by_label("Reply")).to_have_value("Counted them twice.")
        page.get_by_role("button", name="Note on the story").click()
        page.keyboard.type("A long thought")
        page.locator(".be-dialog").get_by_role("button", name="Add the note").click()
        expect(page.locator(".be-dialog .be-error[role=alert]")).to_contain_text(
            "cannot be reached"
        )
        page.context.set_offline(False)
        self.open(story)
        expect(self.cards().get_by_label("Reply")).to_have_value("Counted them twice.")
        self.cards().get_by_role("button", name="Reply").click()
        expect(self.cards().locator(".desk-note-replies")).to_contain_text("twice")
        expect(self.cards().get_by_label("Reply")).to_have_value("")
        page.get_by_role("button", name="Note on the story").click()
        expect(page.locator(".be-dialog textarea")).to_have_value("A long thought")

    def test_a_note_that_is_being_typed_is_no_change_of_the_story(self):
        story = make_story(body=BODY)
        add_note(story, by=self.other, text="Sure?")
        page = self.open(story)
        self.cards().get_by_label("Reply").fill("Counted them twice.")
        page.wait_for_timeout(600)
        expect(page.locator("[data-desk-saved]")).to_have_text("")
        self.save()
        expect(self.cards().get_by_label("Reply")).to_have_value("Counted them twice.")
        self.assertEqual(Article.objects.get().body, BODY)

    def test_after_signing_in_again_elsewhere_it_is_sent(self):
        story = make_story(body=BODY)
        add_note(story, by=self.other, text="Sure?")
        page = self.open(story)
        self.cards().get_by_label("Reply").fill("Counted them twice.")
        page.context.clear_cookies()
        self.cards().get_by_role("button", name="Reply").click()
        expect(self.cards().get_by_role("alert")).to_contain_text("signed out")
        self.sign_in_as(self.user)
        self.cards().get_by_role("button", name="Reply").click()
        expect(self.cards().locator(".desk-note-replies")).to_contain_text("twice")


class TwoBrowsers(NotesTestCase):
    def test_they_see_each_others_notes_and_replies(self):
        story = make_story(body=BODY)
        page, other = self.open(story), self.as_mara(story)
        self.choose(PASSAGE, other)
        other.get_by_role("button", name="Note on this passage").click()
        other.keyboard.type("How many?")
        other.locator(".be-dialog").get_by_role("button", name="Add the note").click()
        expect(self.marked()).to_have_text(PASSAGE)
        expect(self.cards()).to_contain_text("Mara Lindqvist")
        expect(page.locator("#tab-notes [role=status]")).to_have_text("New note by Mara Lindqvist.")
        self.cards().get_by_label("Reply").fill("Seven.")
        self.cards().get_by_role("button", name="Reply").click()
        expect(self.cards(other).locator(".desk-note-replies")).to_contain_text("Seven.")

    def test_what_one_is_typing_stays_while_the_other_replies(self):
        story = make_story(body=BODY)
        note = add_note(story, by=self.user, text="Sure?")
        self.open(story)
        box = self.cards().get_by_label("Reply")
        box.click()
        self.page.keyboard.type("As I was say")
        reply(note, by=self.other, text="Yes, quite sure.")
        expect(self.cards()).to_contain_text("Yes, quite sure.")
        self.page.keyboard.type("ing")
        expect(self.cards().get_by_label("Reply")).to_have_value("As I was saying")


class TheSameTextOnBothSides(NotesTestCase):
    def bodies(self):
        yield from map(clean_body, ODD)
        if REAL.is_dir():
            from tests.support.archive_18f import bodies_of_pairs

            for before, _after in bodies_of_pairs(40):
                yield before

    def test_the_script_counts_the_text_as_the_server_does(self):
        self.open(make_story(body=BODY))
        chance = random.Random(7)
        for body in self.bodies():
            text = text_of(split_blocks(body))
            self.assertEqual(self.page.evaluate(TEXT, body), text)
            places = [sorted(chance.sample(range(len(text) + 1), 2)) for _ in range(20) if text]
            for (start, end), told in zip(
                places, self.page.evaluate(THERE_AND_BACK, places), strict=True
            ):
                words = text[start:end].strip(" \n\xa0\u3000")
                if not words:
                    self.assertIsNone(told)
                    continue
                at = start + text[start:end].index(words)
                self.assertEqual(told, [at, words, at])


class AtAnyWidthForAnybody(NotesTestCase):
    def story(self):
        story = make_story(body=BODY, lead=make_image())
        note = add_note(
            story, by=self.user, text="Sure?", passage=Passage(PASSAGE), is_blocking=True
        )
        reply(note, by=self.other, text="Yes. " + "VeryLongWord" * 12)
        add_note(story, by=self.other, text="Lost", passage=Passage("It rained."))
        resolve(add_note(story, by=self.other, text="Settled"), by=self.user)
        ask(story, by=self.user, whom="the harbour authority " + "X" * 80, contact="12 34")
        return story

    def test_a_phone_shows_all_of_it_without_scrolling_sideways(self):
        page = self.open_page(viewport={"width": 390, "height": 844})
        self.sign_in_as(self.user, page)
        self.open(self.story(), page)
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
        self.marked(page).first.click()
        expect(page.get_by_role("dialog", name="Note on this passage")).to_be_visible()
        box = page.locator(".desk-note-popover").bounding_box()
        self.assertGreaterEqual(box["x"], 0)
        self.assertLessEqual(box["x"] + box["width"], 390)

    def test_axe_finds_nothing_in_light_and_dark_with_everything_open(self):
        from axe_playwright_python.sync_playwright import Axe

        story = self.story()
        for scheme in ("light", "dark"):
            page = self.open_page(color_scheme=scheme)
            self.sign_in_as(self.user, page)
            self.open(story, page)
            page.locator(".desk-notes-resolved summary").click()
            self.marked(page).first.click()
            expect(page.locator(".desk-note-popover")).to_be_visible()
            for part in ("#tab-notes", ".be-editor"):
                results = Axe().run(page, context=part)
                self.assertEqual(results.violations_count, 0, results.generate_report())
            page.keyboard.press("Escape")
            for tab, name in (
                ("notes", "Note on the story"),
                ("comment-requests", "Note a request"),
                ("comment-requests", "Note the answer"),
            ):
                self.show_tab(tab, page)
                results = Axe().run(page, context=f"#tab-{tab}")
                self.assertEqual(results.violations_count, 0, results.generate_report())
                page.get_by_role("button", name=name).first.click()
                results = Axe().run(page, context=".be-dialog")
                self.assertEqual(results.violations_count, 0, results.generate_report())
                page.locator(".be-dialog").get_by_role("button", name="Cancel").click()


class RequestsForComment(NotesTestCase):
    def test_asked_answered_and_the_line_in_the_text(self):
        story = make_story(body=BODY)
        page = self.open(story, tab="comment-requests")
        tab = page.locator("#tab-comment-requests")
        tab.get_by_role("button", name="Note a request").click()
        dialog = page.locator(".be-dialog")
        dialog.get_by_label("Whom").fill("Brennik harbour authority")
        dialog.get_by_label("How", exact=True).select_option("phone")
        dialog.get_by_label("Address or number").fill("12 34")
        dialog.get_by_role("button", name="Note the request").click()
        line = "The Sarnhaven Courier has contacted Brennik harbour authority for comment."
        expect(tab).to_contain_text(line)
        tab.get_by_role("button", name="Put the line into the text").click()
        expect(page.locator(".be-text > p").nth(3)).to_have_text(line)
        put_caret(page, page.locator(".be-text > p", has_text="It rained."))
        self.press("End")
        tab.get_by_role("button", name="Put the line into the text").click()
        expect(page.locator(".be-text > p").nth(2)).to_have_text(f"It rained. {line}")
        self.save()
        story.refresh_from_db()
        self.assertEqual(story.body.count(line), 2)
        tab.get_by_role("button", name="Note the answer").click()
        page.locator(".be-dialog").get_by_label("Answer", exact=True).fill("No comment but this.")
        page.locator(".be-dialog").get_by_role("button", name="Save").click()
        expect(tab).to_contain_text("No comment but this.")
        expect(tab).not_to_contain_text(line)
        self.assertEqual(CommentRequest.objects.get().outcome, "answered")

    def test_a_refusal_stands_at_its_field_and_loses_nothing(self):
        page = self.open(make_story(body=BODY), tab="comment-requests")
        page.get_by_role("button", name="Note a request").click()
        dialog = page.locator(".be-dialog")
        dialog.get_by_label("Whom").fill("the harbour")
        dialog.get_by_label("Answer wanted by").fill("2001-01-01T12:00")
        dialog.get_by_role("button", name="Note the request").click()
        expect(dialog.locator('[data-field="deadline"] .be-error')).to_contain_text(
            "after they were"
        )
        expect(dialog.get_by_label("Whom")).to_have_value("the harbour")
