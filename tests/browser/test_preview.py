"""The preview beside the text, and a preview link from the desk to somebody outside."""

from axe_playwright_python.sync_playwright import Axe

from articles.models import Article, PreviewLink
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import containing, expect
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_link_to,
    make_post,
    make_story,
    make_user,
)

LONG = "".join(f"<p>Paragraph {number} of a long story.</p>" for number in range(60))
PHONE = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1440, "height": 900}}


class PreviewTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")

    def open(self, story: Article | None = None, **options):
        page = self.sign_in_as(self.user, self.open_page(**(WIDE | options)))
        place = f"{story.pk}/change" if story else "add"
        page.goto(f"/admin/articles/article/{place}/")
        page.wait_for_selector(".ProseMirror")
        return page

    def toggle(self, page):
        return page.locator(".desk-panel").get_by_role("button", name="Preview", exact=True)

    def preview(self, page):
        """Open the pane and wait for the page in it."""
        self.toggle(page).click()
        shown = page.frame_locator(".desk-preview-frame")
        page.locator(".desk-preview-ready").wait_for()
        return shown

    def tool(self, page, name: str):
        return page.locator(".desk-preview").get_by_role("button", name=name, exact=True)

    def frame(self, page, script: str):
        """What a script finds in the framed page, called ``page``."""
        return page.evaluate(
            f"(() => {{ const page = document.querySelector('.desk-preview-frame').contentDocument;"
            f" return {script}; }})()"
        )

    def assertAccessible(self, page, context: str = ""):  # noqa: N802
        # The checker cannot be put into a frame in which nothing may run.
        page.evaluate("document.querySelector('.desk-preview-frame')?.removeAttribute('srcdoc')")
        results = Axe().run(page, context=context or None, options={"iframes": False})
        self.assertEqual(results.violations_count, 0, results.generate_report())


