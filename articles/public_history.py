"""The public record of a story: its editions as readers may know them.

Only of stories that readers see, only editions that have begun, and nobody's name. What is
withheld (articles/edition_withholding.py) is listed with words in its place; its notice goes with
it. Where a retraction hides the text, no earlier edition tells it either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles import changes
from articles.models import (
    Article,
    Edition,
    EditionByline,
    EditionTag,
    PublicHistory,
    Section,
    Tag,
)
from articles.models.public_record import is_standing
from articles.pages import MOST_ID, AsOf, as_of, editions_at
from articles.presentation import author_url, direction
from articles.record import EditionRecord, read_record
from articles.snapshot import ArticleSnapshot
from authors.models import Author
from newsroom.dates import day, day_and_time, for_programs, short_day_and_time

# Editions on one page of a history.
PAGE_SIZE = 100
# The largest number an edition can have.
_MOST_NUMBER = 2**31 - 1
_FIELDS = (
    *("number", "change", "live_from", "live_until", "is_live", "correction__notice"),
    *("correction__hides_text", "correction__supersedes__edition__number"),
    *("correction__superseded_by__edition__number", "correction__superseded_by__published_at"),
    *("withheld__notice", "document_asked_for", "begins_by_day", "ends_by_day"),
    "article__public_history__is_shown",
    *("slug", "section_id", "section__slug", "language", "headline"),
)


@dataclass(frozen=True, slots=True)
class PublicEdition:
    """An edition that has begun; ``withheld`` are the words in its place, where it is."""

    number: int
    change: str
    at: datetime
    until: datetime | None
    is_live: bool
    notice: str
    hides_text: bool
    supersedes: int | None
    superseded_by: int | None
    withheld: str
    document: str
    # Whether no more than the day of ``at`` is known, and of ``until``.
    is_dated_by_day: bool = False
    ends_by_day: bool = False
    # The one before it that is not withheld, where it is known.
    before: int | None = None

    @property
    def words(self) -> str:
        return changes.in_readers_words(self.change)

    @property
    def when(self) -> str:
        return day(self.at) if self.is_dated_by_day else day_and_time(self.at)

    @property
    def short_when(self) -> str:
        return day(self.at) if self.is_dated_by_day else short_day_and_time(self.at)

    @property
    def ended(self) -> str:
        """When it ended, of one that has."""
        return day(self.until) if self.ends_by_day else day_and_time(self.until)

    @property
    def iso(self) -> str:
        """``at`` as HTML has it."""
        at = timezone.localtime(self.at).isoformat(timespec="seconds")
        return for_programs(at, is_day=self.is_dated_by_day)

    @property
    def heading(self) -> str:
        return str(changes.HEADINGS.get(self.change, ""))


@dataclass(frozen=True)
class PublicStory:
    """What is known of a story's record without its list: the live edition, retractions, what is
    withheld, and the editions that were asked for by number."""

    article_id: int
    slug: str
    section_id: int
    section_slug: str
    language: str
    headline: str
    is_shown: bool
    editions: Mapping[int, PublicEdition]
    # Of a past moment: withdrawn since, so that no reader finds it.
    is_gone: bool = False

    @cached_property
    def live(self) -> PublicEdition | None:
        live = (one for one in self.editions.values() if one.is_live)
        return None if self.is_gone else next(live, None)

    @cached_property
    def retraction(self) -> PublicEdition | None:
        """The last one, whose word holds."""
        found = [one for one in self.editions.values() if one.change == changes.Change.RETRACTION]
        return max(found, key=lambda one: one.number, default=None)

    @property
    def hides_text(self) -> bool:
        return self.retraction is not None and self.retraction.hides_text

    @property
    def direction(self) -> str:
        return direction(self.language)

    def address(self, name: str = "article", *more: int) -> str:
        return reverse(
            f"articles:{name}", args=[self.section_slug, self.slug, self.article_id, *more]
        )

    def record_of(self, edition: PublicEdition) -> EditionRecord:
        """An edition as it stood, without notices of editions that are withheld.

        Raises UnreadableSnapshot.
        """
        record = read_record(edition.document)
        withheld = {one.number for one in self.editions.values() if one.withheld}
        notices = tuple(one for one in record.notices if one.edition not in withheld)
        return replace(record, notices=notices)


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A page of a story's editions, newest first; ``older`` is where the next one begins."""

    editions: list[PublicEdition]
    older: int | None


def is_public(choice: bool | None) -> bool:
    """Whether readers see a story's history: as the desk chose for it, or else the site."""
    return settings.PUBLIC_HISTORY if choice is None else choice


def choose(article: Article, *, by, is_shown: bool | None) -> None:
    """Show or hide a story's history whatever the site does; None follows the site again.

    Raises PermissionDenied.
    """
    if by is not None and not by.has_perm("articles.publish_article"):
        raise PermissionDenied
    if is_shown is None:
        PublicHistory.objects.filter(article=article).delete()
        return
    PublicHistory.objects.update_or_create(
        article=article,
        defaults={"is_shown": is_shown, "set_by": by, "set_at": timezone.now()},
    )


