"""Publishing: the verbs that change what readers see.

Each verb runs in one transaction that holds the article's row, checks the actor's permission
(``by=None`` is the system: an import, the demo) and raises PublishingRefused with a sentence for
the desk when it cannot be done. Readers only ever see editions made here.
"""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.assembly import snapshot_working_copy
from articles.changes import Change, updated_by
from articles.checks import Context, blocking, run_checks
from articles.embargo import record_use, under_embargo
from articles.models import (
    Article,
    Edition,
    EditionByline,
    EditionClip,
    EditionImage,
    EditionPage,
    EditionTag,
    RevisionMeta,
    Withdrawal,
)
from articles.narration.binding import bind_fresh, settle_later
from articles.notices import Told, notices_of, record_notice, refused
from articles.picture_files import files_in, have_finished, unfinished_in
from articles.record import EditionRecord, Notice, chain_hash
from articles.refusals import ChecksBlock, PublishingRefused
from articles.rendering import render_page
from articles.search.index import index_edition, remove_edition, remove_ended
from articles.second_look import look_again, record_answer
from articles.snapshot import ArticleSnapshot
from articles.tasks import refresh_at
from articles.withholding import media_of, rights_in
from articles.workflow import end_round, take_up_again

# Whatever lies beyond is a slip of the pen.
FURTHEST = timedelta(days=3653)


class ScheduleStands(PublishingRefused):
    """Another edition waits for its hour; publishing has to say that it replaces it."""

    def __init__(self, edition: Edition):
        self.edition = edition
        super().__init__(
            {
                "replace_scheduled": _(
                    "Edition %(number)d is scheduled for %(time)s. Publishing this replaces it: "
                    "confirm to go on."
                )
                % {"number": edition.number, "time": _clock(edition.live_from)}
            }
        )


@transaction.atomic
def publish(
    article: Article,
    *,
    by,
    change: str,
    notice: str = "",
    supersedes: int | None = None,
    hides_text: bool = False,
    at: datetime | None = None,
    is_dated_by_day: bool = False,
    replace_scheduled: bool = False,
    minor_because: str = "",
) -> Edition:
    """Freeze the working copy as the edition readers see from now on.

    ``supersedes`` is the number of the edition whose notice this one takes the place of;
    ``hides_text`` leaves readers of a retraction the headline and the notice alone. ``at`` sets an
    earlier instant, for a story that was published elsewhere, and ``is_dated_by_day`` says that
    only the day of that is known; ``minor_because`` answers a SecondLook. Raises
    PublishingRefused, ScheduleStands, SecondLook and PermissionDenied.
    """
    now = timezone.now()
    if at is not None and at > now:
        raise PublishingRefused({"at": _("To publish later, schedule the story.")})
    told = Told(
        change, notice.strip(), supersedes, hides_text, minor_because.strip(), is_dated_by_day
    )
    return _make_edition(article, told, by=by, at=at, replace_scheduled=replace_scheduled)


@transaction.atomic
def schedule(
    article: Article,
    *,
    by,
    at: datetime,
    change: str,
    notice: str = "",
    supersedes: int | None = None,
    hides_text: bool = False,
    replace_scheduled: bool = False,
    minor_because: str = "",
) -> Edition:
    """Freeze the working copy as the edition readers will see from ``at`` on.

    Nothing has to run at that time. Raises as publish does; a time in the past is refused.
    """
    if at <= timezone.now():
        raise PublishingRefused(
            {"at": _("%(time)s has passed. Choose a time to come.") % {"time": _clock(at)}}
        )
    if at > timezone.now() + FURTHEST:
        raise PublishingRefused({"at": _("Choose a time within the next ten years.")})
    told = Told(change, notice.strip(), supersedes, hides_text, minor_because.strip())
    return _make_edition(article, told, by=by, at=at, replace_scheduled=replace_scheduled)


def refuse_vain_embargo(article: Article, until: datetime) -> None:
    """Refuse an embargo that could not hold: no edition may go live before one ends.

    The article's row should be locked. Raises PublishingRefused.
    """
    now = timezone.now()
    if until > now + FURTHEST or until.year < 1900:
        raise PublishingRefused(_("Choose a time within the next ten years."))
    if until <= now or article.pk is None:
        return
    if article.editions.live().exists():
        raise PublishingRefused(
            _("Readers see this story already. Withdraw it first, or leave the embargo out.")
        )
    scheduled = _scheduled(article)
    if scheduled and scheduled.live_from < until:
        raise PublishingRefused(
            _("Edition %(number)d goes live at %(time)s, before this. Cancel the schedule first.")
            % {"number": scheduled.number, "time": _clock(scheduled.live_from)}
        )


