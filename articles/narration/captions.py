"""Captions that are read aloud end with the right to show what they are of.

What a person changes takes them from listeners at once, whatever the setting is by now, and so does
time: an edition's binding says until when it may be heard (``EditionNarration.heard_until``), which
is compared at each visit, as the setting is (``says_captions``). The worker has the story said anew
at the instant (``binding.bind``).
"""

from collections.abc import Iterable, Iterator
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.models import Edition, EditionNarration, HasRights
from articles.narration.binding import bind, follow_at, script_of_edition, settle_later
from newsroom.turns import Turn

# Editions a job looks at.
BATCH = 100


def after_change(model: type[HasRights], ids: Iterable[int]) -> None:
    """Let what is heard follow the rights in pictures or clips.

    What may be saying a caption of one that is withheld now is not heard until it is known not to.
    """
    withheld = model.objects.withheld().filter(pk__in=ids).values("pk")
    # Editions that are over, too: their sound is still known by its address. What a worker is
    # making just now is taken from it.
    silenced = _saying(model, withheld)
    silenced.filter(edition__in=_lasting().values("pk")).update(is_awaited=True)
    silenced.update(narration=None, text_sha256="")
    for pk, ends in model.objects.ending_of(ids).items():
        # Whether this caption is said, the worker finds out; it is not heard for too long.
        later = Q(heard_until=None) | Q(heard_until__gt=ends)
        _saying(model, [pk]).filter(later).update(heard_until=ends)
    for batch in _batches(_showing(model, ids, _lasting()).values_list("pk", flat=True)):
        transaction.on_commit(partial(_enqueue, batch))


def follow(edition_ids: Iterable[int]) -> None:
    """Have editions said anew that say other captions now."""
    for bound in _lasting().filter(pk__in=edition_ids).select_related("edition"):
        with transaction.atomic():
            script = script_of_edition(bound.pk)
            if script is None:
                continue
            if script.sha256 != bound.text_sha256:
                bind(bound.edition, script, Turn.READERS)
                settle_later(bound.edition.article_id)
                continue
            EditionNarration.objects.filter(pk=bound.pk).update(
                heard_until=script.heard_until, says_captions=script.says_captions
            )
            if script.until:
                follow_at(bound.pk, script.until)


def _lasting() -> QuerySet[EditionNarration]:
    lasting = Edition.objects.lasting().values("pk")
    return EditionNarration.objects.filter(edition__in=lasting).defer("edition__document")


def _saying(model: type[HasRights], ids: Iterable[int]) -> QuerySet[EditionNarration]:
    """What may say a caption of one of these: says some, in an edition that shows it."""
    return _showing(model, ids, EditionNarration.objects.filter(says_captions=True))


def _showing(
    model: type[HasRights], ids: Iterable[int], bound: QuerySet[EditionNarration]
) -> QuerySet[EditionNarration]:
    kind = model._meta.model_name
    rows = model._meta.get_field("edition_rows").related_model.objects
    showing = rows.filter(**{f"{kind}__in": ids}).values("edition")
    return bound.filter(edition__in=showing)


def _batches(ids: QuerySet) -> Iterator[list[int]]:
    found = list(ids)
    return (found[start : start + BATCH] for start in range(0, len(found), BATCH))


def _enqueue(edition_ids: list[int]) -> None:
    from articles.tasks import follow_rights

    follow_rights.enqueue(edition_ids)
