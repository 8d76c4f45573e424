"""What the tests of the library share: going to its pages, opening a picture, dropping files."""

from tests.browser.base import BrowserTestCase
from tests.factories import make_user

LIBRARY = "/admin/articles/image/"
DROP = """async ([files, place]) => {
    const transfer = new DataTransfer();
    for (const [name, type, bytes] of files) {
        transfer.items.add(new File([new Uint8Array(bytes)], name, {type}));
    }
    for (const kind of ["dragover", "drop"]) {
        const options = {bubbles: true, cancelable: true, dataTransfer: transfer};
        document.querySelector(place).dispatchEvent(new DragEvent(kind, options));
    }
}"""


class LibraryTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.editor = make_user("Photo editor")
        self.sign_in_as(self.editor)

    def open(self, query="", page=None):
        page = page or self.page
        page.goto(f"{LIBRARY}{query}")
        page.wait_for_selector(".lib[data-ready]")
        return page

    def open_table(self, images):
        self.page.goto(f"{LIBRARY}captions/?ids={','.join(str(one.pk) for one in images)}")
        self.page.wait_for_selector("#lib-table[data-ready]")

    def tile(self, image, page=None):
        return (page or self.page).locator(f".lib-tile[data-id='{image.pk}']")

    def open_panel(self, image, page=None):
        page = page or self.page
        self.tile(image, page).locator(".lib-open").click()
        page.locator(f".lib-panel :text('#{image.pk} ·')").wait_for()
        return page.locator("#lib-panel")

    def wait_for_status(self, words, page=None):
        (page or self.page).locator(f".lib-status:has-text('{words}')").wait_for()

    def chosen(self) -> list[int]:
        tiles = self.page.locator(".lib-is-chosen")
        return [int(one.get_attribute("data-id")) for one in tiles.all()]

    def drop(self, *files, place=".lib"):
        self.page.evaluate(DROP, [[[n, t, list(b)] for n, t, b in files], place])
