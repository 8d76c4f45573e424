"""One value of each field from a photograph's EXIF, IIM and XMP, which often disagree.

Two rules of the Metadata Working Group (Guidelines for Handling Image Metadata 2.0, "Read
reconciliation") decide, the same that ExifTool's MWG module keeps:

- Between IIM and XMP, the digest does. Where it is missing, or is that of the IIM block, XMP wins
  where it has a value; where it differs, a tool that knows no XMP has changed the IIM block, and
  IIM wins where it has a value. A value of IIM that its limit cut does not win over the whole one.
- EXIF goes before both for description, creator, copyright and the date the picture was taken,
  unless it is blank. Two reservations are this newsroom's: what a camera writes of itself is no
  description, and a copy that EXIF's ASCII or a tool's limit has reduced is not another text but
  a worse one, so the whole one is taken.
"""

import re
from collections.abc import Iterable

from newsroom.photos import iim, tiff, xmp
from newsroom.photos.blocks import Blocks, find_blocks
from newsroom.photos.dates import iim_date, iso_date
from newsroom.photos.metadata import PARAGRAPHS, PhotoMetadata
from newsroom.photos.texts import (
    MOST_BYTES,
    code,
    decoded,
    is_reduced,
    line,
    lines,
    paragraphs,
    unless_filler,
)
from newsroom.photos.xmp import DC, IPTC_CORE, IPTC_EXT, PHOTOSHOP, PLUS, XMP_RIGHTS

# Field → its XMP property and its IIM dataset (IPTC Photo Metadata Standard 2025.1, "IPTC Core").
_SHARED = {
    "title": (f"{DC}title", iim.TITLE),
    "headline": (f"{PHOTOSHOP}Headline", iim.HEADLINE),
    "caption": (f"{DC}description", iim.CAPTION),
    "creator_title": (f"{PHOTOSHOP}AuthorsPosition", iim.CREATOR_TITLE),
    "credit": (f"{PHOTOSHOP}Credit", iim.CREDIT),
    "source": (f"{PHOTOSHOP}Source", iim.SOURCE),
    "copyright_notice": (f"{DC}rights", iim.COPYRIGHT),
    "instructions": (f"{PHOTOSHOP}Instructions", iim.INSTRUCTIONS),
    "description_writer": (f"{PHOTOSHOP}CaptionWriter", iim.WRITER),
    "job_id": (f"{PHOTOSHOP}TransmissionReference", iim.JOB_ID),
    "sublocation": (f"{IPTC_CORE}Location", iim.SUBLOCATION),
    "city": (f"{PHOTOSHOP}City", iim.CITY),
    "region": (f"{PHOTOSHOP}State", iim.REGION),
    "country": (f"{PHOTOSHOP}Country", iim.COUNTRY),
    "country_code": (f"{IPTC_CORE}CountryCode", iim.COUNTRY_CODE),
}
_XMP_ALONE = {
    "alt": f"{IPTC_CORE}AltTextAccessibility",
    "extended_description": f"{IPTC_CORE}ExtDescrAccessibility",
    "usage_terms": f"{XMP_RIGHTS}UsageTerms",
    "web_statement": f"{XMP_RIGHTS}WebStatement",
    "event": f"{IPTC_EXT}Event",
    "other_constraints": f"{PLUS}OtherConstraints",
}
# IPTC's NewsCodes and PLUS' vocabulary: the last part of a URI.
_CODES = {
    "digital_source_type": f"{IPTC_EXT}DigitalSourceType",
    "data_mining": f"{PLUS}DataMining",
    "model_release": f"{PLUS}ModelReleaseStatus",
    "property_release": f"{PLUS}PropertyReleaseStatus",
}
# Field → its part of the structures LocationShown and LocationCreated.
_PLACE = {
    "sublocation": f"{IPTC_EXT}Sublocation",
    "city": f"{IPTC_EXT}City",
    "region": f"{IPTC_EXT}ProvinceState",
    "country": f"{IPTC_EXT}CountryName",
    "country_code": f"{IPTC_EXT}CountryCode",
}
_LOCATIONS = (f"{IPTC_EXT}LocationShown", f"{IPTC_EXT}LocationCreated")
_CREATOR, _KEYWORDS = f"{DC}creator", f"{DC}subject"
_PERSONS, _PERSONS_DETAILED = f"{IPTC_EXT}PersonInImage", f"{IPTC_EXT}PersonInImageWDetails"
_LICENSOR = f"{PLUS}Licensor"
_AI_SYSTEM, _AI_VERSION = f"{IPTC_EXT}AISystemUsed", f"{IPTC_EXT}AISystemVersionUsed"
_DATES = (f"{PHOTOSHOP}DateCreated", f"{xmp.EXIF}DateTimeOriginal")
_EXTENDED = f"{xmp.NOTE}HasExtendedXMP"
_WANTED = frozenset(
    {name for name, _ in _SHARED.values()}
    | {*_XMP_ALONE.values(), *_CODES.values(), *_LOCATIONS, *_DATES}
    | {_CREATOR, _KEYWORDS, _PERSONS, _PERSONS_DETAILED, _LICENSOR}
    | {_AI_SYSTEM, _AI_VERSION, _EXTENDED}
)
# Where cameras and scanners leave what is no title and no caption.
_FILLED = frozenset({"title", "headline", "caption", "alt"})
_ONE_NAME = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^;]+))\s*(?:;|\Z)')


