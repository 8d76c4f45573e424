"""The library of pictures, as a person goes through it by mouse and keyboard and drops files."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from reversion.models import Revision

from articles.models import Image
from articles.rights import withdraw
from tests.articles.admin.library import bare_image
from tests.articles.test_look_alikes import taken_in
from tests.browser.accessible import violations
from tests.browser.base import BrowserTestCase
from tests.factories import make_image, make_live_story, make_user, picture_bytes
from tests.newsroom.pictures import encode, photograph

LIBRARY = "/admin/articles/image/"
PHONE = {"viewport": {"width": 390, "height": 844}}
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


class ThePanel(LibraryTestCase):
    def test_words_are_saved_beside_the_grid_which_shows_it(self):
        image = make_image(alt="", title="Harbour")
        story = make_live_story(lead=image)
        self.open()
        self.assertIn("No alt text", self.tile(image).inner_text())
        panel = self.open_panel(image)
        panel.get_by_label("Alt text").fill("A quay at dawn")
        panel.get_by_label("Rights end").fill("2031-05-01T18:30")
        self.page.keyboard.press("Control+s")
        self.wait_for_status("Saved at")
        image.refresh_from_db()
        self.assertEqual(image.alt, "A quay at dawn")
        self.assertEqual(timezone.localtime(image.rights_until).hour, 18)
        self.assertNotIn("No alt text", self.tile(image).inner_text())
        self.assertNotIn("No alt text", panel.inner_text())
        self.assertIn(story.headline, panel.inner_text())
        self.assertEqual(Revision.objects.filter(user=self.editor).count(), 1)

    def test_choosing_another_picture_saves_what_was_typed(self):
        one, two = make_image(title="One"), make_image(title="Two")
        self.open()
        self.open_panel(one).get_by_label("Credit").fill("Ann Bo")
        self.open_panel(two)
        self.assertEqual(Image.objects.get(pk=one.pk).credit, "Ann Bo")
        self.page.locator("[data-do=save-after]").click()
        self.page.locator("h2:text('One')").wait_for()
        self.assertEqual(self.page.get_by_label("Credit").input_value(), "Ann Bo")

    def test_what_is_refused_stays_and_the_next_picture_waits(self):
        one = make_image(title="One", embargo_until=timezone.now() + timedelta(days=5))
        two = make_image(title="Two")
        self.open()
        panel = self.open_panel(one)
        panel.get_by_label("Rights end").fill("2020-01-01T10:00")
        panel.get_by_label("Credit").fill("Ann Bo")
        self.tile(two).locator(".lib-open").click()
        panel.locator(".lib-error:has-text('before the embargo does')").wait_for()
        self.assertIn("One", panel.locator("h2").inner_text())
        self.assertEqual(panel.get_by_label("Credit").input_value(), "Ann Bo")
        panel.get_by_role("button", name="Leave it unsaved and go on").click()
        panel.locator("h2:text('Two')").wait_for()
        self.assertEqual(Image.objects.get(pk=one.pk).credit, "Jo Li/Agency")

    def test_what_somebody_else_saved_meanwhile_is_asked_about(self):
        image = make_image()
        self.open()
        panel = self.open_panel(image)
        panel.get_by_label("Credit").fill("Mine")
        Image.objects.filter(pk=image.pk).update(credit="Theirs", caption="Theirs too")
        panel.get_by_role("button", name="Save", exact=True).click()
        panel.get_by_text("There now: Theirs").wait_for()
        self.assertEqual(Image.objects.get().credit, "Theirs")
        panel.get_by_role("button", name="Keep mine").click()
        panel.get_by_role("button", name="Save", exact=True).click()
        self.wait_for_status("Saved at")
        self.assertEqual(Image.objects.get().credit, "Mine")
        self.assertEqual(panel.get_by_label("Caption").input_value(), "Theirs too")

    def test_somebody_who_was_signed_out_loses_nothing(self):
        image = make_image()
        self.open()
        panel = self.open_panel(image)
        panel.get_by_label("Credit").fill("Mine")
        Session.objects.all().delete()
        self.page.keyboard.press("Control+s")
        self.wait_for_status("You are signed out")
        self.assertEqual(panel.get_by_label("Credit").input_value(), "Mine")
        self.sign_in_as(self.editor)
        self.page.keyboard.press("Control+s")
        self.wait_for_status("Saved at")
        self.assertEqual(Image.objects.get().credit, "Mine")

    def test_leaving_the_page_with_something_typed_is_asked_about(self):
        image = make_image()
        self.open()
        self.open_panel(image).get_by_label("Credit").fill("Mine")
        asked = []
        self.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        self.page.locator(".lib-facets a").first.click(no_wait_after=True)
        self.page.wait_for_timeout(300)
        self.assertEqual(asked, ["beforeunload"])
        self.assertEqual(self.page.get_by_label("Credit").input_value(), "Mine")

    def test_half_a_date_is_no_empty_one(self):
        image = make_image(rights_until=timezone.now() + timedelta(days=9))
        self.open()
        panel = self.open_panel(image)
        panel.get_by_label("Rights end").focus()
        self.page.keyboard.press("Delete")
        panel.get_by_role("button", name="Save", exact=True).click()
        panel.get_by_text("Give the day and the time.").wait_for()
        self.assertIsNotNone(Image.objects.get().rights_until)

    def test_a_reviewer_looks_and_neither_types_nor_chooses(self):
        image = make_image()
        page = self.sign_in_as(make_user("Reviewer"), self.open_page())
        self.open(page=page)
        self.assertFalse(page.locator(".lib-choose").is_visible())
        panel = self.open_panel(image, page)
        self.assertTrue(panel.get_by_label("Credit").is_disabled())
        self.assertEqual(panel.get_by_role("button", name="Save").count(), 0)
        page.keyboard.press("Escape")
        panel.wait_for(state="hidden")

    def test_a_reload_brings_the_picture_back(self):
        image = make_image(title="Harbour")
        self.open()
        self.open_panel(image)
        self.page.reload()
        self.page.locator(".lib-panel h2:text('Harbour')").wait_for()


class Choosing(LibraryTestCase):
    def setUp(self):
        super().setUp()
        self.images = [bare_image(number) for number in range(1, 9)]
        self.images.reverse()
        self.open()

    def focused(self) -> int:
        tile = "document.activeElement.closest('.lib-tile')?.dataset.id"
        return int(self.page.evaluate(tile))

    def test_the_keyboard_alone_goes_everywhere(self):
        pks = [image.pk for image in self.images]
        press = self.page.keyboard.press
        self.tile(self.images[0]).locator(".lib-open").focus()
        press("ArrowRight")
        self.assertEqual(self.focused(), pks[1])
        columns = self.page.evaluate(
            "[...document.querySelectorAll('.lib-tile')]"
            ".filter((one, _, all) => one.offsetTop === all[0].offsetTop).length"
        )
        press("ArrowDown")
        self.assertEqual(self.focused(), pks[min(1 + columns, 7)])
        press("Home")
        press(" ")
        self.assertEqual(self.chosen(), pks[:1])
        press("Shift+ArrowRight")
        press("Shift+ArrowRight")
        self.assertEqual(self.chosen(), pks[:3])
        self.assertEqual(self.page.locator("#lib-chosen").inner_text(), "3 pictures chosen")
        press("Control+a")
        self.assertEqual(self.chosen(), pks)
        press("Escape")
        self.assertEqual(self.chosen(), [])
        press("End")
        self.assertEqual(self.focused(), pks[-1])
        press("Enter")
        self.page.locator(".lib-panel h2:text('Picture 1')").wait_for()
        press("Escape")
        self.page.locator("#lib-panel").wait_for(state="hidden")
        self.assertEqual(self.focused(), pks[-1])

    def test_one_picture_is_a_stop_of_the_tab_key(self):
        self.tile(self.images[2]).locator(".lib-open").focus()
        self.page.keyboard.press("Tab")
        self.assertFalse(self.page.evaluate("!!document.activeElement.closest('.lib-tiles')"))
        self.page.keyboard.press("Shift+Tab")
        self.assertEqual(self.focused(), self.images[2].pk)

    def test_clicks_choose_one_more_or_a_stretch(self):
        pks = [image.pk for image in self.images]
        link = [self.tile(image).locator(".lib-open") for image in self.images]
        link[1].click(modifiers=["Control"])
        link[3].click(modifiers=["Control"])
        self.assertEqual(self.chosen(), [pks[1], pks[3]])
        link[6].click(modifiers=["Shift"])
        self.assertEqual(self.chosen(), [pks[1], *pks[3:7]])
        self.tile(self.images[1]).locator(".lib-choose").click()
        self.assertEqual(self.chosen(), pks[3:7])
        self.tile(self.images[0]).locator(".lib-choose").click(modifiers=["Shift"])
        self.page.locator(f".lib-is-chosen[data-id='{pks[0]}']").wait_for()
        self.assertEqual(self.chosen(), [*pks[:2], *pks[3:7]])

    def test_all_chosen_get_the_same_words_in_one_go(self):
        self.page.locator(".lib-choose").nth(0).click()
        self.page.locator(".lib-choose").nth(2).click()
        self.page.get_by_role("button", name="Set words…").click()
        panel = self.page.locator("#lib-panel")
        panel.get_by_label("Credit", exact=True).fill("Ann Bo")
        panel.get_by_label("Add keywords", exact=True).fill("quay; sea")
        panel.get_by_role("button", name="Set for all").click()
        self.wait_for_status("Credit and keywords set for 2 pictures.")
        done = Image.objects.filter(credit="Ann Bo", keywords="quay; sea")
        self.assertEqual(done.count(), 2)
        self.assertIn("Ann Bo", self.tile(self.images[2]).inner_text())
        self.assertEqual(len(self.chosen()), 2)

    def test_what_others_changed_is_set_only_if_one_insists(self):
        self.page.locator(".lib-choose").nth(0).click()
        self.page.get_by_role("button", name="Set words…").click()
        panel = self.page.locator("#lib-panel")
        panel.get_by_label("Credit", exact=True).fill("Mine")
        Image.objects.filter(pk=self.images[0].pk).update(credit="Theirs")
        panel.get_by_role("button", name="Set for all").click()
        panel.get_by_text("Somebody else has changed").wait_for()
        self.assertTrue(Image.objects.filter(credit="Theirs").exists())
        panel.get_by_role("button", name="Set it all the same").click()
        self.wait_for_status("Credit set for 1 picture.")

    def test_what_was_to_be_set_is_not_lost_by_a_click(self):
        self.page.locator(".lib-choose").nth(0).click()
        self.page.get_by_role("button", name="Set words…").click()
        panel = self.page.locator("#lib-panel")
        panel.get_by_label("Credit", exact=True).fill("Mine")
        self.tile(self.images[3]).locator(".lib-open").click()
        self.wait_for_status("What is ticked has not been set yet.")
        self.assertEqual(panel.get_by_label("Credit", exact=True).input_value(), "Mine")
        panel.get_by_role("button", name="Leave it unsaved and go on").click()
        panel.locator("h2:text('Picture 5')").wait_for()
        self.assertFalse(Image.objects.filter(credit="Mine").exists())

    def test_deleting_asks_on_a_page_of_its_own(self):
        self.page.locator(".lib-choose").nth(0).click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Delete…").click()
        self.assertIn("Are you sure", self.page.locator("#content").inner_text())


class GoingOn(LibraryTestCase):
    def test_more_pictures_come_as_one_goes_down_and_each_comes_once(self):
        for number in range(1, 131):
            bare_image(number)
        self.open()
        for _page in range(3):
            self.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            self.page.wait_for_timeout(300)
        self.page.locator(".lib-tile").nth(129).wait_for(state="attached")
        self.assertEqual(self.page.locator(".lib-tile").count(), 130)
        ids = self.page.eval_on_selector_all(".lib-tile", "all => all.map((one) => one.dataset.id)")
        self.assertEqual(len(set(ids)), 130)
        self.assertEqual(self.page.locator("#lib-more").count(), 0)

    def test_without_scripts_it_is_a_list_of_links(self):
        for number in range(1, 60):
            bare_image(number)
        page = self.sign_in_as(self.editor, self.open_page(java_script_enabled=False))
        page.goto(LIBRARY)
        self.assertEqual(page.locator(".lib-tile").count(), 48)
        href = page.locator("#lib-more").get_attribute("href")
        page.goto(f"{LIBRARY}{href}")
        self.assertEqual(page.locator(".lib-tile").count(), 11)
        href = page.locator(".lib-open").first.get_attribute("href")
        self.assertRegex(href, r"/admin/articles/image/\d+/change/")

    def test_the_other_view_is_shown_at_once_and_remembered(self):
        make_image()
        self.open()
        with self.page.expect_response(lambda answer: "view=list" in answer.url):
            self.page.get_by_role("link", name="List").click()
        self.assertEqual(self.page.locator(".lib").get_attribute("data-view"), "list")
        self.open()
        self.assertEqual(self.page.locator(".lib").get_attribute("data-view"), "list")

    def test_no_picture_is_broken(self):
        withdraw(make_image(), by=None, reason="Called back.")
        bare_image(77)
        make_image()
        self.open()
        self.page.get_by_text("No file").wait_for()
        self.assertEqual(self.page.get_by_text("Withdrawn", exact=True).count(), 2)
        self.page.wait_for_load_state("networkidle")
        broken = (
            "[...document.querySelectorAll('.lib img')].filter((one) => !one.naturalWidth).length"
        )
        self.assertEqual(self.page.evaluate(broken), 0)


class Uploading(LibraryTestCase):
    def uploads(self) -> str:
        return self.page.locator("#lib-uploads").inner_text()

    def wait_for_uploads(self):
        self.page.locator("#lib-uploads").get_by_role("button", name="Put away").wait_for()

    def test_dropped_files_come_into_the_grid_and_refused_ones_say_why(self):
        self.open()
        known = make_image("known.jpg", colour=(1, 2, 3))
        colour = (1, 2, 3)
        self.drop(
            ("one.jpg", "image/jpeg", picture_bytes(colour="red")),
            ("two.png", "image/png", picture_bytes(colour="blue", kind="PNG")),
            ("known.jpg", "image/jpeg", picture_bytes(colour=colour)),
            ("notes.txt", "text/plain", b"no picture"),
            ("empty.jpg", "image/jpeg", b""),
        )
        self.wait_for_uploads()
        self.assertEqual(Image.objects.count(), 3)
        self.assertEqual(self.page.locator(".lib-tile").count(), 3)
        said = self.uploads()
        for words in (
            *("3 pictures in · 2 refused", "In the library already"),
            "This is not a picture that can be used.",
        ):
            self.assertIn(words, said)
        self.page.get_by_role("button", name="Open: known.jpg").click()
        self.page.locator(f".lib-panel :text('#{known.pk} ·')").wait_for()
        self.page.locator(".lib-panel [data-do=close]").click()
        self.page.get_by_role("button", name="Choose these").click()
        self.assertEqual(len(self.chosen()), 3)

    def test_a_photograph_that_is_there_in_other_bytes_is_offered(self):
        first = taken_in(photograph(1), title="First")
        self.open()
        again = encode(photograph(1).resize((240, 160)), "JPEG", quality=50)
        self.drop(("again.jpg", "image/jpeg", again))
        self.page.get_by_text("It looks like “First”, which was there already.").wait_for()
        self.page.get_by_role("button", name="Open the other: again.jpg").click()
        self.page.locator(f".lib-panel :text('#{first.pk} ·')").wait_for()

    def test_a_failed_one_is_tried_again(self):
        self.open()
        address = "**/desk/images/"
        self.page.route(address, lambda route: route.abort())
        chooser = {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()}
        self.page.locator("#lib-files").set_input_files([chooser])
        self.page.get_by_text("The server cannot be reached.").wait_for()
        self.page.unroute(address)
        self.page.get_by_role("button", name="Try again: one.jpg").click()
        self.page.get_by_text("1 picture in", exact=True).wait_for()
        self.assertEqual(Image.objects.count(), 1)

    def test_the_captions_of_what_came_are_written_next(self):
        self.open()
        self.drop(("one.jpg", "image/jpeg", picture_bytes()))
        self.wait_for_uploads()
        self.page.get_by_role("link", name="Write their captions").click()
        self.page.wait_for_selector("#lib-table[data-ready]")
        self.page.get_by_label("Alt text").fill("A harbour")
        self.page.keyboard.press("Control+s")
        self.wait_for_status("1 picture saved at")
        self.assertEqual(Image.objects.get().alt, "A harbour")


class TheCaptionTable(LibraryTestCase):
    def test_one_tabs_through_it_and_saves_it_as_a_whole(self):
        images = [bare_image(number, caption="") for number in range(1, 4)]
        self.open_table(images)
        self.page.get_by_label("Alt text").first.focus()
        press, write = self.page.keyboard.press, self.page.keyboard.type
        for number in range(1, 4):
            for name in ("Alt", "Caption", "Credit"):
                press("Control+a")
                write(f"{name} {number}")
                press("Tab")
            # The picture's own link stands between two rows.
            press("Tab")
        press("Control+s")
        self.wait_for_status("3 pictures saved at")
        rows = Image.objects.order_by("pk").values_list("alt", "caption", "credit")
        self.assertEqual(
            list(rows), [(f"Alt {n}", f"Caption {n}", f"Credit {n}") for n in (1, 2, 3)]
        )
        self.assertEqual(Revision.objects.count(), 1)

    def test_refused_rows_keep_what_was_typed_and_the_others_are_saved(self):
        images = [bare_image(number) for number in range(1, 4)]
        self.open_table(images)
        credits = self.page.get_by_label("Credit")
        for number in range(3):
            credits.nth(number).fill(f"New {number}")
        Image.objects.filter(pk=images[1].pk).update(credit="Theirs")
        self.page.get_by_role("button", name="Save all").click()
        self.wait_for_status("2 pictures saved at")
        self.wait_for_status("1 is not saved and says why.")
        self.assertEqual(credits.nth(1).input_value(), "New 1")
        self.page.get_by_role("button", name="Take theirs").click()
        self.assertEqual(credits.nth(1).input_value(), "Theirs")
        stored = list(Image.objects.order_by("pk").values_list("credit", flat=True))
        self.assertEqual(stored, ["New 0", "Theirs", "New 2"])

    def test_ctrl_and_arrows_go_up_and_down(self):
        images = [bare_image(number) for number in range(1, 4)]
        self.open_table(images)
        self.page.get_by_label("Caption").first.focus()
        self.page.keyboard.press("Control+ArrowDown")
        here = "document.activeElement.closest('tr').dataset.id + document.activeElement.name"
        self.assertEqual(self.page.evaluate(here), f"{images[1].pk}caption")


class Accessible(LibraryTestCase):
    def fill(self) -> Image:
        soon = timezone.now() + timedelta(days=3)
        make_image(alt="", credit="", embargo_until=soon)
        make_image(rights_until=soon, digital_source_type="trainedAlgorithmicMedia")
        withdraw(make_image(), by=None, reason="Called back.")
        image = make_image(title="Harbour")
        make_live_story("Ferry", lead=image)
        return image

    def states(self, page, image):
        """Every face of the library, one after the other."""
        self.open("?view=grid", page)
        yield "grid"
        page.locator(".lib-choose").nth(1).click(force=True)
        yield "chosen"
        self.open_panel(image, page)
        yield "panel"
        page.locator(".lib-panel [data-do=close]").click()
        page.get_by_role("button", name="Set words…").click()
        page.locator(".lib-many").first.wait_for()
        yield "many"
        self.open("?view=list&since=2020-01-01&is=unused", page)
        yield "list"
        files = [("one.jpg", picture_bytes(colour="red")), ("two.txt", b"no picture")]
        page.locator("#lib-files").set_input_files(
            [{"name": n, "mimeType": "image/jpeg", "buffer": b} for n, b in files]
        )
        page.get_by_role("button", name="Put away").wait_for()
        yield "uploads"
        self.open("?q=nothing+like+it", page)
        yield "nothing"
        page.goto(f"{LIBRARY}captions/?is=no-alt")
        yield "captions"

    def test_axe_finds_nothing_wrong_in_either_colour_or_on_a_phone(self):
        image = self.fill()
        for options in ({}, {"color_scheme": "dark"}, PHONE):
            page = self.sign_in_as(self.editor, self.open_page(**options))
            for state in self.states(page, image):
                page.wait_for_load_state("networkidle")
                with self.subTest(state=state, **options):
                    self.assertEqual(violations(page), [])
                    width = page.evaluate("document.documentElement.scrollWidth")
                    self.assertLessEqual(width, page.viewport_size["width"])

    def test_on_a_phone_the_picture_takes_the_place_of_the_grid(self):
        image = self.fill()
        page = self.sign_in_as(self.editor, self.open_page(**PHONE))
        self.open(page=page)
        panel = self.open_panel(image, page)
        self.assertFalse(page.locator(".lib-main").is_visible())
        panel.get_by_label("Credit").fill("Ann Bo")
        panel.get_by_role("button", name="Close").click()
        panel.wait_for(state="hidden")
        self.assertTrue(page.locator(".lib-main").is_visible())
        self.assertEqual(Image.objects.get(pk=image.pk).credit, "Ann Bo")
