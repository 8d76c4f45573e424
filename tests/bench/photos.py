"""What a photograph costs: 24 megapixels, sent to the desk as a browser sends them.

``python -m tests.bench.photos prepare`` makes the newsroom, as tests.bench.inside does; ``uploads``
is called by tests.bench.measures while a server and a worker run.
"""

import io
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image, ImageFilter

from newsroom.renditions import RECIPE
from tests.bench import ROOT
from tests.bench.printing import print_figures
from tests.bench.serving import Server

SIZE = (6000, 4000)
ROUNDS = 5
WAIT = 60


def run_prepare() -> dict[str, str]:
    """An empty newsroom and somebody signed in to it."""
    # First: it sets Django up.
    from tests.bench.desk import signed_in  # isort: skip

    from django.conf import settings
    from django.core.management import call_command
    from django.urls import reverse
    from django.utils.crypto import get_random_string

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    token = get_random_string(32)
    client = signed_in("Editor")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "address": reverse("admin:articles_desk_images"),
        "token": token,
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
    }


def photograph(chance: random.Random) -> bytes:
    """A JPEG of 24 megapixels with large shapes, edges and grain, as a camera gives it."""
    small = Image.new("RGB", (60, 40))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(60 * 40)])
    picture = small.resize(SIZE, Image.Resampling.BICUBIC)
    edges = small.resize(SIZE, Image.Resampling.NEAREST).filter(ImageFilter.BoxBlur(1))
    grain = Image.effect_noise(SIZE, 40).convert("RGB")
    picture = Image.blend(Image.blend(picture, edges, 0.3), grain, 0.12)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    return out.getvalue()


@contextmanager
def worker(var: Path) -> Iterator[subprocess.Popen]:
    """The task worker as bin/run starts it, on a data folder."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--no-reload"],
        cwd=ROOT,
        env=os.environ | {"NEWSROOM_VAR": str(var), "LOG_LEVEL": "ERROR"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def uploads(var: Path, server: Server, desk: dict[str, str], pid: int) -> dict[str, float]:
    """Medians: seconds until the desk sees a picture, and until all its sizes are there.

    ``kb`` are the kilobytes of the AVIF that a phone is given, ``mb`` the worker's peak.
    """
    chance, seen, whole, phone = random.Random(24), [], [], []
    for _ in range(ROUNDS):
        data = photograph(chance)
        began = time.perf_counter()
        item = _send(server, desk, data)
        seen.append(time.perf_counter() - began)
        sha256 = _until_whole(var)
        whole.append(time.perf_counter() - began)
        assert item["width"] == SIZE[0], item
        avif = var / "media" / "images" / sha256[:2] / sha256 / "800.avif"
        phone.append(avif.stat().st_size / 1024)
    figures = {"seen": seen, "whole": whole, "kb": phone}
    return {name: statistics.median(one) for name, one in figures.items()} | {"mb": _peak(pid)}


def _send(server: Server, desk: dict[str, str], data: bytes) -> dict:
    edge = uuid.uuid4().hex
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{desk['address']}",
        data=head.encode() + data + f"\r\n--{edge}--\r\n".encode(),
        headers={
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Cookie": desk["cookie"],
            "X-CSRFToken": desk["token"],
        },
    )
    with urllib.request.urlopen(request, timeout=WAIT) as answer:
        return json.load(answer)["item"]


def _until_whole(var: Path) -> str:
    """Wait for the newest picture's sizes and card; gives its hash."""
    with closing(sqlite3.connect(f"file:{var}/newsroom.sqlite3?mode=ro", uri=True)) as database:
        for _ in range(WAIT * 50):
            (sha256, recipe), *_rest = database.execute(
                "SELECT f.sha256, f.recipe FROM articles_picturefiles f "
                "JOIN articles_image i USING (sha256) ORDER BY i.id DESC LIMIT 1"
            ).fetchall()
            if recipe == RECIPE:
                return sha256
            time.sleep(0.02)
    raise RuntimeError(f"the worker did not make the sizes within {WAIT} s")


def _peak(pid: int) -> float:
    """The most memory a process has held, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    print_figures(globals(), sys.argv[1:])
