"""What is said of an edition, sentence by sentence, each with its place in the story.

Captions are said where a setting says so, and only of what readers may see; posts are not. Code is
left out with a word about it; a table is read row by row while it is small, and left out so when it
is not. Pure: from an EditionRecord and the rights in what it shows to a Script.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext
from lxml import html as lxml_html

from articles import presentation
from articles.body import Block
from articles.narration.sentences import split_sentences
from articles.record import EditionRecord
from articles.snapshot import ArticleSnapshot, canonical_json
from articles.withholding import ALL_SHOWN, Rights, without
from newsroom.languages import words_within

# Cells of a table that are still read; of a larger one nobody would keep track by ear.
MOST_CELLS = 24
# Silence after a sentence within a paragraph, and after the last one of each kind, in ms.
PAUSE = 180
_PAUSES = {
    "headline": 800,
    "standfirst": 700,
    "byline": 800,
    "heading": 550,
    "caption": 550,
    "row": 350,
}
_LAST_PAUSE = 420
_BODY = {"heading": "heading", "quote": "quote", "pullquote": "pullquote", "list": "item"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its ``text`` as it stands in the story, and where.

    ``block`` counts the blocks of the body from 0 and is -1 outside of it; ``start`` and ``end``
    are places in that block's text, in the caption or in that of the field. ``said`` is what takes
    the text's place where something else is said, ``pause`` the silence after it in milliseconds.
    """

    kind: str
    text: str
    block: int = -1
    start: int = 0
    end: int = 0
    said: str = ""
    pause: int = PAUSE

    @property
    def to_say(self) -> str:
        return self.said or self.text


@dataclass(frozen=True)
class Script:
    """All that is said of an edition, in order; the instant from which on it may be less or more,
    and that from which on this may not be heard any more, since it says a caption whose picture may
    not be shown then: None where the rights in what it shows change nothing."""

    language: str
    sentences: tuple[Sentence, ...]
    until: datetime | None = None
    heard_until: datetime | None = None

    @cached_property
    def says_captions(self) -> bool:
        return any(one.kind == "caption" for one in self.sentences)

    @cached_property
    def sha256(self) -> str:
        """Equal exactly where the same is said in the same language and order."""
        said = [[one.kind, one.text, one.said, one.pause] for one in self.sentences]
        return hashlib.sha256(canonical_json([self.language, said]).encode()).hexdigest()


def script_of(record: EditionRecord, rights: Rights = ALL_SHOWN) -> Script:
    """What is said of an edition, as readers see it: of a hidden text, nothing but its notice, of
    what is withheld no caption."""
    record = record.as_readers_see_it()
    record = replace(record, story=without(record.story, rights.withheld))
    with translation.override(words_within(record.story.language)):
        ends = [
            rights.ends[key]
            for key, said in _captions(record.story).items()
            if said and key in rights.ends
        ]
        heard_until = min(ends, default=None)
        sentences = tuple(_sentences(record))
        return Script(record.story.language, sentences, rights.until, heard_until)


def _sentences(record: EditionRecord) -> Iterator[Sentence]:
    story = record.story
    notices = [presentation.notice(one) for one in record.standing_notices]
    yield from _field("headline", story.headline, story.language)
    yield from _field("standfirst", story.standfirst, story.language)
    for notice in notices:
        if notice.change == "retraction":
            yield from _notice(notice, story.language)
    for credit in presentation.credits(story):
        names = "".join(name + after for name, _url, after in credit.authors)
        # In a language that the site has no words in, the names alone.
        label = f"{credit.label} " if _has_words(story.language) else ""
        yield from _whole("byline", label + names)
    captions = _captions(story)
    if story.lead_image:
        # Taken out: said above the text, it is not said again in it.
        caption = captions.pop(("image", story.lead_image.id), "")
        yield from _caption("image", caption, story.language)
    for number, block in enumerate(story.body):
        if caption := captions.get((block.kind, block.ref)):
            yield from _caption(block.kind, caption, story.language, number)
        yield from _block(number, block, story.language)
    for notice in notices:
        if notice.change != "retraction":
            yield from _notice(notice, story.language)


