"""A save that stays on the page: nothing typed is lost, nor where somebody was typing."""

import re

from django.urls import reverse

from articles.models import Article, Byline, RevisionMeta
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import make_author, make_live_story, make_story, make_user, save_change

ADDRESS = "**/admin/articles/article/*/change/"
SAVED = "[data-desk-said]"


class SavingTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")
        self.sign_in_as(self.user)

    def open(self, story=None):
        name, args = ("change", [story.pk]) if story else ("add", [])
        self.page.goto(reverse(f"admin:articles_article_{name}", args=args))
        self.page.wait_for_function("window.bodyEditor")
        # A page of the browser's own would show through this mark.
        self.page.evaluate("window.isThisPage = true")
        return self.page

    def stayed(self) -> bool:
        return self.page.evaluate("Boolean(window.isThisPage)")

    def said(self, text: str):
        self.page.locator(SAVED, has_text=text).wait_for()

    def by_keyboard(self):
        self.page.keyboard.press("Control+s")

    def hold(self):
        """Hold saves on their way until ``self.let_go()``."""
        self.held = []
        self.page.route(ADDRESS, self._hold_posts)
        self.page.route("**/admin/articles/article/add/", self._hold_posts)

    def _hold_posts(self, route):
        if route.request.method != "POST":
            route.continue_()
        else:
            self.held.append(route)

    def wait_for_a_held_one(self, number=1):
        for _ in range(100):
            if len(self.held) >= number:
                return
            self.page.wait_for_timeout(50)
        self.fail("nothing was sent")

    def let_go(self):
        for route in self.held:
            route.continue_()
        self.held = []


class OnThePage(SavingTestCase):
    def test_cursor_scroll_and_what_can_be_undone_are_kept(self):
        page = self.open(make_story(body="<p>One line.</p>" * 60))
        self.click_text("p:nth-of-type(41)")
        self.press("Home")
        page.keyboard.type("Typed ")
        before = page.evaluate("[scrollY, window.bodyEditor.editor.state.selection.from]")
        self.assertGreater(before[0], 100)
        self.save_in_place(press=self.by_keyboard)
        self.said("Saved at")
        self.assertIn("<p>Typed One line.</p>", Article.objects.get().body)
        after = page.evaluate("[scrollY, window.bodyEditor.editor.state.selection.from]")
        self.assertEqual(after, before)
        page.keyboard.type("on")
        expect(page.locator(".ProseMirror p").nth(40)).to_have_text(
            "Typed onOne line.", use_inner_text=True
        )
        for _ in range(6):
            page.keyboard.press("Control+z")
        expect(page.locator(".ProseMirror p").nth(40)).to_have_text(
            "One line.", use_inner_text=True
        )
        self.save_in_place(press=self.by_keyboard)
        self.assertNotIn("Typed", Article.objects.get().body)
        self.assertTrue(self.stayed())

    def test_pressing_the_button_leaves_the_cursor_where_it_is(self):
        page = self.open(make_story())
        page.locator("#id_standfirst").fill("A standfirst")
        self.save_in_place()
        expect(page.locator("#id_standfirst")).to_be_focused()

    def test_the_page_shows_what_follows_from_the_save(self):
        page = self.open(make_live_story())
        page.locator("#id_headline").fill("  Another   headline ")
        page.locator("#id_slug").fill("")
        self.save_in_place()
        page.locator(".desk-panel", has_text="with unpublished changes").wait_for()
        expect(page.locator("#id_headline")).to_have_value("Another headline")
        expect(page.locator("#id_slug")).to_have_value("another-headline")
        page.get_by_role("tab", name="History").click()
        page.locator(".desk-saves", has_text="Headline changed.").wait_for()
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto("/admin/")
        self.assertEqual(asked, [], "what is saved is not asked about")

    def test_rows_are_added_taken_out_and_saved_again_without_a_new_page(self):
        make_author("Mara Lindqvist")
        page = self.open(make_story(authors=[make_author("A")]))
        page.get_by_role("button", name="Add an author").click()
        page.locator("#bylines-data .form-group:not(.empty-form)").last.locator(
            ".select2-selection"
        ).click()
        page.keyboard.type("Mara")
        page.locator(".select2-results__option", has_text="Mara Lindqvist").click()
        self.save_in_place()
        page.get_by_label("Remove By A").check(force=True)
        self.save_in_place()
        expect(page.get_by_label("Remove By A")).to_be_hidden()
        page.locator("#id_standfirst").fill("Later")
        self.save_in_place()
        names = list(Byline.objects.values_list("author__name", flat=True))
        self.assertEqual(names, ["Mara Lindqvist"])
        self.assertEqual(RevisionMeta.objects.count(), 4)
        self.assertTrue(self.stayed())


