"""Reading an XMP packet: RDF/XML as ISO 16684-1 (XMP Part 1, §7) allows it to be written.

Names are Clark's ("{namespace}local"), since the prefixes of a packet are its writer's choice. A
property may be an attribute or an element, plain or an array, a structure in one of three forms:
the functions below read each of them. The parser builds nothing but the properties asked for, so
a packet of megabytes costs its time and no memory.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from newsroom.photos.texts import MOST_BYTES

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
IPTC_EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
PLUS = "{http://ns.useplus.org/ldf/xmp/1.0/}"
EXIF = "{http://ns.adobe.com/exif/1.0/}"
NOTE = "{http://ns.adobe.com/xmp/note/}"
_XML = "{http://www.w3.org/XML/1998/namespace}"

MOST_PACKET_BYTES = 8 * 1024 * 1024
_MOST_ELEMENTS, _MOST_KEPT = 200_000, 20_000
_MOST_DEEP = 24
_FEED = 65_536

_ARRAYS = frozenset({f"{RDF}Alt", f"{RDF}Bag", f"{RDF}Seq"})
_LI, _VALUE, _RESOURCE, _DESCRIPTION = (
    f"{RDF}{name}" for name in ("li", "value", "resource", "Description")
)
_LANG = f"{_XML}lang"
# XML 1.0 §2.2: what no document may hold; a parser stops there.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        """Keep no more of a text than is ever read, white space before it aside."""
        if self.size < MOST_BYTES and (self.size or not text.isspace()):
            self.parts.append(text[: MOST_BYTES - self.size])
            self.size += len(self.parts[-1])


# Where the parser is, beside within a property that is kept (an Element).
_OUTSIDE, _IN_RDF, _IN_SUBJECT, _DROPPED = range(4)


class _Enough(Exception):
    """More elements than any packet has."""


class _Properties:
    """lxml's parser target: the properties wanted, each the first time it comes."""

    def __init__(self, wanted: frozenset[str]):
        self.wanted = wanted
        self.found: dict[str, Element] = {}
        self.path: list[Element | int] = [_OUTSIDE]
        self.count = self.kept = 0

    def start(self, name, attributes):
        self.count += 1
        if self.count > _MOST_ELEMENTS:
            raise _Enough
        self.path.append(self._entered(self.path[-1], name, attributes))

    def _entered(self, parent, name, attributes) -> Element | int:
        if parent is _OUTSIDE:
            return _IN_RDF if name == f"{RDF}RDF" else _OUTSIDE
        if parent is _IN_RDF:
            for key in self.wanted.intersection(attributes):
                element = Element(key)
                element.add(attributes[key])
                self.found.setdefault(key, element)
            return _IN_SUBJECT
        if parent is _IN_SUBJECT and name in self.wanted:
            return self.found.setdefault(name, Element(name, dict(attributes)))
        if isinstance(parent, Element) and len(self.path) < _MOST_DEEP and self.kept < _MOST_KEPT:
            self.kept += 1
            parent.children.append(Element(name, dict(attributes)))
            return parent.children[-1]
        return _DROPPED

    def end(self, name):
        if len(self.path) > 1:
            self.path.pop()

    def data(self, text):
        if isinstance(self.path[-1], Element):
            self.path[-1].add(text)

    def close(self):
        return self.found


def read_properties(packet: bytes, wanted: Iterable[str]) -> dict[str, Element]:
    """The properties of these names, as far as the packet can be read; {} if it is no XMP.

    A document type is refused with the whole packet: XMP has none, and entities are an attack.
    """
    text = _decoded(packet[:MOST_PACKET_BYTES])
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return {}
    target = _Properties(frozenset(wanted))
    parser = etree.XMLParser(
        target=target,
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    data = text.encode()
    try:
        for at in range(0, len(data), _FEED):
            parser.feed(data[at : at + _FEED])
        parser.close()
    except (etree.LxmlError, _Enough, ValueError, AssertionError):
        # What was read until then is sound.
        pass
    return target.found


def _decoded(packet: bytes) -> str:
    """XMP Part 3 wants UTF-8 in picture files; some tools write UTF-16 with its mark."""
    encoding = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(packet[:2], "utf-8-sig")
    text = packet.decode(encoding, "replace")
    # The encoding that a declaration tells is no more the encoding, and fits none within a text.
    text = re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", text)
    return _NO_XML.sub("", text).strip()


def text_of(element: Element | None) -> str:
    """A property's one text: of an Alt that of x-default, else the first that is not blank."""
    if element is None:
        return ""
    array = _array(element)
    if array is not None:
        items = [li for li in array.children if li.name == _LI]
        items.sort(key=lambda li: li.attributes.get(_LANG, "").lower() != "x-default")
        return next((text for li in items if (text := text_of(li)).strip()), "")
    for key in (_RESOURCE, _VALUE):
        if key in element.attributes:
            return element.attributes[key]
    for child in element.children:
        # A value with qualifiers (XMP Part 1, §7.8).
        if child.name == _VALUE or child.name == _DESCRIPTION:
            return text_of(child)
    return "".join(element.parts)


def texts_of(element: Element | None) -> list[str]:
    """The texts of an array; a plain value is an array of one."""
    if element is None:
        return []
    array = _array(element)
    if array is None:
        return [text_of(element)]
    return [text_of(li) for li in array.children if li.name == _LI]


def structures_of(element: Element | None) -> list[dict[str, Element]]:
    """The structures of an array, each its fields by name; a lone one is an array of one."""
    if element is None:
        return []
    array = _array(element)
    items = [element] if array is None else [li for li in array.children if li.name == _LI]
    return [fields for item in items if (fields := _fields(item))]


def _fields(element: Element) -> dict[str, Element]:
    """XMP Part 1, §7.6 and §7.9.2: within rdf:Description, rdf:parseType, or attributes alone."""
    fields: dict[str, Element] = {}
    for holder in (element, *element.children):
        if holder is not element and holder.name != _DESCRIPTION:
            fields.setdefault(holder.name, holder)
            continue
        for key, value in holder.attributes.items():
            if not key.startswith((RDF, _XML)):
                fields.setdefault(key, Element(key, parts=[value]))
        if holder is not element:
            for child in holder.children:
                fields.setdefault(child.name, child)
    return fields


def _array(element: Element) -> Element | None:
    return next((child for child in element.children if child.name in _ARRAYS), None)
