from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.people import person


class PublicHistory(models.Model):
    """Whether readers see one story's history, where that is not what the site says.

    No part of the story: an old version that is brought back does not change it.
    """

    article = models.OneToOneField(
        Article,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="public_history",
        verbose_name=_("story"),
    )
    is_shown = models.BooleanField(_("shown"))
    set_by = person(_("set by"))
    set_at = models.DateTimeField(_("set"), default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("public history")
        verbose_name_plural = _("public histories")

    def __str__(self):
        return f"{self.article_id}: {self.is_shown}"


# Said here and nowhere else; ``prefix`` leads from another model to the rows.
def is_standing(prefix: str = "") -> Q:
    return Q(
        **{
            f"{prefix}ask": EditionWithholding.Ask.WITHHOLD,
            f"{prefix}confirmed_at__isnull": False,
            f"{prefix}lifted_at__isnull": True,
        }
    )


class EditionWithholdingQuerySet(models.QuerySet):
    def waiting(self):
        """Requests that nobody has answered."""
        return self.filter(confirmed_at__isnull=True, declined_at__isnull=True)

    def standing(self):
        """What withholds an edition from readers now."""
        return self.filter(is_standing())


class EditionWithholding(models.Model):
    """One person's request to withhold an edition, or to show it again; another's answer."""

    class Ask(models.TextChoices):
        WITHHOLD = "withhold", _("Withhold")
        LIFT = "lift", _("Show again")

    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        related_name="withholdings",
        verbose_name=_("edition"),
    )
    ask = models.CharField(_("request"), max_length=10, choices=Ask)
    # For the desk alone.
    reason = models.TextField(_("reason"))
    # What readers find in the edition's place.
    notice = models.TextField(_("notice"), blank=True)
    asked_by = person(_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_by = person(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    declined_by = person(_("declined by"))
    declined_at = models.DateTimeField(_("declined"), null=True)
    # When a confirmed request to show it again ended this one.
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    objects = EditionWithholdingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        verbose_name = _("withheld edition")
        verbose_name_plural = _("withheld editions")
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="articles_withholding_one_waiting",
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(ask="withhold", confirmed_at__isnull=False, lifted_at__isnull=True),
                name="articles_withholding_one_standing",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & (Q(ask="lift") | ~Q(notice="")),
                name="articles_withholding_words",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(confirmed_by=F("asked_by")),
                name="articles_withholding_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True),
                name="articles_withholding_one_answer",
            ),
        ]

    def __str__(self):
        return self.reason[:80]
