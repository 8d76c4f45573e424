"""Arranging the front page in Chromium: by mouse, by keyboard, without JavaScript, on a phone."""

import json
import re
from datetime import timedelta

from django.utils import timezone

from articles.front.arranging import arrange, layout_of
from articles.front.layout import Layout, Pin
from articles.models import FrontArrangement
from tests.browser.accessible import violations
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import make_image, make_live_story, make_section, make_user

PAGE = "/admin/articles/article/front/"
HOUR = timedelta(hours=1)


class FrontTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.editor = make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")
        make_section("World"), make_section("Culture")
        now = timezone.now()
        self.stories = {
            name: make_live_story(
                f"{name} story",
                at=now - number * HOUR,
                lead=make_image() if number < 3 else None,
                section=make_section("Culture" if number % 2 else "World"),
            )
            for number, name in enumerate(["Alder", "Birch", "Cedar", "Dogwood", "Elm"], 1)
        }

    def arranged(self, *names: str) -> None:
        pins = tuple(Pin(self.stories[name].pk) for name in names)
        arrange(Layout(top=pins, opinion_size=2), by=None)

    def open(self, page=None):
        page = self.sign_in_as(self.editor, page)
        page.goto(PAGE)
        page.wait_for_selector(".front-slot")
        return page

    def item(self, page, name: str, within: str = ".front-page"):
        return page.locator(f"{within} [data-story='{self.stories[name].pk}']")

    def draft(self, page) -> dict:
        return json.loads(page.locator("input[name=draft]").input_value())

    def pinned(self, page, slot: str = "top") -> list[int]:
        return [pin["story"] for pin in self.draft(page)[slot]]

    def pks(self, *names: str) -> list[int]:
        return [self.stories[name].pk for name in names]

    def wait_for(self, page, slot: str, *names: str):
        wanted = json.dumps(self.pks(*names))
        page.wait_for_function(
            "([slot, wanted]) => JSON.stringify(JSON.parse(document.querySelector("
            "'input[name=draft]').value)[slot].map((pin) => pin.story)) === wanted",
            arg=[slot, wanted.replace(" ", "")],
        )

    def drag(self, page, source, target, x: float = 0.5, y: float = 0.5):
        """With the mouse itself, to a place of the target told in parts of its size."""
        source.scroll_into_view_if_needed()
        box = target.bounding_box()
        place = {"x": box["width"] * x, "y": box["height"] * y}
        source.drag_to(target, target_position=place, source_position={"x": 5, "y": 5})


