"""Who has a story open at the desk, and who is typing in it. Nobody is locked out by it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, Presence

# A page says every four seconds that it is there (static/articles/desk/presence.js).
GONE_AFTER = timedelta(seconds=14)
TYPING_FOR = timedelta(seconds=8)
PRUNED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody else who has the story open; ``is_self``: the same person in another page."""

    name: str
    is_typing: bool
    is_self: bool


def be_present(article: Article, *, by, key: UUID, is_typing: bool) -> None:
    """Note that a page has a story open. A page is one person's: another's key changes nothing."""
    now = timezone.now()
    values = {"seen_at": now, "article": article} | ({"typed_at": now} if is_typing else {})
    if Presence.objects.filter(key=key, user=by).update(**values):
        return
    try:
        with transaction.atomic():
            Presence.objects.create(key=key, user=by, **values)
    except IntegrityError:
        return
    Presence.objects.filter(seen_at__lt=now - PRUNED_AFTER).delete()


def leave(key: UUID, *, by) -> None:
    Presence.objects.filter(key=key, user=by).delete()


def others_at(article: Article, *, by, key: UUID) -> list[Person]:
    """Everybody else who has the story open now, each person once, those who type first."""
    now = timezone.now()
    open_pages = (
        Presence.objects.filter(article=article, seen_at__gt=now - GONE_AFTER)
        .exclude(key=key)
        .select_related("user")
        .order_by("pk")[:100]
    )
    people: dict[int, Person] = {}
    for page in open_pages:
        user = page.user
        typing = page.typed_at is not None and page.typed_at > now - TYPING_FOR
        before = people.get(user.pk)
        people[user.pk] = Person(
            name=user.get_full_name() or user.get_username(),
            is_typing=typing or (before is not None and before.is_typing),
            is_self=user.pk == by.pk,
        )
    return sorted(people.values(), key=lambda person: (not person.is_typing, person.name))


def open_pages(user) -> set[str]:
    """The keys of this person's pages that are open now, on any machine."""
    alive = Presence.objects.filter(user=user, seen_at__gt=timezone.now() - GONE_AFTER)
    return {str(key) for key in alive.values_list("key", flat=True)}
