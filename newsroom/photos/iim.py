"""IPTC's Information Interchange Model 4.2, and the Photoshop resources that it lies in.

Adobe's Photoshop File Formats Specification, "Image Resource Blocks", says their form; resource
0x0404 is the IIM block, and 0x0425 its MD5 when XMP was last brought in line with it.
"""

import hashlib
import struct
from dataclasses import dataclass, field

from newsroom.photos.texts import MOST_BYTES, decoded

IIM_RESOURCE, DIGEST_RESOURCE = 0x0404, 0x0425
PHOTOSHOP_HEADER = b"Photoshop 3.0\0"
_SIGNATURES = frozenset({b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR"})
_MOST_RESOURCES, _MOST_DATASETS = 1000, 4000

# Datasets of record 2, the application record.
TITLE, KEYWORDS, INSTRUCTIONS, DATE, TIME = 5, 25, 40, 55, 60
CREATOR, CREATOR_TITLE, CITY, SUBLOCATION, REGION = 80, 85, 90, 92, 95
COUNTRY_CODE, COUNTRY, JOB_ID, HEADLINE, CREDIT = 100, 101, 103, 105, 110
SOURCE, COPYRIGHT, CAPTION, WRITER = 115, 116, 120, 122
# IIM 4.2, chapter 6: the most octets that a dataset holds.
LIMITS = {
    TITLE: 64,
    KEYWORDS: 64,
    INSTRUCTIONS: 256,
    CREATOR: 32,
    CREATOR_TITLE: 32,
    CITY: 32,
    SUBLOCATION: 32,
    REGION: 32,
    COUNTRY_CODE: 3,
    COUNTRY: 64,
    JOB_ID: 32,
    HEADLINE: 256,
    CREDIT: 32,
    SOURCE: 32,
    COPYRIGHT: 128,
    CAPTION: 2000,
    WRITER: 32,
}
# ISO 2022 escapes of UTF-8, as (1,90) Coded Character Set holds them.
UTF8 = b"\x1b%G"
_UTF8_FORMS = frozenset({UTF8, b"\x1b%/G", b"\x1b%/H", b"\x1b%/I"})


@dataclass(frozen=True, slots=True)
class Iim:
    """The datasets of record 2, decoded, in the order of the block."""

    texts: dict[int, list[str]] = field(default_factory=dict)

    def text(self, dataset: int) -> str:
        return next((text for text in self.texts.get(dataset, []) if text.strip(" \0")), "")

    def all(self, dataset: int) -> list[str]:
        return self.texts.get(dataset, [])


def read_iim(block: bytes) -> Iim:
    """The block as far as it is sound.

    The bytes are UTF-8 where (1,90) says so; where it does not, ``decoded`` finds out.
    """
    utf8 = False
    texts: dict[int, list[str]] = {}
    for record, dataset, value in _datasets(block):
        if (record, dataset) == (1, 90):
            utf8 = bytes(value) in _UTF8_FORMS
        elif record == 2:
            text = value.decode(errors="ignore") if utf8 else decoded(value)
            texts.setdefault(dataset, []).append(text)
    return Iim(texts)


def _datasets(block: bytes):
    """Record, dataset and value (IIM 4.2 §1.5), until something is not IIM."""
    at = 0
    for _ in range(_MOST_DATASETS):
        if at + 5 > len(block) or block[at] != 0x1C:
            return
        record, dataset, size = struct.unpack_from(">BBH", block, at + 1)
        at += 5
        if size & 0x8000:
            length = size & 0x7FFF
            if length > 8:
                return
            size = int.from_bytes(block[at : at + length])
            at += length
        yield record, dataset, block[at : at + min(size, MOST_BYTES)]
        at += size


def read_resources(data: bytes) -> dict[int, bytes]:
    """The resources 0x0404 and 0x0425, the first of each."""
    found: dict[int, bytes] = {}
    at = 0
    for _ in range(_MOST_RESOURCES):
        if at + 12 > len(data) or data[at : at + 4] not in _SIGNATURES:
            break
        (number,) = struct.unpack_from(">H", data, at + 4)
        # A Pascal string and a value, each padded to an even size.
        at += 6 + (data[at + 6] + 2 & ~1)
        if at + 4 > len(data):
            break
        (size,) = struct.unpack_from(">I", data, at)
        if number in (IIM_RESOURCE, DIGEST_RESOURCE):
            found.setdefault(number, data[at + 4 : at + 4 + size])
        at += 4 + (size + 1 & ~1)
    return found


def is_changed(block: bytes, digest: bytes) -> bool:
    """Whether a tool that knows no XMP changed the IIM block since the digest was written.

    The Metadata Working Group's guidelines 2.0 on reading IIM and XMP: where the digest is there
    and differs, IIM is the newer; where it is missing or equal, XMP is to be trusted. TIFF's tag
    pads the block with zeros, which some tools digest and some do not.
    """
    if len(digest) != 16 or not block:
        return False
    return digest not in {_digest(form) for form in (block, block.rstrip(b"\0"))}


def write_iim(texts: dict[int, list[str]]) -> bytes:
    """An IIM block in UTF-8, each value cut to what its dataset may hold; b"" without any."""
    values = [
        (dataset, text.encode()[: LIMITS[dataset]].decode(errors="ignore").encode())
        for dataset in sorted(texts)
        for text in texts[dataset]
        if text
    ]
    if not values:
        return b""
    block = _dataset(1, 90, UTF8) + _dataset(2, 0, b"\0\4")
    return block + b"".join(_dataset(2, dataset, value) for dataset, value in values)


def _dataset(record: int, dataset: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, dataset, len(value)) + value


def write_resources(block: bytes) -> bytes:
    """The content of a JPEG's APP13 that holds an IIM block and says that XMP agrees with it."""
    return b"".join(
        [
            PHOTOSHOP_HEADER,
            _resource(IIM_RESOURCE, block),
            _resource(DIGEST_RESOURCE, _digest(block)),
        ]
    )


def _digest(block: bytes) -> bytes:
    return hashlib.md5(block, usedforsecurity=False).digest()


def _resource(number: int, data: bytes) -> bytes:
    head = b"8BIM" + struct.pack(">HHI", number, 0, len(data))
    return head + data + b"\0" * (len(data) % 2)
