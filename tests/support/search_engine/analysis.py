"""How an engine parts a text into words, and which fields it takes: what its documentation says.

Only what is known here is taken, as by an engine, which refuses a mapping it does not understand.
"""

import unicodedata
from collections.abc import Iterator

import regex

# As Unicode's words (UAX 29), near enough: no word holds an ideograph together with another.
_STANDARD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Thai}]|[\p{L}\p{N}\p{M}_]+(?:['’.][\p{L}\p{N}]+)*"
)
LONGEST = 255

_TEXT = {"type", "analyzer", "search_analyzer", "copy_to", "store", "index"}
_EXACT = {"type", "copy_to", "store", "index"}
TYPES = {
    "text": _TEXT,
    **dict.fromkeys(("keyword", "long", "integer", "double", "boolean", "date"), _EXACT),
}


class Refused(Exception):
    """An answer of an error: ``status`` and ``kind``, the type that engines give."""

    def __init__(self, status: int, kind: str, reason: str):
        super().__init__(reason)
        self.status, self.kind, self.reason = status, kind, reason


def check_mapping(properties: dict, analyzers: set[str]) -> None:
    """Raises Refused as an engine does at a field it does not understand."""
    for name, field in properties.items():
        known = TYPES.get(field.get("type"))
        if known is None:
            raise Refused(400, "mapper_parsing_exception", f"No handler for type of field [{name}]")
        if unknown := set(field) - known:
            reason = f"unknown parameter {sorted(unknown)} on mapper [{name}]"
            raise Refused(400, "mapper_parsing_exception", reason)
        for which in ("analyzer", "search_analyzer"):
            if field.get(which, "standard") not in analyzers:
                reason = f"analyzer [{field[which]}] has not been configured in mappings"
                raise Refused(400, "mapper_parsing_exception", reason)


def guess(value) -> dict:
    """What dynamic mapping makes of a field that the mapping does not name."""
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int):
        return {"type": "long"}
    return {"type": "text"}


def words(text: str, analyzer: str, custom: dict) -> list[str]:
    """The tokens of a text, by an analyzer of the engine or of the index's settings."""
    if analyzer == "whitespace":
        return [part[:LONGEST] for part in text.split()]
    found = [match[0].lower()[:LONGEST] for match in _STANDARD.finditer(text)]
    filters = custom.get(analyzer, {}).get("filter", [])
    if "asciifolding" in filters:
        found = [_plain(word) for word in found]
    if "edgengram" in filters:
        found = [word[:length] for word in found for length in range(1, min(len(word), 15) + 1)]
    return found


def _plain(word: str) -> str:
    parted = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def values(source: dict, name: str) -> Iterator:
    value = source.get(name)
    yield from value if isinstance(value, list) else [] if value is None else [value]
