"""The page of a story: its bar, its tabs, what it is called elsewhere, by mouse and by keyboard."""

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from articles.models import Article
from articles.publishing import publish
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import (
    make_author,
    make_image,
    make_live_story,
    make_section,
    make_story,
    make_user,
)

PHONE = {"viewport": {"width": 390, "height": 844}}


class PageTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")
        self.sign_in_as(self.user)

    def open(self, story=None, page=None, hash=""):
        page = page or self.page
        name, args = ("change", [story.pk]) if story else ("add", [])
        page.goto(reverse(f"admin:articles_article_{name}", args=args) + hash)
        page.wait_for_selector(".ProseMirror")
        return page

    def tab(self, name, page=None):
        return (page or self.page).get_by_role("tab", name=name)

    def assertOpen(self, name, page=None):  # noqa: N802
        page = page or self.page
        expect(self.tab(name, page)).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel")).to_have_count(1)


class TheTabs(PageTestCase):
    def test_they_are_opened_by_mouse_and_by_the_arrow_keys(self):
        page = self.open(make_live_story())
        self.assertOpen("Pictures")
        self.tab("Pictures").focus()
        page.keyboard.press("ArrowRight")
        self.assertOpen("Search and social")
        page.keyboard.press("End")
        self.assertOpen("History")
        page.keyboard.press("ArrowRight")
        self.assertOpen("Pictures")
        page.keyboard.press("Tab")
        page.wait_for_function("document.activeElement.closest('#tab-pictures') !== null")
        self.tab("Corrections").click()
        self.assertOpen("Corrections")

    def test_the_open_one_is_remembered_for_each_story(self):
        one, other = make_story(), make_story()
        self.open(one)
        self.tab("History").click()
        self.open(other)
        self.assertOpen("Pictures")
        self.open(one)
        self.assertOpen("History")

    def test_a_link_to_a_tab_or_to_a_field_in_one_opens_it(self):
        story = make_story(lead=make_image())
        page = self.open(story, hash="#tab-history")
        self.assertOpen("History")
        page.evaluate("window.location.hash = '#id_captions-0-alt'")
        page.wait_for_function("document.activeElement.id === 'id_captions-0-alt'")
        self.assertOpen("Pictures")
        self.open(make_story(lead=make_image()), self.open_second(), hash="#id_captions-0-alt")
        self.assertOpen("Pictures", self.pages[-1])

    def open_second(self):
        return self.sign_in_as(self.user, self.open_page())

    def test_the_words_of_a_picture_in_the_text_lead_to_its_tab(self):
        image = make_image()
        page = self.open(make_story(body=f'<figure data-image="{image.pk}"></figure>'))
        self.tab("History").click()
        page.locator(".be-figure").click()
        page.locator(".be-figure").get_by_role("button", name="Caption").click()
        self.assertOpen("Pictures")
        expect(page.locator("#id_captions-0-caption")).to_be_focused()
        expect(self.tab("Pictures")).to_contain_text("1", use_inner_text=True)

    def test_on_a_phone_their_bar_scrolls_and_the_page_does_not(self):
        page = self.sign_in_as(self.user, self.open_page(**PHONE))
        self.open(make_live_story(), page, hash="#tab-history")
        self.assertOpen("History", page)
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
        box = self.tab("History", page).bounding_box()
        self.assertLessEqual(box["x"] + box["width"], 390)


class TheBar(PageTestCase):
    def test_it_says_how_long_the_story_is_as_one_types(self):
        page = self.open(make_story(body="<p>One two three.</p>"))
        page.locator("[data-desk-words]", has_text="3 words").wait_for()
        self.click_text(page=page)
        page.keyboard.press("Control+End")
        page.keyboard.type(" Four.")
        page.locator("[data-desk-words]", has_text="4 words").wait_for()

    def test_its_menu_opens_and_closes_by_keyboard(self):
        page = self.open(make_live_story())
        page.locator("[data-desk-menu] summary").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Withdraw…")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Withdraw…")).to_be_hidden()
        expect(page.locator("[data-desk-menu] summary")).to_be_focused()

    def test_on_a_phone_state_and_save_are_in_view_and_the_rest_is_in_the_menu(self):
        page = self.sign_in_as(self.user, self.open_page(**PHONE))
        self.open(make_live_story(body="<p>A line.</p>" * 60), page)
        page.mouse.wheel(0, 2000)
        panel = page.locator(".desk-panel")
        self.assertLess(panel.bounding_box()["height"], 70)
        expect(panel.get_by_text("Live, edition 1")).to_be_visible()
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="Publish…")).to_be_hidden()
        page.locator("[data-desk-menu] summary").click()
        expect(page.get_by_role("link", name="Publish…")).to_be_visible()
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)


