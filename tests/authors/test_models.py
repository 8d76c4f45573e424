from django.test import SimpleTestCase

from authors.models import SocialHandle, profile_address

FOUND = {
    ("x", "@jo_li"): "https://x.com/jo_li",
    ("bluesky", "@jo-li.example"): "https://bsky.app/profile/jo-li.example",
    ("mastodon", "@jo@tide.example"): "https://tide.example/@jo",
    ("threads", "jo.li"): "https://www.threads.net/@jo.li",
}
UNSURE = [
    ("mastodon", "@jo"),
    ("signal", "@jo.01"),
    ("facebook", "Jo Li"),
    ("x", "jo/../admin"),
    ("x", "jo?next=//evil.example"),
    ("bluesky", "javascript:alert(1)"),
    ("mastodon", "jo@evil.example/path"),
    ("x", ""),
]


class TheAddressOfAHandle(SimpleTestCase):
    def test_it_is_what_the_handle_says_where_that_is_sure(self):
        for (network, handle), address in FOUND.items():
            with self.subTest(network=network):
                self.assertEqual(profile_address(network, handle), address)

    def test_it_is_none_where_the_handle_alone_does_not_tell(self):
        for network, handle in UNSURE:
            with self.subTest(network=network, handle=handle):
                self.assertEqual(profile_address(network, handle), "")

    def test_what_was_given_by_hand_counts_first(self):
        handle = SocialHandle(network="x", handle="@jo", url="https://example.org/jo")
        self.assertEqual(handle.address, "https://example.org/jo")
