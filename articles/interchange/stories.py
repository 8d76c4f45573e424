"""Writing a story and its history: each revision saved, and published where readers saw it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import reversion
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.assembly import snapshot_working_copy
from articles.body import REFERENCES, clean_body, join_blocks, split_blocks
from articles.interchange.lines import LineRevision, StoryLine
from articles.interchange.links import at_home
from articles.interchange.names import Names
from articles.models import Article, Byline, Edition, RevisionMeta, Section, Tag, TaggedArticle
from articles.models.article import story_slug
from articles.publishing import publish
from articles.revisions import revision
from articles.snapshot import ArticleSnapshot

Change = Edition.Change
# A change of more than one word in ten is an update; readers are told of its time.
UPDATE_SHARE = 0.10
_TICK = timedelta(microseconds=1)


def begin_story(
    line: StoryLine, *, section: Section, names: Names, hosts: Collection[str] = ()
) -> Article:
    """A new story with all its revisions and editions; links to ``hosts`` begin at their path.

    What the desk saved before the day of publication is a revision and no edition; what then
    stood is the first edition, live from that day. Raises BadLine, UnusableName, ValidationError.
    """
    article = Article(section=section, created_at=line.revisions[0].date)
    _set_line(article, line)
    history = History(article, names, hosts)
    for this, following in zip(line.revisions, [*line.revisions[1:], None], strict=True):
        history.save(this)
        replaced = following and following.date <= line.first_published
        if this.date < line.first_published and replaced:
            continue
        history.publish(this, first=None if history.edition else line)
    return article


def add_revisions(
    article: Article,
    revisions: Sequence[LineRevision],
    *,
    names: Names,
    hosts: Collection[str] = (),
) -> None:
    """The revisions that a story's line has gained since it was imported."""
    history = History(article, names, hosts)
    for one in revisions:
        history.save(one)
        history.publish(one)


def replace_text(
    article: Article, line: StoryLine, *, names: Names, hosts: Collection[str] = ()
) -> bool:
    """The story as its line now tells it, in one revision and an update; False where it is so."""
    section = line.section and names.section(line.section, name=line.section_name)
    article.section = section or article.section
    _set_line(article, line)
    history = History(article, names, hosts)
    if history.shows(line.revisions[-1]):
        return False
    present = line.revisions[-1]
    date, by_day = present.date, present.is_dated_by_day
    if line.updated and line.updated > date:
        date, by_day = line.updated, line.is_updated_by_day
    if date <= history.edition.live_from:
        date, by_day = timezone.now(), False
    present = replace(present, date=date, is_dated_by_day=by_day)
    history.save(present, note=present.note or _("Imported again"))
    history.publish(present, change=present.change or Change.UPDATE)
    return True


def imported_body(html: str, hosts: Collection[str] = ()) -> str:
    """A body as the desk's sanitiser leaves it, without references, its links as here they lead.

    Another system's ids name nothing here, or a picture that is not this story's to show.
    """
    cleaned = clean_body(html)
    linked = at_home(cleaned, hosts)
    blocks = split_blocks(cleaned if linked == cleaned else clean_body(linked))
    return join_blocks(block for block in blocks if block.kind not in REFERENCES)


def _set_line(article: Article, line: StoryLine) -> None:
    article.kind = line.kind or article.kind
    article.language = line.language or article.language
    article.slug = story_slug(line.slug) if line.slug else article.slug


