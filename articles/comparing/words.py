"""What differs between two runs of words: the fewest words that can be said to differ, told so
that it can be read.

The longest common subsequence marks fewest words; where it can be had in several ways, what was
put in begins where a sentence or a line does (``_settled``). A “the” or a comma that happens to
stand in both of two rewritten passages is no common ground: ``joinings`` offers to mark such words
too, so that a passage reads as one change.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from rapidfuzz.distance import Indel

from articles.comparing.tokens import is_word

# A stretch of two sides' words: before from, to, after from, to; equal where it is "same".
Run = tuple[bool, int, int, int, int]
Keys = Sequence[str]

# Memory in bits of comparing each word with each; beyond, the two are wholly different.
_MOST_PAIRS = 1_000_000_000
# Words of an equal run that is too short to be common ground.
_MOST_WEAK = 3
_ENDS = frozenset(".!?…。！？:;\n")


def fewest(old: Keys, new: Keys) -> list[Run]:
    """Runs that are the same and runs that differ, in turn. Swapping the sides mirrors them."""
    if old > new:
        return [(same, i1, i2, j1, j2) for same, j1, j2, i1, i2 in fewest(new, old)]
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    m, n = len(old) - tail, len(new) - tail
    runs: list[Run] = [(True, 0, head, 0, head)]
    if (m - head) * (n - head) > _MOST_PAIRS or head in (m, n):
        runs.append((False, head, m, head, n))
    else:
        for tag, i1, i2, j1, j2 in Indel.opcodes(old[head:m], new[head:n]).as_list():
            runs.append((tag == "equal", i1 + head, i2 + head, j1 + head, j2 + head))
    runs.append((True, m, len(old), n, len(new)))
    return _settled(_alternating(runs), old, new)


def distance(old: Keys, new: Keys) -> int:
    """The fewest words that can be marked, of both sides together."""
    return Indel.distance(old, new)


def marked(runs: Sequence[Run]) -> int:
    return sum(i2 - i1 + j2 - j1 for same, i1, i2, j1, j2 in runs if not same)


def joinings(
    runs: Sequence[Run], old: Keys, ends: tuple[Sequence[int], Sequence[int]] = ((), ())
) -> list[tuple[int, int, int]]:
    """The equal runs that are no common ground: (words marked by joining, begin and end before).

    The cheapest first. Apply with ``join``. ``ends``: where texts end on either side, across which
    nothing is joined.
    """
    joining = _Joining(list(runs), old, ends)
    return list(joining.found())


class _Joining:
    """Joins equal runs, the shortest first, in a chain of runs that grow by it."""

    def __init__(self, runs: list[Run], old: Keys, ends: tuple[Sequence[int], Sequence[int]]):
        self.runs, self.old = runs, old
        self.old_ends, self.new_ends = map(sorted, ends)
        # Of each run, which one stands before it and which behind.
        self.before = list(range(-1, len(runs) - 1))
        self.behind = list(range(1, len(runs) + 1))
        self.offers: list[tuple[int, int]] = []
        for at in range(1, len(runs) - 1):
            self._offer(at)

    def found(self) -> Iterator[tuple[int, int, int]]:
        while self.offers:
            size, at = heappop(self.offers)
            if self.runs[at][0]:
                _same, i1, i2, j1, j2 = self.runs[at]
                yield 2 * size, i1, i2
                self._join(at)

    def _offer(self, at: int) -> None:
        """Offer an equal run that is no common ground."""
        if not 0 < at < len(self.runs) - 1 or not self.runs[at][0]:
            return
        _same, i1, i2, j1, j2 = self.runs[at]
        if i2 - i1 > _MOST_WEAK or _holds(self.old_ends, i1, i2) or _holds(self.new_ends, j1, j2):
            return
        if _is_weak(self.old[i1:i2], self.runs[self.before[at]], self.runs[self.behind[at]]):
            heappush(self.offers, (i2 - i1, at))

    def _join(self, at: int) -> None:
        before, behind = self.before[at], self.behind[at]
        a, b = self.runs[before], self.runs[behind]
        self.runs[before] = (False, a[1], b[2], a[3], b[4])
        self.runs[at] = self.runs[behind] = (False, 0, 0, 0, 0)
        self.behind[before] = self.behind[behind]
        if self.behind[before] < len(self.runs):
            self.before[self.behind[before]] = before
            self._offer(self.behind[before])
        if self.before[before] >= 0:
            self._offer(self.before[before])


def join(runs: Sequence[Run], chosen: set[tuple[int, int]]) -> list[Run]:
    """The runs with the equal ones that begin and end so before marked as differing."""
    return _alternating(
        (same and (i1, i2) not in chosen, i1, i2, j1, j2) for same, i1, i2, j1, j2 in runs
    )


def _is_weak(words: Keys, before: Run, behind: Run) -> bool:
    """Whether words between two changes are too few, beside these, to hold on to."""
    letters = sum(len(word) if is_word(word) else 0 for word in words)
    smaller = min(max(i2 - i1, j2 - j1) for _same, i1, i2, j1, j2 in (before, behind))
    if not letters:
        # A comma or a quotation mark alone is never common ground.
        return len(words) <= 2 and _is_swap(before, behind)
    if letters > 9:
        return False
    return smaller >= 2 * len(words) or (letters <= 3 and smaller >= len(words))


def _holds(places: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] <= last


def _is_swap(before: Run, behind: Run) -> bool:
    """Whether words came and words went on the two sides of something."""
    return all(i2 > i1 or j2 > j1 for _same, i1, i2, j1, j2 in (before, behind)) and (
        before[2] - before[1] + behind[2] - behind[1] > 0
        and before[4] - before[3] + behind[4] - behind[3] > 0
    )


def _common(one: Keys, other: Keys) -> int:
    size = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        size += 1
    return size


def _alternating(runs) -> list[Run]:
    """Neighbours of one kind as one run, empty ones gone."""
    whole: list[Run] = []
    for same, i1, i2, j1, j2 in runs:
        if i1 == i2 and j1 == j2:
            continue
        if whole and whole[-1][0] == same:
            whole[-1] = (same, whole[-1][1], i2, whole[-1][3], j2)
        else:
            whole.append((same, i1, i2, j1, j2))
    return whole


def _settled(runs: list[Run], old: Keys, new: Keys) -> list[Run]:
    """Each pure insertion or removal moved, within what reads the same, to where it begins best."""
    runs = list(runs)
    for at in range(1, len(runs) - 1):
        same, i1, i2, j1, j2 = runs[at]
        if same or (i1 < i2 and j1 < j2):
            continue
        words, start, end = (old, i1, i2) if i1 < i2 else (new, j1, j2)
        back = _room(words, start, end, runs[at - 1][2] - runs[at - 1][1], -1)
        ahead = _room(words, start, end, runs[at + 1][2] - runs[at + 1][1], 1)
        step = max(
            range(-back, ahead + 1), key=lambda s: (_fits(words, start + s, end + s), -abs(s), s)
        )
        if step:
            a, b = runs[at - 1], runs[at + 1]
            runs[at - 1] = (True, a[1], a[2] + step, a[3], a[4] + step)
            runs[at] = (False, i1 + step, i2 + step, j1 + step, j2 + step)
            runs[at + 1] = (True, b[1] + step, b[2], b[3] + step, b[4])
    return _alternating(runs)


def _room(words: Keys, start: int, end: int, most: int, way: int) -> int:
    steps = 0
    while steps < most:
        a, b = (start - steps - 1, end - steps - 1) if way < 0 else (start + steps, end + steps)
        if words[a] != words[b]:
            break
        steps += 1
    return steps


def _fits(words: Keys, start: int, end: int) -> int:
    """How well a passage stands for itself: from behind a full stop to a full stop."""
    score = 0
    if start == 0 or words[start - 1] in _ENDS:
        score += 2
    if words[end - 1] in _ENDS:
        score += 2
    if is_word(words[start]):
        score += 1
    return score