class ByMouse(FrontTestCase):
    def test_stories_are_dragged_into_slots_and_into_another_order(self):
        self.arranged("Dogwood")
        page = self.open(self.open_page(viewport={"width": 1440, "height": 1400}))
        self.drag(page, self.item(page, "Elm"), self.item(page, "Dogwood"), x=0.2)
        self.wait_for(page, "top", "Elm", "Dogwood")
        # By its headline, a link that is not followed then.
        headline = self.item(page, "Dogwood").locator("h3 a")
        self.drag(page, headline, self.item(page, "Elm"), x=0.2)
        self.wait_for(page, "top", "Dogwood", "Elm")
        found = self.item(page, "Cedar", ".front-finder")
        self.drag(page, found, page.locator("[data-slot=lead]"))
        self.wait_for(page, "lead", "Cedar")
        self.assertEqual(violations(page, ".front"), [])
        page.get_by_label("Note for the desk").fill("Evening")
        page.get_by_role("button", name="Publish now").click()
        page.get_by_text("Arrangement 2 is on the front page.").wait_for()
        layout = layout_of(FrontArrangement.objects.first())
        self.assertEqual([pin.story for pin in layout.top], self.pks("Dogwood", "Elm"))
        page.goto("/")
        page.locator(".opening-lead").get_by_text("Cedar story").wait_for()

    def test_the_end_of_a_pin_is_chosen_and_undone(self):
        self.arranged("Dogwood")
        page = self.open()
        until = page.get_by_label("Until when “Dogwood story” is pinned")
        until.select_option("hour")
        page.locator(".front-facts", has_text="Pinned until").wait_for()
        page.get_by_role("button", name="Undo").click()
        page.wait_for_function(
            "!document.querySelector('.front-facts b')?.textContent.includes('until')"
        )
        self.assertIsNone(self.draft(page)["top"][0]["until"])
        until.select_option("time")
        field = page.get_by_label("Day and hour until which “Dogwood story” is pinned")
        at = timezone.localtime(timezone.now() + 30 * HOUR).strftime("%Y-%m-%dT%H:%M")
        field.fill(at)
        field.blur()
        page.locator(".front-facts", has_text="Pinned until").wait_for()

    def test_words_find_stories_while_they_are_typed(self):
        page = self.open()
        page.get_by_label("Words of the headline").press_sequentially("cedar")
        page.wait_for_function("document.querySelectorAll('.front-found').length === 1")
        expect(page.locator("#front-q")).to_have_value("cedar")
        page.get_by_label("Add to").select_option("opinion")
        page.get_by_role("button", name="Add “Cedar story”").click()
        page.locator("[data-slot=opinion]").get_by_text("Cedar story").wait_for()

    def test_the_preview_is_the_page_of_the_draft(self):
        page = self.open()
        page.get_by_label("Move “Elm story” to").select_option("lead")
        self.wait_for(page, "lead", "Elm")
        page.get_by_text("See it as readers would").click()
        page.get_by_role("button", name="Preview now").click()
        frame = page.frame_locator("#front-frame")
        frame.locator(".opening-lead").get_by_text("Elm story").wait_for()
        expect(frame.locator("body")).to_have_css("font-family", re.compile("Newsreader"))
        self.assertEqual(page.locator("#front-frame").evaluate("one => one.clientWidth"), 390)
        page.get_by_label("Desktop").check()
        self.assertEqual(page.locator("#front-frame").evaluate("one => one.clientWidth"), 1280)
        self.assertFalse(FrontArrangement.objects.exists())

    def test_leaving_with_changes_is_asked_about(self):
        page = self.open()
        page.get_by_label("Move “Elm story” to").select_option("lead")
        self.wait_for(page, "lead", "Elm")
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.reload()
        self.assertEqual(asked, ["beforeunload"])

    def test_a_page_that_is_signed_out_keeps_the_draft_and_says_so(self):
        self.arranged("Dogwood")
        page = self.open()
        page.context.clear_cookies()
        before = self.draft(page)
        page.get_by_role("button", name="Unpin “Dogwood story”").click()
        page.get_by_role("alert").get_by_text("Perhaps you are signed out").wait_for()
        self.assertEqual(self.draft(page), before)
        # Signed in again, the very step goes through: with the new session's own token or not.
        self.sign_in_as(self.editor, page)
        page.get_by_role("button", name="Unpin “Dogwood story”").click()
        self.wait_for(page, "top")


class ByKeyboard(FrontTestCase):
    def test_a_page_is_arranged_and_published_with_keys_alone(self):
        self.arranged("Dogwood", "Elm")
        page = self.open()
        handle = page.locator(f"#handle-{self.stories['Elm'].pk}")
        handle.focus()
        page.keyboard.press("ArrowUp")
        self.wait_for(page, "top", "Elm", "Dogwood")
        # The story keeps the focus, and what happened is said.
        page.wait_for_function(f"document.activeElement.id === 'handle-{self.stories['Elm'].pk}'")
        self.assertIn("“Elm story” is pinned in Top stories, place 1 of 2", self.said(page))
        page.keyboard.press("ArrowLeft")
        self.wait_for(page, "lead", "Elm")
        page.wait_for_function(f"document.activeElement.id === 'handle-{self.stories['Elm'].pk}'")
        page.keyboard.press("Control+z")
        self.wait_for(page, "top", "Elm", "Dogwood")
        page.wait_for_function(f"document.activeElement.id === 'handle-{self.stories['Elm'].pk}'")
        for undo, redo in (("Control+z", "Control+Shift+Z"), ("Meta+z", "Control+y")):
            page.keyboard.press(redo)
            self.wait_for(page, "lead", "Elm")
            page.keyboard.press(undo)
            self.wait_for(page, "top", "Elm", "Dogwood")
        page.get_by_role("button", name="Redo").click()
        self.wait_for(page, "lead", "Elm")
        page.get_by_role("button", name="Undo").click()
        self.wait_for(page, "top", "Elm", "Dogwood")
        handle.focus()
        page.keyboard.press("Delete")
        self.wait_for(page, "top", "Dogwood")
        page.locator(f"#handle-{self.stories['Cedar'].pk}").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('[data-changed=\"1\"]')")
        page.locator("input[name=note]").focus()
        page.keyboard.type("By keys")
        page.locator("#front-do-publish").focus()
        page.keyboard.press("Enter")
        page.get_by_text("Arrangement 2 is on the front page.").wait_for()
        self.assertEqual(FrontArrangement.objects.first().note, "By keys")

    def said(self, page) -> str:
        return page.locator("#front-said").inner_text()

    def test_enter_in_the_search_finds_and_publishes_nothing(self):
        page = self.open()
        page.locator("#front-q").fill("birch")
        page.locator("#front-q").press("Enter")
        page.wait_for_function("document.querySelectorAll('.front-found').length === 1")
        page.locator("input[name=note]").fill("Only a note")
        page.locator("input[name=note]").press("Enter")
        page.wait_for_timeout(200)
        self.assertFalse(FrontArrangement.objects.exists())

    def test_quick_presses_are_all_taken_in_their_order(self):
        self.arranged("Birch", "Cedar", "Dogwood", "Elm")
        page = self.open()
        page.locator(f"#handle-{self.stories['Elm'].pk}").focus()
        page.evaluate(
            "for (let n = 0; n < 3; n += 1) document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'ArrowUp', bubbles: true, cancelable: true}))"
        )
        self.wait_for(page, "top", "Elm", "Birch", "Cedar", "Dogwood")


