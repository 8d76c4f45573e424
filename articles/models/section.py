from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# First parts of addresses that belong to something else (newsroom/urls.py, articles/urls.py).
RESERVED_SLUGS = frozenset(
    [
        "about",
        "admin",
        "api",
        "archive",
        "authors",
        "corrections",
        "editions",
        "feed",
        "feeds",
        "media",
        "news",
        "preview",
        "robots",
        "search",
        "sections",
        "sitemap",
        "static",
        "tags",
    ]
)


def refuse_reserved_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is an address the site needs for something else. Choose another."),
            params={"slug": slug},
        )


class Section(models.Model):
    """A part of the site and its desk."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(
        _("slug"),
        max_length=60,
        unique=True,
        validators=[refuse_reserved_slug],
        help_text=_(
            "The section's address: /slug/. It stays once a story has been published in it."
        ),
        error_messages={"unique": _("Another section already has this address.")},
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0, db_index=True)
    description = models.TextField(_("description"), blank=True)
    tip_prompt = models.CharField(
        _("tip line"),
        max_length=300,
        blank=True,
        help_text=_("“Do you know of a story abroad that we should look into?”"),
    )
    tip_email = models.EmailField(
        _("tip line e-mail"), blank=True, help_text=_("Where readers send tips for this desk.")
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self):
        return self.name

    def clean(self):
        if self.tip_prompt and not self.tip_email:
            raise ValidationError({"tip_email": _("A tip line needs an e-mail address.")})

    def get_absolute_url(self):
        return section_path(self.slug)


# Every story's page asks for that of its section.
@lru_cache(maxsize=1024)
def section_path(slug: str) -> str:
    """Where a section's stories are."""
    return reverse("articles:section", args=[slug])
