from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.people import person


class EmbargoBreakQuerySet(models.QuerySet):
    def waiting(self):
        """Requests that nobody has answered."""
        return self.filter(approved_at__isnull=True, declined_at__isnull=True)

    def approved(self):
        return self.filter(approved_at__isnull=False)


class EmbargoBreak(models.Model):
    """One person's request to break a running embargo, and another's answer."""

    # Without a constraint, since a deleted story keeps its record, as it keeps its history.
    article = models.ForeignKey(
        Article,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="embargo_breaks",
        verbose_name=_("story"),
    )
    # The embargo that was asked about: the answer holds for no other.
    embargo_until = models.DateTimeField(_("embargo until"))
    reason = models.TextField(_("reason"))
    asked_by = person(_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True)
    # Nobody, where the request lapsed with its embargo.
    declined_by = person(_("declined by"))
    declined_at = models.DateTimeField(_("declined"), null=True)
    # The first edition that went live before the hour, by this permission.
    edition = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("edition")
    )

    objects = EmbargoBreakQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        permissions = [("break_embargo", _("Can approve that an embargo is broken"))]
        verbose_name = _("broken embargo")
        verbose_name_plural = _("broken embargoes")
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(approved_at__isnull=True, declined_at__isnull=True),
                name="articles_embargobreak_one_waiting",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="articles_embargobreak_reason"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(approved_by=F("asked_by")),
                name="articles_embargobreak_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(declined_at__isnull=True),
                name="articles_embargobreak_one_answer",
            ),
        ]

    def __str__(self):
        return self.reason[:80]