def read_metadata(data: bytes) -> PhotoMetadata:
    """What a JPEG, PNG, WebP, TIFF or AVIF file says of the photograph; all empty if nothing.

    Never raises for what a file holds: metadata that cannot be read is left out.
    """
    return _Reader(find_blocks(data)).metadata()


class _Reader:
    """The three blocks of one file, side by side."""

    def __init__(self, blocks: Blocks):
        self.exif = tiff.read_tags(blocks.exif)
        self.iim = iim.read_iim(blocks.iim)
        self.iim_wins = iim.is_changed(blocks.iim, blocks.digest)
        self.xmp = xmp.read_properties(blocks.xmp, _WANTED)
        if guid := xmp.text_of(self.xmp.get(_EXTENDED)):
            # XMP Part 3 §1.1.3.1: the main packet holds what matters most, so it goes first.
            extended = xmp.read_properties(blocks.extension(guid), _WANTED)
            self.xmp = extended | self.xmp

    def metadata(self) -> PhotoMetadata:
        fields = {name: self._shared(name, *where) for name, where in _SHARED.items()}
        fields |= {name: self._xmp_text(name, where) for name, where in _XMP_ALONE.items()}
        fields |= {name: code(xmp.text_of(self.xmp.get(where))) for name, where in _CODES.items()}
        fields["caption"] = self._caption(fields["caption"])
        fields["title"] = fields["title"] or unless_filler(line(self._windows(tiff.XP_TITLE)))
        fields["copyright_notice"] = self._copyright(fields["copyright_notice"])
        fields["creator"] = self._creator()
        fields["keywords"] = self._keywords()
        fields["persons"] = self._persons()
        fields["date_created"] = self._date()
        fields["ai_system"] = self._ai_system()
        fields |= self._licensor()
        if not any(fields[name] for name in _PLACE):
            fields |= self._place()
        return PhotoMetadata(**fields)

    def _cleaned(self, name: str, text: str) -> str:
        text = paragraphs(text) if name in PARAGRAPHS else line(text)
        return unless_filler(text) if name in _FILLED else text

    def _xmp_text(self, name: str, where: str) -> str:
        return self._cleaned(name, xmp.text_of(self.xmp.get(where)))

    def _shared(self, name: str, where: str, dataset: int) -> str:
        ours = self._xmp_text(name, where)
        theirs = self._cleaned(name, self.iim.text(dataset))
        return self._newer(ours, theirs, dataset)

    def _newer(self, ours: str, theirs: str, dataset: int) -> str:
        """XMP's or IIM's, as the digest has it; the whole of a text that IIM's limit cut."""
        if not (ours and theirs):
            return ours or theirs
        if not self.iim_wins or _is_cut(theirs, ours, iim.LIMITS[dataset]):
            return ours
        return theirs

    def _caption(self, other: str) -> str:
        exif = self._cleaned("caption", self._exif_text(tiff.DESCRIPTION))
        exif = exif or ("" if other else self._cleaned("caption", self._windows(tiff.XP_COMMENT)))
        return other if is_reduced(exif, other) else exif

    def _copyright(self, other: str) -> str:
        """EXIF 2.32 §4.6.4 keeps the photographer's notice and the editor's, parted by a NUL."""
        parts = self.exif.get(tiff.COPYRIGHT, b"").split(b"\0")[:2]
        exif = line("; ".join(lines(decoded(part) for part in parts)))
        return other if is_reduced(exif, other) else exif

    def _creator(self) -> tuple[str, ...]:
        ours = lines(xmp.texts_of(self.xmp.get(_CREATOR)))
        theirs = lines(self.iim.all(iim.CREATOR))
        other = ours or theirs
        if ours and theirs and self.iim_wins:
            pairs = zip(theirs, ours, strict=False)
            cut = all(a == b or _is_cut(a, b, iim.LIMITS[iim.CREATOR]) for a, b in pairs)
            other = ours if cut and len(ours) == len(theirs) else theirs
        artist = self._exif_text(tiff.ARTIST)
        exif = lines(split_names(artist))
        if not other:
            return exif or lines(self._windows(tiff.XP_AUTHOR).split(";"))
        joined = ("; ".join(other), ", ".join(other))
        return other if any(is_reduced(line(artist), text) for text in joined) else exif

    def _keywords(self) -> tuple[str, ...]:
        ours = lines(xmp.texts_of(self.xmp.get(_KEYWORDS)))
        theirs = lines(self.iim.all(iim.KEYWORDS))
        chosen = (theirs or ours) if self.iim_wins else (ours or theirs)
        return chosen or lines(self._windows(tiff.XP_KEYWORDS).split(";"))

    def _persons(self) -> tuple[str, ...]:
        detailed = xmp.structures_of(self.xmp.get(_PERSONS_DETAILED))
        names = [xmp.text_of(person.get(f"{IPTC_EXT}PersonName")) for person in detailed]
        return lines([*xmp.texts_of(self.xmp.get(_PERSONS)), *names])

    def _date(self) -> str:
        ours = _first(iso_date(xmp.text_of(self.xmp.get(where))) for where in _DATES)
        theirs = iim_date(self.iim.text(iim.DATE), self.iim.text(iim.TIME))
        other = (theirs or ours) if self.iim_wins else (ours or theirs)
        exif = iso_date(self._exif_text(tiff.DATE_ORIGINAL), self._exif_text(tiff.OFFSET_ORIGINAL))
        # EXIF's may lack the offset that the others tell.
        return other if other.startswith(exif) else exif

    def _ai_system(self) -> str:
        system = line(xmp.text_of(self.xmp.get(_AI_SYSTEM)))
        version = line(xmp.text_of(self.xmp.get(_AI_VERSION)))
        return system if version in system else line(f"{system} {version}")

    def _licensor(self) -> dict[str, str]:
        """The first licensor of whom anything is told."""
        for licensor in xmp.structures_of(self.xmp.get(_LICENSOR)):
            name, url = (
                line(xmp.text_of(licensor.get(f"{PLUS}{part}")))
                for part in ("LicensorName", "LicensorURL")
            )
            if name or url:
                return {"licensor_name": name, "licensor_url": url}
        return {}

    def _place(self) -> dict[str, str]:
        """One place as a whole, so that no city is put in another's country."""
        for where in _LOCATIONS:
            for location in xmp.structures_of(self.xmp.get(where)):
                place = {
                    name: line(xmp.text_of(location.get(part))) for name, part in _PLACE.items()
                }
                if any(place.values()):
                    return place
        return {}

    def _exif_text(self, tag: int) -> str:
        return decoded(self.exif.get(tag, b"").split(b"\0")[0])

    def _windows(self, tag: int) -> str:
        """What Windows Explorer writes beside EXIF, in UTF-16: the last resort."""
        return self.exif.get(tag, b"")[:65_536].decode("utf-16-le", "ignore").split("\0")[0]


def _is_cut(short: str, full: str, limit: int) -> bool:
    """Whether IIM's limit in octets cut this text, within a character at worst."""
    return len(short.encode()) >= limit - 3 and is_reduced(short, full)


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def split_names(artist: str) -> list[str]:
    """The names of EXIF's Artist, which the Metadata Working Group joins by "; ".

    A name that holds a semicolon or a quotation mark stands in quotation marks, doubled within.
    """
    return [
        quoted.replace('""', '"') or plain
        for quoted, plain in _ONE_NAME.findall(artist[:MOST_BYTES])
    ]
