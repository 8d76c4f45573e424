"""The same words for many pictures in one go: all of them, or none."""

from collections.abc import Iterable
from dataclasses import dataclass

import reversion
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.library_words import (
    LISTS,
    Outcome,
    Row,
    WordsForm,
    _apply,
    _note,
    _require,
    join_list,
    labels_of,
    split_list,
    values_of,
)
from articles.models import Image

# What is set for many: what it takes the place of is gone from all of them.
SET = ("credit", "creator", "source", "rights_until", "rights")
_ADD, _REMOVE = "add_keywords", "remove_keywords"
# How many pictures a sentence names.
NAMED = 5


class ManyForm(forms.Form):
    """What to set for all; ``which`` names the fields that count, the others stay as they are."""

    which = forms.MultipleChoiceField(
        choices=[(name, name) for name in (*SET, _ADD, _REMOVE)],
        error_messages={
            "required": gettext_lazy("Tick what is to be set for all of them."),
            "invalid_choice": gettext_lazy("This cannot be set for many."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SET:
            widget = WordsForm.Meta.widgets.get(name)
            options = {"widget": widget} if widget else {}
            self.fields[name] = Image._meta.get_field(name).formfield(required=False, **options)
        keywords = Image._meta.get_field("keywords")
        for name, label in ((_ADD, _("Add keywords")), (_REMOVE, _("Remove keywords"))):
            widget = forms.Textarea(attrs={"rows": 2})
            self.fields[name] = keywords.formfield(required=False, label=label, widget=widget)

    def clean(self):
        cleaned = super().clean()
        which = cleaned.get("which", [])
        for name in set(self.errors) - {"which", "__all__"} - set(which):
            # Of a field that is not ticked, nothing is asked.
            del self._errors[name]
        for name in (_ADD, _REMOVE):
            if name in which and name in cleaned and not split_list(cleaned[name]):
                self.add_error(name, _("Type the keywords."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Done:
    """What became of many: a sentence on it, and those that differ now."""

    sentence: str
    images: list[Image]


class Refused(Exception):
    """Why nothing was changed: sentences by field."""

    def __init__(self, errors: dict[str, list[str]], *, can_insist: bool = False):
        super().__init__(errors)
        self.errors = errors
        # Whether the same asked for once more, with ``insists``, is done.
        self.can_insist = can_insist


def set_for_all(form: ManyForm, seen: dict[int, str], *, by, insists: bool = False) -> Done:
    """Give many pictures the same words: one transaction, one revision.

    ``form`` is valid. ``seen`` holds for each picture the version that was looked at: what is
    another by now is set only if somebody ``insists``. Raises Refused, PermissionDenied.
    """
    _require(by)
    with transaction.atomic(), reversion.create_revision(atomic=True):
        if by is not None:
            reversion.set_user(by)
        images = Image.objects.select_for_update().order_by("pk").in_bulk(seen)
        if not images:
            raise Refused({"": [_("None of these pictures is in the library any more.")]})
        if not insists:
            _refuse_changed(images.values(), seen)
        outcome = Outcome()
        names = _apply([_row(form, image) for image in images.values()], outcome)
        reversion.set_comment(_note(names))
        if outcome.refused:
            raise Refused(_why(outcome, images))
    return Done(_sentence(form, outcome, len(seen) - len(images)), list(outcome.saved.values()))


def _refuse_changed(images: Iterable[Image], seen: dict[int, str]) -> None:
    from articles.admin.library_tiles import version_of

    changed = [image for image in images if seen[image.pk] and seen[image.pk] != version_of(image)]
    if not changed:
        return
    sentence = ngettext(
        "Somebody else has changed %(names)s since this page showed it. Nothing was set yet.",
        "Somebody else has changed %(names)s since this page showed them. Nothing was set yet.",
        len(changed),
    )
    raise Refused({"": [sentence % {"names": names_of(changed)}]}, can_insist=True)


def names_of(images: list[Image]) -> str:
    """A few pictures by name, the others by number."""
    names = [_("“%s”") % image for image in images[:NAMED]]
    more = len(images) - NAMED
    if more > 0:
        names.append(ngettext("%d more", "%d more", more) % more)
    return get_text_list(names, _("and"))


def _row(form: ManyForm, image: Image) -> Row:
    stored = values_of(image)
    which = form.cleaned_data["which"]
    values = {name: form.data.get(name, "") for name in SET if name in which}
    if _ADD in which or _REMOVE in which:
        added = split_list(form.cleaned_data[_ADD]) if _ADD in which else []
        removed = split_list(form.cleaned_data[_REMOVE]) if _REMOVE in which else []
        values["keywords"] = _keywords(stored["keywords"], added, removed)
    return Row(image.pk, values, stored)


def _keywords(stored: str, added: list[str], removed: list[str]) -> str:
    gone = {word.casefold() for word in removed}
    kept = [word for word in split_list(stored) if word.casefold() not in gone]
    return join_list(split_list(join_list([*kept, *added])))


def _why(outcome: Outcome, images: dict[int, Image]) -> dict[str, list[str]]:
    """A refused picture's sentences at their fields, with its name: they hold for all fields."""
    errors: dict[str, list[str]] = {}
    for pk, found in list(outcome.refused.items())[:NAMED]:
        for name, sentences in found.items():
            for sentence in sentences:
                errors.setdefault(name, []).append(
                    _("“%(picture)s”: %(sentence)s") % {"picture": images[pk], "sentence": sentence}
                )
    errors.setdefault("", []).insert(0, _("Nothing was changed."))
    return errors


def _sentence(form: ManyForm, outcome: Outcome, missing: int) -> str:
    which = set(form.cleaned_data["which"])
    names = {"keywords" if name in (_ADD, _REMOVE) else name for name in which}
    what = capfirst(get_text_list(labels_of(names), _("and")))
    done, same = len(outcome.saved), len(outcome.unchanged)
    parts = []
    if done:
        sentence = ngettext(
            "%(what)s set for %(n)d picture.", "%(what)s set for %(n)d pictures.", done
        )
        parts.append(sentence % {"what": what, "n": done})
    if same:
        sentence = ngettext("%d had it so already.", "%d had it so already.", same)
        parts.append(sentence % same)
    if missing:
        sentence = ngettext(
            "%d is no longer in the library.", "%d are no longer in the library.", missing
        )
        parts.append(sentence % missing)
    return " ".join(parts)


def common_values(images: QuerySet[Image]) -> dict[str, str | None]:
    """What all of some pictures have in common; None where they differ."""
    found = [values_of(image) for image in images]
    common: dict[str, str | None] = {}
    for name in (*SET, *LISTS):
        values = {one[name] for one in found}
        common[name] = values.pop() if len(values) == 1 else None
    return common
