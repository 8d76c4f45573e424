"""Making .venv, in a copy of what bin/run needs of the project."""

import json
import shutil
import sys

from tests.newsroom.start.support import ROOT, CommandTestCase


class EnvironmentTests(CommandTestCase):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "project"
        (self.root / "newsroom").mkdir(parents=True)
        (self.root / "newsroom" / "__init__.py").touch()
        shutil.copytree(ROOT / "newsroom" / "start", self.root / "newsroom" / "start")
        shutil.copytree(ROOT / "bin", self.root / "bin")
        # Nothing to download; what comes after the environment is missing and fails.
        (self.root / "requirements.txt").write_text("# nothing\n")
        self.python = f"python{sys.version_info.major}.{sys.version_info.minor}"

    def start(self, **values: str):
        return self.run_it(root=self.root, NEWSROOM_VAR=str(self.root / "var"), **values)

    def stamp(self) -> dict:
        return json.loads((self.root / ".venv" / "newsroom-installed.json").read_text())

    def test_it_is_made_once_and_half_made_ones_are_made_anew(self):
        first = self.start()
        self.assertIn("Making the Python environment", first.stdout)
        self.assertIn("requirements.txt", self.stamp())
        again = self.start()
        self.assertNotIn("Making the Python environment", again.stdout)
        self.assertNotIn("Installing packages", again.stdout)

        with self.subTest("other requirements are installed into it"):
            (self.root / "requirements.txt").write_text("# nothing else\n")
            changed = self.start()
            self.assertNotIn("Making the Python environment", changed.stdout)
            self.assertIn("Installing packages", changed.stdout)

        with self.subTest("one that was interrupted is made anew"):
            (self.root / ".venv" / "newsroom-unfinished").touch()
            (self.root / ".venv" / "left-over").touch()
            self.assertIn("Making the Python environment", self.start().stdout)
            self.assertFalse((self.root / ".venv" / "left-over").exists())

        with self.subTest("one whose Python is gone is made anew"):
            (self.root / ".venv" / "bin" / "python").unlink()
            self.assertIn("Making the Python environment", self.start().stdout)

    def test_a_broken_download_is_one_sentence_and_the_next_start_goes_on(self):
        (self.root / "requirements.txt").write_text(
            "six==1.16.0 --hash=sha256:"
            "8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254\n"
        )
        done = self.start(
            PIP_INDEX_URL="http://127.0.0.1:9/simple",
            PIP_RETRIES="0",
            PIP_TIMEOUT="2",
            PIP_CONFIG_FILE="/dev/null",
        )
        self.assert_refused(done, "Could not install the packages", "pip.log")
        self.assertTrue((self.root / ".venv" / "newsroom-unfinished").exists())
        self.assertIn("failed", done.stdout)
        self.assertIn("127.0.0.1", (self.root / "var" / "log" / "pip.log").read_text())
