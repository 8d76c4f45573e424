"""A server and a browser that are killed in mid-sentence: bin/run as it is, Chromium as it is."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from django.test import tag

from tests.browser.base import CARET_IS_KNOWN, KEEP_EDITOR, put_caret
from tests.browser.chromium import (
    ARGUMENTS,
    HOW_TO_GET_ONE,
    NO_PLAYWRIGHT,
    find_chromium,
    playwright,
)
from tests.newsroom.start.support import ROOT, CommandTestCase, free_port

BEGIN = """
from django.contrib.auth.models import User
from tests.factories import make_story
User.objects.create_superuser("hanna", password="hanna")
print(make_story("The ferry", body="<p>It was expected.</p>").pk)
"""
FIRST, SECOND, LAST = "The ferry left at dawn. ", "Nobody saw it go. ", "It was fog"


@tag("browser")
@unittest.skipUnless(importlib.util.find_spec("playwright"), NO_PLAYWRIGHT)
@unittest.skipUnless(find_chromium(), HOW_TO_GET_ONE)
@unittest.skipUnless(Path("/proc/self").exists(), "Processes are found in /proc.")
class KilledInMidSentence(CommandTestCase):
    takes_long = True

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.env = self.environment(PORT=str(self.port), WEB_WORKERS="1")
        self.server = self.start_server()
        self.addCleanup(self.kill_server)
        made = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", BEGIN],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        number = re.findall(r"\d+", made.stdout)[-1]
        self.address = f"http://127.0.0.1:{self.port}/admin/articles/article/{number}/change/"
        self.chromium = playwright().chromium

    def start_server(self) -> subprocess.Popen:
        """bin/run, until it says that it is ready."""
        server = subprocess.Popen(
            [shutil.which("sh"), str(ROOT / "bin" / "run")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.env,
        )
        is_ready = any(line.startswith("Ready after") for line in server.stdout)
        self.assertTrue(is_ready, "bin/run did not start")
        return server

    def kill_server(self):
        """As when the machine loses its power: nothing is said to anybody."""
        for pid in [self.server.pid, *self.processes_with(f"--port {self.port}")]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.server.wait()
        self.server.stdout.close()

    def processes_with(self, words: str) -> list[int]:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (OSError, UnicodeDecodeError):
                continue
            if words in command:
                found.append(int(folder.name))
        return found

    def open_browser(self):
        """A browser with a profile on the disk, signed in, with the story open."""
        context = self.chromium.launch_persistent_context(
            self.folder / "profile", executable_path=find_chromium(), args=ARGUMENTS
        )
        context.set_default_timeout(20_000)
        context.add_init_script(KEEP_EDITOR)
        page = context.pages[0]
        page.goto(self.address)
        if "/login/" in page.url:
            page.fill("input[name=username]", "hanna")
            page.fill("input[name=password]", "hanna")
            page.press("input[name=password]", "Enter")
        page.wait_for_selector(".ProseMirror")
        return context, page

    def kill_browser(self):
        for pid in self.processes_with(f"--user-data-dir={self.folder / 'profile'}"):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def begin_typing(self, page):
        put_caret(page, page.locator(".ProseMirror"))
        page.keyboard.press("Control+Home")
        page.wait_for_function(CARET_IS_KNOWN)
        page.keyboard.type(FIRST)

    def wait_for_state(self, page, state: str):
        page.locator(f"[data-desk-saved][data-state={state}]").wait_for(state="attached")

    def text(self, page) -> str:
        return page.locator(".ProseMirror").inner_text().replace("\xa0", " ")

    def test_a_killed_server_loses_nothing_and_hears_the_rest_when_it_is_back(self):
        context, page = self.open_browser()
        self.begin_typing(page)
        self.wait_for_state(page, "server")
        self.kill_server()
        page.keyboard.type(SECOND)
        self.wait_for_state(page, "offline")
        self.assertIn(FIRST + SECOND, self.text(page))
        self.server = self.start_server()
        self.wait_for_state(page, "server")
        context.close()
        shutil.rmtree(self.folder / "profile")
        context, page = self.open_browser()
        self.addCleanup(context.close)
        page.get_by_role("button", name="Take it back").click()
        self.assertIn(FIRST + SECOND + "It was expected.", self.text(page))

    def test_a_killed_browser_offers_all_but_the_last_three_seconds(self):
        _context, page = self.open_browser()
        self.begin_typing(page)
        page.keyboard.type(SECOND)
        time.sleep(3)
        page.keyboard.type(LAST)
        self.kill_browser()
        context, page = self.open_browser()
        self.addCleanup(context.close)
        page.get_by_role("button", name="Take it back").click()
        self.assertIn(FIRST + SECOND, self.text(page))
