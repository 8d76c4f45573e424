"""What kind of change an edition would be, suggested from what it changes, and why.

A pure function of two snapshots. It suggests and never decides: nothing but a person knows whether
a figure that changed was wrong before or has changed since.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.body import REFERENCES, Block
from articles.models import Edition
from articles.rewording import (
    Moved,
    Reason,
    Weight,
    likeness,
    pair_up,
    rewritten,
    run_of,
    short,
    without_common,
)
from articles.snapshot import ArticleSnapshot
from articles.wording import Language, Sentence, Unit, known_names, language, mark_names, read_unit

Change = Edition.Change
MOST_REASONS = 8
# A headline or a standfirst of which less stays was written anew.
_SAME_LINE = 0.5
_PARTS = re.compile(r"</(?:li|p|td|th)>|<br>")
_TAGS = re.compile(r"<[^>]*>")


_CHANGE = {
    Weight.MINOR: Change.MINOR,
    Weight.REWORDED: Change.CLARIFICATION,
    Weight.NEWS: Change.UPDATE,
    Weight.HEDGED: Change.CLARIFICATION,
    Weight.WRONG: Change.CORRECTION,
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The suggested change class ("" where nothing changed) and why, the weightiest first."""

    change: str = ""
    reasons: tuple[str, ...] = ()
    # The first value that changed, as it was and as it is: what a notice would begin with.
    fact: tuple[str, str] | None = None


def suggest_change(before: ArticleSnapshot, after: ArticleSnapshot) -> Suggestion:
    if before.sha256 == after.sha256:
        return Suggestion()
    reasons = sorted(_reasons(before, after), key=lambda one: -one.weight)
    if not reasons:
        reasons = [Reason(Weight.MINOR, _("Only what surrounds the text has changed."))]
    # Where the weightier is found, what is of no weight says nothing.
    heaviest = reasons[0].weight
    said = [one for one in reasons if one.weight > Weight.MINOR or heaviest == Weight.MINOR]
    sentences = list(dict.fromkeys(one.sentence for one in said))
    more = len(sentences) - MOST_REASONS
    if more > 0:
        last = ngettext("And %d more.", "And %d more.", more) % more
        sentences = [*sentences[:MOST_REASONS], last]
    facts = [(one.before, one.after) for one in said if one.weight == Weight.WRONG and one.after]
    return Suggestion(_CHANGE[heaviest], tuple(sentences), next(iter(facts), None))


def _reasons(before: ArticleSnapshot, after: ArticleSnapshot) -> Iterator[Reason]:
    comparison = _Comparison(before, after)
    yield from comparison.line(_("Headline"), before.headline, after.headline)
    yield from comparison.line(_("Standfirst"), before.standfirst, after.standfirst)
    yield from comparison.body()
    yield from comparison.captions()
    yield from _references(before.body, after.body)
    yield from _bylines(before, after)
    yield from _around(before, after)


