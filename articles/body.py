"""The body of a story: its sanitiser and its blocks.

A body is a run of blocks: paragraph, heading 2–4, list, quote, pull quote, rule, table, code, and
references to an image, a social post or a clip. ``clean_body`` gives any HTML that form and is
applied to whatever is stored, typed or imported. Cleaning twice equals cleaning once.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

import nh3
from lxml import html as lxml_html
from lxml.html import HtmlElement

REFERENCES = ("image", "post", "clip")
_BLOCK_KINDS = {
    "p": "paragraph",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "ul": "list",
    "ol": "list",
    "blockquote": "quote",
    "aside": "pullquote",
    "hr": "rule",
    "table": "table",
    "pre": "code",
    "figure": "reference",
}
# Inline elements from the outermost in: a body nests them in this order only, as the editor does,
# so that opening and saving a story changes nothing.
_MARKS = ("a", "strong", "em", "u", "s", "sub", "sup", "code")
_INLINE = {*_MARKS, "br"}
_INNER = {"li", "tbody", "thead", "tr", "th", "td"}
_RENAMED = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    "cite": "em",
    "del": "s",
    "strike": "s",
    "ins": "u",
    "tt": "code",
    "kbd": "code",
    "samp": "code",
    "dl": "ul",
    "dt": "li",
    "dd": "li",
}
# Elements whose content ends a paragraph: they are unwrapped, their edges kept.
_CONTAINERS = {"div", "section", "article", "main", "header", "footer", "center", "address"}
# What may stand inside a list item, a cell or a quote; anything else there becomes paragraphs.
_NESTED = {"p", "ul", "ol"}
_FORBIDDEN_CONTENT = {"script", "style", "title", "textarea", "iframe", "noscript", "template"}
_LINK_SCHEMES = {"http", "https", "mailto", "tel"}
_NUMBER = re.compile(r"[1-9]\d{0,17}\Z")
_COUNT = re.compile(r"[1-9]\d{0,3}\Z")
# XML 1.0 §2.2: characters no document can hold, which lxml refuses.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# How deep a body's elements and lists may nest. Fewer lists than levels: a list that is tidied
# gains levels, and must not lose them when it is cleaned again.
_MOST_LEVELS = 100
_MOST_LISTS = 20
_LISTS = {"ul", "ol", "dl"}
_ITEMS = {"li", "dt", "dd"}
_EMPTY = {"br", "hr"}
# A tag as the sanitiser writes it: no other "<" is left unescaped.
_TAG = re.compile(r'<(/?)([a-z0-9]+)(?: [a-z-]+="[^"]*")*>')
_SPACE = " \t\r\n\f"
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body: its kind and its HTML, or the id (ref) of what it shows."""

    kind: str
    html: str = ""
    ref: int = 0

    def source(self) -> str:
        """The block as it stands in a body."""
        if self.kind in REFERENCES:
            return f'<figure data-{self.kind}="{self.ref}"></figure>'
        return self.html

    def text(self) -> str:
        """The block's words, without markup."""
        return "" if not self.html or self.kind == "rule" else _text(self.html)


# Most blocks of a story are the same in its next edition.
@lru_cache(maxsize=2048)
def _text(html: str) -> str:
    root = lxml_html.fromstring(html)
    for element in root.iter():
        if element.tag not in _MARKS:
            # Paragraphs, cells and line breaks part words; bold letters do not.
            element.text = f" {element.text or ''}"
            element.tail = f" {element.tail or ''}"
    return " ".join(root.text_content().split())


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute.startswith("data-"):
        return value if _NUMBER.match(value) else None
    if attribute in {"colspan", "rowspan", "start"}:
        return value if _COUNT.match(value) else None
    if attribute == "href":
        return _clean_link(value)
    return value


