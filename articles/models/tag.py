from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, NaturalKeyManager, TagBase


class Tag(TagBase):
    """A topic, with its own question to readers and its own tip line."""

    description = models.TextField(_("description"), blank=True)
    question = models.CharField(
        _("question to readers"),
        max_length=200,
        blank=True,
        help_text=_(
            "“Do you have a question about the harbour?” Shown in the tip line of its stories."
        ),
    )
    tip_email = models.EmailField(
        _("tip line e-mail"), blank=True, help_text=_("Blank: the section's.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def get_absolute_url(self):
        return reverse("articles:tag", args=[self.slug])

    def slugify(self, tag, i=None):
        """Never blank, for an address is made of it, and short enough for a number behind it."""
        slug = slugify(tag, allow_unicode=True)[:90] or "tag"
        return slug if i is None else f"{slug}_{i}"


class TaggedArticleManager(NaturalKeyManager):
    def get_queryset(self):
        # A revision asks every row it keeps for its name, and that has the tag's in it.
        return super().get_queryset().select_related("tag")


class TaggedArticle(ItemBase):
    content_object = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="tagged_items"
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_articles")

    objects = TaggedArticleManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tagged article")
        verbose_name_plural = _("tagged articles")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="articles_taggedarticle_once"
            ),
        ]
