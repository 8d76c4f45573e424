"""A story's tags in its form: an ordered list of names, chosen from those there are or typed."""

import unicodedata

import reversion
from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import AutocompleteWidgetMixin

from articles.models import Article, Tag, TaggedArticle

NAME_LENGTH = Tag._meta.get_field("name").max_length
SLUG_LENGTH = Tag._meta.get_field("slug").max_length


class TagsWidget(AutocompleteWidgetMixin, forms.SelectMultiple):
    """select2 with free text; the options that the page holds are the chosen ones, in order."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        # desk.js sets this one up; unfold's own would know nothing of free text or order.
        self.attrs["class"] = "desk-tags"
        self.attrs["data-tags"] = "true"
        self.attrs["data-label"] = gettext_lazy("Tags")
        # Its mark would stand in the list of tags without being one.
        self.attrs["data-allow-clear"] = "false"

    def get_context(self, name, value, attrs):
        attrs = {**(attrs or {}), "data-url": reverse("admin:articles_tag_names")}
        return super().get_context(name, value, attrs)

    def optgroups(self, name, value, attrs=None):
        self.choices = [(choice, choice) for choice in value]
        return super().optgroups(name, value, attrs)

    def format_value(self, value):
        return [str(choice) for choice in value or []]


class TagsField(forms.Field):
    """Names of tags. ``may_add`` is set by the form: whether the user may make new ones."""

    widget = TagsWidget
    may_add = True

    def to_python(self, value):
        names: dict[str, str] = {}
        for name in value or []:
            name = " ".join(str(name).split())
            names.setdefault(name.casefold(), name)
        return [name for name in names.values() if name]

    def clean(self, value):
        names = self.to_python(value)
        problems = [problem for name in names if (problem := self._problem(name))]
        if problems:
            raise forms.ValidationError(problems)
        known = [known_tag(name) for name in names]
        new = [name for name, tag in zip(names, known, strict=True) if tag is None]
        if new and not self.may_add:
            raise forms.ValidationError(
                _("There is no tag “%(name)s” yet, and you may not make new ones."),
                params={"name": new[0]},
            )
        named = [tag.name if tag else name for name, tag in zip(names, known, strict=True)]
        return list(dict.fromkeys(named))

    def has_changed(self, initial, data):
        return [str(tag) for tag in initial or []] != self.to_python(data)

    def _problem(self, name: str) -> str:
        shown = name if len(name) <= 60 else f"{name[:60]}…"
        if "," in name:
            return _("“%s” holds a comma. Enter each tag by itself.") % shown
        if len(name) > NAME_LENGTH:
            return _("“%(name)s” has %(length)d characters; a tag has at most %(most)d.") % {
                "name": shown,
                "length": len(name),
                "most": NAME_LENGTH,
            }
        if any(unicodedata.category(character) == "Cc" for character in name):
            return _("“%s” holds characters that cannot be shown.") % shown
        if not 0 < len(slugify(name, allow_unicode=True)) <= SLUG_LENGTH:
            return _("“%s” cannot be a tag: its page needs letters or numbers in its address.") % (
                shown
            )
        return ""


def known_tag(name: str) -> Tag | None:
    """The tag of this name, however it is written in capitals."""
    return known_tags([name])[name]


def known_tags(names: list[str]) -> dict[str, Tag | None]:
    """The tag of each name, however it is written in capitals: one query for all of them."""
    like = Q()
    for name in names:
        # SQLite folds the case of ASCII letters only; the slug finds the others.
        like |= Q(name__iexact=name) | Q(slug=slugify(name, allow_unicode=True))
    tags = list(Tag.objects.filter(like).order_by("pk")) if names else []
    return {name: _tag_named(name, tags) for name in names}


def _tag_named(name: str, tags: list[Tag]) -> Tag | None:
    found = [tag for tag in tags if _same(tag.name, name)]
    return next((tag for tag in found if tag.name == name), next(iter(found), None))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def set_tags(article: Article, names: list[str]) -> None:
    """Give a story these tags in this order, making those that are new."""
    known = {name: known_tag(name) for name in names}
    # In one order everywhere: two saves that make the same tags never wait for each other.
    new = {name: _new_tag(name) for name in sorted(known) if known[name] is None}
    tags = [known[name] or new[name] for name in names]
    rows = list(TaggedArticle.objects.filter(content_object=article))
    kept = 0
    while kept < min(len(rows), len(tags)) and rows[kept].tag_id == tags[kept].pk:
        kept += 1
    # Their order is that of their ids: from the first difference on, rows are written anew.
    for row in rows[kept:]:
        row.delete()
    for tag in tags[kept:]:
        TaggedArticle.objects.create(content_object=article, tag=tag)


def _new_tag(name: str) -> Tag:
    # A new tag is a revision of its own: were it part of the story's, going back to that one
    # would also take back what was written about the tag since.
    try:
        with transaction.atomic(), reversion.create_revision(manage_manually=True):
            tag = Tag.objects.create(name=name)
    except IntegrityError:
        # Another save made it at this moment.
        if tag := known_tag(name):
            return tag
        raise
    user = reversion.get_user() if reversion.is_active() else None
    transaction.on_commit(lambda: _record_tag(tag, user))
    return tag


def _record_tag(tag: Tag, user) -> None:
    with reversion.create_revision():
        reversion.set_user(user)
        reversion.add_to_revision(tag)
