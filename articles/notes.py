"""Notes on a story and on its passages: the verbs, and keeping each at its passage.

Each verb checks its actor (``by=None`` is the system: the demo) and raises PermissionDenied, or
NoteRefused with a sentence for the desk. Notes are no part of the story: no verb here touches it,
and what a save does to a passage is carried over by ``carry_notes``, which every save runs.
"""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.anchors import CONTEXT, Edit, Passage, locate, passage_at, text_of
from articles.body import Block, split_blocks
from articles.models import Article, Note

MOST_CHARACTERS = 5000
MOST_QUOTED = 2000
# What is written about where a passage is; saving it makes a note no newer for its readers.
_PLACE = ("quote", "prefix", "suffix", "start", "end", "lost_at", "changed_at")


class NoteRefused(ValidationError):
    """Why a verb was not carried out, in a sentence for the desk."""


def may_write(user) -> bool:
    return user.has_perm("articles.add_note")


def may_rewrite(user, note: Note) -> bool:
    """Whether somebody may edit or delete a note: its author, and those who may publish."""
    is_own = note.author_id == user.pk
    return may_write(user) and (is_own or user.has_perm("articles.publish_article"))


def blocking_notes(article: Article):
    """The open notes that have to be settled before this story is published."""
    return article.notes.blocking()


def people_to_assign():
    """Who can be given a note: everybody who would find it on the desk."""
    people = get_user_model().objects.with_perm(
        "articles.view_note", backend="django.contrib.auth.backends.ModelBackend"
    )
    return people.filter(is_staff=True).order_by("first_name", "last_name", "username")


@transaction.atomic
def add_note(
    article: Article,
    *,
    by,
    text: str,
    passage: Passage | None = None,
    is_blocking: bool = False,
    assigned_to=None,
    at: datetime | None = None,
) -> Note:
    """A note on a story, or on a passage of it as somebody has it on the screen.

    A passage that is not in the stored text is looked for again at the next save.
    """
    _require_writer(by)
    # A save that is under way carries notes over to its text; this one is then placed in that.
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    now = at or timezone.now()
    note = Note(
        article=article,
        author=by,
        text=_checked(text),
        is_blocking=is_blocking,
        assigned_to=_assignable(assigned_to),
        created_at=now,
        changed_at=now,
    )
    if passage:
        _place_new(note, passage, text_of(split_blocks(article.body)))
    note.save()
    return note


def _place_new(note: Note, passage: Passage, text: str) -> None:
    quote = passage.quote.strip()
    if not quote:
        raise NoteRefused(_("Choose the words that the note is about."))
    if len(quote) > MOST_QUOTED:
        raise NoteRefused(_("This passage is too long for a note: choose its first sentences."))
    prefix, suffix = passage.prefix[-CONTEXT:], passage.suffix[:CONTEXT]
    found = locate(quote, prefix, suffix, text, passage.start)
    _put(note, passage_at(text, *found) if found else Passage(quote, prefix, suffix))


def _put(note: Note, passage: Passage) -> None:
    for name in ("quote", "prefix", "suffix", "start", "end"):
        setattr(note, name, getattr(passage, name))
    note.lost_at = None


@transaction.atomic
def reply(note: Note, *, by, text: str, at: datetime | None = None) -> Note:
    _require_writer(by)
    if note.parent_id:
        raise NoteRefused(_("Answer the note itself, not a reply to it."))
    now = at or timezone.now()
    return Note.objects.create(
        article_id=note.article_id,
        parent=note,
        author=by,
        text=_checked(text),
        created_at=now,
        changed_at=now,
    )


def edit(note: Note, *, by, text: str, is_blocking: bool | None = None) -> Note:
    """Change the words of a note, and whether it blocks publishing where that is told."""
    _require_rewriter(by, note)
    note.text = _checked(text)
    note.edited_at = note.changed_at = timezone.now()
    if is_blocking is not None and not note.parent_id:
        note.is_blocking = is_blocking
    note.save(update_fields=["text", "is_blocking", "edited_at", "changed_at"])
    return note


def delete(note: Note, *, by) -> None:
    """Delete a note with its replies; its author cannot delete what others replied."""
    _require_rewriter(by, note)
    may_whole = by is None or by.has_perm("articles.publish_article")
    if not may_whole and note.replies.exclude(author=by).exists():
        raise NoteRefused(_("Others have replied to this note. Resolve it instead."))
    note.delete()


def resolve(note: Note, *, by, at: datetime | None = None) -> Note:
    """Settle a note. Where somebody else just did, it is theirs."""
    return _settle(note, by=by, was_resolved=False, at=at or timezone.now(), who=by)


