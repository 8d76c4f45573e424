"""Where in a story's text a note belongs, and where that is after the text was edited.

A passage is told as in the W3C's Web Annotation model: by its words with a few around them
(TextQuoteSelector) and by its place (TextPositionSelector), here in characters of ``text_of`` the
body. Pure: texts in, places out. The editor's script counts the same text
(static/articles/editor/passages.js), and the tests hold the two to each other.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from lxml import html as lxml_html

from articles.body import Block

# How many characters around a passage tell it from others with the same words.
CONTEXT = 48
# A word or two stand in many places. A passage is followed to another place only if so many
# characters of it, and of what is around it, are the same there.
SURE = 24
# Of what was edited, this much has to be left for a note to stay with it.
LEFT_SHARE = 0.2
LEFT_LETTERS = 12
# Shorter stretches are an “of” or a “the” that any other text has as well.
TELLING_LETTERS = 4
# Beyond this, comparing every word with every other takes seconds.
MOST_PAIRS = 4000 * 4000

_TEXT_BLOCKS = ("p", "h2", "h3", "h4", "pre")
# Chinese and Japanese put no spaces between words: there each character is one.
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+?(?=[\u3040-\u9fff])|\w+|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text: its words, some before and behind it, and its place."""

    quote: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None


def text_of(blocks: Iterable[Block]) -> str:
    """A body as plain text: paragraphs, headings, items and cells each on a line of their own.

    Empty ones leave no line, pictures and rules leave nothing, a line break is a line's end.
    """
    return "\n".join(
        text for block in blocks if block.html and block.kind != "rule" for text in _lines(block)
    )


def _lines(block: Block) -> tuple[str, ...]:
    return _lines_of_html(block.html)


# An edit leaves most blocks of a story as they were.
@lru_cache(maxsize=2048)
def _lines_of_html(html: str) -> tuple[str, ...]:
    root = lxml_html.fromstring(html)
    lines = ("".join(_inline(element)) for element in root.iter(*_TEXT_BLOCKS))
    return tuple(line for line in lines if line)


