"""A comparison as HTML: what was removed in ``del``, what was added in ``ins``.

Built with lxml from the leaves of the bodies (passages.py), never from strings, so nothing in it is
markup that the sanitiser did not leave in the body. Every change has a number (``data-change``).
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from lxml import etree
from lxml import html as lxml_html

from articles.body import NOT_IN_XML, REFERENCES
from articles.comparing.marks import DEL, INS, Keys, Step, changed_words, same_words
from articles.comparing.passages import Passages, Shown, Stretch, build, path_of

_KINDS = {
    "image": gettext_lazy("Picture"),
    "post": gettext_lazy("Social post"),
    "clip": gettext_lazy("Clip"),
}


@dataclass(slots=True)
class Writer:
    """Writes the texts of a page: names what they refer to, and gives each change its id once.

    ``references`` has a name and the address of a small picture, or "", for each kind and id.
    """

    references: dict[tuple[str, int], tuple[str, str]]
    last: int = 0

    def next(self) -> int:
        self.last += 1
        return self.last

    def html(self, *sides: list[Shown]) -> tuple[SafeString, ...]:
        """Each of the sides of a row; what is one change on both has one number."""
        roots = [build(texts, lxml_html.Element("div")) for texts in sides]
        marked: dict[str, list] = {}
        for root in roots:
            for element in root.iter("ins", "del", "span"):
                if key := element.get("data-change"):
                    marked.setdefault(key, []).append(element)
            for figure in root.iter("figure"):
                self._name(figure)
        # Of one text, in its order; of two, in the order of both.
        for key in marked if len(roots) == 1 else sorted(marked):
            number = str(self.next())
            marked[key][0].set("id", f"change-{number}")
            for element in marked[key]:
                element.set("data-change", number)
        return tuple(
            mark_safe(
                "".join(etree.tostring(one, encoding="unicode", method="html") for one in root)
            )
            for root in roots
        )

    def _name(self, figure) -> None:
        kind = next(one for one in REFERENCES if figure.get(f"data-{one}"))
        name, thumbnail = self.references.get((kind, int(figure.get(f"data-{kind}"))), ("", ""))
        if thumbnail:
            figure.append(
                lxml_html.Element("img", {"src": thumbnail, "alt": "", "loading": "lazy"})
            )
        caption = lxml_html.Element("figcaption")
        name = NOT_IN_XML.sub("\ufffd", name)
        caption.text = f"{_KINDS[kind]}: {name}" if name else str(_KINDS[kind])
        figure.append(caption)


def plain_side(passages: Passages, around: tuple[str, str] | None = None) -> list[Shown]:
    """All of one side, unmarked or each text marked as a whole."""
    texts = []
    for block, leaf in passages.leaves:
        stretches = [Stretch(text, marks, around) for text, marks in leaf.cut(0, len(leaf.text))]
        texts.append(Shown(path_of("", block, leaf), tuple(stretches)))
    return texts


def side_texts(
    side: Passages, all_steps: list[Step], *, is_old: bool, other: Passages, keys: Keys
) -> list[Shown]:
    """One side alone, as it stands, with what the other has not marked."""
    written: list[list[Stretch]] = [[] for _leaf in side.leaves]
    for order, step in enumerate(all_steps):
        keys.step = order
        here = step.old if is_old else step.new
        if here is None:
            continue
        at, first, last = here
        _block, leaf = side.leaves[at]
        if not leaf.is_text:
            continue
        out = written[at]
        if step.kind != "same":
            around = DEL if is_old else INS
            out += changed_words(leaf, first, last, around, step.key, None)
        elif is_old:
            out += [Stretch(text, marks) for text, marks in leaf.cut(*leaf.reach(first, last))]
        else:
            _number, was = other.leaves[step.old[0]]
            out += same_words((was, *step.old[1:]), (leaf, first, last), keys, [])
    return [
        Shown(path_of("", block, leaf), tuple(out))
        for (block, leaf), out in zip(side.leaves, written, strict=True)
    ]
