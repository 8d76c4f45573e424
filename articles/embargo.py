"""Embargoes: no edition goes live before one ends, and breaking one takes two people.

While an embargo runs, the desk's own form can only lengthen it (refuse_shortened); what ends it
sooner is one person's request and another's approval, both recorded.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reversion.errors import RevertError
from reversion.models import Version

from articles.models import Article, Edition, EmbargoBreak
from articles.refusals import PublishingRefused
from articles.revisions import record_save, revision

ASK = "articles.publish_article"
APPROVE = "articles.break_embargo"
REASON_LENGTH = 1000


def runs(until: datetime | None, at: datetime | None = None) -> bool:
    """Whether an embargo until then still holds at an instant (default: now)."""
    return until is not None and until > (at or timezone.now())


def under_embargo(article: Article, at: datetime) -> str:
    """A sentence on the embargo that is in the way at an instant; "" where there is none."""
    if not runs(article.embargo_until, at):
        return ""
    return _("The story is under embargo until %(time)s.") % {"time": _clock(article.embargo_until)}


def is_shortened(held: datetime | None, until: datetime | None) -> bool:
    """Whether a running embargo would end sooner than it does."""
    if not runs(held):
        return False
    # A form shows a time without its fractions of a second.
    return until is None or until.replace(microsecond=0) < held.replace(microsecond=0)


def refuse_shortened(held: datetime | None, until: datetime | None) -> None:
    """The one rule for whatever saves a story. Raises PublishingRefused."""
    if is_shortened(held, until):
        raise PublishingRefused(
            _(
                "The embargo until %(time)s still runs. It can be set later; ending it sooner "
                "takes a reason and a second person."
            )
            % {"time": _clock(held)},
            code="embargo",
        )


def keep_running(article: Article, held: datetime | None) -> str:
    """Put back the embargo that an old version would cut short; a sentence if that was so."""
    if not is_shortened(held, article.embargo_until):
        return ""
    Article.objects.filter(pk=article.pk).update(embargo_until=held)
    return _(
        "The embargo until %(time)s is kept: an old version does not end it. Ending it sooner "
        "takes a reason and a second person."
    ) % {"time": _clock(held)}


def last_held(article_id: int) -> datetime | None:
    """The embargo of a story that was deleted, by the last save of it."""
    versions = Version.objects.get_for_object_reference(Article, article_id)
    version = versions.order_by("-pk").first()
    try:
        return version and version.field_dict.get("embargo_until")
    except RevertError:
        # Saved by a version of the model that no longer reads; nothing tells of an embargo.
        return None


def waiting_request(article: Article) -> EmbargoBreak | None:
    """The request that waits for a second person, unless the embargo it was for is another now."""
    waiting = article.embargo_breaks.waiting().select_related("asked_by").first()
    if waiting is None or _is_stale(waiting, article):
        return None
    return waiting


@transaction.atomic
def ask_to_break_embargo(article: Article, *, by, reason: str) -> EmbargoBreak:
    """Ask for the running embargo to end now. Raises PublishingRefused and PermissionDenied."""
    _require(by, ASK)
    reason = reason.strip()
    if not reason:
        raise PublishingRefused({"reason": _("Say why the embargo is to be broken.")})
    if len(reason) > REASON_LENGTH:
        raise PublishingRefused({"reason": _("Say it in at most %d characters.") % REASON_LENGTH})
    article = _lock(article.pk)
    if not runs(article.embargo_until):
        raise PublishingRefused(_("This story is under no embargo."))
    waiting = article.embargo_breaks.waiting().first()
    if waiting and not _is_stale(waiting, article):
        raise PublishingRefused(_("Somebody has asked already, and waits for a second person."))
    if waiting:
        # It was for an embargo that is over or was set anew.
        article.embargo_breaks.waiting().update(declined_at=timezone.now())
    return EmbargoBreak.objects.create(
        article=article, embargo_until=article.embargo_until, asked_by=by, reason=reason
    )


@transaction.atomic
def approve_break(request: EmbargoBreak, *, by) -> Article:
    """End the embargo that somebody else asked to break, as a revision that names both.

    Raises PublishingRefused and PermissionDenied.
    """
    _require(by, APPROVE)
    article, request = _held(request)
    if request.asked_by_id == by.pk:
        raise PublishingRefused(_("You asked for it yourself: somebody else has to approve it."))
    if request.asked_by is None:
        raise PublishingRefused(_("Whoever asked is no longer known. Ask again."))
    if _is_stale(request, article):
        raise PublishingRefused(
            _("The embargo has ended or was changed since. Look at the story, then ask again.")
        )
    request.approved_by, request.approved_at = by, timezone.now()
    request.save(update_fields=["approved_by", "approved_at"])
    note = _("Embargo broken: %(reason)s (asked by %(asker)s, approved by %(approver)s)") % {
        "reason": request.reason,
        "asker": _named(request.asked_by),
        "approver": _named(by),
    }
    with revision(by=by, note=note) as saving:
        saving.begin(article)
        article.embargo_until = None
        article.save()
        record_save(article, before=saving.before, said_first=_("Embargo broken."))
    return article


@transaction.atomic
def decline_break(request: EmbargoBreak, *, by) -> None:
    """Refuse a request, or take one's own back. Raises PublishingRefused, PermissionDenied."""
    if by is None or request.asked_by_id != by.pk:
        _require(by, APPROVE)
    _article, request = _held(request)
    request.declined_by, request.declined_at = by, timezone.now()
    request.save(update_fields=["declined_by", "declined_at"])


def record_use(edition: Edition) -> None:
    """Note which edition went live before its hour, by which permission: each is used once."""
    EmbargoBreak.objects.approved().filter(
        article=edition.article_id, edition=None, embargo_until__gt=edition.live_from
    ).update(edition=edition)


def _held(request: EmbargoBreak) -> tuple[Article, EmbargoBreak]:
    """The story and the request as they are stored, held until the transaction ends."""
    article = _lock(request.article_id)
    request = EmbargoBreak.objects.select_for_update().filter(pk=request.pk).first()
    if article is None or request is None:
        raise PublishingRefused(_("The story is no longer there."))
    if request.approved_at or request.declined_at:
        raise PublishingRefused(_("The request has been answered already."))
    return article, request


def _lock(article_id: int) -> Article | None:
    return Article.objects.select_for_update(of=("self",)).filter(pk=article_id).first()


def _is_stale(request: EmbargoBreak, article: Article) -> bool:
    return request.embargo_until != article.embargo_until or not runs(request.embargo_until)


def _require(by, permission: str) -> None:
    # There is no system that breaks an embargo: it takes people.
    if by is None or not by.has_perm(permission):
        raise PermissionDenied


def _named(user) -> str:
    return user.get_full_name() or user.get_username()


def _clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")
