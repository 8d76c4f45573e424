"""Voices behind one small protocol, each in a process of its own.

An engine may crash, hang, ask for all memory or never stop answering: that ends its process, and
the sentence has failed. Nothing of it runs in the site's or in the worker's process.
"""

import json
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from articles.models import Narration
from articles.narration.voices import ESPEAK, PIPER, Voice

Cause = Narration.Cause

# Seconds for a sentence of at most 600 letters; samples it may take: three minutes.
PATIENCE = 30.0
MOST_SECONDS = 180
_CHILD = Path(__file__).with_name("child.py")
_HEAD = struct.Struct(">4sII")
_RATES = range(8_000, 48_001)


class EngineFailed(Exception):
    """A sentence could not be spoken: why, and the engine's name in the message.

    ``is_final``: trying again would be of no use.
    """

    def __init__(self, message: str, cause: Cause = Cause.CRASHED, *, is_final: bool = False):
        super().__init__(message)
        self.cause = cause
        self.is_final = is_final


class Speech(NamedTuple):
    """Sound: 16-bit samples of one channel, and how many a second."""

    pcm: bytes
    rate: int


class Engine(Protocol):
    name: str

    def speak(self, text: str, voice: Voice, speed: int) -> Speech:
        """One sentence; ``speed`` in words a minute. Raises EngineFailed."""

    def close(self) -> None: ...


class ChildEngine:
    """An engine that is spoken to over pipes (articles/narration/child.py says how)."""

    def __init__(self, name: str, command: list[str], *, patience: float = PATIENCE):
        self.name = name
        self.command = command
        self.patience = patience
        self._process: subprocess.Popen | None = None

    def speak(self, text: str, voice: Voice, speed: int) -> Speech:
        request = json.dumps({"text": text, "voice": voice.name, "speed": speed}).encode()
        until = time.monotonic() + self.patience
        try:
            process = self._started()
            self._send(process, struct.pack(">I", len(request)) + request, until)
            return self._heard(process, voice, until)
        except OSError as error:
            self.close()
            raise EngineFailed(f"{self.name} ended while it spoke: {error}") from error
        except EngineFailed:
            self.close()
            raise

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()

    def _started(self) -> subprocess.Popen:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = self._start()
            os.set_blocking(self._process.stdin.fileno(), False)
        return self._process

    def _start(self) -> subprocess.Popen:
        try:
            return subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                # No secret of the site's is any business of an engine's.
                env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
            )
        except OSError as error:
            said = f"{self.name} does not start: {error}"
            raise EngineFailed(said, Cause.NOT_STARTED) from error

    def _send(self, process: subprocess.Popen, data: bytes, until: float) -> None:
        while data:
            self._wait(writing=process.stdin, until=until)
            data = data[os.write(process.stdin.fileno(), data) :]

    def _heard(self, process: subprocess.Popen, voice: Voice, until: float) -> Speech:
        mark, rate, length = _HEAD.unpack(self._read(process, _HEAD.size, until))
        if mark == b"ERR1":
            raise EngineFailed(
                f"{self.name} has no voice “{voice.label}”.", Cause.NO_VOICE, is_final=True
            )
        if mark == b"ERR2":
            raise EngineFailed(f"{self.name} is not installed.", Cause.NOT_STARTED, is_final=True)
        if mark != b"PCM1" or length % 2 or (length and rate not in _RATES):
            raise EngineFailed(f"{self.name} answered what is no sound.", Cause.NOISE)
        if length > MOST_SECONDS * 2 * rate:
            raise EngineFailed(f"{self.name} does not stop speaking.", Cause.ENDLESS)
        return Speech(self._read(process, length, until), rate)

    def _read(self, process: subprocess.Popen, length: int, until: float) -> bytes:
        parts = []
        while length:
            self._wait(reading=process.stdout, until=until)
            part = os.read(process.stdout.fileno(), min(length, 1 << 16))
            if not part:
                raise EngineFailed(f"{self.name} ended while it spoke.")
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _wait(self, *, until: float, reading=None, writing=None) -> None:
        left = until - time.monotonic()
        ready = left > 0 and any(
            select.select([reading] if reading else [], [writing] if writing else [], [], left)
        )
        if not ready:
            late = f"{self.name} did not answer within {self.patience:g} s."
            raise EngineFailed(late, Cause.HUNG)


def espeak_engine(**options) -> ChildEngine:
    import espeakng_loader

    paths = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    # Nothing but the standard library, so that it starts at once.
    command = [sys.executable, "-I", "-S", str(_CHILD), ESPEAK, *map(str, paths)]
    return ChildEngine(ESPEAK, command, **options)


def piper_engine(**options) -> ChildEngine:
    return ChildEngine(PIPER, [sys.executable, "-I", str(_CHILD), PIPER], **options)


ENGINES: dict[str, Callable[..., Engine]] = {ESPEAK: espeak_engine, PIPER: piper_engine}


def engine_of(voice: Voice, **options) -> Engine:
    """The engine of a voice; its process starts with the first sentence and ends by ``close``."""
    return ENGINES[voice.engine](**options)
