"""Picture files with metadata blocks, put together byte by byte and by Pillow."""

import hashlib
import io
import struct
import zlib

from PIL import Image

from tests.newsroom.pictures import png_chunk

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
UTF8 = b"\x1c\x01\x5a\x00\x03\x1b%G"
TITLE, CAPTION, CREATOR, COPYRIGHT, CREDIT = 5, 120, 80, 116, 110
DATE, TIME, KEYWORDS, CITY = 55, 60, 25, 90


def packet(elements: str = "", attributes: str = "") -> bytes:
    """An XMP packet of these properties, as elements or as attributes of rdf:Description."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {declared}>'
        f'<rdf:Description rdf:about="" {attributes}>{elements}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def alt(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'


def seq(*texts: str) -> str:
    return "<rdf:Seq>" + "".join(f"<rdf:li>{text}</rdf:li>" for text in texts) + "</rdf:Seq>"


def iim_block(*datasets: tuple[int, bytes], utf8: bool = False) -> bytes:
    """An IIM block of datasets of record 2, in this order."""
    return (UTF8 if utf8 else b"") + b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value for number, value in datasets
    )


def digest_of(block: bytes) -> bytes:
    return hashlib.md5(block).digest()


def resources(block: bytes, digest: bytes = b"") -> bytes:
    data = resource(0x03ED, bytes(16)) + resource(0x0404, block, name=b"odd")
    return data + (resource(0x0425, digest) if digest else b"")


def resource(number: int, data: bytes, name: bytes = b"") -> bytes:
    pascal = bytes([len(name)]) + name
    pascal += b"\0" * (len(pascal) % 2)
    head = b"8BIM" + struct.pack(">H", number) + pascal + struct.pack(">I", len(data))
    return head + data + b"\0" * (len(data) % 2)


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def app13(data: bytes) -> bytes:
    return segment(0xED, b"Photoshop 3.0\0" + data)


def tags(**texts: bytes | str) -> Image.Exif:
    """EXIF with some of its text tags, written by Pillow."""
    exif = Image.Exif()
    names = {"description": 0x010E, "artist": 0x013B, "copyright": 0x8298, "xp_title": 0x9C9B}
    for name in names.keys() & texts:
        exif[names[name]] = texts[name]
    for name, tag in {"date": 0x9003, "offset": 0x9011}.items():
        if name in texts:
            exif.get_ifd(0x8769)[tag] = texts[name]
    return exif


def jpeg(*, xmp: bytes = b"", iim: bytes = b"", digest: bytes = b"", exif=None, extra=b"") -> bytes:
    """A JPEG that holds these blocks."""
    if iim:
        extra += app13(resources(iim, digest))
    options = {"xmp": xmp, "exif": exif, "extra": extra}
    out = io.BytesIO()
    picture = Image.new("RGB", (32, 24), (200, 60, 20))
    picture.save(out, "JPEG", **{name: value for name, value in options.items() if value})
    return out.getvalue()


def png(xmp: bytes, *, packed: bool = False) -> bytes:
    """A PNG whose second chunk is an iTXt with this packet."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24)).save(out, "PNG")
    data = out.getvalue()
    text = b"XML:com.adobe.xmp\0" + (b"\1" if packed else b"\0") + b"\0en\0XMP\0"
    chunk = png_chunk(b"iTXt", text + (zlib.compress(xmp) if packed else xmp))
    return data[:33] + chunk + data[33:]