class BesideTheText(PreviewTestCase):
    def test_it_follows_the_typing_with_all_that_the_form_holds(self):
        author, image = make_author("Mara Lindqvist"), make_image(title="Night ferry")
        figures = [("image", make_image()), ("post", make_post()), ("clip", make_clip())]
        body = "".join(f'<figure data-{kind}="{row.pk}"></figure>' for kind, row in figures)
        page = self.open(make_story("Before", body=f"<p>It left.</p>{body}", tags=["Pens"]))
        shown = self.preview(page)
        expect(shown.locator("h1")).to_have_text("Before", use_inner_text=True)
        expect(shown.locator(".story-body img")).to_have_count(1)
        expect(shown.locator("article")).to_contain_text("The ferry has left.", use_inner_text=True)
        expect(shown.locator("video")).to_have_count(1)
        page.locator("#id_headline").fill("After")
        shown.locator("h1", has_text="After").wait_for()
        self.click_text("p", page)
        self.press("Home", page)
        page.keyboard.type("In the night: ")
        shown.locator(".story-body p", has_text="In the night: It left.").wait_for()
        page.get_by_role("button", name="Add an author").click()
        self.choose(page, "#bylines-data", author.name)
        shown.locator(".bylines", has_text="Mara Lindqvist").wait_for()
        page.get_by_role("button", name="Add a picture").click()
        self.choose(page, "#captions-data", "Night")
        page.select_option("#id_captions-0-role", "lead")
        page.locator("#id_captions-0-caption").fill("Typed for this story.")
        shown.locator("figcaption", has_text="Typed for this story.").wait_for()
        expect(shown.locator("figure img").first).to_have_attribute("src", containing(image.sha256))
        page.locator(".field-tags .select2-search__field").press_sequentially("Ferries,")
        shown.locator(".tags", has_text="Ferries").wait_for()
        self.assertEqual(Article.objects.get().headline, "Before", "nothing was saved")

    def choose(self, page, rows: str, name: str):
        page.locator(f"{rows} .form-group:not(.empty-form)").last.locator(
            ".select2-selection"
        ).first.click()
        page.keyboard.type(name[:5])
        page.locator(".select2-results__option", has_text=name).click()

    def test_what_stays_the_same_is_left_alone_and_scrolling_is_kept(self):
        page = self.open(make_story("Before", body=LONG, lead=make_image()))
        shown = self.preview(page)
        self.frame(page, "page.defaultView.scrollTo(0, 1200)")
        self.frame(page, "page.querySelector('figure img').isTheSame = true")
        page.locator("#id_standfirst").fill("A standfirst.")
        shown.locator(".standfirst", has_text="A standfirst.").wait_for()
        self.assertTrue(self.frame(page, "page.querySelector('figure img').isTheSame"))
        self.assertGreater(self.frame(page, "page.defaultView.scrollY"), 1000)

    def test_three_devices_light_and_dark(self):
        page = self.open(make_story("Before", body=LONG))
        self.preview(page)
        pane = page.locator(".desk-preview").bounding_box()["width"]
        for name, width in (("Phone", 390), ("Tablet", 820), ("Desktop", 1280)):
            self.tool(page, name).click()
            self.assertEqual(self.frame(page, "page.defaultView.innerWidth"), width)
            expect(self.tool(page, name)).to_have_attribute("aria-pressed", "true")
            box = page.locator(".desk-preview-frame").bounding_box()
            self.assertLessEqual(box["width"], pane + 1, "drawn smaller where it would not fit")
        ground = "page.defaultView.getComputedStyle(page.body).backgroundColor"
        self.assertEqual(self.frame(page, ground), "rgb(255, 253, 248)")
        self.tool(page, "Dark").click()
        self.assertEqual(self.frame(page, ground), "rgb(21, 25, 28)")
        self.tool(page, "Dark").click()
        self.assertEqual(self.frame(page, ground), "rgb(255, 253, 248)")

    def test_a_dark_desk_can_look_at_a_light_page(self):
        page = self.open(make_story(), color_scheme="dark")
        self.preview(page)
        ground = "page.defaultView.getComputedStyle(page.body).backgroundColor"
        self.assertEqual(self.frame(page, ground), "rgb(21, 25, 28)")
        self.tool(page, "Dark").click()
        self.assertEqual(self.frame(page, ground), "rgb(255, 253, 248)")

    def test_it_comes_and_goes_by_keyboard_without_taking_the_caret(self):
        page = self.open(make_story("Before", body="<p>Words</p>"))
        self.click_text(page=page)
        page.keyboard.press("Control+Alt+v")
        page.locator(".desk-preview-ready").wait_for()
        page.keyboard.type("More ")
        expect(page.locator(".ProseMirror")).to_contain_text("More", use_inner_text=True)
        expect(self.toggle(page)).to_have_attribute("aria-expanded", "true")
        self.tool(page, "Tablet").focus()
        page.keyboard.press("Escape")
        expect(page.locator(".desk-preview")).to_be_hidden()
        page.wait_for_function("document.activeElement.matches('.ProseMirror')")
        page.keyboard.press("Control+Alt+v")
        page.frame_locator(".desk-preview-frame").locator("h1").click()
        page.keyboard.press("Escape")
        expect(page.locator(".desk-preview"), "from inside the frame too").to_be_hidden()

    def test_a_letter_typed_with_altgr_opens_nothing(self):
        page = self.open(make_story())
        page.evaluate(
            """() => document.dispatchEvent(new KeyboardEvent("keydown", {
              key: "@", code: "KeyV", ctrlKey: true, altKey: true, modifierAltGraph: true,
              bubbles: true, cancelable: true}))"""
        )
        expect(page.locator(".desk-preview")).to_be_hidden()

    def test_a_link_in_it_opens_elsewhere_and_nothing_in_it_runs(self):
        body = '<p>See <a href="/admin/login/">there</a>.</p>'
        page = self.open(make_story(body=body))
        shown = self.preview(page)
        with page.context.expect_page() as opened:
            shown.get_by_role("link", name="there").click()
        self.assertIn("/admin/", opened.value.url)
        expect(shown.locator("article"), "the pane stays").to_have_count(1)
        self.frame(
            page,
            "page.body.append(Object.assign(page.createElement('script'), "
            "{textContent: 'parent.hasRun = true'}))",
        )
        self.assertIsNone(page.evaluate("window.hasRun ?? null"))

    def test_it_is_there_again_after_a_save_and_for_a_new_story(self):
        page = self.open()
        page.locator("#id_headline").fill("Breaking")
        shown = self.preview(page)
        expect(shown.locator("h1")).to_have_text("Breaking", use_inner_text=True)
        self.tool(page, "Desktop").click()
        with page.expect_navigation():
            page.keyboard.press("Control+s")
        page.wait_for_selector(".ProseMirror")
        shown = page.frame_locator(".desk-preview-frame")
        expect(shown.locator("h1")).to_have_text("Breaking", use_inner_text=True)
        expect(self.tool(page, "Desktop")).to_have_attribute("aria-pressed", "true")

    def test_a_server_that_does_not_answer_is_said_and_asked_again(self):
        page = self.open(make_story("Before"))
        shown = self.preview(page)
        page.route("**/desk/preview/", lambda route: route.abort())
        page.locator("#id_headline").fill("After")
        page.locator(".desk-preview-refused", has_text="Could not be refreshed").wait_for()
        expect(shown.locator("h1"), "what was shown stays").to_have_text(
            "Before", use_inner_text=True
        )
        page.unroute("**/desk/preview/")
        shown.locator("h1", has_text="After").wait_for()
        expect(page.locator(".desk-preview-refused")).to_have_text("", use_inner_text=True)

    def test_an_answer_that_was_overtaken_is_dropped(self):
        page = self.open(make_story("Before"))
        shown = self.preview(page)
        held = []
        page.route("**/desk/preview/", lambda route: held.append(route))
        page.locator("#id_headline").fill("First")
        self.wait_until(page, lambda: len(held) == 1)
        page.locator("#id_headline").fill("Second")
        self.wait_until(page, lambda: len(held) == 2)
        held[1].continue_()
        shown.locator("h1", has_text="Second").wait_for()
        self.assertEqual(held[0].request.failure, "net::ERR_ABORTED")

    def wait_until(self, page, is_so):
        for _ in range(100):
            if is_so():
                return
            page.wait_for_timeout(50)
        self.fail("it never happened")

    def test_on_a_phone_it_is_a_sheet_over_the_page(self):
        page = self.open(make_story("Before", body=LONG, lead=make_image()), **PHONE)
        shown = self.preview(page)
        box = page.locator(".desk-preview").bounding_box()
        self.assertEqual((box["x"], box["width"], box["height"]), (0, 390, 844))
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
        self.assertEqual(self.frame(page, "page.documentElement.scrollWidth"), 390)
        expect(shown.locator("h1")).to_have_text("Before", use_inner_text=True)
        page.keyboard.press("Escape")
        expect(page.locator(".desk-preview")).to_be_hidden()
        self.assertEqual(
            page.evaluate("document.activeElement.textContent.trim()"), "vertical_splitPreview"
        )

    def test_a_window_that_is_made_narrow_and_wide_again_keeps_it(self):
        page = self.open(make_story("Before"))
        shown = self.preview(page)
        page.set_viewport_size({"width": 900, "height": 900})
        page.wait_for_function("document.querySelector('.desk-preview').matches(':modal')")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.wait_for_function("!document.querySelector('.desk-preview').matches(':modal')")
        expect(shown.locator("h1")).to_have_text("Before", use_inner_text=True)
        expect(page.locator(".desk-preview")).to_be_visible()

    def test_the_form_and_the_pane_have_no_barriers(self):
        for options in (WIDE, PHONE):
            page = self.open(make_story("Before"), **options)
            self.preview(page)
            self.assertAccessible(page, ".desk-preview")
            self.assertAccessible(page, ".desk-panel")


