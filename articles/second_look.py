"""A second look at a minor edition that changes figures, names or quotations.

Whoever publishes it says why it is minor all the same, and that is kept with the edition. The
system (``by=None``: imports, the demo's archive) is not asked.
"""

from django.utils.translation import gettext as _

from articles.assembly import record_of
from articles.models import Edition, QuietEdit
from articles.quiet_edits import Finding, find_quiet_edits
from articles.refusals import PublishingRefused
from articles.snapshot import ArticleSnapshot, UnreadableSnapshot

LONGEST_REASON = 300


class SecondLook(PublishingRefused):
    """A minor edition changes what readers were told; its publisher has to say why it is minor."""

    def __init__(self, findings: list[Finding], sentence: str):
        self.findings = findings
        super().__init__({"minor_because": sentence})


def look_again(story: ArticleSnapshot, seen: Edition, *, because: str) -> list[Finding]:
    """What a story would quietly change of an edition that readers saw.

    Raises SecondLook where that is anything and ``because`` gives no reason.
    """
    try:
        before = record_of(Edition.objects.get(pk=seen.pk)).story
    except UnreadableSnapshot:
        # Nothing can be said of it; the record's own check tells of it.
        return []
    findings = find_quiet_edits(before, story)
    if findings and not because:
        raise SecondLook(
            findings, _("This changes what readers were told. Say why it is minor all the same.")
        )
    if findings and len(because) > LONGEST_REASON:
        raise SecondLook(
            findings, _("Say it in %d characters: the reason is read in a list.") % LONGEST_REASON
        )
    return findings


def record_answer(
    edition: Edition, seen: Edition | None, findings: list[Finding], *, because: str, by, at
) -> None:
    """Keep what was found with the answer. In the transaction that makes the edition."""
    if findings:
        QuietEdit.objects.create(
            edition=edition,
            against=seen.number,
            findings=[one.to_data() for one in findings],
            reason=because,
            by=by,
            at=at,
        )
