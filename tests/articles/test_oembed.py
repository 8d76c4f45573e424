from django.test import SimpleTestCase, override_settings

from articles.oembed import ask_about, endpoint_for
from newsroom.outside import OutsideError

ENDPOINTS = {
    "social.example": "https://social.example/oembed",
    "*.social.example": "https://social.example/oembed?key=7",
}
TWEET = """<blockquote class="twitter-tweet"><p lang="en">The <b>ferry</b> has&nbsp;left.<br>Late.
<a href="https://t.example/x">link</a></p><p>Second.</p>&mdash; Harbour Pilots (@pilots)
<a href="https://social.example/1">March 21, 2026</a></blockquote>
<script async src="https://social.example/widgets.js">alert(1)</script>"""


class Told:
    """The way out, played: what was asked, and one answer."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    def fetch_json(self, url):
        self.asked.append(url)
        return self.answer


class EndpointTests(SimpleTestCase):
    def assert_endpoint(self, url, endpoint):
        self.assertEqual(endpoint_for(url, ENDPOINTS), endpoint, url)

    def test_a_host_has_its_own_address_to_ask(self):
        self.assert_endpoint("https://social.example/1", "https://social.example/oembed")
        self.assert_endpoint("https://SOCIAL.example./1", "https://social.example/oembed")
        self.assert_endpoint("http://m.social.example/1", "https://social.example/oembed?key=7")

    def test_any_other_host_has_none(self):
        for url in (
            "https://example.org/1",
            "https://notsocial.example/1",
            "https://social.example.evil.example/1",
            "https://evil.example/social.example",
            "https://social.example@evil.example/",
            "https://social.example\\@evil.example/",
            "ftp://social.example/1",
            "//social.example/1",
            "social.example",
            "https://[::1",
            "",
            "https://social.example/" + "1" * 500,
        ):
            self.assert_endpoint(url, None)

    @override_settings(OEMBED_ENDPOINTS={})
    def test_without_a_setting_nobody_is_asked(self):
        self.assertIsNone(endpoint_for("https://social.example/1"))


class AskTests(SimpleTestCase):
    def told(self, answer, url="https://social.example/1?a=b&c=d"):
        return ask_about(url, "https://social.example/oembed?key=7", Told(answer))

    def test_the_endpoint_is_asked_about_the_post_and_the_post_is_not_fetched(self):
        outside = Told({"author_name": "Jo"})
        ask_about("https://social.example/1?a=b&c=d", ENDPOINTS["*.social.example"], outside)
        self.assertEqual(
            outside.asked,
            [
                "https://social.example/oembed?key=7"
                "&url=https%3A%2F%2Fsocial.example%2F1%3Fa%3Db%26c%3Dd&format=json&omit_script=1"
            ],
        )

    def test_text_author_and_handle_are_taken_as_text(self):
        answer = {
            "author_name": " Harbour\n Pilots ",
            "author_url": "https://social.example/@pilots",
            "html": TWEET,
        }
        self.assertEqual(
            self.told(answer),
            {
                "author_name": "Harbour Pilots",
                "handle": "@pilots",
                "text": "The ferry has left.\nLate. link\n\nSecond.",
            },
        )

    def test_no_html_of_theirs_is_left(self):
        for html in (
            "<img src=x onerror=alert(1)><p>Words",
            "<p>Words</p><iframe src='https://social.example'>x</iframe>",
            "<style>p{}</style><template><p>no</p></template><p>Words</p><!-- c -->",
            "<p>Wo\0rds</p>",
        ):
            self.assertEqual(self.told({"html": html}), {"text": "Words"})
        self.assertEqual(
            self.told({"html": "&lt;script&gt;x&lt;/script&gt;"}), {"text": "<script>x</script>"}
        )

    def test_the_title_stands_where_there_is_no_text(self):
        self.assertEqual(
            self.told({"title": "A film", "html": "<iframe></iframe>"}), {"text": "A film"}
        )

    @override_settings(TIME_ZONE="Europe/London")
    def test_the_time_is_told_in_the_sites_own_zone_and_a_date_alone_is_none(self):
        for answer in (
            {"timestamp": "2026-07-04T05:06:07Z"},
            {"html": "<p><time datetime='2026-07-04T05:06:07+00:00'>4 July</time></p>"},
        ):
            self.assertEqual(self.told(answer)["posted_at"], "2026-07-04T06:06")
        for value in ("2026-07-04", "2026-07-04T05:06", "2026-99-99T00:00Z", 7, "yesterday"):
            self.assertNotIn("posted_at", self.told({"title": "x", "timestamp": value}))

    def test_what_is_too_long_is_cut(self):
        told = self.told({"author_name": "x" * 999, "html": "<p>" + "y" * 99_999})
        self.assertEqual((len(told["author_name"]), len(told["text"])), (120, 5000))

    def test_an_answer_without_anything_is_told_as_one(self):
        for answer in ([], "x", None, 7, {}, {"html": 7, "author_name": ["x"], "author_url": {}}):
            with self.assertRaisesMessage(OutsideError, "nothing about this post"):
                self.told(answer)

    def test_odd_values_are_no_error(self):
        answer = {"author_url": "http://[", "html": "<" * 500, "title": "\ud800x"}
        self.assertTrue(self.told(answer)["text"])
