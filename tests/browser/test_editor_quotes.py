"""Quotation marks by the language of the story, as one types and for a whole text."""

from tests.browser.chromium import expect
from tests.browser.editor import EditorTestCase

# French sets this space inside of its marks; it does not break.
THIN = "\u202f"
# Language, what is typed, what stands there.
TYPED = (
    ("en", 'He said "it\'s \'late\'" ("so").', "He said “it’s ‘late’” (“so”)."),
    ("en", "the '90s and rock 'n' roll", "the ’90s and rock ‘n’ roll"),
    ("en", '"Yes"—"no"', "“Yes”—“no”"),
    ("de", "\"Das 'ist's' so\", sagte sie.", "„Das ‚ist‘s’ so“, sagte sie."),
    ("fr", '"Oui" ou "non" et l\'eau', "«_Oui_» ou «_non_» et l’eau".replace("_", THIN)),
    ("es", "\"Uno 'dos' tres\"", "«Uno “dos” tres»"),
    ("pl", '"Tak"', "„Tak”"),
    ("sv", "\"Ja 'nej'\"", "”Ja ’nej’”"),
    ("ru", "\"Да 'нет'\"", "«Да „нет“»"),
    ("nl", "'Ja' zei 's avonds", "‘Ja’ zei ’s avonds"),
    ("en", 'wait... so 5" of rain -- gone', 'wait… so 5" of rain – gone'),
)
EVENED = (
    ("en", "\"It's 'so',\" he said.", "“It’s ‘so’,” he said."),
    ("en", "“a” „b“ «c» ”d”", "“a” “b” “c” “d”"),
    ("en", '"He said "yes" to me."', "“He said ‘yes’ to me.”"),
    ("en", "'twas the dogs' bone in '99, 5'10\" tall", "’twas the dogs’ bone in ’99, 5'10\" tall"),
    ("en", "« Oui », dit-il", "“Oui”, dit-il"),
    ("en", 'He said "stop." ("Why?") ... "so"', "He said “stop.” (“Why?”) ... “so”"),
    ("de", "“Das ist ‘so’ gut”, it’s", "„Das ist ‚so‘ gut“, it’s"),
    ("fr", '"Oui", dit-elle « non » «si»', "«_Oui_», dit-elle «_non_» «_si_»".replace("_", THIN)),
    ("es", "“uno ‘dos’ tres”", "«uno “dos” tres»"),
    ("en", "“fine already,” it’s ‘good’", "“fine already,” it’s ‘good’"),
    ("en", "", ""),
)


class PureTests(EditorTestCase):
    def test_a_text_is_evened_and_then_stays_as_it_is(self):
        self.open_story()
        apply = """(() => { const [text, language] = a;
          const marks = m.quoteMarks(language);
          const even = (was) => m.evenQuotes(was, marks).reverse().reduce((now, {from, to, text}) =>
            now.slice(0, from) + text + now.slice(to), was);
          return [even(text), even(even(text))]; })()"""
        for language, text, wanted in EVENED:
            with self.subTest(text=text, language=language):
                once, twice = self.call("editor/quotes", apply, [text, language])
                self.assertEqual(once, wanted)
                self.assertEqual(twice, wanted)

    def test_a_language_has_its_own_marks_and_any_other_has_english_ones(self):
        self.open_story()
        for language, outer in (
            ("en-gb", "“”"),
            ("de-at", "„“"),
            ("pt", "«»"),
            ("pt-br", "“”"),
            ("xx", "“”"),
            ("", "“”"),
        ):
            marks = self.call("editor/quotes", "m.quoteMarks(a)", language)
            self.assertEqual("".join(marks["outer"]), outer)


class TypingTests(EditorTestCase):
    def choose_language(self, language):
        self.page.locator("select[name=language]").evaluate(
            """(select, language) => {
              select.value = language;
              select.dispatchEvent(new Event("change", {bubbles: true}));
            }""",
            language,
        )

    def start(self, language="en"):
        self.page.evaluate("window.bodyEditor.editor.commands.setContent('<p></p>')")
        self.choose_language(language)
        self.text.focus()

    def shown(self):
        return self.page.evaluate("window.bodyEditor.editor.getText()")

    def test_what_comes_as_a_whole_stays_as_it_came(self):
        self.open_story()
        self.start()
        dictated = '"It is late," she said. "Go."'
        self.page.keyboard.insert_text(dictated)
        self.page.keyboard.press("Enter")
        self.assertEqual(self.shown().strip(), dictated)

    def test_the_marks_are_those_of_the_storys_language(self):
        self.open_story()
        for language, typed, wanted in TYPED:
            with self.subTest(language=language, typed=typed):
                self.start(language)
                self.page.keyboard.type(typed)
                self.assertEqual(self.shown(), wanted)

    def test_undo_gives_the_straight_mark_back_and_only_that(self):
        self.open_story()
        self.start()
        self.page.keyboard.type('Five "')
        self.page.keyboard.press("Control+z")
        self.assertEqual(self.shown(), 'Five "')
        self.page.keyboard.type("x...")
        self.page.keyboard.press("Control+z")
        self.assertEqual(self.shown(), 'Five "x...')

    def test_code_and_pasted_text_keep_their_straight_marks(self):
        self.open_story(body="<pre><code>x</code></pre><p><code>y</code></p><p>z</p>")
        self.click_text("pre")
        self.press("End")
        self.page.keyboard.type(' = "a"')
        self.click_text("p")
        self.press("Home")
        self.press("ArrowRight")
        self.page.keyboard.type("'")
        self.go_to_end()
        self.paste('<p>"b" it\'s</p>')
        body = self.body()
        self.assertIn('x = "a"', body)
        self.assertIn("<code>y'</code>", body)
        self.assertIn('"b" it\'s', body)

    def test_it_is_turned_off_and_stays_off_for_this_person(self):
        self.open_story()
        self.tool("More").click()
        switch = self.tool("Quotation marks of the language as one types")
        expect(switch).to_have_attribute("aria-pressed", "true")
        switch.click()
        self.page.wait_for_function(
            "(one) => one.getAttribute('aria-pressed') === 'false'", arg=switch.element_handle()
        )
        self.start()
        self.page.keyboard.type('"a"...')
        self.assertEqual(self.shown(), '"a"...')
        self.save()
        self.start()
        self.page.keyboard.type('"b"')
        self.assertEqual(self.shown(), '"b"')

    def test_a_whole_text_is_evened_across_its_marks_in_one_step(self):
        body = (
            '<p>"A <strong>"b" </strong>c"</p><p><code>"x"</code> \'y\'</p>'
            '<pre><code>"z"</code></pre><ul><li><p><a href="https://example.org/?q=%22">"l"</a></p></li></ul>'
        )
        self.open_story(body=body)
        self.choose_language("en")
        stored = self.body()
        self.tool("More").click()
        self.tool("Make quotation marks consistent").click()
        self.assertEqual(
            self.body(),
            '<p>“A <strong>‘b’ </strong>c”</p><p><code>"x"</code> ‘y’</p>'
            '<pre><code>"z"</code></pre><ul><li><p><a href="https://example.org/?q=%22">“l”</a></p></li></ul>',
        )
        self.page.locator(".be-notices").get_by_text("changed: 8").wait_for()
        self.page.keyboard.press("Control+z")
        self.assertEqual(self.body(), stored)
