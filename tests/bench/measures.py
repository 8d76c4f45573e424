"""The measures, each giving rows of (what, figure, goal)."""

import gzip
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.bench import ROOT
from tests.bench.keyboard import keystrokes
from tests.bench.photos import CONNECTIONS, SHOTS, shoot, uploads, worker
from tests.bench.serving import granian

DATA = ROOT / "var" / "bench"
REAL_ARCHIVE = ROOT.parent / "shared" / "real" / "archive" / "18f.jsonl.gz"
Row = tuple[str, str, str]
CPU_GOALS = {"article": "1.5", "front": "3.0"}
QUERY_GOALS = {"article": "4", "front": "5", "section": "5", "author": "5", "tag": "5"}


def inside(var: Path, *arguments: str, module: str = "inside") -> dict:
    """Run one of the measures of tests.bench.inside, or of its like, on a data folder."""
    var.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", *arguments],
        cwd=ROOT,
        env=os.environ | {"NEWSROOM_VAR": str(var), "LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def pages(sizes: list[int], requests: int) -> list[Row]:
    """CPU a request and queries of each kind of page, in archives of each size."""
    rows: list[Row] = []
    cpu: dict[int, dict[str, float]] = {}
    for size in sizes:
        var = DATA / str(size)
        addresses = inside(var, "generate", str(size))
        queries = inside(var, "queries")
        with granian(var=var) as server:
            cpu[size] = {
                name: server.cpu_ms(address, requests=requests)
                for name, address in addresses.items()
            }
            bodies = {name: server.fetch(addresses[name]) for name in ("article", "front")}
        for name, figure in cpu[size].items():
            rows.append(
                (f"{name} page, {size:,} stories: CPU", f"{figure:.2f} ms", CPU_GOALS.get(name, ""))
            )
            rows.append(
                (
                    f"{name} page, {size:,} stories: queries",
                    str(queries[name]),
                    f"{QUERY_GOALS[name]}",
                )
            )
        rows += _against_bare(var, cpu[size], bodies, requests, size)
    if len(sizes) > 1:
        small, large = sizes[-2], sizes[-1]
        rows += [
            (
                f"{name} page: CPU with {large:,} over {small:,} stories",
                f"{cpu[large][name] / cpu[small][name]:.2f}",
                "1.10",
            )
            for name in cpu[large]
        ]
    return rows


def _against_bare(var, cpu, bodies, requests, size) -> list[Row]:
    rows = []
    for name, body in bodies.items():
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()
            settings = {
                "DJANGO_SETTINGS_MODULE": "tests.bench.bare_settings",
                "BENCH_BARE_FILE": file.name,
            }
            with granian(var=var, **settings) as server:
                bare = server.cpu_ms("/", requests=requests)
        rows.append(
            (
                f"{name} page, {size:,} stories: multiple of a bare Django view "
                f"({bare:.2f} ms, {len(body) / 1024:.0f} KB)",
                f"{cpu[name] / bare:.1f}",
                "",
            )
        )
    return rows


def publishing() -> list[Row]:
    var = DATA / "publish"
    shutil.rmtree(var, ignore_errors=True)
    inside(var, "generate", "20")
    figures = inside(var, "publish")
    return [
        ("publish 25 paragraphs, median", f"{figures['0']:.1f} ms", "30"),
        ("publish 25 paragraphs with 5 pictures, median", f"{figures['5']:.1f} ms", "60"),
        ("queries of that", str(figures["queries"]), ""),
    ]


def desk(stories: int = 100_000) -> list[Row]:
    """Opening the desk's pages, and typing in the longest of them."""
    archive, var = DATA / str(stories), DATA / "desk"
    inside(archive, "generate", str(stories))
    shutil.rmtree(var, ignore_errors=True)
    pages = _opened(archive, inside(archive, "newsdesk", module="desk"))
    forms = inside(var, "forms", module="desk")
    kept = inside(DATA / "kept", "draft", module="keeping")
    merged = inside(DATA / "kept", "merge", module="keeping")
    with granian(var=var) as server:
        typed = keystrokes(
            f"http://127.0.0.1:{server.port}", forms["addresses"]["long"], forms["cookie"]
        )
    forms = _opened(var, forms)
    long = "a story of 3,000 words, 20 pictures and 1,000 revisions"
    return [
        *_page_rows("opening a story of 25 paragraphs", forms["plain"], "45", "40"),
        *_page_rows(f"opening {long}", forms["long"], "120", "40"),
        *_page_rows(f"the newsdesk, {stories:,} stories", pages["newsdesk"], "", "16"),
        *_page_rows(f"the list of stories, {stories:,} stories", pages["list"], "", ""),
        *_page_rows(f"the palette, {stories:,} stories", pages["palette"], "", ""),
        *_page_rows("the same, nothing found", pages["palette, nothing found"], "", ""),
        (f"a keystroke in {long}: median", f"{typed[0]:.1f} ms", ""),
        ("the same: 95th percentile", f"{typed[1]:.1f} ms", "16"),
        (f"keeping its draft of {kept['kb']:.0f} KB: median", f"{kept['ms']:.1f} ms", "30"),
        (
            f"three-way merge of {merged['words']:,} words: median",
            f"{merged['ms']:.1f} ms",
            "50",
        ),
    ]


def _opened(var: Path, pages: dict) -> dict[str, tuple[float, int, float]]:
    """Milliseconds, queries and kilobytes of each page, as granian serves it."""
    with granian(var=var) as server:
        opened = {
            name: server.opening(address, cookie=pages["cookie"])
            for name, address in pages["addresses"].items()
        }
    return {name: (ms, pages["queries"][name], kb) for name, (ms, kb) in opened.items()}


def _page_rows(what: str, page: tuple[float, int, float], ms: str, queries: str) -> list[Row]:
    took, asked, kb = page
    return [
        (f"{what}: median", f"{took:.1f} ms", ms),
        (f"{what}: queries", str(asked), queries),
        (f"{what}: size", f"{kb:.0f} KB", ""),
    ]


def pictures() -> list[Row]:
    """A photograph of 24 megapixels on its way to readers; server and worker have a core each."""
    var = DATA / "pictures"
    shutil.rmtree(var, ignore_errors=True)
    desk = inside(var, "prepare", module="photos")
    with granian(var=var) as server, worker(var) as process:
        figures = uploads(var, server, desk, process.pid)
    many = f"{SHOTS} photographs of 6 megapixels over {CONNECTIONS} connections"
    with granian(var=var) as server, worker(var) as process:
        shot = shoot(var, server, desk, process.pid)
    return [
        ("upload of 24 megapixels until the desk sees it, median", f"{figures['seen']:.2f} s", "1"),
        ("the same until all sizes are there", f"{figures['whole']:.1f} s", "6"),
        ("the worker’s memory at its peak", f"{figures['mb']:.0f} MB", "500"),
        ("its AVIF for a phone, 800 px", f"{figures['kb']:.0f} KB", "60"),
        (f"{many}: in the library, none lost", f"{shot['seen']:.0f} s", ""),
        (f"{many}: all sizes of all of them", f"{shot['whole']:.0f} s", ""),
        ("the server’s memory at its peak", f"{shot['server_mb']:.0f} MB", "500"),
        ("the worker’s", f"{shot['mb']:.0f} MB", "500"),
    ]


def library(count: int = 100_000) -> list[Row]:
    """The library's pages: by default, filtered, searched, and both."""
    var = DATA / "library"
    pages = _opened(var, inside(var, "pages", str(count), module="library"))
    return [
        row
        for name, page in pages.items()
        for row in _page_rows(f"{count:,} pictures, {name}", page, "", "7")[:2]
    ]


def importing() -> list[Row]:
    """Stories a second of import_archive, whole process; the real archive where it is there."""
    var = DATA / "import"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    archive, source = REAL_ARCHIVE, "508 real stories"
    if not archive.exists():
        archive, source = _made_archive(var / "made.jsonl.gz"), "500 made-up stories"
    env = os.environ | {"NEWSROOM_VAR": str(var)}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    with gzip.open(archive, "rt", encoding="utf-8") as lines:
        count = sum(1 for _ in lines)
    took = []
    for _ in range(2):
        began = time.monotonic()
        subprocess.run(
            [*manage, "import_archive", str(archive)],
            cwd=ROOT,
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        took.append(time.monotonic() - began)
    return [
        (f"import of {source}", f"{count / took[0]:.0f} stories/s", "at least 20"),
        ("the same again, nothing changed", f"{took[1]:.1f} s", ""),
    ]


def _made_archive(path: Path) -> Path:
    from tests.bench.generate import paragraphs

    chance = random.Random(1)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for number in range(500):
            line = {
                "path": f"story-{number}",
                "title": f"Story {number}",
                "date": f"2020-{number % 12 + 1:02}-{number % 28 + 1:02}T09:00:00Z",
                "authors": [f"Author {number % 40}"],
                "tags": [f"Tag {number % 60}"],
                "standfirst": "What came of it.",
                "body_html": paragraphs(chance, 20),
            }
            file.write(json.dumps(line) + "\n")
    return path


def starting() -> list[Row]:
    """bin/run in an empty clone, to the first page: from nothing, then again."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "newsroom"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        return [
            ("bin/run from an empty folder to the first page", f"{_start(clone):.0f} s", ""),
            ("bin/run again", f"{_start(clone):.1f} s", "5"),
        ]


def _start(clone: Path) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {key: value for key, value in os.environ.items() if not key.startswith("NEWSROOM_")}
    began = time.monotonic()
    process = subprocess.Popen(
        [str(clone / "bin" / "run")],
        cwd=clone,
        env=env | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while time.monotonic() - began < 600:
            if process.poll() is not None:
                raise RuntimeError(f"bin/run ended with {process.returncode}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                    if page.status == 200:
                        return time.monotonic() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError("bin/run gave no page within 10 minutes")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def comparing() -> list[Row]:
    """Comparing two states of a story, and laying the comparison out as a page."""
    figures = inside(DATA / "comparing", "compare", module="comparing")
    long = f"two versions of {figures['words']:,} words, 60 paragraphs moved, 120 words changed"
    rows = [
        (f"comparing {long}: CPU", f"{figures['long']:.0f} ms", "60"),
        ("comparing 25 paragraphs, with its page: CPU", f"{figures['page']:.1f} ms", "15"),
        ("comparing 25 paragraphs, with its summary: CPU", f"{figures['summary']:.1f} ms", ""),
    ]
    if figures["real"] is not None:
        rows.append(("comparing 1,303 real edits: CPU", f"{figures['real']:.1f} s", "15"))
    return rows


def reviewing() -> list[Row]:
    """Opening the pages that a story's history and the whole newsroom's changes are reviewed on."""
    var = DATA / "reviewing"
    shutil.rmtree(var, ignore_errors=True)
    made = inside(var, "histories", module="history")
    pages = _opened(var, made)
    stream = DATA / "stream"
    changes = _opened(stream, inside(stream, "stream", module="history"))
    return [
        *_page_rows("the history of 1,000 saves", pages["history"], "30", "11"),
        *_page_rows("the history of 10,000 saves", pages["long history"], "60", "11"),
        *_page_rows("a phrase looked for in 10,000 saves", pages["phrase"], "", "11"),
        *_page_rows("one save of 25 paragraphs compared", pages["compare"], "25", ""),
        *_page_rows("the first of 1,000 saves compared with now", pages["far apart"], "", ""),
        *_page_rows("who wrote this, after 1,000 saves", pages["who wrote"], "100", ""),
        ("restoring a whole story: median", f"{made['restore']:.1f} ms", "150"),
        *_page_rows("everything changed, a million saves", changes["all"], "100", ""),
        *_page_rows("the same, one section", changes["section"], "100", ""),
        *_page_rows("the same, one person", changes["person"], "100", ""),
        *_page_rows("the same, live stories only", changes["live"], "100", ""),
        *_page_rows("the same, corrections only", changes["class"], "100", ""),
    ]


def narration() -> list[Row]:
    """Speaking a story, and speaking it again with one sentence changed."""
    var = DATA / "narration"
    shutil.rmtree(var, ignore_errors=True)
    made = inside(var, "speak", module="narration")
    length = f"{made['spoken'] // 60:.0f} min {made['spoken'] % 60:.0f} s"
    size = f"{made['size'] / 1e6:.1f} MB"
    return [
        (
            f"speaking {made['words']:,} words ({length}, {size}), one core",
            f"{made['whole']:.1f} s",
            "10",
        ),
        ("the same with one sentence changed", f"{made['again']:.2f} s", "2"),
    ]


def search() -> list[Row]:
    """A reader's search in an archive of 100,000 stories, on PostgreSQL where DATABASE_URL says so.

    Its database has to be empty at first, or filled by an earlier run.
    """
    var = DATA / "search"
    filled = inside(var, "fill", "100000", module="searching")
    figures = inside(var, "search", module="searching")
    rows = [
        (f"{what}, {filled['vendor']}: {unit}", f"{figure[key]:.0f}{sign}", goal)
        for what, figure in figures.items()
        for key, unit, sign, goal in (
            ("ms", "median", " ms", "50"),
            ("queries", "queries", "", "10"),
        )
    ]
    return [*rows, ("filling the index: seconds", f"{filled['seconds']:.0f}", "")]
