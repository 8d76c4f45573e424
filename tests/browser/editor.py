"""What the tests of the body's editor share: a story opened in its form."""

import base64

from django.urls import reverse

from tests.browser.base import BrowserTestCase
from tests.factories import make_story, make_user

PASTE = """({html, text}) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  document.querySelector(".be-text").dispatchEvent(new ClipboardEvent("paste", options));
}"""
GIVE_FILE = """({name, type, data, drop}) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  transfer.items.add(new File([bytes], name, {type}));
  const text = document.querySelector(".be-text");
  const options = {bubbles: true, cancelable: true};
  if (!drop) {
    text.dispatchEvent(new ClipboardEvent("paste", {...options, clipboardData: transfer}));
    return;
  }
  const {x, y} = text.querySelector(drop).getBoundingClientRect();
  const at = {clientX: x + 2, clientY: y + 2};
  text.dispatchEvent(new DragEvent("drop", {...options, ...at, dataTransfer: transfer}));
}"""


class EditorTestCase(BrowserTestCase):
    def open_story(self, **values):
        self.user = make_user("Editor")
        self.story = make_story(authors=[], **values)
        self.sign_in_as(self.user)
        self.page.goto(reverse("admin:articles_article_change", args=[self.story.pk]))
        self.page.wait_for_function("window.bodyEditor")
        self.text = self.page.locator(".be-text")
        self.dialog = self.page.locator(".be-dialog").last

    def body(self) -> str:
        return self.page.evaluate("window.bodyEditor.textarea.value")

    def wait_for_body(self, part: str):
        self.page.wait_for_function(
            "(part) => window.bodyEditor.textarea.value.includes(part)", arg=part
        )

    def tool(self, name: str):
        return self.page.locator(".be-toolbar").get_by_role("button", name=name, exact=True)

    def field(self, label: str):
        return self.dialog.get_by_label(label, exact=True)

    def go_to_end(self):
        self.click_text()
        self.press("Control+End")

    def paste(self, html: str = "", text: str = "words"):
        self.text.focus()
        self.page.evaluate(PASTE, {"html": html, "text": text})

    def give_file(self, data: bytes, *, name="new.jpg", kind="image/jpeg", drop=""):
        """Paste a file into the text, or drop it on what a selector names."""
        self.page.evaluate(
            GIVE_FILE,
            {
                "name": name,
                "type": kind,
                "data": base64.b64encode(data).decode(),
                "drop": drop,
            },
        )

    def assert_accessible(self):
        """axe finds nothing wrong with the open dialog, or else with the editor as it stands."""
        from axe_playwright_python.sync_playwright import Axe

        part = ".be-dialog" if self.page.locator(".be-dialog").count() else ".be-editor"
        found = Axe().run(self.page, context=part).response["violations"]
        told = [
            f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes']]}"
            for one in found
        ]
        self.assertEqual(told, [])

    def call(self, module: str, expression: str, argument=None):
        """What an expression over one of the editor's modules, ``m``, gives for ``a``."""
        return self.page.evaluate(
            f"async (a) => {{ const m = await import('newsroom/{module}'); return {expression}; }}",
            argument,
        )

    def save(self):
        self.save_in_place()
        self.story.refresh_from_db()
