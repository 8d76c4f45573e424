"""The three-way merge of orders: of blocks, rows and tags."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial

from merge3 import Merge3

matcher = partial(SequenceMatcher, autojunk=False)


def merged_groups(base: Sequence, mine: Sequence, theirs: Sequence) -> Iterator[tuple]:
    """merge3's groups: (kind, things), or ("conflict", base's, mine, theirs)."""
    return Merge3(base, mine, theirs, sequence_matcher=matcher).merge_groups()


def merge_order(base: Sequence, mine: Sequence, theirs: Sequence) -> tuple:
    """Three orders of things that each stand in them once, as one.

    What one side took out is gone, what one put in is there, and what one moved stands where it
    was moved to; where both moved the same thing, mine counts.
    """
    order: list = []
    for kind, *parts in merged_groups(list(base), list(mine), list(theirs)):
        if kind == "conflict":
            order += _together(*parts)
        else:
            order += parts[0]
    wanted = _kept(base, mine, theirs)
    once = _without_repeats([thing for thing in order if thing in wanted], base, mine, theirs)
    for thing in wanted:
        if thing not in once:
            put_behind(once, thing, list(mine if thing in mine else theirs))
    return tuple(once)


def _together(base: Sequence, mine: Sequence, theirs: Sequence) -> list:
    """Both sides' order of one stretch: that of whoever moved things, the other's put into it."""
    known, there = set(base), set(mine)
    has_moved = [thing for thing in mine if thing in known] != [
        thing for thing in base if thing in there
    ]
    spine, rest = (mine, theirs) if has_moved else (theirs, mine)
    order = list(spine)
    for thing in rest:
        if thing not in order:
            put_behind(order, thing, rest)
    return order


def _kept(base: Sequence, mine: Sequence, theirs: Sequence) -> dict:
    everything = dict.fromkeys([*mine, *theirs])
    before, ours, others = set(base), set(mine), set(theirs)
    return {
        thing: None
        for thing in everything
        if (thing in ours and thing in others) or thing not in before
    }


def _without_repeats(order: list, base: Sequence, mine: Sequence, theirs: Sequence) -> list:
    """Something that was moved can stand twice: it stays where whoever moved it put it."""
    moved_by_me, moved_by_them = _moved(base, mine), _moved(base, theirs)
    kept: list = []
    for place, thing in enumerate(order):
        if thing not in kept:
            kept.append(thing)
            continue
        side = mine if thing in moved_by_me or thing not in moved_by_them else theirs
        at = side.index(thing)
        if place and at and side[at - 1] == order[place - 1]:
            kept.remove(thing)
            kept.append(thing)
    return kept


def _moved(base: Sequence, side: Sequence) -> set:
    blocks = matcher(None, base, side).get_matching_blocks()
    stayed = {thing for block in blocks for thing in base[block.a : block.a + block.size]}
    return set(base) & set(side) - stayed


def put_behind(order: list, thing, side: Sequence) -> None:
    """Put something behind what it follows on a side, or first."""
    place = side.index(thing)
    earlier = next((one for one in reversed(side[:place]) if one in order), None)
    order.insert(order.index(earlier) + 1 if earlier is not None else 0, thing)
