"""Rights in pictures: taking one from readers at once, bringing it back, and what follows.

Whether a picture may be shown at an instant is said in ``Image.objects.withheld``; stories are
rendered without those that may not (articles/withholding.py). Time needs nobody: a stored page
says until when it is good. What a person changes is carried out here.
"""

import logging
import re
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, EditionPage, Image, ImageFile, ImageWithdrawal
from articles.picture_files import forget, have_finished
from authors.models import Author
from newsroom.pictures import bring_back, withhold

_FILE = re.compile(r"images/[0-9a-f]{2}/(?P<sha256>[0-9a-f]{64})/")
logger = logging.getLogger(__name__)
WITHDRAW = "articles.withdraw_image"
REASON_LENGTH = 1000


class RightsRefused(ValidationError):
    """Why a verb was not carried out, in a sentence for the desk."""


@transaction.atomic
def withdraw(image: Image, *, by, reason: str) -> list[Image]:
    """Take a picture from readers: pages, lists and files stop showing it at once.

    Whatever else of the library holds one of its files goes with it; gives all that were
    withdrawn. Editions keep saying that it was there. Raises RightsRefused, PermissionDenied.
    """
    _require(by)
    reason = reason.strip()
    if not reason:
        raise RightsRefused(_("Say why the picture is withdrawn."))
    if len(reason) > REASON_LENGTH:
        raise RightsRefused(_("Say it in at most %d characters.") % REASON_LENGTH)
    alike = list(_alike(image).select_for_update(of=("self",)).filter(withdrawn_at=None))
    if not alike:
        raise RightsRefused(_("This picture is withdrawn already."))
    now = timezone.now()
    for one in alike:
        ImageWithdrawal.objects.create(image=one, reason=reason, withdrawn_at=now, withdrawn_by=by)
    _now_follow(alike, withdrawn_at=now)
    return alike


@transaction.atomic
def restore(image: Image, *, by) -> list[Image]:
    """Let readers see a withdrawn picture again. Raises RightsRefused, PermissionDenied."""
    _require(by)
    alike = list(_alike(image).select_for_update(of=("self",)).filter(withdrawn_at__isnull=False))
    if not alike:
        raise RightsRefused(_("This picture is not withdrawn."))
    standing = ImageWithdrawal.objects.standing().filter(image__in=alike)
    standing.update(lifted_at=timezone.now(), lifted_by=by)
    _now_follow(alike, withdrawn_at=None)
    return alike


def _now_follow(images: list[Image], *, withdrawn_at) -> None:
    ids = [image.pk for image in images]
    Image.objects.filter(pk__in=ids).update(withdrawn_at=withdrawn_at)
    for image in images:
        image.withdrawn_at = withdrawn_at
    make_pages_anew(ids)
    from articles.tasks import settle_files

    # At once by this process, and by the worker should it be stopped in between.
    settle_files.enqueue(ids)
    transaction.on_commit(partial(_settle_now, ids))


def _settle_now(image_ids: list[int]) -> None:
    try:
        settle_files_of(image_ids)
    except OSError:
        logger.exception("Files of the pictures %s: the worker will see to them.", image_ids)


def settle_files_of(image_ids: list[int]) -> None:
    """Bring the files of pictures to where they belong: aside if withdrawn, else in place."""
    files = ImageFile.objects.filter(image__in=image_ids).values_list("sha256", "name").distinct()
    for sha256, name in files:
        owners = Image.objects.filter(files__sha256=sha256)
        if owners.exclude(withdrawn_at=None).exists():
            # A portrait that an author's page shows stays, though no story shows the picture.
            if not Author.objects.filter(photo_sha256=sha256).exists():
                forget(sha256)
                withhold(name)
        else:
            bring_back(name)
            have_finished([sha256])


def _alike(image: Image) -> QuerySet[Image]:
    """A picture, and all others that have or have had one of its files."""
    hashes = ImageFile.objects.filter(image=image).values("sha256")
    return Image.objects.filter(
        pk__in=ImageFile.objects.filter(sha256__in=hashes).values("image")
    ).order_by("pk")


def make_pages_anew(image_ids: list[int]) -> None:
    """Readers' pages with these pictures are drawn at each visit until the worker stored them."""
    pages = EditionPage.objects.filter(edition__image_rows__image__in=image_ids)
    if pages.update(renderer=""):
        from articles.tasks import refresh_pages

        transaction.on_commit(refresh_pages.enqueue)


def after_save(image: Image, *, raw: bool) -> None:
    """After any save of a picture: pages follow its rights; an old version lifts no withdrawal."""
    if raw:
        standing = ImageWithdrawal.objects.standing().filter(image=image).first()
        withdrawn_at = standing.withdrawn_at if standing else None
        Image.objects.filter(pk=image.pk).update(withdrawn_at=withdrawn_at)
        image.withdrawn_at = withdrawn_at
    held = getattr(image, "held_rights", None)
    if raw or held != image.rights_span:
        make_pages_anew([image.pk])
    image.held_rights = image.rights_span


def is_withdrawn_file(path: str) -> bool:
    """Whether a storage name is one of a withdrawn picture's files."""
    found = _FILE.match(path)
    hashes = ImageFile.objects.filter(image__withdrawn_at__isnull=False)
    return bool(found) and hashes.filter(sha256=found["sha256"]).exists()


def affected_stories(images: list[Image]) -> QuerySet[Article]:
    """The stories whose working copy or an edition shows any of these."""
    from articles.usage import stories_using

    stories = Article.objects.none()
    for image in images:
        stories = stories | stories_using(image)
    return stories.distinct()


def _require(by) -> None:
    if by is not None and not by.has_perm(WITHDRAW):
        raise PermissionDenied
