from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class NoteQuerySet(models.QuerySet):
    def threads(self):
        """Notes, without the replies to them."""
        return self.filter(parent=None)

    def open(self):
        return self.threads().filter(resolved_at=None)

    def blocking(self):
        """Open notes that have to be settled before the story is published."""
        return self.open().filter(is_blocking=True)


class Note(models.Model):
    """What the desk says to itself about a story or a passage of it: never a reader's business.

    No part of a snapshot, a revision or an edition. The passage is told as in articles/anchors.py;
    ``start`` and ``end`` are empty while its words are not in the stored text.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="notes")
    # A reply answers a note and is never answered itself.
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("note"))
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Of any change at all, so that an open page can ask whether there is something new.
    changed_at = models.DateTimeField(default=timezone.now)
    is_blocking = models.BooleanField(_("must be settled before publishing"), default=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_notes",
        verbose_name=_("for"),
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    quote = models.TextField(blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    # When a save left nothing of the passage.
    lost_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        # Who may write one may answer and resolve any; the rest is said in articles/notes.py.
        default_permissions = ("view", "add")
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [
            models.Index(fields=["article", "created_at"], name="articles_note_story"),
            models.Index(
                fields=["assigned_to", "-created_at"],
                name="articles_note_assigned",
                condition=Q(resolved_at=None, parent=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="articles_note_has_text"),
            models.CheckConstraint(
                condition=Q(start=None, end=None)
                | Q(start__isnull=False, end__gt=models.F("start"), lost_at=None),
                name="articles_note_place_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(parent=None)
                | Q(is_blocking=False, assigned_to=None, resolved_at=None, quote=""),
                name="articles_note_reply_is_plain",
            ),
        ]

    def __str__(self):
        return Truncator(self.text).chars(80)

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None

    @property
    def is_lost(self) -> bool:
        """Whether the passage it was about has been deleted."""
        return self.lost_at is not None

    @property
    def is_awaited(self) -> bool:
        """Whether its passage has not been saved yet."""
        return bool(self.quote) and self.start is None and not self.is_lost
