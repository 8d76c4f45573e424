"""The history of a story as a list: its revisions, narrowed down, without opening any of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Edition, RevisionMeta, RevisionTrace
from articles.snapshot import ArticleSnapshot
from articles.state import name_of
from articles.tracing import as_looked_for

PAGE_SIZE = 40
# What a revision can have changed: names in ArticleSnapshot, and what the desk calls them.
FIELDS = {
    "headline": _("Headline"),
    "standfirst": _("Standfirst"),
    "body": _("Body"),
    "bylines": _("Byline"),
    "tags": _("Tags"),
    "section": _("Section"),
    "kind": _("Kind"),
    "images": _("Pictures"),
    "posts": _("Social posts"),
    "clips": _("Clips"),
    "headline_front": _("Front-page headline"),
    "headline_search": _("Search headline"),
    "headline_social": _("Social headline"),
    "description": _("Description"),
    "slug": _("Slug"),
    "language": _("Language"),
}


def changed_fields(before: ArticleSnapshot | None, after: ArticleSnapshot) -> list[str]:
    """The names of the fields in which two states differ; all that say something, of a new one."""
    if before is None:
        return [name for name in FIELDS if getattr(after, name)]
    return [name for name in FIELDS if getattr(before, name) != getattr(after, name)]


def spaced(names: Iterable[str]) -> str:
    """Names as RevisionMeta.changed holds them, so that one can be looked for."""
    words = " ".join(names)
    return f" {words} " if words else ""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which revisions of a story are asked for; what is empty narrows nothing."""

    person: int | None = None
    field: str = ""
    phrase: str = ""
    only_after_publication: bool = False
    only_pinned: bool = False

    def __bool__(self) -> bool:
        return self != Narrowing()


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a history, newest first; ``older`` is the number that the next page lies below.

    ``phrase`` tells of each number whether the phrase came in ("came") or went out ("went").
    """

    metas: list[RevisionMeta]
    older: int | None
    phrase: Mapping[int, str] = field(default_factory=dict)


def timeline(article_id: int, asked: Narrowing, *, below: int | None = None) -> Timeline:
    """The newest revisions below a number, with the editions made from them."""
    metas = _narrowed(RevisionMeta.objects.filter(article_id=article_id), asked)
    events: dict[int, str] = {}
    if asked.phrase:
        events = phrase_events(article_id, asked.phrase)
        metas = metas.filter(number__in=_window(events, below))
    if below is not None:
        metas = metas.filter(number__lt=below)
    rows = list(with_editions(metas).order_by("-number")[: PAGE_SIZE + 1])
    older = rows[PAGE_SIZE - 1].number if len(rows) > PAGE_SIZE else None
    return Timeline(rows[:PAGE_SIZE], older, events)


def _window(events: Mapping[int, str], below: int | None) -> list[int]:
    """So many of the numbers that a page is filled, and no longer a list than a query takes."""
    numbers = sorted((n for n in events if below is None or n < below), reverse=True)
    return numbers[:500]


def _narrowed(metas: QuerySet, asked: Narrowing) -> QuerySet:
    if asked.person is not None:
        metas = metas.filter(saved_by=asked.person)
    if asked.field:
        metas = metas.filter(changed__contains=f" {asked.field} ")
    if asked.only_after_publication:
        metas = metas.filter(is_after_publication=True)
    if asked.only_pinned:
        metas = metas.filter(is_pinned=True)
    return metas


def with_editions(metas: QuerySet) -> QuerySet:
    """With the person, the note (the revision's comment) and the editions of each."""
    editions = Edition.objects.defer("document").select_related("published_by").order_by("number")
    return metas.select_related("saved_by", "revision", "section").prefetch_related(
        Prefetch("editions", editions)
    )


def people(article_id: int) -> list:
    """Everybody who saved the story, by name."""
    ids = RevisionMeta.objects.filter(article_id=article_id).order_by()
    users = get_user_model().objects.filter(pk__in=ids.values("saved_by").distinct())
    return in_order_of_names(users)


def in_order_of_names(users: Iterable) -> list:
    return sorted(users, key=lambda user: name_of(user).casefold())


def phrase_events(article_id: int, phrase: str) -> dict[int, str]:
    """The revisions by which a phrase came into a story or went out of it: "came" or "went".

    Found in the texts that each revision changed: what stays is not looked at.
    """
    wanted = as_looked_for(phrase)
    if not wanted:
        return {}
    traces = RevisionTrace.objects.filter(article_id=article_id)
    traces = traces.filter(Q(came__contains=wanted) | Q(went__contains=wanted))
    events, there = {}, 0
    for number, came, went in (
        traces.order_by("number").values_list("number", "came", "went").iterator(500)
    ):
        now = max(0, there + came.count(wanted) - went.count(wanted))
        if bool(now) != bool(there):
            events[number] = "came" if now else "went"
        there = now
    return events


def near(article_id: int, number: int) -> tuple[int | None, int | None, int | None]:
    """The two numbers before one, the nearer first, and the one after it; None where none is."""
    numbers = RevisionMeta.objects.filter(article_id=article_id).values_list("number", flat=True)
    earlier = [*numbers.filter(number__lt=number).order_by("-number")[:2], None, None]
    return earlier[0], earlier[1], numbers.filter(number__gt=number).order_by("number").first()
