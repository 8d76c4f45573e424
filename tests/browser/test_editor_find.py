"""Find and replace in the body's editor."""

from tests.browser.chromium import expect
from tests.browser.editor import EditorTestCase

SCRIPTED_TIME = """(words) => {
  const {editor} = window.bodyEditor;
  editor.commands.setContent(`<p>${"the ferry came back late. ".repeat(60)}</p>`.repeat(100));
  return editor.state.doc.textContent.length;
}"""


class FindTests(EditorTestCase):
    def find(self, words, body):
        self.open_story(body=body)
        self.click_text()
        self.press("Control+Home")
        self.page.keyboard.press("Control+f")
        self.panel = self.page.get_by_role("search", name="Find and replace")
        self.panel.get_by_label("Find in the text").fill(words)
        self.count = self.panel.locator(".be-find__count")

    def assert_count(self, said):
        self.count.get_by_text(said, exact=True).wait_for()

    def button(self, name):
        return self.panel.get_by_role("button", name=name, exact=True)

    def replace_with(self, words):
        self.panel.get_by_label("Replace with").fill(words)

    def test_places_are_counted_marked_and_gone_through(self):
        self.find("ferry", "<p>Ferry one.</p><ul><li>A ferry</li></ul><p>Two ferries, FERRY.</p>")
        self.assert_count("1 of 3")
        expect(self.page.locator(".be-text .be-found")).to_have_text(
            ["Ferry", "ferry", "FERRY"], use_inner_text=True
        )
        self.page.keyboard.press("Enter")
        self.assert_count("2 of 3")
        self.page.keyboard.press("F3")
        self.assert_count("3 of 3")
        self.page.keyboard.press("Enter")
        self.assert_count("1 of 3")
        self.page.keyboard.press("Shift+Enter")
        self.assert_count("3 of 3")
        self.button("Previous").click()
        self.assert_count("2 of 3")
        self.assert_accessible()
        self.page.keyboard.press("Escape")
        self.page.wait_for_function("`${getSelection()}` === 'ferry'")
        expect(self.page.locator(".be-found")).to_have_count(0)
        expect(self.panel).to_be_hidden()

    def test_case_and_whole_words_are_minded_on_demand(self):
        self.find("ferry", "<p>Ferry ferry ferryman Ferrý</p>")
        self.assert_count("1 of 3")
        self.button("Whole words").click()
        self.assert_count("1 of 2")
        self.button("Match case").click()
        self.assert_count("1 of 1")
        expect(self.button("Match case")).to_have_attribute("aria-pressed", "true")
        self.button("Whole words").click()
        self.assert_count("1 of 2")

    def test_words_are_found_across_bold_letters_but_not_across_blocks(self):
        self.find("ferry late", "<p>The fer<strong>ry la</strong>te.</p><p>ferry</p><p>late</p>")
        self.assert_count("1 of 1")

    def test_what_means_something_in_a_pattern_is_meant_as_it_stands(self):
        self.find("(a.b)*[1]$", "<p>x (a.b)*[1]$ axb</p>")
        self.assert_count("1 of 1")
        self.panel.get_by_label("Find in the text").fill("it's 5 km")
        self.assert_count("Not found")

    def test_straight_marks_find_set_ones_and_a_space_finds_one_that_does_not_break(self):
        self.find("it's 5 km", "<p>It’s 5&nbsp;km.</p>")
        self.assert_count("1 of 1")

    def test_one_is_replaced_and_keeps_its_look(self):
        self.find("ferry", "<p>A <strong>ferry</strong> and a ferry.</p>")
        self.assert_count("1 of 2")
        self.replace_with("boat")
        self.page.keyboard.press("Enter")
        self.assert_count("1 of 1")
        self.assertEqual(self.body(), "<p>A <strong>boat</strong> and a ferry.</p>")
        self.button("Replace").click()
        self.assert_count("Not found")
        self.assertEqual(self.body(), "<p>A <strong>boat</strong> and a boat.</p>")

    def test_all_are_replaced_in_one_step_that_one_undo_takes_back(self):
        body = "<p>ferry ferry</p><ul><li><p>fer<em>ry</em></p></li></ul><p>ferryferry</p>"
        self.find("ferry", body)
        self.assert_count("1 of 5")
        self.replace_with("ferry boat")
        self.button("Replace all").click()
        self.assert_count("Replaced: 5")
        self.assertEqual(
            self.body(),
            "<p>ferry boat ferry boat</p><ul><li><p>ferry boat</p></li></ul>"
            "<p>ferry boatferry boat</p>",
        )
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+z")
        self.assertEqual(self.body(), body)

    def test_nothing_can_be_put_in_place_of_words(self):
        self.find(" late", "<p>The ferry is late.</p>")
        self.assert_count("1 of 1")
        self.button("Replace all").click()
        self.assertEqual(self.body(), "<p>The ferry is.</p>")

    def test_the_chosen_words_are_what_is_looked_for(self):
        self.open_story(body="<p>ferry</p><p>A ferry.</p>")
        self.click_text("p")
        self.press("Home")
        self.press("Shift+End")
        self.page.keyboard.press("Control+f")
        self.page.locator(".be-find__count").get_by_text("1 of 2").wait_for()

    def test_typing_in_the_text_meanwhile_is_followed(self):
        self.find("ferry", "<p>A ferry.</p>")
        self.assert_count("1 of 1")
        self.go_to_end()
        self.page.keyboard.type(" Another ferry.")
        self.count.get_by_text("of 2").wait_for()
        self.page.keyboard.press("Escape")
        expect(self.panel).to_be_hidden()

    def test_looking_for_words_leaves_nothing_unsaved_and_sends_nothing(self):
        self.find("ferry", "<p>A ferry.</p>")
        self.assert_count("1 of 1")
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")
        asked = []
        self.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        self.page.goto("/admin/")
        self.assertEqual(asked, [])

    def test_the_browsers_own_search_is_left_alone_outside_of_the_text(self):
        self.open_story(body="<p>A ferry.</p>")
        self.page.locator("textarea.desk-headline").press("Control+f")
        expect(self.page.locator(".be-find")).to_be_hidden()

    def test_a_very_long_text_is_searched_in_full(self):
        self.find("zzz", "<p>A ferry.</p>")
        self.page.evaluate(SCRIPTED_TIME)
        self.panel.get_by_label("Find in the text").fill("the")
        self.assert_count("1 of 6000")
        self.assertLessEqual(self.page.locator(".be-found").count(), 800)
        self.button("Previous").click()
        self.assert_count("6000 of 6000")
        self.page.locator(".be-found--here").wait_for()
