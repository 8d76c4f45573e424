from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition


class QuietEdit(models.Model):
    """Why an edition was published as minor though it changed what readers were told.

    Written with its edition (articles/second_look.py) and never altered.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="quiet_edit")
    # The number of the edition that readers saw before.
    against = models.PositiveIntegerField()
    # What was shown to whoever answered: articles/quiet_edits.py's findings as plain values.
    findings = models.JSONField(default=list)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        verbose_name = _("quiet edit")
        verbose_name_plural = _("quiet edits")
        indexes = [models.Index(fields=["-at", "-id"], name="articles_quietedit_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="articles_quietedit_has_reason"),
        ]

    def __str__(self):
        return self.reason[:80]

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("What was answered about a quiet edit is never altered.")
        super().save(*args, **kwargs)
