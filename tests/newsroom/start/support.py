"""Running bin/run as somebody at a terminal would, with as little on the PATH as wanted."""

import os
import shutil
import socket
import stat
import subprocess
import tempfile
from pathlib import Path
from unittest import TestCase

ROOT = Path(__file__).resolve().parents[3]
# What bin/run needs of a system besides Python.
TOOLS = ("sh", "dirname")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class CommandTestCase(TestCase):
    """``self.folder`` is a temporary folder; ``self.run_it()`` runs bin/run with its var in it."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-start-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def environment(self, **values: str) -> dict[str, str]:
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"NEWSROOM_VAR": str(self.folder / "var"), "PORT": str(free_port()), "DEMO": "0"}
        return keep | own | values

    def run_it(self, *arguments: str, root: Path = ROOT, **values: str):
        """Run to the end; for starts that are refused."""
        return subprocess.run(
            [shutil.which("sh"), str(root / "bin" / "run"), *arguments],
            capture_output=True,
            text=True,
            env=self.environment(**values),
            timeout=120,
        )

    def assert_refused(self, done, *words: str):
        """One line on stderr that says these words, nothing half done, a code that is not 0."""
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def fake_path(self, **programs: str) -> str:
        """A PATH with nothing but what a shell needs and these scripts."""
        folder = self.folder / "bin"
        folder.mkdir()
        for tool in TOOLS:
            (folder / tool).symlink_to(shutil.which(tool))
        for name, script in programs.items():
            program = folder / name
            program.write_text(f"#!{shutil.which('sh')}\n{script}\n")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return str(folder)
