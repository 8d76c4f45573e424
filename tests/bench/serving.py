"""A granian of one worker, and the CPU it spends on a request."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def granian(
    *, var: Path, wsgi: str = "newsroom.wsgi:application", **env: str
) -> Iterator["Server"]:
    """Serve a data folder on a free port of this machine; stopped when the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(port), "--workers", "1", "--blocking-threads", "1"),
            *("--log-level", "warning", "newsroom.wsgi:application"),
        ],
        cwd=ROOT,
        env=os.environ | {"NEWSROOM_VAR": str(var)} | env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        server = Server(process.pid, port)
        server.wait_until_up(process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        process.stderr.close()


class Server:
    def __init__(self, pid: int, port: int):
        self.pid = pid
        self.port = port

    def wait_until_up(self, process: subprocess.Popen) -> None:
        for _ in range(200):
            if process.poll() is not None:
                raise RuntimeError(process.stderr.read().decode())
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("granian did not answer within 20 s")

    def cpu_ms(self, path: str, *, requests: int, rounds: int = 3) -> float:
        """The median over rounds of CPU milliseconds a request, all of granian's processes."""
        self.fetch(path, 50)
        figures = []
        for _ in range(rounds):
            before = self._cpu_seconds()
            self.fetch(path, requests)
            figures.append((self._cpu_seconds() - before) * 1000 / requests)
        return sorted(figures)[len(figures) // 2]

    def opening(self, path: str, *, cookie: str, times: int = 40) -> tuple[float, float]:
        """Median milliseconds from asking for a page to having all of it, and its kilobytes."""
        self.fetch(path, 10, cookie=cookie)
        took = []
        for _ in range(times):
            began = time.perf_counter()
            body = self.fetch(path, cookie=cookie)
            took.append((time.perf_counter() - began) * 1000)
        return statistics.median(took), len(body) / 1024

    def fetch(self, path: str, times: int = 1, *, cookie: str = "") -> bytes:
        """The page's bytes, asked for that many times over one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = b""
        for _ in range(times):
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            response = connection.getresponse()
            body = response.read()
            if response.status != 200:
                raise RuntimeError(f"{path} answered {response.status}")
        connection.close()
        return body

    def _cpu_seconds(self) -> float:
        return sum(_cpu_of(pid) for pid in family(self.pid))


def family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in family(int(child)))]


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
