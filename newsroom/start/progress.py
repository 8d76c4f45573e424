"""Steps that say what they do and how long they take."""

import sys
import threading
import time

MARK, REMINDER = 46, 15


class Refusal(Exception):
    """Why something cannot go on: one sentence for whoever ran the command."""


class Step:
    """A line for one piece of work: its name at once, its seconds when it is done.

    On a terminal the line counts while the work goes on; elsewhere it says every 15 seconds
    that it still does. ``detail`` may be set at any time: "12 of 40".
    """

    def __init__(self, name: str):
        self.name = name
        self.detail = ""
        self._done = threading.Event()

    def __enter__(self):
        self._started = time.monotonic()
        self._on_terminal = sys.stdout.isatty()
        self._write(f"  {self.name} ".ljust(MARK, ".") + " ")
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self._done.set()
        self._thread.join()
        if self._on_terminal:
            self._redraw("")
        ending = "stopped" if kind is KeyboardInterrupt else "failed"
        self._write(f"{ending}\n" if kind else f"{self._seconds():.1f} s\n")

    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _count(self) -> None:
        while not self._done.wait(0.5 if self._on_terminal else REMINDER):
            if self._on_terminal:
                self._redraw(f"{self._seconds():.0f} s  {self.detail}")
            else:
                self._write(f"({self._seconds():.0f} s {self.detail}) ".replace(" )", ")"))

    def _redraw(self, words: str) -> None:
        self._write("\r\033[K" + f"  {self.name} ".ljust(MARK, ".") + f" {words}")

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()
