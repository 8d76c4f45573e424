"""Finding the metadata blocks of a file by its container, without decoding the picture.

JPEG: segments APP1 and APP13 (EXIF 2.32 §4.7.2; XMP Part 3 §1.1.3, §1.1.3.1; Photoshop's image
resources). PNG: iTXt and eXIf (PNG, W3C §11.3.3.4, and XMP Part 3 §1.1.5). WebP: RIFF chunks.
TIFF: tags 700, 33723, 34377. AVIF: what Pillow's reader gives. HEIC is not read.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image

from newsroom.photos import iim, tiff
from newsroom.photos.xmp import MOST_PACKET_BYTES

_XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENSION_HEADER = b"http://ns.adobe.com/xmp/extension/\0"
_EXIF_HEADER = b"Exif\0\0"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_XMP = b"XML:com.adobe.xmp"
_MOST_SEGMENTS = 4000
_MOST_CHUNKS = 100_000
# The parts of extended XMP from which as many packets are put together.
_MOST_GUIDS = 4
# What Pillow's reader of AVIF raises on broken files, and on those that claim to be huge.
_DAMAGED = (OSError, SyntaxError, ValueError, RuntimeError, Image.DecompressionBombError)


@dataclass(slots=True)
class Blocks:
    """The blocks as they lie in the file; empty where it has none.

    ``exif`` is a TIFF structure without a header before it. ``extended_xmp`` holds the parts of
    JPEG's extended XMP: GUID → offset → bytes.
    """

    exif: bytes = b""
    xmp: bytes = b""
    iim: bytes = b""
    digest: bytes = b""
    extended_xmp: dict[str, dict[int, bytes]] = field(default_factory=dict)

    def extension(self, guid: str) -> bytes:
        """The extended XMP of this GUID, up to the first part that is missing."""
        parts = self.extended_xmp.get(guid.strip().upper(), {})
        joined = io.BytesIO()
        for offset in sorted(parts):
            if offset != joined.tell():
                break
            joined.write(parts[offset])
        return joined.getvalue()


def find_blocks(data: bytes) -> Blocks:
    """The metadata blocks of a JPEG, PNG, WebP, TIFF or AVIF; none of anything else."""
    if data[:2] == b"\xff\xd8":
        return _jpeg(data)
    if data[:8] == _PNG_SIGNATURE:
        return _png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    if data[:4] in (b"II*\0", b"MM\0*"):
        return _tiff(data)
    if data[4:8] == b"ftyp":
        return _avif(data)
    return Blocks()


def _jpeg(data: bytes) -> Blocks:
    blocks = Blocks()
    resources: list[bytes] = []
    for marker, content in _segments(data):
        if marker == 0xE1:
            _take_app1(blocks, content)
        elif marker == 0xED and content.startswith(iim.PHOTOSHOP_HEADER):
            # One run of resources may go over several segments.
            resources.append(content[len(iim.PHOTOSHOP_HEADER) :])
    _take_resources(blocks, b"".join(resources))
    return blocks


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment before the picture (ITU-T T.81 §B.1.1)."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if at + 4 > len(data) or data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
        elif marker in (0xD9, 0xDA):
            return
        else:
            (size,) = struct.unpack_from(">H", data, at + 2)
            if size < 2:
                return
            yield marker, data[at + 4 : at + 2 + size]
            at += 2 + size


def _take_app1(blocks: Blocks, content: bytes) -> None:
    if content.startswith(_EXIF_HEADER):
        blocks.exif = blocks.exif or content[len(_EXIF_HEADER) :]
    elif content.startswith(_XMP_HEADER):
        blocks.xmp = blocks.xmp or content[len(_XMP_HEADER) :]
    elif content.startswith(_EXTENSION_HEADER):
        # 32 letters of GUID, the whole's length and this part's place in it.
        rest = content[len(_EXTENSION_HEADER) :]
        if len(rest) <= 40:
            return
        guid = rest[:32].decode("latin-1").upper()
        (offset,) = struct.unpack_from(">I", rest, 36)
        known = guid in blocks.extended_xmp or len(blocks.extended_xmp) < _MOST_GUIDS
        if known and offset < MOST_PACKET_BYTES:
            blocks.extended_xmp.setdefault(guid, {}).setdefault(offset, rest[40:])


def _take_resources(blocks: Blocks, data: bytes) -> None:
    resources = iim.read_resources(data)
    blocks.iim = blocks.iim or resources.get(iim.IIM_RESOURCE, b"")
    blocks.digest = resources.get(iim.DIGEST_RESOURCE, b"")


def _png(data: bytes) -> Blocks:
    blocks = Blocks()
    at = 8
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(data):
            break
        (size,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind == b"iTXt" and data.startswith(_PNG_XMP + b"\0", at + 8):
            blocks.xmp = blocks.xmp or _itxt(data[at + 8 : at + 8 + size])
        elif kind == b"eXIf":
            blocks.exif = blocks.exif or data[at + 8 : at + 8 + size]
        at += 12 + size
    return blocks


def _itxt(chunk: bytes) -> bytes:
    """The text of an iTXt chunk, unpacked no further than a packet may be long."""
    match = re.match(rb"[^\0]+\0(.)(.)[^\0]{0,255}\0[^\0]{0,1000}\0", chunk, re.S)
    if not match:
        return b""
    text = chunk[match.end() :]
    if match[1] == b"\0":
        return text
    try:
        return zlib.decompressobj().decompress(text, MOST_PACKET_BYTES)
    except zlib.error:
        return b""


def _webp(data: bytes) -> Blocks:
    blocks = Blocks()
    at = 12
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(data):
            break
        kind, size = struct.unpack_from("<4sI", data, at)
        if kind == b"XMP ":
            blocks.xmp = blocks.xmp or data[at + 8 : at + 8 + size]
        elif kind == b"EXIF":
            # Some writers keep the header of JPEG's segment.
            exif = data[at + 8 : at + 8 + size]
            blocks.exif = blocks.exif or exif.removeprefix(_EXIF_HEADER)
        at += 8 + (size + 1 & ~1)
    return blocks


def _tiff(data: bytes) -> Blocks:
    tags = tiff.read_tags(data)
    blocks = Blocks(exif=data, xmp=tags.get(tiff.XMP, b""), iim=tags.get(tiff.IIM, b""))
    _take_resources(blocks, tags.get(tiff.PHOTOSHOP, b""))
    return blocks


def _avif(data: bytes) -> Blocks:
    try:
        with Image.open(io.BytesIO(data), formats=["AVIF"]) as picture:
            exif, xmp = picture.info.get("exif") or b"", picture.info.get("xmp") or b""
    except _DAMAGED:
        return Blocks()
    return Blocks(exif=exif.removeprefix(_EXIF_HEADER), xmp=xmp)
