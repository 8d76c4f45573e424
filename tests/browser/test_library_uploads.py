"""Files on their way into the library, and the table in which a shoot gets its captions."""

from reversion.models import Revision

from articles.models import Image
from tests.articles.admin.library import bare_image
from tests.articles.admin.test_left_out import frames
from tests.articles.test_look_alikes import taken_in
from tests.browser.chromium import expect
from tests.browser.library import LibraryTestCase
from tests.factories import make_image, picture_bytes
from tests.newsroom.pictures import encode, photograph


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
        expect(self.page.locator(".lib-tile")).to_have_count(3)
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

    def test_of_an_animated_file_it_is_said_what_is_used(self):
        self.open()
        self.drop(("flag.webp", "image/webp", frames("WEBP", duration=200)))
        self.page.get_by_text("In the library · Animated file: its first frame is used.").wait_for()
        self.page.get_by_role("button", name="Open: flag.webp").click()
        self.page.locator(".lib-panel :text('Animated')").wait_for()

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
        expect(credits.nth(1)).to_have_value("New 1")
        self.page.get_by_role("button", name="Take theirs").click()
        expect(credits.nth(1)).to_have_value("Theirs")
        stored = list(Image.objects.order_by("pk").values_list("credit", flat=True))
        self.assertEqual(stored, ["New 0", "Theirs", "New 2"])

    def test_ctrl_and_arrows_go_up_and_down(self):
        images = [bare_image(number) for number in range(1, 4)]
        self.open_table(images)
        self.page.get_by_label("Caption").first.focus()
        self.page.keyboard.press("Control+ArrowDown")
        here = "document.activeElement.closest('tr').dataset.id + document.activeElement.name"
        self.assertEqual(self.page.evaluate(here), f"{images[1].pk}caption")
