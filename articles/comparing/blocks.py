"""What became of a body: each block in one row, and what changed inside it word by word.

No more words are ever marked than by comparing both bodies as one run of words with difflib, and
blocks that only moved mark none. Reading well comes second to that: words that are no common ground
are marked as well (words.py) as far as this bound allows, and where pairing blocks would break it,
neighbours are compared as one.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from articles.body import Block
from articles.comparing.alignment import Match, align, reading_order
from articles.comparing.changes import BlockChange, Piece
from articles.comparing.passages import passages
from articles.comparing.words import Run, distance, fewest, join, joinings, marked

# Steps of difflib (a microsecond or less each) beyond which the stricter bound is kept, the
# fewest words that could be marked without moves, which is quick to find.
_MOST_STEPS = 300_000


def compare_bodies(before: Sequence[Block], after: Sequence[Block]) -> tuple[BlockChange, ...]:
    if before == after:
        return tuple(
            BlockChange("same", (block,), (block,), at, at) for at, block in enumerate(before)
        )
    # What is decided must not hang on which of the two is called the earlier one.
    is_turned = _order(before) > _order(after)
    matching = _Matching(*((after, before) if is_turned else (before, after)))
    matching.keep_bound()
    if is_turned:
        matching.turn()
    return tuple(matching.rows())


def pieces(runs: Sequence[Run]) -> tuple[Piece, ...]:
    """Runs as pieces: what was removed stands before what was put in its place."""
    found = []
    for same, i1, i2, j1, j2 in runs:
        if same:
            found.append(Piece("same", i1, i2, j1, j2))
            continue
        if i1 < i2:
            found.append(Piece("removed", i1, i2, j1, j1))
        if j1 < j2:
            found.append(Piece("added", i2, i2, j1, j2))
    return tuple(found)


def difflib_marks(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words difflib would mark, of both sides together."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return len(old) + len(new) - 2 * sum(block.size for block in blocks)


@dataclass(slots=True)
class _Compared:
    """A match with its words compared; ``joinings`` are those of words.py."""

    match: Match
    runs: list[Run]
    joinings: list[tuple[int, int, int]]
    size: int

    def marked(self) -> int:
        return marked(self.runs) if self.match.is_pair else self.size


class _Matching:
    def __init__(self, before: tuple[Block, ...], after: tuple[Block, ...]):
        self.before, self.after = before, after
        self.compared = [self._compare(match) for match in align(before, after)]

    def turn(self) -> None:
        """Take what was the earlier side for the later one."""
        self.before, self.after = self.after, self.before
        for one in self.compared:
            one.match = Match(one.match.new, one.match.old, one.match.has_moved)
            one.runs = [(same, j1, j2, i1, i2) for same, i1, i2, j1, j2 in one.runs]

    def _compare(self, match: Match) -> _Compared:
        olds = tuple(self.before[place] for place in match.old)
        news = tuple(self.after[place] for place in match.new)
        if olds == news:
            return _Compared(match, [], [], 0)
        old, new = passages(olds), passages(news)
        if not match.is_pair:
            return _Compared(match, [], [], len(old.keys) + len(new.keys))
        runs = fewest(old.keys, new.keys)
        ends = old.firsts[1:-1], new.firsts[1:-1]
        return _Compared(match, runs, joinings(runs, old.keys, ends), 0)

    def keep_bound(self) -> None:
        """Join what reads better joined, as far as the bound allows."""
        least = sum(one.marked() for one in self.compared)
        most = least + sum(cost for one in self.compared for cost, *_run in one.joinings)
        bound = self._bound(most)
        for regions in (self._gaps, self._neighbourhoods, self._whole):
            if least <= bound:
                break
            least = self._merge(list(regions()), least, bound)
        self._join(bound - least)

    def _bound(self, most: int) -> int:
        """How many words may be marked, where ``most`` are wanted."""
        if most <= self._surely_marked():
            return most
        # What both begin and end with adds nothing to the fewest.
        old, new = _without_ends(self.before, self.after)
        bound = distance(passages(old).keys, passages(new).keys)
        if most > bound:
            old, new = passages(self.before).keys, passages(self.after).keys
            if _steps(old, new) <= _MOST_STEPS:
                # difflib marks more or fewer words the other way round.
                return min(difflib_marks(old, new), difflib_marks(new, old))
        return bound

    def _surely_marked(self) -> int:
        """The words that one side has more often than the other: however told, they are marked."""
        counts: Counter = Counter()
        for one in self.compared:
            for place in one.match.old if one.runs or not one.match.is_pair else ():
                counts.update(passages([self.before[place]]).keys)
            for place in one.match.new if one.runs or not one.match.is_pair else ():
                counts.subtract(passages([self.after[place]]).keys)
        return sum(map(abs, counts.values()))

    def _merge(self, regions: list[list[_Compared]], least: int, bound: int) -> int:
        """Compare the blocks of a region as one, the most worthwhile first; the words marked."""
        savings = []
        for region in regions:
            whole = self._compare(
                Match(
                    tuple(sorted(chain.from_iterable(one.match.old for one in region))),
                    tuple(sorted(chain.from_iterable(one.match.new for one in region))),
                )
            )
            saving = sum(one.marked() for one in region) - whole.marked()
            savings.append((saving, whole, region))
        for saving, whole, region in sorted(savings, key=lambda one: -one[0]):
            if least <= bound or saving <= 0:
                break
            gone = {id(one) for one in region}
            self.compared = [one for one in self.compared if id(one) not in gone] + [whole]
            least -= saving
        return least

    def _gaps(self) -> Iterator[list[_Compared]]:
        """What has no counterpart, on both sides, between two pairs."""
        return self._between(lambda one: one.match.is_pair)

    def _neighbourhoods(self) -> Iterator[list[_Compared]]:
        """All between two blocks that are as they were or that moved."""
        return self._between(
            lambda one: one.match.is_pair and (one.match.has_moved or not one.runs)
        )

    def _whole(self) -> Iterator[list[_Compared]]:
        yield self.compared

    def _between(self, ends: Callable[[_Compared], bool]) -> Iterator[list[_Compared]]:
        region: list[_Compared] = []
        for one, _role in [*self._in_order(), (None, "")]:
            if one and not ends(one):
                region.append(one)
                continue
            if any(part.match.old for part in region) and any(part.match.new for part in region):
                yield region
            region = []

    def _in_order(self) -> Iterator[tuple[_Compared, str]]:
        by_match = {one.match: one for one in self.compared}
        for match, role in reading_order(list(by_match)):
            yield by_match[match], role

    def _join(self, spare: int) -> None:
        """Mark what is no common ground, the fewest words first."""
        offers = sorted(
            (cost, at, number)
            for at, one in enumerate(self.compared)
            for number, (cost, _i1, _i2) in enumerate(one.joinings)
        )
        chosen: dict[int, set[tuple[int, int]]] = {}
        for cost, at, number in offers:
            if cost > spare:
                break
            spare -= cost
            chosen.setdefault(at, set()).add(self.compared[at].joinings[number][1:])
        for at, runs in chosen.items():
            self.compared[at].runs = join(self.compared[at].runs, runs)

    def rows(self) -> Iterator[BlockChange]:
        stays = [
            one.match for one in self.compared if one.match.is_pair and not one.match.has_moved
        ]
        self.stays = sorted(one.old for one in stays), sorted(one.new for one in stays)
        for one, role in self._in_order():
            yield self._row(one, self._kind(one) if role == "stay" else role)

    def _kind(self, one: _Compared) -> str:
        before, after = len(one.match.old), len(one.match.new)
        if before == after == 1:
            return "changed" if one.runs else "same"
        if before == 1:
            return "split"
        return "joined" if after == 1 else "changed"

    def _row(self, one: _Compared, kind: str) -> BlockChange:
        old, new = one.match.old, one.match.new
        before = tuple(self.before[place] for place in old)
        after = tuple(self.after[place] for place in new)
        if one.match.is_pair:
            told = pieces(one.runs)
        elif kind == "removed":
            told = (Piece("removed", 0, one.size, 0, 0),)
        else:
            told = (Piece("added", 0, 0, 0, one.size),)
        return BlockChange(
            kind=kind,
            before=before,
            after=after,
            before_at=old[0] if old else None,
            after_at=new[0] if new else None,
            pieces=told,
            is_lower=bool(one.match.has_moved and self._is_lower(one)),
        )

    def _is_lower(self, one: _Compared) -> bool:
        """Whether it moved down past what stayed."""
        olds, news = self.stays
        return bisect_left(olds, one.match.old) < bisect_left(news, one.match.new)


def _without_ends(before: Sequence[Block], after: Sequence[Block]) -> tuple:
    least = min(len(before), len(after))
    head = next((at for at in range(least) if before[at] != after[at]), least)
    ends = range(1, least - head + 1)
    tail = next((at - 1 for at in ends if before[-at] != after[-at]), least - head)
    return before[head : len(before) - tail], after[head : len(after) - tail]


def _order(blocks: Sequence[Block]) -> list[tuple]:
    return [(block.kind, block.html, block.ref) for block in blocks]


def _steps(old: Sequence[str], new: Sequence[str]) -> int:
    """What difflib's first look at two runs of words costs."""
    counts = Counter(new)
    return sum(number * counts[word] for word, number in Counter(old).items())
