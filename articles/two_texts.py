"""Two states of a story's text, sentence by sentence: what both the suggested kind of change and
the look at quiet edits read. Pure, on the sentences of articles/wording.py."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from articles.body import REFERENCES, Block
from articles.rewording import Moved, pair_up, run_of, without_common
from articles.snapshot import ArticleSnapshot
from articles.wording import Language, Sentence, Unit, known_names, language, mark_names, read_unit

_PARTS = re.compile(r"</(?:li|p|td|th)>|<br>")
_TAGS = re.compile(r"<[^>]*>")
_QUOTATIONS = ("quote", "pullquote")


class TwoTexts:
    """Two states of a story, with the names that either of them knows."""

    def __init__(self, before: ArticleSnapshot, after: ArticleSnapshot):
        self.before, self.after = before, after
        self.words: Language = language(after.language)
        old, new = list(self._units(before.body)), list(self._units(after.body))
        self.known = known_names([*old, *new], self.words.code)
        self.old = [sentence for unit in old for sentence in self._named(unit)]
        self.new = [sentence for unit in new for sentence in self._named(unit)]

    @cached_property
    def changed(self) -> tuple[list, list, list, Moved]:
        """Sentences with what became of them, those that are gone, those that have come, and the
        words of them all."""
        old, new = without_common(self.old, self.new)
        return *pair_up(old, new), Moved(run_of(old), run_of(new))

    def line(self, text: str) -> Sentence | None:
        """A line that has one place (a headline, a caption) as a sentence; None if it is blank."""
        named = self._named(read_unit(text, self.words.code, is_heading=True, as_one=True))
        return named[0] if named else None

    def quotation(self, text: str) -> Sentence | None:
        """A line all of which are somebody's words."""
        named = self._named(read_unit(text, self.words.code, is_quotation=True, as_one=True))
        return named[0] if named else None

    def _units(self, blocks: tuple[Block, ...]) -> Iterator[Unit]:
        for number, block in enumerate(blocks, start=1):
            for text in _texts(block):
                unit = read_unit(
                    text,
                    self.words.code,
                    is_heading=block.kind == "heading",
                    is_quotation=block.kind in _QUOTATIONS,
                )
                placed = tuple(replace(one, block=number) for one in unit.sentences)
                yield replace(unit, sentences=placed)

    def _named(self, unit: Unit) -> list[Sentence]:
        return mark_names(unit, self.words.code, self.known)


def _texts(block: Block) -> list[str]:
    """The texts of a block that stand by themselves: of a list its items, of a table its cells."""
    if block.kind in REFERENCES:
        return []
    if block.kind not in ("list", "table"):
        return [block.text()]
    pieces = _PARTS.split(block.html)
    return [Block(block.kind, html=one).text() for one in pieces if _TAGS.sub("", one).strip()]
