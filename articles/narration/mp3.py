"""MP3: made of samples, and measured frame by frame.

What each sentence's file holds is frames that need none before them, so that files one after the
other are one file (ISO/IEC 11172-3 and 13818-3: every stream begins with an empty bit reservoir).
"""

import array
import math
from typing import NamedTuple

import lameenc

from articles.narration.engines import Speech

KBPS = 48
# What else than sound may stand before the frames and behind them: tags, pictures.
_MOST_ODD = 4096
_BITRATES = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = (44_100, 48_000, 32_000)
# The version's bits → by how much the rates are divided, and which table of bit rates holds.
_VERSIONS = {3: (1, 1), 2: (2, 2), 0: (4, 2)}


class NotAudio(ValueError):
    """Bytes that are no MP3."""


class Measures(NamedTuple):
    """Length in milliseconds, and the number of frames."""

    exact: float
    frames: int

    @property
    def duration(self) -> int:
        return math.ceil(self.exact)


def encode(speech: Speech, pause: int) -> bytes:
    """Sound and ``pause`` milliseconds of silence after it, as frames that stand by themselves."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(KBPS)
    encoder.set_in_sample_rate(speech.rate)
    encoder.set_channels(1)
    encoder.set_quality(5)
    silence = bytes(2 * round(speech.rate * pause / 1000))
    return bytes(encoder.encode(_trimmed(speech.pcm) + silence)) + bytes(encoder.flush())


def _trimmed(pcm: bytes) -> bytes:
    """Without the silence at its end, whose length is every engine's own."""
    samples = array.array("h", pcm)
    last = len(samples)
    while last and abs(samples[last - 1]) < 24:
        last -= 1
    return samples[:last].tobytes()


def measure(data: bytes) -> Measures:
    """How long an MP3 is, by its frames. Raises NotAudio where something else stands in it."""
    place = _after_tag(data)
    seconds, frames, odd = 0.0, 0, 0
    while place + 4 <= len(data):
        frame = _frame(data, place)
        if frame is None:
            if data[place : place + 3] == b"TAG":
                break
            odd += 1
            place += 1
            if odd > _MOST_ODD:
                raise NotAudio("This is no MP3.")
            continue
        length, samples, rate = frame
        seconds += samples / rate
        frames += 1
        place += length
    if frames < 2:
        raise NotAudio("This is no MP3.")
    return Measures(seconds * 1000, frames)


def _after_tag(data: bytes) -> int:
    """Where the frames begin: an ID3v2 tag says its length in four times seven bits."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(data: bytes, place: int) -> tuple[int, int, int] | None:
    """Bytes, samples and rate of the frame at a place; None where there is none."""
    head = int.from_bytes(data[place : place + 4], "big")
    version, layer = head >> 19 & 3, head >> 17 & 3
    bitrate, rate = head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version == 1 or layer != 1 or bitrate in (0, 15) or rate == 3:
        return None
    divided, table = _VERSIONS[version]
    per_second = _RATES[rate] // divided
    samples = 1152 if table == 1 else 576
    length = samples // 8 * _BITRATES[table][bitrate] * 1000 // per_second + (head >> 9 & 1)
    return length, samples, per_second
