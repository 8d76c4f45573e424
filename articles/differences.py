"""What differs between two states of a story, in words a desk reads: field by field, only the
lines that differ. Pure: what is compared is given as lines (see the makers below)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body import Block, split_blocks
from articles.models import Article, Byline
from articles.snapshot import SINCE_2

Lines = Mapping[str, tuple[str, ...]]
_WORDS = re.compile(r"\n|[^\S\n]+|\S+")
# Where so much was rewritten, single words tell nothing, and finding them takes seconds.
MOST_WORDS = 2000
NAMES = {
    "headline": gettext_lazy("Headline"),
    "standfirst": gettext_lazy("Standfirst"),
    "headline_front": gettext_lazy("Front-page headline"),
    "headline_search": gettext_lazy("Search headline"),
    "headline_social": gettext_lazy("Social headline"),
    "description": gettext_lazy("Description"),
    "bylines": gettext_lazy("Byline"),
    "section": gettext_lazy("Section"),
    "kind": gettext_lazy("Kind"),
    "tags": gettext_lazy("Tags"),
    "body": gettext_lazy("Body"),
    "pictures": gettext_lazy("Pictures"),
    "slug": gettext_lazy("Slug"),
    "language": gettext_lazy("Language"),
    "embargo_until": gettext_lazy("Embargo"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field's lines that are in one state only, and those that are in the other only."""

    field: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def marked(self) -> tuple[list, list]:
        """Both states' lines in pieces, each with whether its words are in that state only."""
        return mark_words(self.before, self.after)


def differences(before: Lines, after: Lines) -> list[Difference]:
    found = []
    for field, name in NAMES.items():
        old, new = before.get(field, ()), after.get(field, ())
        if old != new:
            gone, come = _changed_lines(old, new)
            found.append(Difference(field, str(name), gone, come))
    return found


def _changed_lines(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple, tuple]:
    gone, come = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    return tuple(gone), tuple(come)


def mark_words(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[list, list]:
    old, new = _words(before), _words(after)
    if len(old) * len(new) > MOST_WORDS**2:
        return [[(line, True)] for line in before], [[(line, True)] for line in after]
    gone, come = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        # A space between two words that differ belongs to them.
        differs = tag != "equal" or not "".join(old[i1:i2]).strip()
        gone.append((old[i1:i2], differs))
        come.append((new[j1:j2], differs))
    return _lines_of_pieces(gone), _lines_of_pieces(come)


def _words(lines: tuple[str, ...]) -> list[str]:
    return _WORDS.findall("\n".join(line.replace("\n", " ") for line in lines))


def _lines_of_pieces(pieces) -> list[list[tuple[str, bool]]]:
    lines: list[list[tuple[str, bool]]] = [[]]
    for words, changed in pieces:
        for number, text in enumerate("".join(words).split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append((text, changed))
    return [line for line in lines if line]


def body_lines(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    return tuple(_block_line(block) for block in blocks)


def _block_line(block: Block) -> str:
    match block.kind:
        case "image":
            return _("[picture %d]") % block.ref
        case "post":
            return _("[social post %d]") % block.ref
        case "clip":
            return _("[clip %d]") % block.ref
        case "rule":
            return "———"
        case "quote" | "pullquote":
            return f"“{block.text()}”"
    return block.text()


def one_line(text) -> tuple[str, ...]:
    if isinstance(text, datetime):
        text = date_format(timezone.localtime(text), "j F Y, H:i")
    return (str(text),) if text not in (None, "") else ()


def lines_of_values(values: Mapping, bylines, pictures) -> Lines:
    """A story as a form holds it: its fields' values, (role, author) and pictures' rows."""
    return {
        "headline": one_line(values["headline"]),
        "standfirst": one_line(values["standfirst"]),
        **{name: one_line(values[name]) for name in SINCE_2},
        "slug": one_line(values["slug"]),
        "kind": one_line(dict(Article.Kind.choices).get(values["kind"], values["kind"])),
        "language": one_line(values["language"]),
        "section": one_line(values["section"]),
        "embargo_until": one_line(values["embargo_until"]),
        "tags": tuple(str(tag) for tag in values["tags"] or ()),
        "body": body_lines(split_blocks(values["body"] or "")),
        "bylines": tuple(_credit(role, author) for role, author in bylines),
        "pictures": tuple(
            picture_line(image, caption, credit, alt, lead=role == "lead")
            for image, role, caption, credit, alt in pictures
        ),
    }


def _credit(role: str, author) -> str:
    return f"{dict(Byline.Role.choices).get(role, role)} {author}"


def picture_line(picture, caption: str, credit: str, alt: str = "", *, lead: bool) -> str:
    words = " · ".join(part for part in (str(picture), caption, credit, alt) if part)
    return _("Lead: %s") % words if lead else words
