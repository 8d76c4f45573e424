"""A comparison in one line, for the history of a story."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.comparing.changes import Comparison, FieldChange, ItemChange, ListChange
from articles.comparing.marks import form_changes

_MOST_NAMED = 3
_EVENTS = {
    "added": gettext_lazy("%s added"),
    "removed": gettext_lazy("%s removed"),
    "replaced": gettext_lazy("%s put in another’s place"),
}


def summary(comparison: Comparison) -> str:
    """What changed, in sentences; "" where nothing did."""
    sentences = [*_fields(comparison), *_body(comparison)]
    return " ".join(f"{sentence}." for sentence in sentences)


def _fields(comparison: Comparison) -> Iterator[str]:
    for change in comparison.fields:
        if isinstance(change, FieldChange):
            yield _("%s changed") % change.label
        else:
            yield from _list(change)


def _list(change: ListChange) -> Iterator[str]:
    events = [_EVENTS[one.kind] % one.name for one in change.changed if one.kind in _EVENTS]
    if len(events) > _MOST_NAMED:
        counts = Counter(one.kind for one in change.changed if one.kind in _EVENTS)
        events = [_EVENTS[kind] % number for kind, number in counts.items()]
    if any(one.kind == "moved" for one in change.changed):
        events.append(_("order changed"))
    if events:
        yield _("%(what)s: %(events)s") % {"what": change.label, "events": ", ".join(events)}
    edited = [one for one in change.changed if one.kind in ("changed", "moved") and one.changes]
    if len(edited) > _MOST_NAMED:
        yield _("%(what)s: %(number)d changed") % {"what": change.label, "number": len(edited)}
        return
    after = [item for item in change.items if item.after is not None and item.kind != "left"]
    for item in edited:
        parts = ", ".join(dict.fromkeys(one.label for one in item.changes))
        yield _("%(parts)s of %(thing)s changed") % {
            "parts": parts,
            "thing": _called(change, item, after.index(item) + 1),
        }


def _called(change: ListChange, item: ItemChange, number: int) -> str:
    if change.field == "images":
        return _("picture %d") % number
    return item.name


def _body(comparison: Comparison) -> Iterator[str]:
    rows = comparison.changed_blocks
    if not rows:
        return
    parts = []
    added, removed = comparison.words_added, comparison.words_removed
    if added:
        parts.append(ngettext("%d word added", "%d words added", added) % added)
    if removed:
        parts.append(ngettext("%d word removed", "%d words removed", removed) % removed)
    kinds = Counter(row.kind for row in rows)
    moved, split, joined = kinds["moved"], kinds["split"], kinds["joined"]
    if moved:
        parts.append(ngettext("%d paragraph moved", "%d paragraphs moved", moved) % moved)
    if split:
        parts.append(ngettext("%d paragraph split", "%d paragraphs split", split) % split)
    if joined:
        parts.append(ngettext("%d paragraph joined", "%d paragraphs joined", joined) % joined)
    forms = Counter(
        form for row in rows if row.is_edited for form in form_changes(row.old, row.new, row.pieces)
    )
    if forms["link"]:
        number = forms["link"]
        parts.append(ngettext("%d link changed", "%d links changed", number) % number)
    if forms["format"]:
        parts.append(_("formatting changed"))
    yield _("Body: %s") % ", ".join(parts) if parts else _("Body changed")
