from django.conf import settings
from django.test import TestCase

from tests.factories import make_live_story, make_user


class DeskSessionTests(TestCase):
    def answer(self, **cookies):
        self.client.cookies.load(cookies)
        return self.client.get(make_live_story().get_absolute_url())

    def test_a_public_page_is_the_same_whatever_cookie_comes(self):
        for value in ("", "malformed", "x" * 32):
            with self.subTest(value):
                answer = self.answer(**{settings.SESSION_COOKIE_NAME: value})
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn("Set-Cookie", answer.headers)
                self.assertFalse(answer.cookies)
                self.assertNotIn("Cookie", answer.headers.get("Vary", ""))

    def test_the_desk_keeps_its_session_after_a_visit_to_the_site(self):
        self.client.force_login(make_user("Editor"))
        self.answer()
        self.assertEqual(self.client.get("/admin/").status_code, 200)
