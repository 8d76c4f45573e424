"""A body in which one thing of an earlier one stands again: a row of a comparison, or a passage.

Pure. What is put back is named by its place in the comparison from the earlier state to today's:
``"7"`` is its eighth row, ``"7.2"`` the third change of words inside that row.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from lxml import html as lxml_html

from articles.body import Block, clean_body, split_blocks
from articles.comparing import BlockChange, Comparison, Piece
from articles.comparing.passages import Leaf, Shown, Stretch, build, passages
from articles.refusals import RestoringRefused

_NAME = re.compile(r"(?P<row>\d{1,6})(?:\.(?P<edit>\d{1,6}))?")
# Where there is no row like that, or nothing in it to put back.
_GONE = "There is no such change here any more. Look at the comparison again."


def put_back(comparison: Comparison, name: str) -> tuple[Block, ...]:
    """Today's body with what is named as it was. Raises RestoringRefused."""
    match = _NAME.fullmatch(name)
    rows = comparison.body
    if match is None or int(match["row"]) >= len(rows):
        raise RestoringRefused(_(_GONE))
    place = int(match["row"])
    if match["edit"] is not None:
        block = _with_passage(rows[place], int(match["edit"]))
        return _joined(rows, {place: (block,)})
    return _joined(rows, _row_as_it_was(rows, place))


def edits(row: BlockChange) -> list[list[Piece]]:
    """The changes of words inside a row: each what went and what came in its place."""
    runs = groupby(row.pieces, key=lambda piece: piece.kind == "same")
    return [list(run) for is_same, run in runs if not is_same]


def can_put_back_passage(row: BlockChange) -> bool:
    """Whether the words of a row can be put back one by one: a block that is one still."""
    return (
        row.kind in ("changed", "moved")
        and len(row.before) == len(row.after) == 1
        and len(edits(row)) > 1
        and _same_build(row)
    )


def _joined(rows: Sequence[BlockChange], instead: dict[int, tuple[Block, ...]]) -> tuple:
    """The blocks after, with other ones in the place of some rows'."""
    blocks: list[Block] = []
    for place, row in enumerate(rows):
        blocks += instead.get(place, () if row.kind in ("removed", "left") else row.after)
    return tuple(blocks)


def _row_as_it_was(rows: Sequence[BlockChange], place: int) -> dict[int, tuple[Block, ...]]:
    row = rows[place]
    match row.kind:
        case "removed" | "changed" | "split" | "joined":
            return {place: row.before}
        case "added":
            return {place: ()}
        case "moved" if row.is_edited:
            # Its words; its place is put back at the place that it left.
            return {place: row.before}
        case "moved" | "left":
            other = "left" if row.kind == "moved" else "moved"
            twin = next(
                at
                for at, one in enumerate(rows)
                if one.kind == other and one.before_at == row.before_at
            )
            here, there = (twin, place) if row.kind == "moved" else (place, twin)
            return {here: rows[there].after, there: ()}
    raise RestoringRefused(_(_GONE))


def _same_build(row: BlockChange) -> bool:
    """Whether the texts of both sides stand in the same elements: paragraphs, items, cells."""
    shapes = [[_shape(leaf) for _block, leaf in side.leaves] for side in (row.old, row.new)]
    return shapes[0] == shapes[1]


def _shape(leaf: Leaf) -> tuple[str, ...]:
    return tuple(node.tag for node in leaf.path)


def _with_passage(row: BlockChange, number: int) -> Block:
    found = edits(row)
    if number >= len(found) or not can_put_back_passage(row):
        raise RestoringRefused(_(_GONE))
    edit = found[number]
    old = (edit[0].i1, edit[-1].i2)
    new = (edit[0].j1, edit[-1].j2)
    at = next(
        (
            at
            for at in range(len(row.new.leaves))
            if _within(row.new, at, new) and _within(row.old, at, old)
        ),
        None,
    )
    if at is None:
        raise RestoringRefused(_("This change spans paragraphs: put back the whole of it."))
    was, now = row.old.leaves[at][1], row.new.leaves[at][1]
    first_old, first_new = row.old.firsts[at], row.new.firsts[at]
    stretches = _spliced(was, now, [i - first_old for i in old], [j - first_new for j in new])
    return _built(row.after[0], at, stretches)


def _within(side, at: int, tokens: tuple[int, int]) -> bool:
    return side.firsts[at] <= tokens[0] and tokens[1] <= side.firsts[at + 1]


def _spliced(was: Leaf, now: Leaf, old: list[int], new: list[int]) -> list[Stretch]:
    """Today's text with the words ``new`` exchanged for the earlier text's words ``old``."""
    start, end = now.reach(*new) if new[0] < new[1] else (_end(now, new[0]),) * 2
    from_, to = was.reach(*old) if old[0] < old[1] else (_end(was, old[0]),) * 2
    if old[0] == 0 and old[1] and new[0] == new[1] == 0:
        # At the very beginning the space belongs behind.
        to = was.spans[old[1]][0] if old[1] < len(was.spans) else to
    if new[0] == 0 and old[0] == old[1]:
        # What goes takes the space behind it along.
        end = now.spans[new[1]][0] if new[1] < len(now.spans) else end
    parts = [*now.cut(0, start), *was.cut(from_, to), *now.cut(end, len(now.text))]
    return [Stretch(text, marks) for text, marks in parts if text]


def _end(leaf: Leaf, token: int) -> int:
    return leaf.spans[token - 1][1] if token else 0


def _built(block: Block, at: int, stretches: list[Stretch]) -> Block:
    """A block with other words in one of its texts."""
    texts = []
    for place, (_number, leaf) in enumerate(passages((block,)).leaves):
        path = tuple((node, node, "") for node in leaf.path)
        own = [Stretch(text, marks) for text, marks in leaf.cut(0, len(leaf.text))]
        texts.append(Shown(path, tuple(stretches if place == at else own)))
    root = build(texts, lxml_html.Element("div"))
    html = "".join(lxml_html.tostring(child, encoding="unicode") for child in root)
    blocks = split_blocks(clean_body(html))
    if len(blocks) != 1:
        raise RestoringRefused(_(_GONE))
    return blocks[0]
