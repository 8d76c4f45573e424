"""Which blocks of a body became which.

Blocks that read the same are paired first, by their content wherever it stands once and by their
neighbours wherever it stands more often (Heckel, "A technique for isolating differences between
files", 1978). The rest are paired by the words they share, found through an index of words. What
then stands in another order than the most of the text was moved; a pair whose neighbour holds what
the pair lacks was split or joined.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from articles.body import REFERENCES, Block
from articles.comparing.passages import passages

# Of all that two blocks say, in words and in neighbouring words, the share that has to be common:
# anywhere in the body, or between the same two neighbours, where the place tells as well.
ALIKE = 0.5
ALIKE_IN_PLACE = 0.2
# Of the smaller of two blocks in one place, the share that makes it a part of the other.
INSIDE = 0.75
# A block found elsewhere has to share at least so much to be the same one.
TELLING = 36
# Of a block beside a pair, the share that stands in what the pair lacks.
TAKEN_OVER = 0.6
# In letters: what a word weighs at most, and what two neighbours do.
_HEAVIEST = 7
_WEIGHT_OF_TWO = 4
# What stands in more blocks tells nothing; of blocks that share something, the best so many.
_RARE = 6
_MOST_CANDIDATES = 3
_SMALL_GAP = 8


@dataclass(frozen=True, slots=True)
class Match:
    """Blocks before and blocks after, each one run of places; either may be empty."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    has_moved: bool = False

    @property
    def is_pair(self) -> bool:
        return bool(self.old and self.new)


def align(before: Sequence[Block], after: Sequence[Block]) -> list[Match]:
    """Every block of both sides in one match."""
    aligning = _Aligning(before, after)
    aligning.pair_equal()
    # What stands in place is known better once most is paired.
    aligning.pair_alike()
    aligning.pair_alike()
    aligning.pair_in_place()
    return aligning.matches()


def longest_in_order(pairs: Sequence[tuple[int, int]], weights: Sequence[int]) -> set[int]:
    """The heaviest run of pairs, sorted by their first, whose second rises too: their indexes."""
    ends: list[int] = []
    tops: list[tuple[int, int]] = []
    back: dict[int, int | None] = {}
    for index, ((_old, new), weight) in enumerate(zip(pairs, weights, strict=True)):
        at = bisect_left(ends, new)
        total, previous = tops[at - 1] if at else (0, None)
        back[index], total = previous, total + weight
        stop = at
        while stop < len(tops) and tops[stop][0] <= total:
            stop += 1
        ends[at:stop], tops[at:stop] = [new], [(total, index)]
    kept, index = set(), tops[-1][1] if tops else None
    while index is not None:
        kept.add(index)
        index = back[index]
    return kept


