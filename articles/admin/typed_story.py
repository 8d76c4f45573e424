"""A story as its form holds it this moment: unsaved, half filled in, perhaps wrong.

The form itself would refuse what is not finished and ask for each row by itself. Here everything
that can be shown is taken as it was typed, in a fixed number of queries, and nothing is written.
"""

import json
import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, QueryDict

from articles.admin.desk_api import _is_number
from articles.admin.story_rows import MOST_ROWS, BylineInline, PictureInline
from articles.admin.tags_field import TagsField, known_tags
from articles.assembly import snapshot_values
from articles.body import clean_body
from articles.models import Article, Byline, Draft, Image, ImageCaption, Section, Tag
from articles.models.article import ELSEWHERE
from articles.snapshot import ArticleSnapshot
from authors.models import Author

# The database would refuse a longer text; a preview of one need not be whole.
LONGEST = {
    **dict.fromkeys(("headline", *ELSEWHERE), 1000),
    "standfirst": 20_000,
    "body": 5_000_000,
}
MOST_TAGS = 100
_ROW = re.compile(r"(bylines|captions)-(\d{1,4})-(\w+)")
_WORDS = ("caption", "credit", "alt")
Row = dict[str, str]


def snapshot_typed(request: HttpRequest, model_admin, article: Article | None) -> ArticleSnapshot:
    """The story that the fields of ``request.POST`` would make; ``article`` as it is stored.

    Rows that the user may not edit, and fields that were not sent, are the stored ones.
    """
    return snapshot_fields(request.POST, article, _editable(request, model_admin, article))


def snapshot_draft(draft: Draft, article: Article) -> ArticleSnapshot:
    """The story as somebody has typed it into a page and not saved it."""
    typed = QueryDict(mutable=True)
    for name, value, *_label in json.loads(draft.fields):
        typed.appendlist(name, value)
    rows = {name.partition("-")[0] for name in typed}
    return snapshot_fields(typed, article, rows & {"bylines", "captions"})


def snapshot_fields(
    typed: QueryDict, article: Article | None, editable: set[str]
) -> ArticleSnapshot:
    """The story that a form's fields would make; ``editable``: which rows the form has."""
    story = article or Article()
    _read_fields(story, typed)
    rows = _rows(typed, editable)
    return snapshot_values(
        story,
        section=_section(story, typed),
        bylines=_stored_bylines(story) if rows["bylines"] is None else _bylines(rows["bylines"]),
        tags=_tags(story, typed),
        captions=_stored_captions(story)
        if rows["captions"] is None
        else _captions(rows["captions"]),
    )


def _read_fields(story: Article, typed: QueryDict) -> None:
    for name, longest in LONGEST.items():
        if name in typed:
            # PostgreSQL's text and lxml know no NUL.
            setattr(story, name, typed[name].replace("\0", "")[:longest])
    for name in ("headline", *ELSEWHERE):
        setattr(story, name, " ".join(getattr(story, name).split()))
    story.body = clean_body(story.body)
    if typed.get("kind") in Article.Kind.values:
        story.kind = typed["kind"]
    if typed.get("language") in dict(settings.LANGUAGES):
        story.language = typed["language"]


def _section(story: Article, typed: QueryDict) -> Section | None:
    if "section" not in typed:
        return story.section
    number = typed["section"]
    return Section.objects.filter(pk=int(number)).first() if _is_number(number) else None


def _editable(request: HttpRequest, model_admin, article: Article | None) -> set[str]:
    """Which rows of the form the user fills in; the others come with no fields."""
    prefixes = {BylineInline: "bylines", PictureInline: "captions"}
    return {
        prefixes[type(inline)]
        for inline in model_admin.get_inline_instances(request, article)
        if type(inline) in prefixes and inline.has_change_permission(request, article)
    }


def _rows(typed: QueryDict, editable: set[str]) -> dict[str, list[Row] | None]:
    """The rows by prefix, as they stand on the page; None where the stored ones are meant.

    A row's place is that of its first field: its number does not change when it is dragged.
    """
    found: dict[str, dict[str, Row]] = {"bylines": {}, "captions": {}}
    for name in typed:
        if match := _ROW.fullmatch(name):
            prefix, number, column = match.groups()
            found[prefix].setdefault(number, {})[column] = typed[name].replace("\0", "")
    return {
        prefix: [row for row in list(rows.values())[:MOST_ROWS] if "DELETE" not in row]
        if prefix in editable
        else None
        for prefix, rows in found.items()
    }


def _named(rows: list[Row], column: str) -> Iterable[tuple[int, Row]]:
    """Rows that name somebody or something, each once."""
    numbered = {}
    for row in rows:
        if _is_number(number := row.get(column, "")):
            numbered.setdefault(int(number), row)
    return numbered.items()


def _bylines(rows: list[Row]) -> list[tuple[str, Author]]:
    named = _named(rows, "author")
    authors = Author.objects.prefetch_related("handles").in_bulk([pk for pk, _row in named])
    return [
        (row["role"] if row.get("role") in Byline.Role.values else Byline.Role.BY, authors[pk])
        for pk, row in named
        if pk in authors
    ]


def _captions(rows: list[Row]) -> list[ImageCaption]:
    named = _named(rows, "image")
    images = Image.objects.in_bulk([pk for pk, _row in named])
    return [
        ImageCaption(
            image=images[pk],
            role=row["role"] if row.get("role") in ImageCaption.Role.values else "body",
            **{name: row.get(name, "") for name in _WORDS},
        )
        for pk, row in named
        if pk in images
    ]


def _stored_bylines(story: Article) -> list[tuple[str, Author]]:
    if not story.pk:
        return []
    rows = story.bylines.select_related("author").prefetch_related("author__handles")
    return [(row.role, row.author) for row in rows]


def _stored_captions(story: Article) -> list[ImageCaption]:
    return list(story.captions.select_related("image")) if story.pk else []


def _tags(story: Article, typed: QueryDict) -> list[Tag]:
    """Tags there are, and those that a save would make, in the order of the form.

    A form without a chosen tag sends none, so what is missing is none.
    """
    names = TagsField().to_python(name.replace("\0", "") for name in typed.getlist("tags"))
    known = known_tags(names[:MOST_TAGS])
    return [tag or _new_tag(name) for name, tag in known.items()]


def _new_tag(name: str) -> Tag:
    tag = Tag(name=name)
    tag.slug = tag.slugify(name)
    return tag
