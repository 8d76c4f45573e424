"""A comparison laid out as a page: rows for a template, in one text or side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.comparing.changes import (
    BlockChange,
    Comparison,
    FieldChange,
    ItemChange,
    ListChange,
)
from articles.comparing.inline import Inline
from articles.comparing.labels import clip_name, picture_name, post_name
from articles.comparing.marks import DEL, INS, Keys, steps
from articles.comparing.markup import Writer, plain_side, side_texts
from articles.presentation import jpeg_url, made_by
from articles.snapshot import ArticleSnapshot, ClipSnapshot, ImageSnapshot

# Unchanged blocks shown on each side of a change where only changes are shown; a run of at most
# so many more is not worth folding.
_AROUND = 1
_WORTH_FOLDING = 2
# Words that tell which paragraph stood where something moved away.
_BEGINNING = 8

KINDS = {
    "paragraph": gettext_lazy("paragraph"),
    "heading": gettext_lazy("heading"),
    "list": gettext_lazy("list"),
    "quote": gettext_lazy("quote"),
    "pullquote": gettext_lazy("pull quote"),
    "rule": gettext_lazy("rule"),
    "table": gettext_lazy("table"),
    "code": gettext_lazy("code"),
    "image": gettext_lazy("picture"),
    "post": gettext_lazy("social post"),
    "clip": gettext_lazy("clip"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the body. ``number`` is the change's, 0 where its parts have theirs.

    ``at`` is its place in Comparison.body; ``offers`` is whatever can be done about it, for those
    who add to a page what somebody may do.

    In one text ``inline_html`` is given, side by side ``before_html`` and ``after_html``.
    ``folded`` says how many unchanged blocks the row stands for; the rest is empty then.
    """

    kind: str
    label: str = ""
    number: int = 0
    inline_html: SafeString = SafeString()
    before_html: SafeString = SafeString()
    after_html: SafeString = SafeString()
    folded: str = ""
    at: int = -1
    offers: tuple = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a field, or of one thing in a list, with the changes of its own values.

    ``before`` and ``after`` are the snapshot's values of a thing in a list (of a picture: its id
    and sha256), None elsewhere.
    """

    kind: str
    label: str
    number: int
    inline_html: SafeString = SafeString()
    before_html: SafeString = SafeString()
    after_html: SafeString = SafeString()
    before: object = None
    after: object = None
    picture_before: str = ""
    picture_after: str = ""
    entries: tuple["Entry", ...] = ()
    offers: tuple = ()


@dataclass(frozen=True, slots=True)
class FieldRow:
    field: str
    label: str
    entries: tuple[Entry, ...]
    offers: tuple = ()


@dataclass(frozen=True, slots=True)
class Page:
    """``changes`` is how many there are: their elements have the ids change-1, change-2 …

    ``text`` is the comparison without markup, where it is to be shown as such.
    """

    fields: tuple[FieldRow, ...]
    rows: tuple[Row, ...]
    changes: int
    side_by_side: bool
    whole: bool
    text: str = ""


def lay_out(comparison: Comparison, *, side_by_side: bool = False, whole: bool = False) -> Page:
    """The page of a comparison; ``whole`` shows what did not change as well."""
    laying = _Laying(comparison, side_by_side=side_by_side)
    fields = tuple(laying.field(change) for change in comparison.fields)
    rows = tuple(laying.rows(_chosen(comparison.body, whole=whole)))
    return Page(fields, rows, laying.writer.last, side_by_side, whole)


def _chosen(body: tuple[BlockChange, ...], *, whole: bool) -> Iterator[BlockChange | int]:
    """The rows to be shown; a number stands for so many that did not change."""
    if whole:
        yield from body
        return
    near = [False] * len(body)
    for at, row in enumerate(body):
        if row.kind != "same":
            for place in range(max(0, at - _AROUND), min(len(body), at + _AROUND + 1)):
                near[place] = True
    at = 0
    while at < len(body):
        end = at
        while end < len(body) and not near[end]:
            end += 1
        if end - at >= _WORTH_FOLDING:
            yield end - at
        else:
            yield from body[at:end]
        if end < len(body):
            yield body[end]
        at = end + 1


class _Laying:
    def __init__(self, comparison: Comparison, *, side_by_side: bool):
        self.side_by_side = side_by_side
        self.writer = Writer(references_of(comparison.before) | references_of(comparison.after))
        self.places = {id(row): at for at, row in enumerate(comparison.body)}

    def rows(self, chosen: Iterable[BlockChange | int]) -> Iterator[Row]:
        for row in chosen:
            if isinstance(row, int):
                text = ngettext("%d paragraph unchanged", "%d paragraphs unchanged", row) % row
                yield Row("folded", folded=text)
                continue
            is_plain = row.kind in ("same", "left", "added", "removed")
            laid_out = self._plain(row) if is_plain else self._edited(row)
            yield replace(laid_out, at=self.places[id(row)])

    def _plain(self, row: BlockChange) -> Row:
        """A row that is the same throughout: unchanged, gone or come as a whole."""
        if row.kind == "left":
            words = _beginning(row)
            text = _("Moved down from here: %s") if row.is_lower else _("Moved up from here: %s")
            return Row("left", text % words)
        number = self.writer.next() if row.kind != "same" else 0
        label = {"added": _("Added"), "removed": _("Removed")}.get(row.kind, "")
        old, new = self.writer.html(
            plain_side(row.old, DEL if row.kind == "removed" else None),
            plain_side(row.new, INS if row.kind == "added" else None),
        )
        if self.side_by_side:
            return Row(row.kind, label, number, before_html=old, after_html=new)
        return Row(row.kind, label, number, inline_html=new or old)

    def _edited(self, row: BlockChange) -> Row:
        # A move is a change of its own; what else changed in the block is counted behind it.
        number = self.writer.next() if row.kind == "moved" or _kinds(row) else 0
        last = self.writer.last
        sides = self._both(row) if row.is_edited else self._unedited(row)
        if self.writer.last == last and not number:
            number = self.writer.next()
        return replace(sides, kind=row.kind, label=_label(row), number=number)

    def _unedited(self, row: BlockChange) -> Row:
        old, new = self.writer.html(plain_side(row.old), plain_side(row.new))
        if self.side_by_side:
            return Row("", before_html=old, after_html=new)
        return Row("", inline_html=new)

    def _both(self, row: BlockChange | FieldChange) -> Row:
        if not self.side_by_side:
            (html,) = self.writer.html(Inline(row.old, row.new, row.pieces).shown())
            return Row("", inline_html=html)
        keys = Keys()
        taken = steps(row.old, row.new, row.pieces)
        old, new = self.writer.html(
            side_texts(row.old, taken, is_old=True, other=row.new, keys=keys),
            side_texts(row.new, taken, is_old=False, other=row.old, keys=keys),
        )
        return Row("", before_html=old, after_html=new)

    def field(self, change: FieldChange | ListChange) -> FieldRow:
        if isinstance(change, FieldChange):
            return FieldRow(change.field, change.label, (self._value(change, ""),))
        return FieldRow(
            change.field, change.label, tuple(self._item(item) for item in change.changed)
        )

    def _value(self, change: FieldChange, label: str) -> Entry:
        last = self.writer.last
        row = self._both(change)
        number = self.writer.next() if self.writer.last == last else 0
        kind = "changed" if change.before and change.after else "added"
        return Entry(
            kind if change.after else "removed",
            label,
            number,
            row.inline_html,
            row.before_html,
            row.after_html,
        )

    def _item(self, item: ItemChange) -> Entry:
        number = self.writer.next()
        return Entry(
            item.kind,
            _ITEM_LABELS[item.kind] % item.name,
            number,
            before=item.before,
            after=item.after,
            picture_before=_thumbnail(item.before),
            picture_after=_thumbnail(item.after),
            entries=tuple(self._value(change, change.label) for change in item.changes),
        )


_ITEM_LABELS = {
    "added": gettext_lazy("Added: %s"),
    "removed": gettext_lazy("Removed: %s"),
    "moved": gettext_lazy("Moved: %s"),
    "changed": gettext_lazy("Changed: %s"),
    "replaced": gettext_lazy("Replaced: now %s"),
}


def references_of(story: ArticleSnapshot) -> dict[tuple[str, int], tuple[str, str]]:
    """The names of what a body refers to, each with the address of its picture."""
    return {
        **{("image", one.id): (_credited(one), _thumbnail(one)) for one in story.images},
        **{("post", one.id): (post_name(one), "") for one in story.posts},
        **{("clip", one.id): (_clip(one), _thumbnail(one.poster)) for one in story.clips},
    }


def _credited(image: ImageSnapshot) -> str:
    """A picture's name with whose it is: no picture stands anywhere without its credit."""
    return " — ".join(filter(None, (picture_name(image), image.credit, made_by(image))))


