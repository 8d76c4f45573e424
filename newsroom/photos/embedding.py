"""What a rendition carries: who made the picture, whose it is, and what may be done with it.

The blocks are made anew from a few fields and never copied, so that neither the place nor the
camera of a source can slip through. They hold what the IPTC Photo Metadata Standard 2025.1 and
search engines' licence notes read: creator, credit line, copyright notice, web statement of
rights, licensor, usage terms, digital source type and PLUS data mining.
"""

from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from newsroom.photos import iim, tiff
from newsroom.photos.metadata import PARAGRAPHS, PhotoMetadata
from newsroom.photos.texts import code, line, lines, paragraphs

# The fields that renditions carry, where they are filled; no other is ever written.
PUBLIC_FIELDS = (
    "title",
    "caption",
    "creator",
    "credit",
    "source",
    "copyright_notice",
    "usage_terms",
    "web_statement",
    "licensor_name",
    "licensor_url",
    "digital_source_type",
    "data_mining",
    "other_constraints",
)
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_PLUS_CODES = "http://ns.useplus.org/ldf/vocab/"
# A JPEG's segment holds 65,533 bytes, of which XMP's header takes 29.
_MOST_XMP = 65_000
_MOST_LETTERS = (4000, 2000, 1000, 500, 200)
_MOST_NAMES = 20
_MOST_EXIF_LETTERS = 2000
_FORMATS = frozenset({"JPEG", "WEBP", "AVIF"})

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\
<x:xmpmeta xmlns:x="adobe:ns:meta/">\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
<rdf:Description rdf:about=""\
 xmlns:dc="http://purl.org/dc/elements/1.1/"\
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"\
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"\
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"\
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">%s\
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The blocks of one rendition, b"" where the format takes none or there is nothing to say.

    ``xmp`` is a packet without padding, ``exif`` begins with "Exif" and two zeros as Pillow takes
    it, ``photoshop`` is the content of a JPEG's APP13: an IIM block and its digest.
    """

    xmp: bytes = b""
    exif: bytes = b""
    photoshop: bytes = b""


def embedded(format: str, fields: PhotoMetadata) -> Embedded:
    """The blocks that carry the PUBLIC_FIELDS of this metadata in a "JPEG", "WEBP" or "AVIF".

    Texts are shortened where they would not fit in a JPEG's segment. Raises ValueError for
    another format.
    """
    if format.upper() not in _FORMATS:
        raise ValueError(f"no metadata is written into {format}")
    public = _public(fields)
    packet = _fitting_packet(public)
    if format.upper() != "JPEG":
        return Embedded(packet)
    block = iim.write_iim(
        {
            iim.TITLE: [public.title],
            iim.CAPTION: [public.caption],
            iim.CREATOR: list(public.creator),
            iim.CREDIT: [public.credit],
            iim.SOURCE: [public.source],
            iim.COPYRIGHT: [public.copyright_notice],
        }
    )
    exif = tiff.write_tags(
        {
            tiff.DESCRIPTION: public.caption[:_MOST_EXIF_LETTERS],
            tiff.ARTIST: join_names(public.creator)[:_MOST_EXIF_LETTERS],
            tiff.COPYRIGHT: public.copyright_notice[:_MOST_EXIF_LETTERS],
        }
    )
    return Embedded(packet, exif, iim.write_resources(block) if block else b"")


def pillow_options(format: str, metadata: PhotoMetadata) -> dict[str, bytes]:
    """What to give to Pillow's ``save`` for a rendition of this format; {} if nothing is known.

    ``extra`` is bytes that Pillow's JPEG writer puts among the segments as they are; it has no
    option of its own for APP13. Raises ValueError for a format that is not written.
    """
    blocks = embedded(format, metadata)
    options = {"xmp": blocks.xmp, "exif": blocks.exif}
    if blocks.photoshop:
        size = len(blocks.photoshop) + 2
        options["extra"] = b"\xff\xed" + size.to_bytes(2) + blocks.photoshop
    return {name: value for name, value in options.items() if value}


def join_names(names: tuple[str, ...]) -> str:
    """Names in EXIF's one Artist, as the Metadata Working Group's guidelines join them."""
    return "; ".join(
        '"' + name.replace('"', '""') + '"' if ";" in name or '"' in name else name
        for name in names
    )


def _public(fields: PhotoMetadata) -> PhotoMetadata:
    """The public fields alone, cleaned as the reader cleans them."""
    kept = {}
    for name in PUBLIC_FIELDS:
        value = getattr(fields, name)
        if isinstance(value, tuple):
            kept[name] = lines(value)[:_MOST_NAMES]
        elif name in ("digital_source_type", "data_mining"):
            kept[name] = code(value)
        elif name in PARAGRAPHS:
            kept[name] = paragraphs(value)
        else:
            kept[name] = line(value)
    return PhotoMetadata(**kept)


def _fitting_packet(public: PhotoMetadata) -> bytes:
    if public == PhotoMetadata():
        return b""
    for most in _MOST_LETTERS:
        packet = _packet(_shortened(public, most))
        if len(packet) <= _MOST_XMP:
            break
    return packet


def _shortened(public: PhotoMetadata, most: int) -> PhotoMetadata:
    return replace(
        public,
        creator=tuple(name[:most].strip() for name in public.creator),
        **{
            name: value[:most].strip()
            for name in PUBLIC_FIELDS
            if isinstance(value := getattr(public, name), str)
        },
    )


def _packet(public: PhotoMetadata) -> bytes:
    licensor = _plain("plus:LicensorName", public.licensor_name) + _plain(
        "plus:LicensorURL", public.licensor_url
    )
    properties = [
        _alternative("dc:title", public.title),
        _alternative("dc:description", public.caption),
        _sequence("dc:creator", [escape(name) for name in public.creator]),
        _alternative("dc:rights", public.copyright_notice),
        _plain("photoshop:Credit", public.credit),
        _plain("photoshop:Source", public.source),
        _alternative("xmpRights:UsageTerms", public.usage_terms),
        _plain("xmpRights:WebStatement", public.web_statement),
        _sequence("plus:Licensor", [licensor] if licensor else [], ' rdf:parseType="Resource"'),
        _uri("Iptc4xmpExt:DigitalSourceType", _SOURCE_TYPES, public.digital_source_type),
        _uri("plus:DataMining", _PLUS_CODES, public.data_mining),
        _alternative("plus:OtherConstraints", public.other_constraints),
    ]
    return (_PACKET % "".join(properties)).encode()


def _plain(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _uri(name: str, base: str, last: str) -> str:
    return _plain(name, f"{base}{last}" if last else "")


def _alternative(name: str, text: str) -> str:
    if not text:
        return ""
    return (
        f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></{name}>'
    )


def _sequence(name: str, items: list[str], attribute: str = "") -> str:
    if not items:
        return ""
    inner = "".join(f"<rdf:li{attribute}>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:Seq>{inner}</rdf:Seq></{name}>"
