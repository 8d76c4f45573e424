from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from newsroom.address_keys import KEY_LENGTH


class FormerAddress(models.Model):
    """Where something stood before: at an older site, mostly, that this one took the place of.

    What may stand in a row is said in articles/former_addresses.py.
    """

    # In the one spelling of newsroom/address_keys.py.
    path = models.CharField(
        _("former address"),
        max_length=KEY_LENGTH,
        unique=True,
        error_messages={"unique": _("This former address is in the list already.")},
        help_text=_("A path, such as /2014/12/22/ferry-returns/, or a full address of this site."),
    )
    article = models.ForeignKey(
        Article,
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="former_addresses",
        help_text=_("Readers are led to wherever it stands by then."),
    )
    target = models.CharField(
        _("or another address"),
        max_length=1000,
        blank=True,
        help_text=_("A page of this site (/tags/ferries/) or an address elsewhere (https://…)."),
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        ordering = ["path"]
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, target="")
                | (Q(article__isnull=True) & ~Q(target="")),
                name="articles_formeraddress_leads_once",
                violation_error_message=_("Choose a story or write another address, not both."),
            ),
        ]

    def __str__(self):
        return self.path
