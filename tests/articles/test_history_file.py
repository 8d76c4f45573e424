"""A story's history as a file: whole, self-contained, verified without this program."""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from unittest import skipUnless

from reversion.models import Version

from articles.publishing import publish, withdraw
from articles.record import read_record
from articles.snapshot import read_snapshot
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_story, save_change

RECIPE = Path(__file__).resolve().parents[2] / "docs" / "record.md"


class TheFile(DeskTestCase):
    group = "Reviewer"

    def setUp(self):
        super().setUp()
        self.story = make_story("Ferry late <script>alert(1)</script>", by=self.user)
        publish(self.story, by=None, change="first")
        save_change(self.story, by=self.user, note="Clearer", body="<p>The ferry sank. ü</p>")
        publish(self.story, by=None, change="correction", notice="It did sink.")
        withdraw(self.story, by=None, notice="A court says so.")

    def file(self, form) -> str:
        response = self.client.get(f"/admin/articles/article/{self.story.pk}/history.{form}")
        self.assertIn("attachment", response["Content-Disposition"])
        return b"".join(response.streaming_content).decode()

    def test_json_has_every_edition_and_revision_with_hashes_that_hold(self):
        data = json.loads(self.file("json"))
        self.assertEqual((data["format"], data["story"]), ("newsroom-history", self.story.pk))
        previous = ""
        for edition in data["editions"]:
            self.assertEqual(edition["previous_sha256"], previous)
            covered = f"{previous}\n{edition['document']}".encode()
            previous = edition["sha256"]
            self.assertEqual(hashlib.sha256(covered).hexdigest(), previous)
            self.assertEqual(read_record(edition["document"]).number, edition["number"])
        self.assertEqual([one["revision"] for one in data["editions"]], [1, 2])
        self.assertEqual(data["editions"][1]["notice"], "It did sink.")
        self.assertEqual(data["editions"][1]["withdrawal"], "A court says so.")
        self.assertEqual([one["number"] for one in data["revisions"]], [1, 2])
        for one in data["revisions"]:
            self.assertEqual(hashlib.sha256(one["document"].encode()).hexdigest(), one["sha256"])
            read_snapshot(json.loads(one["document"]))
        self.assertEqual(data["revisions"][1]["note"], "Clearer")

    def test_html_stands_alone_and_holds_the_same_json(self):
        page = self.file("html")
        held = re.search(r'<script type="application/json" id="record">(.*?)</script>', page, re.S)
        mine, data = json.loads(held[1]), json.loads(self.file("json"))
        self.assertEqual({**mine, "made_at": ""}, {**data, "made_at": ""})
        self.assertEqual(re.findall(r"<(?:link|img|iframe|video|audio)\b", page), [])
        self.assertEqual(len(re.findall("<script", page)), 1)
        self.assertNotIn("alert(1)</script>", page)
        self.assertIn("default-src 'none'", page)

    def test_a_damaged_revision_is_told_and_the_rest_is_there(self):
        version = Version.objects.get_for_object(self.story).order_by("pk").first()
        Version.objects.filter(pk=version.pk).update(serialized_data="{broken")
        data = json.loads(self.file("json"))
        self.assertIsNone(data["revisions"][0]["document"])
        self.assertIn("damaged", data["revisions"][0]["damage"])
        self.assertTrue(data["revisions"][1]["document"])
        self.assertIn("Revision 1 is damaged", self.file("html"))

    def test_who_may_not_see_editions_gets_no_file(self):
        self.sign_in(None)
        response = self.client.get(f"/admin/articles/article/{self.story.pk}/history.json")
        self.assertEqual(response.status_code, 403)

    def test_what_is_neither_form_is_not_found(self):
        for form in ("pdf", "", "json.exe"):
            url = f"/admin/articles/article/{self.story.pk}/history.{form}"
            self.assertIn(self.client.get(url).status_code, (301, 302, 404))
        self.assertEqual(
            self.client.get("/admin/articles/article/987/history.json").status_code, 404
        )

    @skipUnless(shutil.which("jq") and shutil.which("sha256sum"), "jq or sha256sum is missing")
    def test_the_documented_commands_verify_it(self):
        blocks = re.findall(r"```sh\n(.*?)```", RECIPE.read_text(), re.S)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "story-7-history.json").write_text(self.file("json"))

            def run(commands):
                done = subprocess.run(
                    ["sh", "-ec", commands], cwd=folder, capture_output=True, text=True, check=True
                )
                return done.stdout.replace("-", " ").split()

            one_edition, chain, one_revision, from_html = blocks[:4]
            self.assertEqual(len(set(run(one_edition))), 1)
            hashes = json.loads(self.file("json"))["editions"]
            first, second = (one["sha256"] for one in hashes)
            self.assertEqual(run(chain), [first, second, first, first, second])
            data = json.loads(self.file("json"))
            self.assertEqual(run(one_revision), [data["revisions"][0]["sha256"]])
            Path(folder, "story-7-history.html").write_text(self.file("html"))
            run(from_html)
            self.assertEqual(len(set(run(one_edition))), 1)
