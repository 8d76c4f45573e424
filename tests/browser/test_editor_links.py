"""Links to our own pages: found by their names, and told where they lead nowhere."""

from articles.models import FormerAddress
from articles.publishing import publish, withdraw
from tests.browser.chromium import containing, expect
from tests.browser.editor import EditorTestCase
from tests.factories import make_live_story, make_story

ADDRESS = "Address, or words of a headline"


class FinderTests(EditorTestCase):
    def open_link(self, body="<p>The ferry</p>"):
        self.open_story(body=body)
        self.click_text()
        self.press("Control+a")
        self.page.keyboard.press("Control+k")
        self.input = self.field(ADDRESS)

    def test_a_story_is_found_by_its_headline_and_chosen_by_keyboard(self):
        wanted = make_live_story("Harbour opens again")
        make_live_story("Harbour is shut")
        self.open_link()
        self.page.keyboard.type("harbour")
        options = self.dialog.get_by_role("option")
        options.nth(1).wait_for()
        expect(options.nth(0)).to_contain_text("Live, edition 1", use_inner_text=True)
        expect(options.nth(0)).to_contain_text("World", use_inner_text=True)
        expect(self.input).to_have_attribute("aria-expanded", "true")
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("ArrowDown")
        active = self.input.get_attribute("aria-activedescendant")
        expect(self.page.locator(f"#{active}")).to_contain_text("opens again", use_inner_text=True)
        self.assert_accessible()
        self.page.keyboard.press("Enter")
        expect(self.input).to_have_value(wanted.get_absolute_url())
        expect(self.input).to_have_attribute("aria-expanded", "false")
        self.page.keyboard.press("Enter")
        self.assertEqual(self.body(), f'<p><a href="{wanted.get_absolute_url()}">The ferry</a></p>')

    def test_a_story_is_chosen_by_mouse_and_gives_its_headline_where_no_words_are_chosen(self):
        wanted = make_live_story("Harbour opens again")
        self.open_story(body="<p>Read: </p>")
        self.go_to_end()
        self.page.keyboard.press("Control+k")
        self.page.keyboard.type("harb")
        self.dialog.get_by_role("option", name="Harbour opens again").click()
        expect(self.field("Text")).to_have_value("Harbour opens again")
        self.dialog.get_by_role("button", name="Insert link").click()
        self.assertIn(f'"{wanted.get_absolute_url()}">Harbour opens again</a>', self.body())

    def test_escape_shuts_the_list_before_it_shuts_the_dialog(self):
        make_live_story("Harbour opens again")
        self.open_link()
        self.page.keyboard.type("harbour")
        self.dialog.get_by_role("option").wait_for()
        self.page.keyboard.press("Escape")
        expect(self.dialog.get_by_role("option")).to_be_hidden()
        expect(self.input).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".be-dialog")).to_have_count(0)

    def test_words_that_are_no_address_are_not_linked_to(self):
        self.open_link()
        self.page.keyboard.type("No such headline")
        self.dialog.get_by_text("No page of ours is called so").wait_for()
        self.page.keyboard.press("Enter")
        self.dialog.get_by_text("Choose a page from the list").wait_for()
        self.assertEqual(self.body(), "<p>The ferry</p>")

    def test_the_dialog_tells_of_a_link_that_leads_nowhere_and_of_one_that_has_moved(self):
        draft, live = make_story("Not yet"), make_live_story("Harbour opens again")
        self.open_link()
        for address, sentence in (
            (draft.get_absolute_url(), "not live yet"),
            ("/nowhere/at/all/", "no such page"),
            (f"{self.live_server_url}/world/x-99999/", "no such story"),
        ):
            self.input.fill(address)
            self.dialog.locator(".be-link-warning", has_text=sentence).wait_for()
        self.input.fill(f"/world/old-{live.pk}/")
        self.dialog.get_by_role("button", name="Use that").click()
        expect(self.input).to_have_value(live.get_absolute_url())
        self.dialog.locator(".be-link-warning").wait_for(state="hidden")
        self.page.keyboard.press("Enter")
        self.assertIn(live.get_absolute_url(), self.body(), "a warning never stops anybody")

    def test_the_dialog_says_what_an_older_sites_query_leads_to(self):
        live, gone = make_live_story("Harbour opens again"), make_live_story("Gone")
        FormerAddress.objects.create(path="/?p=123", article=live)
        FormerAddress.objects.create(path="/?p=124", article=gone)
        withdraw(gone, by=None, notice="It was wrong.")
        self.open_link()
        warning = self.dialog.locator(".be-link-warning")
        for address, sentence, is_mild in (
            ("/?p=124", "has been withdrawn", False),
            ("/?p=9", "readers get the front page", True),
            (f"{self.live_server_url}/?p=123&utm_source=x", live.get_absolute_url(), True),
        ):
            self.input.fill(address)
            expect(warning).to_contain_text(sentence)
            expect(warning).to_have_class(containing("--mild") if is_mild else "be-link-warning")
        self.assert_accessible()
        self.dialog.get_by_role("button", name="Use that").click()
        expect(self.input).to_have_value(live.get_absolute_url())
        expect(warning).to_be_hidden()
        self.input.fill("/?utm_source=x")
        self.page.keyboard.press("Enter")
        self.assertIn('href="/?utm_source=x"', self.body())

    def test_other_sites_are_not_looked_up(self):
        self.open_link()
        asked = []
        self.page.on("request", lambda request: asked.append(request.url))
        self.page.keyboard.type("https://example.org/ferry")
        self.page.wait_for_timeout(600)
        self.assertEqual([url for url in asked if "/desk/stories" in url or "links" in url], [])