class PreviewLinks(PreviewTestCase):
    def open(self, story: Article | None = None, **options):
        page = super().open(story, **options)
        page.get_by_role("tab", name="Preview links").click()
        return page

    def make(self, page, label="Dr Brandt", version="newest") -> str:
        page.get_by_role("button", name="Make a preview link…").click()
        dialog = page.locator(".be-dialog").last
        dialog.get_by_label("For whom").fill(label)
        dialog.get_by_label("What it shows").select_option(version)
        dialog.get_by_role("button", name="Make the link").click()
        page.locator(".be-dialog", has_text=f"Address for {label}").wait_for()
        return page.get_by_label(f"Address for {label}").input_value()

    def test_a_link_is_made_copied_opened_outside_and_revoked(self):
        story = make_story("Ferry returns", lead=make_image())
        page = self.open(story)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        address = self.make(page)
        page.get_by_role("button", name="Copy").click()
        page.get_by_text("Copied.").wait_for()
        self.assertEqual(page.evaluate("navigator.clipboard.readText()"), address)
        page.get_by_role("button", name="Done").click()
        self.assertNotIn(address, page.content(), "it is shown this once")

        outside = self.open_page()
        self.assertEqual(outside.goto(address).status, 200)
        expect(outside.locator("h1")).to_have_text("Ferry returns", use_inner_text=True)
        expect(outside.locator("aside")).to_contain_text("For Dr Brandt only.", use_inner_text=True)
        self.assertEqual(outside.context.cookies(), [])
        self.assertTrue(outside.locator("img").first.evaluate("image => image.naturalWidth > 0"))

        page.reload()
        row = page.locator(".desk-link", has_text="Dr Brandt")
        expect(row).to_contain_text("Opened once", use_inner_text=True)
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
        row.get_by_role("button", name="Revoke the link for Dr Brandt").click()
        page.locator(".desk-link", has_text="Revoked by Hanna Voss").wait_for()
        self.assertIn("Dr Brandt", asked[0])
        self.assertEqual(outside.reload().status, 410)
        expect(outside.locator("h1")).to_contain_text(
            "This link has been revoked", use_inner_text=True
        )

    def test_a_refusal_keeps_what_was_typed(self):
        page = self.open(make_story())
        page.get_by_role("button", name="Make a preview link…").click()
        dialog = page.locator(".be-dialog").last
        dialog.get_by_label("Works for").select_option("672")
        dialog.get_by_role("button", name="Make the link").click()
        dialog.get_by_text("Say for whom the link is.").wait_for()
        expect(dialog.get_by_label("Works for")).to_have_value("672")
        self.assertFalse(PreviewLink.objects.exists())

    def test_making_a_link_leaves_the_form_as_unchanged_as_it_was(self):
        page = self.open(make_story())
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        self.make(page)
        page.get_by_role("button", name="Done").click()
        expect(page.locator("[data-desk-saved]")).to_have_text("", use_inner_text=True)
        page.goto("/admin/")
        self.assertEqual(asked, [])

    def test_a_links_page_tells_no_other_site_where_it_was_read(self):
        other = self.live_server_url.replace("localhost", "127.0.0.1")
        story = make_story(body=f'<p><a href="{other}/elsewhere/">Elsewhere</a></p>')
        _link, secret = make_link_to(story)
        outside = self.open_page()
        outside.goto(f"/preview/{secret}/")
        with outside.expect_request("**/elsewhere/") as asked:
            outside.get_by_role("link", name="Elsewhere").click()
        self.assertNotIn("referer", asked.value.all_headers())

    def test_the_tab_the_dialogs_and_the_page_have_no_barriers(self):
        story = make_story("Ferry returns", tags=["Harbours"], lead=make_image())
        for scheme in ("light", "dark"):
            page = self.open(story, color_scheme=scheme)
            page.get_by_role("button", name="Make a preview link…").click()
            self.assertAccessible(page, ".be-dialog")
            page.keyboard.press("Escape")
            address = self.make(page, label=f"Reader, {scheme}")
            self.assertAccessible(page, ".be-dialog")
            page.get_by_role("button", name="Done").click()
            self.assertAccessible(page, "#tab-preview-links")
            outside = self.open_page(color_scheme=scheme)
            outside.goto(address)
            self.assertAccessible(outside)
            PreviewLink.objects.update(revoked_at=story.created_at)
            outside.reload()
            self.assertAccessible(outside)
            self.assertLessEqual(outside.evaluate("document.documentElement.scrollWidth"), 1280)