def _clean_link(value: str) -> str | None:
    value = NOT_IN_XML.sub("", value).strip()
    try:
        url = urlsplit(value)
    except ValueError:
        return None
    # Google Docs wraps every pasted link in a redirect of its own.
    if url.hostname in {"www.google.com", "google.com"} and url.path == "/url":
        target = parse_qs(url.query).get("q", [""])[0]
        if urlsplit(target).scheme in {"http", "https"}:
            return target
    if url.scheme and url.scheme not in _LINK_SCHEMES:
        return None
    return value or None


_NORMAL = {
    "attributes": {
        "a": {"href"},
        "figure": {f"data-{kind}" for kind in REFERENCES},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    "allowed_classes": {"aside": {"pullquote"}},
    "attribute_filter": _filter_attribute,
    "url_schemes": _LINK_SCHEMES,
    "link_rel": None,
    "clean_content_tags": _FORBIDDEN_CONTENT,
    "strip_comments": True,
}
_INPUT = nh3.Cleaner(
    tags={*_BLOCK_KINDS, *_INLINE, *_INNER, *_RENAMED, *_CONTAINERS, "caption"}, **_NORMAL
)
_OUTPUT = nh3.Cleaner(tags=set(_BLOCK_KINDS) | _INLINE | _INNER, **_NORMAL)


# One save cleans its body more than once: form, model and field each see to it.
@lru_cache(maxsize=16)
def clean_body(html: str) -> str:
    """Any HTML as a body: only known blocks, nothing that runs, no empty paragraphs."""
    html = NOT_IN_XML.sub("", html)
    if not html.strip():
        return ""
    # The sanitiser has the first word, so that lxml sees well-formed HTML, and the last.
    # What it decodes may be characters that lxml refuses.
    blocks = _top_blocks(_parse(_shallow(NOT_IN_XML.sub("", _INPUT.clean(html)))))
    return _serialise(_parse(_OUTPUT.clean(_serialise(blocks))))


@lru_cache(maxsize=16)
def split_blocks(body: str) -> tuple[Block, ...]:
    """The blocks of a cleaned body; ``join_blocks`` gives the body back exactly."""
    return tuple(_block(element) for element in _parse(body))


def join_blocks(blocks: Iterable[Block]) -> str:
    return "".join(block.source() for block in blocks)


def references(blocks: Iterable[Block], kind: str) -> list[int]:
    """The ids that blocks of one kind of reference name, in order, each once."""
    return list(dict.fromkeys(block.ref for block in blocks if block.kind == kind))


def count_words(blocks: Iterable[Block]) -> int:
    return sum(len(block.text().split()) for block in blocks)


def _parse(html: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(html, create_parent="div")


def _shallow(html: str) -> str:
    """The sanitiser's HTML without the tags that are nested too deeply, their text kept.

    lxml drops whatever lies below 256 levels, and all that follows it.
    """
    if html.count("</") <= _MOST_LISTS:
        return html
    depth = lists = 0

    def keep(tag: re.Match) -> str:
        nonlocal depth, lists
        closes, name = tag.groups()
        if name in _EMPTY:
            return tag[0]
        is_list = name in _LISTS
        if not closes:
            depth += 1
            lists += is_list
        too_deep = depth > _MOST_LEVELS or (lists > _MOST_LISTS and name in _LISTS | _ITEMS)
        if closes:
            depth -= 1
            lists -= is_list
        return " " if too_deep else tag[0]

    return _TAG.sub(keep, html)


def _serialise(elements: Iterable[HtmlElement]) -> str:
    return "".join(
        lxml_html.tostring(element, encoding="unicode", with_tail=False) for element in elements
    ).replace("\xa0", "&nbsp;")


def _reference(element: HtmlElement) -> tuple[str, str] | None:
    for kind in REFERENCES:
        if ref := element.get(f"data-{kind}"):
            return kind, ref
    return None


def _block(element: HtmlElement) -> Block:
    if element.tag == "figure" and (reference := _reference(element)):
        return Block(reference[0], ref=int(reference[1]))
    return Block(_BLOCK_KINDS[element.tag], html=_serialise([element]))


def _top_blocks(root: HtmlElement) -> list[HtmlElement]:
    for element in root.iter():
        element.tag = _RENAMED.get(element.tag, element.tag)
    blocks = []
    for block in _blocks_in(root, allowed=set(_BLOCK_KINDS)):
        blocks.append(block)
        if block.tag != "figure":
            # A picture dropped into a quote or a list stands behind it instead.
            for figure in [inner for inner in block.iter("figure") if _reference(inner)]:
                figure.drop_tree()
                blocks.append(_new("figure", **dict(figure.attrib)))
    return [block for block in blocks if _says_something(block)]


def _new(tag: str, children: Iterable[HtmlElement] = (), **attributes: str) -> HtmlElement:
    element = lxml_html.Element(tag, attributes)
    element.extend(children)
    return element


def _blocks_in(parent: HtmlElement, *, allowed: set[str]) -> Iterator[HtmlElement]:
    """The content of an element as blocks: containers unwrapped, loose text in paragraphs."""
    run = _new("p")
    for node in _nodes(parent):
        if isinstance(node, str):
            _append(run, node)
        elif node.tag in _INLINE and not _holds_block(node):
            run.append(node)
        else:
            yield from _closed(run)
            run = _new("p")
            if _stands_alone(node, allowed):
                # A table's caption is a paragraph above it.
                for caption in node.findall("caption"):
                    yield from _blocks_in(caption, allowed=allowed)
                yield _tidy_block(node)
            else:
                yield from _blocks_in(node, allowed=allowed)
    yield from _closed(run)


def _closed(run: HtmlElement) -> Iterator[HtmlElement]:
    paragraph = _tidy_inline(run)
    if _says_something(paragraph):
        yield paragraph


def _nodes(parent: HtmlElement) -> list[str | HtmlElement]:
    """Texts and child elements in order; the tails are taken off the children."""
    nodes: list[str | HtmlElement] = [parent.text] if parent.text else []
    for child in list(parent):
        tail, child.tail = child.tail, None
        nodes.append(child)
        if tail:
            nodes.append(tail)
    return nodes


def _append(run: HtmlElement, text: str) -> None:
    text = _SPACES.sub(" ", text)
    if len(run):
        run[-1].tail = (run[-1].tail or "") + text
    else:
        run.text = (run.text or "") + text


def _holds_block(element: HtmlElement) -> bool:
    return any(inner.tag not in _INLINE for inner in element.iterdescendants())


def _stands_alone(element: HtmlElement, allowed: set[str]) -> bool:
    if element.tag == "figure":
        return _reference(element) is not None
    if element.tag not in allowed:
        return False
    if element.tag in {"p", "h2", "h3", "h4"}:
        return not _holds_block(element)
    return element.tag != "aside" or element.get("class") == "pullquote"


def _tidy_block(element: HtmlElement) -> HtmlElement:
    match element.tag:
        case "p" | "h2" | "h3" | "h4":
            return _tidy_inline(element)
        case "ul" | "ol":
            return _tidy_list(element)
        case "blockquote" | "aside":
            attributes = {"class": "pullquote"} if element.tag == "aside" else {}
            allowed = {"p"} if attributes else _NESTED
            return _new(element.tag, _blocks_in(element, allowed=allowed), **attributes)
        case "table":
            return _tidy_table(element)
        case "pre":
            code = _new("code")
            code.text = element.text_content().strip("\n") or None
            return _new("pre", [code])
        case "figure":
            kind, ref = _reference(element)
            return _new("figure", **{f"data-{kind}": ref})
        case tag:
            return _new(tag)


_Mark = tuple[str, str]
_BREAK = "\n"


def _tidy_inline(element: HtmlElement) -> HtmlElement:
    """The element's text in its one form.

    Marks are nested in one order, empty ones are gone; white space is as a browser shows it, one
    space for any run of it and none at the edges or around a line break.
    """
    tidy = _new(element.tag)
    open_marks: list[tuple[_Mark, HtmlElement]] = []
    for text, marks in _squeezed(_runs(element, ())):
        kept = 0
        while kept < min(len(open_marks), len(marks)) and open_marks[kept][0] == marks[kept]:
            kept += 1
        del open_marks[kept:]
        parent = open_marks[-1][1] if open_marks else tidy
        for tag, href in marks[kept:]:
            parent.append(_new(tag, **({"href": href} if href else {})))
            parent = parent[-1]
            open_marks.append(((tag, href), parent))
        if text == _BREAK:
            parent.append(_new("br"))
        else:
            _append(parent, text)
    return tidy


def _runs(element: HtmlElement, marks: tuple[_Mark, ...]) -> Iterator[tuple[str, tuple]]:
    """The texts and line breaks in an element, each with the marks it stands in."""
    for node in _nodes(element):
        if isinstance(node, str):
            yield _SPACES.sub(" ", node), marks
        elif node.tag == "br":
            yield _BREAK, marks
        elif node.tag == "a" and not node.get("href"):
            # A link that leads nowhere.
            yield from _runs(node, marks)
        else:
            outer = [mark for mark in marks if mark[0] != node.tag]
            inner = sorted([*outer, (node.tag, node.get("href") or "")], key=_rank)
            yield from _runs(node, tuple(inner))


def _rank(mark: _Mark) -> int:
    return _MARKS.index(mark[0])


def _squeezed(runs: Iterable[tuple[str, tuple]]) -> list[tuple[str, tuple]]:
    """Runs without the white space that a browser would not show."""
    shown: list[tuple[str, tuple]] = []
    for text, marks in runs:
        if text == _BREAK:
            _drop_last_space(shown)
        elif not shown or shown[-1][0][-1] in _SPACE:
            text = text.lstrip(_SPACE)
        if text:
            shown.append((text, marks))
    while shown and shown[-1][0] == _BREAK:
        shown.pop()
    _drop_last_space(shown)
    return shown


def _drop_last_space(runs: list[tuple[str, tuple]]) -> None:
    if runs and runs[-1][0] != _BREAK:
        text, marks = runs.pop()
        if text := text.rstrip(_SPACE):
            runs.append((text, marks))


def _tidy_list(element: HtmlElement) -> HtmlElement:
    items = []
    for node in _nodes(element):
        if isinstance(node, str):
            wrapped = _new("li")
            wrapped.text = node
            node = wrapped
        elif node.tag != "li":
            node = _new("li", [node])
        blocks = list(_blocks_in(node, allowed=_NESTED))
        if blocks and blocks[0].tag != "p":
            # The editor's list items begin with a paragraph.
            blocks.insert(0, _new("p"))
        if any(_says_something(block) for block in blocks):
            items.append(_new("li", blocks))
    return _new(element.tag, items, **_above_one(element, "start"))


def _tidy_table(table: HtmlElement) -> HtmlElement:
    rows = []
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is table:
            cells = [_tidy_cell(cell) for cell in row if cell.tag in {"td", "th"}]
            if cells:
                rows.append(_new("tr", cells))
    for below, row in enumerate(reversed(rows), start=1):
        for cell in row:
            # A cell cannot reach below its table; the editor would cut it off.
            if int(cell.get("rowspan", "1")) > below:
                del cell.attrib["rowspan"]
                cell.attrib.update({"rowspan": str(below)} if below > 1 else {})
    return _new("table", [_new("tbody", rows)] if rows else [])


def _tidy_cell(cell: HtmlElement) -> HtmlElement:
    blocks = list(_blocks_in(cell, allowed=_NESTED)) or [_new("p")]
    return _new(cell.tag, blocks, **_above_one(cell, "colspan", "rowspan"))


def _above_one(element: HtmlElement, *names: str) -> dict[str, str]:
    """The named attributes, in this order, without those that say the default of 1."""
    return {name: value for name in names if (value := element.get(name, "1")) != "1"}


def _says_something(block: HtmlElement) -> bool:
    if block.tag in {"hr", "figure"}:
        return True
    return bool(block.text_content().strip()) or block.find(".//figure") is not None
