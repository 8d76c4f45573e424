"""Which stories use a thing of the library, and what follows when it changes."""

from functools import partial

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from articles.models import (
    Article,
    Clip,
    Edition,
    EditionImage,
    Image,
    Section,
    SocialPost,
    Tag,
)
from articles.revisions import refresh_working_copies
from articles.standing import changed_stories, unseen_stories
from authors.models import Author

# Stories that a save of the library looks at itself; the worker looks at the others.
AT_ONCE = 50
# What a story shows as its own. The words of a section, a tag or an author are not here: they
# stand on every story of an archive, which would all turn into "unpublished changes" because of
# one new biography, and hide the few that somebody has to publish. A story takes such words up
# when it is next published.
SHOWN_AS_ITS_OWN = (Image, Clip, SocialPost)


def stories_using(thing: Model) -> QuerySet[Article]:
    """The stories whose working copy, or an edition of them, shows this."""
    match thing:
        case Section():
            return Article.objects.filter(section=thing)
        case Author():
            return Article.objects.filter(bylines__author=thing)
        case Tag():
            return Article.objects.filter(tagged_items__tag=thing)
        case Image():
            return Article.objects.filter(_showing_image(thing))
        case Clip():
            posts = SocialPost.objects.filter(clip=thing).values_list("pk", flat=True)
            return Article.objects.filter(_naming("clip", [thing.pk]) | _naming("post", posts))
        case SocialPost():
            return Article.objects.filter(_naming("post", [thing.pk]))
    return Article.objects.none()


def _showing_image(image: Image) -> Q:
    # An edition says which pictures it shows; bodies are only read where no edition speaks for
    # them.
    in_body = Article.objects.filter(_naming("image", [image.pk])).filter(
        Q(pk__in=changed_stories()) | Q(pk__in=unseen_stories())
    )
    return (
        Q(pk__in=image.captions.values("article"))
        | Q(pk__in=EditionImage.objects.filter(image=image).values("edition__article"))
        | Q(pk__in=in_body.values("pk"))
    )


def _naming(kind: str, ids) -> Q:
    """Stories whose body refers to any of these. A body says it in exactly one way (body.py)."""
    named = Q(pk__in=[])
    for pk in ids:
        named |= Q(body__contains=f'data-{kind}="{pk}"')
    return named


def refresh_stories_using(thing: Model) -> None:
    """After a thing of the library was saved: which stories now differ from what readers see.

    The newest stories are looked at here, so that the desk sees at once what it has to publish;
    the rest, if there are more, by the worker.
    """
    if not isinstance(thing, SHOWN_AS_ITS_OWN):
        return
    if last := refresh_batch(thing, AT_ONCE):
        # Imported late: the task itself works with this module.
        from articles.tasks import refresh_stories

        # On commit: a worker that began earlier would read the words as they were.
        transaction.on_commit(
            partial(refresh_stories.enqueue, thing._meta.label, thing.pk, before=last)
        )


def refresh_batch(thing: Model, most: int, *, before: int | None = None) -> int | None:
    """Look at some stories below an id, newest first: the id to go on from, or None at the end."""
    stories = _seen_stories_showing(thing)
    if before is not None:
        stories = stories.filter(pk__lt=before)
    batch = list(stories.order_by("-pk")[: most + 1])
    refresh_working_copies(batch[:most])
    return batch[most - 1].pk if len(batch) > most else None


def find_thing(label: str, pk: int) -> Model | None:
    """A thing of the library by its model's label; None where it has been deleted."""
    return apps.get_model(label).objects.filter(pk=pk).first()


def _seen_stories_showing(thing: Model) -> QuerySet[Article]:
    """Only stories that readers see or are about to see: of a draft nothing can differ."""
    own = Edition.objects.filter(article=OuterRef("pk"))
    seen = Article.objects.filter(Exists(own.live()) | Exists(own.scheduled()))
    if isinstance(thing, Image):
        # Where no edition shows it, the working copy differs already or does not show it either.
        shown = EditionImage.objects.filter(image=thing).values("edition__article")
        return seen.filter(pk__in=shown)
    return seen.filter(pk__in=stories_using(thing).values("pk"))


def count_in_words(stories: int) -> str:
    return ngettext("%d story", "%d stories", stories) % stories
