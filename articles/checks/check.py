"""What a check is, what it is given and what it finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

from django.urls import reverse

from articles.models import Article
from articles.snapshot import ArticleSnapshot


class Level(StrEnum):
    """What a finding does: it holds the story back, it is shown, or the check is not run."""

    BLOCKING = "blocking"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is put right: an element of the story's form, or another page of the desk."""

    anchor: str = ""
    address: str = ""

    def href(self, form_url: str = "") -> str:
        """The link to it, from the form itself or, given the form's address, from elsewhere."""
        return self.address or f"{form_url}#{self.anchor}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: a sentence for the desk, and its place."""

    sentence: str
    place: Place


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the check that made it and the level that the site gives that check."""

    code: str
    level: Level
    finding: Finding

    @property
    def sentence(self) -> str:
        return self.finding.sentence


@dataclass(frozen=True)
class Context:
    """What a check looks at: the story, its stored row, and when it would go live."""

    article: Article
    story: ArticleSnapshot
    at: datetime

    def field(self, name: str) -> Place:
        return Place(f"id_{name}")

    def part(self, name: str) -> Place:
        """A part of the form by its id."""
        return Place(name)

    def block(self, index: int) -> Place:
        """A block of the text, counted from 0 (articles/static/articles/desk/places.js)."""
        return Place(f"block-{index + 1}")

    def caption(self, image_id: int, field: str) -> Place:
        """A picture's row below the text; the library's page of it where it has none."""
        if image_id in self._rows:
            return Place(f"id_captions-{self._rows.index(image_id)}-{field}")
        library = reverse("admin:articles_image_change", args=[image_id])
        return Place(address=f"{library}#id_{field}")

    @cached_property
    def _rows(self) -> list[int]:
        """The pictures in the order of their rows on the form, read once for all findings."""
        return list(self.article.captions.values_list("image", flat=True))


class Check:
    """A check before publishing. Subclasses say what they find; settings say how much it weighs.

    ``code`` names it in the CHECKS setting. An essential check is the rule of the verbs themselves:
    it holds for importers too, and no setting lowers it.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    level: ClassVar[Level] = Level.WARNING
    is_essential: ClassVar[bool] = False

    def find(self, context: Context) -> Iterable[Finding]:
        raise NotImplementedError
