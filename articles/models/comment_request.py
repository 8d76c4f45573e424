from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class CommentRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(outcome=CommentRequest.Outcome.WAITING)


class CommentRequest(models.Model):
    """Whom the desk asked for comment on a story, when and how, and what came of it.

    No part of a snapshot, a revision or an edition: what readers learn of it stands in the text.
    """

    class How(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")
        IN_PERSON = "in_person", _("In person")
        SOCIAL = "social", _("Social network")
        OTHER = "other", _("Another way")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined to comment")
        NO_ANSWER = "no_answer", _("No answer")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="comment_requests")
    whom = models.CharField(_("whom"), max_length=200)
    how = models.CharField(_("how"), max_length=10, choices=How, default=How.EMAIL)
    contact = models.CharField(_("address or number"), max_length=200, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    deadline = models.DateTimeField(_("answer wanted by"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING
    )
    answer = models.TextField(_("answer"), blank=True)
    # Of an answer, a refusal, or of giving up.
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = CommentRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        default_permissions = ("view", "add")
        verbose_name = _("request for comment")
        verbose_name_plural = _("requests for comment")
        indexes = [
            models.Index(fields=["article", "asked_at"], name="articles_commentrequest_story"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(whom=""), name="articles_commentrequest_has_whom"),
            models.CheckConstraint(
                condition=Q(outcome="waiting", answered_at=None)
                | (~Q(outcome="waiting") & Q(answered_at__isnull=False)),
                name="articles_commentrequest_outcome_has_its_time",
            ),
        ]

    def __str__(self):
        return self.whom