def _clip(clip: ClipSnapshot) -> str:
    return " — ".join(filter(None, (clip_name(clip), clip.credit)))


def _thumbnail(image: object) -> str:
    return jpeg_url(image.sha256, min(image.width, 480)) if isinstance(image, ImageSnapshot) else ""


def _kinds(row: BlockChange) -> bool:
    return [block.kind for block in row.before] != [block.kind for block in row.after] and (
        len(row.before) == len(row.after)
    )


def _label(row: BlockChange) -> str:
    labels = []
    if row.kind == "moved":
        labels.append(_("Moved down") if row.is_lower else _("Moved up"))
        if row.is_edited:
            labels.append(_("changed"))
    elif row.kind == "split":
        number = len(row.after)
        labels.append(ngettext("Split into %d", "Split into %d", number) % number)
    elif row.kind == "joined":
        number = len(row.before)
        labels.append(ngettext("Joined from %d", "Joined from %d", number) % number)
    if _kinds(row):
        old, new = (str(KINDS[side[0].kind]) for side in (row.before, row.after))
        labels.append(_("%(before)s made a %(after)s") % {"before": old, "after": new})
    text = ", ".join(labels)
    return text[:1].upper() + text[1:]


def _beginning(row: BlockChange) -> str:
    text = " ".join(block.text() for block in row.before).split()
    if not text:
        return str(KINDS[row.before[0].kind])
    words = " ".join(text[:_BEGINNING])
    return (_("“%s …”") if len(text) > _BEGINNING else _("“%s”")) % words


