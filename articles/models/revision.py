from django.db import models
from django.utils.translation import gettext_lazy as _
from reversion.models import Revision


class RevisionMeta(models.Model):
    """What the history page needs of a revision, so that it never opens stored JSON."""

    class Source(models.TextChoices):
        DESK = "desk", _("Desk")
        RESTORE = "restore", _("Restored")
        MERGE = "merge", _("Merged")
        IMPORT = "import", _("Imported")

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="meta")
    # Not a foreign key: a deleted story keeps its history.
    article_id = models.BigIntegerField()
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.DESK)
    summary = models.TextField(_("what changed"), blank=True)
    words_added = models.PositiveIntegerField(default=0)
    words_removed = models.PositiveIntegerField(default=0)
    # What the save gave the working copy (Article.edit_token): a form tells by it which version
    # it was opened from.
    edit_token = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("revision note")
        verbose_name_plural = _("revision notes")
        indexes = [
            models.Index(fields=["article_id", "-revision"], name="articles_revisionmeta_story"),
            models.Index(fields=["article_id", "edit_token"], name="articles_revisionmeta_token"),
        ]

    def __str__(self):
        return self.summary
