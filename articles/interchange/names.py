"""The rows that an archive only names: sections, authors, tags and users."""

import unicodedata

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.models import Section, Tag
from authors.models import Author, free_slug


class UnusableName(ValueError):
    """Why a row cannot be made for a name, as a sentence."""


class Names:
    """Finds the rows that names stand for, makes those that are missing, and remembers them.

    Call ``forget`` when the transaction that made some of them is rolled back.
    """

    def __init__(self):
        self._sections: dict[str, Section] = {}
        self._authors: dict[str, Author] = {}
        self._tags: dict[str, Tag] = {}
        self._users: dict[str, object] = {}

    def forget(self) -> None:
        for known in (self._sections, self._authors, self._tags, self._users):
            known.clear()

    def section(self, slug_or_name: str, *, name: str = "") -> Section:
        """By slug, else by name whatever its case. Raises UnusableName."""
        if slug_or_name not in self._sections:
            self._sections[slug_or_name] = (
                Section.objects.filter(slug=slug_or_name).first()
                or Section.objects.filter(slug=slugify(slug_or_name)).exclude(slug="").first()
                or Section.objects.filter(name__iexact=slug_or_name).first()
                or _new_section(slug_or_name, name)
            )
        return self._sections[slug_or_name]

    def author(self, name: str) -> Author:
        """By exact name, else by slug. Raises UnusableName."""
        if name not in self._authors:
            self._authors[name] = (
                Author.objects.filter(name=name).order_by("pk").first()
                or _author_by_slug(name)
                or _saved(Author(name=name, slug=free_slug(name)), _("author"))
            )
        return self._authors[name]

    def tag(self, name: str) -> Tag:
        """By name whatever its case. Raises UnusableName."""
        key = name.casefold()
        if key not in self._tags:
            self._tags[key] = (
                Tag.objects.filter(name=name).first()
                or Tag.objects.filter(name__iexact=name).order_by("pk").first()
                or Tag.objects.create(name=name)
            )
        return self._tags[key]

    def user(self, username: str):
        """The user who signs in by this name, or None."""
        if username not in self._users:
            users = get_user_model().objects
            self._users[username] = users.filter(username=username).first()
        return self._users[username]


def _author_by_slug(slug: str) -> Author | None:
    author = Author.objects.filter(slug=slug).first()
    if author is None:
        return None
    # What is left of "李明 Lee" names a person who is not Lee.
    letters = unicodedata.normalize("NFKD", author.name)
    return author if all(one.isascii() for one in letters if one.isalpha()) else None


def _new_section(slug_or_name: str, name: str) -> Section:
    slug = slugify(slug_or_name)
    if not name:
        # "public-works" reads as "Public works"; a name stays as it was written.
        is_slug = slug == slug_or_name
        name = slug.replace("-", " ").capitalize() if is_slug else slug_or_name
    # Behind the sections that the newsroom has put in order.
    last = Section.objects.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    return _saved(Section(name=name, slug=slug, position=position), _("section"))


def _saved(row, kind: str):
    try:
        row.full_clean()
    except ValidationError as error:
        raise UnusableName(
            _("“%(name)s” cannot be the name of a new %(kind)s: %(reason)s")
            % {"name": row.name, "kind": kind, "reason": " ".join(error.messages)}
        ) from None
    row.save()
    return row
