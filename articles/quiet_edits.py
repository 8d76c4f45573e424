"""What a “minor” edition would change of what readers were told: figures, names, quotations.

A pure function of two snapshots. It reads them as the suggested kind of change does
(articles/rewording.py says what makes a fact another one); unlike that, it looks at what is gone
or new to the whole story, and at everything that is somebody's name or word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from articles.rewording import Altered, Fact, Moved, altered, short
from articles.snapshot import ArticleSnapshot
from articles.two_texts import TwoTexts
from articles.wording import ADDRESS, Sentence


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure, a name or a quotation that is another one; blank words where it came or went.

    ``where`` is a part of the story (PLACES says which there are), ``block`` the text's block,
    counted from 1, 0 elsewhere.
    """

    kind: str
    before: str
    after: str
    where: str
    block: int = 0

    def to_data(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def place(self) -> str:
        """Where it stands, in the desk's words."""
        if self.where == "text":
            return _("Text, block %d") % self.block
        return places().get(self.where, "")

    @property
    def name(self) -> str:
        return {
            Fact.FIGURE: _("Figure"),
            Fact.NAME: _("Name"),
            Fact.QUOTATION: _("Quotation"),
        }.get(self.kind, "")


def places() -> dict[str, str]:
    return {
        "headline": _("Headline"),
        "standfirst": _("Standfirst"),
        "elsewhere": _("Headline in other places"),
        "byline": _("Byline"),
        "caption": _("Caption"),
        "alt": _("Alt text"),
        "credit": _("Credit"),
        "post": _("Social post"),
        "clip": _("Clip"),
    }


def find_quiet_edits(before: ArticleSnapshot, after: ArticleSnapshot) -> list[Finding]:
    """The findings in the order of the page, each once."""
    if before.sha256 == after.sha256:
        return []
    return list(dict.fromkeys(_findings(TwoTexts(before, after))))


def _findings(texts: TwoTexts) -> Iterator[Finding]:
    before, after = texts.before, texts.after
    yield from _line(texts, "headline", before.headline, after.headline)
    yield from _line(texts, "standfirst", before.standfirst, after.standfirst)
    yield from _bylines(before, after)
    yield from _text(texts)
    yield from _pictures(texts)
    yield from _posts(texts)
    yield from _clips(texts)
    for name in ("headline_front", "headline_search", "headline_social", "description"):
        yield from _line(texts, "elsewhere", getattr(before, name), getattr(after, name))


def _line(texts: TwoTexts, where: str, was: str, now: str) -> Iterator[Finding]:
    if was == now or not (was and now):
        # A line that was not there said nothing; one that is gone is told by another.
        return
    old, new = texts.line(was), texts.line(now)
    if old and new:
        for one in altered(old, new, texts.words, Moved()):
            yield Finding(one.fact, one.before, one.after, where)


def _text(texts: TwoTexts) -> Iterator[Finding]:
    pairs, gone, come, moved = texts.changed
    found: list[tuple[int, Altered]] = []
    for was, now in pairs:
        found += [(now.block, one) for one in altered(was, now, texts.words, moved)]
    old_words, new_words = _words(texts.old), _words(texts.new)
    for sentence in gone:
        if fact := not moved.to_new(sentence.tokens) and _fact_of(sentence, new_words, moved.new):
            found.append((sentence.block, Altered(fact, short(sentence.text), "")))
    for sentence in come:
        if fact := not moved.from_old(sentence.tokens) and _fact_of(sentence, old_words, moved.old):
            found.append((sentence.block, Altered(fact, "", short(sentence.text))))
    for block, one in sorted(found, key=lambda pair: pair[0]):
        yield Finding(one.fact, one.before, one.after, "text", block)


def _words(sentences: Iterable[Sentence]) -> set[str]:
    return {token.norm for sentence in sentences for token in sentence.tokens}


def _fact_of(sentence: Sentence, known: set[str], run: str) -> Fact | None:
    """Which fact of a sentence the other text (its words, its changed words in a row) lacks."""
    tokens = sentence.tokens
    if any(token.is_figure and token.norm not in known for token in tokens):
        return Fact.FIGURE
    said = " ".join(one.norm for one in tokens if one.is_quoted and one.norm != ADDRESS)
    if said and f" {said} " not in run:
        return Fact.QUOTATION
    if any(tokens[place].norm not in known for place in sentence.names):
        return Fact.NAME
    return None


def _bylines(before: ArticleSnapshot, after: ArticleSnapshot) -> Iterator[Finding]:
    old, new = (
        {byline.author.id: byline.author.name for byline in story.bylines}
        for story in (before, after)
    )
    gone = ", ".join(name for pk, name in old.items() if new.get(pk) != name)
    come = ", ".join(name for pk, name in new.items() if old.get(pk) != name)
    if gone or come:
        yield Finding(Fact.NAME, gone, come, "byline")


def _pictures(texts: TwoTexts) -> Iterator[Finding]:
    shown = {image.id: image for image in texts.before.images}
    for image in texts.after.images:
        if was := shown.get(image.id):
            yield from _line(texts, "caption", was.title, image.title)
            yield from _line(texts, "caption", was.caption, image.caption)
            yield from _line(texts, "alt", was.alt, image.alt)
            for name in ("credit", "creator"):
                yield from _name(getattr(was, name), getattr(image, name))


def _name(was: str, now: str) -> Iterator[Finding]:
    """A line that is a name from its first word to its last."""
    if was and now and _letters(was) != _letters(now):
        yield Finding(Fact.NAME, short(was), short(now), "credit")


def _letters(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def _posts(texts: TwoTexts) -> Iterator[Finding]:
    """A kept post is a quotation, all of it, with whose it is."""
    shown = {post.id: post for post in texts.before.posts}
    for post in texts.after.posts:
        was = shown.get(post.id)
        if was is None:
            continue
        if _letters(was.author_name + was.handle) != _letters(post.author_name + post.handle):
            yield Finding(Fact.NAME, short(was.author_name), short(post.author_name), "post")
        old, new = texts.quotation(was.text), texts.quotation(post.text)
        if old and new:
            for one in altered(old, new, texts.words, Moved()):
                yield Finding(one.fact, one.before, one.after, "post")


def _clips(texts: TwoTexts) -> Iterator[Finding]:
    shown = {clip.id: clip for clip in texts.before.clips}
    for clip in texts.after.clips:
        if was := shown.get(clip.id):
            yield from _line(texts, "clip", was.title, clip.title)
            yield from _line(texts, "clip", was.caption, clip.caption)
            yield from _name(was.credit, clip.credit)
