"""Two editions compared for readers: what changed of what they could see, and nothing else.

Focal points, search headlines or a writer's biography are the desk's business
(articles/comparing/ tells it of them).
"""

from collections.abc import Iterator
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
from articles.comparing.layout import Page
from articles.snapshot import ArticleSnapshot

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
class ReaderComparison:
    summary: str
    page: Page

    @property
    def is_empty(self) -> bool:
        return not self.page.changes

    @property
    def has_body(self) -> bool:
        """Whether anything of the text changed."""
        return any(row.kind not in ("same", "folded") for row in self.page.rows)


def compared(before: ArticleSnapshot, after: ArticleSnapshot) -> ReaderComparison:
    """What changed between two states of a story, for readers."""
    comparison = compare(before, after)
    shown = replace(comparison, fields=tuple(_shown(comparison)))
    return ReaderComparison(summary(shown), lay_out(shown))


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
