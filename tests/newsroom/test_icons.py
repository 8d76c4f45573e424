"""The site's icons: where programs look for them, and a publication's own."""

import tempfile
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import TestCase, override_settings
from lxml import html
from PIL import Image

ASKED = {
    "/favicon.ico": "articles/site/favicon.ico",
    "/apple-touch-icon.png": "articles/site/icon-512.png",
}


class IconTests(TestCase):
    def test_programs_find_them_without_having_read_a_page(self):
        for address, name in ASKED.items():
            for ask in (self.client.get, self.client.head):
                answer = ask(address)
                self.assertRedirects(answer, f"/static/{name}", fetch_redirect_response=False)
                # It may be another after the next release.
                self.assertEqual(answer["Cache-Control"], "no-cache")
                self.assertFalse(answer.cookies)

    def test_a_page_names_files_that_are_there(self):
        head = html.fromstring(self.client.get("/").content.decode()).find("head")
        links = head.xpath("link[contains(@rel, 'icon')]/@href")
        self.assertEqual(len(links), 3)
        for one in links:
            self.assertIsNotNone(finders.find(one.removeprefix("/static/")), one)

    def test_they_are_of_the_sizes_that_programs_ask_for(self):
        with Image.open(finders.find("articles/site/favicon.ico")) as icon:
            self.assertEqual(icon.info["sizes"], {(16, 16), (32, 32), (48, 48)})
        with Image.open(finders.find("articles/site/icon-512.png")) as icon:
            # A phone draws what is transparent in black.
            self.assertNotIn("transparency", icon.info)
            self.assertNotIn("A", icon.convert().getbands())

    def test_a_publications_own_files_stand_in_for_ours(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        own = Path(folder, "articles", "site", "icon.svg")
        own.parent.mkdir(parents=True)
        own.write_text("<svg/>")
        finders.get_finder.cache_clear()
        self.addCleanup(finders.get_finder.cache_clear)
        with override_settings(STATICFILES_DIRS=[folder]):
            self.assertEqual(finders.find("articles/site/icon.svg"), str(own))
            self.assertIn("articles/static", finders.find("articles/site/favicon.ico"))