class WhileItIsOnItsWay(SavingTestCase):
    def test_what_is_typed_meanwhile_stays_and_is_saved_by_the_next(self):
        page = self.open(make_story(body="<p>Words.</p>"))
        self.hold()
        page.locator("#id_headline").fill("First")
        page.keyboard.press("Control+s")
        self.wait_for_a_held_one()
        page.locator("#id_headline").press_sequentially(" and more")
        page.evaluate(
            "const heard = ({detail}) => { window.whole = detail.isWhole; };"
            "document.addEventListener('desk:saved', heard);"
        )
        self.let_go()
        page.wait_for_function("window.whole === false")
        expect(page.locator("#id_headline")).to_have_value("First and more")
        self.assertEqual(Article.objects.get().headline, "First")
        page.locator("[data-desk-saved]", has_text="Unsaved").wait_for()
        page.unroute(ADDRESS)
        self.save_in_place()
        self.assertEqual(Article.objects.get().headline, "First and more")

    def test_pressed_twice_the_second_follows_the_first(self):
        page = self.open(make_story())
        self.hold()
        page.locator("#id_headline").fill("First")
        page.keyboard.press("Control+s")
        self.wait_for_a_held_one()
        page.locator("#id_headline").fill("Second")
        page.keyboard.press("Control+s")
        page.wait_for_timeout(300)
        self.assertEqual(len(self.held), 1, "one at a time")
        self.let_go()
        self.wait_for_a_held_one()
        self.let_go()
        self.said("Saved at")
        self.assertEqual(Article.objects.get().headline, "Second")
        self.assertEqual(RevisionMeta.objects.count(), 3)

    def test_a_connection_that_breaks_is_told_and_tried_again(self):
        page = self.open(make_story())
        page.route(
            ADDRESS,
            lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
        )
        page.locator("#id_headline").fill("Typed")
        page.keyboard.press("Control+s")
        self.said("Not saved")
        page.locator(".desk-news", has_text="cannot be reached").wait_for()
        expect(page.locator("#id_headline")).to_have_value("Typed")
        page.unroute(ADDRESS)
        again = page.get_by_role("button", name="Try again")
        self.save_in_place(press=again.click)
        self.assertEqual(Article.objects.get().headline, "Typed")
        expect(page.locator(".desk-news")).to_have_count(0)


class WithMistakes(SavingTestCase):
    def test_each_is_said_at_its_field_whose_tab_opens(self):
        page = self.open(make_story())
        page.get_by_role("tab", name="Search and social").click()
        page.evaluate("document.querySelector('#id_headline_social').removeAttribute('maxlength')")
        page.locator("#id_headline_social").fill("x" * 201)
        page.get_by_role("tab", name="Pictures").click()
        page.keyboard.press("Control+s")
        self.said("Not saved")
        social = page.locator("#id_headline_social")
        social.wait_for()
        expect(page.locator("#id_headline_social")).to_be_focused()
        expect(social).to_have_attribute("aria-invalid", "true")
        page.get_by_text("at most 200 characters").wait_for()
        tab = page.get_by_role("tab", name="Search and social needs a look")
        expect(tab).to_have_attribute("aria-selected", "true")
        social.fill("Short")
        self.save_in_place()
        expect(social).not_to_have_attribute("aria-invalid", re.compile(""))
        self.assertFalse(page.locator(".desk-error, .desk-tab-mistake:not(:empty)").count())
        self.assertEqual(Article.objects.get().headline_social, "Short")


class ANewStory(SavingTestCase):
    def test_its_first_save_goes_on_at_its_own_address_where_one_was(self):
        page = self.open()
        page.locator("#id_headline").fill("New story")
        self.click_text()
        page.keyboard.type("Words of it.")
        for _ in range(3):
            self.press("ArrowLeft")
        page.keyboard.press("Control+s")
        page.wait_for_url(ADDRESS)
        page.wait_for_function("window.bodyEditor?.editor.isFocused")
        page.keyboard.type("here ")
        expect(page.locator(".ProseMirror")).to_contain_text(
            "Words of here it.", use_inner_text=True
        )
        self.save_in_place(press=self.by_keyboard)
        self.assertEqual(Article.objects.get().body, "<p>Words of here it.</p>")
        page.goto("/admin/articles/article/add/")
        self.quiet(page)
        expect(page.locator(".desk-offer")).to_have_count(0)

    def test_what_was_typed_meanwhile_goes_along(self):
        page = self.open()
        self.hold()
        page.locator("#id_headline").fill("New story")
        page.keyboard.press("Control+s")
        self.wait_for_a_held_one()
        page.locator("#id_standfirst").fill("Typed meanwhile")
        self.let_go()
        page.wait_for_url(ADDRESS)
        page.wait_for_function("window.bodyEditor")
        expect(page.locator("#id_standfirst")).to_have_value("Typed meanwhile")
        self.assertEqual(Article.objects.get().standfirst, "")
        page.unroute(ADDRESS)
        self.save_in_place()
        self.assertEqual(Article.objects.get().standfirst, "Typed meanwhile")


class TogetherWithSomebodyElse(SavingTestCase):
    def test_their_words_come_in_and_the_cursor_stays(self):
        story = make_story(by=self.user, body="<p>One.</p><p>Two.</p>")
        page = self.open(story)
        self.click_text("p:nth-of-type(2)")
        self.press("End")
        page.keyboard.type(" Mine.")
        mara = make_user("Reporter", first_name="Mara", last_name="Lindqvist")
        save_change(story, by=mara, headline="Theirs")
        page.keyboard.press("Control+s")
        page.get_by_text("Merged with what Mara Lindqvist saved").first.wait_for()
        page.wait_for_function("window.bodyEditor?.editor.isFocused")
        expect(page.locator("#id_headline")).to_have_value("Theirs")
        page.keyboard.type(" Still.")
        self.save_in_place(press=self.by_keyboard)
        stored = Article.objects.get()
        self.assertEqual(stored.headline, "Theirs")
        self.assertEqual(stored.body, "<p>One.</p><p>Two. Mine. Still.</p>")


class WithoutScript(SavingTestCase):
    def test_everything_is_shown_and_saved_as_ever(self):
        story = make_live_story(headline_front="In lists")
        page = self.open_page(java_script_enabled=False)
        self.sign_in_as(self.user, page)
        page.goto(reverse("admin:articles_article_change", args=[story.pk]))
        for name in ("Pictures", "Search and social", "Corrections", "History"):
            expect(page.get_by_role("heading", name=name).first, name).to_be_visible()
        page.locator("#id_headline_front").fill("In lists now")
        with page.expect_navigation():
            page.get_by_role("button", name="Save", exact=True).click()
        self.assertEqual(Article.objects.get().headline_front, "In lists now")
