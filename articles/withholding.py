"""What readers may see of a story's pictures: at expiry, under embargo and after a withdrawal.

A record says what an edition showed. Which of its pictures may be shown at an instant is asked of
the library then, and what may not is left out of what is rendered. Said once, in
``Image.objects.withheld``; here it is brought to stories.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Image
from articles.snapshot import ArticleSnapshot, ClipSnapshot, ImageSnapshot, PostSnapshot
from articles.state import when


@dataclass(frozen=True, slots=True)
class Rights:
    """The pictures (ids) that are withheld at an instant, and the next instant that changes it."""

    withheld: frozenset[int]
    until: datetime | None


def why_withheld(image: Image, at: datetime) -> str:
    """Why readers may not see a picture at an instant, for the desk; "" where they may."""
    if image.withdrawn_at:
        return _("withdrawn, %s") % when(image.withdrawn_at)
    if image.embargo_until and image.embargo_until > at:
        return _("under embargo until %s") % when(image.embargo_until)
    if image.rights_until and image.rights_until <= at:
        return _("rights ended: %s") % when(image.rights_until)
    return ""


ALL_SHOWN = Rights(frozenset(), None)


def images_in(story: ArticleSnapshot) -> list[ImageSnapshot]:
    """Every picture a story shows: its own, those of its posts, the posters of its clips."""
    clips = [*story.clips, *(post.clip for post in story.posts if post.clip)]
    images = [
        *story.images,
        *(post.image for post in story.posts),
        *(clip.poster for clip in clips),
    ]
    return [image for image in images if image]


def pictures_of(story: ArticleSnapshot) -> set[int]:
    """The ids of ``images_in`` a story."""
    return {image.id for image in images_in(story)}


def rights_in(stories: Iterable[ArticleSnapshot], at: datetime) -> list[Rights]:
    """The rights in each story's pictures at an instant: one query for all of them."""
    shown = [pictures_of(story) for story in stories]
    images = set().union(*shown)
    if not images:
        return [ALL_SHOWN] * len(shown)
    withheld, changes = set(), {}
    for pk, is_withheld, *instants in Image.objects.filter(pk__in=images).limited(at):
        withheld |= {pk} if is_withheld else set()
        changes[pk] = [instant for instant in instants if instant and instant > at]
    return [
        Rights(
            frozenset(ids & withheld),
            min((instant for pk in ids for instant in changes.get(pk, ())), default=None),
        )
        for ids in shown
    ]


def without(story: ArticleSnapshot, withheld: frozenset[int]) -> ArticleSnapshot:
    """The story as its page may show it."""
    if not withheld & pictures_of(story):
        return story
    return replace(
        story,
        images=tuple(image for image in story.images if image.id not in withheld),
        posts=tuple(_post_without(post, withheld) for post in story.posts),
        clips=tuple(_clip_without(clip, withheld) for clip in story.clips),
    )


def in_lists(story: ArticleSnapshot, withheld: frozenset[int]) -> ArticleSnapshot:
    """The story as lists and shared links may show it: the next picture stands for a lost lead."""
    shown = without(story, withheld)
    if story.lead_image is None or shown.lead_image or not shown.images:
        return shown
    first, *others = shown.images
    return replace(shown, images=(replace(first, is_lead=True), *others))


def _post_without(post: PostSnapshot, withheld: frozenset[int]) -> PostSnapshot:
    return replace(
        post,
        image=_shown(post.image, withheld),
        clip=post.clip and _clip_without(post.clip, withheld),
    )


def _clip_without(clip: ClipSnapshot, withheld: frozenset[int]) -> ClipSnapshot:
    return replace(clip, poster=_shown(clip.poster, withheld))


def _shown(image: ImageSnapshot | None, withheld: frozenset[int]) -> ImageSnapshot | None:
    return None if image and image.id in withheld else image
