"""A story's full history as a file to take away: for lawyers, archives, a court.

Both forms are made piece by piece, however long the history. Every document stands in them exactly
as its hash covers it, as a JSON string, so that common tools can verify it without this program
(docs/record.md):

    {"format": "newsroom-history", "version": 1, "site": …, "story": 7, "made_at": …,
     "editions":  [{"number", "change", "live_from", "live_until", "published_by", "revision",
                    "notice", "withdrawal", "previous_sha256", "sha256", "document"}, …],
     "revisions": [{"number", "saved_at", "saved_by", "source", "name", "summary", "note",
                    "sha256", "document"}, …]}

Editions come from the first to the last, revisions too; times are ISO 8601 in UTC. The document of
an edition is what the chain of hashes covers (articles/record.py), that of a revision is the story
as the revision holds it, or null with a "damage" beside it where it cannot be read.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone

from articles.assembly import Today
from articles.comparing import Comparison, compare, lay_out, summary
from articles.models import Article, Edition, RevisionMeta
from articles.revisions import UnreadableState, story_of
from articles.snapshot import ArticleSnapshot, canonical_json
from articles.state import name_of

FORMAT, VERSION = "newsroom-history", 1
STYLES = ("articles/compare/compare.css", "articles/history/file.css")


@dataclass(frozen=True)
class Save:
    """A revision with the story it holds; ``damage`` says why that cannot be read."""

    meta: RevisionMeta
    story: ArticleSnapshot | None
    damage: str = ""

    @cached_property
    def document(self) -> str | None:
        return canonical_json(self.story.to_data()) if self.story else None

    def to_data(self) -> dict:
        document = self.document
        data = {
            "number": self.meta.number,
            "saved_at": _iso(self.meta.saved_at),
            "saved_by": name_of(self.meta.saved_by),
            "source": self.meta.source,
            "name": self.meta.name,
            "summary": self.meta.summary,
            "note": self.meta.revision.get_comment(),
            "sha256": hashlib.sha256(document.encode()).hexdigest() if document else None,
            "document": document,
        }
        return data | ({"damage": self.damage} if self.damage else {})


def saves(article_id: int) -> Iterator[Save]:
    """Every revision of a story, the first one first, one at a time."""
    metas, today = RevisionMeta.objects.filter(article_id=article_id).order_by("number"), Today()
    for meta in metas.select_related("saved_by", "revision").iterator(100):
        try:
            yield Save(meta, story_of(meta, today))
        except UnreadableState as unreadable:
            yield Save(meta, None, str(unreadable))


def editions(article: Article) -> Iterator[Edition]:
    found = article.editions.select_related("correction", "withdrawal", "made_from")
    yield from found.order_by("number").iterator(50)


def edition_data(edition: Edition) -> dict:
    correction = getattr(edition, "correction", None)
    withdrawal = getattr(edition, "withdrawal", None)
    return {
        "number": edition.number,
        "change": edition.change,
        "live_from": _iso(edition.live_from),
        "live_until": _iso(edition.live_until),
        "published_by": json.loads(edition.document).get("published_by", ""),
        "revision": edition.made_from.number if edition.made_from else None,
        "notice": correction.notice if correction else None,
        "withdrawal": withdrawal.notice if withdrawal else None,
        "previous_sha256": edition.previous_sha256,
        "sha256": edition.sha256,
        "document": edition.document,
    }


def as_json(article: Article) -> Iterator[str]:
    """The file as JSON, piece by piece."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "site": settings.SITE_NAME,
        "story": article.pk,
        "headline": article.headline,
        "made_at": _iso(timezone.now()),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1]
    yield ',\n"editions": ['
    yield from _listed(edition_data(edition) for edition in editions(article))
    yield '],\n"revisions": ['
    yield from _listed(save.to_data() for save in saves(article.pk))
    yield "]}\n"


def _listed(values: Iterator[dict]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield (",\n" if number else "\n") + json.dumps(value, ensure_ascii=False)


def as_html(article: Article) -> Iterator[str]:
    """The file to read in a browser, with the JSON inside it; it loads nothing from anywhere."""
    yield render_to_string(
        "admin/articles/history/file_head.html",
        {
            "article": article,
            "site_name": settings.SITE_NAME,
            "made_at": timezone.now(),
            "editions": [_shown(edition) for edition in editions(article)],
            "css": _styles(),
        },
    )
    before = None
    for save in saves(article.pk):
        yield render_to_string(
            "admin/articles/history/file_save.html", {"save": save, **_changed(before, save)}
        )
        before = save.story or before
    yield '<script type="application/json" id="record">'
    # A script element ends at the first "</"; JSON may say "<" in another way.
    yield from (piece.replace("<", "\\u003c") for piece in as_json(article))
    yield "</script></main></body></html>\n"


def _shown(edition: Edition) -> tuple[Edition, dict, str]:
    data = edition_data(edition)
    return edition, data, f"{data['live_from']} – {data['live_until'] or ''}"


def _changed(before: ArticleSnapshot | None, save: Save) -> dict:
    if save.story is None or before is None:
        return {"first": save.story}
    comparison: Comparison = compare(before, save.story)
    return {
        "summary": summary(comparison),
        # Folded away would be gone: there is no page behind a file.
        "page": lay_out(comparison, side_by_side=False, whole=True),
    }


def _styles() -> str:
    found = (finders.find(name) for name in STYLES)
    return "\n".join(Path(path).read_text(encoding="utf-8") for path in found if path)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
