"""The site and its task worker as two processes that live and die together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from newsroom.start.environment import ROOT, log_folder

STOP_SECONDS = 5
LOG_LIMIT = 10 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


class Child:
    """A program in a process group of its own, its output in var/log/NAME.log."""

    def __init__(self, name: str, title: str, command: list[str]):
        self.title = title
        self.log = log_folder() / f"{name}.log"
        self._begin_log()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def _begin_log(self) -> None:
        try:
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.1"))
        except FileNotFoundError:
            pass
        self._from = self.log.stat().st_size if self.log.exists() else 0

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def last_words(self, lines: int = 12) -> str:
        with self.log.open("rb") as log:
            log.seek(self._from)
            said = log.read()[-8000:].decode(errors="replace").strip().splitlines()
        return "\n".join(f"    {line}" for line in said[-lines:])

    def how_it_ended(self) -> str:
        code = self.process.returncode
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with code {code}"


def _die_with_parent() -> None:
    # Linux: even a bin/run that is killed outright leaves no process behind.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def watch(children: list[Child], is_done: Callable[[], bool] = lambda: False) -> Child | None:
    """Wait until a child ends, which is returned, or ``is_done`` says so (None)."""
    while True:
        for child in children:
            if child.has_ended():
                return child
        if is_done():
            return None
        time.sleep(0.1)


def stop(children: list[Child]) -> None:
    """End every child and whatever it started: asked first, forced after five seconds."""
    for child in children:
        if not child.has_ended():
            child.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and not all(child.has_ended() for child in children):
        time.sleep(0.05)
    for child in children:
        try:
            os.killpg(child.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # The group is gone: nothing is left of it.
            pass
        child.process.wait()


def site_command(python: Path, host: str, port: int) -> list[str]:
    workers = os.environ.get("WEB_WORKERS", "").strip() or str(min(os.cpu_count() or 1, 4))
    threads = os.environ.get("WEB_THREADS", "").strip() or "4"
    return [
        *(str(python), "-m", "granian", "--interface", "wsgi", "--host", host),
        *("--port", str(port), "--workers", workers, "--blocking-threads", threads),
        *("--no-ws", "--log-level", "warning", "--workers-kill-timeout", "3"),
        "newsroom.wsgi:application",
    ]


def worker_command(python: Path) -> list[str]:
    return [str(python), "manage.py", "db_worker", "--queue-name", "*", "--no-reload"]
