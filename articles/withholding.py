"""What readers may see of a story's pictures and clips: at expiry, under embargo and after a
withdrawal.

A record says what an edition showed. Which of it may be shown at an instant is asked of the library
then, and what may not is left out of what is rendered. Said once, in ``RightsQuerySet.withheld``;
here it is brought to stories.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.models import Clip, HasRights, Image
from articles.snapshot import ArticleSnapshot, ClipSnapshot, ImageSnapshot, PostSnapshot
from articles.state import when


class Media(NamedTuple):
    """Pictures and clips, by id."""

    images: frozenset[int] = frozenset()
    clips: frozenset[int] = frozenset()

    def __and__(self, other: "Media") -> "Media":
        return Media(self.images & other.images, self.clips & other.clips)


NOTHING = Media()


@dataclass(frozen=True, slots=True)
class Rights:
    """What is withheld at an instant, the next instant that changes it, and when the rights end
    in what is shown until then, by kind and id."""

    withheld: Media
    until: datetime | None
    ends: Mapping[tuple[str, int], datetime] = field(default_factory=dict)


def why_withheld(thing: HasRights, at: datetime) -> str:
    """Why readers may not see a picture or clip at an instant, for the desk; "" where they may."""
    if thing.withdrawn_at:
        return _("withdrawn, %s") % when(thing.withdrawn_at)
    if thing.embargo_until and thing.embargo_until > at:
        return _("under embargo until %s") % when(thing.embargo_until)
    if thing.rights_until and thing.rights_until <= at:
        return _("rights ended: %s") % when(thing.rights_until)
    return ""


ALL_SHOWN = Rights(NOTHING, None)


def clips_in(story: ArticleSnapshot) -> list[ClipSnapshot]:
    """Every clip a story shows: in its text and in its posts."""
    return [*story.clips, *(post.clip for post in story.posts if post.clip)]


def images_in(story: ArticleSnapshot) -> list[ImageSnapshot]:
    """Every picture a story shows: its own, those of its posts, the posters of its clips."""
    images = [
        *story.images,
        *(post.image for post in story.posts),
        *(clip.poster for clip in clips_in(story)),
    ]
    return [image for image in images if image]


def media_of(story: ArticleSnapshot) -> Media:
    """The ids of ``images_in`` and of ``clips_in`` a story."""
    return Media(
        frozenset(image.id for image in images_in(story)),
        frozenset(clip.id for clip in clips_in(story)),
    )


def rights_in(stories: Iterable[ArticleSnapshot], at: datetime) -> list[Rights]:
    """The rights in what each story shows at an instant: for all of them a query for the pictures
    and one for the clips, where there are any."""
    shown = [media_of(story) for story in stories]
    images = _limits(Image, frozenset().union(*(media.images for media in shown)), at)
    clips = _limits(Clip, frozenset().union(*(media.clips for media in shown)), at)
    withheld = Media(images.withheld, clips.withheld)
    return [
        Rights(
            media & withheld,
            min((*images.ahead(media.images), *clips.ahead(media.clips)), default=None),
            images.ends_of("image", media.images) | clips.ends_of("clip", media.clips),
        )
        for media in shown
    ]


@dataclass(frozen=True, slots=True)
class _Limits:
    """Of one kind of media: what is withheld, and the instants to come by id."""

    withheld: frozenset[int]
    changes: dict[int, list[datetime]]
    ends: dict[int, datetime]

    def ahead(self, ids: Iterable[int]) -> list[datetime]:
        return [instant for pk in ids for instant in self.changes.get(pk, ())]

    def ends_of(self, kind: str, ids: Iterable[int]) -> dict[tuple[str, int], datetime]:
        return {(kind, pk): self.ends[pk] for pk in ids if pk in self.ends}


def _limits(model: type[HasRights], ids: frozenset[int], at: datetime) -> _Limits:
    rows = model.objects.filter(pk__in=ids).limited(at) if ids else ()
    withheld, changes, ends = set(), {}, {}
    for pk, is_withheld, begins, ends_at in rows:
        withheld |= {pk} if is_withheld else set()
        changes[pk] = [instant for instant in (begins, ends_at) if instant and instant > at]
        if ends_at and ends_at > at:
            ends[pk] = ends_at
    return _Limits(frozenset(withheld), changes, ends)


def without(story: ArticleSnapshot, withheld: Media) -> ArticleSnapshot:
    """The story as its page may show it."""
    if not any(withheld & media_of(story)):
        return story
    posts = (_post_without(post, withheld) for post in story.posts)
    return replace(
        story,
        images=tuple(image for image in story.images if image.id not in withheld.images),
        posts=tuple(post for post in posts if post),
        clips=tuple(_clip_without(clip, withheld) for clip in _shown(story.clips, withheld.clips)),
    )


def in_lists(story: ArticleSnapshot, withheld: Media) -> ArticleSnapshot:
    """The story as lists and shared links may show it: the next picture stands for a lost lead."""
    shown = without(story, withheld)
    if story.lead_image is None or shown.lead_image or not shown.images:
        return shown
    first, *others = shown.images
    return replace(shown, images=(replace(first, is_lead=True), *others))


def _post_without(post: PostSnapshot, withheld: Media) -> PostSnapshot | None:
    """None for a post of which nothing is left to be seen."""
    image = next(_shown([post.image], withheld.images), None)
    clip = next(_shown([post.clip], withheld.clips), None)
    if (post.image or post.clip) and not (post.text.strip() or image or clip):
        return None
    return replace(post, image=image, clip=clip and _clip_without(clip, withheld))


def _clip_without(clip: ClipSnapshot, withheld: Media) -> ClipSnapshot:
    return replace(clip, poster=next(_shown([clip.poster], withheld.images), None))


def _shown(things: Iterable, withheld: frozenset[int]) -> Iterator:
    return (thing for thing in things if thing and thing.id not in withheld)