def reopen(note: Note, *, by) -> Note:
    return _settle(note, by=by, was_resolved=True, at=None, who=None)


def _settle(note: Note, *, by, was_resolved: bool, at: datetime | None, who) -> Note:
    _require_writer(by)
    if note.parent_id:
        raise NoteRefused(_("A reply is settled with the note that it answers."))
    unsettled = Note.objects.filter(pk=note.pk, resolved_at__isnull=not was_resolved)
    unsettled.update(resolved_at=at, resolved_by=who, changed_at=timezone.now())
    note.refresh_from_db()
    return note


def assign(note: Note, *, by, to) -> Note:
    """Give a note to somebody, who finds it on the newsdesk, or with None to nobody."""
    _require_writer(by)
    if note.parent_id:
        raise NoteRefused(_("A reply goes to whoever has the note that it answers."))
    note.assigned_to = _assignable(to)
    note.changed_at = timezone.now()
    note.save(update_fields=["assigned_to", "changed_at"])
    return note


def _require_writer(by) -> None:
    if by is not None and not may_write(by):
        raise PermissionDenied


def _require_rewriter(by, note: Note) -> None:
    if by is not None and not may_rewrite(by, note):
        raise PermissionDenied


def _checked(text: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise NoteRefused(_("Write something."))
    if len(text) > MOST_CHARACTERS:
        raise NoteRefused(_("A note is at most %d characters long.") % MOST_CHARACTERS)
    return text


def _assignable(user):
    if user is not None and not (
        user.is_active and user.is_staff and user.has_perm("articles.view_note")
    ):
        raise NoteRefused(_("%s would not find it: choose somebody of the desk.") % user)
    return user


def notes_stamp(article: Article) -> str:
    """What changes with every note of a story: how an open page asks for news."""
    told = article.notes.aggregate(number=Count("pk"), last=Max("changed_at"))
    return _stamp(told["number"], told["last"])


def stamp_of(threads: list[Note]) -> str:
    """The same of what ``threads_of`` read."""
    times = [row.changed_at for note in threads for row in (note, *note.answers)]
    return _stamp(len(times), max(times, default=None))


def _stamp(number: int, last: datetime | None) -> str:
    return f"{number}:{last.timestamp() if last else ''}"


def carry_notes(article_id: int, before: tuple[Block, ...], after: tuple[Block, ...]) -> None:
    """Move a story's notes with its text, in the transaction that saves it.

    A note whose passage was deleted says so from then on, and finds it again if the passage comes
    back, as in a revert.
    """
    if before == after:
        return
    notes = list(Note.objects.filter(article_id=article_id).exclude(quote=""))
    if not notes:
        return
    changed = _carried(notes, Edit(text_of(before), text_of(after)))
    Note.objects.bulk_update(changed, _PLACE)


def _carried(notes: list[Note], change: Edit) -> list[Note]:
    now, changed = timezone.now(), []
    for note in notes:
        was = (note.start, note.end, note.quote, note.is_lost)
        place = _place_after(note, change)
        if place:
            _put(note, passage_at(change.after, *place))
        elif note.start is not None:
            note.start = note.end = None
            note.lost_at = now
        if was != (note.start, note.end, note.quote, note.is_lost):
            note.changed_at = now
            changed.append(note)
    return changed


def _place_after(note: Note, change: Edit) -> tuple[int, int] | None:
    told = Passage(note.quote, note.prefix, note.suffix)
    if note.is_lost:
        return change.find_new(told)
    if note.start is None:
        return locate(told.quote, told.prefix, told.suffix, change.after)
    start, end = note.start, note.end
    if change.before[start:end] != note.quote:
        # The text was stored by something that is no save of the desk's.
        found = locate(told.quote, told.prefix, told.suffix, change.before, start)
        if found is None:
            return locate(told.quote, told.prefix, told.suffix, change.after, start)
        start, end = found
    return change.carry(start, end)


def threads_of(article: Article) -> list[Note]:
    """A story's notes in the order of the text, each with its replies as ``answers``."""
    rows = list(article.notes.select_related("author", "assigned_to", "resolved_by"))
    answers: dict[int, list[Note]] = {}
    for row in rows:
        if row.parent_id:
            answers.setdefault(row.parent_id, []).append(row)
    threads = [row for row in rows if not row.parent_id]
    for note in threads:
        note.answers = answers.get(note.pk, [])
    # What is on no passage stands first, as what concerns the whole story.
    return sorted(threads, key=lambda note: (note.start or 0, note.created_at, note.pk))
