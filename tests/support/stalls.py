"""Runs a command and halts what it started for a moment, again and again, as a busy machine does.

    python -m tests.support.stalls bin/test --browser tests.browser.test_listening

A test that looks once at what is there for a moment, and a page that takes half of an answer for
the whole, fail then. Needs ``ps``. Ends with the command's own code.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time

# Seconds that something stands still, and that all runs in between.
STILL, RUNNING = (0.2, 2.5), (0.5, 3)
# Chromium halts oftener than the server: it is more processes, and half of them halt alone.
PARTS = ("chrom", "chrom", "python", "")


def descendants(root: int) -> dict[int, str]:
    """The processes below one, by their number, and what each is called."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,comm="], capture_output=True, text=True, check=True
    )
    children, names = {}, {}
    for line in listed.stdout.splitlines():
        pid, parent, name = line.split(None, 2)
        children.setdefault(int(parent), []).append(int(pid))
        names[int(pid)] = name
    found, open_ = {}, [root]
    while open_:
        for child in children.get(open_.pop(), ()):
            found[child] = names[child]
            open_.append(child)
    return found


def choose(processes: dict[int, str]) -> list[int]:
    part = random.choice(PARTS)
    chosen = [pid for pid, name in processes.items() if part in name]
    if part == "chrom" and chosen and random.random() < 0.6:
        return random.sample(chosen, (len(chosen) + 1) // 2)
    return chosen


def send(kind: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, kind)


def stall(running: subprocess.Popen) -> int:
    """Until the process has ended, whose code is given."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return running.wait(random.uniform(*RUNNING))
        pids = choose(descendants(running.pid))
        send(signal.SIGSTOP, pids)
        try:
            time.sleep(random.uniform(*STILL))
        finally:
            send(signal.SIGCONT, pids)


def main() -> int:
    # However this ends, nothing is left standing.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    running = subprocess.Popen(sys.argv[1:])
    try:
        return stall(running)
    finally:
        running.terminate()


if __name__ == "__main__":
    sys.exit(main())