@transaction.atomic
def cancel_schedule(article: Article, *, by) -> None:
    """Take back the scheduled edition; what is live stays live. Raises PublishingRefused.

    The story is ready once more, or in review if it was changed since.
    """
    _require(by, "articles.publish_article")
    article = _lock(article)
    scheduled = _scheduled(article)
    if scheduled is None:
        raise PublishingRefused(_("Nothing is scheduled for this story."))
    is_changed = scheduled.story_sha256 != article.working_sha256
    _take_back(scheduled)
    take_up_again(article, by=by, is_changed=is_changed)


@transaction.atomic
def withdraw(article: Article, *, by, notice: str, at: datetime | None = None) -> Withdrawal:
    """End the live edition: its address answers 410 with the notice. Raises PublishingRefused.

    A scheduled edition is taken back with it.
    """
    _require(by, "articles.publish_article")
    notice = notice.strip()
    if not notice:
        raise PublishingRefused({"notice": _("Tell readers why the story is gone.")})
    _lock(article)
    if scheduled := _scheduled(article):
        _take_back(scheduled)
    live = article.editions.live(at).first()
    if live is None:
        raise PublishingRefused(_("This story is not live, so there is nothing to withdraw."))
    now = max(at or timezone.now(), live.live_from + timedelta(microseconds=1))
    Edition.objects.filter(pk=live.pk).update(live_until=now)
    remove_ended(article.pk)
    settle_later(article.pk)
    return Withdrawal.objects.create(edition=live, notice=notice, withdrawn_by=by, withdrawn_at=now)


def allowed_changes(article: Article) -> list[str]:
    """The change classes the next edition may have."""
    if _has_been_live(article):
        return [choice for choice in Change.values if choice != Change.FIRST]
    return [Change.FIRST]


def _make_edition(article, told: Told, *, by, at, replace_scheduled) -> Edition:
    _require(by, "articles.publish_article")
    if told.change == Change.RETRACTION:
        _require(by, "articles.retract_article")
    article = _lock(article)
    moment = at or timezone.now()
    _refuse_unfit(article, told, at=moment)
    _make_room(article, replace_scheduled=replace_scheduled)
    previous = article.editions.defer("document").first()
    moment = _after(previous, moment, is_told=at is not None)
    story = snapshot_working_copy(article)
    _refuse_blocked(Context(article, story, moment), by=by)
    if previous and told.change in {Change.MINOR, Change.UPDATE}:
        _refuse_unchanged(story, previous, moment)
    is_asked = by is not None and previous and told.change == Change.MINOR
    quiet = look_again(story, previous, because=told.minor_because) if is_asked else []
    article.editions.open_ended().update(live_until=moment)
    record = _record(article, story, previous, told, by=by, at=moment)
    edition = _write(article, record, previous, told, by=by, at=moment)
    done_at = min(moment, timezone.now())
    record_answer(edition, previous, quiet, because=told.minor_because, by=by, at=done_at)
    end_round(article, by=by, at=done_at)
    return edition


def _after(previous: Edition | None, moment: datetime, *, is_told: bool) -> datetime:
    """The instant at which an edition begins: after the one before it."""
    if previous is None or previous.live_from < moment:
        return moment
    if is_told:
        raise PublishingRefused(
            {"at": _("An edition of %(time)s exists.") % {"time": _clock(previous.live_from)}}
        )
    # The clock was set back; an edition still follows the one before it.
    return previous.live_from + timedelta(microseconds=1)


def _require(by, permission: str) -> None:
    if by is not None and not by.has_perm(permission):
        raise PermissionDenied


def _lock(article: Article) -> Article:
    """The article as stored, its row held until the transaction ends."""
    articles = Article.objects.select_related("section").select_for_update(of=("self",))
    return articles.get(pk=article.pk)


def _clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def _scheduled(article: Article) -> Edition | None:
    return article.editions.scheduled().first()


def _has_been_live(article: Article) -> bool:
    return article.editions.begun().exists()


def _refuse_unfit(article: Article, told: Told, *, at: datetime) -> None:
    errors = refused(article, told)
    change = told.change
    if change not in Change.values:
        errors["change"] = _("Choose why this edition is published.")
    elif _has_been_live(article) == (change == Change.FIRST):
        errors["change"] = (
            _("This story has been published before. Choose what kind of change this is.")
            if change == Change.FIRST
            else _("This story has not been published yet: its first edition is a first one.")
        )
    if embargo := under_embargo(article, at):
        errors["at"] = embargo
    if errors:
        raise PublishingRefused(errors)


def _refuse_blocked(context: Context, *, by) -> None:
    # An archive is published as it is, but for what no edition can do without.
    found = blocking(run_checks(context, only_essential=by is None))
    if found:
        raise ChecksBlock([one.sentence for one in found])


