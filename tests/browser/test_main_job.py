"""The main job, whole, as a person does it: write, publish, read, change, publish, revert."""

from pathlib import Path

from django.conf import settings

from articles.models import Article, Tag
from tests.browser.base import BrowserTestCase
from tests.browser.chromium import expect
from tests.factories import make_author, make_section, make_user, picture_bytes
from tests.support.news_story import read_news_story

CLIPS = Path(settings.BASE_DIR) / "articles" / "demo" / "clips"


class MainJobTests(BrowserTestCase):
    def setUp(self):
        super().setUp()
        self.news = read_news_story()
        make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")
        make_section("World", tip_prompt=self.news.tip_prompt, tip_email=self.news.tip_email)
        Tag.objects.create(name=self.news.topic, question=self.news.tip_question)
        writer = dict(self.news.writer)
        author = make_author(**writer | {"joined_year": int(writer["joined_year"])})
        author.handles.create(network="x", handle=self.news.handle)

    def test_a_story_goes_from_desk_to_reader_and_back(self):
        self.sign_in("hanna")
        self.write()
        self.publish("First publication")
        story = Article.objects.get()
        reader = self.open_page()
        reader.goto(story.get_absolute_url())
        self.assert_page_is_whole(reader)

        self.change()
        reader.reload()
        self.assert_page_is_whole(reader)
        self.publish("Update:")
        reader.reload()
        body = reader.locator("article").inner_text()
        self.assertIn("A sentence added later.", body)
        first, update = story.editions.order_by("number")
        self.assertGreater(update.updated, first.updated)
        expect(reader.locator(".tags")).not_to_contain_text(self.news.topic, use_inner_text=True)

        self.revert()
        story.refresh_from_db()
        self.assertEqual({tag.name for tag in story.tags.all()}, {self.news.topic, "Treaties"})
        self.assertEqual(story.captions.get().caption, self.news.caption)
        self.assertNotIn("A sentence added later.", story.body)
        self.assertIn("with unpublished changes", self.panel())
        reader.reload()
        expect(reader.locator("article")).to_contain_text(
            "A sentence added later.", use_inner_text=True
        )

    def panel(self) -> str:
        return self.page.locator(".desk-panel").inner_text()

    def write(self):
        page, news = self.page, self.news
        page.goto("/admin/articles/article/add/")
        page.wait_for_selector(".ProseMirror")
        page.locator("#id_headline").fill(news.headline)
        page.locator("#id_standfirst").fill(news.paragraphs[1])
        text = page.locator(".ProseMirror")
        text.click()
        for number, paragraph in enumerate(news.paragraphs):
            if number:
                page.keyboard.press("Enter")
            page.keyboard.insert_text(paragraph)
            if number == 1:
                self.insert_post()
        page.select_option("#id_section", label="World")
        search = page.locator(".field-tags .select2-search__field")
        search.press_sequentially(news.topic[:5])
        page.locator(".select2-results__option", has_text=news.topic).click()
        search.press_sequentially("Treaties,")
        self.add_row("bylines", "author", news.writer["name"])
        self.upload_lead()
        with page.expect_navigation():
            page.locator("[data-save]").click()
        page.wait_for_url("**/change/")
        page.wait_for_selector(".ProseMirror")
        self.assertIn("Draft", self.panel())

    def insert_post(self):
        """A kept social post with its clip, both new, through the editor's dialogs."""
        page = self.page
        page.get_by_role("button", name="Insert a social post").click()
        dialog = page.locator(".be-dialog").last
        if dialog.get_by_role("tab", name="New post").count():
            dialog.get_by_role("tab", name="New post").click()
        dialog.get_by_label("Author", exact=True).fill("Per Holm")
        dialog.get_by_label("Handle", exact=True).fill("@perholm")
        dialog.get_by_label("Text", exact=True).fill("It means that it has collapsed.")
        dialog.get_by_label("Address", exact=True).fill("https://example.org/perholm/1")
        dialog.get_by_role("button", name="Choose a clip").click()
        clip = page.locator(".be-dialog").last
        if clip.get_by_role("tab", name="New clip").count():
            clip.get_by_role("tab", name="New clip").click()
        clip.get_by_label("Clip", exact=True).set_input_files(CLIPS / "harbour-clip.mp4")
        clip.locator(".be-poster:visible").wait_for()
        clip.get_by_label("Text track", exact=True).set_input_files(CLIPS / "harbour-clip.vtt")
        clip.get_by_label("Credit", exact=True).fill("Per Holm")
        clip.get_by_role("button", name="Upload and use this clip").click()
        dialog.get_by_role("button", name="Keep and insert").click()
        page.locator(".be-figure", has_text="It means that it has collapsed.").wait_for()

    def upload_lead(self):
        """The lead picture: put into the library on its own page, then chosen for the story."""
        page, news = self.open_page(), self.news
        page.context.add_cookies(self.page.context.cookies())
        page.goto("/admin/articles/image/add/")
        page.set_input_files(
            "#id_file",
            {
                "name": "lead.jpg",
                "mimeType": "image/jpeg",
                "buffer": picture_bytes((1600, 1067), "navy"),
            },
        )
        page.fill("#id_title", news.picture_title)
        page.fill("#id_alt", "People at a table")
        page.fill("#id_caption", "The library's words.")
        page.fill("#id_credit", news.credit)
        with page.expect_navigation():
            page.locator("[name=_save]").click()
        self.add_row("captions", "image", news.picture_title)
        self.page.select_option("[name=captions-0-role]", "lead")
        self.page.fill("[name=captions-0-caption]", news.caption)

    def add_row(self, prefix: str, field: str, name: str):
        """Add the first row of a table and choose what it is about."""
        page = self.page
        words = {"bylines": "Add an author", "captions": "Add a picture"}[prefix]
        page.get_by_role("button", name=words).click()
        page.locator(f"select[name={prefix}-0-{field}] + .select2 .select2-selection").click()
        page.keyboard.type(name[:12])
        page.locator(".select2-results__option", has_text=name).click()

    def publish(self, change: str):
        page = self.page
        with page.expect_navigation():
            page.get_by_role("link", name="Publish…").click()
        choice = page.get_by_label(change)
        if choice.count():
            choice.check()
        with page.expect_navigation():
            page.get_by_role("button", name="Publish now").click()
        self.assertIn("Live, edition", self.panel())

    def change(self):
        page = self.page
        self.click_text()
        self.press("Control+End")
        page.keyboard.press("Enter")
        page.keyboard.insert_text("A sentence added later.")
        first_tag = page.locator(".field-tags .select2-selection__choice__remove").first
        first_tag.click()
        page.locator("textarea[name=captions-0-caption]").fill("Other words.")
        self.save_in_place()
        self.assertIn("with unpublished changes", self.panel())

    def revert(self):
        page = self.page
        page.locator("a[href$='/history/']").locator("visible=true").first.click()
        with page.expect_navigation():
            page.get_by_role("link", name="Restore").last.click()
        with page.expect_navigation():
            page.get_by_role("button", name="Restore the whole story").click()
        page.goto(f"/admin/articles/article/{Article.objects.get().pk}/change/")

    def assert_page_is_whole(self, page):
        """Everything the printed page has, apart from the voice."""
        news, writer = self.news, self.news.writer
        article = page.locator("article")
        words = " ".join(article.inner_text().split())
        expect(article.locator("h1")).to_have_text(news.headline, use_inner_text=True)
        for paragraph in news.paragraphs:
            self.assertIn(" ".join(paragraph.split()), words)
        lead = page.locator("figure", has_text=news.picture_title).first
        for text in (news.picture_title, news.caption, news.credit):
            expect(lead).to_contain_text(text, use_inner_text=True)
        self.assertTrue(lead.locator("img").evaluate("image => image.naturalWidth > 0"))
        post = page.locator("figure", has_text="It means that it has collapsed.").first
        expect(post).to_contain_text("Per Holm", use_inner_text=True)
        expect(post).to_contain_text("@perholm", use_inner_text=True)
        self.assert_clip_plays(page, post)
        for text in (news.tip_prompt, news.tip_question, news.tip_email, news.topic, "Treaties"):
            self.assertIn(text, words)
        page.locator("summary", has_text="Read more").first.click()
        profile = " ".join(article.inner_text().split())
        for name in ("name", "role", "base", "beat", "joined_year", "email"):
            self.assertIn(writer[name], profile)
        for name in ("previous_employers", "education"):
            for line in writer[name].splitlines():
                self.assertIn(line, profile)
        for language in writer["languages"].split(", "):
            self.assertIn(language, profile)
        self.assertIn(news.handle, profile)
        self.assert_nothing_comes_from_elsewhere(page)

    def assert_clip_plays(self, page, post):
        video = post.locator("video")
        video.scroll_into_view_if_needed()
        video.evaluate("video => { video.muted = true; return video.play(); }")
        page.wait_for_function(
            "() => document.querySelector('video').currentTime > 0.2", timeout=15_000
        )
        video.evaluate("video => video.pause()")
        expect(video.locator("track")).to_have_count(1)

    def assert_nothing_comes_from_elsewhere(self, page):
        addresses = page.evaluate(
            "performance.getEntriesByType('resource').map((entry) => entry.name)"
        )
        self.assertTrue(addresses)
        for address in addresses:
            self.assertTrue(address.startswith(self.live_server_url), address)
        scripts = page.locator("script:not([type='application/ld+json'])").all()
        for script in scripts:
            self.assertTrue(script.get_attribute("src").startswith("/static/articles/site/"))
        self.assertEqual(page.context.cookies(), [])
