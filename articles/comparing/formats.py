"""What became of the form of a word: bold, italic, a link and where it leads."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.comparing.passages import Marks

NAMES = {
    "strong": gettext_lazy("bold"),
    "em": gettext_lazy("italic"),
    "u": gettext_lazy("underlined"),
    "s": gettext_lazy("struck through"),
    "sub": gettext_lazy("subscript"),
    "sup": gettext_lazy("superscript"),
    "code": gettext_lazy("code"),
}

Cut = list[tuple[str, Marks]]


def told(before: Cut, after: Cut) -> str:
    """What changed in the form of the same word, "" where nothing did."""
    if before == after:
        return ""
    notes = _links(_hrefs(before), _hrefs(after))
    was, now = _tags(before), _tags(after)
    notes += [_("%s added") % NAMES[tag] for tag in NAMES if tag in now and tag not in was]
    notes += [_("%s removed") % NAMES[tag] for tag in NAMES if tag in was and tag not in now]
    return ", ".join(notes) or _("formatting changed")


def links_differ(before: Cut, after: Cut) -> bool:
    return _hrefs(before) != _hrefs(after)


def _links(old: list[str], new: list[str]) -> list[str]:
    if old == new:
        return []
    if not old:
        return [_("link to %s added") % ", ".join(new)]
    if not new:
        return [_("link to %s removed") % ", ".join(old)]
    words = {"before": ", ".join(old), "after": ", ".join(new)}
    return [_("link changed from %(before)s to %(after)s") % words]


def _hrefs(cut: Cut) -> list[str]:
    found = [href for _text, marks in cut for tag, href in marks if tag == "a"]
    return list(dict.fromkeys(found))


def _tags(cut: Cut) -> set[str]:
    return {tag for _text, marks in cut for tag, _href in marks}
