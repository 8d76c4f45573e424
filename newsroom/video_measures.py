"""How long a video is and how large it is shown, read from its file: MP4 (ISO 14496-12) and WebM
(EBML, RFC 8794; Matroska, RFC 9559).

Only headers are read, at most so many and so far into one another, whatever a file claims of
itself. What cannot be read is None; nothing here raises because of what a file says.
"""

import math
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

# A clip has some dozens of boxes; a file with more is made to keep its reader busy.
MOST_PARTS = 2000
# The longest of those that are read whole is a movie's header of 108 bytes.
MOST_BYTES = 128
LONGEST = 24 * 60 * 60
LARGEST = 16_384
_DAMAGE = (ValueError, OverflowError, OSError, struct.error, IndexError)


@dataclass(frozen=True, slots=True)
class Measures:
    """In seconds, rounded, at least one; in pixels, as it is shown."""

    duration: int | None = None
    width: int | None = None
    height: int | None = None


class Part(NamedTuple):
    """A box of an MP4 or an element of a WebM: what it is, where its content begins and ends."""

    kind: bytes
    start: int
    end: int


def measure(file: BinaryIO) -> Measures:
    """The file is left at its beginning."""
    read = _Reader(file)
    found: dict[str, float] = {}
    # What was read before the damage stands.
    with suppress(*_DAMAGE):
        if read.at(0, 4) == b"\x1aE\xdf\xa3":
            _measure_webm(read, found)
        elif read.at(4, 4) == b"ftyp":
            _measure_mp4(read, found)
    with suppress(*_DAMAGE):
        file.seek(0)
    width, height = found.get("width", 0), found.get("height", 0)
    is_sized = all(0 < side <= LARGEST for side in (width, height))
    return Measures(
        _seconds(found.get("duration", 0)),
        max(1, round(width)) if is_sized else None,
        max(1, round(height)) if is_sized else None,
    )


def _seconds(duration: float) -> int | None:
    return max(1, round(duration)) if 0 < duration <= LONGEST else None


