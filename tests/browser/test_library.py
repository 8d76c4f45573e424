"""The library of pictures, as a person goes through it by mouse and by keyboard."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from reversion.models import Revision

from articles.models import Image
from articles.rights import withdraw
from tests.articles.admin.library import bare_image
from tests.browser.accessible import violations
from tests.browser.chromium import expect
from tests.browser.library import LIBRARY, LibraryTestCase
from tests.factories import make_image, make_live_story, make_user, picture_bytes

PHONE = {"viewport": {"width": 390, "height": 844}}


class ThePanel(LibraryTestCase):
    def test_words_are_saved_beside_the_grid_which_shows_it(self):
        image = make_image(alt="", title="Harbour")
        story = make_live_story(lead=image)
        self.open()
        expect(self.tile(image)).to_contain_text("No alt text", use_inner_text=True)
        panel = self.open_panel(image)
        panel.get_by_label("Alt text").fill("A quay at dawn")
        panel.get_by_label("Rights end").fill("2031-05-01T18:30")
        self.page.keyboard.press("Control+s")
        self.wait_for_status("Saved at")
        image.refresh_from_db()
        self.assertEqual(image.alt, "A quay at dawn")
        self.assertEqual(timezone.localtime(image.rights_until).hour, 18)
        expect(self.tile(image)).not_to_contain_text("No alt text", use_inner_text=True)
        expect(panel).not_to_contain_text("No alt text", use_inner_text=True)
        expect(panel).to_contain_text(story.headline, use_inner_text=True)
        self.assertEqual(Revision.objects.filter(user=self.editor).count(), 1)

    def test_choosing_another_picture_saves_what_was_typed(self):
        one, two = make_image(title="One"), make_image(title="Two")
        self.open()
        self.open_panel(one).get_by_label("Credit").fill("Ann Bo")
        self.open_panel(two)
        self.assertEqual(Image.objects.get(pk=one.pk).credit, "Ann Bo")
        self.page.locator("[data-do=save-after]").click()
        self.page.locator("h2:text('One')").wait_for()
        expect(self.page.get_by_label("Credit")).to_have_value("Ann Bo")

    def test_what_is_refused_stays_and_the_next_picture_waits(self):
        one = make_image(title="One", embargo_until=timezone.now() + timedelta(days=5))
        two = make_image(title="Two")
        self.open()
        panel = self.open_panel(one)
        panel.get_by_label("Rights end").fill("2020-01-01T10:00")
        panel.get_by_label("Credit").fill("Ann Bo")
        self.tile(two).locator(".lib-open").click()
        panel.locator(".lib-error:has-text('before the embargo does')").wait_for()
        expect(panel.locator("h2")).to_contain_text("One", use_inner_text=True)
        expect(panel.get_by_label("Credit")).to_have_value("Ann Bo")
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
        expect(panel.get_by_label("Caption")).to_have_value("Theirs too")

    def test_somebody_who_was_signed_out_loses_nothing(self):
        image = make_image()
        self.open()
        panel = self.open_panel(image)
        panel.get_by_label("Credit").fill("Mine")
        Session.objects.all().delete()
        self.page.keyboard.press("Control+s")
        self.wait_for_status("You are signed out")
        expect(panel.get_by_label("Credit")).to_have_value("Mine")
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
        expect(self.page.get_by_label("Credit")).to_have_value("Mine")

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
        expect(page.locator(".lib-choose")).to_be_hidden()
        panel = self.open_panel(image, page)
        expect(panel.get_by_label("Credit")).to_be_disabled()
        expect(panel.get_by_role("button", name="Save")).to_have_count(0)
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
        expect(self.page.locator("#lib-chosen")).to_have_text(
            "3 pictures chosen", use_inner_text=True
        )
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
        self.page.wait_for_function("!document.activeElement.closest('.lib-tiles')")
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
        # The tiles are fetched and drawn anew after that.
        self.tile(self.images[2]).get_by_text("Ann Bo").wait_for()
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
        expect(panel.get_by_label("Credit", exact=True)).to_have_value("Mine")
        panel.get_by_role("button", name="Leave it unsaved and go on").click()
        panel.locator("h2:text('Picture 5')").wait_for()
        self.assertFalse(Image.objects.filter(credit="Mine").exists())

    def test_deleting_asks_on_a_page_of_its_own(self):
        self.page.locator(".lib-choose").nth(0).click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Delete…").click()
        expect(self.page.locator("#content")).to_contain_text("Are you sure", use_inner_text=True)


class GoingOn(LibraryTestCase):
    def test_more_pictures_come_as_one_goes_down_and_each_comes_once(self):
        for number in range(1, 131):
            bare_image(number)
        self.open()
        for shown in (96, 130):
            self.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            self.page.locator(".lib-tile").nth(shown - 1).wait_for(state="attached")
        expect(self.page.locator(".lib-tile")).to_have_count(130)
        ids = self.page.eval_on_selector_all(".lib-tile", "all => all.map((one) => one.dataset.id)")
        self.assertEqual(len(set(ids)), 130)
        expect(self.page.locator("#lib-more")).to_have_count(0)

    def test_without_scripts_it_is_a_list_of_links(self):
        for number in range(1, 60):
            bare_image(number)
        page = self.sign_in_as(self.editor, self.open_page(java_script_enabled=False))
        page.goto(LIBRARY)
        expect(page.locator(".lib-tile")).to_have_count(48)
        href = page.locator("#lib-more").get_attribute("href")
        page.goto(f"{LIBRARY}{href}")
        expect(page.locator(".lib-tile")).to_have_count(11)
        href = page.locator(".lib-open").first.get_attribute("href")
        self.assertRegex(href, r"/admin/articles/image/\d+/change/")

    def test_the_other_view_is_shown_at_once_and_remembered(self):
        make_image()
        self.open()
        with self.page.expect_response(lambda answer: "view=list" in answer.url):
            self.page.get_by_role("link", name="List").click()
        expect(self.page.locator(".lib")).to_have_attribute("data-view", "list")
        self.open()
        expect(self.page.locator(".lib")).to_have_attribute("data-view", "list")

    def test_no_picture_is_broken(self):
        withdraw(make_image(), by=None, reason="Called back.")
        bare_image(77)
        make_image()
        self.open()
        self.page.get_by_text("No file").wait_for()
        expect(self.page.get_by_text("Withdrawn", exact=True)).to_have_count(2)
        self.quiet()
        broken = (
            "[...document.querySelectorAll('.lib img')].filter((one) => !one.naturalWidth).length"
        )
        self.assertEqual(self.page.evaluate(broken), 0)


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
                self.quiet(page)
                with self.subTest(state=state, **options):
                    self.assertEqual(violations(page), [])
                    width = page.evaluate("document.documentElement.scrollWidth")
                    self.assertLessEqual(width, page.viewport_size["width"])

    def test_on_a_phone_the_picture_takes_the_place_of_the_grid(self):
        image = self.fill()
        page = self.sign_in_as(self.editor, self.open_page(**PHONE))
        self.open(page=page)
        panel = self.open_panel(image, page)
        expect(page.locator(".lib-main")).to_be_hidden()
        panel.get_by_label("Credit").fill("Ann Bo")
        panel.get_by_role("button", name="Close").click()
        panel.wait_for(state="hidden")
        expect(page.locator(".lib-main")).to_be_visible()
        self.assertEqual(Image.objects.get(pk=image.pk).credit, "Ann Bo")
