"""What a server says of itself, and what it asks of browsers."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.test import Client, TestCase, override_settings

from newsroom.public import content_policy
from tests.articles.admin.desk import DeskTestCase
from tests.browser.base import BrowserTestCase
from tests.factories import make_clip, make_image, make_live_story, make_post, make_user

# What only a page for developers would say.
TELLTALES = (
    "Traceback",
    "Exception",
    "DEBUG",
    "settings",
    "site-packages",
    "urlpatterns",
    "Django",
)


class Deployment(TestCase):
    def run_check(self, **environment) -> subprocess.CompletedProcess:
        with tempfile.TemporaryDirectory() as folder:
            env = {**os.environ, "NEWSROOM_VAR": folder, "DATABASE_URL": "", "DEBUG": ""}
            # As after collectstatic, without which a warning says to run it.
            names = Path(folder, "static", "staticfiles.json")
            names.parent.mkdir()
            names.write_text('{"version": "1.1", "paths": {"a.css": "a.0.css"}, "hash": ""}')
            return subprocess.run(
                [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
                cwd=settings.BASE_DIR,
                env=env | environment,
                capture_output=True,
                text=True,
                check=False,
            )

    def test_a_server_behind_tls_passes_djangos_own_checks(self):
        done = self.run_check(
            HTTPS="1", ALLOWED_HOSTS="news.example.org", SECRET_KEY="not-a-secret" * 6
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        # With the key that it makes for itself, too.
        done = self.run_check(HTTPS="1", ALLOWED_HOSTS="news.example.org", SECRET_KEY="")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Headers(DeskTestCase):
    def test_every_answer_says_how_it_may_be_used(self):
        story = make_live_story(lead=make_image())
        public = ["/", "/world/", story.editions.get().get_absolute_url(), "/nowhere/"]
        for address in (*public, "/admin/", "/admin/login/", "/admin/articles/article/"):
            with self.subTest(address=address):
                answer = self.client.get(address)
                self.assertEqual(answer["X-Frame-Options"], "DENY")
                self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
                self.assertEqual(answer["Referrer-Policy"], "strict-origin-when-cross-origin")
                self.assertEqual(answer["Cross-Origin-Opener-Policy"], "same-origin")
                self.assertNotIn("Server", answer)
                if address in public:
                    self.assertIn("default-src 'none'", answer["Content-Security-Policy"])

    def test_a_public_page_loads_files_from_where_they_lie(self):
        policy = content_policy("https://media.example.org/newsroom/")
        self.assertIn("img-src 'self' https://media.example.org;", policy)
        self.assertIn("script-src 'self';", policy)
        self.assertNotIn("unsafe", policy)

    def test_the_desk_is_for_no_cache_and_no_search_engine(self):
        story = make_live_story()
        for address in (
            "/admin/",
            f"/admin/articles/article/{story.pk}/change/",
            f"/admin/articles/article/{story.pk}/publish/",
            "/admin/articles/article/desk/images/",
            "/admin/articles/article/desk/session/",
        ):
            with self.subTest(address=address):
                answer = self.client.get(address)
                self.assertIn("no-store", answer["Cache-Control"])
                self.assertIn("private", answer["Cache-Control"])
                if "html" in answer["Content-Type"]:
                    self.assertContains(answer, '<meta name="robots" content="NONE,NOARCHIVE">')
        preview = self.client.get(f"/admin/articles/article/{story.pk}/preview/")
        self.assertContains(preview, 'content="noindex"')
        self.assertIn("no-store", preview["Cache-Control"])

    def test_cookies_are_for_this_site_and_not_for_scripts(self):
        make_user(username="gil")
        client = Client()
        client.get("/admin/login/")
        data = {"username": "gil", "password": "gil"}
        with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
            answer = client.post("/admin/login/", data)
        session = answer.cookies[settings.SESSION_COOKIE_NAME]
        self.assertEqual((session["httponly"], session["samesite"]), (True, "Lax"))
        self.assertTrue(session["secure"])
        self.assertEqual(answer.cookies[settings.CSRF_COOKIE_NAME]["samesite"], "Lax")
        self.assertTrue(answer.cookies[settings.CSRF_COOKIE_NAME]["secure"])


class Doors(TestCase):
    def test_signing_in_takes_the_token_and_a_new_session(self):
        make_user(username="gil")
        client = Client(enforce_csrf_checks=True)
        data = {"username": "gil", "password": "gil", "next": "/admin/"}
        self.assertEqual(client.post("/admin/login/", data).status_code, 403)
        client.get("/admin/login/")
        client.cookies[settings.SESSION_COOKIE_NAME] = "planted"
        token = client.cookies[settings.CSRF_COOKIE_NAME].value
        answer = client.post("/admin/login/", {**data, "csrfmiddlewaretoken": token})
        self.assertEqual(answer.status_code, 302)
        self.assertNotEqual(answer.cookies[settings.SESSION_COOKIE_NAME].value, "planted")

    def test_signing_in_leads_nowhere_else(self):
        make_user(username="gil")
        for elsewhere in (
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "javascript:alert(1)",
            "http:evil.example",
        ):
            data = {"username": "gil", "password": "gil", "next": elsewhere}
            answer = Client().post("/admin/login/", data)
            self.assertEqual((answer.status_code, answer["Location"]), (302, "/admin/"))

    def test_a_link_signs_nobody_out(self):
        self.client.force_login(make_user("Editor"))
        self.assertEqual(self.client.get("/admin/logout/").status_code, 405)
        self.assertEqual(self.client.get("/admin/").status_code, 200)

    def test_a_name_that_there_is_not_is_refused_as_a_wrong_password_is(self):
        make_user(username="gil")
        wrong = {"username": "gil", "password": "wrong"}
        answers = []
        for name in ("gil", "nobody"):
            page = self.client.post("/admin/login/", {**wrong, "username": name}).content.decode()
            answers.append(page.count("Please enter the correct"))
        self.assertEqual(answers[0], answers[1])
        self.assertGreater(answers[0], 0)

    def test_a_form_from_elsewhere_is_refused_in_plain_words(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_user("Editor"))
        answer = client.post("/admin/articles/article/add/", {"headline": "Forged"})
        self.assertContains(answer, "This form could not be taken", status_code=403)


@override_settings(DEBUG=False)
class Errors(TestCase):
    def assertSaysLittle(self, answer, status):  # noqa: N802
        self.assertEqual(answer.status_code, status)
        text = answer.content.decode()
        for word in TELLTALES:
            self.assertNotIn(word, text)

    def test_pages_of_errors_say_nothing_of_the_machine(self):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.assertSaysLittle(client.get("/nowhere/at/all/"), 404)
        with self.assertLogs("django.security", "ERROR"):
            self.assertSaysLittle(client.get("/", headers={"host": "evil.example"}), 400)
        self.assertSaysLittle(client.post("/admin/login/", {}), 403)
        client.force_login(make_user())
        self.assertSaysLittle(client.get("/admin/articles/article/"), 403)
        self.assertSaysLittle(client.get("/admin/articles/article/?published_by__password=x"), 403)

    def test_an_error_of_ours_says_nothing_of_the_machine(self):
        client = Client(raise_request_exception=False)
        broken = override_settings(ROOT_URLCONF="tests.security.broken_urls")
        with broken, self.assertLogs("django.request", "ERROR"):
            self.assertSaysLittle(client.get("/"), 500)


class InABrowser(BrowserTestCase):
    def test_a_public_page_asks_for_nothing_that_its_policy_forbids(self):
        image, clip = make_image(), make_clip()
        post = make_post(image=image, clip=clip)
        body = f'<p>One.</p><figure data-post="{post.pk}"></figure>'
        story = make_live_story(body=body, lead=image, tags=["Harbours"])
        said = []
        self.page.on("console", lambda message: said.append(message.text))
        for address in ("/", story.editions.get().get_absolute_url(), "/tags/harbours/"):
            self.page.goto(address)
            self.page.wait_for_load_state("networkidle")
        self.assertEqual([text for text in said if "Content Security Policy" in text], [])
        styled = self.page.evaluate("getComputedStyle(document.body).fontFamily")
        self.assertIn("Newsreader", styled)
