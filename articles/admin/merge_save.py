"""A save from a page that somebody else's save has overtaken: both are merged, or it is asked.

The three sides are the story as the page was opened (the revision whose token the form carries),
as it was typed, and as it is stored. What both changed differently comes back as questions, with
everything typed still in the form; their answers travel as ``choice-ID`` and are carried out on
the same three sides.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from articles.assembly import MissingStory, held_story
from articles.body import split_blocks
from articles.differences import NAMES, body_lines, mark_words, one_line
from articles.merging import Conflict, Merged, StoryValues, merge
from articles.models import Article, Byline, Image, ImageCaption, RevisionMeta, Section, Tag
from authors.models import Author

PREFIX = "choice-"
_PICTURE_COLUMNS = ("role", "caption", "credit", "alt")


@dataclass(frozen=True, slots=True)
class Question:
    """A conflict as the page asks it: what it is about and the three sides, words marked."""

    id: str
    name: str
    before: tuple[str, ...]
    theirs: list
    mine: list
    may_be_both: bool
    chosen: str


def base_of(article_id: int, token: str, fields) -> StoryValues | None:
    """The story as a page was opened, from its revision; None where that is not to be had."""
    try:
        saves = RevisionMeta.objects.filter(article_id=article_id, edit_token=UUID(token))
        meta = saves.select_related("revision").first()
        if meta is None:
            return None
        data, rows = held_story(meta.revision, article_id)
    except (ValueError, MissingStory):
        return None
    section = Section.objects.filter(pk=data.get("section_id")).first()
    tags = Tag.objects.in_bulk([row["tag_id"] for row in rows["taggedarticle"]])
    values = {name: data.get(name, "") for name in fields} | {"section": section}
    return _values(
        values,
        [tags[row["tag_id"]].name for row in rows["taggedarticle"] if row["tag_id"] in tags],
        [(row["author_id"], row["role"]) for row in rows["byline"]],
        [
            (row["image_id"], *(row[name] for name in _PICTURE_COLUMNS))
            for row in rows["imagecaption"]
        ],
    )


def _values(values: dict[str, Any], tags, bylines, pictures) -> StoryValues:
    fields = {
        # A form shows a time without its fractions of a second.
        name: value.replace(microsecond=0) if isinstance(value, datetime) else value
        for name, value in values.items()
        if name != "body"
    }
    body = tuple(block.source() for block in split_blocks(values["body"] or ""))
    return StoryValues(fields, body, tuple(tags), tuple(bylines), tuple(pictures))


def merge_into(form, formsets, choices: dict[str, str]) -> None:
    """Merge a valid form with what is stored: into the form, or into its open questions."""
    base, before = form.base, form.before
    rows = {formset.key: formset for formset in formsets}

    def typed(key: str, otherwise):
        formset = rows.get(key)
        return formset.typed_rows() if formset and formset.editable else otherwise

    mine = _values(
        {name: getattr(form.instance, name) for name in before.values},
        form.cleaned_data["tags"],
        typed("author", base.bylines),
        typed("image", base.pictures),
    )
    theirs = _values(before.values, before.tags, before.bylines, before.pictures)
    merged = merge(base, mine, theirs, choices=choices)
    if merged.undecided:
        form.questions = [_question(one, choices) for one in merged.conflicts]
        for formset in formsets:
            formset.is_refused = True
        return
    _take_over(form, rows, merged)


def _take_over(form, rows: dict, merged: Merged) -> None:
    values = dict(merged.values.fields) | {"body": "".join(merged.values.body)}
    for name, value in values.items():
        setattr(form.instance, name, value)
        form.cleaned_data[name] = value
    form.cleaned_data["tags"] = list(merged.values.tags)
    for key, merged_rows in (("author", merged.values.bylines), ("image", merged.values.pictures)):
        if key in rows and rows[key].editable:
            rows[key].merged_rows = list(merged_rows)
    form.is_merged = True


def choices_in(data) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX): value for name, value in data.items() if name.startswith(PREFIX)
    }


def _question(conflict: Conflict, choices: dict[str, str]) -> Question:
    before, mine, theirs = (
        _said(conflict, side) for side in (conflict.base, conflict.mine, conflict.theirs)
    )
    return Question(
        id=PREFIX + conflict.id,
        name=_about(conflict),
        before=before,
        theirs=mark_words(before, theirs)[1],
        mine=mark_words(before, mine)[1],
        may_be_both=conflict.may_be_both,
        chosen=choices.get(conflict.id, ""),
    )


def _about(conflict: Conflict) -> str:
    if conflict.field == "lead":
        return _("Lead picture")
    name = str(NAMES.get(conflict.field) or Article._meta.get_field(conflict.field).verbose_name)
    if conflict.row is None:
        return name
    kind = Author if conflict.field == "bylines" else Image
    named = kind.objects.filter(pk=conflict.row).first() or conflict.row
    if conflict.field == "pictures" and conflict.column:
        column = ImageCaption._meta.get_field(_PICTURE_COLUMNS[conflict.column - 1])
        return f"{name}: {named} ({column.verbose_name})"
    return f"{name}: {named}"


def _said(conflict: Conflict, value) -> tuple[str, ...]:
    """One side of a conflict as lines that somebody reads."""
    match conflict.field:
        case "body":
            return body_lines(split_blocks(value)) if value else ()
        case "lead":
            return one_line(Image.objects.filter(pk=value).first() or _("None"))
        case "kind":
            return one_line(dict(Article.Kind.choices).get(value, value))
        case "bylines" | "pictures" if conflict.column == 0:
            return one_line(_("Taken out") if value is None else _("Kept, and changed"))
        case "bylines":
            return one_line(dict(Byline.Role.choices).get(value, value))
        case "pictures" if conflict.column == 1:
            return one_line(dict(ImageCaption.Role.choices).get(value, value))
    return one_line(value)
