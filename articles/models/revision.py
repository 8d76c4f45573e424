from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from reversion.models import Revision

from articles.models.section import Section


class RevisionMeta(models.Model):
    """What the history page needs of a revision, so that it never opens stored JSON.

    Person, time, section and headline are those of the save: a list of what was changed in the
    whole newsroom is one walk along an index, and a deleted story keeps its name in it.
    """

    class Source(models.TextChoices):
        DESK = "desk", _("Desk")
        RESTORE = "restore", _("Restored")
        MERGE = "merge", _("Merged")
        IMPORT = "import", _("Imported")

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="meta")
    # Not a foreign key: a deleted story keeps its history.
    article_id = models.BigIntegerField()
    # The story's first save is 1; a story that was deleted and brought back goes on counting.
    number = models.PositiveIntegerField(_("number"))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.DESK)
    summary = models.TextField(_("what changed"), blank=True)
    words_added = models.PositiveIntegerField(default=0)
    words_removed = models.PositiveIntegerField(default=0)
    # What the save gave the working copy (Article.edit_token): a form tells by it which version
    # it was opened from.
    edit_token = models.UUIDField(null=True, editable=False)
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    section = models.ForeignKey(Section, on_delete=models.SET_NULL, null=True, related_name="+")
    headline = models.CharField(_("headline"), max_length=200, blank=True, default="")
    # The fields that differ, each between spaces: " headline body " (articles/revisions.py).
    changed = models.CharField(max_length=300, blank=True, default="")
    is_after_publication = models.BooleanField(default=False)
    # "As filed", "Legal read": what the desk calls it, to find it again.
    name = models.CharField(_("name"), max_length=80, blank=True, default="")
    is_pinned = models.BooleanField(_("pinned"), default=False)

    class Meta:
        verbose_name = _("revision note")
        verbose_name_plural = _("revision notes")
        indexes = [
            models.Index(fields=["article_id", "-revision"], name="articles_revisionmeta_story"),
            models.Index(fields=["article_id", "edit_token"], name="articles_revisionmeta_token"),
            models.Index(
                fields=["article_id", "saved_by", "-number"], name="articles_revisionmeta_person"
            ),
            models.Index(
                fields=["article_id", "-number"],
                condition=Q(is_pinned=True),
                name="articles_revisionmeta_pinned",
            ),
            # The stream of the whole newsroom, and what it can be narrowed to.
            models.Index(fields=["-saved_at", "-id"], name="articles_revisionmeta_newest"),
            models.Index(
                fields=["section", "-saved_at", "-id"], name="articles_revisionmeta_section"
            ),
            models.Index(fields=["saved_by", "-saved_at", "-id"], name="articles_revisionmeta_who"),
            models.Index(
                fields=["-saved_at", "-id"],
                condition=Q(is_after_publication=True),
                name="articles_revisionmeta_public",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article_id", "number"], name="articles_revisionmeta_number_once"
            ),
            models.CheckConstraint(
                condition=Q(name="") | Q(is_pinned=True),
                name="articles_revisionmeta_named_is_pinned",
            ),
        ]

    def __str__(self):
        return self.summary


class RevisionTrace(models.Model):
    """What a revision did to the words of its story: who wrote what, and what came and went.

    Kept beside RevisionMeta, which lists are made of, because it is as long as what was changed.
    """

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="trace")
    article_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    # The texts that are in this revision and not in the one before, and the other way round: a
    # line each, in small letters. A phrase is looked for in them.
    came = models.TextField(blank=True, default="")
    went = models.TextField(blank=True, default="")
    # Which revision last wrote each passage (articles/authorship.py).
    authorship = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article_id", "number"], name="articles_revisiontrace_number_once"
            ),
        ]

    def __str__(self):
        return f"{self.article_id}: {self.number}"
