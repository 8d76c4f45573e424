"""The words of a row that differ, as stretches of text with ``del`` or ``ins`` around them."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.comparing.changes import Piece
from articles.comparing.formats import links_differ, told
from articles.comparing.passages import BREAK, Leaf, Marks, Passages, Stretch
from articles.comparing.tokens import is_word

INS, DEL = ("ins", ""), ("del", "")
FORMAT, NOTE = ("span", "compare-format"), ("span", "compare-note")
RETURN = "↵"


class Keys:
    """What the changes of a row are told apart by until they are numbered: they sort in order."""

    def __init__(self) -> None:
        self.step = 0
        self.count = 0
        # What was said of a form is not said again of the next words.
        self.said: set[str] = set()

    @staticmethod
    def of_step(step: int) -> str:
        return f"{step:06}.000000"

    def next(self) -> str:
        self.count += 1
        return f"{self.step:06}.{self.count:06}"


@dataclass(frozen=True, slots=True)
class Step:
    """Words of one leaf on each side where both have them; ``key`` is the change's."""

    kind: str
    key: str
    old: tuple[int, int, int] | None
    new: tuple[int, int, int] | None


def steps(old: Passages, new: Passages, pieces: tuple[Piece, ...]) -> list[Step]:
    """The pieces cut at the ends of leaves."""
    found: list[Step] = []
    key = ""
    for piece in pieces:
        if piece.kind == "same":
            key = ""
            found += _both(old, new, piece)
            continue
        key = key or Keys.of_step(len(found))
        if piece.kind == "removed":
            cuts = _cuts(old, piece.i1, piece.i2)
            found += [Step("removed", key, cut, None) for cut in cuts]
        else:
            cuts = _cuts(new, piece.j1, piece.j2)
            found += [Step("added", key, None, cut) for cut in cuts]
    return found


def _cuts(side: Passages, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """(leaf, from, to) for each leaf that tokens first to last stand in, counted in the leaf."""
    for at, (begin, end) in enumerate(zip(side.firsts, side.firsts[1:], strict=False)):
        if begin < last and end > first:
            yield at, max(first, begin) - begin, min(last, end) - begin


def _both(old: Passages, new: Passages, piece: Piece) -> Iterator[Step]:
    ends = {begin - piece.i1 for begin in old.firsts} | {begin - piece.j1 for begin in new.firsts}
    size = piece.i2 - piece.i1
    cuts = [0, *sorted(end for end in ends if 0 < end < size), size]
    for begin, end in zip(cuts, cuts[1:], strict=False):
        (one,) = _cuts(old, piece.i1 + begin, piece.i1 + end)
        (other,) = _cuts(new, piece.j1 + begin, piece.j1 + end)
        yield Step("same", "", one, other)


def numbered(text: str, around: tuple[str, str], key: str, marks: Marks = ()) -> Stretch:
    return Stretch(text, marks, around, (("data-change", key),))


def changed_words(
    leaf: Leaf, first: int, last: int, around: tuple, key: str, before: list[Stretch] | None
) -> Iterator[Stretch]:
    """Words that came or went. The space before them is no part of the mark.

    ``before``: what they are put behind where they are shown in a text that is not theirs.
    """
    start, end = leaf.reach(first, last)
    begin = leaf.spans[first][0]
    is_guest = around == DEL and before is not None
    if not is_guest:
        if start == begin and before and before[-1].around == DEL and is_word(leaf.keys[first]):
            yield Stretch(" ")
        yield from (Stretch(text, marks) for text, marks in leaf.cut(start, begin))
    elif start < begin and before and not before[-1].text.endswith((" ", BREAK)):
        yield Stretch(" ")
    for text, marks in leaf.cut(begin, end):
        if is_guest and leaf.path[-1].tag != "pre":
            text = text.replace(BREAK, f"{RETURN} ")
        yield numbered(text, around, key, marks)


def same_words(
    old: tuple[Leaf, int, int], new: tuple[Leaf, int, int], keys: Keys, written: list[Stretch]
) -> list[Stretch]:
    """Words that stayed, with what changed in their form: letters, links, line breaks."""
    (was, o, o_end), (now, n, n_end) = old, new
    (start, end), (begin, stop) = was.reach(o, o_end), now.reach(n, n_end)
    out: list[Stretch] = []
    lead = now.text[begin : now.spans[n][0]]
    if not lead and written and written[-1].around == DEL and was.text[start : was.spans[o][0]]:
        out.append(Stretch(" "))
    stretches = now.cut(begin, stop)
    if was.cut(start, end) == stretches:
        return [*out, *(Stretch(text, marks) for text, marks in stretches)]
    return [*out, *_tokenwise(old, new, keys)]


def form_changes(old: Passages, new: Passages, pieces: tuple[Piece, ...]) -> Iterator[str]:
    """What changed in the form of words that stayed: "link" or "format", once for each passage."""
    said = ""
    for step in steps(old, new, pieces):
        if step.kind != "same":
            continue
        (_block, was), (_number, now) = old.leaves[step.old[0]], new.leaves[step.new[0]]
        if was.cut(*was.reach(*step.old[1:])) == now.cut(*now.reach(*step.new[1:])):
            said = ""
            continue
        for (s, e), (b, t) in zip(
            was.spans[slice(*step.old[1:])], now.spans[slice(*step.new[1:])], strict=True
        ):
            note = told(was.cut(s, e), now.cut(b, t))
            if note and note != said:
                yield "link" if links_differ(was.cut(s, e), now.cut(b, t)) else "format"
            said = note


def _tokenwise(old: tuple, new: tuple, keys: Keys) -> Iterator[Stretch]:
    (was, o, _o_end), (now, n, n_end) = old, new
    key, said = "", ""
    for step in range(n_end - n):
        start, end = was.reach(o + step, o + step + 1)
        begin, stop = now.reach(n + step, n + step + 1)
        word_was, word_now = was.spans[o + step][0], now.spans[n + step][0]
        note = told(was.cut(word_was, end), now.cut(word_now, stop))
        if note != said:
            yield from _note(said, key, keys)
        # Where a text begins, that it does says all.
        is_first = not (o + step and n + step)
        before = now.text[begin:word_now] if is_first else was.text[start:word_was]
        lead = list(_lead(before, now.cut(begin, word_now), keys))
        if note and note != said:
            key = keys.next()
        if note and note == said:
            lead = [_formatted(one, key, note) for one in lead]
        yield from lead
        for text, marks in now.cut(word_now, stop):
            yield _formatted(Stretch(text, marks), key, note) if note else Stretch(text, marks)
        said = note
    yield from _note(said, key, keys)


def _note(said: str, key: str, keys: Keys) -> Iterator[Stretch]:
    if said and said not in keys.said:
        keys.said.add(said)
        yield numbered(said, NOTE, key)


def _formatted(stretch: Stretch, key: str, note: str) -> Stretch:
    if stretch.around:
        return stretch
    attributes = (("data-change", key), ("title", note))
    return Stretch(stretch.text, stretch.marks, FORMAT, attributes)


def _lead(was: str, now: list[tuple[str, Marks]], keys: Keys) -> Iterator[Stretch]:
    """The space before a word; a line break that came or went is a change."""
    breaks = sum(text.count(BREAK) for text, _marks in now)
    more = breaks - was.count(BREAK)
    if more:
        yield numbered(RETURN, INS if more > 0 else DEL, keys.next())
    for text, marks in now:
        yield Stretch(text, marks)