def plain_text(comparison: Comparison) -> str:
    """All changes without markup: what was removed as [-words-], what was added as {+words+}."""
    return "" if comparison.is_empty else "\n".join(_plain_lines(comparison))


def _plain_lines(comparison: Comparison) -> Iterator[str]:
    for change in comparison.fields:
        if isinstance(change, FieldChange):
            yield f"{change.label}: {_marked(change)}"
            continue
        for item in change.changed:
            yield f"{change.label}: {_ITEM_LABELS[item.kind] % item.name}"
            for part in item.changes:
                yield f"  {part.label}: {_marked(part)}"
    for row in _chosen(comparison.body, whole=False):
        if isinstance(row, int):
            yield f"… {ngettext('%d paragraph unchanged', '%d paragraphs unchanged', row) % row} …"
        elif row.kind == "left":
            continue
        else:
            label = _label(row)
            words = _marked(row) if row.is_edited else " ".join(b.text() for b in row.after)
            yield f"{label}: {words}" if label else words


def _marked(change: FieldChange | BlockChange) -> str:
    parts = []
    for piece in change.pieces:
        if piece.kind == "removed":
            parts.append(f"[-{_words(change.old, piece.i1, piece.i2).strip()}-]")
        elif piece.kind == "added":
            parts.append(f"{{+{_words(change.new, piece.j1, piece.j2).strip()}+}}")
        else:
            parts.append(_words(change.new, piece.j1, piece.j2).strip())
    return " ".join(part for part in parts if part)


def _words(side, first: int, last: int) -> str:
    texts = []
    for at, (begin, end) in enumerate(zip(side.firsts, side.firsts[1:], strict=False)):
        if begin < last and end > first:
            _block, leaf = side.leaves[at]
            texts.append(
                leaf.text[slice(*leaf.reach(max(first, begin) - begin, min(last, end) - begin))]
            )
    return " ".join(texts)
