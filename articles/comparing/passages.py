"""The texts in a block: each paragraph, heading, item or cell with the elements it stands in.

``leaves`` takes a block's HTML apart and ``build`` puts it together again, with marks of the
caller's around stretches of the text. Elements and attributes come from the body alone, so what is
built is as safe as the body was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from lxml import html as lxml_html
from lxml.html import HtmlElement

from articles.body import NOT_IN_XML, REFERENCES, Block
from articles.comparing.tokens import Span, spans

INLINE = frozenset({"a", "strong", "em", "u", "s", "sub", "sup", "code", "br"})
BREAK = "\n"

Mark = tuple[str, str]
Marks = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """An element that holds texts: its tag, its attributes, its number within its block."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    number: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text: the elements it stands in from the outermost, and its words.

    ``runs`` are the stretches of the text with the inline elements around each; a line break is a
    "\\n". A picture or a rule is a leaf that holds one token that no text can hold.
    """

    path: tuple[Node, ...]
    text: str
    runs: tuple[tuple[int, int, Marks], ...]
    spans: tuple[Span, ...]
    keys: tuple[str, ...]

    @property
    def is_text(self) -> bool:
        return self.path[-1].tag not in ("hr", "figure")

    @property
    def is_plain(self) -> bool:
        return not any(marks for _start, _end, marks in self.runs)

    def reach(self, first: int, last: int) -> Span:
        """From where to where the tokens first to last stand, with the space before them."""
        start = self.spans[first - 1][1] if first else 0
        return start, self.spans[last - 1][1] if last else 0

    def cut(self, start: int, end: int) -> list[tuple[str, Marks]]:
        """The text between two places, in its runs."""
        return [
            (self.text[max(a, start) : min(b, end)], marks)
            for a, b, marks in self.runs
            if a < end and b > start
        ]


class Passages:
    """The texts of some blocks in order, and all their words in one row (``keys``)."""

    def __init__(self, leaves: Iterable[tuple[int, Leaf]]):
        self.leaves = tuple(leaves)

    def __eq__(self, other) -> bool:
        return isinstance(other, Passages) and self.leaves == other.leaves

    def __hash__(self) -> int:
        return hash(self.leaves)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(chain.from_iterable(leaf.keys for _block, leaf in self.leaves))

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """The index of the first token of each leaf, and the number of all tokens."""
        firsts = [0]
        for _block, leaf in self.leaves:
            firsts.append(firsts[-1] + len(leaf.keys))
        return tuple(firsts)


def passages(blocks: Iterable[Block]) -> Passages:
    return Passages((number, leaf) for number, block in enumerate(blocks) for leaf in leaves(block))


def text_passages(text: str) -> Passages:
    """A field's text as one leaf, as far as HTML can hold it."""
    text = NOT_IN_XML.sub("\ufffd", text)
    return Passages([(0, _leaf((Node("p", (), 0),), [(text, ())]))]) if text else Passages(())


@lru_cache(maxsize=4096)
def leaves(block: Block) -> tuple[Leaf, ...]:
    if block.kind in REFERENCES:
        node = Node("figure", ((f"data-{block.kind}", str(block.ref)),), 0)
        return (_void(node, f"{block.kind} {block.ref}"),)
    if block.kind == "rule":
        return (_void(Node("hr", (), 0), "rule"),)
    root = lxml_html.fromstring(block.html)
    numbers = {element: number for number, element in enumerate(root.iter())}
    return tuple(_leaves_in(root, (), numbers))


def _void(node: Node, name: str) -> Leaf:
    # No text holds U+0000: the sanitiser takes it out.
    return Leaf((node,), "", (), ((0, 0),), (f"\0{name}",))


def _leaves_in(element: HtmlElement, path: tuple, numbers: dict) -> Iterator[Leaf]:
    path = (*path, Node(element.tag, tuple(element.attrib.items()), numbers[element]))
    if not any(child.tag not in INLINE for child in element):
        yield _leaf(path, list(_runs(element, ())))
        return
    for child in element:
        if child.tag not in INLINE:
            yield from _leaves_in(child, path, numbers)


