"""Rights in pictures and clips: taking one from readers at once, bringing it back, what follows.

Whether one may be shown at an instant is said in ``RightsQuerySet.withheld``; stories are rendered
without those that may not (articles/withholding.py). Time needs nobody: a stored page says until
when it is good. What a person changes is carried out here.
"""

import logging
import re
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import clips
from articles.models import Article, ClipFile, EditionPage, HasRights, Image, ImageFile
from articles.picture_files import forget, have_finished
from authors.models import Author
from newsroom import pictures
from newsroom.aside import move

_FILE = re.compile(r"images/[0-9a-f]{2}/(?P<sha256>[0-9a-f]{64})/")
logger = logging.getLogger(__name__)
REASON_LENGTH = 1000


class RightsRefused(ValidationError):
    """Why a verb was not carried out, in a sentence for the desk."""


def may_withdraw(user, thing: HasRights) -> bool:
    return user.has_perm(f"articles.withdraw_{thing._meta.model_name}")


@transaction.atomic
def withdraw(thing: HasRights, *, by, reason: str) -> list[HasRights]:
    """Take a picture or a clip from readers: pages, lists and files stop showing it at once.

    Whatever else of the library holds one of its files goes with it; gives all that were
    withdrawn. Editions keep saying that it was there. Raises RightsRefused, PermissionDenied.
    """
    _require(by, thing)
    reason = reason.strip()
    if not reason:
        raise RightsRefused(_("Say why it is withdrawn."))
    if len(reason) > REASON_LENGTH:
        raise RightsRefused(_("Say it in at most %d characters.") % REASON_LENGTH)
    thing.note_files()
    alike = list(_alike(thing).filter(withdrawn_at=None))
    if not alike:
        raise RightsRefused(_("It is withdrawn already."))
    now = timezone.now()
    for one in alike:
        one.withdrawals.create(reason=reason, withdrawn_at=now, withdrawn_by=by)
    _now_follow(alike, withdrawn_at=now)
    return alike


@transaction.atomic
def restore(thing: HasRights, *, by) -> list[HasRights]:
    """Let readers see again what was withdrawn. Raises RightsRefused, PermissionDenied."""
    _require(by, thing)
    alike = list(_alike(thing).filter(withdrawn_at__isnull=False))
    if not alike:
        raise RightsRefused(_("It is not withdrawn."))
    for one in alike:
        one.withdrawals.standing().update(lifted_at=timezone.now(), lifted_by=by)
    _now_follow(alike, withdrawn_at=None)
    return alike


def _alike(thing: HasRights) -> QuerySet:
    """A thing, and all others that have or have had one of its files, held until the end."""
    return type(thing).having(thing.hashes()).order_by("pk").select_for_update(of=("self",))


def _now_follow(things: list[HasRights], *, withdrawn_at) -> None:
    model, ids = type(things[0]), [thing.pk for thing in things]
    model.objects.filter(pk__in=ids).update(withdrawn_at=withdrawn_at)
    for thing in things:
        thing.withdrawn_at = withdrawn_at
    make_pages_anew(model, ids)
    from articles.tasks import settle_files

    # At once by this process, and by the worker should it be stopped in between.
    settle_files.enqueue(ids, model._meta.label)
    transaction.on_commit(partial(_settle_now, model, ids))


def _settle_now(model: type[HasRights], ids: list[int]) -> None:
    try:
        settle_files_of(model, ids)
    except OSError:
        label = model._meta.label
        logger.exception("Files of %s %s: the worker will see to them.", label, ids)


def settle_files_of(model: type[HasRights], ids: list[int]) -> None:
    """Bring files to where they belong: aside with what is withdrawn, else in their place."""
    settle = _settle_picture if model is Image else _settle_clip
    files = model._meta.get_field("files").related_model.objects
    own = files.filter(**{f"{model._meta.model_name}__in": ids})
    for sha256, name in own.order_by().values_list("sha256", "name").distinct():
        settle(sha256, name)


def _settle_picture(sha256: str, name: str) -> None:
    if Image.objects.filter(files__sha256=sha256, withdrawn_at__isnull=False).exists():
        # A portrait that an author's page shows stays, though no story shows the picture.
        if not Author.objects.filter(photo_sha256=sha256).exists():
            forget(sha256)
            pictures.withhold(name)
    else:
        pictures.bring_back(name)
        have_finished([sha256])


def _settle_clip(_sha256: str, name: str) -> None:
    aside = ClipFile.objects.aside_of(name)
    if _is_kept_from_readers(name):
        move(name, aside)
    else:
        move(aside, name)


def _is_kept_from_readers(name: str) -> bool:
    """A clip's file goes with any clip that has it, a text track only with all of them."""
    files = ClipFile.objects.filter(name=name)
    withdrawn = files.filter(clip__withdrawn_at__isnull=False)
    shown = files.filter(clip__withdrawn_at=None)
    return withdrawn.exists() and (withdrawn.filter(is_track=False).exists() or not shown.exists())


def make_pages_anew(model: type[HasRights], ids: list[int]) -> None:
    """Readers' pages with these are drawn at each visit until the worker stored them."""
    kind = model._meta.model_name
    pages = EditionPage.objects.filter(**{f"edition__{kind}_rows__{kind}__in": ids})
    if pages.update(renderer=""):
        from articles.narration import captions
        from articles.tasks import refresh_pages

        captions.after_change(model, ids)
        transaction.on_commit(refresh_pages.enqueue)


def after_save(thing: HasRights, *, raw: bool) -> None:
    """After any save of a picture or a clip: pages follow its rights; an old version lifts no
    withdrawal."""
    if raw:
        standing = thing.withdrawals.standing().first()
        withdrawn_at = standing.withdrawn_at if standing else None
        type(thing).objects.filter(pk=thing.pk).update(withdrawn_at=withdrawn_at)
        thing.withdrawn_at = withdrawn_at
    held = getattr(thing, "held_rights", None)
    if raw or held != thing.rights_span:
        make_pages_anew(type(thing), [thing.pk])
    thing.held_rights = thing.rights_span


def is_withdrawn_file(path: str) -> bool:
    """Whether a storage name is one of a withdrawn picture's or clip's files."""
    if found := _FILE.match(path):
        hashes = ImageFile.objects.filter(image__withdrawn_at__isnull=False)
        return hashes.filter(sha256=found["sha256"]).exists()
    return path.startswith(f"{clips.ROOT}/") and _is_kept_from_readers(path)


def affected_stories(things: list[HasRights]) -> QuerySet[Article]:
    """The stories whose working copy or an edition shows any of these."""
    from articles.usage import stories_using

    stories = Article.objects.none()
    for thing in things:
        stories = stories | stories_using(thing)
    return stories.distinct()


def _require(by, thing: HasRights) -> None:
    if by is not None and not may_withdraw(by, thing):
        raise PermissionDenied
