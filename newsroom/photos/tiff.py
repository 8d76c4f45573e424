"""The few tags wanted of a TIFF structure, which EXIF is too (TIFF 6.0 §2; EXIF 2.32 §4.5)."""

import struct

DESCRIPTION, ARTIST, COPYRIGHT = 0x010E, 0x013B, 0x8298
XMP, IIM, PHOTOSHOP = 0x02BC, 0x83BB, 0x8649
DATE_ORIGINAL, OFFSET_ORIGINAL = 0x9003, 0x9011
# Windows Explorer's own, in UTF-16.
XP_TITLE, XP_COMMENT, XP_AUTHOR, XP_KEYWORDS = 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E
_EXIF_IFD = 0x8769

_WANTED = frozenset(
    {DESCRIPTION, ARTIST, COPYRIGHT, XMP, IIM, PHOTOSHOP, DATE_ORIGINAL, OFFSET_ORIGINAL}
    | {XP_TITLE, XP_COMMENT, XP_AUTHOR, XP_KEYWORDS, _EXIF_IFD}
)
# TIFF 6.0 §2: bytes of one value, by type.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_MOST_ENTRIES = 4096
# A value is cut here: XMP with a history of edits reaches a few megabytes.
MOST_VALUE_BYTES = 8 * 1024 * 1024


def read_tags(data: bytes) -> dict[int, bytes]:
    """Tag → value as it lies in the file, of the first IFD and its EXIF IFD.

    The GPS IFD and maker notes are never looked at. What points beyond the end is left out.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(data[:4]))
    if order is None or len(data) < 8:
        return {}
    tags = _read_ifd(data, struct.unpack_from(f"{order}I", data, 4)[0], order)
    pointer = tags.pop(_EXIF_IFD, b"")
    if len(pointer) == 4:
        exif = _read_ifd(data, struct.unpack(f"{order}I", pointer)[0], order)
        tags = exif | tags
        tags.pop(_EXIF_IFD, None)
    return tags


def _read_ifd(data: bytes, at: int, order: str) -> dict[int, bytes]:
    if at + 2 > len(data):
        return {}
    (count,) = struct.unpack_from(f"{order}H", data, at)
    tags: dict[int, bytes] = {}
    for entry in range(at + 2, at + 2 + 12 * min(count, _MOST_ENTRIES), 12):
        if entry + 12 > len(data):
            break
        tag, kind, number = struct.unpack_from(f"{order}HHI", data, entry)
        if tag not in _WANTED or tag in tags:
            continue
        size = number * _SIZES.get(kind, 0)
        start = entry + 8 if size <= 4 else struct.unpack_from(f"{order}I", data, entry + 8)[0]
        if value := bytes(data[start : start + min(size, MOST_VALUE_BYTES)]):
            tags[tag] = value
    return tags


def write_tags(texts: dict[int, str]) -> bytes:
    """An EXIF block ("Exif", two zeros, TIFF) of texts in its first IFD; b"" without any.

    The values are UTF-8 of the type ASCII, as the Metadata Working Group's guidelines have it.
    """
    values = {tag: text.encode() + b"\0" for tag, text in sorted(texts.items()) if text}
    if not values:
        return b""
    head = b"MM\0*" + struct.pack(">IH", 8, len(values))
    at = len(head) + 12 * len(values) + 4
    entries, rest = b"", b""
    for tag, value in values.items():
        place = value.ljust(4, b"\0")
        if len(value) > 4:
            place = struct.pack(">I", at + len(rest))
            rest += value + b"\0" * (len(value) % 2)
        entries += struct.pack(">HHI", tag, 2, len(value)) + place
    return b"Exif\0\0" + head + entries + struct.pack(">I", 0) + rest
