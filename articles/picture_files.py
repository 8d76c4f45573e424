"""Which sizes of its pictures a story may name, and having the worker make those that lack.

Pages never ask the storage: ``PictureFiles`` says what is there whole, and a size is named only
once it does. A page that was drawn before is drawn anew when the sizes are complete.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.models import EditionPage, Image, ImageFile, PictureFiles, SocialCard
from articles.presentation import Files
from articles.snapshot import ArticleSnapshot
from articles.withholding import images_in
from authors.models import Author
from newsroom.pictures import make_renditions
from newsroom.renditions import AT_ONCE, RECIPE, focus_key

logger = logging.getLogger(__name__)
# A worker that has made no file for this long is taken for dead: its work begins again.
CLAIM_ENDS = timedelta(seconds=60)


def files_in(stories: Iterable[ArticleSnapshot]) -> dict[str, Files]:
    """What is there of all pictures of some stories and of their authors' portraits, by hash: one
    query."""
    hashes: set[str] = set()
    for story in stories:
        hashes |= {image.sha256 for image in images_in(story)}
        hashes |= {byline.author.photo_sha256 for byline in story.bylines}
    return files_of(hashes - {""})


def files_of(hashes: set[str]) -> dict[str, Files]:
    if not hashes:
        return {}
    rows = PictureFiles.objects.filter(pk__in=hashes).values_list(
        "sha256", "recipe", "tint", "cards__focus", "cards__is_made", "cards__has_crops"
    )
    found: dict[str, Files] = {}
    for sha256, recipe, tint, focus, is_made, has_crops in rows:
        known = found.get(sha256, Files(recipe, tint, is_whole=recipe == RECIPE))
        cards = known.cards | {focus} if is_made else known.cards
        crops = known.crops | {focus} if has_crops else known.crops
        # A LEFT JOIN gives None where a picture has no card.
        is_whole = known.is_whole and is_made is not False and has_crops is not False
        found[sha256] = Files(recipe, tint, cards, crops, is_whole)
    return found


def unfinished_in(story: ArticleSnapshot, files: Mapping[str, Files]) -> set[str]:
    """The hashes of a story's pictures whose page may be another once all is made."""
    return {
        image.sha256
        for image in images_in(story)
        if image.sha256 in files and not files[image.sha256].is_whole
    }


def finished_since(hashes: set[str]) -> set[str]:
    """Of pictures that were unfinished when a page was drawn, those that no longer are."""
    if not hashes:
        return set()
    rows = PictureFiles.objects.filter(pk__in=hashes)
    lacking = rows.unfinished().values("pk")
    return set(rows.exclude(pk__in=lacking).values_list("pk", flat=True))


def after_save(image: Image) -> None:
    """After any save of a library picture: whatever its file and its focal point need is made."""
    if not image.sha256:
        return
    files, _ = PictureFiles.objects.get_or_create(
        sha256=image.sha256, defaults={"name": image.file.name}
    )
    focus = focus_key(image.focal_x, image.focal_y)
    card, _ = SocialCard.objects.get_or_create(picture=files, focus=focus)
    if files.recipe < RECIPE or not (card.is_made and card.has_crops):
        have_finished([image.sha256])


def after_portrait_saved(author: Author) -> None:
    """After any save of an author: the portrait's sizes are made.

    No page is drawn anew for them: an author's may be the whole archive, for a small picture that
    is there in another form.
    """
    if not author.photo_sha256:
        return
    files, _ = PictureFiles.objects.get_or_create(
        sha256=author.photo_sha256, defaults={"name": author.photo.name}
    )
    if files.recipe < RECIPE:
        have_finished([files.pk])


def have_finished(hashes: Iterable[str]) -> None:
    """Have the worker make what these pictures lack, once what is being saved is saved."""
    from articles.tasks import finish_picture

    for sha256 in sorted(hashes):
        transaction.on_commit(partial(finish_picture.enqueue, sha256))


def forget(sha256: str) -> None:
    """The sizes of a picture are about to be deleted: no page may name them."""
    PictureFiles.objects.filter(pk=sha256).update(recipe=AT_ONCE)
    SocialCard.objects.filter(picture=sha256).update(is_made=False, has_crops=False)


