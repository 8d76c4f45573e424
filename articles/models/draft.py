from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class Draft(models.Model):
    """What somebody has typed into one page and not saved: never a revision, never a reader's.

    A page of the desk has a key of its own and counts its changes; what it has saved stays as an
    empty row, so that a request that was held up on its way brings nothing back.
    """

    key = models.UUIDField(_("page"), unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    # None while the story itself is new.
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    # The token of the story as the page had opened it.
    opened = models.CharField(max_length=36, blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    headline = models.CharField(_("headline"), max_length=200, blank=True)
    # The form's fields as JSON: [[name, value, label], …].
    fields = models.TextField(default="[]")
    updated_at = models.DateTimeField(_("typed"), default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at"]
        default_permissions = ()
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [
            models.Index(fields=["user", "article", "-updated_at"], name="articles_draft_own"),
        ]

    def __str__(self):
        return self.headline or str(self.key)


class Presence(models.Model):
    """A page of the desk that has a story open: who, since when last heard of, whether typing."""

    key = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(default=timezone.now)
    typed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["article", "-seen_at"], name="articles_presence_seen"),
        ]

    def __str__(self):
        return f"{self.user} · {self.article_id}"
