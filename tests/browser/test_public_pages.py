"""Every kind of public page, as axe and a reader's keyboard find it."""

from articles.models import SitePage
from tests.browser.accessible import violations
from tests.browser.base import BrowserTestCase
from tests.factories import make_live_story
from tests.support.site import make_site

SCHEMES = ("light", "dark")
WIDTHS = (390, 1440)


class PublicPages(BrowserTestCase):
    def test_axe_finds_nothing_on_any_kind_of_page(self):
        addresses = make_site()
        for scheme in SCHEMES:
            for width in WIDTHS:
                page = self.open_page(color_scheme=scheme, viewport={"width": width, "height": 900})
                for kind, address in addresses.items():
                    with self.subTest(kind=kind, scheme=scheme, width=width):
                        page.goto(address)
                        self.assertEqual(violations(page), [])
                        wide = page.evaluate("document.documentElement.scrollWidth")
                        self.assertLessEqual(wide, width)
                page.context.close()


class Sharing(BrowserTestCase):
    def test_where_nothing_shares_the_address_is_copied(self):
        address = make_live_story().get_absolute_url()
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.add_init_script("Object.defineProperty(navigator, 'share', {value: undefined})")
        self.page.goto(address)
        self.page.get_by_role("button", name="Copy the link").click()
        self.page.get_by_text("The link is copied.").wait_for()
        copied = self.page.evaluate("navigator.clipboard.readText()")
        self.assertEqual(copied, f"{self.live_server_url}{address}")

    def test_the_devices_own_sheet_is_used_where_there_is_one(self):
        address = make_live_story("Ferry returns").get_absolute_url()
        self.page.add_init_script(
            "Object.defineProperty(navigator, 'share',"
            "{value: async (shared) => { window.shared = shared; }})"
        )
        self.page.goto(address)
        self.page.get_by_role("button", name="Share this story").click()
        shared = self.page.evaluate("window.shared")
        self.assertEqual(shared["title"], "Ferry returns")
        self.assertTrue(shared["url"].endswith(address))

    def test_without_scripts_nothing_is_promised(self):
        page = self.open_page(java_script_enabled=False)
        page.goto(make_live_story().get_absolute_url())
        self.assertEqual(page.locator(".share").count(), 1)
        self.assertEqual(page.locator(".share").get_by_role("button").count(), 0)


class Progress(BrowserTestCase):
    def bar(self, page) -> str:
        return page.evaluate("getComputedStyle(document.body, '::before').transform")

    def test_it_shows_how_far_one_has_read_and_keeps_still_where_asked_to(self):
        address = make_live_story(body="<p>Words.</p>" * 150).get_absolute_url()
        self.page.goto(address)
        if not self.page.evaluate("CSS.supports('animation-timeline: view()')"):
            self.skipTest("This browser ties no animation to scrolling.")
        before = self.bar(self.page)
        self.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        self.page.wait_for_function(
            "before => getComputedStyle(document.body, '::before').transform !== before", arg=before
        )
        still = self.open_page(reduced_motion="reduce")
        still.goto(address)
        self.assertEqual(self.bar(still), "none")


class SitePagesAtTheDesk(BrowserTestCase):
    def test_a_page_is_written_with_the_editor_and_read_on_the_site(self):
        from tests.factories import make_user

        self.sign_in_as(make_user("Managing editor"))
        self.page.goto("/admin/articles/sitepage/add/")
        self.page.fill("input[name=title]", "How we report")
        self.page.locator(".be-text").click()
        self.page.keyboard.type("We name our sources.")
        self.page.check("input[name=is_live]")
        self.page.locator("[name=_save]").click()
        self.page.wait_for_url("**/sitepage/")
        self.assertEqual(SitePage.objects.get().body, "<p>We name our sources.</p>")
        self.page.goto("/about/how-we-report/")
        self.page.get_by_text("We name our sources.").wait_for()