def finish(sha256: str) -> bool:
    """Make what a picture lacks; whether all of it is there now.

    Claimed by a conditional UPDATE, so that two workers never write the same file. Raises OSError
    where the storage fails; what was left undone begins again at the next call.
    """
    files = PictureFiles.objects.filter(pk=sha256)
    found = files.unfinished().first()
    if found is None:
        # A page that was being drawn while the last file was made does not name it yet.
        _draw_anew(sha256)
        return files.exists()
    claim = _Claim(sha256)
    if not claim.take():
        return False
    done = False
    try:
        foci = found.cards.values_list("focus", flat=True)
        cards, crops = list(foci.filter(is_made=False)), list(foci.filter(has_crops=False))
        tint = make_renditions(
            sha256, found.name, recipe=found.recipe, cards=cards, crops=crops, go_on=claim.renew
        )
        done = tint is not None and _complete(claim, cards, crops, tint)
    except ValidationError as error:
        logger.error("The sizes of %s cannot be made: %s", found.name, error.messages[0])
    finally:
        claim.give_back()
        if not done:
            _put_aside_again(sha256)
    if done and files.unfinished().exists():
        # The focal point was moved meanwhile, and whoever was asked found this claim.
        have_finished([sha256])
    return done


def are_claimed() -> bool:
    """Whether somebody makes sizes, or was stopped while making some."""
    return PictureFiles.objects.unfinished().filter(claimed_at__isnull=False).exists()


def finish_batch(after: str, size: int) -> tuple[int, str | None]:
    """Finish the next pictures by hash: how many are complete now, and where to go on."""
    waiting = PictureFiles.objects.waiting().filter(pk__gt=after).order_by("pk")
    hashes = list(waiting.values_list("pk", flat=True)[:size])
    finished = 0
    for sha256 in hashes:
        try:
            finished += finish(sha256)
        except OSError:
            logger.exception("The sizes of the picture %s could not be stored.", sha256)
    return finished, hashes[-1] if len(hashes) == size else None


class _Claim:
    """One worker's right to make a picture's files, for as long as it renews it."""

    def __init__(self, sha256: str):
        self.files = PictureFiles.objects.filter(pk=sha256)
        self.sha256 = sha256
        self.at = None

    def take(self) -> bool:
        free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - CLAIM_ENDS)
        return self._set(self.files.filter(free), timezone.now())

    def renew(self) -> bool:
        """Whether to go on: not where somebody took over, nor with a withdrawn picture."""
        return not _is_withdrawn(self.sha256) and self._set(self.held(), timezone.now())

    def held(self):
        return self.files.filter(claimed_at=self.at)

    def give_back(self) -> None:
        self.held().update(claimed_at=None)

    def _set(self, files, at) -> bool:
        changed = files.update(claimed_at=at) == 1
        self.at = at if changed else self.at
        return changed


def _complete(claim: _Claim, cards: list[str], crops: list[str], tint: str) -> bool:
    """Say that all is there, unless somebody took over; not of a picture withdrawn meanwhile."""
    with transaction.atomic():
        if not claim.held().update(recipe=RECIPE, tint=tint):
            return False
        rows = SocialCard.objects.filter(picture=claim.sha256)
        rows.filter(focus__in=cards).update(is_made=True)
        rows.filter(focus__in=crops).update(has_crops=True)
        _draw_anew(claim.sha256)
    # Asked last: whoever withdraws it from now on finds every file.
    return not _is_withdrawn(claim.sha256)


def _put_aside_again(sha256: str) -> None:
    """A picture that was withdrawn while its sizes were made: they go where the others went."""
    from articles.rights import settle_files_of

    if _is_withdrawn(sha256):
        images = ImageFile.objects.filter(sha256=sha256).values_list("image", flat=True)
        settle_files_of(Image, images)


def _is_withdrawn(sha256: str) -> bool:
    return ImageFile.objects.filter(sha256=sha256, image__withdrawn_at__isnull=False).exists()


def _draw_anew(sha256: str) -> None:
    """Readers' pages with this picture are drawn at each visit until the worker stored them."""
    images = Image.objects.filter(Q(sha256=sha256) | Q(files__sha256=sha256)).values("pk")
    pages = EditionPage.objects.filter(edition__image_rows__image__in=images)
    if pages.update(renderer=""):
        from articles.tasks import refresh_pages

        transaction.on_commit(refresh_pages.enqueue)
