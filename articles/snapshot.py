"""ArticleSnapshot: everything a reader can see of a story, as one frozen value.

A snapshot is built from the working copy, a revision or an edition (articles/assembly.py) and is
all that rendering, comparing and exporting ever take. This module touches no database.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cached_property
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from articles.body import Block, count_words, join_blocks

# Raise this when a field is added, renamed or removed, and keep a reader for every older
# schema in READERS; an example of each is kept in tests/articles/schemas/.
SCHEMA = 3
# What schema 2 added. A story that uses none of it is still written in schema 1, word for word:
# its hash tells whether readers would see anything new, and a new version of the program is no
# news to them.
SINCE_2 = ("headline_front", "headline_search", "headline_social", "description")
# What schema 3 added to pictures, in the same way.
IMAGE_SINCE_3 = {
    "is_decorative": False,
    "extended_description": "",
    "creator": "",
    "copyright_notice": "",
    "web_statement": "",
    "licensor_url": "",
    "digital_source_type": "",
}


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
    """A picture with the words it carries in this story; sizes in pixels, focus as fractions.

    ``web_statement`` is the page of its licence, ``licensor_url`` where to get one,
    ``digital_source_type`` the last part of IPTC's address for how it was made.
    """

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
    is_decorative: bool = False
    extended_description: str = ""
    creator: str = ""
    copyright_notice: str = ""
    web_statement: str = ""
    licensor_url: str = ""
    digital_source_type: str = ""


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
        images = list(_images_of(data))
        if any(image[name] for image in images for name in IMAGE_SINCE_3):
            return {"schema": 3, **data}
        for image in images:
            for name in IMAGE_SINCE_3:
                del image[name]
        if any(data[name] for name in SINCE_2):
            return {"schema": 2, **data}
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
    return _read(data, {ArticleSnapshot: dict.fromkeys(SINCE_2, ""), ImageSnapshot: IMAGE_SINCE_3})


def _read_schema_2(data: dict[str, Any]) -> ArticleSnapshot:
    return _read(data, {ImageSnapshot: IMAGE_SINCE_3})


def _read_schema_3(data: dict[str, Any]) -> ArticleSnapshot:
    return _read(data, {})


def _read(data: dict[str, Any], added: dict[type, dict[str, Any]]) -> ArticleSnapshot:
    """``added``: what later schemas added to each kind, and what it is where it is not said."""
    return _build(ArticleSnapshot, {key: data[key] for key in data if key != "schema"}, added)


def _images_of(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each picture in the plain values of a story: its own, those of posts, posters of clips."""
    posts = data["posts"]
    clips = [*data["clips"], *(post["clip"] for post in posts if post["clip"])]
    yield from data["images"]
    yield from (post["image"] for post in posts if post["image"])
    yield from (clip["poster"] for clip in clips if clip["poster"])


READERS = {1: _read_schema_1, 2: _read_schema_2, 3: _read_schema_3}

_HINTS: dict[type, dict[str, Any]] = {}


def _build(kind: type, data: dict[str, Any], added: dict[type, dict[str, Any]]) -> Any:
    """A dataclass from plain values, by its field types; a missing or surplus key raises."""
    if kind not in _HINTS:
        hints = get_type_hints(kind)
        _HINTS[kind] = {field.name: hints[field.name] for field in fields(kind)}
    hints = _HINTS[kind]
    if kind in added:
        if surplus := data.keys() & added[kind].keys():
            raise ValueError(f"{kind.__name__} of this schema has no {sorted(surplus)}")
        data = data | added[kind]
    if data.keys() != hints.keys():
        raise ValueError(f"{kind.__name__} has fields {sorted(data)}")
    return kind(**{name: _value(hints[name], data[name], added) for name in hints})


def _value(hint: Any, value: Any, added: dict[type, dict[str, Any]]) -> Any:
    if is_dataclass(hint):
        return _build(hint, value, added)
    origin = get_origin(hint)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], item, added) for item in value)
    if origin in (Union, UnionType):
        return None if value is None else _value(get_args(hint)[0], value, added)
    return value
