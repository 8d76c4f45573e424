"""Bytes and strings of unknown origin, made into texts that can be kept and shown."""

import re
import unicodedata
from collections.abc import Iterable

# No text is read further than this: 64 KB of UTF-8.
MOST_BYTES = 65_536
MOST_ITEMS = 300
# UAX #15 §12, the Stream-Safe Text Format: no language needs more marks on one letter, and
# normalising a run of marks takes time with the square of its length.
_MOST_MARKS = 30

# Controls but for tab and line feed; what is no character at all; and the overrides of direction,
# which can make a page show one text and copy another.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")

# What cameras write of themselves where a caption should be.
_FILLERS = frozenset(
    " ".join(filler.split())
    for filler in """
    OLYMPUS DIGITAL CAMERA | SONY DSC | KONICA MINOLTA DIGITAL CAMERA | MINOLTA DIGITAL CAMERA
    | KODAK DIGITAL STILL CAMERA | SAMSUNG DIGITAL CAMERA | SAMSUNG CAMERA PICTURES
    | SAMSUNG | DIGITAL CAMERA | DIGITAL STILL CAMERA | EXIF_JPEG_PICTURE | EXIF JPEG
    | JPEG IMAGE | COF | DAV | HDR | HDRPL | MDE | NOR | OZNOR | PTR | RHDR | SDR | COF_VIVID
    | DAV_VIVID | DEFAULT | UNTITLED | CREATED WITH GIMP
    """.split("|")
)
_LONGEST_FILLER = 100
_FILLER_FORMS = re.compile(r"(?:[A-Z]:)?[\\/]?DCIM[\\/].*|<.*Digimax.*>|[\s._*?-]*", re.I | re.S)


def decoded(data: bytes) -> str:
    """Text of an unknown encoding: UTF-8 if it can be, else Windows-1252, else Latin-1.

    IIM 4.2 leaves the encoding open where (1,90) is missing, and EXIF means ASCII; what cameras
    and tools write in both is one of these.
    """
    data = data[:MOST_BYTES]
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        # A limit, of IIM or the one above, cuts within a character. The last letter of a
        # Latin-1 text looks the same, but then nothing before it is UTF-8 beyond ASCII.
        head = data[: error.start]
        if error.reason == "unexpected end of data" and not head.isascii():
            return head.decode()
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def paragraphs(text: str) -> str:
    """A text that may run over several lines."""
    # Cut first, so that no step below meets more than it must.
    text = _LINE_ENDS.sub("\n", text[:MOST_BYTES])
    text = _REFUSED.sub("", text).replace("\t", " ")
    if not text.isascii():
        text = unicodedata.normalize("NFC", _without_piled_marks(text))
        text = text.encode()[:MOST_BYTES].decode(errors="ignore")
    return text.strip()


def line(text: str) -> str:
    return paragraphs(text).replace("\n", " ")


def lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in order, the empty ones left out; at most MOST_ITEMS."""
    found: dict[str, None] = {}
    for text in texts:
        if text := line(text):
            found[text] = None
            if len(found) == MOST_ITEMS:
                break
    return tuple(found)


def code(text: str) -> str:
    """The last part of a vocabulary's URI or QCode; "" if it is no code."""
    last = re.split(r"[/#:]", line(text[:1000]).rstrip("/"))[-1]
    return last if _CODE.match(last) else ""


def unless_filler(text: str) -> str:
    """The text, or "" where a camera wrote its own name or a file's path, as cameras do."""
    if len(text) > _LONGEST_FILLER:
        return text
    if " ".join(text.split()).upper() in _FILLERS or _FILLER_FORMS.fullmatch(text):
        return ""
    return text


def is_reduced(short: str, full: str) -> bool:
    """Whether one text is the other as a narrower field holds it: cut, or with "?" for é."""
    short, full = " ".join(short.split()), " ".join(full.split())
    if len(short) > len(full):
        return False
    return all(a == b or (a == "?" and b > "\x7f") for a, b in zip(short, full, strict=False))


def _without_piled_marks(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