def _refuse_unchanged(story: ArticleSnapshot, previous: Edition, at: datetime) -> None:
    ended = previous.live_until is not None and previous.live_until <= at
    if previous.story_sha256 == story.sha256 and not ended:
        raise PublishingRefused(nothing_has_changed(previous.number))


def nothing_has_changed(number: int) -> str:
    return _("Nothing has changed: edition %(number)d already shows exactly this.") % {
        "number": number
    }


def _make_room(article: Article, *, replace_scheduled: bool) -> None:
    """A waiting edition never overwrites a newer one when its hour comes."""
    scheduled = _scheduled(article)
    if scheduled is None:
        return
    if not replace_scheduled:
        raise ScheduleStands(scheduled)
    _take_back(scheduled)


def _take_back(scheduled: Edition) -> None:
    # It was the head of the chain and nobody outside the desk ever saw it.
    start, article_id = scheduled.live_from, scheduled.article_id
    remove_edition(scheduled)
    scheduled.delete()
    settle_later(article_id)
    withdrawn = Withdrawal.objects.filter(edition__article_id=article_id).values("edition")
    Edition.objects.filter(article_id=article_id, live_until=start).exclude(
        pk__in=withdrawn
    ).update(live_until=None)


def _record(article, story, previous, told: Told, *, by, at) -> EditionRecord:
    start = at.astimezone(UTC).isoformat()
    first = article.editions.aggregate(at=Min("live_from"))["at"] if previous else at
    number = previous.number + 1 if previous else 1
    notices = notices_of(article) if previous else ()
    if told.notice:
        more = (told.supersedes, told.hides_text, told.is_dated_by_day)
        notices = (*notices, Notice(number, told.change, start, told.notice, *more))
    updated = updated_by(told.change, at, previous.updated if previous else None)
    return EditionRecord(
        number=number,
        change=told.change,
        live_from=start,
        first_published=first.astimezone(UTC).isoformat(),
        updated=updated.astimezone(UTC).isoformat(),
        published_by=(by.get_full_name() or by.get_username()) if by else "",
        notices=notices,
        story=story,
        is_dated_by_day=previous.is_dated_by_day if previous else told.is_dated_by_day,
        begins_by_day=told.is_dated_by_day,
        is_updated_by_day=told.is_dated_by_day if updated == at else previous.is_updated_by_day,
    )


def _write(article, record, previous, told: Told, *, by, at) -> Edition:
    story, document = record.story, record.to_document()
    previous_sha256 = previous.sha256 if previous else ""
    edition = Edition.objects.create(
        article=article,
        number=record.number,
        change=record.change,
        live_from=at,
        document=document,
        previous_sha256=previous_sha256,
        sha256=chain_hash(previous_sha256, document),
        story_sha256=story.sha256,
        published_by=by,
        made_from=RevisionMeta.objects.filter(article_id=article.pk).order_by("-number").first(),
        section_id=story.section.id,
        slug=story.slug,
        kind=story.kind,
        language=story.language,
        headline=story.headline,
        headline_search=story.headline_search,
        standfirst=story.standfirst,
        lead_image_id=story.lead_image.id if story.lead_image else None,
        first_published=record.first_published_at,
        is_dated_by_day=record.is_dated_by_day,
        updated=record.updated_at,
        is_updated_by_day=record.is_updated_by_day,
        begins_by_day=record.begins_by_day,
    )
    _write_rows(edition, record)
    record_use(edition)
    record_notice(edition, told)
    index_edition(edition, record)
    bind_fresh(edition, record)
    if article.working_sha256 != story.sha256:
        Article.objects.filter(pk=article.pk).update(working_sha256=story.sha256)
    return edition


def _write_rows(edition: Edition, record: EditionRecord) -> None:
    story, first = record.story, edition.first_published
    EditionByline.objects.bulk_create(
        EditionByline(edition=edition, author_id=byline.author.id, first_published=first)
        for byline in story.bylines
    )
    EditionTag.objects.bulk_create(
        EditionTag(edition=edition, tag_id=tag.id, first_published=first) for tag in story.tags
    )
    shown = media_of(story)
    EditionImage.objects.bulk_create(
        EditionImage(edition=edition, image_id=image_id) for image_id in sorted(shown.images)
    )
    EditionClip.objects.bulk_create(
        EditionClip(edition=edition, clip_id=clip_id) for clip_id in sorted(shown.clips)
    )
    # As it will be when readers first see it.
    (rights,) = rights_in([story], max(edition.live_from, timezone.now()))
    files = files_in([story])
    EditionPage.objects.create(edition=edition, **render_page(record, rights, files))
    # Should the worker finish one while this is not yet to be seen, the page would miss it.
    have_finished(unfinished_in(story, files))
    if rights.until:
        refresh_at(rights.until)
