"""What pictures and clips have in common: from when and until when readers may see them, and
that they can be withdrawn."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def _is_withheld(at) -> Q:
    return Q(withdrawn_at__isnull=False) | Q(embargo_until__gt=at) | Q(rights_until__lte=at)


class RightsQuerySet(models.QuerySet):
    def withheld(self, at=None):
        """Those readers may not see at an instant (default: now). The only place this is said.

        Withdrawn, under embargo, or with rights that have ended.
        """
        return self.filter(_is_withheld(at or timezone.now()))

    def ending(self, start, end):
        """Those whose rights end in an interval, the next first."""
        return self.filter(rights_until__gt=start, rights_until__lte=end).order_by(
            "rights_until", "pk"
        )

    def ending_of(self, ids) -> dict:
        """When the rights end, by id, of those of these whose rights do."""
        ends = self.filter(pk__in=ids, rights_until__isnull=False).order_by()
        return dict(ends.values_list("pk", "rights_until"))

    def limited(self, at):
        """Of those that are or will be withheld: id, whether they are, and their instants."""
        withheld = ExpressionWrapper(_is_withheld(at), output_field=models.BooleanField())
        limits = _is_withheld(at) | Q(rights_until__gt=at)
        rows = self.filter(limits).order_by().annotate(is_withheld=withheld)
        return rows.values_list("pk", "is_withheld", "embargo_until", "rights_until")


class HasRights(models.Model):
    """A thing of the library that readers may see for a time, and that can be withdrawn.

    It has ``files``, the rows of all the files it has had by SHA-256, and ``withdrawals``.
    """

    rights_until = models.DateTimeField(
        _("rights end"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("From then on readers no longer see it."),
    )
    embargo_until = models.DateTimeField(
        _("embargo until"), null=True, blank=True, help_text=_("Readers see it from then on.")
    )
    # Of the withdrawal that stands, whose row says why (articles/rights.py keeps the two alike).
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        thing = super().from_db(db, field_names, values)
        # To know at a save whether pages have to be made anew (articles/rights.py).
        thing.held_rights = None if thing.get_deferred_fields() else thing.rights_span
        return thing

    @property
    def rights_span(self) -> tuple:
        return self.embargo_until, self.rights_until, self.withdrawn_at

    def clean(self):
        if self.embargo_until and self.rights_until and self.embargo_until >= self.rights_until:
            raise ValidationError(
                {"rights_until": _("The rights end before the embargo does: nobody could see it.")}
            )

    def note_files(self) -> None:
        """Have a row of each of its files, which one that was recovered has lost."""
        raise NotImplementedError

    def aside_name(self) -> str:
        """The storage name of its present file while it is withdrawn."""
        raise NotImplementedError

    def hashes(self) -> models.QuerySet:
        """The files that it is known by; whatever has one of them is the same thing."""
        return self.files.values("sha256")

    @classmethod
    def having(cls, hashes) -> models.QuerySet:
        """All that have or have had a file of these hashes."""
        files = cls._meta.get_field("files").related_model
        owners = files.objects.filter(sha256__in=hashes).values(cls._meta.model_name)
        return cls.objects.filter(pk__in=owners)


class WithdrawalQuerySet(models.QuerySet):
    def standing(self):
        """Withdrawals that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)


class MediaWithdrawal(models.Model):
    """Why a thing of the library was taken from readers, by whom; and since when they may see it
    again."""

    reason = models.TextField(_("reason"))
    withdrawn_at = models.DateTimeField(_("withdrawn"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("brought back"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-withdrawn_at", "-pk"]

    def __str__(self):
        return self.reason[:80]


def withdrawal_constraints(thing: str) -> list[models.BaseConstraint]:
    """Of each thing one withdrawal stands, and every withdrawal says why."""
    return [
        models.UniqueConstraint(
            fields=[thing],
            condition=Q(lifted_at__isnull=True),
            name=f"articles_{thing}withdrawal_one_standing",
        ),
        models.CheckConstraint(
            condition=~Q(reason=""), name=f"articles_{thing}withdrawal_has_reason"
        ),
    ]