def _inline(element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n"
        else:
            yield from _inline(child)
        yield child.tail or ""


def passage_at(text: str, start: int, end: int) -> Passage:
    return Passage(
        quote=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
    )


def locate(
    quote: str, prefix: str, suffix: str, text: str, near: int | None = None
) -> tuple[int, int] | None:
    """Where the quoted words stand in a text, white space aside; None where they do not.

    Of several places it is the one whose surroundings fit best, then the one nearest to ``near``.
    """
    found = _occurrences(quote, text)
    return max(
        found,
        key=lambda place: (_fit(place, prefix, suffix, text), -abs(place[0] - (near or 0))),
        default=None,
    )


def _occurrences(quote: str, text: str) -> list[tuple[int, int]]:
    words = quote.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    return [match.span() for match in pattern.finditer(text)]


def _fit(place: tuple[int, int], prefix: str, suffix: str, text: str) -> int:
    """How many characters before and behind a place are as they should be."""
    start, end = place
    before = text[max(0, start - len(prefix)) : start]
    return _same(prefix[::-1], before[::-1]) + _same(suffix, text[end : end + len(suffix)])


def _same(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def carry(start: int, end: int, before: str, after: str) -> tuple[int, int] | None:
    """Where ``before[start:end]`` is in ``after``; None where it was deleted whole."""
    return Edit(before, after).carry(start, end)


class Edit:
    """One edit of a text, compared once, over which any number of passages are carried."""

    def __init__(self, before: str, after: str):
        self.before, self.after = before, after
        self._old, self._new = _tokens(before), _tokens(after)
        # Which word became which: the index on the other side, or -1.
        self._to = [-1] * len(self._old)
        self._from = [-1] * len(self._new)
        for i, j, size in _equal_runs(before, after, self._old, self._new):
            self._to[i : i + size] = range(j, j + size)
            self._from[j : j + size] = range(i, i + size)
        self._new_starts = [token.start() for token in self._new]
        self._old_starts = [token.start() for token in self._old]

    def carry(self, start: int, end: int) -> tuple[int, int] | None:
        """A passage's place after the edit; None where it was deleted whole.

        Words put into it belong to it, words taken out of it do not; a passage that was moved is
        followed.
        """
        first, last = _covered(self._old, self._old_starts, start, end)
        if first > last or start >= end:
            return None
        stayed = self._stayed(first, last, start, end)
        if stayed and self._to[last] - self._to[first] == last - first:
            return stayed
        moved = self.find_new(passage_at(self.before, start, end))
        if stayed and not (moved and moved[0] < stayed[1] and stayed[0] < moved[1]):
            return stayed
        return moved or self._shrunk(first, last, start, end)

    def _stayed(self, first: int, last: int, start: int, end: int) -> tuple[int, int] | None:
        """The place of a passage of which every word is still there, in its order."""
        if any(self._to[index] < 0 for index in range(first, last + 1)):
            return None
        place = self._place(first, last, start, end)
        return None if self._is_torn(place, end - start) else place

    def find_new(self, passage: Passage) -> tuple[int, int] | None:
        """Where the very words of a passage stand in what this edit put in; None where nowhere."""
        places = [
            place for place in _occurrences(passage.quote, self.after) if self._is_new(*place)
        ]
        fits = {place: _fit(place, passage.prefix, passage.suffix, self.after) for place in places}
        best = max(places, key=lambda place: fits[place], default=None)
        if best is None or len(passage.quote) + fits[best] < SURE:
            return None
        return best

    def _is_new(self, start: int, end: int) -> bool:
        """Whether these words are here since the edit, and not another place that was kept."""
        first, last = _covered(self._new, self._new_starts, start, end)
        origins = self._from[first : last + 1]
        return -1 in origins or any(two != one + 1 for one, two in pairwise(origins))

    def _place(self, first: int, last: int, start: int, end: int) -> tuple[int, int]:
        """What is now the stretch from one kept word to another; half a word stays half."""
        old_first, old_last = self._old[first], self._old[last]
        new_first, new_last = self._new[self._to[first]], self._new[self._to[last]]
        return (
            new_first.start() + max(0, start - old_first.start()),
            new_last.end() - max(0, old_last.end() - end),
        )

    def _is_torn(self, place: tuple[int, int], length: int) -> bool:
        """Whether the ends lie so far apart now that what is between them is another matter."""
        return place[1] - place[0] > 3 * length + 200

    def _shrunk(self, first: int, last: int, start: int, end: int) -> tuple[int, int] | None:
        whole = self._letters(first, last)
        telling = min(TELLING_LETTERS, max(1, whole // 2))
        runs = [run for run in self._kept_runs(first, last) if self._letters(*run) >= telling]
        weights = [self._letters(*run) for run in runs]
        if not runs or (sum(weights) < LEFT_SHARE * whole and max(weights) < LEFT_LETTERS):
            return None
        place = self._place(runs[0][0], runs[-1][1], start, end)
        if self._is_torn(place, end - start):
            place = self._place(*max(runs, key=lambda run: self._letters(*run)), start, end)
        return place

    def _kept_runs(self, first: int, last: int) -> list[tuple[int, int]]:
        """Stretches of words that stayed together, as first and last index."""
        runs: list[tuple[int, int]] = []
        for index in range(first, last + 1):
            if self._to[index] < 0:
                continue
            if runs and runs[-1][1] == index - 1 and self._to[index] == self._to[index - 1] + 1:
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
        return runs

    def _letters(self, first: int, last: int) -> int:
        words = (token[0] for token in self._old[first : last + 1])
        return sum(len(word) for word in words if word[0].isalnum())


def _tokens(text: str) -> list[re.Match]:
    return list(_TOKEN.finditer(text))


def _covered(tokens: list[re.Match], starts: list[int], start: int, end: int) -> tuple[int, int]:
    """The first and last word that a stretch of text touches; first > last where it has none."""
    first = bisect_right(starts, start) - 1
    if first < 0 or tokens[first].end() <= start:
        first += 1
    return first, bisect_left(starts, end) - 1


def _equal_runs(before: str, after: str, old: list, new: list) -> Iterator[tuple[int, int, int]]:
    """Stretches of words that are in both texts, in order: (index before, index after, number).

    First by lines, then by words within lines that differ: most lines of a story stay as they are.
    """
    old_words, new_words = [token[0] for token in old], [token[0] for token in new]
    old_lines, new_lines = _line_ends(before, old), _line_ends(after, new)
    lines = SequenceMatcher(
        None, _by_lines(old_words, old_lines), _by_lines(new_words, new_lines), autojunk=False
    )
    for tag, i1, i2, j1, j2 in lines.get_opcodes():
        i, i_end = old_lines[i1], old_lines[i2]
        j, j_end = new_lines[j1], new_lines[j2]
        if tag == "equal":
            yield i, j, i_end - i
        elif tag == "replace":
            yield from _equal_words(old_words[i:i_end], new_words[j:j_end], i, j)


def _line_ends(text: str, tokens: list[re.Match]) -> list[int]:
    """The index of the first word of each line, and the number of words behind the last."""
    ends = [0]
    for index, (one, two) in enumerate(pairwise(tokens), start=1):
        if "\n" in text[one.end() : two.start()]:
            ends.append(index)
    return [*ends, len(tokens)] if tokens else [0]


def _by_lines(words: list[str], ends: list[int]) -> list[tuple[str, ...]]:
    return [tuple(words[start:end]) for start, end in pairwise(ends)]


def _equal_words(old: list[str], new: list[str], i: int, j: int) -> Iterator[tuple[int, int, int]]:
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    yield i, j, head
    old_rest, new_rest = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old_rest) * len(new_rest) <= MOST_PAIRS:
        words = SequenceMatcher(None, old_rest, new_rest, autojunk=False)
        for block in words.get_matching_blocks():
            yield i + head + block.a, j + head + block.b, block.size
    yield i + len(old) - tail, j + len(new) - tail, tail
