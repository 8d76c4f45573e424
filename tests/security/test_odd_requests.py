"""Requests that no page of ours would send: a clear answer to each, and never an error."""

import logging

from django.test import TestCase, override_settings

from articles.models import Article, Tag
from tests.articles.admin.desk import DeskTestCase, change_url, form_data
from tests.factories import make_author, make_image, make_live_story, make_post, make_story

HUGE = (2**63, 2**63 - 1, 2**64, 10**30)
DIGITS = "9" * 5000
NUMBERS = (*HUGE, DIGITS, 0, "-1", "٣", "²", "1e3", "0x1", "1_0", "+1", "%00", "1%00", "%20", "NaN")
# For the desk, whose pages take their time.
FEW = ("%00", "a%00b", "%ff%fe", "%27%22", "*", "%5c", "\u202e", DIGITS, 2**63, 10**30, "-1", "٣")
# NUL is what PostgreSQL refuses to hold or to look for.
WORDS = (
    "%00",
    "a%00b",
    "%ff%fe",
    "%ed%a0%80",
    "%25",
    "%27%22",
    "_",
    "*",
    "%5c",
    "\u202e",
    "a" * 9000,
)


class Readers(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.story = make_live_story("Ferry returns", tags=["Harbours"])
        cls.address = cls.story.editions.get().get_absolute_url()

    def assertNoSuchPage(self, address: str):  # noqa: N802
        with self.subTest(address=address[:80]):
            self.assertIn(self.client.get(address).status_code, {301, 404})

    def test_numbers_that_are_no_storys(self):
        for number in NUMBERS:
            self.assertNoSuchPage(f"/world/ferry-returns-{number}/")
            self.assertNoSuchPage(f"/nowhere/x-{number}/")
            self.assertNoSuchPage(f"/nowhere/x-{number}/ninjs.json")

    def test_names_that_are_nobodys(self):
        for word in WORDS:
            for place in ("/tags/", "/authors/", "/", "/world/"):
                self.assertNoSuchPage(f"{place}{word}/")
                self.assertNoSuchPage(f"{place}{word}/feed.rss")
            self.assertNoSuchPage(f"/world/{word}-9999/")
            self.assertNoSuchPage(f"/{word}/ferry-returns-9999/")

    def test_cursors_that_no_page_gave(self):
        lists = ["/world/", Tag.objects.get().get_absolute_url()]
        lists.append(self.story.bylines.get().author.get_absolute_url())
        lists += ["/feed.json", "/tags/harbours/feed.atom", "/ninjs.json", "/corrections/feed.rss"]
        for address in lists:
            for number in NUMBERS:
                for cursor in (f"{number}-{number}", f"1-{number}", f"{number}-1", number):
                    with self.subTest(address=address, cursor=str(cursor)[:40]):
                        answer = self.client.get(f"{address}?before={cursor}")
                        self.assertEqual(answer.status_code, 404)
            for cursor in ("", *WORDS, "1-1&before=2-2"):
                answer = self.client.get(f"{address}?before={cursor}")
                self.assertEqual(answer.status_code, 404)

    def test_what_is_asked_beside_changes_nothing(self):
        page = self.client.get(self.address).content
        for query in (
            "?x=%00",
            "?%%0000",
            "?preview=1",
            "?edition=2",
            "?=",
            "?&&",
            "?%ff",
            "?before=1",
        ):
            self.assertEqual(self.client.get(self.address + query).content, page)

    def test_headers_that_no_browser_sends(self):
        page = self.client.get(self.address).content
        for headers in (
            {"accept": "application/json"},
            {"accept": "\x00\xff"},
            {"accept-language": "xx-XX;q=9, ../../etc"},
            {"accept-encoding": "bogus"},
            {"range": "bytes=0-1"},
            {"cookie": "newsroom_session=%00; newsroom_csrf=x; \xff"},
            {"x-forwarded-host": "evil.example"},
            {"x-forwarded-proto": "https"},
            {"x-original-url": "/admin/"},
            {"x-http-method-override": "DELETE"},
            {"content-type": "multipart/form-data; boundary="},
            {"if-none-match": '"a", W/"b", *x, "'},
            {"if-modified-since": "not a date"},
        ):
            with self.subTest(headers=headers):
                answer = self.client.get(self.address, headers=headers)
                self.assertEqual((answer.status_code, answer.content), (200, page))

    def test_a_host_that_is_not_ours_is_refused_and_not_repeated(self):
        for host in ("evil.example", "testserver.evil.example", "testserver:x", "a b", "<x>"):
            with self.subTest(host=host):
                with self.assertLogs("django.security", "ERROR"):
                    answer = self.client.get(self.address, headers={"host": host})
                self.assertEqual(answer.status_code, 400)
                self.assertNotIn(host, answer.content.decode())

    @override_settings(SITE_URL="https://courier.example")
    def test_the_sites_own_address_does_not_depend_on_who_asks(self):
        for host in ("testserver", "localhost", "127.0.0.1:9"):
            page = self.client.get(self.address, headers={"host": host}).content.decode()
            self.assertIn(f'rel="canonical" href="https://courier.example{self.address}"', page)
            self.assertNotIn(host, page)

    def test_a_public_page_takes_nothing(self):
        # As browsers do; a client of tests has a token by default.
        client = self.client_class(enforce_csrf_checks=True)
        for method in ("post", "put", "patch", "delete", "trace"):
            for address in ("/", "/world/", self.address, "/search/", "/feed.rss", "/robots.txt"):
                answer = getattr(client, method)(address)
                self.assertEqual(answer.status_code, 405, f"{method} {address}")
                self.assertEqual(answer.headers["Allow"], "GET, HEAD, OPTIONS")
                self.assertEqual(answer.cookies, {})

    def test_who_asks_what_a_page_takes_is_told_and_may_ask_for_what_changed(self):
        # As a browser does before a script of another site sends what it knows of a feed.
        asked = {
            "origin": "https://elsewhere.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        }
        for address in ("/", "/world/", self.address, "/feed.json", "/nowhere/none-9/"):
            answer = self.client.options(address, headers=asked)
            self.assertEqual((answer.status_code, answer.content), (204, b""), address)
            self.assertEqual(answer.headers["Allow"], "GET, HEAD, OPTIONS")
            self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
            self.assertIn("If-None-Match", answer.headers["Access-Control-Allow-Headers"])
            self.assertNotIn("Access-Control-Allow-Credentials", answer.headers)


class Desk(DeskTestCase):
    group = "Managing editor"

    def setUp(self):
        super().setUp()
        # Each refusal is logged, as it should be.
        logging.disable(logging.ERROR)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.story = make_live_story("Ferry returns", tags=["Harbours"], lead=make_image())
        make_post()

    def assertAnswered(self, address: str, method="get", data=None, **kwargs):  # noqa: N802
        with self.subTest(address=address[:90]):
            answer = getattr(self.client, method)(address, data, **kwargs)
            self.assertLess(answer.status_code, 500)
            return answer

    def test_numbers_that_are_no_rows(self):
        for number in (2**63, 10**30, DIGITS, 0, "-1", "٣", "²", "%00", "x"):
            for place in ("articles/article", "articles/image", "auth/user"):
                for page in ("change", "history", "delete"):
                    self.assertAnswered(f"/admin/{place}/{number}/{page}/")
            for page in ("publish", "withdraw", "preview", "preview/edition/1", "history/1"):
                self.assertAnswered(f"/admin/articles/article/{number}/{page}/")
            story = f"/admin/articles/article/{self.story.pk}"
            for page in ("history", "preview/revision", "preview/edition", "restore", "who-wrote"):
                self.assertAnswered(f"{story}/{page}/{number}/")
            for key in (f"r{number}", f"e{number}", f"d{number}", number):
                self.assertAnswered(f"{story}/compare/{key}/now/")
                self.assertAnswered(f"{story}/compare/?before={key}&after={key}")
            self.assertAnswered(f"/admin/articles/article/recover/{number}/")
            self.assertAnswered(f"/admin/articles/article/desk/images/{number}/words/", "post")
            for kind in ("image", "post", "clip"):
                self.assertAnswered(f"/admin/articles/article/desk/previews/?{kind}={number}")
                self.assertAnswered(f"/admin/articles/article/desk/{kind}s/?after={number}")

    def test_words_that_nobody_looks_for(self):
        places = ("articles/article", "articles/image", "articles/edition")
        for word in FEW:
            for place in (*places, "auth/user"):
                self.assertAnswered(f"/admin/{place}/?q={word}")
                self.assertAnswered(f"/admin/{place}/?p={word}&_popup={word}&_to_field=id")
                self.assertAnswered(f"/admin/{place}/?o={word}&all={word}")
            for kind in ("images", "posts", "clips"):
                self.assertAnswered(f"/admin/articles/article/desk/{kind}/?q={word}")
            self.assertAnswered(f"/admin/articles/tag/names/?term={word}")
            self.assertAnswered(f"/admin/articles/article/{self.story.pk}/history/?phrase={word}")
            self.assertAnswered(f"/admin/articles/article/{self.story.pk}/history/?person={word}")
            self.assertAnswered(f"/admin/articles/article/changes/?day={word}&before={word}")

    def test_filters_that_no_list_offers(self):
        filters = {
            "articles/article": (
                "state",
                "kind",
                "kind__exact",
                "section__id__exact",
                "bylines__author",
                "bylines__author__id__exact",
                "embargo_until__gte",
                "pk__in",
                "headline__regex",
                "body__iregex",
            ),
            "articles/edition": (
                "article",
                "change__exact",
                "section__id__exact",
                "live_from__gte",
            ),
            "articles/image": ("uploaded_at__gte", "uploaded_at__lt", "sha256"),
            "articles/socialpost": ("platform__exact", "url"),
            "auth/user": ("is_active__exact", "groups__id__exact"),
        }
        for place, names in filters.items():
            for name in names:
                for word in (*FEW, "(", "2026-13-45"):
                    self.assertAnswered(f"/admin/{place}/?{name}={word}")

    def test_the_list_of_authors_to_choose_from(self):
        url = "/admin/autocomplete/?app_label=articles&model_name=byline&field_name=author"
        for word in FEW:
            self.assertAnswered(f"{url}&term={word}")
            self.assertAnswered(f"{url}&page={word}")
            for part in ("app_label", "model_name", "field_name"):
                self.assertAnswered(f"{url}&{part}={word}")

    def test_forms_that_were_taken_apart(self):
        data = self.open(self.story)
        before = Article.objects.values().get()
        broken = [{}]
        broken += [{k: v for k, v in data.items() if k != name} for name in data if "FORMS" in name]
        for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"):
            for value in ("", "x", "-1", "5", "100000", DIGITS):
                broken.append({**data, f"bylines-{name}": value, f"captions-{name}": value})
        for number, sent in enumerate(broken):
            if sent.get("bylines-MAX_NUM_FORMS") or sent.get("bylines-MIN_NUM_FORMS"):
                # Browsers send these; Django says that they mean nothing.
                sent.pop("headline")
            with self.subTest(number=number):
                answer = self.client.post(change_url(self.story), {**sent, "note": "broken"})
                self.assertLess(answer.status_code, 500)
        after = Article.objects.values().get()
        self.assertEqual(after["headline"], before["headline"])
        self.assertEqual(after["body"], before["body"])
        self.assertEqual(self.story.captions.count(), 1)

    def test_rows_by_the_thousand(self):
        data = self.open(self.story)
        author = make_author()
        for row in range(1200):
            data |= {f"bylines-{row}-author": author.pk, f"bylines-{row}-role": "by"}
            data |= {f"bylines-{row}-id": "", f"bylines-{row}-position": row}
        data |= {"bylines-TOTAL_FORMS": 1200, "bylines-INITIAL_FORMS": 0}
        answer = self.client.post(change_url(self.story), data)
        self.assertRefused(answer, "at most 200")
        self.assertEqual(self.story.bylines.count(), 1)

    def test_bodies_that_are_no_form(self):
        for url in (
            change_url(self.story),
            "/admin/articles/article/add/",
            f"/admin/articles/article/{self.story.pk}/publish/",
            "/admin/articles/article/desk/posts/",
            "/admin/articles/image/add/",
        ):
            for kind in (
                "application/json",
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=utf-16",
                "application/x-www-form-urlencoded; charset=bogus",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "image/jpeg",
                "",
            ):
                for body in (
                    b"",
                    b"\xff\xfe\x00",
                    b'{"headline": 1}',
                    b"headline=%ff%00&headline",
                    b"--x",
                ):
                    with self.subTest(url=url, kind=kind, body=body):
                        answer = self.client.generic("POST", url, body, content_type=kind)
                        self.assertLess(answer.status_code, 500)
        self.assertEqual(Article.objects.get().headline, "Ferry returns")

    def test_invalid_utf_8_is_read_as_far_as_it_goes(self):
        data = self.open(self.story)
        page = self.client.get(change_url(self.story))
        self.assertEqual(form_data(page), data)
        answer = self.client.post(
            "/admin/articles/article/add/",
            b"headline=Caf%e9&bylines-TOTAL_FORMS=0&bylines-INITIAL_FORMS=0"
            b"&captions-TOTAL_FORMS=0&captions-INITIAL_FORMS=0&kind=news&language=en-gb",
            content_type="application/x-www-form-urlencoded",
        )
        self.assertSaved(answer)
        self.assertEqual(Article.objects.latest("pk").headline, "Caf\ufffd")

    def test_a_save_without_its_token_is_told_why(self):
        client = self.client_class(enforce_csrf_checks=True)
        client.force_login(self.user)
        for url in (change_url(self.story), "/admin/articles/article/desk/posts/"):
            self.assertEqual(client.post(url, {"headline": "Forged"}).status_code, 403)
        self.assertEqual(Article.objects.get().headline, "Ferry returns")

    def test_a_save_too_large_to_take(self):
        with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
            answer = self.client.post(change_url(self.story), {"body": "x" * 2000})
        self.assertIn(answer.status_code, {400, 413})
        make_story()