class _Comparison:
    """Two states of a story, with the names that either of them knows."""

    def __init__(self, before: ArticleSnapshot, after: ArticleSnapshot):
        self.before, self.after = before, after
        self.words: Language = language(after.language)
        old, new = list(self._units(before.body)), list(self._units(after.body))
        self.known = known_names([*old, *new], self.words.code)
        self.old = [sentence for unit in old for sentence in self._named(unit)]
        self.new = [sentence for unit in new for sentence in self._named(unit)]

    def _units(self, blocks: tuple[Block, ...]) -> Iterator[Unit]:
        for block in blocks:
            for text in _texts(block):
                yield read_unit(text, self.words.code, is_heading=block.kind == "heading")

    def _named(self, unit: Unit) -> list[Sentence]:
        return mark_names(unit, self.words.code, self.known)

    def body(self) -> Iterator[Reason]:
        old, new = without_common(self.old, self.new)
        pairs, gone, come = pair_up(old, new)
        moved = Moved(run_of(old), run_of(new))
        for was, now in pairs:
            yield from rewritten(was, now, self.words, moved)
        for sentence in come:
            yield moved.from_old(sentence.tokens) or Reason(
                Weight.NEWS, _("Added: “%s”") % short(sentence.text)
            )
        for sentence in gone:
            yield moved.to_new(sentence.tokens) or Reason(
                Weight.REWORDED, _("Taken out: “%s”") % short(sentence.text)
            )
        if not (pairs or gone or come) and self.before.body != self.after.body:
            yield Reason(Weight.MINOR, _("The text says the same; its form or a link has changed."))

    def line(self, name: str, was: str, now: str) -> Iterator[Reason]:
        """A line that has one place: a headline, a standfirst, a caption."""
        if was == now:
            return
        old, new = (
            self._named(read_unit(text, self.words.code, is_heading=True, as_one=True))
            for text in (was, now)
        )
        if not (old and new):
            yield Reason(
                Weight.REWORDED if old else Weight.NEWS,
                (_("%s taken out.") if old else _("%s added.")) % name,
            )
        elif likeness(old[0], new[0]) < _SAME_LINE:
            yield Reason(
                Weight.NEWS,
                _("%(name)s written anew: “%(now)s”") % {"name": name, "now": short(now)},
            )
        else:
            for reason in rewritten(old[0], new[0], self.words, Moved()):
                sentence = _("%(name)s: %(what)s") % {"name": name, "what": reason.sentence}
                yield Reason(reason.weight, sentence, reason.before, reason.after)

    def captions(self) -> Iterator[Reason]:
        shown = {image.id: image for image in self.before.images}
        for image in self.after.images:
            was = shown.get(image.id)
            if was is None:
                continue
            for reason in self.line(_("Caption"), was.caption, image.caption):
                # Other words under a picture are a small matter; another name or figure is not.
                if reason.weight == Weight.WRONG:
                    yield reason
        if self.before.images != self.after.images:
            yield Reason(Weight.MINOR, _("Pictures or their words have changed."))


def _texts(block: Block) -> list[str]:
    """The texts of a block that stand by themselves: of a list its items, of a table its cells."""
    if block.kind in REFERENCES:
        return []
    if block.kind not in ("list", "table"):
        return [block.text()]
    pieces = _PARTS.split(block.html)
    return [Block(block.kind, html=one).text() for one in pieces if _TAGS.sub("", one).strip()]


def _references(before: tuple[Block, ...], after: tuple[Block, ...]) -> Iterator[Reason]:
    old, new = (
        {(block.kind, block.ref) for block in blocks if block.kind in ("post", "clip")}
        for blocks in (before, after)
    )
    if new - old:
        yield Reason(Weight.NEWS, _("A social post or a clip was added."))
    if old - new:
        yield Reason(Weight.MINOR, _("A social post or a clip was taken out."))


def _bylines(before: ArticleSnapshot, after: ArticleSnapshot) -> Iterator[Reason]:
    old, new = (
        {byline.author.id: byline.author.name for byline in story.bylines}
        for story in (before, after)
    )
    gone = [name for pk, name in old.items() if new.get(pk) != name]
    come = [name for pk, name in new.items() if old.get(pk) != name]
    words = {"before": ", ".join(gone), "after": ", ".join(come)}
    if gone and come:
        sentence = _("Byline: “%(before)s” became “%(after)s”.") % words
        yield Reason(Weight.WRONG, sentence, words["before"], words["after"])
    elif gone:
        yield Reason(Weight.WRONG, _("Byline: “%(before)s” was taken out.") % words)
    elif come:
        yield Reason(Weight.HEDGED, _("Byline: “%(after)s” was added.") % words)
    elif before.bylines != after.bylines:
        yield Reason(Weight.MINOR, _("The order of the byline or an author’s box has changed."))


def _around(before: ArticleSnapshot, after: ArticleSnapshot) -> Iterator[Reason]:
    if before.kind != after.kind:
        # Opinion that was shown as news is something readers are told.
        yield Reason(Weight.HEDGED, _("The kind of story readers are told it is has changed."))
    names = {
        "section": _("The section has changed."),
        "tags": _("The tags have changed."),
        "slug": _("The address has changed."),
        "language": _("The language has changed."),
        "posts": _("A kept social post has changed."),
        "clips": _("A clip’s words or file have changed."),
    }
    for field, sentence in names.items():
        if getattr(before, field) != getattr(after, field):
            yield Reason(Weight.MINOR, sentence)
