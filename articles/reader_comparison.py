"""Two editions compared for readers: what changed of what they could see, and nothing else.

Focal points, search headlines or a writer's biography are the desk's business
(articles/comparing/ tells it of them).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from articles.comparing import (
    Comparison,
    FieldChange,
    ItemChange,
    ListChange,
    compare,
    lay_out,
    summary,
)
from articles.comparing.layout import Entry, Row
from articles.presentation import NONE_KNOWN, Files, Picture, picture
from articles.snapshot import ArticleSnapshot, ImageSnapshot

# Pixels: a small picture at two dots a pixel.
WIDTH = 480
# Of a story, and of the things in its lists, as articles/comparing/fields.py names them.
_FIELDS = frozenset(
    {
        *("headline", "standfirst", "section", "section.name", "kind", "language", "bylines"),
        *("tags", "images", "posts", "clips"),
    }
)
_PARTS = frozenset(
    {
        *("role", "author.name", "name", "title", "caption", "credit", "alt", "is_lead"),
        *("digital_source_type", "author_name", "handle", "text", "posted_at", "url"),
        *("platform_name", "image.caption", "image.credit", "image.alt", "file"),
    }
)
# A file's name or hash says nothing to readers; that it is another is shown by its picture.
_UNSAID = frozenset({"sha256", "file"})


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A change of a field or of a thing in a list, with the pictures it was and is now."""

    entry: Entry
    was: Picture | None
    now: Picture | None


@dataclass(frozen=True, slots=True)
class ShownField:
    field: str
    label: str
    entries: tuple[ShownEntry, ...]


@dataclass(frozen=True, slots=True)
class ReaderComparison:
    summary: str
    fields: tuple[ShownField, ...]
    rows: tuple[Row, ...]
    is_empty: bool

    @property
    def has_body(self) -> bool:
        """Whether anything of the text changed."""
        return any(row.kind not in ("same", "folded") for row in self.rows)


def compared(
    before: ArticleSnapshot, after: ArticleSnapshot, files: Mapping[str, Files] = NONE_KNOWN
) -> ReaderComparison:
    """What changed between two states of a story, for readers."""
    comparison = compare(before, after)
    shown = replace(comparison, fields=tuple(_shown(comparison)))
    page = lay_out(shown)
    fields = tuple(
        ShownField(row.field, row.label, tuple(_entry(one, files) for one in row.entries))
        for row in page.fields
    )
    return ReaderComparison(summary(shown), fields, page.rows, not page.changes)


def _entry(entry: Entry, files: Mapping[str, Files]) -> ShownEntry:
    was, now = (
        picture(one, files, most=WIDTH) if isinstance(one, ImageSnapshot) else None
        for one in (entry.before, entry.after)
    )
    # The same picture is shown once.
    return ShownEntry(entry, None if was and now and was.jpeg == now.jpeg else was, now)


def _shown(comparison: Comparison) -> Iterator[FieldChange | ListChange]:
    for change in comparison.fields:
        if change.field not in _FIELDS:
            continue
        if isinstance(change, FieldChange):
            yield change
            continue
        items = tuple(item for one in change.items if (item := _item(one)))
        if any(item.kind not in ("same", "left") for item in items):
            yield replace(change, items=items)


def _item(item: ItemChange) -> ItemChange | None:
    """A thing of a list with what readers see of its changes; None where they see no change."""
    seen = tuple(one for one in item.changes if one.field in _PARTS)
    is_other_file = any(one.field in _UNSAID for one in item.changes)
    if item.kind == "changed" and not seen and not is_other_file:
        return None
    return replace(item, changes=tuple(one for one in seen if one.field not in _UNSAID))
