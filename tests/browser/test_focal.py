"""The focal point by mouse and keyboard, and the crops that follow it."""

from django.urls import reverse

from articles.models import Image, SocialCard
from tests.browser.accessible import violations
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import containing, expect
from tests.browser.library import LibraryTestCase
from tests.factories import make_image, make_user

CROPS = "[data-focal-crops] img"


class FocalPointTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in_as(make_user("Editor"))
        self.image = make_image(size=(1200, 800))
        self.address = reverse("admin:articles_image_change", args=[self.image.pk])
        self.page.goto(self.address)
        self.mark = self.page.get_by_role("slider", name="Focal point")
        self.mark.wait_for()

    def placed(self) -> set[str]:
        return set(
            self.page.locator(CROPS).evaluate_all("all => all.map(one => one.style.objectPosition)")
        )

    def fields(self) -> tuple[float, float]:
        return tuple(
            float(self.page.locator(f"#id_focal_{axis}").input_value()) for axis in ("x", "y")
        )

    def test_arrow_keys_move_it_and_every_crop_follows_at_once(self):
        self.mark.focus()
        for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowDown"):
            self.page.keyboard.press(key)
        self.assertEqual(self.fields(), (0.48, 0.6))
        self.assertEqual(self.placed(), {"48% 60%"})
        expect(self.page.locator(CROPS)).to_have_count(4)
        for _ in range(8):
            self.page.keyboard.press("Shift+ArrowLeft")
        self.assertEqual(self.fields(), (0, 0.6))
        self.page.keyboard.press("Home")
        self.assertEqual(self.fields(), (0.5, 0.5))

    def test_a_screen_reader_hears_what_it_is_and_where_it_stands(self):
        self.mark.focus()
        self.page.keyboard.press("ArrowRight")
        expect(self.mark).to_have_attribute(
            "aria-valuetext", "51 % from the left, 50 % from the top"
        )
        hint = self.page.locator(f"#{self.mark.get_attribute('aria-describedby')}")
        expect(hint).to_contain_text("arrow keys", use_inner_text=True)

    def test_a_click_and_a_drag_move_it_too(self):
        picture = self.page.locator("[data-focal] img")
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        self.page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
        self.assertEqual(self.fields(), (0.25, 0.75))
        mark = self.mark.bounding_box()
        self.page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.1)
        self.page.mouse.up()
        for found, wanted in zip(self.fields(), (0.9, 0.1), strict=True):
            self.assertAlmostEqual(found, wanted, delta=0.011)
        # The keyboard goes on from there.
        self.page.keyboard.press("Home")
        self.assertEqual(self.fields(), (0.5, 0.5))

    def test_what_is_typed_into_the_fields_moves_the_mark(self):
        self.page.locator("#id_focal_x").fill("0.2")
        self.assertEqual(self.placed(), {"20% 50%"})
        expect(self.mark).to_have_attribute("aria-valuenow", "20")

    def test_saved_it_has_a_social_card_of_its_own(self):
        self.mark.focus()
        self.page.keyboard.press("Shift+ArrowLeft")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save", exact=True).click()
        self.assertEqual(Image.objects.get().focal_x, 0.4)
        made = SocialCard.objects.filter(is_made=True).values_list("focus", flat=True)
        self.assertEqual(set(made), {"50-50", "40-50"})

    def test_it_fits_a_phone_and_reads_in_both_themes(self):
        for dark in (False, True):
            page = self.open_page(
                viewport={"width": 390, "height": 844}, color_scheme="dark" if dark else "light"
            )
            page.context.add_cookies(self.page.context.cookies())
            page.goto(self.address)
            page.get_by_role("slider", name="Focal point").wait_for()
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
            self.assertEqual(violations(page, ".desk-focal"), [])