class _Reader:
    """A file whose parts are counted and whose bytes are only ever read a few at a time."""

    def __init__(self, file: BinaryIO):
        self.file = file
        self.size = file.seek(0, 2)
        self.parts = 0

    def at(self, place: int, length: int) -> bytes:
        """So many bytes. Raises ValueError where the file ends before, or they are too many."""
        if not 0 <= length <= MOST_BYTES or place + length > self.size:
            raise ValueError("beyond what is read")
        self.file.seek(place)
        data = self.file.read(length)
        if len(data) != length:
            raise ValueError("the file ends early")
        return data

    def count(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise ValueError("too many parts")


# MP4


def _boxes(read: _Reader, start: int, end: int) -> Iterator[Part]:
    while start + 8 <= end:
        read.count()
        size, kind = struct.unpack(">I4s", read.at(start, 8))
        content = start + 8
        if size == 1:
            (size,) = struct.unpack(">Q", read.at(content, 8))
            content += 8
        stop = end if size == 0 else start + size
        if stop < content:
            raise ValueError("a box shorter than its header")
        yield Part(kind, content, min(stop, end))
        start = stop


def _measure_mp4(read: _Reader, found: dict) -> None:
    for box in _boxes(read, 0, read.size):
        if box.kind == b"moov":
            _measure_movie(read, box, found)
            return


def _measure_movie(read: _Reader, movie: Part, found: dict) -> None:
    scale = 0
    for box in _boxes(read, movie.start, movie.end):
        if box.kind == b"mvhd":
            scale, length = _movie_header(read, box)
            _note_length(found, length, scale)
        elif box.kind == b"mvex":
            # A movie in fragments says its length here, if anywhere.
            for inner in _boxes(read, box.start, box.end):
                if inner.kind == b"mehd":
                    _note_length(found, _whole(read, inner.start + 4, _is_long(read, inner)), scale)
        elif box.kind == b"trak" and "width" not in found:
            _measure_track(read, box, found)


def _note_length(found: dict, length: int, scale: int) -> None:
    # All ones: not known.
    if scale and length and length not in (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF):
        found["duration"] = length / scale


def _movie_header(read: _Reader, box: Part) -> tuple[int, int]:
    """Units in a second, and how many of them it lasts."""
    is_long = _is_long(read, box)
    place = box.start + (20 if is_long else 12)
    return _whole(read, place, False), _whole(read, place + 4, is_long)


def _is_long(read: _Reader, box: Part) -> bool:
    return read.at(box.start, 1) == b"\x01"


def _whole(read: _Reader, place: int, is_long: bool) -> int:
    return int.from_bytes(read.at(place, 8 if is_long else 4))


def _measure_track(read: _Reader, track: Part, found: dict) -> None:
    for box in _boxes(read, track.start, track.end):
        if box.kind == b"tkhd":
            place = box.start + (52 if _is_long(read, box) else 40)
            matrix = struct.unpack(">9i", read.at(place, 36))
            width, height = struct.unpack(">II", read.at(place + 36, 8))
            # A sound track has no size.
            if width and height:
                # Held upright, a phone writes a picture that lies, and that it is to be turned.
                is_turned = not matrix[0] and not matrix[4] and matrix[1] and matrix[3]
                sides = (height, width) if is_turned else (width, height)
                found["width"], found["height"] = (side / 65536 for side in sides)


# WebM

_SEGMENT, _INFO, _TRACKS = b"\x18\x53\x80\x67", b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b"
_TRACK, _VIDEO = b"\xae", b"\xe0"
_SCALE, _DURATION = b"\x2a\xd7\xb1", b"\x44\x89"
_WIDTH, _HEIGHT = b"\xb0", b"\xba"
_SHOWN_WIDTH, _SHOWN_HEIGHT, _SHOWN_UNIT = b"\x54\xb0", b"\x54\xba", b"\x54\xb2"
# From here on come pictures and sound.
_CLUSTER = b"\x1f\x43\xb6\x75"


def _elements(read: _Reader, start: int, end: int) -> Iterator[Part]:
    while start + 2 <= end:
        read.count()
        kind_length = _vint_length(read, start, 4)
        kind = read.at(start, kind_length)
        start += kind_length
        size_length = _vint_length(read, start, 8)
        size = int.from_bytes(read.at(start, size_length)) & ((1 << 7 * size_length) - 1)
        start += size_length
        # All ones: as long as what it stands in.
        is_open = size == (1 << 7 * size_length) - 1
        stop = end if is_open else start + size
        yield Part(kind, start, min(stop, end))
        start = stop


def _vint_length(read: _Reader, place: int, most: int) -> int:
    length = 9 - read.at(place, 1)[0].bit_length()
    if length > most:
        raise ValueError("no such length")
    return length


def _measure_webm(read: _Reader, found: dict) -> None:
    for element in _elements(read, 0, read.size):
        if element.kind == _SEGMENT:
            for part in _elements(read, element.start, element.end):
                if part.kind == _INFO:
                    _measure_info(read, part, found)
                elif part.kind == _TRACKS:
                    _measure_tracks(read, part, found)
                elif part.kind == _CLUSTER:
                    break
            return


def _measure_info(read: _Reader, info: Part, found: dict) -> None:
    values = {part.kind: part for part in _elements(read, info.start, info.end)}
    # Nanoseconds in a unit.
    scale = _number(read, values[_SCALE]) if _SCALE in values else 1_000_000
    if part := values.get(_DURATION):
        data = read.at(part.start, part.end - part.start)
        (length,) = struct.unpack(">f" if len(data) == 4 else ">d", data)
        if math.isfinite(length):
            found["duration"] = length * scale / 1e9


def _measure_tracks(read: _Reader, tracks: Part, found: dict) -> None:
    for track in _elements(read, tracks.start, tracks.end):
        if track.kind != _TRACK:
            continue
        for part in _elements(read, track.start, track.end):
            if part.kind == _VIDEO and "width" not in found:
                sides = {
                    one.kind: _number(read, one)
                    for one in _elements(read, part.start, part.end)
                    if one.kind in _SIDES
                }
                # Any other unit than pixels is a shape without a size.
                shown = sides.get(_SHOWN_UNIT, 0) == 0
                for name, coded, kind in _SIZES:
                    found[name] = (shown and sides.get(kind)) or sides.get(coded, 0)


_SIZES = (("width", _WIDTH, _SHOWN_WIDTH), ("height", _HEIGHT, _SHOWN_HEIGHT))
_SIDES = {_WIDTH, _HEIGHT, _SHOWN_WIDTH, _SHOWN_HEIGHT, _SHOWN_UNIT}


def _number(read: _Reader, part: Part) -> int:
    if part.end - part.start > 8:
        raise ValueError("no number is that long")
    return int.from_bytes(read.at(part.start, part.end - part.start))