class LinkCheckTests(EditorTestCase):
    def test_dead_links_are_marked_and_listed_and_can_be_gone_to(self):
        gone = make_live_story("Gone")
        withdraw(gone, by=None, notice="It was wrong.")
        live = make_live_story("Harbour opens again")
        self.open_story(
            body=f'<p>A <a href="{gone.get_absolute_url()}">gone <strong>story</strong></a></p>'
            f'<p>A <a href="{live.get_absolute_url()}">live one</a>, '
            '<a href="https://example.org/">another site</a>, <a href="/nowhere/">nowhere</a></p>'
        )
        line = self.page.locator(".be-links")
        line.get_by_text("2 links lead nowhere.").wait_for()
        expect(self.page.locator(".be-text .be-dead-link")).to_have_text(
            ["gone ", "story", "nowhere"], use_inner_text=True
        )
        expect(self.page.locator(".be-dead-link").first).to_have_attribute(
            "title", containing("withdrawn")
        )
        line.get_by_role("button", name="Show them").click()
        self.assert_accessible()
        line.get_by_role("button", name="gone story").click()
        chosen = self.page.evaluate("getSelection().toString()")
        self.assertEqual(chosen, "gone story")
        self.assertNotIn("be-dead", self.body(), "marks are no part of the text")

    def test_what_is_typed_is_judged_after_a_pause_and_undone_marks_go(self):
        self.open_story(body="<p>Words.</p>")
        self.page.evaluate(
            "window.bodyEditor.editor.commands.setContent('<p><a href=\"/no/\">x</a></p>')"
        )
        self.page.locator(".be-links").get_by_text("1 link leads nowhere.").wait_for()
        self.page.evaluate("window.bodyEditor.editor.commands.setContent('<p>Words.</p>')")
        self.page.locator(".be-links").wait_for(state="hidden")

    def test_an_old_address_is_put_right_with_one_click(self):
        live = make_live_story("Harbour opens again")
        old = live.get_absolute_url()
        live.slug = "harbour-opens"
        live.save()
        publish(live, by=None, change="minor")
        self.open_story(body=f'<p><a href="{old}">It opens</a></p>')
        line = self.page.locator(".be-links")
        line.get_by_text("1 link goes by an old address.").wait_for()
        line.get_by_role("button", name="Show them").click()
        line.get_by_role("button", name="Use that").click()
        line.wait_for(state="hidden")
        self.assertEqual(self.body(), f'<p><a href="{live.get_absolute_url()}">It opens</a></p>')

    def test_a_server_that_does_not_answer_judges_nothing(self):
        self.open_story(body="<p>Words.</p>")
        self.page.route("**/desk/links/", lambda route: route.abort())
        self.page.evaluate(
            "window.bodyEditor.editor.commands.setContent('<p><a href=\"/no/\">x</a></p>')"
        )
        self.page.wait_for_timeout(1200)
        expect(self.page.locator(".be-links")).to_be_hidden()
        self.assertEqual(self.body(), '<p><a href="/no/">x</a></p>')
