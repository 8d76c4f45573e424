from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article

SOURCE_LENGTH = 100
KEY_LENGTH = 500


class ImportedStory(models.Model):
    """A story that came from an archive, and what tells a second import that nothing changed."""

    source = models.CharField(_("source"), max_length=SOURCE_LENGTH)
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="imported")
    line_sha256 = models.CharField(max_length=64)
    revision_sha256s = models.JSONField(default=list)
    # The article's when the import ended: another one means that the desk has saved it since.
    edit_token = models.UUIDField()
    # The last edition when the import ended: another one, or its end, is the desk's doing.
    edition_number = models.PositiveIntegerField()
    imported_at = models.DateTimeField(_("imported"), auto_now=True)

    class Meta:
        verbose_name = _("imported story")
        verbose_name_plural = _("imported stories")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"], name="articles_importedstory_line_once"
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.key}"

    @property
    def is_the_desks(self) -> bool:
        """Whether the story was saved, published or withdrawn by hand since its import."""
        if self.article.edit_token != self.edit_token:
            return True
        last = self.article.editions.defer("document").first()
        return last.number != self.edition_number or last.live_until is not None