class _Aligning:
    def __init__(self, before: Sequence[Block], after: Sequence[Block]):
        self.before, self.after = before, after
        self.to_new: dict[int, int] = {}
        self.to_old: dict[int, int] = {}
        self.bags: dict[Block, Counter] = {}
        self.sizes: dict[Block, int] = {}

    def pair(self, old: int, new: int) -> None:
        self.to_new[old] = new
        self.to_old[new] = old

    def free(self) -> tuple[list[int], list[int]]:
        return (
            [old for old in range(len(self.before)) if old not in self.to_new],
            [new for new in range(len(self.after)) if new not in self.to_old],
        )

    def bag(self, block: Block) -> Counter:
        """The weight of each word and each two neighbouring words of a block."""
        if block not in self.bags:
            words = " \n".join(passages([block]).keys).casefold().split(" \n")
            bag = Counter(words)
            for word in bag:
                bag[word] *= min(len(word), _HEAVIEST)
            for pair, times in Counter(pairwise(words)).items():
                bag[pair] = _WEIGHT_OF_TWO * times
            self.bags[block] = bag
            self.sizes[block] = bag.total()
        return self.bags[block]

    def pair_equal(self) -> None:
        before, after = self.before, self.after
        head = 0
        while head < min(len(before), len(after)) and before[head] == after[head]:
            self.pair(head, head)
            head += 1
        tail = 1
        while tail <= min(len(before), len(after)) - head and before[-tail] == after[-tail]:
            self.pair(len(before) - tail, len(after) - tail)
            tail += 1
        free_old, free_new = self.free()
        old_places, new_places = _places(before, free_old), _places(after, free_new)
        for block, places in old_places.items():
            if len(places) == 1 and len(new_places.get(block, ())) == 1 and self._tells(block):
                self.pair(places[0], new_places[block][0])
        self._spread()
        for block, places in old_places.items():
            if self._tells(block):
                left = [old for old in places if old not in self.to_new]
                there = [new for new in new_places.get(block, ()) if new not in self.to_old]
                for old, new in zip(left, there, strict=False):
                    self.pair(old, new)
        self._spread()

    def _tells(self, block: Block) -> bool:
        """Whether a block is known again elsewhere; a rule or an “Ends” is not."""
        return block.kind in REFERENCES or len(block.html) >= 24

    def _spread(self) -> None:
        """Equal neighbours of a pair are a pair."""
        for way in (1, -1):
            for old in sorted(self.to_new, reverse=way < 0):
                new = self.to_new[old]
                old, new = old + way, new + way
                while (
                    0 <= old < len(self.before)
                    and 0 <= new < len(self.after)
                    and old not in self.to_new
                    and new not in self.to_old
                    and self.before[old] == self.after[new]
                ):
                    self.pair(old, new)
                    old, new = old + way, new + way

    def staying(self) -> list[tuple[int, int]]:
        """The pairs that stand in the same order on both sides, as much text as can be."""
        pairs = sorted(self.to_new.items())
        weights = [1 + len(self.before[old].html) for old, _new in pairs]
        kept = longest_in_order(pairs, weights)
        return [pair for index, pair in enumerate(pairs) if index in kept]

    def pair_alike(self) -> None:
        free_old, free_new = self.free()
        if not free_old or not free_new:
            return
        stays = self.staying()
        old_gap = {old: bisect_left(stays, (old, -1)) for old in free_old}
        news = [new for _old, new in stays]
        new_gap = {new: bisect_left(news, new) for new in free_new}
        found = []
        for old, new in self._candidates(free_old, free_new, old_gap, new_gap):
            is_here = old_gap[old] == new_gap[new]
            if likeness := self._likeness(old, new, is_here=is_here):
                found.append((-likeness, abs(old - new), old, new))
        for _score, _distance, old, new in sorted(found):
            if old not in self.to_new and new not in self.to_old:
                self.pair(old, new)

    def _likeness(self, old: int, new: int, *, is_here: bool) -> float:
        """How alike two blocks are, 0 where they are two different ones."""
        one, other = self.bag(self.before[old]), self.bag(self.after[new])
        sizes = self.sizes[self.before[old]], self.sizes[self.after[new]]
        common = sum([min(one[word], other[word]) for word in one.keys() & other.keys()])
        if not common:
            return 0
        alike = 2 * common / sum(sizes)
        if is_here:
            is_inside = common >= INSIDE * min(sizes) and common >= TELLING
            if alike < ALIKE_IN_PLACE and not is_inside:
                return 0
        elif alike < ALIKE or common < TELLING:
            return 0
        return alike + 0.1 * is_here + 0.1 * (self.before[old].kind == self.after[new].kind)

    def _candidates(
        self, olds: list[int], news: list[int], old_gap: dict, new_gap: dict
    ) -> set[tuple[int, int]]:
        """Pairs that share what few others have, and all of a small gap."""
        index, gaps = defaultdict(list), defaultdict(list)
        for old in olds:
            gaps[old_gap[old]].append(old)
            for word in self.bag(self.before[old]):
                index[word].append(old)
        found = set()
        for new in news:
            common: dict[int, int] = defaultdict(int)
            for word in self.bag(self.after[new]).keys() & index.keys():
                places = index[word]
                if len(places) <= _RARE:
                    for old in places:
                        common[old] += 1
            best = sorted(common, key=lambda old: (-common[old], old))[:_MOST_CANDIDATES]
            found.update((old, new) for old in best)
            here = gaps.get(new_gap[new], ())
            if len(here) <= _SMALL_GAP:
                found.update((old, new) for old in here)
        return found

    def pair_in_place(self) -> None:
        """What stands alone between the same neighbours on both sides, and is of one kind."""
        for olds, news in self.gaps():
            for old, new in zip(olds, news, strict=False):
                one, other = self.before[old], self.after[new]
                if (
                    one.kind == other.kind
                    and len(olds) == len(news)
                    and (one.kind in REFERENCES or one.kind in ("rule", "heading") or one == other)
                ):
                    self.pair(old, new)

    def gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """The free blocks between each two pairs that stay."""
        free_old, free_new = self.free()
        o = n = 0
        for old, new in [*self.staying(), (len(self.before), len(self.after))]:
            olds, news = [], []
            while o < len(free_old) and free_old[o] < old:
                olds.append(free_old[o])
                o += 1
            while n < len(free_new) and free_new[n] < new:
                news.append(free_new[n])
                n += 1
            if olds and news:
                yield olds, news

    def matches(self) -> list[Match]:
        groups = {old: ([old], [new]) for old, new in self.to_new.items()}
        taken_old, taken_new = set(self.to_new), set(self.to_old)
        for old in sorted(groups):
            if self.before[old] != self.after[self.to_new[old]]:
                self._take_over(*groups[old], taken_old, taken_new)
        pairs = [Match(tuple(olds), tuple(news)) for olds, news in groups.values()]
        alone_old = [Match((old,), ()) for old in range(len(self.before)) if old not in taken_old]
        alone_new = [Match((), (new,)) for new in range(len(self.after)) if new not in taken_new]
        return [*self._with_moves(pairs), *alone_old, *alone_new]

    def _take_over(self, olds: list, news: list, taken_old: set, taken_new: set) -> None:
        """Free neighbours that hold what the group lacks become part of it."""
        sides = (
            (olds, news, self.before, self.after, taken_new),
            (news, olds, self.after, self.before, taken_old),
        )
        for lacking, holding, these, those, taken in sides:
            while True:
                beside = [
                    place
                    for place in (holding[-1] + 1, holding[0] - 1)
                    if 0 <= place < len(those) and place not in taken
                ]
                if not beside:
                    break
                rest = self._bag_of(these, lacking) - self._bag_of(those, holding)
                for place in beside:
                    bag = self.bag(those[place])
                    common = (bag & rest).total()
                    if common >= TELLING / 4 and common >= TAKEN_OVER * bag.total():
                        holding.append(place)
                        holding.sort()
                        taken.add(place)
                        break
                else:
                    break

    def _bag_of(self, blocks: Sequence[Block], places: list[int]) -> Counter:
        whole: Counter = Counter()
        for place in places:
            whole.update(self.bag(blocks[place]))
        return whole

    def _with_moves(self, pairs: list[Match]) -> list[Match]:
        pairs.sort(key=lambda match: match.old)
        weights = [sum(1 + len(self.before[old].html) for old in match.old) for match in pairs]
        stays = longest_in_order([(match.old[0], match.new[0]) for match in pairs], weights)
        return [replace(match, has_moved=index not in stays) for index, match in enumerate(pairs)]


