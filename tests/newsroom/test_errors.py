from django.template.loader import get_template
from django.test import SimpleTestCase, TestCase

from tests.factories import make_section


class ErrorPageTests(TestCase):
    def test_a_page_that_is_not_there_has_the_sites_navigation(self):
        make_section("World")
        response = self.client.get("/no/such/page/")
        self.assertContains(response, '<a href="/world/">World</a>', status_code=404)
        self.assertEqual(response.cookies, {})
        self.assertNotIn("Vary", response.headers)

    def test_the_address_asked_for_is_not_repeated(self):
        response = self.client.get("/<script>alert(1)</script>/")
        self.assertNotContains(response, "alert(1)", status_code=404)


class ServerErrorPageTests(SimpleTestCase):
    def test_it_needs_no_database_and_no_list_of_static_files(self):
        page = get_template("500.html").render({})
        self.assertIn("Something went wrong here", page)
        self.assertIn('href="/static/articles/site/site.css"', page)
