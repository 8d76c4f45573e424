"""The process that a voice runs in: what it does, the site is not harmed by.

    python child.py espeak-ng LIBRARY FOLDER_OF_DATA
    python child.py piper

It is run by its path, alone, and imports nothing of Newsroom. A request on standard input is four
bytes of length (big-endian) and JSON: ``text``, ``voice``, ``speed``. The answer is ``PCM1``, the
rate and the length (four bytes each) and the samples: 16 bits, one channel, this machine's order.
``ERR1`` instead of ``PCM1`` says that there is no such voice, ``ERR2`` that the engine is not
installed.
"""

import ctypes
import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable, Iterator

# Bytes of memory, seconds of work, seconds of silence from whoever started it.
MEMORY = {"espeak-ng": 512 << 20, "piper": 3 << 30}
WORK = 900
ALONE = 120
# eSpeak's API: speak_lib.h of espeak-ng 1.52.
_SYNCHRONOUS, _RATE, _BY_CHARACTER = 2, 1, 1
_UTF8, _PHONEMES, _ENDPAUSE = 1, 0x100, 0x1000

Speak = Callable[[str, str, int], Iterator[bytes]]


class NoVoice(Exception):
    """The engine has no voice of this name."""


def main(engine: str, *paths: str) -> None:
    # Whatever a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit(engine)
    try:
        rate, speak = (espeak if engine == "espeak-ng" else piper)(*paths)
    except (ImportError, OSError):
        rate = speak = None
    while request := read_request():
        signal.alarm(ALONE)
        if speak is None:
            answers.write(b"ERR2" + struct.pack(">II", 0, 0))
            break
        try:
            pcm = b"".join(speak(request["text"], request["voice"], request["speed"]))
            answers.write(b"PCM1" + struct.pack(">II", rate(), len(pcm)) + pcm)
        except NoVoice:
            answers.write(b"ERR1" + struct.pack(">II", 0, 0))
        answers.flush()
    answers.flush()


def limit(engine: str) -> None:
    kind = resource.RLIMIT_AS if engine == "espeak-ng" else resource.RLIMIT_DATA
    for what, most in ((kind, MEMORY[engine]), (resource.RLIMIT_CPU, WORK)):
        resource.setrlimit(what, (most, most))
    # It has no files to write, nor a memory to leave behind.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(ALONE)


def read_request() -> dict | None:
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        return None
    return json.loads(sys.stdin.buffer.read(struct.unpack(">I", head)[0]))


def espeak(library: str, data: str) -> tuple[Callable[[], int], Speak]:
    """espeak-ng by its C interface."""
    # It cuts off paths of more than 160 letters, so it is told one that is short.
    os.chdir(data)
    lib = ctypes.CDLL(library)
    rate = lib.espeak_Initialize(_SYNCHRONOUS, 0, b".", 0)
    if rate <= 0:
        raise SystemExit("espeak-ng does not start.")
    heard: list[bytes] = []
    callback = ctypes.CFUNCTYPE(
        ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
    )

    @callback
    def hear(samples, count, _events):
        if samples and count > 0:
            heard.append(ctypes.string_at(samples, count * 2))
        return 0

    lib.espeak_SetSynthCallback(hear)

    def speak(text: str, voice: str, speed: int) -> Iterator[bytes]:
        if lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise NoVoice(voice)
        lib.espeak_SetParameter(_RATE, speed, 0)
        heard.clear()
        data = text.encode("utf-8", "ignore") + b"\0"
        lib.espeak_Synth(data, len(data), 0, _BY_CHARACTER, 0, _UTF8 | _PHONEMES, None, None)
        # Held until here, since the library calls it.
        yield from (hear, heard)[1]

    return lambda: rate, speak


def piper() -> tuple[Callable[[], int], Speak]:
    """Piper by its Python interface; a voice is a file, its speed is its own."""
    # ONNX Runtime would tell Microsoft what it loads (docs/Privacy.md there); read when it starts.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from piper import PiperVoice

    voices: dict[str, PiperVoice] = {}
    spoken = [0]

    def speak(text: str, voice: str, speed: int) -> Iterator[bytes]:
        if voice not in voices:
            try:
                voices[voice] = PiperVoice.load(voice)
            except Exception as error:
                # Not there, or whatever its libraries raise of a file that is none.
                raise NoVoice(voice) from error
        spoken[0] = voices[voice].config.sample_rate
        for chunk in voices[voice].synthesize(text.replace("\0", " ")):
            yield chunk.audio_int16_bytes

    return lambda: spoken[0], speak


if __name__ == "__main__":
    main(*sys.argv[1:])
