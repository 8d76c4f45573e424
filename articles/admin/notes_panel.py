"""The notes that wait for somebody, for their newsdesk."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.admin.newsdesk import SIDE, Panel
from articles.admin.notes_api import name_of
from articles.models import Note
from articles.state import when

MOST = 20
SHOWN = 8


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note as a list of the newsdesk shows it; ``url`` leads to the note in its story."""

    url: str
    headline: str
    text: str
    quote: str
    author: str
    at: str
    is_blocking: bool
    is_lost: bool


def notes_for(request: HttpRequest, most: int = MOST) -> list[NoteRow]:
    """The open notes that are assigned to whoever asks: those that block publishing first, then
    the newest. One query, whatever the number of stories and notes."""
    if not request.user.has_perms(("articles.view_note", "articles.view_article")):
        return []
    rows = (
        Note.objects.open()
        .filter(assigned_to=request.user)
        .select_related("article", "author")
        .only(
            *("text", "quote", "created_at", "is_blocking", "lost_at", "article__headline"),
            *("author__username", "author__first_name", "author__last_name"),
        )
        .order_by("-is_blocking", "-created_at", "-pk")[:most]
    )
    return [_row(note) for note in rows]


def notes_for_me(request: HttpRequest) -> Panel | None:
    """The newsdesk's part of these notes."""
    # Whoever writes none is given none.
    if not request.user.has_perm("articles.add_note"):
        return None
    rows = notes_for(request)
    total = f"{len(rows)}+" if len(rows) == MOST else str(len(rows))
    return Panel(
        id="notes",
        title=_("Notes for me"),
        template="admin/newsdesk/_note.html",
        rows=rows[:SHOWN],
        empty=_("Nobody has left you a note."),
        column=SIDE,
        total=total if len(rows) > SHOWN else "",
        is_urgent=any(row.is_blocking for row in rows),
    )


def _row(note: Note) -> NoteRow:
    story = reverse("admin:articles_article_change", args=[note.article_id])
    return NoteRow(
        url=f"{story}#note-{note.pk}",
        headline=note.article.headline,
        text=Truncator(note.text).chars(160),
        quote=Truncator(note.quote).chars(80),
        author=name_of(note.author),
        at=when(note.created_at),
        is_blocking=note.is_blocking,
        is_lost=note.is_lost,
    )
