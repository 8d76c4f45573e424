"""What is typed and not saved, through crashes, lost connections and ended sessions."""

from django.contrib.sessions.models import Session
from django.urls import reverse

from articles.models import Article, Draft, Image, ImageCaption
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import make_author, make_image, make_live_story, make_story, make_user

WRITTEN = "The ferry has left the harbour."


class JournalTestCase(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.user = make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")
        self.sign_in_as(self.user)

    def address(self, story: Article | None = None) -> str:
        if story is None:
            return reverse("admin:articles_article_add")
        return reverse("admin:articles_article_change", args=[story.pk])

    def open(self, story=None, page=None):
        page = page or self.page
        page.goto(self.address(story))
        page.wait_for_selector(".ProseMirror")
        return page

    def type(self, page, text=WRITTEN):
        self.click_text(page=page)
        self.press("Control+Home", page)
        page.keyboard.type(text)

    def state(self, page, *states):
        """Wait until the bar says that what was typed is kept in one of these places."""
        selector = ", ".join(f"[data-desk-saved][data-state={state}]" for state in states)
        page.locator(selector).wait_for(state="attached")

    def crash(self, page, story=None):
        """The page is gone without a word; the browser opens it again."""
        again = page.context.new_page()
        again.on("pageerror", lambda error: self.script_errors.append(str(error)))
        page.close(run_before_unload=False)
        self.pages.append(again)
        return self.open(story, again)

    def offer(self, page):
        offer = page.locator(".desk-offer")
        offer.first.wait_for()
        return offer

    def take(self, page):
        self.offer(page).get_by_role("button", name="Take it back").click()
        page.locator(".desk-offer").wait_for(state="detached")

    def save(self, page):
        self.save_in_place(page)


class AfterACrash(JournalTestCase):
    def test_every_character_is_offered_compared_taken_and_saved(self):
        story = make_live_story(body="<p>It was expected.</p>")
        page = self.open(story)
        self.type(page)
        self.state(page, "browser", "server")
        page = self.crash(page, story)
        offer = self.offer(page)
        offer.get_by_role("button", name="Show what differs").click()
        offer.locator("ins", has_text="ferry").wait_for()
        self.take(page)
        expect(page.locator(".ProseMirror")).to_contain_text(WRITTEN, use_inner_text=True)
        self.save(page)
        story.refresh_from_db()
        self.assertEqual(story.body, f"<p>{WRITTEN}It was expected.</p>")
        page = self.crash(page, story)
        self.quiet(page)
        expect(page.locator(".desk-offer"), "what is saved is forgotten").to_have_count(0)

    def test_another_browser_offers_what_reached_the_server(self):
        story = make_story()
        page = self.open(story)
        self.type(page)
        self.state(page, "server")
        page.close()
        other = self.open_page()
        self.sign_in_as(self.user, other)
        self.open(story, other)
        self.take(other)
        expect(other.locator(".ProseMirror")).to_contain_text(WRITTEN, use_inner_text=True)

    def test_the_whole_form_comes_back_with_its_rows(self):
        author, image = make_author("Mara Lindqvist"), make_image(title="Night ferry")
        story = make_story(authors=[make_author("A")])
        page = self.open(story)
        page.locator("#id_headline").fill("Typed headline")
        page.locator(".field-tags .select2-search__field").press_sequentially("Ferries,")
        page.get_by_role("button", name="Add an author").click()
        self.choose(page, "#bylines-data", "Mara")
        page.get_by_role("button", name="Add a picture").click()
        self.choose(page, "#captions-data", "Night")
        page.locator("#id_captions-0-caption").fill("A caption of its own.")
        self.state(page, "server")
        page = self.crash(page, story)
        self.take(page)
        self.save(page)
        story.refresh_from_db()
        self.assertEqual(story.headline, "Typed headline")
        self.assertEqual([tag.name for tag in story.tags.all()], ["Ferries"])
        self.assertEqual([row.author.name for row in story.bylines.all()], ["A", author.name])
        caption = ImageCaption.objects.get()
        self.assertEqual((caption.image, caption.caption), (image, "A caption of its own."))

    def choose(self, page, box, name):
        row = page.locator(f"{box} .form-group:not(.empty-form)").last
        row.locator(".select2-selection").first.click()
        page.keyboard.type(name)
        page.locator(".select2-results__option", has_text=name).first.click()

    def test_several_new_stories_are_kept_apart(self):
        for headline in ("One story", "Another story"):
            page = self.page if headline == "One story" else self.page.context.new_page()
            self.open(page=page)
            page.locator("#id_headline").fill(headline)
            self.state(page, "browser", "server")
            page.close(run_before_unload=False) if page is not self.page else None
        page = self.crash(self.page)
        offers = self.offer(page)
        offers.nth(1).wait_for()
        expect(offers).to_have_count(2)
        offers.filter(has_text="Another story").get_by_role("button", name="Take it back").click()
        expect(page.locator("#id_headline")).to_have_value("Another story")
        expect(offers.filter(has_text="One story"), "the other one waits").to_have_count(1)

    def test_what_is_thrown_away_is_not_offered_again(self):
        story = make_story()
        page = self.open(story)
        self.type(page)
        self.state(page, "server")
        page = self.crash(page, story)
        page.on("dialog", lambda dialog: dialog.accept())
        with page.expect_response("**/discard/"):
            self.offer(page).get_by_role("button", name="Throw it away").click()
        self.assertFalse(Draft.objects.filter(saved_at=None).exists())
        page = self.crash(page, story)
        self.quiet(page)
        expect(page.locator(".desk-offer")).to_have_count(0)

    def test_what_is_open_in_another_tab_is_not_taken_for_lost(self):
        story = make_story()
        page = self.open(story)
        self.type(page)
        self.state(page, "server")
        other = self.open(story, page.context.new_page())
        self.quiet(other)
        expect(other.locator(".desk-offer")).to_have_count(0)


class WithoutAServer(JournalTestCase):
    def test_offline_it_is_kept_here_and_sent_when_the_connection_is_back(self):
        story = make_story()
        page = self.open(story)
        page.context.set_offline(True)
        self.type(page)
        self.state(page, "offline")
        self.assertFalse(Draft.objects.exists())
        page.context.set_offline(False)
        self.state(page, "server")
        self.assertIn(WRITTEN, Draft.objects.get().fields)

    def test_what_was_typed_offline_outlives_the_browser(self):
        story = make_story()
        page = self.open(story)
        page.context.set_offline(True)
        self.type(page)
        self.state(page, "offline")
        closed = page.context
        again = closed.new_page()
        page.close(run_before_unload=False)
        closed.set_offline(False)
        self.open(story, again)
        self.take(again)
        expect(again.locator(".ProseMirror")).to_contain_text(WRITTEN, use_inner_text=True)

    def test_an_ended_session_loses_nothing(self):
        story = make_story()
        page = self.open(story)
        Session.objects.all().delete()
        self.type(page)
        page.locator("[data-desk-saved]", has_text="signed out").wait_for()
        self.sign_in_as(self.user, page)
        page = self.crash(page, story)
        self.take(page)
        expect(page.locator(".ProseMirror")).to_contain_text(WRITTEN, use_inner_text=True)

    def test_somebody_else_at_the_same_browser_is_offered_nothing(self):
        story = make_story()
        page = self.open(story)
        self.type(page)
        self.state(page, "server")
        page.context.clear_cookies()
        self.sign_in_as(make_user("Editor", "bram"), page)
        page = self.crash(page, story)
        self.quiet(page)
        expect(page.locator(".desk-offer")).to_have_count(0)


class WhoElseIsHere(JournalTestCase):
    def test_two_people_see_each_other_and_who_is_typing(self):
        story = make_story()
        page = self.open(story)
        other = self.open_page()
        self.sign_in_as(make_user("Reporter", first_name="Mara", last_name="Lindqvist"), other)
        self.open(story, other)
        page.locator(".desk-person", has_text="Mara Lindqvist").wait_for()
        other.locator(".desk-person", has_text="Hanna Voss").wait_for()
        self.type(other, "More")
        page.locator(".desk-person[data-typing]", has_text="Mara Lindqvist is typing").wait_for()
        other.get_by_role("button", name="Save", exact=True).click()
        page.locator(".desk-people-news", has_text="Mara Lindqvist saved this story").wait_for()
        other.goto("/admin/")
        page.locator(".desk-person").wait_for(state="detached")
        self.assertFalse(Image.objects.exists())
