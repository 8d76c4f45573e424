"""Checks of what the desk still talks about: notes to be settled, comments that were sought."""

from collections.abc import Iterator

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.anchors import text_of
from articles.checks.check import Check, Context, Finding, Level
from articles.comment_requests import outdated_lines
from articles.models import CommentRequest
from articles.notes import blocking_notes
from articles.state import when


class NoteUnsettled(Check):
    code = "note-unsettled"
    name = gettext_lazy("A note that must be settled before publishing")
    level = Level.BLOCKING

    def find(self, context: Context) -> Iterator[Finding]:
        for note in blocking_notes(context.article):
            sentence = _("A note must be settled first: “%(text)s”")
            words = Truncator(" ".join(note.text.split())).chars(120)
            yield Finding(sentence % {"text": words}, context.part(f"note-{note.pk}"))


class ReplyMissing(Check):
    """Whoever was asked for comment has not answered, or the text does not know that they have."""

    code = "reply-missing"
    name = gettext_lazy("Comment that was sought")

    def find(self, context: Context) -> Iterator[Finding]:
        place = context.part("tab-comment-requests")
        asked = list(context.article.comment_requests.all())
        for request in asked:
            if request.outcome != CommentRequest.Outcome.WAITING:
                continue
            sentence = _("%(whom)s was asked for comment at %(when)s and has not answered.")
            words = {"whom": request.whom, "when": when(request.asked_at)}
            yield Finding(capfirst(sentence % words), place)
        for request in outdated_lines(text_of(context.story.body), asked):
            sentence = _(
                "The text says that %(whom)s was contacted for comment. Since then: %(outcome)s."
            )
            words = {"whom": request.whom, "outcome": request.get_outcome_display()}
            yield Finding(sentence % words, place)