class WhatItIsCalledElsewhere(PageTestCase):
    def test_lengths_and_looks_follow_what_is_typed(self):
        story = make_live_story("Ferry returns", standfirst="After months.", lead=make_image())
        page = self.open(story, hash="#tab-search")
        search = page.locator("[data-listing=search]")
        expect(search).to_contain_text("Ferry returns", use_inner_text=True)
        page.locator("#id_headline_search").fill("x" * 75)
        meter = page.locator("#id_headline_search-meter")
        page.locator("#id_headline_search-meter", has_text="Too long").wait_for()
        expect(meter).to_contain_text("75 of about 60", use_inner_text=True)
        self.assertTrue(search.locator("[data-part=headline]").inner_text().endswith("..."))
        described = page.locator("#id_headline_search").get_attribute("aria-describedby")
        self.assertIn("id_headline_search-meter", described.split())
        page.locator("[data-listing-verdict]", has_text="Too long").wait_for(state="attached")
        page.locator("#id_headline_social").fill("A ferry, again")
        page.locator("[data-listing=social]", has_text="A ferry, again").wait_for()
        page.locator("#id_headline_front").fill("Back at sea")
        page.locator("[data-listing=front]", has_text="Back at sea").wait_for()
        picture = page.locator("[data-listing=social] [data-part=picture]")
        self.assertIn("url(", picture.evaluate("one => one.style.backgroundImage"))
        self.assertAlmostEqual(
            picture.evaluate("one => one.clientWidth / one.clientHeight"), 1.91, delta=0.02
        )
        page.locator("#id_description").fill("What it costs.")
        for look in ("search", "social"):
            page.locator(f"[data-listing={look}]", has_text="What it costs.").wait_for()
        self.save_in_place()
        stored = Article.objects.get()
        self.assertEqual(stored.headline_front, "Back at sea")
        self.assertEqual(stored.description, "What it costs.")


class ForEverybody(PageTestCase):
    """axe finds nothing to object to."""

    def assertAccessible(self, page, what: str):  # noqa: N802
        self.quiet(page)
        results = Axe().run(page)
        found = [
            f"{one['id']}: {node['html'][:160]}"
            for one in results.response["violations"]
            for node in one["nodes"]
        ]
        self.assertEqual(found, [], what)

    def test_the_form_in_both_themes_with_every_tab_and_on_a_phone(self):
        story = make_live_story(lead=make_image(), tags=["Ferries"], standfirst="After months.")
        publish(story, by=None, change="correction", notice="It was forty.")
        for name, options in (
            ("light", {"color_scheme": "light"}),
            ("dark", {"color_scheme": "dark"}),
            ("phone", PHONE),
        ):
            page = self.sign_in_as(self.user, self.open_page(**options))
            self.open(story, page)
            for tab in page.get_by_role("tab").all():
                tab.click()
                self.assertAccessible(page, f"{name}: {tab.inner_text()}")

    def test_a_new_story_and_one_with_mistakes(self):
        page = self.open()
        self.assertAccessible(page, "new")
        page.keyboard.press("Control+s")
        page.locator(".desk-error").wait_for()
        self.assertAccessible(page, "with mistakes")

    def test_the_list(self):
        make_live_story()
        make_story()
        for scheme in ("light", "dark"):
            page = self.sign_in_as(self.user, self.open_page(color_scheme=scheme))
            page.goto(reverse("admin:articles_article_changelist"))
            self.assertAccessible(page, scheme)


class ByKeyboardAlone(BrowserTestCase):
    """From sign-in to readers without a mouse."""

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, selector: str, most: int = 120):
        """Press Tab until the focus is on what a selector names."""
        for _ in range(most):
            if self.page.evaluate("(one) => document.activeElement.matches(one)", selector):
                return
            self.press("Tab")
        self.fail(f"Tab never comes to {selector}")

    def test_a_story_is_written_and_published(self):
        make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")
        make_section("World")
        make_author("Mara Lindqvist")
        page = self.page
        page.goto("/admin/login/?next=/admin/articles/article/add/")
        self.tab_to("input[name=username]")
        page.keyboard.type("hanna")
        self.press("Tab")
        page.keyboard.type("hanna")
        self.press("Enter")
        page.wait_for_url("**/article/add/")
        page.wait_for_selector(".ProseMirror")
        self.tab_to("#id_headline")
        page.keyboard.type("Written by keyboard")
        self.press("Enter")
        page.keyboard.type("And by nothing else.")
        self.tab_to(".ProseMirror")
        page.keyboard.type("The first sentence of it.")
        self.choose_section_and_author()
        self.press("Control+s")
        page.wait_for_url("**/change/")
        page.wait_for_selector(".ProseMirror")
        page.locator(".desk-panel", has_text="Draft").wait_for()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        self.tab_to(".desk-bar-actions a")
        with page.expect_navigation():
            self.press("Enter")
        self.tab_to("button[type=submit].desk-button")
        with page.expect_navigation():
            self.press("Enter")
        page.locator(".desk-panel", has_text="Live, edition 1").wait_for()
        story = Article.objects.get()
        self.assertEqual(story.standfirst, "And by nothing else.")
        reader = self.open_page()
        reader.goto(story.editions.get().get_absolute_url())
        expect(reader.locator("article")).to_contain_text(
            "The first sentence of it.", use_inner_text=True
        )
        expect(reader.locator(".bylines")).to_contain_text("Mara Lindqvist", use_inner_text=True)

    def choose_section_and_author(self):
        self.tab_to("#id_section")
        self.page.keyboard.type("World")
        self.tab_to("#bylines-group .add-row")
        self.press("Enter")
        self.page.evaluate("document.querySelector('#id_section').focus()")
        self.tab_to("#bylines-group .select2-selection")
        self.press("Enter")
        self.page.keyboard.type("Mara")
        self.page.locator(".select2-results__option", has_text="Mara Lindqvist").wait_for()
        self.press("Enter")
