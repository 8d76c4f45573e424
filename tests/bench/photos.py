"""What a photograph costs: 24 megapixels, sent to the desk as a browser sends them.

``python -m tests.bench.photos prepare`` makes the newsroom, as tests.bench.inside does; ``uploads``
is called by tests.bench.measures while a server and a worker run.
"""

import hashlib
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image, ImageFilter

from newsroom.renditions import RECIPE, card_name, rendition_name, sizes
from tests.bench import ROOT
from tests.bench.printing import print_figures
from tests.bench.serving import Server, family

SIZE = (6000, 4000)
# A shoot as a photographer sends it in.
SHOTS, SHOT_SIZE, CONNECTIONS = 200, (3000, 2000), 4
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


def photograph(chance: random.Random, size: tuple[int, int] = SIZE) -> bytes:
    """A JPEG with large shapes, edges and grain, as a camera gives it."""
    small = Image.new("RGB", (60, 40))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(60 * 40)])
    picture = small.resize(size, Image.Resampling.BICUBIC)
    edges = small.resize(size, Image.Resampling.NEAREST).filter(ImageFilter.BoxBlur(1))
    grain = Image.effect_noise(size, 40).convert("RGB")
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


def shoot(var: Path, server: Server, desk: dict[str, str], pid: int) -> dict[str, float]:
    """A whole shoot at once, over several connections; raises RuntimeError if any of it is lost.

    Seconds until the desk has all of it (``seen``) and until all its sizes are there (``whole``);
    megabytes at their peak of the server (``server_mb``) and the worker (``mb``).
    """
    chance = random.Random(200)
    photographs = [photograph(chance, SHOT_SIZE) for _ in range(SHOTS)]
    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        items = list(pool.map(lambda data: _send(server, desk, data), photographs))
    seen = time.perf_counter() - began
    hashes = {hashlib.sha256(data).hexdigest() for data in photographs}
    if len({item["id"] for item in items}) < SHOTS:
        raise RuntimeError("two photographs became one picture")
    _until_all_whole(var, hashes)
    whole = time.perf_counter() - began
    lost = [name for sha256 in hashes for name in _names(sha256) if not (var / name).is_file()]
    if lost:
        raise RuntimeError(f"{len(lost)} files are not there, such as {lost[0]}")
    server_mb = max(_peak(one) for one in family(server.pid))
    return {"seen": seen, "whole": whole, "server_mb": server_mb, "mb": _peak(pid)}


def _names(sha256: str) -> list[str]:
    every = sizes(SHOT_SIZE[0])
    names = [rendition_name(sha256, step, kind) for kind in every for step in every[kind]]
    return [f"media/{name}" for name in (*names, card_name(sha256, "50-50"))]


def _until_all_whole(var: Path, hashes: set[str]) -> None:
    made: set[str] = set()
    with closing(sqlite3.connect(f"file:{var}/newsroom.sqlite3?mode=ro", uri=True)) as database:
        for _ in range(SHOTS * WAIT):
            rows = database.execute(
                "SELECT f.sha256 FROM articles_picturefiles f JOIN articles_image i "
                "USING (sha256) WHERE f.recipe = ?",
                [RECIPE],
            )
            made = {sha256 for (sha256,) in rows}
            if hashes <= made:
                return
            time.sleep(0.2)
    raise RuntimeError(f"{len(hashes - made)} pictures lack sizes")


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
