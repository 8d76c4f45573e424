"""What kind of change an edition would be, suggested from what it changes, and why.

A pure function of two snapshots. It suggests and never decides: nothing but a person knows whether
a figure that changed was wrong before or has changed since.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.body import Block
from articles.models import Edition
from articles.rewording import Moved, Reason, Weight, likeness, rewritten, short
from articles.snapshot import ArticleSnapshot
from articles.two_texts import TwoTexts

Change = Edition.Change
MOST_REASONS = 8
# A headline or a standfirst of which less stays was written anew.
_SAME_LINE = 0.5

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
    texts = TwoTexts(before, after)
    yield from _line(texts, _("Headline"), before.headline, after.headline)
    yield from _line(texts, _("Standfirst"), before.standfirst, after.standfirst)
    yield from _body(texts)
    yield from _captions(texts)
    yield from _references(before.body, after.body)
    yield from _bylines(before, after)
    yield from _around(before, after)


def _body(texts: TwoTexts) -> Iterator[Reason]:
    pairs, gone, come, moved = texts.changed
    for was, now in pairs:
        yield from rewritten(was, now, texts.words, moved)
    for sentence in come:
        yield moved.from_old(sentence.tokens) or Reason(
            Weight.NEWS, _("Added: “%s”") % short(sentence.text)
        )
    for sentence in gone:
        yield moved.to_new(sentence.tokens) or Reason(
            Weight.REWORDED, _("Taken out: “%s”") % short(sentence.text)
        )
    if not (pairs or gone or come) and texts.before.body != texts.after.body:
        yield Reason(Weight.MINOR, _("The text says the same; its form or a link has changed."))


def _line(texts: TwoTexts, name: str, was: str, now: str) -> Iterator[Reason]:
    """A line that has one place: a headline, a standfirst, a caption."""
    if was == now:
        return
    old, new = texts.line(was), texts.line(now)
    if not (old and new):
        yield Reason(
            Weight.REWORDED if old else Weight.NEWS,
            (_("%s taken out.") if old else _("%s added.")) % name,
        )
    elif likeness(old, new) < _SAME_LINE:
        yield Reason(
            Weight.NEWS,
            _("%(name)s written anew: “%(now)s”") % {"name": name, "now": short(now)},
        )
    else:
        for reason in rewritten(old, new, texts.words, Moved()):
            sentence = _("%(name)s: %(what)s") % {"name": name, "what": reason.sentence}
            yield Reason(reason.weight, sentence, reason.before, reason.after)


def _captions(texts: TwoTexts) -> Iterator[Reason]:
    shown = {image.id: image for image in texts.before.images}
    for image in texts.after.images:
        was = shown.get(image.id)
        if was is None:
            continue
        for reason in _line(texts, _("Caption"), was.caption, image.caption):
            # Other words under a picture are a small matter; another name or figure is not.
            if reason.weight == Weight.WRONG:
                yield reason
    if texts.before.images != texts.after.images:
        yield Reason(Weight.MINOR, _("Pictures or their words have changed."))


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
