"""Searching in a browser: with no script, on a phone, by keyboard."""

from tests.browser.accessible import violations
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import make_author, make_live_story, make_section

WIDTHS = (360, 390, 768, 1440)


class SearchTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        harbour = make_section("Harbour")
        authors = [make_author(f"Ines Marlowe {number}") for number in range(3)]
        for number in range(25):
            make_live_story(
                f"Ferry no. {number} " + "with a headline that takes two lines and more " * 3,
                section=harbour if number % 2 else make_section("World"),
                authors=[authors[number % 3]],
                tags=["Boats", "Averylongtopicwithoutanyspaceinit" * 2],
                body="<p>" + "It was late. " * 40 + "The lighthouse was lit.</p>",
            )

    def test_a_reader_without_scripts_searches_narrows_and_turns_pages(self):
        page = self.open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page.goto("/")
        page.get_by_label("Find a story").fill("ferry lighthouse")
        page.get_by_label("Find a story").press("Enter")
        expect(page.locator(".search-count")).to_contain_text("25 stories", use_inner_text=True)
        expect(page.locator(".search-excerpt mark").first).to_have_text(
            "lighthouse", use_inner_text=True
        )
        page.get_by_role("link", name="Next page").click()
        page.wait_for_url("**page=2")
        expect(page.locator(".search-hits > li")).to_have_count(5)
        page.get_by_text("Narrow and sort").click()
        page.get_by_label("Section", exact=True).select_option("Harbour")
        page.get_by_label("Writer").select_option("Ines Marlowe 1")
        page.get_by_label("Order").select_option("Newest first")
        page.get_by_role("button", name="Apply").click()
        page.get_by_text("4 stories, newest first").wait_for()
        expect(page.locator(".search-hits > li")).to_have_count(4)
        page.get_by_role("link", name="Remove: Harbour").click()
        page.get_by_text("8 stories, newest first").wait_for()
        page.locator(".search-hits a").first.click()
        page.wait_for_url("**/ferry-no-**")
        expect(page.locator("h1")).to_contain_text("Ferry no.", use_inner_text=True)

    def test_the_page_fits_every_width_and_can_be_used_by_everybody(self):
        shown = (
            "/search/",
            "/search/?q=ferry&section=harbour&sort=newest",
            "/search/?q=feryr",
            "/search/?q=ferry&from=x",
        )
        for address in shown:
            for width in WIDTHS:
                with self.subTest(address=address, width=width):
                    self.page.set_viewport_size({"width": width, "height": 900})
                    self.page.goto(address)
                    wide = self.page.evaluate("document.documentElement.scrollWidth")
                    self.assertLessEqual(wide, width)
            self.assertEqual(violations(self.page), [])

    def test_the_way_to_the_search_covers_nothing_in_the_masthead(self):
        story = make_live_story("Ferry returns")
        for address in ("/", story.get_absolute_url()):
            for width in WIDTHS:
                with self.subTest(address=address, width=width):
                    self.page.set_viewport_size({"width": width, "height": 900})
                    self.page.goto(address)
                    link, name = (
                        self.page.locator(f".masthead {which} a").bounding_box()
                        for which in (".to-search", ".wordmark")
                    )
                    apart = (
                        link["x"] >= name["x"] + name["width"]
                        or link["y"] >= name["y"] + name["height"]
                        or link["y"] + link["height"] <= name["y"]
                    )
                    self.assertTrue(apart, (link, name))
