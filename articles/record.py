"""An edition's record: the document its hash covers, and the chain the hashes form.

The document is canonical JSON and is never altered. The hash of an edition is the SHA-256 of the
previous edition's hash (64 hex digits, or nothing for the first), a newline, and the document.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from articles.snapshot import ArticleSnapshot, UnreadableSnapshot, canonical_json, read_snapshot


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction readers are told of: the edition that made it, its class, its words."""

    edition: int
    change: str
    at: str
    text: str


@dataclass(frozen=True)
class EditionRecord:
    """One edition, complete: times in ISO 8601 UTC; notices of this and all earlier editions."""

    number: int
    change: str
    live_from: str
    first_published: str
    updated: str
    published_by: str
    notices: tuple[Notice, ...]
    story: ArticleSnapshot

    def to_document(self) -> str:
        """The canonical JSON that the edition's hash covers."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        data["notices"] = [asdict(notice) for notice in self.notices]
        data["story"] = self.story.to_data()
        return canonical_json(data)

    @property
    def first_published_at(self) -> datetime:
        return datetime.fromisoformat(self.first_published)

    @property
    def updated_at(self) -> datetime:
        return datetime.fromisoformat(self.updated)

    @property
    def is_retracted(self) -> bool:
        return any(notice.change == "retraction" for notice in self.notices)


def read_record(document: str) -> EditionRecord:
    """The record in a stored document. Raises UnreadableSnapshot."""
    try:
        data: dict[str, Any] = json.loads(document)
        story = read_snapshot(data.pop("story"))
        notices = tuple(Notice(**notice) for notice in data.pop("notices"))
        return EditionRecord(**data, notices=notices, story=story)
    except UnreadableSnapshot:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableSnapshot(f"Damaged edition document: {error}") from error


def chain_hash(previous_sha256: str, document: str) -> str:
    return hashlib.sha256(f"{previous_sha256}\n{document}".encode()).hexdigest()
