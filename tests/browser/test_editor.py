"""The body's editor in a real browser."""

import gzip
import json
import unittest

from django.conf import settings

from articles.body import clean_body
from tests.browser.chromium import expect
from tests.browser.editor import EditorTestCase

REAL = settings.BASE_DIR.parent / "shared" / "real"
BODIES = [
    "",
    "<p>Plain.</p>",
    "<h2>A</h2><h3>B <em>c</em></h3><h4>D</h4>",
    "<p><em><strong>a</strong> b</em> <code>x</code> <a href='/y'><code>z</code></a></p>",
    "<p><u>a<s>b<sub>c<sup>d<code>e<em>f<strong>g</strong></em></code></sup></sub></s></u></p>",
    "<p><strong>a</strong><em><strong>b</strong></em><a href='https://e.org/'>c<b>d</b></a></p>",
    "<p>one <br> two<br>three</p><p>&nbsp;wide&nbsp; space</p><p>a <b> b</b><i> c </i> d</p>",
    "<ol start='1'><li>a</li></ol><ol start='7'><li>b<ul><li>c<ol><li>d</ol></ul>e</li></ol>",
    "<ul><li><ul><li>deep</li></ul></li></ul><ul></ul>",
    "<blockquote><p>a</p><ul><li>b</li></ul></blockquote><blockquote>loose</blockquote>",
    "<aside class='pullquote'><p>a</p><p>b</p></aside><aside>plain</aside>",
    "<hr><table><tr><th colspan='2'>a</th></tr><tr><td rowspan='2'>b<td><ul><li>c</ul></table>",
    "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td></td></tr></tbody></table>",
    "<pre>  a\n\n\tb  c &lt;i&gt;</pre><pre><code>x</code></pre>",
    "<figure data-image='3'></figure>",
    "<figure data-post='4'></figure><figure data-clip='5'></figure><figure data-image='3'></figure>"
    "<p>a</p>",
    "<p>a</p><figure data-image='123456789012345678'></figure><p>b</p>",
    "<p><a href='mailto:jo@example.org'>m</a> <a href='tel:+3741'>t</a> <a href='#x'>h</a></p>",
    "<p>Ա Բ — “quoted” ’s … &amp; &lt;b&gt; 😀 שלום</p>",
    "<p><strong>a</strong>b<a href='/1'>c</a><a href='/2'>d</a></p>",
]
ADDRESS = "Address, or words of a headline"
READ_BACK = """(body) => {
  const {editor} = window.bodyEditor;
  editor.commands.setContent(body || "<p></p>");
  return editor.getHTML();
}"""


