"""Revisions of the working copy: making one, and saying in words what it changed."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import reversion
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.assembly import snapshot_working_copy
from articles.comparing import compare, summary
from articles.models import Article, RevisionMeta
from articles.notes import carry_notes
from articles.snapshot import ArticleSnapshot


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

    def finish(self, article: Article) -> Summary:
        """Stamp the working copy and describe the revision."""
        self.after = snapshot_working_copy(article)
        return record_save(
            article, before=self.before, after=self.after, source=self.source, at=self.at
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
    said = summarise(before, after)
    article.edit_token = uuid.uuid4()
    article.modified_at = at or timezone.now()
    article.working_sha256 = after.sha256
    article.save(update_fields=["edit_token", "modified_at", "working_sha256"])
    reversion.add_meta(
        RevisionMeta,
        article_id=article.pk,
        source=source,
        summary=f"{said_first} {said.text}".strip(),
        words_added=said.words_added,
        words_removed=said.words_removed,
        edit_token=article.edit_token,
    )
    if before is not None:
        carry_notes(article.pk, before.body, after.body)
    return said


def refresh_working_copies(articles) -> None:
    """Recompute the hashes of stories that show something of the library that was changed."""
    for article in articles:
        sha256 = snapshot_working_copy(article).sha256
        if sha256 != article.working_sha256:
            # A story that was saved meanwhile was stamped by that save, with words as new.
            unsaved = Article.objects.filter(pk=article.pk, edit_token=article.edit_token)
            unsaved.update(working_sha256=sha256)


def summarise(before: ArticleSnapshot | None, after: ArticleSnapshot) -> Summary:
    """What changed from one snapshot to the next, for the history list."""
    if before is None:
        words = after.word_count
        text = ngettext("Story begun: %d word.", "Story begun: %d words.", words) % words
        return Summary(text, words, 0)
    comparison = compare(before, after)
    text = summary(comparison) or _("Settings changed.")
    return Summary(text, comparison.words_added, comparison.words_removed)
