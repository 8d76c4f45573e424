"""The notes on a story, for the scripts of its page; JSON as in desk_api.

Whatever is asked for or done, the answer is the whole list as it then is:
``{"stamp": …, "notes": [{…, "replies": […]}]}``, in the order of the text. Places are counted in
characters of ``articles.anchors.text_of``.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import notes as verbs
from articles.admin.desk_api import Refusal, _for_staff, _method, _refuse
from articles.admin.draft_api import _visible
from articles.anchors import Passage
from articles.models import Article, Note
from articles.state import when

# Longer than any passage that may be noted, so that the verb can say what is wrong.
_LONGEST_SENT = 100_000


def urls(model_admin) -> list[URLPattern]:
    views = {
        "desk/notes/": ("notes", notes),
        "desk/notes/people/": ("note_people", people),
        "desk/notes/<int:pk>/": ("note", note),
    }
    site = model_admin.admin_site
    return [
        path(
            route,
            _for_staff(site, view),
            {"model_admin": model_admin},
            name=f"articles_desk_{name}",
        )
        for route, (name, view) in views.items()
    ]


class NoteForm(forms.Form):
    text = forms.CharField(
        max_length=verbs.MOST_CHARACTERS,
        error_messages={"required": gettext_lazy("Write something.")},
    )
    is_blocking = forms.BooleanField(required=False)
    assigned_to = forms.ModelChoiceField(None, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = verbs.people_to_assign()

    def clean_text(self):
        return _one_line_end(self.cleaned_data["text"])


class PassageForm(forms.Form):
    quote = forms.CharField(required=False, strip=False, max_length=_LONGEST_SENT)
    prefix = forms.CharField(required=False, strip=False, max_length=_LONGEST_SENT)
    suffix = forms.CharField(required=False, strip=False, max_length=_LONGEST_SENT)
    start = forms.IntegerField(required=False, min_value=0, max_value=10_000_000)

    def passage(self) -> Passage | None:
        told = self.cleaned_data
        quote, prefix, suffix = (
            _one_line_end(told[name]) for name in ("quote", "prefix", "suffix")
        )
        return Passage(quote, prefix, suffix, told["start"]) if quote else None


def _one_line_end(text: str) -> str:
    """A form sends the end of a line as two characters; in the text it is one."""
    return text.replace("\r\n", "\n")


def notes(request: HttpRequest, model_admin) -> JsonResponse:
    """GET ``?article=&known=``: the list, or its stamp alone where that is known. POST: a note."""
    if _method(request, "GET", "POST") == "GET":
        article = _readable(request, model_admin)
        known = request.GET.get("known")
        if known and known == verbs.notes_stamp(article):
            return JsonResponse({"stamp": known})
        return _answer(article, request.user)
    _require(request, "add_note")
    article = _readable(request, model_admin)
    form, passage = NoteForm(request.POST), PassageForm(request.POST)
    if not (form.is_valid() and passage.is_valid()):
        return _refuse(form if form.errors else passage)
    with _Refusing():
        verbs.add_note(article, by=request.user, passage=passage.passage(), **form.cleaned_data)
    return _answer(article, request.user, status=201)


def note(request: HttpRequest, model_admin, pk: int) -> JsonResponse:
    """POST ``do``: reply, edit, resolve, reopen, assign or delete."""
    _method(request, "POST")
    _require(request, "add_note")
    _visible(request, model_admin)
    row = Note.objects.select_related("article").filter(pk=pk).first()
    if row is None:
        raise Refusal(404, _("This note has been deleted."))
    action = _ACTIONS.get(request.POST.get("do", ""))
    if action is None:
        raise Refusal(400, _("Nothing is done to a note that way."))
    with _Refusing():
        if refusal := action(request, row):
            return refusal
    return _answer(row.article, request.user)


def _reply(request: HttpRequest, row: Note) -> JsonResponse | None:
    form = NoteForm({"text": request.POST.get("text", "")})
    if not form.is_valid():
        return _refuse(form)
    verbs.reply(row, by=request.user, text=form.cleaned_data["text"])
    return None


def _edit(request: HttpRequest, row: Note) -> JsonResponse | None:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _refuse(form)
    told = form.cleaned_data
    verbs.edit(row, by=request.user, text=told["text"], is_blocking=told["is_blocking"])
    return None


def _assign(request: HttpRequest, row: Note) -> JsonResponse | None:
    form = NoteForm({"text": row.text, "assigned_to": request.POST.get("assigned_to", "")})
    if not form.is_valid():
        return _refuse(form)
    verbs.assign(row, by=request.user, to=form.cleaned_data["assigned_to"])
    return None


def _resolve(request: HttpRequest, row: Note) -> None:
    verbs.resolve(row, by=request.user)


def _reopen(request: HttpRequest, row: Note) -> None:
    verbs.reopen(row, by=request.user)


def _delete(request: HttpRequest, row: Note) -> None:
    verbs.delete(row, by=request.user)


_ACTIONS = {
    "reply": _reply,
    "edit": _edit,
    "assign": _assign,
    "resolve": _resolve,
    "reopen": _reopen,
    "delete": _delete,
}


def people(request: HttpRequest, model_admin) -> JsonResponse:
    """GET: everybody to whom a note can be given."""
    _method(request, "GET")
    _require(request, "add_note")
    found = verbs.people_to_assign()
    return JsonResponse({"people": [{"id": user.pk, "name": name_of(user)} for user in found]})


def _readable(request: HttpRequest, model_admin) -> Article:
    _require(request, "view_note")
    article = _visible(request, model_admin)
    if article is None:
        raise Refusal(404, _("There is no such story."))
    return article


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(f"articles.{permission}"):
        raise Refusal(403, _("Your account may not do this."))


class _Refusing:
    """What a verb refuses is an answer in JSON."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, verbs.NoteRefused):
            raise Refusal(400, " ".join(error.messages)) from None
        if isinstance(error, PermissionDenied):
            raise Refusal(403, _("Only its author and those who publish may do this.")) from None


def name_of(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else _("Somebody")


def notes_data(threads: list[Note], user) -> dict:
    return {
        "stamp": verbs.stamp_of(threads),
        "notes": [_thread_json(note, user) for note in threads],
    }


def _answer(article: Article, user, status: int = 200) -> JsonResponse:
    return JsonResponse(notes_data(verbs.threads_of(article), user), status=status)


def _thread_json(row: Note, user) -> dict:
    return {
        **_words_json(row, user),
        "blocking": row.is_blocking,
        "assigned": row.assigned_to
        and {"id": row.assigned_to_id, "name": name_of(row.assigned_to)},
        "resolved": {"by": name_of(row.resolved_by), "at": when(row.resolved_at)}
        if row.is_resolved
        else None,
        "lost": row.is_lost,
        "awaited": row.is_awaited,
        **{name: getattr(row, name) for name in ("quote", "prefix", "suffix", "start", "end")},
        "replies": [_words_json(answer, user) for answer in row.answers],
    }


def _words_json(row: Note, user) -> dict:
    return {
        "id": row.pk,
        "text": row.text,
        "author": name_of(row.author),
        "at": when(row.created_at),
        "edited": row.edited_at is not None,
        "rewritable": verbs.may_rewrite(user, row),
    }
