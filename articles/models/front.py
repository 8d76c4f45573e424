from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.edition import RecordIsKept


class ArrangementQuerySet(models.QuerySet):
    def standing(self):
        """Arrangements that were, are or will be on the front page: not those taken back."""
        return self.filter(taken_back_at__isnull=True)

    def in_force(self, at=None):
        """The arrangement that the front page follows at an instant, as one row or none."""
        begun = self.standing().filter(begins_at__lte=at or timezone.now())
        return begun.order_by("-begins_at", "-number")[:1]

    def to_come(self, at=None):
        """Scheduled arrangements, the next one first."""
        ahead = self.standing().filter(begins_at__gt=at or timezone.now())
        return ahead.order_by("begins_at", "number")

    def take_back(self, number: int, *, by, at) -> bool:
        """Take back one that has not begun; whether there was one."""
        waiting = self.to_come(at).filter(number=number).order_by()
        return bool(super(ArrangementQuerySet, waiting).update(taken_back_at=at, taken_back_by=by))

    def update(self, **values):
        raise RecordIsKept("An arrangement of the front page is never altered.")

    def delete(self):
        raise RecordIsKept("An arrangement of the front page is never deleted.")


class FrontArrangement(models.Model):
    """How editors arranged the front page: one saved state of it, never altered.

    The one that began last is in force. Only one that has not begun can be taken back.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    # articles/front/layout.py reads and writes it.
    layout = models.TextField()
    begins_at = models.DateTimeField(_("begins"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        default_permissions = ()
        permissions = [("arrange_front", _("Can arrange the front page"))]
        verbose_name = _("arrangement of the front page")
        verbose_name_plural = _("arrangements of the front page")
        indexes = [
            models.Index(fields=["-begins_at", "-number"], name="articles_front_in_force"),
        ]

    def __str__(self):
        return str(self.number)

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise RecordIsKept("An arrangement of the front page is never altered.")
        super().save(*args, force_insert=True, using=kwargs.get("using"))

    def delete(self, *args, **kwargs):
        raise RecordIsKept("An arrangement of the front page is never deleted.")