class WithoutScripts(FrontTestCase):
    def test_forms_alone_arrange_preview_and_publish(self):
        page = self.open(self.open_page(java_script_enabled=False))
        page.get_by_label("Add to").select_option("lead")
        page.get_by_role("button", name="Add “Elm story”").click()
        page.locator("[data-slot=lead]").get_by_text("Elm story").wait_for()
        page.get_by_role("button", name="Pin “Birch story” here").first.click()
        page.get_by_label("Until when “Birch story” is pinned").select_option("morning")
        page.get_by_role("button", name="Take over what is chosen").click()
        page.locator(".front-facts", has_text="Pinned until").wait_for()
        page.get_by_text("See it as readers would").click()
        page.get_by_role("button", name="Preview now").click()
        frame = page.frame_locator("#front-frame")
        frame.locator(".opening-lead").get_by_text("Elm story").wait_for()
        page.get_by_role("button", name="Publish now").click()
        page.get_by_text("Arrangement 1 is on the front page.").wait_for()
        layout = layout_of(FrontArrangement.objects.get())
        self.assertEqual(layout.lead[0].story, self.stories["Elm"].pk)
        self.assertIsNotNone(layout.top[0].until)


class Finger:
    """A finger on a page's screen, by the browser's own touch events."""

    def __init__(self, page):
        self.page = page
        self._screen = page.context.new_cdp_session(page)
        self._at = (0, 0)

    def _send(self, kind: str, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        self._screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def press(self, element, x: float = 0.5, y: float = 0.5):
        self._at = self.place(element, x, y)
        self._send("touchStart", self._at)

    def place(self, element, x: float = 0.5, y: float = 0.5) -> tuple[float, float]:
        box = element.bounding_box()
        return box["x"] + box["width"] * x, box["y"] + box["height"] * y

    def move(self, to: tuple[float, float], steps: int = 8):
        (x, y), (to_x, to_y) = self._at, to
        for step in range(1, steps + 1):
            part = step / steps
            self._send("touchMove", (x + (to_x - x) * part, y + (to_y - y) * part))
            self.page.wait_for_timeout(16)
        self._at = to

    def lift(self):
        self._send("touchEnd")

    def cancel(self):
        self._send("touchCancel")


class ByTouch(FrontTestCase):
    """On a tablet, and on a phone on which what is dragged and where it goes are screens apart."""

    def open_touched(self, width: int, height: int):
        screen = {"width": width, "height": height}
        page = self.open(self.open_page(viewport=screen, has_touch=True, is_mobile=True))
        return page, Finger(page)

    def show(self, element):
        element.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")

    def lifted(self, page):
        return page.locator(".front-ghost")

    def scrolled(self, page) -> float:
        """How far the page is scrolled, whatever of it scrolls."""
        return page.evaluate("document.getElementById('front-form').getBoundingClientRect().top")

    def test_a_handle_takes_a_story_at_once(self):
        self.arranged("Dogwood", "Elm")
        page, finger = self.open_touched(820, 1180)
        handle = page.locator(f"#handle-{self.stories['Elm'].pk}")
        self.show(handle)
        finger.press(handle)
        finger.move(finger.place(self.item(page, "Dogwood"), x=0.2))
        expect(self.lifted(page)).to_have_text("Elm story")
        finger.lift()
        self.wait_for(page, "top", "Elm", "Dogwood")
        expect(self.lifted(page)).to_have_count(0)

    def test_a_story_that_is_held_lifts_and_a_tap_opens_it(self):
        self.arranged("Dogwood")
        page, finger = self.open_touched(820, 1180)
        found = self.item(page, "Birch", "[data-slot=top]")
        self.show(found)
        before = self.scrolled(page)
        finger.press(found.locator("h3"))
        self.lifted(page).wait_for()
        finger.move(finger.place(self.item(page, "Dogwood"), x=0.2))
        self.assertEqual(self.scrolled(page), before)
        finger.lift()
        self.wait_for(page, "top", "Birch", "Dogwood")
        page.on("dialog", lambda dialog: dialog.accept())
        self.item(page, "Birch").locator("h3 a").tap()
        page.wait_for_url("**/change/")

    def test_a_finger_that_moves_scrolls_and_lifts_nothing(self):
        self.arranged("Dogwood", "Elm")
        page, finger = self.open_touched(390, 844)
        item = self.item(page, "Dogwood")
        self.show(item)
        before, draft = self.scrolled(page), self.draft(page)
        finger.press(item.locator("h3"))
        x, y = finger.place(item.locator("h3"))
        finger.move((x, y - 200))
        page.wait_for_timeout(500)
        expect(self.lifted(page)).to_have_count(0)
        finger.lift()
        until = page.evaluate("performance.now() + 5000")
        while self.scrolled(page) > before - 99 and page.evaluate("performance.now()") < until:
            page.wait_for_timeout(50)
        self.assertLess(self.scrolled(page), before - 99)
        self.assertEqual(self.draft(page), draft)

    def test_near_an_edge_the_page_moves_until_the_place_is_seen(self):
        self.arranged("Dogwood", "Elm")
        page, finger = self.open_touched(390, 844)
        found = self.item(page, "Cedar", ".front-finder")
        self.show(found)
        self.assertLess(page.locator("[data-slot=lead]").bounding_box()["y"], 0)
        finger.press(found.locator("h3"))
        self.lifted(page).wait_for()
        finger.move((195, 20))
        page.wait_for_function(
            "document.querySelector('[data-slot=lead]').getBoundingClientRect().bottom > 300"
        )
        finger.move((195, 260), steps=2)
        finger.move(finger.place(page.locator("[data-slot=lead]")), steps=2)
        finger.lift()
        self.wait_for(page, "lead", "Cedar")

    def test_what_is_interrupted_changes_nothing(self):
        self.arranged("Dogwood", "Elm")
        page, finger = self.open_touched(820, 1180)
        draft = self.draft(page)
        for interrupt in (finger.cancel, lambda: page.keyboard.press("Escape")):
            handle = page.locator(f"#handle-{self.stories['Elm'].pk}")
            self.show(handle)
            finger.press(handle)
            finger.move(finger.place(self.item(page, "Dogwood"), x=0.2))
            self.lifted(page).wait_for()
            interrupt()
            expect(self.lifted(page)).to_have_count(0)
            if interrupt != finger.cancel:
                finger.lift()
        page.wait_for_timeout(200)
        self.assertEqual(self.draft(page), draft)


class OnAPhone(FrontTestCase):
    def test_all_is_reached_and_nothing_is_wider_than_the_screen(self):
        self.arranged("Dogwood")
        screen = {"width": 390, "height": 844}
        page = self.open(self.open_page(viewport=screen, color_scheme="dark"))
        for address in (PAGE, f"{PAGE}history/"):
            page.goto(address)
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
            self.assertEqual(violations(page, ".front"), [])
        page.goto(PAGE)
        page.get_by_label("Move “Dogwood story” to").select_option("lead")
        self.wait_for(page, "lead", "Dogwood")
        page.get_by_role("button", name="Publish now").click()
        page.get_by_text("Arrangement 2 is on the front page.").wait_for()
