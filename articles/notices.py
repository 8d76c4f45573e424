"""What an edition tells its readers: its class, its notice, what that supersedes.

Notices are kept with the story for ever. One that turns out wrong is not edited: a later edition's
supersedes it, and both stay in the record.
"""

from dataclasses import dataclass
from datetime import UTC

from django.utils.translation import gettext as _

from articles.changes import WITH_NOTICE, Change
from articles.models import Article, Correction, Edition
from articles.record import Notice


@dataclass(frozen=True, slots=True)
class Told:
    """What publishing says of an edition; ``supersedes`` is the number of another.

    ``minor_because`` is for the desk's own record, where a minor edition changes facts
    (articles/second_look.py); the rest is for readers.
    """

    change: str
    notice: str = ""
    supersedes: int | None = None
    hides_text: bool = False
    minor_because: str = ""
    # Of an edition from elsewhere, whether no more than its day is known.
    is_dated_by_day: bool = False


def refused(article: Article, told: Told) -> dict[str, str]:
    """Sentences on what cannot be told so, by field; the article's row should be held."""
    errors = {}
    if told.change in WITH_NOTICE and not told.notice:
        errors["notice"] = _("Tell readers what was changed and why.")
    if told.change not in WITH_NOTICE and told.notice:
        errors["notice"] = _(
            "Only a clarification, a correction or a retraction carries a notice to readers."
        )
    if told.hides_text and told.change != Change.RETRACTION:
        errors["hides_text"] = _("Only a retraction takes the text from readers.")
    if told.supersedes is not None and (wrong := _wrong_to_supersede(article, told)):
        errors["supersedes"] = wrong
    return errors


def _wrong_to_supersede(article: Article, told: Told) -> str:
    if told.change not in WITH_NOTICE:
        return _("Only a notice can take the place of another.")
    earlier = {one.edition.number: one for one in standing(article)}.get(told.supersedes)
    if earlier is None:
        return _("This story has no such notice that still stands. Choose another.")
    if earlier.edition.change == Change.RETRACTION != told.change:
        return _("Only another retraction takes the place of a retraction.")
    return ""


def standing(article: Article) -> list[Correction]:
    """The story's notices that no other takes the place of, oldest first.

    Those of a scheduled edition are not among them, and what it supersedes still is: it is taken
    back before another is made.
    """
    begun = Edition.objects.begun().filter(article=article)
    corrections = Correction.objects.filter(edition__in=begun).exclude(
        superseded_by__edition__in=begun
    )
    return list(
        corrections.select_related("edition").defer("edition__document").order_by("edition__number")
    )


def notices_of(article: Article) -> tuple[Notice, ...]:
    """Every notice of the story so far, as the record says them."""
    corrections = (
        Correction.objects.filter(edition__article=article)
        .select_related("edition", "supersedes__edition")
        .defer("edition__document", "supersedes__edition__document")
        .order_by("edition__number")
    )
    return tuple(
        Notice(
            one.edition.number,
            one.edition.change,
            one.edition.live_from.astimezone(UTC).isoformat(),
            one.notice,
            one.supersedes.edition.number if one.supersedes else None,
            one.hides_text,
            one.edition.begins_by_day,
        )
        for one in corrections
    )


def record_notice(edition: Edition, told: Told) -> None:
    if not told.notice:
        return
    earlier = Correction.objects.filter(
        edition__article=edition.article_id, edition__number=told.supersedes
    )
    Correction.objects.create(
        edition=edition,
        notice=told.notice,
        supersedes=earlier.first() if told.supersedes is not None else None,
        hides_text=told.hides_text,
        published_at=edition.live_from,
    )