def _has_words(language: str) -> bool:
    """Whether the site has words of its own in this language."""
    return words_within(language) == language


def _notice(notice, language: str) -> Iterator[Sentence]:
    if _has_words(language) and notice.heading:
        yield Sentence("heading", notice.heading, end=len(notice.heading), pause=_pause("heading"))
    yield from _field("notice", notice.text, language)


def _field(kind: str, text: str, language: str) -> Iterator[Sentence]:
    yield from _passage(kind, " ".join(text.split()), language)


def _whole(
    kind: str, text: str, block: int = -1, at: int = 0, said: str = ""
) -> Iterator[Sentence]:
    text = " ".join(text.split())
    if text or said:
        yield Sentence(kind, text, block, at, at + len(text), said, _pause(kind))


def _captions(story: ArticleSnapshot) -> dict[tuple[str, int], str]:
    """What is said of each picture and clip, by kind and id."""
    if not settings.NARRATION_CAPTIONS:
        return {}
    captions = {("image", one.id): one.caption for one in story.images}
    # A clip's title stands under it in any case.
    captions |= {("clip", one.id): one.caption or one.title for one in story.clips}
    return {key: " ".join(caption.split()) for key, caption in captions.items()}


def _caption(kind: str, caption: str, language: str, block: int = -1) -> Iterator[Sentence]:
    word = _introduction(kind) if _has_words(language) else ""
    for sentence in _passage("caption", caption, language, block):
        is_first = sentence.start == 0
        yield replace(sentence, said=f"{word} {sentence.text}") if word and is_first else sentence


def _introduction(kind: str) -> str:
    if kind == "clip":
        return pgettext("before a caption that is read aloud", "Video:")
    return pgettext("before a caption that is read aloud", "Picture:")


def _block(number: int, block: Block, language: str) -> Iterator[Sentence]:
    if block.kind == "table":
        yield from _table(number, block, language)
        return
    if block.kind == "code":
        if _has_words(language):
            yield from _whole("row", "", number, said=gettext("Code is left out here."))
        return
    if block.kind == "pullquote" and not settings.NARRATION_PULL_QUOTES:
        # It says again what stands in the text.
        return
    if block.kind not in (*_BODY, "paragraph"):
        return
    at = 0
    for passage in passages(block):
        yield from _passage(_BODY.get(block.kind, "paragraph"), passage, language, number, at)
        at += len(passage) + 1


def _passage(
    kind: str, text: str, language: str, block: int = -1, at: int = 0
) -> Iterator[Sentence]:
    """The sentences of a passage that begins at a place of its block's text."""
    spans = split_sentences(text, language)
    for start, end in spans:
        pause = _pause(kind) if (start, end) == spans[-1] else PAUSE
        yield Sentence(kind, text[start:end], block, at + start, at + end, pause=pause)


def _pause(kind: str) -> int:
    return _PAUSES.get(kind, _LAST_PAUSE)


def passages(block: Block) -> list[str]:
    """The texts of a block's paragraphs, items or cells: joined by spaces they are ``text()``."""
    root = lxml_html.fromstring(block.html)
    leaves = root.iter("p", "h2", "h3", "h4")
    texts = (_text(leaf) for leaf in leaves)
    return [text for text in texts if text]


def _text(element) -> str:
    html = lxml_html.tostring(element, encoding="unicode", with_tail=False)
    return Block("paragraph", html=html).text()


def _table(number: int, block: Block, language: str) -> Iterator[Sentence]:
    rows = [
        [cell for cell in (_text(cell) for cell in row.iter("td", "th")) if cell]
        for row in lxml_html.fromstring(block.html).iter("tr")
    ]
    if sum(len(row) for row in rows) > MOST_CELLS:
        if _has_words(language):
            yield from _whole("row", "", number, said=gettext("A table is left out here."))
        return
    at = 0
    for row in filter(None, rows):
        yield from _whole("row", " ".join(row), number, at, said=", ".join(row) + ".")
        at += len(" ".join(row)) + 1
