"""A social post from its pasted address: what is read from it, what is offered, what is asked."""

from unittest import mock

from django.test import override_settings

from articles.admin import desk_api
from articles.models import SocialPost
from newsroom.outside import OutsideError
from tests.browser.chromium import expect
from tests.browser.editor import EditorTestCase
from tests.factories import make_post

# Address, platform, handle, the address that is kept.
POSTS = (
    ("https://x.com/pilots/status/123?s=20&t=x", "x", "@pilots", "https://x.com/pilots/status/123"),
    ("http://mobile.twitter.com/pilots/status/123/photo/1", "x", "@pilots",
     "https://mobile.twitter.com/pilots/status/123"),
    ("https://x.com/i/status/123", "x", "", "https://x.com/i/status/123"),
    ("https://mastodon.example/@pilots/112233", "mastodon", "@pilots@mastodon.example",
     "https://mastodon.example/@pilots/112233"),
    ("https://mastodon.example/@pilots@far.example/1", "mastodon", "@pilots@far.example",
     "https://mastodon.example/@pilots@far.example/1"),
    ("https://mastodon.example/users/pilots/statuses/1", "mastodon", "@pilots@mastodon.example",
     "https://mastodon.example/users/pilots/statuses/1"),
    ("https://bsky.app/profile/pilots.example/post/3kabc", "bluesky", "@pilots.example",
     "https://bsky.app/profile/pilots.example/post/3kabc"),
    ("https://bsky.app/profile/did:plc:abc/post/3kabc", "bluesky", "",
     "https://bsky.app/profile/did:plc:abc/post/3kabc"),
    ("https://www.instagram.com/p/AbC/?igsh=1", "instagram", "",
     "https://www.instagram.com/p/AbC/"),
    ("https://www.instagram.com/pilots/reel/AbC/", "instagram", "@pilots",
     "https://www.instagram.com/pilots/reel/AbC/"),
    ("https://www.facebook.com/pilots/posts/123?x=1", "facebook", "pilots",
     "https://www.facebook.com/pilots/posts/123"),
    ("https://m.facebook.com/permalink.php?story_fbid=1&id=2", "facebook", "",
     "https://m.facebook.com/permalink.php?story_fbid=1&id=2"),
    ("https://www.threads.net/@pilots/post/AbC", "threads", "@pilots",
     "https://www.threads.net/@pilots/post/AbC"),
    ("https://www.tiktok.com/@pilots/video/123", "tiktok", "@pilots",
     "https://www.tiktok.com/@pilots/video/123"),
    ("https://vm.tiktok.com/AbC/", "tiktok", "", "https://vm.tiktok.com/AbC/"),
    ("https://www.youtube.com/watch?list=x&v=AbC&t=9", "youtube", "",
     "https://www.youtube.com/watch?v=AbC"),
    ("https://youtu.be/AbC?si=x", "youtube", "", "https://youtu.be/AbC"),
    ("https://www.youtube.com/shorts/AbC", "youtube", "", "https://www.youtube.com/shorts/AbC"),
    ("https://t.me/s/pilots/7", "telegram", "@pilots", "https://t.me/pilots/7"),
    ("https://www.linkedin.com/posts/jo-li_ferry-activity-1", "other", "jo-li",
     "https://www.linkedin.com/posts/jo-li_ferry-activity-1"),
)  # fmt: skip
NO_POSTS = (
    "https://x.com/pilots",
    "https://x.com/pilots/status/abc",
    "https://notx.com/pilots/status/123",
    "https://x.com.evil.example/pilots/status/123",
    "https://a:b@x.com/pilots/status/123",
    "https://x.com:8443/pilots/status/123",
    "https://example.org/news/1",
    "https://mastodon.example/@pilots",
    "https://www.youtube.com/watch",
    "https://www.instagram.com/pilots/",
    "https://t.me/c/12345/7",
    "https://www.facebook.com/pilots",
    "x.com/pilots/status/123",
    "See https://x.com/pilots/status/123",
    "javascript:alert(1)",
    "",
)
URL = "https://mastodon.example/@pilots/112233"


class AddressTests(EditorTestCase):
    def test_platform_handle_and_address_are_read(self):
        self.open_story()
        for typed, platform, handle, url in POSTS:
            with self.subTest(typed=typed):
                found = self.call("editor/post_addresses", "m.readPostAddress(a)", typed)
                self.assertEqual(found, {"platform": platform, "handle": handle, "url": url})
                self.assertIn(platform, SocialPost.Platform.values)

    def test_what_is_no_address_of_a_post_is_none(self):
        self.open_story()
        for typed in NO_POSTS:
            with self.subTest(typed=typed):
                self.assertIsNone(self.call("editor/post_addresses", "m.readPostAddress(a)", typed))


