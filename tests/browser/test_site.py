from tests.browser.base import BrowserTestCase
from tests.factories import make_author, make_clip, make_image, make_live_story, make_post

WIDTHS = (360, 390, 768, 1024, 1280, 1440, 1920)
LONG = "<p>" + "Words of a long paragraph about the harbour and its ferries. " * 12 + "</p>"
TABLE = "<table><tbody><tr>" + "<td><p>Figures</p></td>" * 14 + "</tr></tbody></table>"


class SiteTests(BrowserTestCase):
    def stories(self):
        image = make_image(size=(1600, 1067))
        post = make_post(clip=make_clip(poster=make_image()), text="W" * 200)
        rich = make_live_story(
            "Ferry returns",
            standfirst="After seven months.",
            lead=make_image(size=(1600, 1067)),
            tags=["Harbour"],
            authors=[make_author(beat="Harbours")],
            body=f'{LONG}<figure data-image="{image.pk}"></figure>'
            f'<aside class="pullquote"><p>Big words.</p></aside>{LONG}{TABLE}'
            f'<figure data-post="{post.pk}"></figure>{LONG}',
        )
        bare = make_live_story("No picture", body=LONG * 2, tags=["Harbour"])
        return rich.get_absolute_url(), bare.get_absolute_url()

    def test_a_story_reads_from_head_to_foot_at_every_width(self):
        for address in self.stories():
            for width in WIDTHS:
                with self.subTest(address=address, width=width):
                    self.page.set_viewport_size({"width": width, "height": 900})
                    self.page.goto(address)
                    head, body, foot = (
                        self.page.locator(f".story-{part}").bounding_box()
                        for part in ("head", "body", "foot")
                    )
                    self.assertGreaterEqual(body["y"], head["y"] + head["height"])
                    self.assertGreaterEqual(foot["y"], body["y"] + body["height"])

    def test_no_page_scrolls_sideways(self):
        rich, bare = self.stories()
        for address in (rich, bare, "/", "/world/", "/tags/harbour/"):
            for width in WIDTHS:
                with self.subTest(address=address, width=width):
                    self.page.set_viewport_size({"width": width, "height": 900})
                    self.page.goto(address)
                    wide = self.page.evaluate("document.documentElement.scrollWidth")
                    self.assertLessEqual(wide, width)

    def test_it_is_whole_without_scripts_and_sets_no_cookie(self):
        rich, _ = self.stories()
        page = self.open_page(java_script_enabled=False)
        page.goto(rich)
        page.locator("summary").first.click()
        text = page.locator("article").inner_text()
        self.assertIn("Big words.", text)
        self.assertIn("Harbours", text)
        self.assertEqual(page.context.cookies(), [])

    def test_the_first_tab_leads_past_the_masthead(self):
        self.stories()
        self.page.goto("/")
        self.page.keyboard.press("Tab")
        self.assertEqual(
            self.page.evaluate("document.activeElement.getAttribute('href')"), "#content"
        )
