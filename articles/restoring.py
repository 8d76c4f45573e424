"""Bringing earlier words back into the working copy: all of them, or one part.

Every verb takes the revision they come from, makes a revision of its own that says so, and touches
no edition. What a revision refers to and what is no longer to be had is left out, with a sentence
for each (``left_out``); the rest goes on. The embargo is none of a story's words: it stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from articles.assembly import held_story
from articles.body import Block, join_blocks, split_blocks
from articles.models import (
    Article,
    Byline,
    Clip,
    Image,
    ImageCaption,
    RevisionMeta,
    Section,
    SocialPost,
    Tag,
    TaggedArticle,
)
from articles.models.article import ELSEWHERE
from articles.refusals import RestoringRefused
from articles.revisions import Saving, named, reading, revision
from articles.state import name_of, when
from authors.models import Author

TEXTS = ("headline", "standfirst", *ELSEWHERE, "slug", "kind", "language")
ROWS = {"bylines": Byline, "tags": TaggedArticle, "images": ImageCaption}
# What can be restored by itself, beside captions and passages: names of ArticleSnapshot.
FIELDS = (*TEXTS, "section", "body", *ROWS)


@dataclass(frozen=True, slots=True)
class Held:
    """What a revision holds, as far as it can be had today; ``left_out`` says what cannot."""

    values: dict[str, Any]
    section: Section | None
    body: str
    rows: dict[str, list[dict[str, Any]]]
    left_out: tuple[tuple[str, str], ...]

    def sentences(self, *fields: str) -> list[str]:
        """Why some of it is left out: of these fields, or of all."""
        return [text for field, text in self.left_out if not fields or field in fields]


def read_held(meta: RevisionMeta) -> Held:
    """What a revision could bring back today. Raises UnreadableState."""
    with reading(meta):
        data, rows = held_story(meta.revision, meta.article_id)
    left_out: list[tuple[str, str]] = []
    section = Section.objects.filter(pk=data.get("section_id")).first()
    if data.get("section_id") and section is None:
        left_out.append(
            ("section", _("Its section has been deleted since: the story keeps the one it has."))
        )
    body, gone = _body_that_can_be_had(data.get("body", ""))
    left_out += [("body", sentence) for sentence in gone]
    kept = {}
    for name, stored, column, model, sentence in (
        ("bylines", "byline", "author_id", Author, _("Authors deleted since are left out.")),
        ("tags", "taggedarticle", "tag_id", Tag, _("Tags deleted since are left out.")),
        ("images", "imagecaption", "image_id", Image, _("Pictures deleted since are left out.")),
    ):
        kept[name] = _known(rows[stored], column, model)
        if len(kept[name]) < len(rows[stored]):
            left_out.append((name, sentence))
    kept["images"], gone = _not_withdrawn(kept["images"])
    left_out += [("images", sentence) for sentence in gone if ("body", sentence) not in left_out]
    values = {name: data[name] for name in TEXTS if name in data}
    return Held(values, section, body, kept, tuple(left_out))


def _known(rows: list[dict], column: str, model) -> list[dict]:
    known = set(
        model.objects.filter(pk__in=[row[column] for row in rows]).values_list("pk", flat=True)
    )
    return [row for row in rows if row[column] in known]


def _not_withdrawn(rows: list[dict]) -> tuple[list[dict], list[str]]:
    withdrawn = _withdrawn(Image, [row["image_id"] for row in rows])
    kept = [row for row in rows if row["image_id"] not in withdrawn]
    return kept, [_left_out_as_withdrawn(image) for image in withdrawn.values()]


def _withdrawn(model, ids) -> dict[int, Any]:
    return model.objects.filter(withdrawn_at__isnull=False).in_bulk(list(ids))


def _left_out_as_withdrawn(thing) -> str:
    return _("“%s” has been withdrawn and is left out.") % thing


def _body_that_can_be_had(body: str) -> tuple[str, list[str]]:
    """A body without what it refers to and what is gone, and a sentence for each kind of it."""
    blocks = split_blocks(body)
    kept, sentences = [], []
    for block in blocks:
        sentence = why_not_to_be_had(block)
        if sentence:
            sentences.append(sentence)
        else:
            kept.append(block)
    return join_blocks(kept), list(dict.fromkeys(sentences))


def why_not_to_be_had(block: Block) -> str:
    """Why a picture, a post or a clip in a body cannot be brought back; "" where it can."""
    model, gone = {
        "image": (Image, _("Pictures deleted since are left out.")),
        "post": (SocialPost, _("Social posts deleted since are left out.")),
        "clip": (Clip, _("Clips deleted since are left out.")),
    }.get(block.kind, (None, ""))
    if model is None:
        return ""
    thing = model.objects.filter(pk=block.ref).first()
    if thing is None:
        return gone
    if getattr(thing, "withdrawn_at", None):
        return _left_out_as_withdrawn(thing)
    return ""


def restore_story(article: Article, meta: RevisionMeta, *, by, token: str) -> list[str]:
    """The whole story as a revision holds it; gives what was left out. Raises RestoringRefused."""
    with _restoring(article, meta, by=by, token=token, rows=ROWS) as (story, _saving):
        held = read_held(meta)
        for name, value in held.values.items():
            setattr(story, name, value)
        if not held.sentences("section"):
            story.section = held.section
        story.body = held.body
        story.save()
        for name in ROWS:
            _put_rows(story, name, held.rows[name])
    return held.sentences()


def restore_field(article: Article, meta: RevisionMeta, field: str, *, by, token: str) -> list[str]:
    """One field of the story. Raises RestoringRefused."""
    if field not in FIELDS:
        raise RestoringRefused(_("This cannot be restored by itself."))
    rows = {field} & set(ROWS)
    with _restoring(article, meta, by=by, token=token, rows=rows) as (story, _saving):
        held = read_held(meta)
        if field == "section":
            if sentences := held.sentences("section"):
                raise RestoringRefused(sentences[0])
            story.section = held.section
        elif field in TEXTS:
            if field not in held.values:
                raise RestoringRefused(_("This revision is older than this field."))
            setattr(story, field, held.values[field])
        elif field == "body":
            story.body = held.body
        story.save()
        for name in rows:
            _put_rows(story, name, held.rows[name])
    return held.sentences(field)


def restore_caption(
    article: Article, meta: RevisionMeta, image_id: int, *, by, token: str
) -> list[str]:
    """The words of one picture in this story. Raises RestoringRefused."""
    with _restoring(article, meta, by=by, token=token, rows=["images"]) as (story, _saving):
        held = read_held(meta)
        row = next((row for row in held.rows["images"] if row["image_id"] == image_id), None)
        words = {name: row[name] if row else "" for name in ("caption", "credit", "alt")}
        now = story.captions.filter(image=image_id).first()
        if now is None:
            raise RestoringRefused(
                _("This picture is no longer in the story: bring it back first.")
            )
        for name, value in words.items():
            setattr(now, name, value)
        now.save()
        story.save()
    return []


def restore_body(
    article: Article, meta: RevisionMeta, blocks: tuple[Block, ...], *, by, token: str
) -> list[str]:
    """A body in which something of a revision stands again; said and recorded as such.

    ``blocks`` are today's with what is brought back (articles/putting_back.py): they hold as long
    as ``token`` does. Raises RestoringRefused.
    """
    with _restoring(article, meta, by=by, token=token, rows=()) as (story, _saving):
        body, gone = _body_that_can_be_had(join_blocks(blocks))
        if body == story.body and gone:
            raise RestoringRefused(" ".join(gone))
        story.body = body
        story.save()
    return gone


@contextmanager
def _restoring(
    article: Article, meta: RevisionMeta, *, by, token: str, rows
) -> Iterator[tuple[Article, Saving]]:
    """The story as stored, held until what the block does to it is saved as one revision.

    Nothing is saved where it says the same as before, or where the block raises.
    """
    _require(by, rows)
    said = _("Restored from %s.") % named(meta)
    with transaction.atomic():
        story = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
        if story is None or meta.article_id != story.pk:
            raise RestoringRefused(_("The story is no longer there."))
        if str(story.edit_token) != token:
            raise RestoringRefused(_changed_meanwhile(story))
        with revision(by=by, source=RevisionMeta.Source.RESTORE) as saving:
            saving.begin(story)
            yield story, saving
            saving.finish(story, said_first=said)
            if saving.before == saving.after:
                raise RestoringRefused(_("The story says exactly this already."))


def _require(by, rows) -> None:
    names = {"articles.change_article"}
    names |= {f"articles.change_{ROWS[name]._meta.model_name}" for name in rows}
    if by is not None and not by.has_perms(names):
        raise PermissionDenied


def _changed_meanwhile(story: Article) -> str:
    latest = RevisionMeta.objects.filter(article_id=story.pk).order_by("-number").first()
    words = {"when": when(story.modified_at), "who": latest and name_of(latest.saved_by)}
    if words["who"]:
        return _(
            "%(who)s saved the story at %(when)s, after you opened this page. Nothing was "
            "restored. Look at it again."
        ) % (words)
    return (
        _("The story was saved at %(when)s, after you opened this page. Nothing was restored.")
        % words
    )


def _put_rows(story: Article, name: str, rows: list[dict[str, Any]]) -> None:
    """Today's rows of one kind are replaced: what is unique among them may have changed places."""
    model = ROWS[name]
    owner = "content_object_id" if model is TaggedArticle else "article_id"
    model._base_manager.filter(**{owner: story.pk}).delete()
    for row in rows:
        model(**{key: value for key, value in row.items() if key != "id"}).save()


def drop_dangling(article_id: int) -> list[str]:
    """Leave out what a story that was deleted and comes back refers to and what no longer exists.

    Run in the transaction of its return, before its foreign keys are checked. Gives a sentence
    for the desk on each kind of thing that was left out.
    """
    left_out = []
    story = Article.objects.filter(pk=article_id)
    if story.exclude(section=None).exclude(section__in=Section.objects.all()).exists():
        story.update(section=None)
        left_out.append(_("Its section has been deleted since: choose another."))
    for model, owner, target, known, sentence in (
        (Byline, "article", "author", Author, _("Authors deleted since are left out.")),
        (ImageCaption, "article", "image", Image, _("Pictures deleted since are left out.")),
        (TaggedArticle, "content_object", "tag", Tag, _("Tags deleted since are left out.")),
    ):
        rows = model.objects.filter(**{owner: article_id})
        ids = set(rows.values_list(f"{target}_id", flat=True))
        gone = ids - set(known.objects.filter(pk__in=ids).values_list("pk", flat=True))
        if gone:
            rows.filter(**{f"{target}_id__in": gone}).delete()
            left_out.append(sentence)
    return left_out
