"""Revisions of the working copy: making one, and saying in words what it changed."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from json import JSONDecodeError

import reversion
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reversion.errors import RevertError

from articles.assembly import MissingStory, Today, snapshot_revision, snapshot_working_copy
from articles.authorship import Authorship
from articles.comparing import Comparison, compare
from articles.comparing import summary as in_a_line
from articles.models import Article, RevisionMeta, RevisionTrace
from articles.notes import carry_notes
from articles.snapshot import ArticleSnapshot
from articles.timeline import changed_fields, spaced
from articles.tracing import trace


class NoSuchState(LookupError):
    """No such revision, edition or draft of this story."""


class UnreadableState(ValueError):
    """Something that is there and cannot be read; the message says so to the desk."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one save changed: a sentence, and the words that came and went."""

    text: str
    words_added: int
    words_removed: int


@contextmanager
def revision(
    *,
    by=None,
    note: str = "",
    source: str = RevisionMeta.Source.DESK,
    at: datetime | None = None,
) -> Iterator["Saving"]:
    """A block whose saves of one story make one revision, or none where nothing changed.

    Call ``finish(article)`` on what it yields once every row is saved.
    """
    with reversion.create_revision(atomic=True):
        if by is not None:
            reversion.set_user(by)
        if at is not None:
            reversion.set_date_created(at)
        reversion.set_comment(note)
        yield Saving(source=source, at=at)


class Saving:
    """One save of one story in progress."""

    def __init__(self, *, source: str, at: datetime | None = None):
        self.source = source
        self.at = at
        self.before: ArticleSnapshot | None = None
        self.after: ArticleSnapshot | None = None

    def begin(self, article: Article) -> None:
        """Remember the story as it is stored, before anything of it is changed."""
        self.before = snapshot_working_copy(Article.objects.get(pk=article.pk))

    def finish(self, article: Article, *, said_first: str = "") -> Summary:
        """Stamp the working copy and describe the revision."""
        self.after = snapshot_working_copy(article)
        return record_save(
            article,
            before=self.before,
            after=self.after,
            source=self.source,
            at=self.at,
            said_first=said_first,
        )


def record_save(
    article: Article,
    *,
    before: ArticleSnapshot | None,
    after: ArticleSnapshot | None = None,
    source: str = RevisionMeta.Source.DESK,
    at: datetime | None = None,
    said_first: str = "",
) -> Summary:
    """Stamp a saved working copy and add the meta row to the open revision.

    Gives the article a fresh edit token, so that a form opened before this save is known as
    stale, and the hash that tells unpublished changes. ``said_first`` begins the summary. The
    notes on its passages move with the text.
    """
    after = after or snapshot_working_copy(article)
    comparison = compare(before, after) if before else None
    summary = summary_of(comparison, after)
    article.edit_token = uuid.uuid4()
    article.modified_at = at or timezone.now()
    article.working_sha256 = after.sha256
    article.save(update_fields=["edit_token", "modified_at", "working_sha256"])
    _add_meta(
        article,
        comparison,
        after,
        source=source,
        summary=f"{said_first} {summary.text}".strip(),
        words_added=summary.words_added,
        words_removed=summary.words_removed,
        edit_token=article.edit_token,
    )
    if before is not None:
        carry_notes(article.pk, before.body, after.body)
    return summary


def _add_meta(
    article: Article, comparison: Comparison | None, after: ArticleSnapshot, **values
) -> None:
    """The rows of the open revision: what lists show of it, and what it did to the words."""
    number = last_number(article.pk) + 1
    before = comparison and comparison.before
    reversion.add_meta(
        RevisionMeta,
        article_id=article.pk,
        number=number,
        saved_at=reversion.get_date_created(),
        saved_by=reversion.get_user(),
        section=article.section,
        headline=article.headline,
        changed=spaced(changed_fields(before, after)),
        is_after_publication=article.editions.begun().exists(),
        **values,
    )
    held = authorship_at(article.pk, number - 1)
    reversion.add_meta(
        RevisionTrace,
        article_id=article.pk,
        number=number,
        **trace(comparison, after, number=number, held=held),
    )


