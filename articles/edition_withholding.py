"""Withholding an edition from the public record, for legal reasons, and showing it again.

Both take two people: one asks and says why, another confirms. The edition, its document and its
hash stay untouched; readers find words in its place (articles/public_history.py).
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Edition, EditionWithholding
from articles.refusals import PublishingRefused

ASK = "articles.publish_article"
CONFIRM = "articles.withhold_edition"
LENGTH = 1000
Ask = EditionWithholding.Ask


def standing_of(edition: Edition) -> EditionWithholding | None:
    """What withholds an edition from readers, if anything does."""
    return edition.withholdings.standing().first()


def waiting_of(edition: Edition) -> EditionWithholding | None:
    return edition.withholdings.waiting().select_related("asked_by").first()


@transaction.atomic
def ask_to_withhold(edition: Edition, *, by, reason: str, notice: str) -> EditionWithholding:
    """Ask that readers no longer see an edition that has ended; ``notice`` is what they find.

    Raises PublishingRefused and PermissionDenied.
    """
    notice = notice.strip()
    if not notice:
        raise PublishingRefused({"notice": _("Tell readers why this edition is not shown.")})
    if len(notice) > LENGTH:
        raise PublishingRefused({"notice": _("Say it in at most %d characters.") % LENGTH})
    _refuse_unsaid(reason)
    _require(by, ASK)
    edition = _hold(edition)
    _refuse_seen(edition)
    if standing_of(edition):
        raise PublishingRefused(_("This edition is withheld already."))
    return _ask(edition, by=by, ask=Ask.WITHHOLD, reason=reason.strip(), notice=notice)


@transaction.atomic
def ask_to_lift(edition: Edition, *, by, reason: str) -> EditionWithholding:
    """Ask that readers see a withheld edition again. Raises as ask_to_withhold does."""
    _refuse_unsaid(reason)
    _require(by, ASK)
    edition = _hold(edition)
    if standing_of(edition) is None:
        raise PublishingRefused(_("This edition is not withheld."))
    return _ask(edition, by=by, ask=Ask.LIFT, reason=reason.strip(), notice="")


@transaction.atomic
def confirm(request: EditionWithholding, *, by) -> EditionWithholding:
    """Carry out what somebody else asked for. Raises PublishingRefused and PermissionDenied."""
    _require(by, CONFIRM)
    request = _unanswered(request)
    if request.asked_by_id == by.pk:
        raise PublishingRefused(_("You asked for it yourself: somebody else has to confirm it."))
    if request.asked_by is None:
        raise PublishingRefused(_("Whoever asked is no longer known. Ask again."))
    now = timezone.now()
    if request.ask == Ask.WITHHOLD:
        _refuse_seen(request.edition)
    else:
        request.edition.withholdings.standing().update(lifted_at=now)
    request.confirmed_by, request.confirmed_at = by, now
    request.save(update_fields=["confirmed_by", "confirmed_at"])
    return request


@transaction.atomic
def decline(request: EditionWithholding, *, by) -> None:
    """Refuse a request, or take one's own back. Raises PublishingRefused, PermissionDenied."""
    if by is None or request.asked_by_id != by.pk:
        _require(by, CONFIRM)
    request = _unanswered(request)
    request.declined_by, request.declined_at = by, timezone.now()
    request.save(update_fields=["declined_by", "declined_at"])


def _ask(edition: Edition, *, by, ask: str, reason: str, notice: str) -> EditionWithholding:
    if edition.withholdings.waiting().exists():
        raise PublishingRefused(_("Somebody has asked already, and waits for a second person."))
    return EditionWithholding.objects.create(
        edition=edition, ask=ask, reason=reason, notice=notice, asked_by=by
    )


def _refuse_unsaid(reason: str) -> None:
    if not reason.strip():
        raise PublishingRefused({"reason": _("Say why, for the newsroom’s own record.")})
    if len(reason.strip()) > LENGTH:
        raise PublishingRefused({"reason": _("Say it in at most %d characters.") % LENGTH})


def _refuse_seen(edition: Edition) -> None:
    if Edition.objects.lasting().filter(pk=edition.pk).exists():
        raise PublishingRefused(
            _(
                "Readers see this edition, or are about to: withdraw the story or publish another "
                "edition in its place first."
            )
        )


def _hold(edition: Edition) -> Edition:
    """The edition, its story's row held until the transaction ends."""
    Article.objects.select_for_update(of=("self",)).get(pk=edition.article_id)
    return Edition.objects.defer("document").get(pk=edition.pk)


def _unanswered(request: EditionWithholding) -> EditionWithholding:
    _hold(request.edition)
    request = (
        EditionWithholding.objects.select_related("edition", "asked_by")
        .defer("edition__document")
        .filter(pk=request.pk)
        .first()
    )
    if request is None or request.confirmed_at or request.declined_at:
        raise PublishingRefused(_("The request has been answered already."))
    return request


def _require(by, permission: str) -> None:
    # There is no system that withholds an edition: it takes people.
    if by is None or not by.has_perm(permission):
        raise PermissionDenied
