from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    READY = "ready", _("Ready")


class Progress(models.Model):
    """How far the desk is with a story: open work only. A story without one is a draft.

    It belongs to the desk, not to the story: no snapshot, edition or revision holds it, and an
    edition ends it (articles/workflow.py).
    """

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="progress"
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.DRAFT)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        # The index below begins with it.
        db_index=False,
        verbose_name=_("assigned to"),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    # Of the last move; what it asks for when it sent the story back.
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    moved_at = models.DateTimeField(_("moved"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        indexes = [
            models.Index(fields=["stage", "due_at"], name="articles_progress_stage"),
            models.Index(fields=["assignee", "due_at"], name="articles_progress_assignee"),
            models.Index(
                fields=["due_at"], name="articles_progress_due", condition=Q(due_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="articles_progress_stage_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()} · {self.article_id}"


class StageMove(models.Model):
    """One line of a story's way through the desk: who moved or assigned it, when and why."""

    class Cause(models.TextChoices):
        MOVED = "moved", _("Moved")
        ASSIGNED = "assigned", _("Assigned")
        EDITED = "edited", _("Edited after it was ready")
        PUBLISHED = "published", _("Published or scheduled")
        UNSCHEDULED = "unscheduled", _("Schedule cancelled")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="stage_moves", db_index=False
    )
    from_stage = models.CharField(max_length=10, choices=Stage)
    to_stage = models.CharField(max_length=10, choices=Stage)
    cause = models.CharField(max_length=12, choices=Cause, default=Cause.MOVED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    # What an assignment said; empty on every other line.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        verbose_name = _("stage move")
        verbose_name_plural = _("stage moves")
        indexes = [
            models.Index(fields=["article", "-at", "-id"], name="articles_stagemove_story"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_stage__in=Stage.values, to_stage__in=Stage.values),
                name="articles_stagemove_stages_known",
            ),
            # Whoever sends a story back says why.
            models.CheckConstraint(
                condition=~Q(cause="moved", reason="")
                | Q(from_stage=Stage.DRAFT)
                | Q(from_stage=Stage.REVIEW, to_stage=Stage.READY),
                name="articles_stagemove_back_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(cause="moved", from_stage=F("to_stage")),
                name="articles_stagemove_goes_somewhere",
            ),
        ]

    def __str__(self):
        return f"{self.get_from_stage_display()} → {self.get_to_stage_display()}"
