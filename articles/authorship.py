"""Who wrote what: for every word of a story the revision that last wrote it, moves followed.

Kept up save by save (RevisionTrace), so that asking costs the same at the thousandth revision as
at the first. An authorship is plain values for JSON: for headline and standfirst a list of runs,
for the body one such list per block; a run is ``[revision's number, how many words]``, a word
what articles/comparing cuts a text into. Number 0 is what was there before anybody kept track.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from articles.body import Block
from articles.comparing import BlockChange, Comparison
from articles.comparing.passages import passages, text_passages
from articles.snapshot import ArticleSnapshot

FIELDS = ("headline", "standfirst")
UNKNOWN = 0
Runs = list[list[int]]
Authorship = dict[str, Any]


def all_by(story: ArticleSnapshot, number: int) -> Authorship:
    """A story every word of which one revision wrote."""
    return {
        **{name: _runs([number] * _words_in(getattr(story, name))) for name in FIELDS},
        "body": [_runs([number] * size) for size in _sizes(story.body)],
    }


def carried(held: Authorship, comparison: Comparison, number: int) -> Authorship:
    """The authorship after a save, from that before it and from what the save changed."""
    before = held if _fits(held, comparison.before) else all_by(comparison.before, UNKNOWN)
    changed = {change.field: change for change in comparison.fields}
    after: Authorship = {}
    for name in FIELDS:
        authors = _spread(before[name])
        if name in changed:
            authors = _through(authors, changed[name].pieces, number)
        after[name] = _runs(authors)
    after["body"] = _body(before["body"], comparison, number)
    return after


def _body(held: list[Runs], comparison: Comparison, number: int) -> list[Runs]:
    before = _Authors(held, comparison.body)
    blocks: list[Runs] = []
    for row in comparison.body:
        if row.kind in ("removed", "left"):
            continue
        authors = _through(before.of(row), row.pieces, number, is_same=row.kind == "same")
        for size in _sizes(row.after):
            blocks.append(_runs(authors[:size]))
            authors = authors[size:]
    return blocks


class _Authors:
    """Who wrote the words of each row's blocks before; what moved is found where it left."""

    def __init__(self, held: list[Runs], rows: Sequence[BlockChange]):
        self.held = held
        self.starts: dict[int | None, int] = {}
        place = 0
        for row in rows:
            if row.kind not in ("added", "moved"):
                self.starts[row.before_at] = place
                place += len(row.before)

    def of(self, row: BlockChange) -> list[int]:
        start = self.starts.get(row.before_at, 0)
        runs = self.held[start : start + len(row.before)]
        return [author for block in runs for author in _spread(block)]


def _through(authors: list[int], pieces, number: int, *, is_same: bool = False) -> list[int]:
    """Who wrote each word after, from who wrote those before and what became of them."""
    if is_same or not pieces:
        return authors
    after: list[int] = []
    for piece in pieces:
        if piece.kind == "same":
            after += authors[piece.i1 : piece.i2]
        elif piece.kind == "added":
            after += [number] * (piece.j2 - piece.j1)
    return after


def _fits(held: Authorship, story: ArticleSnapshot) -> bool:
    """Whether an authorship is one of this very text, as far as counting words can tell."""
    if not held:
        return False
    fields = all(_total(held.get(name, [])) == _words_in(getattr(story, name)) for name in FIELDS)
    return fields and [_total(runs) for runs in held.get("body", [])] == _sizes(story.body)


def _words_in(text: str) -> int:
    return len(text_passages(text).keys)


def _sizes(blocks: Iterable[Block]) -> list[int]:
    return [len(passages((block,)).keys) for block in blocks]


def _total(runs: Runs) -> int:
    return sum(size for _number, size in runs)


def _spread(runs: Runs) -> list[int]:
    return [number for number, size in runs for _word in range(size)]


def _runs(authors: Iterable[int]) -> Runs:
    return [[number, len(list(run))] for number, run in groupby(authors)]