def _runs(element: HtmlElement, marks: Marks) -> Iterator[tuple[str, Marks]]:
    if element.text:
        yield element.text, marks
    for child in element:
        if child.tag == "br":
            yield BREAK, marks
        else:
            yield from _runs(child, (*marks, (child.tag, child.get("href", ""))))
        if child.tail:
            yield child.tail, marks


def _leaf(path: tuple[Node, ...], parts: list[tuple[str, Marks]]) -> Leaf:
    runs, place = [], 0
    for text, marks in parts:
        if runs and runs[-1][2] == marks:
            runs[-1] = (runs[-1][0], place + len(text), marks)
        else:
            runs.append((place, place + len(text), marks))
        place += len(text)
    text = "".join(text for text, _marks in parts)
    found = spans(text)
    return Leaf(path, text, tuple(runs), found, tuple(text[start:end] for start, end in found))


# A stretch of text to be shown: its words, its inline elements, and the element around it.
@dataclass(frozen=True, slots=True)
class Stretch:
    text: str
    marks: Marks = ()
    around: Mark | None = None
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A text to be shown: which elements it stands in, each with a class, and its stretches."""

    path: tuple[tuple[object, Node, str], ...]
    stretches: tuple[Stretch, ...]


def path_of(side: str, block: int, leaf: Leaf, css: str = "") -> tuple:
    last = len(leaf.path) - 1
    return tuple(
        ((side, block, node.number), node, css if at == last else "")
        for at, node in enumerate(leaf.path)
    )


def build(texts: Iterable[Shown], root: HtmlElement) -> HtmlElement:
    """Put texts into an element; those that stand in the same elements share them."""
    standing: list[tuple[object, HtmlElement]] = []
    for shown in texts:
        kept = 0
        # The innermost element is a text's own.
        most = min(len(standing), len(shown.path) - 1)
        while kept < most and standing[kept][0] == shown.path[kept][0]:
            kept += 1
        del standing[kept:]
        parent = standing[-1][1] if standing else root
        for identity, node, css in shown.path[kept:]:
            element = lxml_html.Element(node.tag, dict(node.attributes))
            if css:
                element.set("class", f"{element.get('class', '')} {css}".strip())
            parent.append(element)
            parent = element
            standing.append((identity, element))
        _fill(parent, shown.stretches, is_code=shown.path[-1][1].tag == "pre")
    return root


def _fill(leaf: HtmlElement, stretches: Iterable[Stretch], *, is_code: bool) -> None:
    standing: list[tuple[object, HtmlElement]] = []
    for stretch in stretches:
        wanted: list[tuple[object, tuple[str, dict]]] = []
        if stretch.around:
            wanted.append(
                (
                    (stretch.around, stretch.attributes),
                    (
                        stretch.around[0],
                        {
                            **({"class": stretch.around[1]} if stretch.around[1] else {}),
                            **dict(stretch.attributes),
                        },
                    ),
                )
            )
        for tag, href in stretch.marks:
            wanted.append(((tag, href), (tag, {"href": href} if href else {})))
        kept = 0
        while kept < min(len(standing), len(wanted)) and standing[kept][0] == wanted[kept][0]:
            kept += 1
        del standing[kept:]
        parent = standing[-1][1] if standing else leaf
        for identity, (tag, attributes) in wanted[kept:]:
            element = lxml_html.Element(tag, attributes)
            parent.append(element)
            parent = element
            standing.append((identity, element))
        _write(parent, stretch.text, is_code=is_code)


def _write(parent: HtmlElement, text: str, *, is_code: bool) -> None:
    lines = [text] if is_code else text.split(BREAK)
    for number, line in enumerate(lines):
        if number:
            parent.append(lxml_html.Element("br"))
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + line
        else:
            parent.text = (parent.text or "") + line