def read_story(
    article_id: int, numbers: Iterable[int] = (), at: datetime | None = None
) -> PublicStory | None:
    """The record of a story that has ever been live, or None: one query.

    Editions asked for by number come with their documents, unless they are withheld. As of an
    instant, it is the record that readers had then, of a story that they may still find.
    """
    if article_id > MOST_ID:
        return None
    moment = as_of(at)
    at = moment.at
    numbers = [number for number in numbers if number <= _MOST_NUMBER]
    wanted = Q(number__in=numbers) | Q(change=changes.Change.RETRACTION)
    wanted |= Q(is_live=True) | Q(withheld__isnull=False)
    rows = list(_begun(article_id, at, numbers).filter(wanted).values_list(*_FIELDS))
    if not any(row[4] for row in rows):
        # Withdrawn, or never live: the last that has begun says which.
        rows += _begun(article_id, at, []).order_by("-number").values_list(*_FIELDS)[:1]
    if not rows:
        return None
    newest = max(rows)
    is_shown, slug, section_id, section_slug, language, headline = newest[-6:]
    return PublicStory(
        article_id,
        slug,
        section_id,
        section_slug,
        language,
        headline,
        is_public(is_shown),
        {row[0]: _edition(row, at) for row in rows},
        is_gone=moment.still is not None and not _is_found(article_id, moment),
    )


def lists_missing(story: ArticleSnapshot, at: datetime | None = None) -> frozenset[str]:
    """Addresses of a story's section, tags and authors at which readers find no page: one query.

    What a story had once may be gone from the site, or be on no live story any more.
    """
    moment = as_of(at)
    live = editions_at(moment.at, moment.still).filter(pk=OuterRef("edition_id"))
    named = {("tag", tag.slug): reverse("articles:tag", args=[tag.slug]) for tag in story.tags} | {
        ("author", one.author.slug): author_url(one.author) for one in story.bylines
    }
    if story.section:
        slug = story.section.slug
        named["section", slug] = reverse("articles:section", args=[slug])
    there = [Section.objects.all()]
    there += [
        model.objects.filter(Exists(rows.objects.filter(Exists(live), **{name: OuterRef("pk")})))
        for model, rows, name in ((Tag, EditionTag, "tag"), (Author, EditionByline, "author"))
    ]
    slugs = {slug for _kind, slug in named}
    first, *others = (
        rows.filter(slug__in=slugs)
        .order_by()
        .values_list(Value(kind, output_field=CharField()), "slug")
        for kind, rows in zip(("section", "tag", "author"), there, strict=True)
    )
    return frozenset(named[one] for one in named.keys() - set(first.union(*others, all=True)))


def _is_found(article_id: int, moment: AsOf) -> bool:
    """Whether readers may still find what they saw of a story then."""
    return editions_at(moment.at, moment.still).filter(article_id=article_id).exists()


def read_editions(
    article_id: int, before: int | None = None, at: datetime | None = None
) -> EditionPage:
    """The editions of a story that have begun, newest first; those below a number: one query."""
    at = at or timezone.now()
    editions = _begun(article_id, at, []).order_by("-number")
    if before is not None:
        editions = editions.filter(number__lt=min(before, _MOST_NUMBER))
    rows = editions.values_list(*_FIELDS)[: PAGE_SIZE + 1]
    shown = _with_earlier([_edition(row, at) for row in rows])
    has_more = len(shown) > PAGE_SIZE
    return EditionPage(shown[:PAGE_SIZE], shown[PAGE_SIZE - 1].number if has_more else None)


def _with_earlier(editions: list[PublicEdition]) -> list[PublicEdition]:
    found, earlier = [], None
    for edition in reversed(editions):
        if edition.withheld:
            found.append(edition)
        else:
            found.append(replace(edition, before=earlier))
            earlier = edition.number
    return found[::-1]


def _begun(article_id: int, at: datetime, numbers: list[int]) -> QuerySet:
    following = Edition.objects.filter(
        article_id=article_id, live_from=OuterRef("live_until"), begins_by_day=True
    )
    return (
        Edition.objects.begun(at)
        .filter(article_id=article_id)
        .with_live(at)
        .annotate(
            ends_by_day=Exists(following),
            withheld=FilteredRelation("withholdings", condition=is_standing("withholdings__")),
            document_asked_for=Case(
                When(number__in=numbers, withheld__isnull=True, then=F("document")),
                default=Value(""),
                output_field=TextField(),
            ),
        )
        .order_by()
    )


def _edition(row: tuple, at: datetime) -> PublicEdition:
    number, change, live_from, until, is_live, notice, hides_text, supersedes, *rest = row
    superseded_by, superseded_at, withheld, document, by_day, ends_by_day = rest[:6]
    # What a scheduled edition will say is nobody's business yet.
    is_superseded = superseded_at is not None and superseded_at <= at
    return PublicEdition(
        number=number,
        change=change,
        at=live_from,
        until=until if until is not None and until <= at else None,
        is_live=is_live,
        notice="" if withheld else notice or "",
        hides_text=bool(hides_text),
        supersedes=supersedes,
        superseded_by=superseded_by if is_superseded else None,
        withheld=withheld or "",
        document=document,
        is_dated_by_day=by_day,
        ends_by_day=ends_by_day,
    )
