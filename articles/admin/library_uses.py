"""Where a picture is shown: working copies, live editions and those of the past told apart."""

import functools
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.db.models.lookups import Exact
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

MOST_STORIES, MOST_EDITIONS = 20, 400
_NAMED = re.compile(r'data-image="(\d{1,18})"')


def named_in_rows() -> tuple[Exists, ...]:
    """The rows that may name a picture: an edition's, a story's, a post's or a clip's."""
    own = OuterRef("pk")
    return (
        Exists(EditionImage.objects.filter(image=own)),
        Exists(ImageCaption.objects.filter(image=own)),
        Exists(SocialPost.objects.filter(image=own)),
        Exists(Clip.objects.filter(poster=own)),
    )


def named_in_bodies() -> set[int]:
    """The pictures that texts name for which no edition speaks: of drafts and of changed stories.

    They are few beside the archive, whose editions have rows that say what they show.
    """
    bodies = Article.objects.filter(_unspoken(naming='data-image="')).order_by()
    texts = bodies.values_list("body", flat=True)
    return {int(number) for text in texts.iterator() for number in _NAMED.findall(text)}


def _unspoken(*, naming: str) -> Q:
    """Stories for which no edition speaks and whose text holds this."""
    unspoken = Q(pk__in=changed_stories()) | Q(pk__in=unseen_stories())
    holds = ExpressionWrapper(Q(body__contains=naming), output_field=BooleanField())
    # In this order and no other: PostgreSQL would read every body of the archive first.
    asked = Case(When(unspoken, then=holds), default=False, output_field=BooleanField())
    return Q(Exact(asked, True))


def tell_use(images: Iterable[Image]) -> list[Image]:
    """Tell each picture whether anything shows it or has shown it (``is_used``): two queries.

    Asked of the few that a page shows: as part of a longer list's query, a database would look
    through all rows of all four tables first.
    """
    images = list(images)
    named = functools.reduce(operator.or_, (Q(one) for one in named_in_rows()))
    few = Image.objects.filter(pk__in=[image.pk for image in images]).order_by()
    used = set(few.filter(named).values_list("pk", flat=True)) if images else set()
    if len(used) < len(images):
        used |= named_in_bodies()
    for image in images:
        image.is_used = image.pk in used
    return images


def unused(images: QuerySet[Image]) -> QuerySet[Image]:
    """Those of some pictures that nothing shows or has ever shown."""
    for one in named_in_rows():
        images = images.filter(~one)
    return images.exclude(pk__in=named_in_bodies())


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
        stories = list(_stories_showing(image)[: MOST_STORIES + 1])
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


def _stories_showing(image: Image) -> QuerySet[Article]:
    """As articles/usage.py has it, for a page that is opened at every click."""
    captions = ImageCaption.objects.filter(image=image).order_by()
    editions = EditionImage.objects.filter(image=image)
    named = _unspoken(naming=f'data-image="{image.pk}"')
    shown = (
        Article.objects.filter(pk__in=captions.values("article")),
        Article.objects.filter(pk__in=editions.values("edition__article")),
        Article.objects.filter(named),
    )
    found = Q()
    for stories in shown:
        found |= Q(pk__in=stories.order_by().values("pk"))
    return Article.objects.filter(found).only("headline").order_by("-pk")


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