class History:
    """A story as far as it is written: its last save and its last edition."""

    def __init__(self, article: Article, names: Names, hosts: Collection[str] = ()):
        self.article = article
        self.names = names
        # Of the old site.
        self.hosts = hosts
        self.edition: Edition | None = None
        self.saved_at: datetime | None = None
        self.story: ArticleSnapshot | None = None
        # Words that came and went since the last edition.
        self.words_changed = 0
        if article.pk:
            self.story = snapshot_working_copy(Article.objects.get(pk=article.pk))
            self.edition = article.editions.defer("document").first()
            self.saved_at = article.modified_at

    def save(self, told: LineRevision, *, note: str = "") -> None:
        """Save one revision, later than the one before it if only by a microsecond."""
        article, at = self.article, told.date
        if self.saved_at and at <= self.saved_at:
            at = self.saved_at + _TICK
        by = self.names.user(told.by) if told.by else None
        note = note or told.note
        if told.by and not by:
            note = f"{told.by}: {note}" if note else told.by
        # Outside the revision: to restore it must not restore its authors and tags.
        tags, bylines = self._tags(told), self._bylines(told)
        with revision(by=by, note=note, source=RevisionMeta.Source.IMPORT, at=at) as saving:
            saving.before = self.story
            article.headline = told.title
            article.standfirst = told.standfirst
            article.body = imported_body(told.body_html, self.hosts)
            article.full_clean()
            # Each row once, when all are saved: finish saves the story and reversion follows it.
            with reversion.create_revision(manage_manually=True, atomic=False):
                article.save()
                self._set_tags(tags)
                self._set_bylines(bylines)
            summary = saving.finish(article)
            self.story = saving.after
        self.words_changed += summary.words_added + summary.words_removed
        self.saved_at = at

    def publish(
        self,
        told: LineRevision,
        *,
        change: str = "",
        first: StoryLine | None = None,
    ) -> None:
        """Publish what was saved, unless readers already see exactly this.

        ``first`` is the line of a story that has not been published yet, and says when it was.
        """
        if self.edition and self.edition.story_sha256 == self.article.working_sha256:
            return
        at = first.first_published if first else told.date
        if self.edition and at <= self.edition.live_from:
            at = self.edition.live_from + _TICK
        self.edition = publish(
            self.article,
            by=None,
            at=at,
            is_dated_by_day=(first or told).is_dated_by_day,
            change=self._change(told, change),
            notice=told.notice,
        )
        self.words_changed = 0

    def shows(self, told: LineRevision) -> bool:
        """Whether the stored story, with what is set on the article now, says exactly this."""
        article, story = self.article, self.story
        text = (told.title, told.standfirst, imported_body(told.body_html, self.hosts))
        whole = (article.section_id, article.kind, article.language, article.slug)
        return (
            (story.headline, story.standfirst, story.body_source) == text
            and (story.section.id, story.kind, story.language, story.slug) == whole
            and self._tags_now() == [tag.pk for tag in self._tags(told)]
            and self._bylines_now() == self._bylines(told)
        )

    def _change(self, told: LineRevision, change: str) -> str:
        if self.edition is None:
            return Change.FIRST
        if change := change or told.change:
            return change
        words = self.story.word_count
        return Change.UPDATE if self.words_changed > UPDATE_SHARE * words else Change.MINOR

    def _tags(self, told: LineRevision) -> list[Tag]:
        # Two spellings may turn out to be one tag of the desk's.
        return list({tag.pk: tag for tag in map(self.names.tag, told.tags)}.values())

    def _tags_now(self) -> list[int]:
        return [tag.id for tag in self.story.tags] if self.story else []

    def _set_tags(self, tags: list[Tag]) -> None:
        now = self._tags_now()
        if now != [tag.pk for tag in tags]:
            if now:
                self.article.tagged_items.all().delete()
            TaggedArticle.objects.bulk_create(
                TaggedArticle(content_object=self.article, tag=tag) for tag in tags
            )

    def _bylines(self, told: LineRevision) -> list[tuple[int, str]]:
        bylines: dict[int, str] = {}
        for credit in told.authors:
            bylines.setdefault(self.names.author(credit.name).pk, credit.role)
        return list(bylines.items())

    def _bylines_now(self) -> list[tuple[int, str]]:
        bylines = self.story.bylines if self.story else ()
        return [(byline.author.id, byline.role) for byline in bylines]

    def _set_bylines(self, bylines: list[tuple[int, str]]) -> None:
        now = self._bylines_now()
        if now != bylines:
            if now:
                self.article.bylines.all().delete()
            Byline.objects.bulk_create(
                Byline(article=self.article, author_id=author, role=role, position=position)
                for position, (author, role) in enumerate(bylines)
            )
