"""Either side of a comparison, from what the comparison says."""

from lxml import etree
from lxml import html as lxml_html

from articles.comparing import BlockChange, Comparison, FieldChange, ListChange
from articles.comparing.passages import Shown, Stretch, build, path_of


def blocks_of(rows: tuple[BlockChange, ...], side: str) -> list:
    """All the blocks of a side, in order, with the other side's taken out."""
    skipped = "moved" if side == "before" else "left"
    return [block for row in rows if row.kind != skipped for block in getattr(row, side)]


def words_of(row: BlockChange | FieldChange, side: str) -> list[str]:
    """The words of a side; those that stayed are taken from the other one."""
    taken = []
    for piece in row.pieces:
        if piece.kind == "same":
            other = row.new.keys if side == "before" else row.old.keys
            first, last = (piece.j1, piece.j2) if side == "before" else (piece.i1, piece.i2)
            taken += other[first:last]
        elif piece.kind == ("removed" if side == "before" else "added"):
            own = row.old.keys if side == "before" else row.new.keys
            first, last = (piece.i1, piece.i2) if side == "before" else (piece.j1, piece.j2)
            taken += own[first:last]
    return taken


def html_of(passages) -> str:
    """The HTML that the texts of some blocks stand for."""
    texts = [
        Shown(
            path_of("", block, leaf),
            tuple(Stretch(text, marks) for text, marks in leaf.cut(0, len(leaf.text))),
        )
        for block, leaf in passages.leaves
    ]
    root = build(texts, lxml_html.Element("div"))
    return "".join(etree.tostring(one, encoding="unicode", method="html") for one in root)


def fields_of(comparison: Comparison, side: str) -> dict[str, object]:
    """What the comparison says each changed list held, and each changed text."""
    found: dict[str, object] = {}
    for change in comparison.fields:
        if isinstance(change, ListChange):
            skipped = "moved" if side == "before" else "left"
            items = [getattr(item, side) for item in change.items if item.kind != skipped]
            found[change.field] = tuple(item for item in items if item is not None)
        else:
            found[change.field] = words_of(change, side)
    return found
