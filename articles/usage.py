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
    EditionClip,
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
            in_text = _naming("image", [thing.pk])
            captioned = Q(pk__in=thing.captions.values("article"))
            return Article.objects.filter(captioned | _showing(EditionImage, thing, in_text))
        case Clip():
            posts = SocialPost.objects.filter(clip=thing).values_list("pk", flat=True)
            in_text = _naming("clip", [thing.pk]) | _naming("post", posts)
            return Article.objects.filter(_showing(EditionClip, thing, in_text))
        case SocialPost():
            return Article.objects.filter(_naming("post", [thing.pk]))
    return Article.objects.none()


def _showing(rows: type[Model], thing: Image | Clip, in_text: Q) -> Q:
    # An edition says what it shows; bodies are only read where no edition speaks for them.
    unspoken = Q(pk__in=changed_stories()) | Q(pk__in=unseen_stories())
    in_body = Article.objects.filter(in_text).filter(unspoken)
    return Q(pk__in=_in_editions(rows, thing)) | Q(pk__in=in_body.values("pk"))


def _in_editions(rows: type[Model], thing: Image | Clip) -> QuerySet:
    return rows.objects.filter(**{thing._meta.model_name: thing}).values("edition__article")


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
    # Where no edition shows it, the working copy differs already or does not show it either.
    if isinstance(thing, Image):
        return seen.filter(pk__in=_in_editions(EditionImage, thing))
    if isinstance(thing, Clip):
        return seen.filter(pk__in=_in_editions(EditionClip, thing))
    return seen.filter(pk__in=stories_using(thing).values("pk"))


def count_in_words(stories: int) -> str:
    return ngettext("%d story", "%d stories", stories) % stories
