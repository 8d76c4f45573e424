"""What can be compared: a revision, an edition, the working copy, what a colleague has typed.

Each has a short key, which addresses carry: ``r12`` (the story's 12th revision), ``e3`` (its third
edition), ``now`` (the working copy) and ``d45`` (an unsaved draft).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from articles.admin.typed_story import snapshot_draft
from articles.assembly import Today, record_of, snapshot_working_copy
from articles.models import Article, Draft, Edition, RevisionMeta
from articles.revisions import NoSuchState, UnreadableState, revisions_of, story_of
from articles.snapshot import SINCE_2, ArticleSnapshot, UnreadableSnapshot
from articles.state import name_of, when

NOW, START = "now", "start"
_KEY = re.compile(r"(?P<kind>[red])(?P<number>[1-9]\d{0,8})")


@dataclass(frozen=True, slots=True)
class Side:
    """One state of a story: what it is called, who made it and when, and the story itself."""

    key: str
    label: str
    story: ArticleSnapshot
    who: str = ""
    at: datetime | None = None
    note: str = ""
    meta: RevisionMeta | None = None
    edition: Edition | None = None


def read_sides(article: Article, keys: list[str]) -> list[Side]:
    """States of this story by their keys; what revisions have in common is read once.

    Raises NoSuchState, UnreadableState.
    """
    matches = (_KEY.fullmatch(key) for key in keys)
    numbers = [int(match["number"]) for match in matches if match and match["kind"] == "r"]
    metas, today = revisions_of(article.pk, numbers), Today()
    return [_read(article, key, metas, today) for key in keys]


def _read(article: Article, key: str, metas: dict[int, RevisionMeta], today: Today) -> Side:
    if key == NOW:
        at = article.modified_at
        return Side(NOW, _("Working copy"), snapshot_working_copy(article), at=at)
    if key == START:
        return Side(
            START, _("Before the story was begun"), nothing_of(snapshot_working_copy(article))
        )
    match = _KEY.fullmatch(key)
    if match is None:
        raise NoSuchState(key)
    number = int(match["number"])
    if match["kind"] == "r":
        return _revision(metas[number], today)
    return {"e": _edition, "d": _draft}[match["kind"]](article, number)


def nothing_of(story: ArticleSnapshot) -> ArticleSnapshot:
    """A story before anything of it was written."""
    empty = dict.fromkeys(("headline", "standfirst", "slug", *SINCE_2), "")
    rows = dict.fromkeys(("bylines", "tags", "body", "images", "posts", "clips"), ())
    return replace(story, section=None, **empty, **rows)


def _revision(meta: RevisionMeta, today: Today) -> Side:
    label = _("Revision %d") % meta.number
    return Side(
        f"r{meta.number}",
        f"{label} · {meta.name}" if meta.name else label,
        story_of(meta, today),
        who=name_of(meta.saved_by),
        at=meta.saved_at,
        note=meta.revision.get_comment(),
        meta=meta,
    )


def _edition(article: Article, number: int) -> Side:
    editions = Edition.objects.select_related("published_by", "made_from__revision")
    edition = editions.filter(article=article, number=number).first()
    if edition is None:
        raise NoSuchState(f"e{number}")
    try:
        record = record_of(edition)
    except UnreadableSnapshot as error:
        raise UnreadableState(str(error)) from None
    return Side(
        f"e{number}",
        _("Edition %(number)d · %(change)s")
        % {"number": number, "change": edition.get_change_display()},
        record.story,
        who=record.published_by,
        at=edition.live_from,
        meta=edition.made_from,
        edition=edition,
    )


def _draft(article: Article, number: int) -> Side:
    drafts = Draft.objects.select_related("user")
    draft = drafts.filter(pk=number, article=article, saved_at=None).first()
    if draft is None:
        raise NoSuchState(f"d{number}")
    who = name_of(draft.user)
    return Side(
        f"d{number}",
        _("Unsaved, typed by %s") % who,
        # A copy of its own: what was typed is put into it.
        snapshot_draft(draft, Article.objects.select_related("section").get(pk=article.pk)),
        who=who,
        at=draft.updated_at,
    )


def said(side: Side) -> str:
    """A side in a line: what it is, who, when."""
    return " · ".join(part for part in (side.label, side.who, side.at and when(side.at)) if part)
