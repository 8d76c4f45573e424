"""The notes on a story, below its form: read by whoever sees the story, written by a script."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import notes
from articles.admin.notes_api import notes_data
from articles.admin.tabs import Tab
from articles.models import Article


def notes_tab(request: HttpRequest, article: Article | None) -> Tab | None:
    if article is None or not request.user.has_perm("articles.view_note"):
        return None
    data = notes_data(notes.threads_of(article), request.user)
    open_notes = [note for note in data["notes"] if not note["resolved"]]
    return Tab(
        id="notes",
        label=_("Notes"),
        template="admin/articles/article/includes/_notes.html",
        context={
            "data": data,
            "open_notes": open_notes,
            "resolved_notes": [note for note in data["notes"] if note["resolved"]],
            # Written by static/articles/desk/notes.js, which the body's editor brings along.
            "may_write": notes.may_write(request.user),
            "story": article.pk,
            "user": request.user,
            "list_url": reverse("admin:articles_desk_notes"),
            "people_url": reverse("admin:articles_desk_note_people"),
        },
        count=len(open_notes),
    )
