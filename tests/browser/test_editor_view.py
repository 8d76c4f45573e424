"""Writing in full screen, the list of shortcuts, and the keys that are in it."""

from tests.browser.chromium import expect
from tests.browser.editor import EditorTestCase

PHONE = {"width": 390, "height": 844}


class FullScreenTests(EditorTestCase):
    def is_full(self):
        return self.page.evaluate("document.documentElement.classList.contains('desk-full-screen')")

    def test_only_what_is_written_is_left_and_escape_brings_the_rest_back(self):
        self.open_story(body="<p>One</p><p>Two</p>")
        self.go_to_end()
        self.page.keyboard.type(" and more")
        self.page.keyboard.press("Control+Shift+f")
        self.page.wait_for_function("document.querySelector('.desk-aside').offsetParent === null")
        for gone in (".desk-below", "#submit-row", ".desk-panel-actions"):
            expect(self.page.locator(gone).first, gone).to_be_hidden()
        for left in (".desk-state", "textarea.desk-headline", ".be-toolbar", ".desk-saved"):
            expect(self.page.locator(left).first, left).to_be_visible()
        self.page.keyboard.type(" still")
        self.assertEqual(self.body(), "<p>One</p><p>Two and more still</p>")
        self.assert_accessible()
        self.page.keyboard.press("Escape")
        self.page.locator(".desk-aside").wait_for()
        self.page.keyboard.type("!")
        self.assertEqual(self.body(), "<p>One</p><p>Two and more still!</p>")

    def test_what_is_open_is_shut_before_full_screen_is_left(self):
        self.open_story(body="<p>One</p>")
        self.click_text()
        self.page.keyboard.press("Control+Shift+f")
        self.page.keyboard.press("Control+f")
        self.page.locator(".be-find").wait_for()
        self.page.keyboard.press("Escape")
        self.assertTrue(self.is_full())
        self.page.keyboard.press("Control+k")
        self.page.locator(".be-dialog").wait_for()
        self.page.keyboard.press("Escape")
        self.page.locator(".be-dialog").wait_for(state="detached")
        self.assertTrue(self.is_full())
        self.page.keyboard.press("Escape")
        self.assertFalse(self.is_full())

    def test_it_is_saved_from_full_screen(self):
        self.open_story(body="<p>One</p>")
        self.go_to_end()
        self.page.keyboard.press("Control+Shift+f")
        self.page.keyboard.type(" more")
        # Drafts are sent as well, to an address of their own.
        with self.page.expect_response(
            lambda response: response.request.method == "POST" and "/change/" in response.url
        ):
            self.page.keyboard.press("Control+s")
        self.page.wait_for_function("window.bodyEditor")
        self.story.refresh_from_db()
        self.assertEqual(self.story.body, "<p>One more</p>")

    def test_on_a_phone_there_is_a_way_in_and_out(self):
        self.page.set_viewport_size(PHONE)
        self.open_story(body="<p>One</p>" * 30)
        self.tool("Full screen").click()
        leave = self.page.get_by_role("button", name="Leave full screen")
        leave.wait_for()
        self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth"), 390)
        toolbar = self.page.locator(".be-toolbar").bounding_box()
        panel = self.page.locator(".desk-panel").bounding_box()
        self.assertGreaterEqual(toolbar["y"] + 1, panel["y"] + panel["height"])
        leave.click()
        self.assertFalse(self.is_full())


class ShortcutTests(EditorTestCase):
    def test_the_list_is_shown_from_the_text_and_from_outside_of_a_field(self):
        self.open_story(body="<p>One</p>")
        self.click_text()
        self.page.keyboard.type("?")
        expect(self.page.locator(".be-dialog"), "a question mark is typed").to_have_count(0)
        self.page.keyboard.press("Control+/")
        self.dialog.get_by_text("Find and replace").wait_for()
        self.assert_accessible()
        self.page.keyboard.press("Escape")
        self.page.wait_for_function("document.activeElement.matches('.be-text')")
        self.page.evaluate("document.activeElement.blur()")
        self.page.keyboard.press("?")
        self.dialog.get_by_text("Find and replace").wait_for()

    def test_whatever_a_tool_says_its_key_is_does_what_the_tool_does(self):
        self.open_story(body="<p>words</p>")
        for keys, html in (
            ("Control+b", "<p><strong>words</strong></p>"),
            ("Control+i", "<p><em>words</em></p>"),
            ("Control+u", "<p><u>words</u></p>"),
            ("Control+Shift+s", "<p><s>words</s></p>"),
            ("Control+,", "<p><sub>words</sub></p>"),
            ("Control+.", "<p><sup>words</sup></p>"),
            ("Control+e", "<p><code>words</code></p>"),
            ("Control+Alt+2", "<h2>words</h2>"),
            ("Control+Alt+3", "<h3>words</h3>"),
            ("Control+Alt+4", "<h4>words</h4>"),
            ("Control+Alt+c", "<pre><code>words</code></pre>"),
            ("Control+Shift+8", "<ul><li><p>words</p></li></ul>"),
            ("Control+Shift+7", "<ol><li><p>words</p></li></ol>"),
            ("Control+Shift+b", "<blockquote><p>words</p></blockquote>"),
            ("Control+Alt+p", '<aside class="pullquote"><p>words</p></aside>'),
        ):
            with self.subTest(keys=keys):
                self.page.evaluate("window.bodyEditor.editor.commands.setContent('<p>words</p>')")
                self.text.focus()
                self.page.evaluate("window.bodyEditor.editor.commands.selectAll()")
                self.page.keyboard.press(keys)
                self.assertEqual(self.body(), html)

    def test_every_key_of_the_toolbar_is_in_the_list(self):
        self.open_story()
        listed = {
            keys
            for _group, rows in self.call("desk/shortcuts", "m.registered()")
            for keys, _ in rows
        }
        titles = self.page.locator(".be-toolbar button").evaluate_all(
            "(buttons) => buttons.map(({title}) => /\\(([^()]*\\+[^()]+)\\)$/.exec(title)?.[1])"
        )
        named = {
            "-".join(self.call("desk/shortcuts", "m.keyNames(a)", keys)).replace("-", "+")
            for keys in listed
        }
        self.assertGreater(len([title for title in titles if title]), 12)
        self.assertLessEqual({title for title in titles if title}, named)
        self.assertLessEqual({"?", "Mod-/", "Mod-S", "Alt-F10", "Mod-F"}, listed)

    def test_from_a_table_the_toolbar_is_reached_and_left_by_keyboard(self):
        self.open_story(body="<p>One</p>")
        self.go_to_end()
        self.tool("Table").click()
        self.page.keyboard.type("A")
        self.page.keyboard.press("Tab")
        self.page.keyboard.type("B")
        self.page.keyboard.press("Alt+F10")
        focused = "document.activeElement.getAttribute('aria-label')"
        self.assertIn(self.page.evaluate(focused), ("Undo", "Table"))
        self.page.locator(".be-toolbar").get_by_role("button", name="Add row below").focus()
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Alt+F10")
        self.page.keyboard.press("Escape")
        self.page.wait_for_function("document.activeElement.matches('.be-text')")
        self.page.keyboard.type("!")
        self.assertIn("<th><p>A</p></th><th><p>B!</p></th>", self.body())
        self.assertEqual(self.body().count("<tr>"), 4)
        for _ in range(11):
            self.page.keyboard.press("Tab")
        self.page.keyboard.type("last")
        self.assertEqual(self.body().count("<tr>"), 5, "Tab in the last cell makes a row")
