"""Where a picture is shown: working copies, live editions and those of the past told apart."""

import re
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse

from articles.models import (
    Article,
    Clip,
    Edition,
    EditionImage,
    Image,
    ImageCaption,
    SocialPost,
)
from articles.standing import changed_stories, unseen_stories
from articles.usage import stories_using

MOST_STORIES, MOST_EDITIONS = 20, 400
_NAMED = re.compile(r'data-image="(\d{1,18})"')


def has_rows():
    """Whether a row names a picture: an edition's, a story's, a post's or a clip's."""
    models = ((EditionImage, "image"), (ImageCaption, "image"), (SocialPost, "image"))
    named = Q(Exists(Clip.objects.filter(poster=OuterRef("pk"))))
    for model, name in models:
        named |= Q(Exists(model.objects.filter(**{name: OuterRef("pk")})))
    return ExpressionWrapper(named, output_field=BooleanField())


def named_in_bodies() -> set[int]:
    """The pictures that texts name for which no edition speaks: of drafts and of changed stories.

    They are few beside the archive, whose editions have rows that say what they show.
    """
    unspoken = Q(pk__in=changed_stories()) | Q(pk__in=unseen_stories())
    bodies = Article.objects.filter(unspoken, body__contains='data-image="').order_by()
    texts = bodies.values_list("body", flat=True)
    return {int(number) for text in texts.iterator() for number in _NAMED.findall(text)}


@dataclass(frozen=True, slots=True)
class ShownEdition:
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Use:
    """One story that shows a picture, and in which of its states."""

    headline: str
    url: str
    is_in_working_copy: bool
    live: ShownEdition | None
    scheduled: ShownEdition | None
    # Newest first.
    past: tuple[ShownEdition, ...]
    public_url: str


@dataclass(frozen=True, slots=True)
class Uses:
    stories: tuple[Use, ...]
    has_more: bool
    # What carries it besides stories: a kept post, the clip whose poster it is.
    posts: tuple[tuple[str, str], ...]
    clips: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.stories or self.posts or self.clips)


def uses_of(image: Image, *, user) -> Uses:
    """Where a picture is shown, as far as a user may look: a fixed number of queries."""
    stories, editions, working = [], {}, set()
    if user.has_perm("articles.view_article"):
        found = stories_using(image).only("headline").order_by("-pk")
        stories = list(found[: MOST_STORIES + 1])
    posts = list(SocialPost.objects.filter(image=image)[:MOST_STORIES])
    clips = list(Clip.objects.filter(poster=image)[:MOST_STORIES])
    shown = stories[:MOST_STORIES]
    if shown:
        # Where one may not look at an edition, its number is all that is told.
        may_look = user.has_perm("articles.view_edition")
        editions = _editions_of(image, shown)
        working = _working_copies(image, shown, posts, clips)
    return Uses(
        stories=tuple(
            _use(one, editions.get(one.pk, []), one.pk in working, may_look) for one in shown
        ),
        has_more=len(stories) > MOST_STORIES,
        posts=_linked(posts, "socialpost", user),
        clips=_linked(clips, "clip", user),
    )


def _editions_of(image: Image, stories: list[Article]) -> dict[int, list[Edition]]:
    own = Edition.objects.filter(pk=OuterRef("pk"))
    rows = EditionImage.objects.filter(image=image, edition__article__in=stories)
    editions = (
        Edition.objects.filter(pk__in=rows.values("edition"))
        .annotate(is_live=Exists(own.live()), is_ahead=Exists(own.scheduled()))
        .select_related("section")
        .defer("document")
        .order_by("-number")
    )
    found: dict[int, list[Edition]] = {}
    for edition in editions[:MOST_EDITIONS]:
        found.setdefault(edition.article_id, []).append(edition)
    return found


def _working_copies(image: Image, stories, posts, clips) -> set[int]:
    """As articles/assembly.py has it: a lead picture, or one that the text names."""
    lead = ImageCaption.objects.filter(image=image, role=ImageCaption.Role.LEAD).values("article")
    named = Q(pk__in=lead) | Q(body__contains=f'data-image="{image.pk}"')
    for kind, things in (("post", posts), ("clip", clips)):
        for thing in things:
            named |= Q(body__contains=f'data-{kind}="{thing.pk}"')
    pks = [story.pk for story in stories]
    return set(Article.objects.filter(named, pk__in=pks).values_list("pk", flat=True))


def _use(story: Article, editions: list[Edition], is_working: bool, may_look: bool) -> Use:
    def shown(edition: Edition | None) -> ShownEdition | None:
        if edition is None:
            return None
        url = reverse("admin:articles_edition_change", args=[edition.pk])
        return ShownEdition(edition.number, url if may_look else "")

    live = next((one for one in editions if one.is_live), None)
    scheduled = next((one for one in editions if one.is_ahead), None)
    past = [one for one in editions if not (one.is_live or one.is_ahead)]
    return Use(
        headline=story.headline,
        url=reverse("admin:articles_article_change", args=[story.pk]),
        is_in_working_copy=is_working,
        live=shown(live),
        scheduled=shown(scheduled),
        past=tuple(filter(None, map(shown, past))),
        public_url=live.get_absolute_url() if live else "",
    )


def _linked(things: list, model: str, user) -> tuple[tuple[str, str], ...]:
    if not user.has_perm(f"articles.view_{model}"):
        return ()
    name = f"admin:articles_{model}_change"
    return tuple((str(thing), reverse(name, args=[thing.pk])) for thing in things)
