"""newsroom/address_keys.py: one spelling for each address, whatever way it is sent."""

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from django.test import RequestFactory, SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.address_keys import (
    KEY_LENGTH,
    BadAddress,
    address_key,
    keys_of,
    read_address,
    request_keys,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PATHS = st.builds("/{}".format, TEXT.map(lambda text: quote(text, safe="/")))
BYTES = st.binary(max_size=30)


class SpellingTest(SimpleTestCase):
    def test_the_ways_to_write_an_address_are_one(self):
        for group in (
            ("/2014/Ferry", "/2014/Ferry/", "/2014//Ferry//", "/2014/Ferry/#top"),
            ("/2014/Ferry", "https://Old.example.org/2014/Ferry/?utm_source=x&fbclid=1"),
            ("/f%C3%A4hre", "/f%c3%a4hre/", "/fähre", "/fa\u0308hre", "/%66ähre"),
            ("/story.php?id=5&p=2", "/story.php?p=2&id=5", "/story.php/?id=5&utm_medium=m&p=2"),
            ("/caf%E9", "/caf%e9/"),
            ("/a%2Fb", "/a/b"),
        ):
            self.assertEqual(len({read_address(one).key for one in group}), 1, group)

    def test_other_addresses_stay_others(self):
        keys = {
            read_address(one).key
            for one in (
                *("/ferry", "/Ferry", "/ferry/2", "/ferry?id=1", "/ferry?id=2", "/ferry%3Fid=1"),
                *("/ferry%23a", "/ferry%2541", "/ferryA", "/"),
            )
        }
        self.assertEqual(len(keys), 10)

    def test_what_is_no_address_is_said(self):
        for text in (
            *("", "ferry", "example.org/ferry", "ftp://example.org/x", "javascript:alert(1)"),
            *("https:///ferry", "http://[::1/", "mailto:a@b.example", "/" + "a" * (KEY_LENGTH + 1)),
        ):
            with self.subTest(text), self.assertRaises(BadAddress) as caught:
                read_address(text)
            self.assertTrue(str(caught.exception).endswith("."))

    def test_the_host_is_told(self):
        for text, host in (
            ("https://Old.Example.org:8443/x", "old.example.org:8443"),
            ("//old.example.org/x", "old.example.org"),
            ("http://jo:secret@old.example.org/x", "old.example.org"),
            ("/x", ""),
        ):
            self.assertEqual(read_address(text).host, host)

    @given(BYTES, TEXT)
    def test_reading_a_spelling_again_changes_nothing(self, path, query):
        key = address_key(path, query)
        if len(key) <= KEY_LENGTH:
            self.assertEqual(read_address(key).key, key)
        self.assertTrue(key.startswith("/") and not key.startswith("//"))
        self.assertTrue(key.isprintable())
        key.encode()

    @given(PATHS)
    def test_slashes_composition_and_the_case_of_escapes_make_no_other(self, path):
        if path.startswith("//"):
            path = "/" + path.lstrip("/")
        key = read_address(path).key
        self.assertEqual(read_address(path + "/").key, key)
        small = re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), path)
        self.assertEqual(read_address(small).key, key)
        parted = quote(unicodedata.normalize("NFD", key), safe="/%")
        self.assertEqual(read_address(parted).key, key)

    @given(BYTES)
    @example("/café".encode("latin-1"))
    def test_a_request_is_known_by_what_its_address_says(self, path):
        # "%25E9" cannot be told from "%E9" once Django has read it.
        written = "/" + quote(path.replace(b"%", b"")).lstrip("/")
        request = RequestFactory().get(written)
        key = read_address(written).key
        self.assertEqual(request_keys(request), [] if key == "/" else [key])

    def test_a_request_with_a_query_may_be_either(self):
        request = RequestFactory().get("/story.php", {"id": 5})
        self.assertEqual(request_keys(request), ["/story.php?id=5", "/story.php"])

    def test_the_front_page_is_known_by_a_query_alone_and_by_both_its_names(self):
        fronts = ["/?p=5", "/index.php?p=5"]
        for address, keys in (
            ("/", []),
            ("/?", []),
            ("/?utm_source=x&gclid=y", []),
            ("/?q=ferry", []),
            ("/?p=5&before=x", []),
            ("/?p=" + "5" * KEY_LENGTH, []),
            ("/?p=5", fronts),
            ("//?p=5&utm_source=x", fronts),
            ("/index.php?p=5", [*reversed(fronts), "/index.php"]),
            ("/index.php?q=5", ["/index.php?q=5", "/index.php"]),
            ("/index.php", ["/index.php"]),
            ("/?seq=5", ["/?seq=5", "/index.php?seq=5"]),
        ):
            path, _, query = address.partition("?")
            found = keys_of(path.encode(), query)
            self.assertEqual(sorted(found), sorted(keys), address)
            self.assertEqual(found[:1], [read_address(address).key] if keys else [])

    @given(PATHS, TEXT)
    def test_no_address_is_ever_known_as_the_plain_front_page(self, path, query):
        keys = keys_of(unquote_to_bytes(path), query)
        self.assertNotIn("/", keys)
        for key in keys:
            self.assertEqual(read_address(key).key, key)
        self.assertEqual(len(set(keys)), len(keys))
