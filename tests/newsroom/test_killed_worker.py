"""A real worker, killed while it makes a picture's sizes; another one finishes them."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from unittest import TestCase

from PIL import Image

from newsroom.renditions import RECIPE, card_name, rendition_name, sizes
from tests.newsroom.start.support import ROOT

SIZE = (2400, 1600)
UPLOAD = f"""
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from articles.models import Image
from tests.newsroom.pictures import encode
data = encode(Picture.effect_noise({SIZE}, 60).convert("RGB"), "JPEG")
image = Image(file=SimpleUploadedFile("harbour.jpg", data))
image.full_clean()
image.save()
print(image.sha256)
"""
MOST_SECONDS = 120


class KilledWorker(TestCase):
    def setUp(self):
        self.var = Path(tempfile.mkdtemp(prefix="newsroom-killed-"))
        self.addCleanup(shutil.rmtree, self.var, ignore_errors=True)
        own = {"NEWSROOM_VAR": str(self.var), "DATABASE_URL": "", "LOG_LEVEL": "ERROR"}
        self.environment = os.environ | own

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return done.stdout

    def start_worker(self) -> subprocess.Popen:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--no-reload"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(worker.wait)
        self.addCleanup(worker.kill)
        return worker

    def rows(self, sql: str) -> list[tuple]:
        with closing(sqlite3.connect(self.var / "newsroom.sqlite3", timeout=20)) as database:
            found = database.execute(sql).fetchall()
            database.commit()
            return found

    def wait_until(self, is_so) -> None:
        ends = time.monotonic() + MOST_SECONDS
        while not is_so():
            self.assertLess(time.monotonic(), ends, "it took too long")
            time.sleep(0.002)

    def is_whole(self) -> bool:
        return self.rows("SELECT recipe FROM articles_picturefiles") == [(RECIPE,)]

    def test_the_next_worker_finishes_what_a_killed_one_began(self):
        self.manage("migrate", "-v0")
        sha256 = self.manage("shell", "-c", UPLOAD).split()[-1]
        every = sizes(SIZE[0])
        names = [rendition_name(sha256, step, kind) for kind in every for step in every[kind]]
        files = [self.var / "media" / name for name in (*names, card_name(sha256, "50-50"))]
        worker = self.start_worker()
        self.wait_until(lambda: any(one.suffix == ".avif" and one.exists() for one in files))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.assertFalse(all(one.exists() for one in files), "it was killed too late")
        # Nothing names what is there by half.
        self.assertFalse(self.is_whole())
        (claim,) = self.rows("SELECT claimed_at FROM articles_picturefiles")
        self.assertNotEqual(claim, (None,))
        # A minute later.
        self.rows(
            "UPDATE articles_picturefiles SET claimed_at = datetime(claimed_at, '-61 seconds')"
        )
        self.assertIn("1 pictures lack sizes", self.manage("make_renditions"))
        self.start_worker()
        self.wait_until(self.is_whole)
        for one in files:
            with Image.open(one) as picture:
                picture.load()
        self.assertEqual(self.rows("SELECT claimed_at FROM articles_picturefiles"), [(None,)])
