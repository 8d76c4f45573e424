"""The three-way merge of a body, block by block and, where both changed one, word by word."""

import re
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache

from articles.body import clean_body, split_blocks
from articles.merging_order import matcher, merge_order, merged_groups, put_behind

# Below this share of common words a block is another one, not a changed one.
ALIKE = 0.4
_TOKENS = re.compile(r"<[^>]*>|&[#\w]+;|\w+|\s+|[^\w\s<&]|[<&]")


def merge_bodies(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], ask: Callable[..., str]
) -> tuple[str, ...]:
    """Blocks of both sides' changes. ``ask(base, mine, theirs)`` decides what overlaps."""
    ours, our_text = _identified(base, mine)
    others, their_text = _identified(base, theirs)
    texts: dict[Hashable, tuple[str, ...]] = {}
    for block in dict.fromkeys([*ours, *others]):
        old = base[block] if isinstance(block, int) else None
        texts[block] = _merge_block(old, our_text.get(block), their_text.get(block), ask)
    order = _order(list(range(len(base))), ours, others, texts)
    return tuple(text for block in order for text in texts[block])


def _identified(
    base: Sequence[str], side: Sequence[str]
) -> tuple[list[Hashable], dict[Hashable, str]]:
    """Which block of the base each block of a side is: its number there, or a name of its own."""
    ids: list[Hashable] = [None] * len(side)
    free_base, free_side = set(range(len(base))), set(range(len(side)))

    def pair(old: int, new: int) -> None:
        ids[new] = old
        free_base.discard(old)
        free_side.discard(new)

    for old, new, size in matcher(None, base, side).get_matching_blocks():
        for step in range(size):
            pair(old + step, new + step)
    for new in sorted(free_side):
        # The same words elsewhere: it was moved.
        if (
            old := next((one for one in sorted(free_base) if base[one] == side[new]), None)
        ) is not None:
            pair(old, new)
    for old, new in _alike(base, side, free_base, free_side):
        if old in free_base and new in free_side:
            pair(old, new)
    for old, new in _in_place(ids, base, side, free_base):
        pair(old, new)
    count: dict[str, int] = {}
    for new, text in enumerate(side):
        if ids[new] is None:
            count[text] = count.get(text, 0) + 1
            ids[new] = (text, count[text])
    return ids, dict(zip(ids, side, strict=True))


def _alike(base, side, free_base: set[int], free_side: set[int]) -> list[tuple[int, int]]:
    """Pairs of changed blocks, the most alike first."""
    pairs = []
    for new in free_side:
        words = _words(side[new])
        for old in free_base:
            before = _words(base[old])
            common = len(words & before)
            likeness = common / max(1, min(len(words), len(before)))
            if common and likeness >= ALIKE and _tag(base[old]) == _tag(side[new]):
                pairs.append((-likeness, abs(old - new), old, new))
    return [(old, new) for _likeness, _distance, old, new in sorted(pairs)]


def _in_place(ids: list, base, side, free_base: set[int]) -> list[tuple[int, int]]:
    """As many blocks between the same two neighbours as before: written anew, word for word."""
    pairs = []
    new = 0
    while new < len(ids):
        if ids[new] is not None:
            new += 1
            continue
        start = new
        while new < len(ids) and ids[new] is None:
            new += 1
        before = ids[start - 1] if start else -1
        after = ids[new] if new < len(ids) else len(base)
        gap = list(range(before + 1, after))
        if len(gap) == new - start and free_base.issuperset(gap):
            changed = zip(gap, range(start, new), strict=True)
            pairs += [(old, at) for old, at in changed if _tag(base[old]) == _tag(side[at])]
    return pairs


@lru_cache(maxsize=4096)
def _words(block: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", block).casefold()))


def _tag(block: str) -> str:
    return block[1 : block.find(">")].split(" ")[0]


def _merge_block(base, mine, theirs, ask) -> tuple[str, ...]:
    """What becomes of one block: none, one, or both sides' where both are wanted."""
    if mine == theirs or theirs == base:
        return _some(mine)
    if mine == base:
        return _some(theirs)
    if base and mine and theirs and (merged := merge_words(base, mine, theirs)):
        return (merged,)
    choice = ask(base or "", mine or "", theirs or "")
    if choice == "both":
        return (theirs, mine)
    return _some(theirs if choice == "theirs" else mine)


def _some(block: str | None) -> tuple[str, ...]:
    return (block,) if block else ()


def merge_words(base: str, mine: str, theirs: str) -> str | None:
    """One block of both sides' words, or None where they changed the same ones."""
    words: list[str] = []
    for kind, *parts in merged_groups(*(_TOKENS.findall(text) for text in (base, mine, theirs))):
        if kind == "conflict":
            return None
        words += parts[0]
    merged = "".join(words)
    whole = clean_body(merged) == merged and len(split_blocks(merged)) == 1
    return merged if whole else None


def _order(base, ours, others, texts) -> list[Hashable]:
    order = list(merge_order(base, ours, others))
    # A block that one side took out and the other changed is kept until somebody decides.
    for block in texts:
        if texts[block] and block not in order:
            put_behind(order, block, ours if block in ours else others)
    return order
