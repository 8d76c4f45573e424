"""What is typed and not yet saved: kept, found again, forgotten once it is saved."""

import json
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Draft

# A story of 20,000 words with fifty captions is a tenth of this.
MOST_CHARACTERS = 2_000_000
KEPT_FOR = timedelta(days=90)
# More than one person leaves unsaved, even on a bad day.
MOST_OFFERED = 20


class DraftRefused(ValueError):
    """What was typed cannot be kept on the server; the message says why."""


class DraftTooLong(DraftRefused):
    def __str__(self):
        return _("This is more than the server keeps unsaved. Save the story.")


class ForeignDraft(DraftRefused):
    def __str__(self):
        return _("This page was opened by somebody else. Open the story again.")


def keep_draft(
    *, by, key: UUID, sequence: int, article: Article | None, opened: str, fields: list[list[str]]
) -> bool:
    """Keep what a page holds. False where something newer of that page is kept already.

    Raises DraftRefused, also for a page that is somebody else's.
    """
    text = json.dumps(fields, ensure_ascii=False)
    if len(text) > MOST_CHARACTERS:
        raise DraftTooLong
    values = {
        "article": article,
        "opened": opened[:36],
        "sequence": sequence,
        "headline": _headline(fields),
        "fields": text,
        "updated_at": timezone.now(),
        "saved_at": None,
    }
    known = Draft.objects.filter(key=key)
    if known.filter(user=by, sequence__lt=sequence).update(**values):
        return True
    if owner := known.values_list("user_id", flat=True).first():
        if owner != by.pk:
            raise ForeignDraft
        return False
    try:
        with transaction.atomic():
            Draft.objects.create(key=key, user=by, **values)
    except IntegrityError:
        # The same page's other request was faster; the next one is on its way.
        return False
    Draft.objects.filter(user=by, updated_at__lt=timezone.now() - KEPT_FOR).delete()
    return True


def _headline(fields: list[list[str]]) -> str:
    headline = next((field[1] for field in fields if field[0] == "headline"), "")
    return " ".join(headline.split())[:200]


def unsaved_drafts(user, article: Article | None) -> list[Draft]:
    """What this person typed into this story, or into new ones, and did not save: newest first."""
    own = Draft.objects.filter(user=user, saved_at=None, article=article)
    return list(own.order_by("-updated_at")[:MOST_OFFERED])


def saved_among(user, keys: list[UUID]) -> set[str]:
    """Which of these pages have been saved, so that a browser may forget its own copy."""
    own = Draft.objects.filter(user=user, key__in=keys, saved_at__isnull=False)
    return {str(key) for key in own.values_list("key", flat=True)}


def forget_draft(page: str, *, by) -> None:
    """After a save: the page's draft up to the change that was saved is kept no longer.

    ``page`` is what the form sends, ``key:sequence``; anything else is nobody's draft.
    """
    key, _, sequence = page.partition(":")
    try:
        key, sequence = UUID(key), int(sequence)
    except ValueError:
        return
    if not 0 <= sequence < 2**62:
        return
    done = {"saved_at": timezone.now(), "fields": "[]", "sequence": sequence}
    own = Draft.objects.filter(key=key, user=by)
    if not own.filter(sequence__lte=sequence).update(**done) and not own.exists():
        # Saved before anything of it had arrived: what arrives late finds this.
        with transaction.atomic():
            Draft.objects.get_or_create(key=key, defaults={"user": by, **done})


def discard_draft(key: UUID, *, by) -> bool:
    """Throw away what a page held. False where this person has no such draft."""
    own = Draft.objects.filter(key=key, user=by, saved_at=None)
    return bool(own.update(saved_at=timezone.now(), fields="[]"))
