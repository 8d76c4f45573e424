"""What a picture of the library is found by: one text of all its words, kept with its row.

A search looks through one column in place of thirteen, and large and small letters are alike in
every language and database: the text and what is sought in it are folded here, in the same way.
"""

import unicodedata
from typing import Any

from django.db.models import Q

FIELDS = (
    *("caption", "title", "alt", "credit", "creator", "source", "keywords", "persons", "event"),
    *("sublocation", "city", "region", "country", "extended_description"),
)


def sought_text(image: Any) -> str:
    """All words of a picture, a line for each field: what is sought never goes over two."""
    return "\n".join(filter(None, (folded(getattr(image, name)) for name in FIELDS)))


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).casefold().split())


def containing(word: str) -> Q:
    """The pictures with this word, or these words one after the other, in any of their fields."""
    return Q(sought__contains=folded(word))
