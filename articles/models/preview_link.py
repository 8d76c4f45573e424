from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class PreviewLinkQuerySet(models.QuerySet):
    def working(self, at=None):
        """Links that open at an instant (default: now)."""
        return self.filter(_works(at))

    def working_first(self, at=None):
        """Those that open, then those that are over: newest first."""
        over = models.Case(models.When(_works(at), then=0), default=1)
        return self.order_by(over, "-created_at", "-pk")


def _works(at) -> Q:
    return Q(expires_at__gt=at or timezone.now(), revoked_at=None, article__isnull=False)


class PreviewLink(models.Model):
    """A secret address for somebody without an account, who may read one unpublished story."""

    class Lifetime(models.IntegerChoices):
        """For how many hours a link works."""

        DAY = 24, _("24 hours")
        THREE_DAYS = 72, _("3 days")
        WEEK = 168, _("1 week")
        FOUR_WEEKS = 672, _("4 weeks")

    class Ending(models.TextChoices):
        """Why a link opens no more."""

        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")
        GONE = "gone", _("Story deleted")

    # None once the story has been deleted: the link then says that it is over.
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, related_name="preview_links"
    )
    # Of the secret only this is kept: who reads the database or a backup of it opens no link.
    secret_sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(
        _("for whom"), max_length=80, error_messages={"blank": _("Say for whom the link is.")}
    )
    is_frozen = models.BooleanField(default=False)
    # Of a frozen link: the record it shows, as an edition's document (articles/record.py).
    document = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)
    # When a visit was last counted.
    opened_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        permissions = [("share_article", _("Can show unpublished stories to outsiders"))]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        indexes = [
            models.Index(fields=["article", "-created_at"], name="articles_previewlink_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="articles_previewlink_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(is_frozen=True) & ~Q(document="") | Q(is_frozen=False, document=""),
                name="articles_previewlink_frozen_has_document",
            ),
        ]

    def __str__(self):
        return self.label

    def ending(self, at=None) -> "PreviewLink.Ending | None":
        """Why the link is over at an instant (default: now), or None where it opens."""
        if self.revoked_at:
            return self.Ending.REVOKED
        if self.article_id is None:
            return self.Ending.GONE
        if self.expires_at <= (at or timezone.now()):
            return self.Ending.EXPIRED
        return None


class PreviewVisit(models.Model):
    """That a preview link was opened, and when: nothing of who did."""

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="visits")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opened_at"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["link", "-opened_at"], name="articles_previewvisit_newest"),
        ]

    def __str__(self):
        return f"{self.link_id}, {self.opened_at}"