def authorship_at(article_id: int, number: int) -> Authorship:
    """Who wrote the words of a story as a revision left them; empty where nobody noted it."""
    traces = RevisionTrace.objects.filter(article_id=article_id, number=number)
    return traces.values_list("authorship", flat=True).first() or {}


def last_number(article_id: int) -> int:
    """The number of a story's latest revision; 0 where there is none."""
    numbers = RevisionMeta.objects.filter(article_id=article_id).order_by("-number")
    return numbers.values_list("number", flat=True).first() or 0


def refresh_working_copies(articles) -> None:
    """Recompute the hashes of stories that show something of the library that was changed."""
    for article in articles:
        sha256 = snapshot_working_copy(article).sha256
        if sha256 != article.working_sha256:
            # A story that was saved meanwhile was stamped by that save, with words as new.
            unsaved = Article.objects.filter(pk=article.pk, edit_token=article.edit_token)
            unsaved.update(working_sha256=sha256)


def summary_of(comparison: Comparison | None, after: ArticleSnapshot) -> Summary:
    """What a comparison found, for the history list; None stands for a story's first save."""
    if comparison is None:
        words = after.word_count
        text = ngettext("Story begun: %d word.", "Story begun: %d words.", words) % words
        return Summary(text, words, 0)
    text = in_a_line(comparison) or _("Settings changed.")
    return Summary(text, comparison.words_added, comparison.words_removed)


def revision_of(article_id: int, number: int) -> RevisionMeta:
    """A story's revision by its number. Raises NoSuchState."""
    metas = RevisionMeta.objects.select_related("revision", "saved_by")
    meta = metas.filter(article_id=article_id, number=number).first()
    if meta is None:
        raise NoSuchState(f"r{number}")
    return meta


def revisions_of(article_id: int, numbers: Collection[int]) -> dict[int, RevisionMeta]:
    """Revisions of a story by their numbers, with what they hold. Raises NoSuchState."""
    if not numbers:
        return {}
    metas = RevisionMeta.objects.select_related("revision", "saved_by").prefetch_related(
        "revision__version_set"
    )
    found = {
        meta.number: meta for meta in metas.filter(article_id=article_id, number__in=set(numbers))
    }
    for number in numbers:
        if number not in found:
            raise NoSuchState(f"r{number}")
    return found


def name_revision(meta: RevisionMeta, *, name: str, is_pinned: bool) -> None:
    """Call a revision something ("As filed"), or only keep it at hand; a name keeps it too."""
    longest = RevisionMeta._meta.get_field("name").max_length
    meta.name = " ".join(name.replace("\0", "").split())[:longest]
    meta.is_pinned = is_pinned or bool(meta.name)
    meta.save(update_fields=["name", "is_pinned"])


def story_of(meta: RevisionMeta, today: Today | None = None) -> ArticleSnapshot:
    """The story as a revision holds it; of several, give the same ``today``.

    Raises UnreadableState.
    """
    with reading(meta):
        return snapshot_revision(meta.revision, meta.article_id, today)


@contextmanager
def reading(meta: RevisionMeta) -> Iterator[None]:
    """A block that opens what a revision holds. Raises UnreadableState."""
    try:
        yield
    # What a row of the database may hold after somebody put a hand to it.
    except (MissingStory, RevertError, JSONDecodeError, LookupError, TypeError, ValueError):
        raise UnreadableState(
            _("Revision %d is damaged: what it holds cannot be read. The others are whole.")
            % meta.number
        ) from None


def named(meta: RevisionMeta) -> str:
    """What the desk calls a revision: "revision 12", with its name if it has one."""
    if meta.name:
        return _("revision %(number)d (“%(name)s”)") % {"number": meta.number, "name": meta.name}
    return _("revision %d") % meta.number
