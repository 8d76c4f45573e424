"""Both sides of a row as one text: the blocks after, with what was removed where it stood."""

from dataclasses import dataclass, field
from itertools import chain

from articles.comparing.changes import Piece
from articles.comparing.marks import (
    DEL,
    INS,
    Keys,
    Step,
    changed_words,
    numbered,
    same_words,
    steps,
)
from articles.comparing.passages import Passages, Shown, Stretch, path_of

_PILCROW = "¶"


@dataclass(slots=True)
class _Text:
    """A text that is being written."""

    path: tuple
    stretches: list[Stretch] = field(default_factory=list)
    # The leaf of the other side that was last written into it.
    source: int | None = None

    def shown(self) -> Shown:
        return Shown(self.path, tuple(self.stretches))


class Inline:
    """Both sides as one text: the blocks after, with what was removed put in where it stood."""

    def __init__(self, old: Passages, new: Passages, pieces: tuple[Piece, ...]):
        self.old, self.new, self.keys = old, new, Keys()
        self.steps = steps(old, new, pieces)
        self.texts: list[_Text] = []
        self.opened = 0
        self.pending: dict[int, list[Step]] = {}
        # The first text after that holds words of a text before, for those that have one.
        self.homes: dict[int, int] = {}
        for step in self.steps:
            if step.kind == "same":
                self.homes.setdefault(step.old[0], step.new[0])
        self.upcoming = self._upcoming()
        self.nodes = self._node_names()
        self.seen: set[int] = set()

    def _upcoming(self) -> list[int | None]:
        """For each step, the text after that is written next."""
        found: list[int | None] = []
        leaf = None
        for step in reversed(self.steps):
            leaf = step.new[0] if step.new else leaf
            found.append(leaf)
        return found[::-1]

    def _node_names(self) -> dict:
        """Which element after each element before has become."""
        names: dict = {}
        for step in self.steps:
            if step.kind == "same":
                (a, one), (b, other) = self.old.leaves[step.old[0]], self.new.leaves[step.new[0]]
                for was, now in zip(one.path[:-1], other.path[:-1], strict=False):
                    if was.tag == now.tag:
                        names.setdefault((a, was.number), (("", b, now.number), now, ""))
        return names

    def shown(self) -> list[Shown]:
        for at, step in enumerate(self.steps):
            self.keys.step = at
            if step.kind == "removed":
                self._remove(at, step)
            else:
                self._open(step.new[0])
                self._write(step)
        self._open(len(self.new.leaves) - 1)
        for step in chain.from_iterable(self.pending.values()):
            self._write_removed(step)
        return [text.shown() for text in self.texts]

    def _open(self, leaf: int) -> None:
        """Begin the texts after up to this one."""
        while self.opened <= leaf:
            block, one = self.new.leaves[self.opened]
            self.texts.append(_Text(path_of("", block, one)))
            self.opened += 1
            for step in self.pending.pop(self.opened - 1, ()):
                self._write_removed(step)

    def _remove(self, at: int, step: Step) -> None:
        leaf = step.old[0]
        if leaf not in self.homes and self.upcoming[at] != self.opened - 1:
            self._write_gone(step)
        elif leaf not in self.seen and self.homes.get(leaf, -1) >= self.opened:
            self.pending.setdefault(self.homes[leaf], []).append(step)
        else:
            self._write_removed(step)

    def _write_gone(self, step: Step) -> None:
        """A text that is gone as a whole, in its own elements."""
        block, leaf = self.old.leaves[step.old[0]]
        path = [
            self.nodes.get((block, node.number), (("old", block, node.number), node, ""))
            for node in leaf.path[:-1]
        ]
        own = (("old", block, leaf.path[-1].number), leaf.path[-1], "compare-gone")
        self.texts.append(_Text((*path, own)))
        self._write_removed(step)

    def _write_removed(self, step: Step) -> None:
        if not self.texts:
            self._open(0)
        at, first, last = step.old
        _block, leaf = self.old.leaves[at]
        text = self.texts[-1]
        self._note_source(text, at, step.key)
        if leaf.is_text:
            text.stretches += changed_words(leaf, first, last, DEL, step.key, text.stretches)
        elif text.path[-1][2] != "compare-gone":
            # A picture that stood between words that now stand in one text.
            text.stretches.append(numbered(f"[{leaf.keys[0][1:]}]", DEL, step.key))

    def _note_source(self, text: _Text, leaf: int, key: str) -> None:
        """Mark that two texts before stand in one after, or one before in two after."""
        if text.source is not None and text.source != leaf:
            text.stretches.append(numbered(_PILCROW, DEL, key or self.keys.next()))
            text.stretches.append(Stretch(" "))
        elif text.source is None and len(self.texts) > 1 and self.texts[-2].source == leaf:
            sign = numbered(_PILCROW, INS, key or self.keys.next())
            self.texts[-2].stretches.append(sign)
        text.source = leaf

    def _write(self, step: Step) -> None:
        text = self.texts[-1]
        at, first, last = step.new
        block, leaf = self.new.leaves[at]
        if step.kind == "added":
            if leaf.is_text:
                text.stretches += changed_words(leaf, first, last, INS, step.key, text.stretches)
            else:
                text.path = path_of("", block, leaf, "compare-come")
            return
        self.seen.add(step.old[0])
        self._note_source(text, step.old[0], "")
        if leaf.is_text:
            _block, was = self.old.leaves[step.old[0]]
            text.stretches += same_words(
                (was, *step.old[1:]), (leaf, first, last), self.keys, text.stretches
            )
