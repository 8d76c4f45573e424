"""A site whose static files were not gathered, or not since its last release."""

import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import run_checks
from django.test import Client, TestCase, override_settings
from lxml import html

from newsroom.static_files import are_gathered, tell_if_not_gathered
from tests.factories import make_live_story, make_user

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.static_files.HashedStaticFiles"},
}
CSS, HASHED = "articles/site/site.css", "articles/site/site.0123456789ab.css"


class StaticFilesTests(TestCase):
    def use(self, *, gathered: dict[str, str] | None = None) -> None:
        """Hashed names as the site has them, and a list of those that were gathered: none where
        nothing was. The address is one of its own, since parts of pages are kept by it."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        if gathered:
            names = {"version": "1.1", "paths": gathered, "hash": ""}
            (folder / "staticfiles.json").write_text(json.dumps(names))
        self.enterContext(
            override_settings(
                STORAGES=STORAGES,
                STATIC_ROOT=folder,
                STATIC_URL=f"/{folder.name}/",
                WHITENOISE_USE_FINDERS=not gathered,
            )
        )

    def styles(self, page) -> list[str]:
        root = html.fromstring(page.content.decode())
        return root.xpath("//link[@rel='stylesheet']/@href")

    def test_the_site_and_the_desk_work_and_have_their_styles(self):
        self.use()
        story = make_live_story()
        reader, editor = Client(), Client()
        editor.force_login(make_user("Editor"))
        address = story.editions.get().get_absolute_url()
        for client, place in ((reader, "/"), (reader, address), (editor, "/admin/")):
            page = client.get(place)
            self.assertEqual(page.status_code, 200, place)
            styles = self.styles(page)
            self.assertTrue(styles, place)
            for one in styles:
                with self.subTest(place=place, style=one):
                    self.assertEqual(client.get(one).status_code, 200)

    def test_whoever_runs_it_is_told_in_the_log_and_by_the_checks(self):
        self.use()
        self.assertFalse(are_gathered())
        with self.assertLogs("newsroom", "WARNING") as log:
            tell_if_not_gathered()
        self.assertIn("collectstatic", log.output[0])
        (found,) = [one for one in run_checks() if one.id == "newsroom.W001"]
        self.assertIn("collectstatic", found.msg)

    def test_where_they_were_gathered_nothing_is_said(self):
        self.use(gathered={CSS: HASHED})
        self.assertEqual(staticfiles_storage.url(CSS), f"{settings.STATIC_URL}{HASHED}")
        with self.assertNoLogs("newsroom"):
            tell_if_not_gathered()
        self.assertEqual([one for one in run_checks() if one.id == "newsroom.W001"], [])

    def test_a_file_of_a_newer_release_has_its_plain_name(self):
        self.use(gathered={CSS: HASHED})
        address = f"{settings.STATIC_URL}articles/site/story.css"
        self.assertEqual(staticfiles_storage.url("articles/site/story.css"), address)
        self.assertEqual(self.client.get("/").status_code, 200)

    def test_where_pages_are_written_nobody_is_told(self):
        self.use()
        with override_settings(DEBUG=True):
            self.assertTrue(are_gathered())
