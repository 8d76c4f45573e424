"""Tracing revisions that were saved before anybody kept a trace, from what they hold."""

from articles.authorship import Authorship
from articles.comparing import compare
from articles.models import RevisionMeta, RevisionTrace
from articles.revisions import UnreadableState, authorship_at, changed_fields, spaced, story_of
from articles.snapshot import ArticleSnapshot
from articles.tracing import trace


def retrace(article_id: int, *, most: int | None = None) -> int:
    """Give the revisions of a story that have no trace one, the earliest first; how many it was.

    A revision that cannot be read is passed over: what it did counts as the next one's.
    """
    traced = RevisionTrace.objects.filter(article_id=article_id).values("number")
    metas = RevisionMeta.objects.filter(article_id=article_id).select_related("revision")
    missing = metas.exclude(number__in=traced).order_by("number")[:most]
    done, before, number = 0, None, None
    for meta in missing:
        if number != meta.number - 1:
            before = _story_before(metas, meta.number)
        try:
            after = story_of(meta)
        except UnreadableState:
            continue
        _write(meta, before, after, authorship_at(article_id, meta.number - 1))
        before, number, done = after, meta.number, done + 1
    return done


def _story_before(metas, number: int) -> ArticleSnapshot | None:
    """The story as the nearest readable revision before left it."""
    for meta in metas.filter(number__lt=number).order_by("-number")[:20]:
        try:
            return story_of(meta)
        except UnreadableState:
            continue
    return None


def _write(
    meta: RevisionMeta, before: ArticleSnapshot | None, after: ArticleSnapshot, held: Authorship
) -> None:
    comparison = compare(before, after) if before else None
    RevisionTrace.objects.create(
        revision_id=meta.revision_id,
        article_id=meta.article_id,
        number=meta.number,
        **trace(comparison, after, number=meta.number, held=held),
    )
    if not meta.changed:
        meta.changed = spaced(changed_fields(before, after))
        meta.save(update_fields=["changed"])


def untraced() -> list[int]:
    """The stories that have revisions without a trace."""
    missing = RevisionMeta.objects.filter(revision__trace__isnull=True)
    return list(missing.order_by("article_id").values_list("article_id", flat=True).distinct())
