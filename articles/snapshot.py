"""ArticleSnapshot: everything a reader can see of a story, as one frozen value.

A snapshot is built from the working copy, a revision or an edition (articles/assembly.py) and is
all that rendering, comparing and exporting ever take. This module touches no database.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cached_property
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from articles.body import Block, count_words, join_blocks

# Raise this when a field is added, renamed or removed, and keep a reader for every older
# schema in READERS; an example of each is kept in tests/articles/schemas/.
SCHEMA = 2
# What schema 2 added. A story that uses none of it is still written in schema 1, word for word:
# its hash tells whether readers would see anything new, and a new version of the program is no
# news to them.
SINCE_2 = ("headline_front", "headline_search", "headline_social", "description")


class UnreadableSnapshot(ValueError):
    """A stored document that no reader understands; the message says why."""


@dataclass(frozen=True, slots=True)
class HandleSnapshot:
    network: str
    handle: str
    url: str


@dataclass(frozen=True, slots=True)
class AuthorSnapshot:
    id: int
    name: str
    slug: str
    role: str
    base: str
    beat: str
    bio: str
    joined_year: int | None
    previous_employers: tuple[str, ...]
    education: tuple[str, ...]
    languages: tuple[str, ...]
    email: str
    handles: tuple[HandleSnapshot, ...]
    photo_sha256: str
    photo_width: int


@dataclass(frozen=True, slots=True)
class BylineSnapshot:
    role: str
    author: AuthorSnapshot


@dataclass(frozen=True, slots=True)
class SectionSnapshot:
    id: int
    name: str
    slug: str
    tip_prompt: str
    tip_email: str


@dataclass(frozen=True, slots=True)
class TagSnapshot:
    id: int
    name: str
    slug: str
    question: str
    tip_email: str


@dataclass(frozen=True, slots=True)
class ImageSnapshot:
    """A picture with the words it carries in this story; sizes in pixels, focus as fractions."""

    id: int
    sha256: str
    width: int
    height: int
    focal_x: float
    focal_y: float
    is_lead: bool
    title: str
    caption: str
    credit: str
    alt: str
    source: str


@dataclass(frozen=True, slots=True)
class ClipSnapshot:
    """A clip: storage names of its files, duration in seconds, the poster's picture."""

    id: int
    title: str
    file: str
    track: str
    duration: int | None
    width: int
    height: int
    caption: str
    credit: str
    poster: ImageSnapshot | None


@dataclass(frozen=True, slots=True)
class PostSnapshot:
    """A kept social post; posted_at in ISO 8601, UTC."""

    id: int
    platform: str
    platform_name: str
    author_name: str
    handle: str
    text: str
    posted_at: str
    url: str
    image: ImageSnapshot | None
    clip: ClipSnapshot | None


@dataclass(frozen=True)
class ArticleSnapshot:
    """``headline_front``, ``headline_search``, ``headline_social`` and ``description`` are what
    lists, ``<title>``, ``og:title`` and the description of search results say; blank, they say
    headline and standfirst (articles/presentation.py)."""

    article_id: int
    headline: str
    standfirst: str
    slug: str
    kind: str
    language: str
    section: SectionSnapshot | None
    bylines: tuple[BylineSnapshot, ...]
    tags: tuple[TagSnapshot, ...]
    body: tuple[Block, ...]
    images: tuple[ImageSnapshot, ...]
    posts: tuple[PostSnapshot, ...]
    clips: tuple[ClipSnapshot, ...]
    headline_front: str = ""
    headline_search: str = ""
    headline_social: str = ""
    description: str = ""

    @cached_property
    def lead_image(self) -> ImageSnapshot | None:
        return next((image for image in self.images if image.is_lead), None)

    @cached_property
    def word_count(self) -> int:
        return count_words(self.body)

    @property
    def body_source(self) -> str:
        """The body's HTML as the editor holds it."""
        return join_blocks(self.body)

    @cached_property
    def sha256(self) -> str:
        """The hash of the canonical JSON: equal exactly where readers see the same."""
        return hashlib.sha256(canonical_json(self.to_data()).encode()).hexdigest()

    def to_data(self) -> dict[str, Any]:
        """Plain values for JSON, in the oldest schema that can say all of them."""
        data = asdict(self)
        if any(data[name] for name in SINCE_2):
            return {"schema": SCHEMA, **data}
        return {"schema": 1, **{key: data[key] for key in data if key not in SINCE_2}}


def canonical_json(data: Any) -> str:
    """JSON with one spelling: keys sorted, no white space, non-ASCII characters as they are."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def read_snapshot(data: dict[str, Any]) -> ArticleSnapshot:
    """A snapshot from stored plain values of any schema. Raises UnreadableSnapshot."""
    schema = data.get("schema")
    if schema not in READERS:
        raise UnreadableSnapshot(f"Snapshot schema {schema!r} is not known.")
    try:
        return READERS[schema](data)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableSnapshot(f"Damaged snapshot of schema {schema}: {error}") from error


def _read_schema_1(data: dict[str, Any]) -> ArticleSnapshot:
    if surplus := data.keys() & set(SINCE_2):
        raise ValueError(f"schema 1 has no {sorted(surplus)}")
    return _read_schema_2(data | dict.fromkeys(SINCE_2, ""))


def _read_schema_2(data: dict[str, Any]) -> ArticleSnapshot:
    return _build(ArticleSnapshot, {key: data[key] for key in data if key != "schema"})


READERS = {1: _read_schema_1, 2: _read_schema_2}

_HINTS: dict[type, dict[str, Any]] = {}


def _build(kind: type, data: dict[str, Any]) -> Any:
    """A dataclass from plain values, by its field types; a missing or surplus key raises."""
    if kind not in _HINTS:
        hints = get_type_hints(kind)
        _HINTS[kind] = {field.name: hints[field.name] for field in fields(kind)}
    hints = _HINTS[kind]
    if data.keys() != hints.keys():
        raise ValueError(f"{kind.__name__} has fields {sorted(data)}")
    return kind(**{name: _value(hints[name], data[name]) for name in hints})


def _value(hint: Any, value: Any) -> Any:
    if is_dataclass(hint):
        return _build(hint, value)
    origin = get_origin(hint)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], item) for item in value)
    if origin in (Union, UnionType):
        return None if value is None else _value(get_args(hint)[0], value)
    return value
