"""The values a comparison is made of. All are frozen, and shared freely."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from articles.body import Block
from articles.comparing.passages import Passages, passages, text_passages
from articles.comparing.tokens import is_word
from articles.snapshot import ArticleSnapshot

PieceKind = Literal["same", "added", "removed"]
# "left" keeps the place a moved thing had: it holds what stood there before, and nothing after.
RowKind = Literal["same", "changed", "added", "removed", "moved", "left", "split", "joined"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: tokens i1 to i2 of the text before, j1 to j2 of that after (as in difflib).

    "same" has as many on each side, "added" none before, "removed" none after.
    """

    kind: PieceKind
    i1: int
    i2: int
    j1: int
    j2: int


@dataclass(frozen=True)
class FieldChange:
    """One value that changed, as words. ``field`` is its name in the snapshot.

    ``before`` and ``after`` are the texts as shown; either is empty where there was nothing.
    ``pieces`` tell, word by word, what became of the one; taking out what was added and what was
    removed gives the two texts.
    """

    field: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...]

    @cached_property
    def old(self) -> Passages:
        return text_passages(self.before)

    @cached_property
    def new(self) -> Passages:
        return text_passages(self.after)


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What became of one thing in a list: a byline, a tag, a picture, a post, a clip.

    ``before`` and ``after`` are the snapshot's own values (ids, sha256, sizes), None where it was
    not there. "changed", "moved" and "replaced" tell what else differs in ``changes``.
    """

    kind: Literal["same", "changed", "added", "removed", "moved", "left", "replaced"]
    name: str
    before: Any
    after: Any
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ListChange:
    """A list that changed: every item, also those that did not, in the order of reading."""

    field: str
    label: str
    items: tuple[ItemChange, ...]

    @property
    def changed(self) -> list[ItemChange]:
        return [item for item in self.items if item.kind not in ("same", "left")]


@dataclass(frozen=True)
class BlockChange:
    """What became of a block, or of some that became others ("split", "joined", "changed").

    ``before`` and ``after`` are the blocks of either side; ``before_at`` and ``after_at`` the
    place of the first of them in its body, from 0. ``pieces`` count in the words of
    ``passages(before)`` and ``passages(after)``, and are there where ``before`` and ``after``
    differ. What moved stands as "moved" where it is now, with ``before`` as well, and once more
    as "left" where it was, with the same places, for the order before.

    So the blocks before are ``before`` of all rows but the "moved", and the blocks after are
    ``after`` of all rows but the "left".
    """

    kind: RowKind
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    before_at: int | None
    after_at: int | None
    pieces: tuple[Piece, ...] = ()
    # Of what moved: whether it stands further down than it did.
    is_lower: bool = False

    @property
    def is_edited(self) -> bool:
        """Whether these blocks say something else, or say it otherwise, than before."""
        return self.before != self.after

    @cached_property
    def old(self) -> Passages:
        return passages(self.before)

    @cached_property
    def new(self) -> Passages:
        return passages(self.after)

    def tokens(self) -> tuple[list[str], list[str]]:
        """The words and signs that are marked as added, and those marked as removed."""
        if self.kind == "left":
            return [], []
        added, removed = [], []
        for piece in self.pieces:
            if piece.kind == "added":
                added += self.new.keys[piece.j1 : piece.j2]
            elif piece.kind == "removed":
                removed += self.old.keys[piece.i1 : piece.i2]
        return added, removed


@dataclass(frozen=True)
class Comparison:
    """All that differs between two snapshots, and the body in full.

    ``fields`` holds what changed only; ``body`` has a row for every block, in the order in which
    both sides can be read (see BlockChange).
    """

    before: ArticleSnapshot
    after: ArticleSnapshot
    fields: tuple[FieldChange | ListChange, ...]
    body: tuple[BlockChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.fields and not self.changed_blocks

    @cached_property
    def changed_blocks(self) -> list[BlockChange]:
        """The rows of the body that are changes, each move once."""
        return [row for row in self.body if row.kind not in ("same", "left")]

    @cached_property
    def words_added(self) -> int:
        return sum(is_word(token) for row in self.body for token in row.tokens()[0])

    @cached_property
    def words_removed(self) -> int:
        return sum(is_word(token) for row in self.body for token in row.tokens()[1])
