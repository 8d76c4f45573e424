import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest import TestCase, mock

from django.core.exceptions import ImproperlyConfigured

from newsroom import env


@contextmanager
def variable(value: str | None):
    with mock.patch.dict(os.environ):
        os.environ.pop("VALUE", None)
        if value is not None:
            os.environ["VALUE"] = value
        yield


class ReaderTestCase(TestCase):
    def read(self, reader, value, *arguments, **options):
        with variable(value):
            return reader("VALUE", *arguments, **options)

    def assert_refused(self, reader, value, words, *arguments, **options):
        with self.assertRaises(ImproperlyConfigured) as caught, variable(value):
            reader("VALUE", *arguments, **options)
        self.assertIn("VALUE", str(caught.exception))
        self.assertIn(words, str(caught.exception))


class PlainReaderTests(ReaderTestCase):
    def test_a_folder_that_is_there_is_read_and_anything_else_refused(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.assertIsNone(self.read(env.read_folder, " "))
        self.assertEqual(self.read(env.read_folder, folder), Path(folder))
        self.assert_refused(env.read_folder, "icons", "the whole path")
        self.assert_refused(env.read_folder, f"{folder}/none", "no folder")
        self.assert_refused(env.read_folder, __file__, "no folder")

    def test_what_is_not_set_or_blank_is_the_default(self):
        for value in (None, "", "  "):
            with self.subTest(value=value):
                self.assertEqual(self.read(env.read_str, value, "word"), "word")
                self.assertIs(self.read(env.read_bool, value, True), True)
                self.assertEqual(self.read(env.read_int, value, 7), 7)
                self.assertEqual(self.read(env.read_list, value, ["a"]), ["a"])

    def test_yes_and_no_are_read_in_their_usual_spellings(self):
        for word in ("1", "true", "Yes", "ON", " 1 "):
            self.assertIs(self.read(env.read_bool, word, False), True)
        for word in ("0", "false", "No", "OFF"):
            self.assertIs(self.read(env.read_bool, word, True), False)

    def test_a_word_that_is_neither_yes_nor_no_is_refused(self):
        self.assert_refused(env.read_bool, "maybe", "use 1 or 0", False)

    def test_a_number_is_read_and_anything_else_refused(self):
        self.assertEqual(self.read(env.read_int, " 12 ", 7), 12)
        self.assert_refused(env.read_int, "a dozen", "whole number", 7)
        self.assert_refused(env.read_int, "1.5", "whole number", 7)

    def test_a_number_below_the_least_is_refused(self):
        self.assertEqual(self.read(env.read_int, "1", 7, least=1), 1)
        self.assert_refused(env.read_int, "0", "at least 1", 7, least=1)

    def test_pairs_are_read_and_what_is_none_is_refused(self):
        self.assertEqual(self.read(env.read_pairs, None), {})
        self.assertEqual(self.read(env.read_pairs, "a=off, b = on,"), {"a": "off", "b": "on"})
        for value in ("a", "a=", "=off", "a=off,b"):
            self.assert_refused(env.read_pairs, value, "use name=word")
        self.assert_refused(env.read_pairs, "a=off,a=on", "twice")

    def test_a_list_is_split_at_commas_without_empty_parts(self):
        self.assertEqual(self.read(env.read_list, "a, b,,c ,", []), ["a", "b", "c"])


class DatabaseTests(ReaderTestCase):
    def test_a_url_is_read_in_every_part(self):
        url = "postgres://desk:p%40ss%2Fword@db.example.org:5433/news?sslmode=require"
        database = self.read(env.read_database, url, {})
        self.assertEqual(database["ENGINE"], "django.db.backends.postgresql")
        self.assertEqual(database["NAME"], "news")
        self.assertEqual((database["USER"], database["PASSWORD"]), ("desk", "p@ss/word"))
        self.assertEqual((database["HOST"], database["PORT"]), ("db.example.org", "5433"))
        self.assertEqual(database["OPTIONS"], {"sslmode": "require"})

    def test_a_local_socket_needs_no_host(self):
        database = self.read(env.read_database, "postgresql:///news", {})
        self.assertEqual((database["HOST"], database["NAME"]), ("", "news"))

    def test_without_a_url_the_default_stands(self):
        self.assertEqual(self.read(env.read_database, None, {"ENGINE": "x"}), {"ENGINE": "x"})

    def test_another_database_is_refused(self):
        self.assert_refused(env.read_database, "mysql://desk@db/news", "postgres://", {})

    def test_a_url_without_a_name_is_refused(self):
        self.assert_refused(env.read_database, "postgres://desk@db", "names no database", {})

    def test_a_port_that_is_none_is_refused_without_telling_the_password(self):
        url = "postgres://desk:s3cret@db:port/news"
        with self.assertRaises(ImproperlyConfigured) as caught, variable(url):
            env.read_database("VALUE", {})
        self.assertNotIn("s3cret", str(caught.exception))


class CacheTests(ReaderTestCase):
    def test_the_cache_is_in_process_unless_redis_is_named(self):
        self.assertIn("LocMemCache", self.read(env.read_cache, None)["BACKEND"])
        redis = self.read(env.read_cache, "redis://cache:6379/0")
        self.assertIn("RedisCache", redis["BACKEND"])
        self.assertEqual(redis["LOCATION"], "redis://cache:6379/0")

    def test_another_cache_is_refused(self):
        self.assert_refused(env.read_cache, "memcached://cache", "redis://")


class StorageTests(ReaderTestCase):
    def test_files_lie_on_this_machine_unless_a_bucket_is_named(self):
        self.assertIsNone(self.read(env.read_storage, None))

    def test_a_bucket_is_read_with_its_options(self):
        url = "s3://pictures?endpoint_url=https://s3.example.org&querystring_auth=True&verify=false"
        storage = self.read(env.read_storage, url)
        self.assertEqual(storage["BACKEND"], "storages.backends.s3.S3Storage")
        options = storage["OPTIONS"]
        self.assertEqual(options["bucket_name"], "pictures")
        self.assertEqual(options["endpoint_url"], "https://s3.example.org")
        self.assertIs(options["querystring_auth"], True)
        self.assertIs(options["verify"], False)

    def test_what_names_no_bucket_is_refused(self):
        for value in ("pictures", "s3://", "https://s3.example.org/pictures", "s3://[pictures"):
            with self.subTest(value=value):
                self.assert_refused(env.read_storage, value, "")


class EndpointTests(ReaderTestCase):
    def test_hosts_have_https_addresses(self):
        self.assertEqual(self.read(env.read_endpoints, None), {})
        value = '{"a.example": "https://a.example/o?k=1", "*.b.example": "https://b.example/"}'
        self.assertEqual(
            self.read(env.read_endpoints, value),
            {"a.example": "https://a.example/o?k=1", "*.b.example": "https://b.example/"},
        )

    def test_anything_else_is_refused(self):
        for value, words in (
            ("https://a.example/o", "no JSON"),
            ("[]", "no JSON object"),
            ('{"a.example": "http://a.example/o"}', "https address"),
            ('{"a.example": "https://name:word@a.example/o"}', "https address"),
            ('{"a.example": "https:///o"}', "https address"),
            ('{"a.example": "https://a.example:x/o"}', "no URL"),
            ('{"a.example": 7}', "https address"),
            ('{"*": "https://a.example/o"}', "no host"),
            ('{"*.": "https://a.example/o"}', "no host"),
            ('{"A.example": "https://a.example/o"}', "no host"),
            ('{"https://a.example": "https://a.example/o"}', "no host"),
        ):
            with self.subTest(value=value):
                self.assert_refused(env.read_endpoints, value, words)

    def test_a_key_in_an_address_is_not_repeated(self):
        with (
            self.assertRaises(ImproperlyConfigured) as caught,
            variable('{"a.b": "http://k/?secret"}'),
        ):
            env.read_endpoints("VALUE")
        self.assertNotIn("secret", str(caught.exception))