def _places(blocks: Sequence[Block], places: list[int]) -> dict[Block, list[int]]:
    found: dict[Block, list[int]] = {}
    for place in places:
        found.setdefault(blocks[place], []).append(place)
    return found


def align_keys(before: Sequence, after: Sequence) -> list[Match]:
    """What each of some things became that are known by keys, each standing once on a side."""
    if list(before) > list(after):
        return [Match(match.new, match.old, match.has_moved) for match in align_keys(after, before)]
    places = {key: new for new, key in enumerate(after)}
    pairs = [(old, places[key]) for old, key in enumerate(before) if key in places]
    stays = longest_in_order(pairs, [1] * len(pairs))
    known_old, known_new = {old for old, _new in pairs}, {new for _old, new in pairs}
    return [
        *(Match((old,), (new,), index not in stays) for index, (old, new) in enumerate(pairs)),
        *(Match((old,), ()) for old in range(len(before)) if old not in known_old),
        *(Match((), (new,)) for new in range(len(after)) if new not in known_new),
    ]


def reading_order(matches: Sequence[Match]) -> Iterator[tuple[Match, str]]:
    """All matches in an order in which both sides can be read, and what each is there.

    "stay", "removed", "added", "moved" (where it stands now) and "left" (where it stood). Between
    what stayed, what went comes before what came.
    """
    stays = sorted((one for one in matches if one.is_pair and not one.has_moved), key=_by_old)
    rest = [one for one in matches if not one.is_pair or one.has_moved]
    olds = sorted((one for one in rest if one.old), key=_by_old, reverse=True)
    news = sorted((one for one in rest if one.new), key=_by_new, reverse=True)
    for stay in [*stays, None]:
        while olds and (stay is None or olds[-1].old < stay.old):
            one = olds.pop()
            yield one, "left" if one.is_pair else "removed"
        while news and (stay is None or news[-1].new < stay.new):
            one = news.pop()
            yield one, "moved" if one.is_pair else "added"
        if stay:
            yield stay, "stay"


def _by_old(match: Match) -> tuple[int, ...]:
    return match.old


def _by_new(match: Match) -> tuple[int, ...]:
    return match.new
