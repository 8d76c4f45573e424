from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.body import REFERENCES, references, split_blocks
from articles.models.article import BodyField, language_choices, site_language


class SitePageQuerySet(models.QuerySet):
    def live(self):
        """Pages that readers see."""
        return self.filter(is_live=True)


class SitePage(models.Model):
    """What the newsroom says of itself: who it is, by which rules it works, how to reach it."""

    class Purpose(models.TextChoices):
        ABOUT = "about", _("About the newsroom")
        ETHICS = "ethics", _("Ethics: the rules it works by")
        CORRECTIONS = "corrections", _("How it corrects mistakes")
        OWNERSHIP = "ownership", _("Ownership and funding")
        MASTHEAD = "masthead", _("Masthead: who works here")
        CONTACT = "contact", _("Contact")
        PRIVACY = "privacy", _("Privacy")
        OTHER = "other", _("Something else")

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(
        _("slug"),
        max_length=60,
        unique=True,
        blank=True,
        help_text=_("The end of the address: /about/slug/. Blank: made from the title."),
        error_messages={"unique": _("Another page already has this address.")},
    )
    purpose = models.CharField(
        _("what it is"),
        max_length=20,
        choices=Purpose,
        default=Purpose.OTHER,
        help_text=_("Search engines are told which page says what. “About” stands at /about/."),
    )
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("For search results.")
    )
    body = BodyField(_("text"), blank=True)
    language = models.CharField(
        _("language"), max_length=12, choices=language_choices, default=site_language
    )
    position = models.PositiveSmallIntegerField(_("order in the footer"), default=0)
    in_footer = models.BooleanField(_("in the footer of every page"), default=True)
    is_live = models.BooleanField(
        _("on the site"), default=False, help_text=_("Readers see what is saved at once.")
    )

    objects = SitePageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        verbose_name = _("page of the site")
        verbose_name_plural = _("pages of the site")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="articles_sitepage_has_title"),
            models.UniqueConstraint(
                fields=["purpose", "language"],
                condition=~Q(purpose="other"),
                name="articles_sitepage_purpose_once",
                violation_error_message=_("There is a page for this in this language already."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        self.title = " ".join(self.title.split())
        if not self.slug:
            self.slug = slugify(self.title)[:60]
        if not self.slug:
            raise ValidationError({"slug": _("Give the page an address.")})
        blocks = split_blocks(self.body or "")
        if any(references(blocks, kind) for kind in REFERENCES):
            raise ValidationError(
                {"body": _("These pages are text: pictures, posts and clips belong to stories.")}
            )

    def get_absolute_url(self):
        return site_page_path(self.purpose, self.slug)


# Addresses do not change while the site runs, and every page asks for all of these.
@lru_cache(maxsize=1024)
def site_page_path(purpose: str, slug: str) -> str:
    """Where a page stands: the one about the newsroom at /about/, the others below."""
    if purpose == SitePage.Purpose.ABOUT:
        return reverse("articles:about")
    return reverse("articles:site_page", args=[slug])
