"""bin/run from start to stop, with real processes."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from unittest import skipUnless

from newsroom.start.environment import STAMP
from tests.newsroom.start.support import ROOT, CommandTestCase, free_port

# Where the tests run in an environment that bin/test did not make, bin/run would first change it.
OWN_ENVIRONMENT = STAMP.exists()


@skipUnless(OWN_ENVIRONMENT, "the environment was not made by bin/test")
class RunningTests(CommandTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # One data folder for all: only the first start has a database to make.
        cls.var = tempfile.mkdtemp(prefix="newsroom-var-")
        cls.addClassCleanup(shutil.rmtree, cls.var, ignore_errors=True)

    def environment(self, **values):
        return super().environment(**({"NEWSROOM_VAR": self.var} | values))

    def start(self, **values: str) -> subprocess.Popen:
        self.port = free_port()
        self.output = self.folder / "output"
        with self.output.open("w") as output:
            process = subprocess.Popen(
                [ROOT / "bin" / "run"],
                env=self.environment(PORT=str(self.port), WEB_WORKERS="1", **values),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.terminate()
            process.wait(20)

    def wait_for(self, words: str, process: subprocess.Popen, seconds: int = 60) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            said = self.output.read_text()
            if words in said:
                return said
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{words!r} was never said:\n{self.output.read_text()}")

    def site_status(self) -> int | None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/")
            return connection.getresponse().status
        except OSError:
            return None

    def children(self, process) -> dict[str, int]:
        """The ids of what bin/run started: the site and the worker."""
        listing = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        )
        found = {}
        for line in listing.stdout.splitlines():
            pid, parent, arguments = line.split(None, 2)
            if int(parent) == process.pid:
                found["worker" if "db_worker" in arguments else "site"] = int(pid)
        return found

    def assert_gone(self, pids):
        deadline = time.monotonic() + 10
        left = set(pids)
        while left and time.monotonic() < deadline:
            left = {pid for pid in left if is_alive(pid)}
            time.sleep(0.1)
        self.assertEqual(left, set())

    def test_it_starts_says_where_and_stops_on_ctrl_c(self):
        process = self.start()
        said = self.wait_for("Ctrl-C stops everything", process)
        self.assertIn(f"http://127.0.0.1:{self.port}/admin/", said)
        self.assertRegex(said, r"Ready after \d+\.\d s")
        self.assertEqual(self.site_status(), 200)
        children = self.children(process)
        self.assertEqual(children.keys(), {"site", "worker"})
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(10), 0)
        self.assert_gone(children.values())
        self.assertIsNone(self.site_status())

    def test_a_second_start_does_no_work_again(self):
        first = self.start()
        self.wait_for("Ctrl-C stops everything", first)
        self.end(first)
        second = self.start()
        said = self.wait_for("Ctrl-C stops everything", second)
        self.assertEqual(re.findall(r"^  (.+?) \.\.", said, re.MULTILINE), ["Starting the site"])

    def test_it_stops_with_the_site_or_the_worker_and_says_which(self):
        for name in ("site", "worker"):
            with self.subTest(died=name):
                process = self.start()
                self.wait_for("Ctrl-C stops everything", process)
                children = self.children(process)
                os.kill(children[name], signal.SIGKILL)
                self.assertEqual(process.wait(15), 1)
                self.assertIn(f"The {name} was ended by SIGKILL", self.output.read_text())
                self.assert_gone(children.values())

    @skipUnless(sys.platform == "linux", "only Linux ends children with their parent")
    def test_nothing_is_left_when_it_is_killed_outright(self):
        process = self.start()
        self.wait_for("Ctrl-C stops everything", process)
        children = self.children(process)
        process.kill()
        process.wait(5)
        self.assert_gone(children.values())

    def test_names_and_https_of_the_settings_do_not_hinder_the_start(self):
        process = self.start(HTTPS="1", ALLOWED_HOSTS="news.example.org")
        self.wait_for("Ctrl-C stops everything", process)

    def test_a_setting_that_cannot_be_read_is_one_sentence(self):
        process = self.start(IMAGE_MAX_MB="heavy")
        self.assertEqual(process.wait(30), 1)
        last = self.output.read_text().strip().splitlines()[-1]
        self.assertEqual(last, "IMAGE_MAX_MB is 'heavy'; use a whole number.")

    def test_a_database_file_that_is_none_is_one_sentence(self):
        var = self.folder / "var"
        var.mkdir()
        (var / "newsroom.sqlite3").write_text("no database, only words " * 100)
        process = self.start(NEWSROOM_VAR=str(var))
        self.assertEqual(process.wait(30), 1)
        self.assertIn("The database cannot be opened", self.output.read_text())


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")


class StampTests(CommandTestCase):
    def test_the_stamp_is_read_as_it_is_written(self):
        if not OWN_ENVIRONMENT:
            self.skipTest("the environment was not made by bin/test")
        self.assertIn("python", json.loads(STAMP.read_text()))
