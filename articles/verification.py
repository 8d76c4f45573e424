"""Proving the record: every edition's chain recomputed from the stored documents.

Nothing here writes. A chain is read edition by edition, so memory does not grow with the archive.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from articles.changes import Change
from articles.models import Edition
from articles.record import EditionRecord, Notice, chain_hash, read_record
from articles.snapshot import UnreadableSnapshot, canonical_json


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first edition of a story that is not as it was published, and what differs."""

    article_id: int
    headline: str
    number: int
    reason: str


class Verification:
    """A walk over the chains of stories; iterating it gives the broken ones.

    ``head`` is one hash over the last hash of every chain. Kept in another place, it shows even
    that the end of a chain was rewritten, which a chain alone cannot.
    """

    def __init__(self, editions):
        self._editions = editions
        self._head = hashlib.sha256()
        self.editions = 0
        self.stories = 0

    def __iter__(self) -> Iterator[Flaw]:
        rows = (
            self._editions.select_related("correction__supersedes__edition", "withdrawal")
            .defer("correction__supersedes__edition__document")
            .order_by("article_id", "number")
            .iterator(chunk_size=100)
        )
        for _article_id, editions in groupby(rows, key=lambda edition: edition.article_id):
            self.stories += 1
            if flaw := find_flaw(self._counted(editions)):
                yield flaw

    @property
    def head(self) -> str:
        return self._head.hexdigest()

    def _counted(self, editions: Iterable[Edition]) -> Iterator[Edition]:
        edition = None
        for edition in editions:
            self.editions += 1
            yield edition
        if edition:
            self._head.update(f"{edition.article_id} {edition.sha256}\n".encode())


def find_flaw(editions: Iterable[Edition]) -> Flaw | None:
    """The first flaw of one story's editions, given in the order of their numbers."""
    found = previous = None
    # All are read even after a flaw: the caller counts them.
    for edition in editions:
        if found is None and (reason := _difference(previous, edition)):
            found = _flaw(edition, reason)
        found = found or _wrong_end(previous, edition)
        previous = edition
    return found or _wrong_end(previous, None)


def _flaw(edition: Edition, reason: str) -> Flaw:
    return Flaw(edition.article_id, edition.headline, edition.number, reason)


def _difference(previous: Edition | None, edition: Edition) -> str:
    expected = previous.number + 1 if previous else 1
    if edition.number != expected:
        return _("edition %d, which stood before it, is missing") % expected
    if edition.previous_sha256 != (previous.sha256 if previous else ""):
        return _("it does not follow the edition before it (previous hash)")
    if edition.sha256 != chain_hash(edition.previous_sha256, edition.document):
        return _("its document is not the one its hash was made of")
    try:
        record = read_record(edition.document)
    except UnreadableSnapshot as error:
        return str(error)
    if columns := _differing_columns(edition, record):
        return _("its columns differ from its document: %s") % ", ".join(columns)
    own = next((one for one in record.notices if one.edition == edition.number), None)
    if _told_by(edition) != own:
        return _("its correction differs from its document")
    return _wrong_notice(record.notices)


def _differing_columns(edition: Edition, record: EditionRecord) -> list[str]:
    story = record.story
    told = {
        "article": (edition.article_id, story.article_id),
        "number": (edition.number, record.number),
        "change": (edition.change, record.change),
        "live_from": (edition.live_from, datetime.fromisoformat(record.live_from)),
        "first_published": (edition.first_published, record.first_published_at),
        "is_dated_by_day": (edition.is_dated_by_day, record.is_dated_by_day),
        "updated": (edition.updated, record.updated_at),
        "is_updated_by_day": (edition.is_updated_by_day, record.is_updated_by_day),
        "begins_by_day": (edition.begins_by_day, record.begins_by_day),
        "section": (edition.section_id, story.section and story.section.id),
        "slug": (edition.slug, story.slug),
        "kind": (edition.kind, story.kind),
        "language": (edition.language, story.language),
        "headline": (edition.headline, story.headline),
        "headline_search": (edition.headline_search, story.headline_search),
        "standfirst": (edition.standfirst, story.standfirst),
        "lead_image": (edition.lead_image_id, story.lead_image and story.lead_image.id),
        "story_sha256": (edition.story_sha256, _story_hash(edition.document)),
    }
    return [name for name, (column, document) in told.items() if column != document]


def _story_hash(document: str) -> str:
    # As it was written: the snapshot's own hash is that of the schema of today.
    story = json.loads(document)["story"]
    return hashlib.sha256(canonical_json(story).encode()).hexdigest()


def _told_by(edition: Edition) -> Notice | None:
    """What the row of an edition's correction tells."""
    one = getattr(edition, "correction", None)
    if one is None:
        return None
    superseded = one.supersedes and one.supersedes.edition
    of_another_story = superseded and superseded.article_id != edition.article_id
    return Notice(
        edition.number,
        edition.change,
        one.published_at.astimezone(UTC).isoformat(),
        one.notice,
        # No edition has this number.
        0 if of_another_story else superseded.number if superseded else None,
        one.hides_text,
        edition.begins_by_day,
    )


def _wrong_notice(notices: tuple[Notice, ...]) -> str:
    """A notice supersedes an earlier one that still stands, and a retraction only another's."""
    standing: dict[int, Notice] = {}
    for one in notices:
        if one.hides_text and one.change != Change.RETRACTION:
            return _("a notice that is no retraction hides the text")
        if one.supersedes is not None:
            earlier = standing.pop(one.supersedes, None)
            if earlier is None or earlier.change == Change.RETRACTION != one.change:
                return _("a notice supersedes none that could be superseded")
        standing[one.edition] = one
    return ""


def _wrong_end(edition: Edition | None, following: Edition | None) -> Flaw | None:
    """An edition ends when the next begins or when it is withdrawn, and at no other time.

    Its end is not in its document; a wrong one is how the loss of a last edition shows.
    """
    if edition is None:
        return None
    end, withdrawal = edition.live_until, getattr(edition, "withdrawal", None)
    start = following.live_from if following else None
    if withdrawal:
        rightly = end == withdrawal.withdrawn_at and (start is None or end <= start)
    else:
        rightly = end == start
    if rightly:
        return None
    return _flaw(edition, _("the time it ended is not the one its successor or withdrawal gives"))
