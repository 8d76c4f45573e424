from django.urls import reverse

from articles.models import Article, Byline, Image, Tag
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_story,
    make_user,
    picture_bytes,
    save_change,
)

PHONE = {"viewport": {"width": 390, "height": 844}}


def form_url(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])


class TheDesk(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", first_name="Hanna", last_name="Voss")
        self.sign_in_as(self.user)

    def open_story(self, story, page=None):
        page = page or self.page
        page.goto(form_url(story))
        page.wait_for_selector(".ProseMirror")
        return page

    def test_tags_are_chosen_or_typed_and_keep_their_order(self):
        Tag.objects.create(name="Offshore wind")
        story = make_story(tags=["Shipping"])
        page = self.open_story(story)
        search = page.locator(".field-tags .select2-search__field")
        search.press_sequentially("Pens,")
        search.press_sequentially("offsh")
        page.locator(".select2-results__option", has_text="Offshore wind").click()
        self.save_in_place()
        names = [tag.name for tag in Article.objects.get().tags.all()]
        self.assertEqual(names, ["Shipping", "Pens", "Offshore wind"])
        shown = page.locator(".field-tags .select2-selection__choice").all_inner_texts()
        self.assertEqual([text.strip("× \n") for text in shown], names)

    def test_the_headline_is_one_line_and_the_keyboard_saves(self):
        page = self.open_story(make_story())
        page.locator("textarea.desk-headline").fill("Ferry late")
        page.locator("textarea.desk-headline").press("End")
        page.keyboard.press("Enter")
        page.keyboard.type("After weeks.")
        self.save_in_place(press=lambda: page.keyboard.press("Control+s"))
        story = Article.objects.get()
        self.assertEqual((story.headline, story.standfirst), ("Ferry late", "After weeks."))

    def test_whoever_leaves_with_something_unsaved_is_asked_first(self):
        page = self.open_story(make_story(body="<p>Words.</p>"))
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto("/admin/")
        self.assertEqual(asked, [], "nothing was changed")
        self.open_story(Article.objects.get(), page)
        self.click_text(page=page)
        page.keyboard.type("More ")
        page.goto("/admin/")
        self.assertEqual(asked, ["beforeunload"])
        self.open_story(Article.objects.get(), page)
        self.click_text(page=page)
        page.keyboard.type("More ")
        self.save_in_place(page)
        page.goto("/admin/")
        self.assertEqual(asked, ["beforeunload"], "what is saved is not asked about")
        self.assertIn("More", Article.objects.get().body)

    def test_the_byline_is_put_in_order_by_dragging(self):
        story = make_story(authors=[make_author("A"), make_author("B")])
        page = self.open_story(story)
        handles = page.locator("#bylines-data .original [x-sort\\:handle]")
        handles.nth(1).scroll_into_view_if_needed()
        start, end = handles.nth(1).bounding_box(), handles.nth(0).bounding_box()
        page.mouse.move(start["x"] + 10, start["y"] + 10)
        page.mouse.down()
        page.mouse.move(end["x"] + 10, end["y"] + 20, steps=8)
        page.mouse.move(end["x"] + 10, end["y"] + 2, steps=4)
        page.mouse.up()
        self.save_in_place()
        names = list(Byline.objects.values_list("author__name", flat=True))
        self.assertEqual(names, ["B", "A"])

    def test_the_byline_is_put_in_order_and_thinned_out_by_keyboard(self):
        story = make_story(authors=[make_author("A"), make_author("B"), make_author("C")])
        page = self.open_story(story)
        page.locator("#bylines-data").get_by_role("button", name="Move up").last.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.get_by_label("Remove By A").focus()
        page.keyboard.press("Space")
        self.save_in_place()
        names = list(Byline.objects.values_list("author__name", flat=True))
        self.assertEqual(names, ["C", "B"])

    def test_a_row_that_is_taken_out_again_leaves_what_was_typed_below_it(self):
        author = make_author("Mara Lindqvist")
        page = self.open_story(make_story(authors=[make_author("A")]))
        for _ in range(2):
            page.get_by_role("button", name="Add an author").click()
        rows = page.locator("#bylines-data .form-group:not(.empty-form)")
        rows.nth(2).locator(".select2-selection").click()
        page.keyboard.type("Mara")
        page.locator(".select2-results__option", has_text="Mara Lindqvist").click()
        rows.nth(1).locator(".desk-remove").click()
        self.save_in_place()
        self.assertEqual(Byline.objects.last().author, author)
        self.assertEqual(Byline.objects.count(), 2)

    def test_an_author_is_added_to_the_byline(self):
        make_author("Mara Lindqvist")
        page = self.open_story(make_story(authors=[make_author("A")]))
        page.get_by_role("button", name="Add an author").click()
        page.locator("#bylines-data .form-group:not(.empty-form)").nth(1).locator(
            ".select2-selection"
        ).click()
        page.keyboard.type("Mara")
        page.locator(".select2-results__option", has_text="Mara Lindqvist").click()
        self.save_in_place()
        names = list(Byline.objects.values_list("author__name", flat=True))
        self.assertEqual(names, ["A", "Mara Lindqvist"])

    def overtaken(self):
        """A page whose headline and text were typed while somebody saved another headline."""
        story = make_story(by=self.user)
        page = self.open_story(story)
        page.locator("textarea.desk-headline").fill("My headline")
        self.click_text(page=page)
        self.press("Control+End", page)
        page.keyboard.type(" Typed by me.")
        save_change(story, by=make_user("Reporter", first_name="Mara"), headline="Theirs")
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#content")).to_contain_text(
            "Mara saved this story", use_inner_text=True
        )
        expect(page.locator(".ProseMirror")).to_contain_text("Typed by me.", use_inner_text=True)
        return page

    def test_what_two_people_changed_is_asked_side_by_side_and_the_rest_is_merged(self):
        page = self.overtaken()
        question = page.get_by_role("group", name="Headline")
        expect(question).to_contain_text("Theirs", use_inner_text=True)
        expect(question).to_contain_text("My headline", use_inner_text=True)
        question.get_by_label("Theirs").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Save with these choices").click()
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "Theirs")
        self.assertIn("Typed by me.", stored.body)

    def test_all_that_was_typed_is_saved_over_theirs_on_request(self):
        page = self.overtaken()
        page.get_by_label("Save all of mine over theirs instead").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "My headline")
        self.assertIn("Typed by me.", stored.body)

    def test_publish_saves_first_and_asks_for_a_notice_where_one_is_needed(self):
        story = make_live_story()
        page = self.open_story(story)
        page.locator("textarea.desk-headline").fill("Ferry late")
        with page.expect_navigation():
            page.get_by_role("link", name="Publish…").click()
        notice = page.get_by_label("Notice to readers")
        expect(notice).to_be_hidden()
        page.get_by_label("Correction:").check()
        notice.fill("It was late.")
        page.get_by_label("Minor:").check()
        expect(notice, "what has been written is never hidden").to_be_visible()
        page.get_by_label("Correction:").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Publish now").click()
        expect(page.locator(".desk-panel")).to_contain_text("Live, edition 2", use_inner_text=True)

    def test_the_bar_stays_in_view(self):
        page = self.open_story(make_live_story(body="<p>A line.</p>" * 80))
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(200)
        self.assertGreater(page.evaluate("scrollY"), 500)
        self.assertGreaterEqual(page.locator(".desk-panel").bounding_box()["y"], 0)
        self.assertLess(page.locator(".desk-panel").bounding_box()["y"], 5)

    def test_on_a_phone_the_columns_stand_one_below_the_other(self):
        page = self.sign_in_as(self.user, self.open_page(**PHONE))
        self.open_story(make_live_story(lead=make_image()), page)
        width = page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(width, 390)
        main = page.locator(".desk-main").bounding_box()
        aside = page.locator(".desk-aside").bounding_box()
        self.assertGreaterEqual(aside["y"], main["y"] + main["height"])
        for url in ("/admin/", "/admin/articles/article/", "/admin/articles/image/"):
            page.goto(url)
            width = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(width, 390, url)

    def test_a_focal_point_is_clicked_and_a_refused_form_keeps_its_picture(self):
        page = self.page
        page.goto("/admin/articles/image/add/")
        picture = {"name": "harbour.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()}
        page.locator("#id_file").set_input_files(picture)
        shown = page.locator("[data-focal] img")
        shown.scroll_into_view_if_needed()
        box = shown.bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
        x = float(page.locator("#id_focal_x").input_value())
        self.assertAlmostEqual(x, 0.25, delta=0.02)
        page.locator("#id_focal_y").fill("9")
        self.save_library()
        expect(page.locator("#content")).to_contain_text(
            "“harbour.jpg” is kept", use_inner_text=True
        )
        page.locator("#id_focal_y").fill("0.75")
        self.save_library()
        image = Image.objects.get()
        self.assertEqual((image.width, image.focal_y), (800, 0.75))

    def save_library(self):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save", exact=True).click()
