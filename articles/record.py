"""An edition's record: the document its hash covers, and the chain the hashes form.

The document is canonical JSON and is never altered. The hash of an edition is the SHA-256 of the
previous edition's hash (64 hex digits, or nothing for the first), a newline, and the document.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from articles.snapshot import ArticleSnapshot, UnreadableSnapshot, canonical_json, read_snapshot

# What notices came to say later, and what it is where it is not said: it is written only where it
# is, so that every older document, and its hash, stays what it was.
NOTICE_SINCE = {"supersedes": None, "hides_text": False, "is_dated_by_day": False}


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction readers are told of: the edition that made it, its class, its words.

    ``supersedes`` is the number of the edition whose notice this one takes the place of;
    ``hides_text`` says of a retraction that readers are shown nothing but headline and notice,
    ``is_dated_by_day`` that no more than the day of ``at`` is known.
    """

    edition: int
    change: str
    at: str
    text: str
    supersedes: int | None = None
    hides_text: bool = False
    is_dated_by_day: bool = False

    def to_data(self) -> dict[str, Any]:
        data = asdict(self)
        return {
            name: value
            for name, value in data.items()
            if name not in NOTICE_SINCE or value != NOTICE_SINCE[name]
        }


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
    # Of first publication, beginning and update, whether no more than the day is known. Written
    # only where it is so and nothing else says it (``_implied``), as what notices came to say.
    is_dated_by_day: bool = False
    begins_by_day: bool = False
    is_updated_by_day: bool = False

    def to_document(self) -> str:
        """The canonical JSON that the edition's hash covers."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        data["notices"] = [notice.to_data() for notice in self.notices]
        data["story"] = self.story.to_data()
        for name, implied in _implied(data).items():
            if data[name] == implied:
                del data[name]
        return canonical_json(data)

    @property
    def first_published_at(self) -> datetime:
        return datetime.fromisoformat(self.first_published)

    @property
    def updated_at(self) -> datetime:
        return datetime.fromisoformat(self.updated)

    @property
    def standing_notices(self) -> tuple[Notice, ...]:
        """Those that no later one took the place of: what the story itself tells."""
        superseded = {notice.supersedes for notice in self.notices}
        return tuple(notice for notice in self.notices if notice.edition not in superseded)

    @property
    def is_retracted(self) -> bool:
        return any(notice.change == "retraction" for notice in self.notices)

    @property
    def hides_text(self) -> bool:
        """Whether the last retraction left readers nothing but headline and notice."""
        retractions = [notice for notice in self.notices if notice.change == "retraction"]
        return bool(retractions) and retractions[-1].hides_text

    def as_readers_see_it(self) -> "EditionRecord":
        """The record, of a retraction that hides its text without all that is not shown."""
        if not self.hides_text:
            return self
        return replace(
            self,
            story=replace(
                self.story,
                standfirst="",
                description="",
                bylines=(),
                tags=(),
                body=(),
                images=(),
                posts=(),
                clips=(),
                section=self.story.section
                and replace(self.story.section, tip_prompt="", tip_email=""),
            ),
        )


def read_record(document: str) -> EditionRecord:
    """The record in a stored document. Raises UnreadableSnapshot."""
    try:
        data: dict[str, Any] = json.loads(document)
        story = read_snapshot(data.pop("story"))
        notices = tuple(_read_notice(notice) for notice in data.pop("notices"))
        implied = _implied(data)
        if any(
            data.get(name, True) is not True or data.get(name) == implied[name] for name in implied
        ):
            raise ValueError("that only a day is known is written only where it is so")
        return EditionRecord(**implied | data, notices=notices, story=story)
    except UnreadableSnapshot:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableSnapshot(f"Damaged edition document: {error}") from error


def _implied(data: dict[str, Any]) -> dict[str, bool]:
    """Which times are known by their day alone where a document does not say so: what is of the
    very instant of a first publication that is."""
    first = data["first_published"] if data.get("is_dated_by_day") else None
    return {
        "is_dated_by_day": False,
        "begins_by_day": data["live_from"] == first,
        "is_updated_by_day": data["updated"] == first,
    }


def _read_notice(data: dict[str, Any]) -> Notice:
    """Raises ValueError where what is optional is written out though nothing is said by it."""
    notice = Notice(**data)
    if notice.to_data() != data:
        raise ValueError(f"a notice says {sorted(data)}")
    return notice


def chain_hash(previous_sha256: str, document: str) -> str:
    return hashlib.sha256(f"{previous_sha256}\n{document}".encode()).hexdigest()