class PastingTestCase(EditorTestCase):
    def paste_address(self):
        self.open_story(body="<p>Words.</p>")
        self.go_to_end()
        self.page.keyboard.press("Enter")
        self.paste("", URL)
        self.offer = self.page.get_by_role("group", name="A social post")


class PastedAddressTests(PastingTestCase):
    def test_a_copy_is_kept_in_place_of_the_address_by_keyboard(self):
        self.paste_address()
        self.offer.get_by_text("a post on Mastodon").wait_for()
        self.assert_accessible()
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        expect(self.field("Platform")).to_have_value("mastodon")
        expect(self.field("Handle")).to_have_value("@pilots@mastodon.example")
        expect(self.field("Address")).to_have_value(URL)
        self.assert_accessible()
        self.field("Author").fill("Harbour Pilots")
        self.field("Text").fill("It has left.")
        self.dialog.get_by_role("button", name="Keep and insert").click()
        self.wait_for_body("data-post")
        post = SocialPost.objects.get()
        self.assertEqual(post.url, URL)
        self.assertEqual(self.body(), f'<p>Words.</p><figure data-post="{post.pk}"></figure>')

    def test_just_a_link_stays_a_link(self):
        self.paste_address()
        self.offer.get_by_role("button", name="Just a link").click()
        expect(self.offer).to_be_hidden()
        self.assertEqual(self.body(), f'<p>Words.</p><p><a href="{URL}">{URL}</a></p>')
        self.page.keyboard.type(" on")
        self.assertIn("</a> on</p>", self.body())

    def test_writing_on_or_escape_is_an_answer_too(self):
        for key in ("x", "Escape"):
            self.paste_address()
            self.offer.wait_for()
            self.page.keyboard.press(key)
            self.offer.wait_for(state="hidden")
            self.assertIn(URL, self.body())

    def test_closing_the_dialog_leaves_the_address(self):
        self.paste_address()
        self.page.once("dialog", lambda box: box.accept())
        self.offer.get_by_role("button", name="Keep a copy").click()
        self.page.keyboard.press("Escape")
        self.page.locator(".be-dialog").wait_for(state="detached")
        self.assertIn(URL, self.body())

    def test_among_words_and_for_other_pages_nothing_is_offered(self):
        self.open_story(body="<p>Words: </p>")
        self.go_to_end()
        self.paste("", URL)
        self.page.keyboard.press("Enter")
        self.paste("", "https://example.org/news/1")
        expect(self.page.get_by_role("group", name="A social post")).to_be_hidden()
        self.assertIn("https://example.org/news/1", self.body())

    def test_one_that_is_kept_already_is_offered_at_once(self):
        post = make_post(url=URL, text="It has left.")
        self.paste_address()
        self.offer.get_by_role("button", name="Keep a copy").click()
        self.dialog.get_by_role("button", name="Insert the kept one").click()
        self.wait_for_body(f'data-post="{post.pk}"')
        self.assertNotIn(URL, self.body())

    def test_without_a_network_to_ask_nobody_is_asked(self):
        asked = []
        self.page.on("request", lambda request: asked.append(request.url))
        self.paste_address()
        self.offer.get_by_role("button", name="Keep a copy").click()
        self.field("Author").wait_for()
        self.page.wait_for_timeout(300)
        self.assertFalse([url for url in asked if not url.startswith(self.live_server_url)])
        self.assertFalse([url for url in asked if "oembed" in url])


@override_settings(OEMBED_ENDPOINTS={"mastodon.example": "https://mastodon.example/api/oembed"})
class AskedNetworkTests(PastingTestCase):
    def ask(self, **told):
        with mock.patch.object(desk_api, "ask_about", **told):
            self.paste_address()
            self.offer.get_by_role("button", name="Keep a copy").click()
            self.dialog.get_by_text("Asking the network").wait_for(state="hidden")

    def test_what_the_network_tells_is_filled_in(self):
        told = {"author_name": "Pilots", "text": "Left.", "posted_at": "2026-03-04T05:06"}
        self.ask(return_value=told)
        self.dialog.get_by_text("Filled in from the network").wait_for()
        expect(self.field("Author")).to_have_value("Pilots")
        expect(self.field("Text")).to_have_value("Left.")
        expect(self.field("Posted")).to_have_value("2026-03-04T05:06")
        expect(self.field("Handle")).to_have_value("@pilots@mastodon.example")

    def test_where_it_tells_nothing_the_fields_are_filled_in_by_hand(self):
        self.ask(side_effect=OutsideError("The network took too long to answer."))
        self.dialog.get_by_text(
            "took too long to answer. Write down what the post says."
        ).wait_for()
        self.field("Author").fill("Pilots")
        self.field("Text").fill("Left.")
        self.dialog.get_by_role("button", name="Keep and insert").click()
        self.wait_for_body("data-post")