class InTheSidePanel(LibraryTestCase):
    def setUp(self):
        super().setUp()
        self.image, self.other = (make_image(size=(1200, 800 + n)) for n in range(2))

    def look(self, image=None, page=None):
        page = page or self.page
        panel = self.open_panel(image or self.image, page)
        self.mark = page.get_by_role("slider", name="Focal point")
        self.mark.wait_for()
        return panel

    def placed(self) -> set[str]:
        crops = self.page.locator(CROPS)
        expect(crops).to_have_count(4)
        return set(crops.evaluate_all("all => all.map(one => one.style.objectPosition)"))

    def stored(self, image=None) -> tuple[float, float]:
        image = Image.objects.get(pk=(image or self.image).pk)
        return image.focal_x, image.focal_y

    def test_by_mouse_with_the_crops_following_and_saved_with_the_words(self):
        self.open()
        panel = self.look()
        box = panel.locator("[data-focal] img").bounding_box()
        self.page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
        (place,) = self.placed()
        self.assertEqual(self.stored(), (0.5, 0.5))
        panel.get_by_label("Credit").fill("Ann Bo")
        panel.get_by_role("button", name="Save", exact=True).click()
        self.wait_for_status("Saved at")
        x, y = self.stored()
        self.assertAlmostEqual(x, 0.25, delta=0.011)
        self.assertAlmostEqual(y, 0.75, delta=0.011)
        self.assertEqual(place, f"{x * 100:.0f}% {y * 100:.0f}%")
        self.assertEqual(Image.objects.get(pk=self.image.pk).credit, "Ann Bo")
        # In the grid as well, and a social card of its own is made.
        thumbnail = self.tile(self.image).locator("img")
        expect(thumbnail).to_have_attribute("style", containing(f"object-position: {place}"))
        key = f"{x * 100:.0f}-{y * 100:.0f}"
        self.assertTrue(SocialCard.objects.filter(focus=key, picture=self.image.sha256).exists())

    def test_by_keyboard_from_picture_to_picture(self):
        self.open()
        self.look(self.other)
        self.mark.focus()
        for key in ("Shift+ArrowLeft", "ArrowUp"):
            self.page.keyboard.press(key)
        self.assertEqual(self.placed(), {"40% 49%"})
        self.page.keyboard.press("Control+Enter")
        self.page.locator(f".lib-panel :text('#{self.image.pk} ·')").wait_for()
        self.assertEqual(self.stored(self.other), (0.4, 0.49))
        # The next picture's mark is where one goes on.
        self.page.wait_for_function("document.activeElement.matches('[role=slider]')")
        self.assertEqual(self.placed(), {"50% 50%"})
        self.page.keyboard.press("Shift+ArrowDown")
        self.page.keyboard.press("Control+s")
        self.wait_for_status("Saved at")
        self.assertEqual(self.stored(), (0.5, 0.6))

    def test_what_somebody_else_set_meanwhile_is_asked_about_and_moves_the_mark(self):
        self.open()
        panel = self.look()
        Image.objects.filter(pk=self.image.pk).update(focal_x=0.9)
        self.mark.focus()
        self.page.keyboard.press("Shift+ArrowLeft")
        panel.get_by_role("button", name="Save", exact=True).click()
        self.wait_for_status("Not saved")
        self.assertEqual(self.stored(), (0.9, 0.5))
        panel.get_by_text("Focal point, from the left").wait_for()
        panel.get_by_role("button", name="Take theirs").click()
        self.assertEqual(self.placed(), {"90% 50%"})
        expect(self.mark).to_be_focused()

    def test_whoever_may_not_change_it_sees_where_it_is(self):
        self.sign_in_as(make_user("Reviewer"))
        self.open()
        panel = self.open_panel(self.image)
        panel.get_by_title("Focal point").wait_for()
        expect(panel.get_by_role("slider")).to_have_count(0)

    def test_it_fits_a_phone_and_reads_in_both_themes(self):
        for dark in (False, True):
            page = self.open_page(
                viewport={"width": 390, "height": 844}, color_scheme="dark" if dark else "light"
            )
            page.context.add_cookies(self.page.context.cookies())
            self.open(page=page)
            self.look(page=page)
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
            self.assertEqual(violations(page, ".lib-focal"), [])
