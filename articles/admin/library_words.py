"""The words of pictures, saved from the library: of one, of many row by row, of many alike.

A save names what was typed and what stood there when the typing began. What somebody else saved
meanwhile stays: in other fields silently, in the same one it is a question. Every save is one
revision, however many pictures it concerns; one that changes nothing makes none.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import reversion
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles.models import Image
from newsroom.desk_admin import row_saved
from newsroom.lookups import fits

CHANGE = "articles.change_image"
FIELDS = (
    *("alt", "is_decorative", "title", "caption", "credit", "creator", "source"),
    *("keywords", "persons", "event", "sublocation", "city", "region", "country"),
    *("rights_until", "rights", "focal_x", "focal_y"),
)
LISTS = ("keywords", "persons")
MOST_ROWS = 500
# A caption is a few hundred characters; more would be somebody trying the server out.
LONGEST_VALUE = 20_000
_BETWEEN = re.compile(r"[;\n]")


class WordsForm(forms.ModelForm):
    """The library's fields of a picture; ``only`` those that were changed."""

    class Meta:
        model = Image
        fields = FIELDS
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 3}),
            "caption": forms.Textarea(attrs={"rows": 4}),
            **{
                name: forms.Textarea(attrs={"rows": 2})
                for name in ("keywords", "persons", "rights")
            },
            # Set on the picture itself (static/articles/admin/focal.js).
            "focal_x": forms.HiddenInput,
            "focal_y": forms.HiddenInput,
            "rights_until": forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args, only: Iterable[str] = FIELDS, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(only):
            del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        for name in LISTS:
            if name in cleaned:
                cleaned[name] = join_list(split_list(cleaned[name]))
        if "alt" in cleaned:
            # Read out in one go, and one line of the page's source.
            cleaned["alt"] = " ".join(cleaned["alt"].split())
        return cleaned

    def clean_rights_until(self):
        end = self.cleaned_data["rights_until"]
        if end and not 1900 <= end.year <= 2999:
            raise ValidationError(_("Give a year between 1900 and 2999."))
        return end

    def add_error(self, name, error):
        # What the picture says against a field that was not changed concerns no field here.
        if name is None and hasattr(error, "error_dict"):
            known = {key: found for key, found in error.error_dict.items() if key in self.fields}
            others = [
                one for key, found in error.error_dict.items() if key not in known for one in found
            ]
            error = ValidationError(known | ({NON_FIELD_ERRORS: others} if others else {}))
        super().add_error(name, error)


def split_list(text: str) -> list[str]:
    """The words of a list with “;” between them, each once, in their order."""
    kept: dict[str, str] = {}
    for word in _BETWEEN.split(text):
        if word := " ".join(word.split()):
            kept.setdefault(word.casefold(), word)
    return list(kept.values())


def join_list(words: Iterable[str]) -> str:
    return "; ".join(words)


def values_of(image: Image) -> dict[str, str]:
    """What is stored, as a form's fields hold it."""
    return {name: _as_typed(getattr(image, name)) for name in FIELDS}


def _as_typed(value: Any) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float):
        return f"{value:.2f}"
    # Browsers write line ends in one way, other programs in another.
    return str(value or "").replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Row:
    """What was typed for one picture, and what stood in those fields before."""

    id: int
    values: dict[str, str]
    was: dict[str, str]


class Unreadable(ValueError):
    """Rows that no page of ours sends."""


def read_rows(text: str) -> list[Row]:
    """Rows from JSON. Raises Unreadable."""
    try:
        # Half a letter, which JSON can spell, is none that a database takes.
        text.encode()
        rows = json.loads(text)
        json.dumps(rows, ensure_ascii=False).encode()
        return _rows(rows)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unreadable from None


def _rows(found: Any) -> list[Row]:
    if not isinstance(found, list) or len(found) > MOST_ROWS:
        raise Unreadable
    rows = [Row(one["id"], _texts(one["values"]), _texts(one["was"])) for one in found]
    if any(type(row.id) is not int or not fits(row.id) for row in rows):
        raise Unreadable
    if len({row.id for row in rows}) < len(rows):
        raise Unreadable
    return rows


def _texts(found: Any) -> dict[str, str]:
    if not isinstance(found, dict) or not set(found) <= set(FIELDS):
        raise Unreadable
    if not all(isinstance(value, str) and len(value) <= LONGEST_VALUE for value in found.values()):
        raise Unreadable
    return {name: _as_typed(value) for name, value in found.items()}


@dataclass(slots=True)
class Outcome:
    """What became of each picture of a save, by its number."""

    saved: dict[int, Image] = field(default_factory=dict)
    unchanged: dict[int, Image] = field(default_factory=dict)
    # Sentences by field, "" for what concerns none.
    refused: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    # What somebody else put into a field meanwhile.
    theirs: dict[int, dict[str, str]] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)


def save_rows(rows: list[Row], *, by) -> Outcome:
    """Save what was typed, picture by picture; what cannot be saved is told and changes nothing.

    Raises PermissionDenied.
    """
    _require(by)
    outcome = Outcome()
    with reversion.create_revision(atomic=True):
        if by is not None:
            reversion.set_user(by)
        names = _apply(rows, outcome)
        reversion.set_comment(_note(names))
    return outcome


def _require(by) -> None:
    if by is not None and not by.has_perm(CHANGE):
        raise PermissionDenied


def _note(names: list[str]) -> str:
    return _("Changed in the library: %s.") % get_text_list(labels_of(names), _("and"))


def labels_of(names: Iterable[str]) -> list[str]:
    return [str(Image._meta.get_field(name).verbose_name) for name in FIELDS if name in names]


def _apply(rows: list[Row], outcome: Outcome) -> list[str]:
    """Save rows within an open revision: the names of all fields that changed."""
    # In one order, so that two saves of the same pictures do not wait for each other.
    locked = Image.objects.select_for_update().order_by("pk")
    images = locked.in_bulk([row.id for row in rows])
    changed: set[str] = set()
    for row in rows:
        image = images.get(row.id)
        if image is None:
            outcome.missing.append(row.id)
            outcome.refused[row.id] = {"": [_("This picture is no longer in the library.")]}
        else:
            changed |= _apply_row(row, image, outcome)
    # After all of them: what shows several of these is looked at with all their words new.
    for image in outcome.saved.values():
        row_saved.send(sender=Image, row=image)
    return sorted(changed)


def _apply_row(row: Row, image: Image, outcome: Outcome) -> set[str]:
    """Save one row, or put down why not: the names of the fields that changed."""
    stored = values_of(image)
    typed = {name: value for name, value in row.values.items() if value != stored[name]}
    if not typed:
        outcome.unchanged[row.id] = image
        return set()
    theirs = {name: stored[name] for name in typed if row.was.get(name) != stored[name]}
    form = WordsForm(typed, instance=image, only=typed)
    errors = {
        "" if name == NON_FIELD_ERRORS else name: [str(sentence) for sentence in sentences]
        for name, sentences in form.errors.items()
    }
    if theirs:
        outcome.theirs[row.id] = theirs
        sentence = _("Somebody else changed this while you were typing.")
        errors |= {name: [sentence, *errors.get(name, [])] for name in theirs}
    if errors:
        outcome.refused[row.id] = errors
        return set()
    now = values_of(form.instance)
    names = {name for name in FIELDS if now[name] != stored[name]}
    if names:
        outcome.saved[row.id] = form.save()
    else:
        outcome.unchanged[row.id] = image
    return names
