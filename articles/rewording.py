"""What became of the sentences of a text: which were kept, which rewritten, and how weightily.

Pure, on the sentences of articles/wording.py.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import IntEnum, StrEnum
from os.path import commonprefix

from django.utils.translation import gettext as _

from articles.wording import ADDRESS, Language, Sentence

# Sentences that share less are two different ones; a figure put right leaves all words.
_ALIKE = 0.6
# Beyond it the text was written anew; comparing each sentence with each would take seconds.
_MOST_PAIRS = 40_000
_LONGEST = 90
# So many words put into a sentence say something new.
_MANY_WORDS = 8
_MOST_SHORT_PAIRS = 400
_ALIKE_IN_LETTERS = 0.85


class Weight(IntEnum):
    """How much a finding says about the kind of change, the weightiest last."""

    MINOR = 0
    REWORDED = 1
    NEWS = 2
    HEDGED = 3
    WRONG = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: a sentence, and the words before and after where there are any."""

    weight: Weight
    sentence: str
    before: str = ""
    after: str = ""


class Fact(StrEnum):
    """What readers may have relied on, if a few words change."""

    FIGURE = "figure"
    NAME = "name"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Altered:
    """A fact that is another one now; one side is blank where it has come or is gone."""

    fact: Fact
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The words of all changed sentences, as they were and as they are, in a row.

    A sentence that was split or joined with the next one says what it said.
    """

    old: str = ""
    new: str = ""

    def to_new(self, tokens) -> Reason | None:
        return self._found(tokens, self.new)

    def from_old(self, tokens) -> Reason | None:
        return self._found(tokens, self.old)

    def _found(self, tokens, text: str) -> Reason | None:
        run = " ".join(token.norm for token in tokens)
        if not tokens or f" {run} " not in text:
            return None
        return Reason(Weight.MINOR, _("Sentences were split, joined or moved."))


def run_of(sentences: list[Sentence]) -> str:
    return f" {' '.join(norm for sentence in sentences for norm in sentence.norms)} "


def without_common(old: list[Sentence], new: list[Sentence]) -> tuple[list, list]:
    """What is left when each sentence that stands in both is taken out, wherever it moved."""
    common = Counter(one.text for one in old) & Counter(one.text for one in new)

    def left(sentences: list[Sentence]) -> list[Sentence]:
        spare = Counter(common)
        rest = []
        for sentence in sentences:
            if spare[sentence.text]:
                spare[sentence.text] -= 1
            else:
                rest.append(sentence)
        return rest

    return left(old), left(new)


def pair_up(old: list[Sentence], new: list[Sentence]) -> tuple[list, list, list]:
    """Old sentences with what became of them, then those that are gone, then new ones."""
    if len(old) * len(new) > _MOST_PAIRS:
        return [], old, new
    found = []
    for i, was in enumerate(old):
        for j, now in enumerate(new):
            alike = likeness(was, now)
            if alike >= _ALIKE:
                found.append((-alike, abs(i - j), i, j))
    pairs, old_left, new_left = [], dict(enumerate(old)), dict(enumerate(new))
    for *_order, i, j in sorted(found):
        if i in old_left and j in new_left:
            pairs.append((i, old_left.pop(i), new_left.pop(j)))
    _pairshort(pairs, old_left, new_left)
    pairs.sort(key=lambda pair: pair[0])
    ordered = [(was, now) for _place, was, now in pairs]
    return ordered, list(old_left.values()), list(new_left.values())


def _pairshort(pairs: list, old: dict[int, Sentence], new: dict[int, Sentence]) -> None:
    """Of the rest, what differs by a few letters: short sentences share too few whole words."""
    if len(old) * len(new) > _MOST_SHORT_PAIRS:
        return
    for i, was in list(old.items()):
        for j, now in list(new.items()):
            if (
                SequenceMatcher(None, was.text, now.text, autojunk=False).ratio()
                >= _ALIKE_IN_LETTERS
            ):
                pairs.append((i, old.pop(i), new.pop(j)))
                break


def likeness(was: Sentence, now: Sentence) -> float:
    """How much of their words two sentences share, from 0 to 1; each figure counts as any."""
    return 2 * len(was.shape & now.shape) / (len(was.shape) + len(now.shape))


def rewritten(was: Sentence, now: Sentence, words: Language, moved: Moved) -> Iterator[Reason]:
    """What became of one sentence."""
    if was.norms == now.norms:
        yield Reason(Weight.MINOR, _("Spelling, punctuation or white space has changed."))
        return
    only_moved = _figures_only_moved(was, now)
    for edit in _edits(was, now, words):
        yield edit.moved(moved) or edit.reason(only_moved)


def altered(was: Sentence, now: Sentence, words: Language, moved: Moved) -> Iterator[Altered]:
    """The facts of one sentence that are others now."""
    only_moved = _figures_only_moved(was, now)
    for edit in _edits(was, now, words):
        if not edit.moved(moved) and (fact := edit.fact(only_moved)):
            yield Altered(fact, *edit.in_words())


def _edits(was: Sentence, now: Sentence, words: Language) -> Iterator["_Edit"]:
    matcher = SequenceMatcher(None, was.norms, now.norms, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield _Edit(was, now, i1, i2, j1, j2, words)


def _figures_only_moved(was: Sentence, now: Sentence) -> bool:
    """Whether the same figures stand with the same words: the sentence was only turned round."""

    def standing(sentence: Sentence) -> Counter:
        following = (*sentence.norms[1:], "")
        return Counter(
            (token.norm, following[place])
            for place, token in enumerate(sentence.tokens)
            if token.is_figure
        )

    return standing(was) == standing(now)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A run of words of one sentence that became another run."""

    was: Sentence
    now: Sentence
    i1: int
    i2: int
    j1: int
    j2: int
    words: Language

    @property
    def old(self):
        return self.was.tokens[self.i1 : self.i2]

    @property
    def new(self):
        return self.now.tokens[self.j1 : self.j2]

    def moved(self, moved: Moved) -> Reason | None:
        # Of a word or two it says nothing that they stand somewhere else as well.
        if len(self.old) + len(self.new) < 3 or (self.old and self.new):
            return None
        return moved.to_new(self.old) or moved.from_old(self.new)

    def reason(self, only_moved: bool) -> Reason:
        if self._says_the_same():
            return Reason(Weight.MINOR, _("Spelling, punctuation or white space has changed."))
        return (
            (None if only_moved else self._figures())
            or self._quotation()
            or self._denial()
            or self._names()
            or self._other_words()
        )

    def fact(self, only_moved: bool) -> Fact | None:
        """Which fact of the sentence is another one now, if one is."""
        if self._says_the_same():
            return None
        gone, come = self._figures_in()
        if gone != come and not only_moved:
            return Fact.FIGURE
        if _speaks(self.old) or _speaks(self.new):
            return Fact.QUOTATION
        return Fact.NAME if any(self._new_names()) else None

    def _says_the_same(self) -> bool:
        has_figure = any(token.is_figure for token in (*self.old, *self.new))
        return _letters(self.old) == _letters(self.new) and not has_figure

    def _figures_in(self) -> tuple[Counter, Counter]:
        old, new = (
            Counter(one.norm for one in tokens if one.is_figure) for tokens in (self.old, self.new)
        )
        return old, new

    def _figures(self) -> Reason | None:
        gone, come = self._figures_in()
        if gone == come:
            return None
        return self._said(Weight.WRONG if gone - come else Weight.NEWS)

    def _quotation(self) -> Reason | None:
        if _speaks(self.old):
            return self._said(Weight.WRONG, _("Quotation: %s"))
        if _speaks(self.new):
            # Words put into a quotation that readers know are not news, but another quotation.
            around = self.was.tokens[max(self.i1 - 1, 0) : self.i1 + 1]
            altered = len(around) == 2 and all(one.is_quoted for one in around)
            weight = Weight.WRONG if altered else Weight.NEWS
            return self._said(weight, _("Quotation: %s"))
        return None

    def _denial(self) -> Reason | None:
        old, new = (
            [one.norm for one in tokens if one.norm in self.words.denials]
            for tokens in (self.old, self.new)
        )
        if bool(old) == bool(new):
            return None
        # “did” became “did not”: a denial says nothing without what it denies.
        back = 1 if self.i1 and self.j1 else 0
        return replace(self, i1=self.i1 - back, j1=self.j1 - back)._said(Weight.WRONG)

    def _names(self) -> Reason | None:
        old, new = self._new_names()
        if old:
            return self._said(Weight.WRONG)
        return self._said(Weight.HEDGED) if new else None

    def _new_names(self) -> tuple[bool, bool]:
        """Whether the old words, and the new, hold a name that the other sentence lacks."""
        return (
            self._strange(self.was, self.i1, self.i2, self.now),
            self._strange(self.now, self.j1, self.j2, self.was),
        )

    def _strange(self, sentence: Sentence, first: int, last: int, other: Sentence) -> bool:
        """Whether there is a name that the other sentence does not say anywhere."""
        said = {_owner(norm) for norm in other.norms}
        return any(
            first <= place < last and _owner(sentence.tokens[place].norm) not in said
            for place in sentence.names
        )

    def _other_words(self) -> Reason:
        if any(one.norm == ADDRESS for one in (*self.old, *self.new)):
            return Reason(Weight.MINOR, _("A link’s words have changed."))
        if self._is_spelling():
            return Reason(Weight.MINOR, _("Spelling, punctuation or white space has changed."))
        if not self.old and len(self.new) >= _MANY_WORDS:
            return self._said(Weight.NEWS)
        if any(one.norm in self.words.hedges for one in (*self.old, *self.new)):
            return self._said(Weight.HEDGED)
        if any(self.words.is_content(one) for one in (*self.old, *self.new)):
            return self._said(Weight.REWORDED)
        return self._said(Weight.MINOR)

    def _is_spelling(self) -> bool:
        """Whether each word became one that is written almost the same."""
        return len(self.old) == len(self.new) and all(
            not (was.is_figure or now.is_figure)
            and was.norm not in self.words.denials
            and now.norm not in self.words.denials
            and _is_inflected(was.norm, now.norm)
            for was, now in zip(self.old, self.new, strict=True)
        )

    def _said(self, weight: Weight, frame: str = "%s") -> Reason:
        before, after = self.in_words()
        if before and after:
            sentence = _("“%(before)s” became “%(after)s”.")
        elif after:
            sentence = _("“%(after)s” was added.")
        else:
            sentence = _("“%(before)s” was taken out.")
        sentence %= {"before": before, "after": after}
        return Reason(weight, frame % sentence, before, after)

    def in_words(self) -> tuple[str, str]:
        """Both runs, cut short, with what belongs to them in both: “12 boats”, not “12”, and
        “3 million”, not “million”."""
        back = int(self._goes_on_a_figure())
        before, after = replace(self, i1=self.i1 - back, j1=self.j1 - back)._phrases()
        return short(before), short(after)

    def _goes_on_a_figure(self) -> bool:
        firsts = [tokens[0] for tokens in (self.old, self.new) if tokens]
        return (
            bool(self.i1 and self.j1)
            and self.was.tokens[self.i1 - 1].is_figure
            and all(one.is_figure and not one.norm[-1].isdigit() for one in firsts)
        )

    def _phrases(self) -> tuple[str, str]:
        old_end, new_end = self.i2, self.j2
        if self.old and self.new:
            following = self.was.tokens[old_end : old_end + 1]
            bare = self.was.says(self.i1, self.i2)[-1].isdigit()
            if bare and new_end < len(self.now.tokens) and self.words.is_content(*following):
                old_end, new_end = old_end + 1, new_end + 1
        return self.was.says(self.i1, old_end), self.now.says(self.j1, new_end)


def _speaks(tokens) -> bool:
    return any(one.is_quoted and one.norm != ADDRESS for one in tokens)


def _owner(name: str) -> str:
    """A name without the ending that says whose something is."""
    return name.removesuffix("'s").removesuffix("s'")


def _is_inflected(was: str, now: str) -> bool:
    """Whether two words differ by a slip of the pen or an ending."""
    stem = len(commonprefix([was, now]))
    if stem >= 4 and stem >= 0.6 * max(len(was), len(now)):
        return True
    return SequenceMatcher(None, was, now).ratio() >= 0.75


def _letters(tokens) -> str:
    return "".join(token.norm for token in tokens).replace("'", "")


def short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
