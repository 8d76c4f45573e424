"""The pictures of README and guide: ``python -m tests.support.screenshots http://127.0.0.1:8000``.

Asks a running demo newsroom, signed in as its editor, and writes docs/screenshots/.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, find_chromium

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "screenshots"
DESKTOP, PHONE = (1440, 900), (390, 844)
STORY = "summit-clip-astrand-pilots"


def main(site: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)

        def page(size=DESKTOP, scheme="light", signed_in=False) -> Page:
            width, height = size
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, base_url=site
            )
            page = context.new_page()
            if signed_in:
                sign_in(page)
            return page

        public(page)
        desk(page)
        browser.close()


def sign_in(page: Page) -> None:
    page.goto("/admin/login/?next=/admin/")
    page.fill("input[name=username]", "editor")
    page.fill("input[name=password]", "sarnhaven")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/")


def public(page) -> None:
    front = page()
    shoot(front, "/", "front")
    address = front.locator(f"a[href*={STORY}]").first.get_attribute("href")
    shoot(page(), address, "article-desktop")
    shoot(page(PHONE), address, "article-phone")
    shoot(page(scheme="dark"), address, "article-dark")
    shoot(page(), "/search/?q=ferry", "search")
    changed = page()
    changed.goto("/corrections/")
    story = changed.get_by_role("link", name="every lorry").first.get_attribute("href")
    shoot(changed, f"{story}history/", "story-history")
    shoot(changed, f"{story}history/compare/?from=3&to=5", "story-compared")


def desk(page) -> None:
    editor = page(signed_in=True)
    stories = "/admin/articles/article/"
    shoot(editor, "/admin/", "newsdesk")
    shoot(editor, stories, "desk-list")
    shoot(editor, f"{stories}board/", "desk-board")
    shoot(editor, f"{stories}front/", "desk-front")
    shoot(editor, "/admin/articles/image/", "desk-pictures")
    story = story_of(editor, "consultants")
    shoot(editor, f"{story}change/", "desk-form")
    shoot(editor, f"{story}publish/", "desk-publish")
    editor.goto(f"{story}change/#tab-notes")
    editor.locator(".desk-note").first.scroll_into_view_if_needed()
    keep(editor, "desk-notes")
    editor.goto(f"{story}change/")
    editor.get_by_role("button", name="Preview", exact=True).click()
    keep(editor, "desk-preview")
    editor.get_by_role("button", name="Preview", exact=True).click()
    reviewed = story_of(editor, "every lorry")
    shoot(editor, f"{reviewed}history/", "desk-history")
    shoot(editor, f"{reviewed}compare/r1/now/", "desk-compare")
    shoot(editor, f"{reviewed}who-wrote/", "desk-who-wrote")
    shoot(editor, f"{stories}changes/", "desk-changes")
    shoot(page(PHONE, signed_in=True), f"{story}change/", "desk-phone")
    shoot(page(scheme="dark", signed_in=True), f"{story}change/", "desk-dark")


def story_of(page: Page, words: str) -> str:
    """The address of the story that these words find, without its last part."""
    stories = "/admin/articles/article/"
    page.goto(f"{stories}?q={words}")
    address = page.locator(f"a[href*='{stories}'][href*='/change/']").first.get_attribute("href")
    return address.split("?")[0].removesuffix("change/")


def shoot(page: Page, address: str, name: str) -> None:
    page.goto(address)
    keep(page, name)


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # 256 colours are enough for a guide and a fifth of the bytes.
    picture.quantize(256).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
