"""What differs between two stories apart from their bodies: texts, bylines, tags, pictures …"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from articles.comparing.alignment import Match, align_keys, reading_order
from articles.comparing.blocks import pieces
from articles.comparing.changes import FieldChange, ItemChange, ListChange
from articles.comparing.labels import LABELS, LISTS, shown
from articles.comparing.passages import text_passages
from articles.comparing.words import fewest, join, joinings
from articles.snapshot import ArticleSnapshot
from newsroom.languages import within_sentence

# What a story shows of these is compared elsewhere, or says nothing of its own.
_ELSEWHERE = frozenset({"article_id", "body", "section", *LISTS})


def compare_fields(
    before: ArticleSnapshot, after: ArticleSnapshot
) -> tuple[FieldChange | ListChange, ...]:
    changes: list[FieldChange | ListChange] = []
    for field in fields(ArticleSnapshot):
        if field.name not in _ELSEWHERE:
            changes += _value(before, after, field.name, "")
    changes += _section(before.section, after.section)
    for name, (label, naming) in LISTS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            changes.append(ListChange(name, str(label), tuple(_items(old, new, naming))))
    order = ("headline", "standfirst", *LABELS[ArticleSnapshot], *LISTS)
    return tuple(sorted(changes, key=lambda change: order.index(change.field.split(".")[0])))


def text_change(field: str, label: str, before: str, after: str) -> FieldChange:
    old, new = text_passages(before).keys, text_passages(after).keys
    runs = fewest(old, new)
    weak = {(i1, i2) for _cost, i1, i2 in joinings(runs, old)}
    return FieldChange(field, label, before, after, pieces(join(runs, weak)))


def _section(old: Any, new: Any) -> list[FieldChange]:
    if old == new:
        return []
    if old and new and old.id == new.id:
        return [
            change
            for field in fields(old)
            for change in _value(old, new, field.name, _("Section"), "section.")
        ]
    before, after = (section.name if section else "" for section in (old, new))
    if before == after:
        before, after = (f"{one.name} ({one.slug}, {one.id})" for one in (old, new))
    return [text_change("section", _("Section"), before, after)]


def _value(old: Any, new: Any, name: str, whole: str, path: str = "") -> Iterator[FieldChange]:
    """The changes of one field of two values of a kind; ``whole`` is what it is a part of."""
    was, now = getattr(old, name), getattr(new, name)
    if was == now:
        return
    label = str(LABELS[type(old)].get(name, name))
    label = (
        _("%(whole)s: %(part)s") % {"whole": whole, "part": within_sentence(label)}
        if whole
        else label
    )
    if hasattr(was, "__dataclass_fields__") and type(was) is type(now) and was.id == now.id:
        for field in fields(was):
            yield from _value(was, now, field.name, label, f"{path}{name}.")
        return
    before, after = shown(type(old), name, was), shown(type(old), name, now)
    if before == after:
        before, after = repr(was), repr(now)
    yield text_change(path + name, label, before, after)


def _items(old: Sequence, new: Sequence, naming: Callable[[Any], str]) -> Iterator[ItemChange]:
    matches = align_keys(_keys(old), _keys(new))
    if naming is LISTS["images"][1]:
        matches = _with_replaced(matches)
    for match, role in reading_order(matches):
        before = old[match.old[0]] if match.old else None
        after = new[match.new[0]] if match.new else None
        yield _item(before, after, role, naming)


def _item(before: Any, after: Any, role: str, naming: Callable[[Any], str]) -> ItemChange:
    name = naming(before if after is None else after)
    if before is None or after is None or role == "left":
        return ItemChange(role, name, before, after)
    changes = tuple(
        change
        for field in fields(before)
        for change in _value(before, after, field.name, "")
        if change.field != "id"
    )
    if role != "moved":
        replaced = _identity(before) != _identity(after)
        role = "replaced" if replaced else "changed" if changes else "same"
    return ItemChange(role, name, before, after, changes)


def _identity(item: Any) -> int:
    return item.author.id if hasattr(item, "author") else item.id


def _keys(items: Sequence) -> list[tuple[int, int]]:
    """What each thing is known by; one that stands twice is two."""
    seen: dict[int, int] = {}
    keys = []
    for item in items:
        identity = _identity(item)
        seen[identity] = seen.get(identity, 0) + 1
        keys.append((identity, seen[identity]))
    return keys


def _with_replaced(matches: list[Match]) -> list[Match]:
    """One that went and one that came between the same two: replaced."""
    kept: list[Match] = []
    run: list[tuple[Match, str]] = []
    for match, role in [*reading_order(matches), (None, "stay")]:
        if role in ("removed", "added"):
            run.append((match, role))
            continue
        if [one for _match, one in run] == ["removed", "added"]:
            kept.append(Match(run[0][0].old, run[1][0].new))
        else:
            kept += [one for one, _role in run]
        run = []
        if match and role != "left":
            kept.append(match)
    return kept