class TheSameBodyTests(EditorTestCase):
    def assert_unchanged(self, bodies):
        self.open_story()
        for body in bodies:
            stored = clean_body(body)
            with self.subTest(body=stored[:200]):
                self.assertEqual(clean_body(self.page.evaluate(READ_BACK, stored)), stored)

    def test_whatever_the_sanitiser_keeps_survives_the_editor(self):
        self.assert_unchanged(BODIES)

    def test_real_stories_survive_the_editor(self):
        archive = REAL / "archive" / "18f.jsonl.gz"
        if not archive.exists():
            raise unittest.SkipTest("No real stories at ../shared/real.")
        with gzip.open(archive, "rt") as lines:
            bodies = [json.loads(line)["body_html"] for line in lines]
        self.assert_unchanged(bodies[:: len(bodies) // 60])

    def test_real_markup_of_other_systems_survives_the_editor(self):
        folder = REAL / "gutenberg-blocks"
        if not folder.exists():
            raise unittest.SkipTest("No real markup at ../shared/real.")
        self.assert_unchanged([path.read_text() for path in sorted(folder.glob("*.html"))])

    def test_opening_a_story_changes_nothing(self):
        self.open_story(body='<p>a</p><figure data-image="9"></figure>')
        self.assertEqual(self.body(), '<p>a</p><figure data-image="9"></figure>')
        self.assertEqual(
            self.page.evaluate("window.bodyEditor.editor.can().undo()"), False, "nothing to undo"
        )


class WritingTests(EditorTestCase):
    def test_what_is_written_is_saved_and_there_again(self):
        self.open_story(body="<p>The ferry came back.</p>")
        self.go_to_end()
        self.page.keyboard.press("Enter")
        self.tool("Bold").click()
        self.page.keyboard.type("Late")
        self.tool("Bold").click()
        self.page.keyboard.type(" again.")
        self.page.keyboard.press("Enter")
        self.tool("Bulleted list").click()
        self.page.keyboard.type("One")
        self.page.keyboard.press("Enter")
        self.page.keyboard.type("Two")
        written = (
            "<p>The ferry came back.</p><p><strong>Late</strong> again.</p>"
            "<ul><li><p>One</p></li><li><p>Two</p></li></ul>"
        )
        self.assertEqual(self.body(), written)
        self.save()
        self.assertEqual(self.story.body, written)
        self.assertEqual(self.body(), written)

    def test_blocks_are_made_from_the_toolbar(self):
        self.open_story(body="<p>Words.</p>")
        self.go_to_end()
        styles = self.page.get_by_label("Paragraph style")
        for style, html in (
            ("Heading", "<h2>Words.</h2>"),
            ("Minor heading", "<h4>Words.</h4>"),
            ("Code", "<pre><code>Words.</code></pre>"),
            ("Text", "<p>Words.</p>"),
        ):
            styles.select_option(style)
            self.assertEqual(self.body(), html)
        for name, html in (
            ("Quotation", "<blockquote><p>Words.</p></blockquote>"),
            ("Pull quote", '<aside class="pullquote"><p>Words.</p></aside>'),
            ("Pull quote", "<p>Words.</p>"),
        ):
            self.tool(name).click()
            self.assertEqual(self.body(), html)
        self.tool("More").click()
        self.tool("Rule").click()
        self.tool("Table").click()
        self.assertIn("<hr><table>", self.body())
        self.tool("Delete table").click()
        self.assertEqual(self.body(), "<p>Words.</p><hr>")

    def test_every_button_has_a_name_and_arrow_keys_go_along_them(self):
        self.open_story()
        buttons = self.page.locator(".be-toolbar button")
        for button in buttons.all():
            self.assertTrue(button.get_attribute("aria-label"))
            self.assertTrue(button.get_attribute("title"))
        self.tool("Bold").focus()
        self.page.keyboard.press("ArrowRight")
        self.assertEqual(
            self.page.evaluate("document.activeElement.getAttribute('aria-label')"), "Italic"
        )
        stops = self.page.locator(".be-toolbar [tabindex='0']")
        expect(stops, "Tab stops once at the toolbar").to_have_count(1)

    def test_the_toolbar_stays_in_sight(self):
        self.open_story(body="<p>Words.</p>" * 80)
        self.page.evaluate("window.scrollTo(0, 1500)")
        box = self.page.locator(".be-toolbar").bounding_box()
        self.assertTrue(0 <= box["y"] < 150, box)

    def test_words_are_counted_while_they_are_typed(self):
        self.open_story(body="<p>Three <strong>w</strong>hole words.</p>")
        count = self.page.locator(".be-count")
        expect(count).to_have_text("3 words · about 1 min to read", use_inner_text=True)
        self.go_to_end()
        self.page.keyboard.type(" And more.")
        count.get_by_text("5 words").wait_for()

    def test_a_body_that_ends_in_a_figure_can_be_typed_after(self):
        self.open_story(body='<figure data-image="9"></figure>')
        self.go_to_end()
        self.page.keyboard.type("After.")
        self.assertEqual(self.body(), '<figure data-image="9"></figure><p>After.</p>')


class LinkTests(EditorTestCase):
    def write_link(self, address):
        self.page.keyboard.press("Control+k")
        self.field(ADDRESS).fill(address)
        self.page.keyboard.press("Enter")

    def test_chosen_words_are_linked(self):
        self.open_story(body="<p>The ferry</p>")
        self.click_text()
        self.press("Control+a")
        self.write_link("example.org/ferry")
        self.assertEqual(self.body(), '<p><a href="https://example.org/ferry">The ferry</a></p>')
        self.page.keyboard.press("Control+k")
        self.dialog.get_by_role("button", name="Remove link").click()
        self.assertEqual(self.body(), "<p>The ferry</p>")

    def test_without_chosen_words_the_dialog_asks_for_them(self):
        self.open_story(body="<p>Write to</p>")
        self.go_to_end()
        self.page.keyboard.type(" ")
        self.page.keyboard.press("Control+k")
        self.field("Text").fill("us")
        self.field(ADDRESS).fill("desk@example.org")
        self.page.keyboard.press("Enter")
        self.assertEqual(self.body(), '<p>Write to <a href="mailto:desk@example.org">us</a></p>')

    def test_addresses_that_run_or_lead_nowhere_are_refused(self):
        self.open_story(body="<p>The ferry</p>")
        self.click_text()
        self.press("Control+a")
        for address in (
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "data:text/html,x",
            "",
            "ferry",
        ):
            self.write_link(address)
            self.assertTrue(self.dialog.locator(".be-error:visible").inner_text())
            self.page.keyboard.press("Escape")
        self.assertEqual(self.body(), "<p>The ferry</p>")


class PasteTests(EditorTestCase):
    def assert_pasted(self, html, body):
        self.page.evaluate("window.bodyEditor.editor.commands.setContent('<p></p>')")
        self.paste(html)
        self.assertEqual(clean_body(self.body()), body)

    def test_what_word_writes_becomes_plain_blocks(self):
        self.open_story()
        item = (
            "<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level{} lfo1'>"
            "<![if !supportLists]><span><span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp;</span>"
            "</span></span><![endif]>{}<o:p></o:p></p>"
        )
        self.assert_pasted(
            "<html><head><style>p{color:red}</style></head><body><!--StartFragment-->"
            "<h1 style='color:red'>Title<o:p></o:p></h1><p class=MsoNormal>Some <b>bold</b>"
            "<span style='mso-spacerun:yes'>&nbsp;</span><o:p></o:p></p>"
            + item.format(1, "·", "One")
            + item.format(2, "o", "Deep")
            + item.format(1, "·", "Two")
            + item.format(1, "1.", "First")
            + "<!--EndFragment--></body></html>",
            "<h2>Title</h2><p>Some <strong>bold</strong></p>"
            "<ul><li><p>One</p><ul><li><p>Deep</p></li></ul></li><li><p>Two</p></li></ul>"
            "<ol><li><p>First</p></li></ol>",
        )

    def test_word_on_the_web_gives_each_item_a_list_of_its_own(self):
        self.open_story()
        item = '<div class="ListContainerWrapper"><ul><li data-aria-level="{}">{}</li></ul></div>'
        self.assert_pasted(
            item.format(1, "One") + item.format(2, "Deep") + item.format(1, "Two"),
            "<ul><li><p>One</p><ul><li><p>Deep</p></li></ul></li><li><p>Two</p></li></ul>",
        )

    def test_google_docs_redirects_and_nesting_are_undone(self):
        self.open_story()
        self.assert_pasted(
            '<b style="font-weight:normal" id="docs-internal-guid-1"><ul><li><p>One</p></li>'
            "<ul><li><p>Deep</p></li></ul></ul><p><span style='font-weight:700'>Bold</span> "
            "<a href='https://www.google.com/url?q=https://example.org/x%3Fa%3D1&amp;sa=D'>"
            "<span style='text-decoration:underline'>link</span></a></p></b>",
            "<ul><li><p>One</p><ul><li><p>Deep</p></li></ul></li></ul>"
            '<p><strong>Bold</strong> <a href="https://example.org/x?a=1">link</a></p>',
        )

    def test_pictures_of_other_pages_are_left_out_and_that_is_said(self):
        self.open_story()
        asked = []
        self.page.on("request", lambda request: asked.append(request.url))
        self.assert_pasted(
            '<p>Words</p><img src="https://example.org/a.jpg"><script>alert(1)</script>',
            "<p>Words</p>",
        )
        expect(self.page.locator(".be-notices")).to_contain_text("1 left out", use_inner_text=True)
        self.assertFalse([url for url in asked if "example.org" in url])

    def test_what_docs_and_word_really_put_on_the_clipboard(self):
        folder = REAL / "paste"
        if not folder.exists():
            raise unittest.SkipTest("No real clipboards at ../shared/real.")
        self.open_story()
        self.paste((folder / "office-com-headings.html").read_text())
        tags = [line.split(">")[0] for line in self.body().replace("</", "").split("<")]
        self.assertIn("h2", tags)
        self.assertNotIn("nbsp", self.body())
        self.page.evaluate("window.bodyEditor.editor.commands.setContent('<p></p>')")
        self.paste((folder / "google-docs-empty-paragraphs.html").read_text())
        self.assertEqual(self.body(), clean_body(self.body()), "no empty paragraphs")
        self.assertIn("<ul><li><p>List item 1</p></li><li>", self.body())
