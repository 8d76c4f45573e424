from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DayHead(models.Model):
    """One hash over the record as it stood when a day ended, published and never altered.

    articles/day_heads.py says what it covers.
    """

    day = models.DateField(_("day"), unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    stories = models.PositiveIntegerField()
    editions = models.PositiveIntegerField()
    # Pages of the list of stories; each covers so many ids, whether there are stories or not.
    pages = models.PositiveIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["-day"]
        default_permissions = ()
        verbose_name = _("day’s hash")
        verbose_name_plural = _("days’ hashes")

    def __str__(self):
        return f"{self.day} {self.sha256}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A day's hash has been published and is never altered.")
        super().save(*args, **kwargs)


class RecordCheck(models.Model):
    """One verification of the whole record: when it ended, and what it found."""

    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(db_index=True)
    stories = models.PositiveIntegerField()
    editions = models.PositiveIntegerField()
    broken = models.PositiveIntegerField()
    # The first of them: article_id, headline, number and reason of each.
    flaws = models.JSONField(default=list)
    head = models.CharField(max_length=64)
    # Nobody, where the worker did it of itself.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-finished_at"]
        default_permissions = ("view",)
        verbose_name = _("verification of the record")
        verbose_name_plural = _("verifications of the record")

    def __str__(self):
        return f"{self.finished_at:%Y-%m-%d %H:%M} {self.broken}"
