"""What a save did to the words of its story, written down once so that nobody has to look again.

Two questions are answered from it without opening a revision: when a phrase came in or went out
(articles/timeline.py), and who wrote what (articles/authorship.py).
"""

from collections import Counter
from typing import Any

from articles.authorship import Authorship, all_by, carried
from articles.comparing import Comparison
from articles.snapshot import SINCE_2, ArticleSnapshot


def trace(
    comparison: Comparison | None, after: ArticleSnapshot, *, number: int, held: Authorship
) -> dict[str, Any]:
    """The values of the RevisionTrace of a save with this number.

    ``comparison`` is what it changed, None at a story's first save; ``held`` the authorship
    before it, empty where nobody knows.
    """
    before = comparison.before if comparison else None
    old, new = Counter(_texts(before) if before else ()), Counter(_texts(after))
    return {
        "came": _lines(new - old),
        "went": _lines(old - new),
        "authorship": carried(held, comparison, number) if comparison else all_by(after, number),
    }


def as_looked_for(text: str) -> str:
    """A text as it is kept and looked for: in small letters, white space as one space."""
    # PostgreSQL's text knows no NUL.
    return " ".join(text.replace("\0", "").casefold().split())


def _texts(story: ArticleSnapshot) -> list[str]:
    """All that is read of a story, each text by itself: a phrase is found within one."""
    shown = [story.headline, story.standfirst, *(getattr(story, name) for name in SINCE_2)]
    shown += [block.text() for block in story.body]
    for image in story.images:
        shown += [image.caption, image.credit, image.alt]
    return [text for text in map(as_looked_for, shown) if text]


def _lines(texts: Counter) -> str:
    return "\n".join(texts.elements())
