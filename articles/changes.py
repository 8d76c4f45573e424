"""What the classes of change mean, said once: to readers, to the “Updated” time, to notices.

Whatever tells of a story's age (pages, lists, feeds, sitemaps) follows ``updated_by``.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from articles.models import Edition

Change = Edition.Change
# Readers are told of these in words of their own.
WITH_NOTICE = frozenset({Change.CLARIFICATION, Change.CORRECTION, Change.RETRACTION})
# Only these move the story's "Updated" time; a minor edition does not.
MOVES_UPDATED = WITH_NOTICE | {Change.FIRST, Change.UPDATE}
# A class as a reader would say it, in the public history.
FOR_READERS = {
    Change.FIRST: _("First published"),
    Change.MINOR: _("Small edits: spelling, style or a caption"),
    Change.UPDATE: _("Updated with new information"),
    Change.CLARIFICATION: _("Clarified"),
    Change.CORRECTION: _("Corrected"),
    Change.RETRACTION: _("Retracted"),
}
# What a notice is headed by.
HEADINGS = {
    Change.CLARIFICATION: _("Clarification"),
    Change.CORRECTION: _("Correction"),
    Change.RETRACTION: _("Retraction"),
}


def updated_by(change: str, at: datetime, updated: datetime | None) -> datetime:
    """When a story counts as updated once an edition of this class has begun ``at`` an instant.

    ``updated`` is what it was before; None before the first edition.
    """
    return at if updated is None or change in MOVES_UPDATED else updated


def in_readers_words(change: str) -> str:
    return str(FOR_READERS[change]) if change in FOR_READERS else ""
