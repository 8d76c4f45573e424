"""The requests for comment of a story, for the script of its page; JSON as in desk_api.

Every answer is the whole list: ``{"stamp": …, "requests": […], "line": …}``, where a ``line`` is
the sentence that readers can be given, in the story's language.
"""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import comment_requests as verbs
from articles.admin.desk_api import Refusal, _for_staff, _method, _refuse
from articles.admin.draft_api import _visible
from articles.admin.notes_api import _require, name_of
from articles.models import Article, CommentRequest
from articles.state import when

Outcome = CommentRequest.Outcome


def urls(model_admin) -> list[URLPattern]:
    views = {
        "desk/comment-requests/": ("comment_requests", requests),
        "desk/comment-requests/<int:pk>/": ("comment_request", one_request),
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


class AskedForm(forms.ModelForm):
    class Meta:
        model = CommentRequest
        fields = verbs.ASKED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asked_at"].required = False

    def values(self) -> dict:
        told = self.cleaned_data
        return told | {"asked_at": told["asked_at"] or timezone.now()}


class SettledForm(forms.Form):
    outcome = forms.ChoiceField(choices=Outcome)
    answer = forms.CharField(required=False, max_length=20_000)
    answered_at = forms.DateTimeField(required=False)


def requests(request: HttpRequest, model_admin) -> JsonResponse:
    """GET ``?article=``: the list. POST: one more."""
    if _method(request, "GET", "POST") == "GET":
        _require(request, "view_commentrequest")
        return _answer(_story(request, model_admin), request.user)
    _require(request, "add_commentrequest")
    article = _story(request, model_admin)
    form = AskedForm(request.POST)
    if not form.is_valid():
        return _refuse(form)
    try:
        verbs.ask(article, by=request.user, **form.values())
    except verbs.RequestRefused as refused:
        return _refused(refused)
    return _answer(article, request.user, status=201)


def one_request(request: HttpRequest, model_admin, pk: int) -> JsonResponse:
    """POST ``do``: amend, settle or delete."""
    _method(request, "POST")
    _require(request, "add_commentrequest")
    _visible(request, model_admin)
    row = CommentRequest.objects.select_related("article").filter(pk=pk).first()
    if row is None:
        raise Refusal(404, _("This request has been deleted."))
    action = _ACTIONS.get(request.POST.get("do", ""))
    if action is None:
        raise Refusal(400, _("Nothing is done to a request that way."))
    try:
        if refusal := action(request, row):
            return refusal
    except verbs.RequestRefused as refused:
        return _refused(refused)
    except PermissionDenied:
        raise Refusal(403, _("Only who asked and those who publish may do this.")) from None
    return _answer(row.article, request.user)


def _amend(request: HttpRequest, row: CommentRequest) -> JsonResponse | None:
    # A form of its own row: the verb alone changes this one.
    form = AskedForm(request.POST)
    if not form.is_valid():
        return _refuse(form)
    asked_at = form.cleaned_data["asked_at"] or row.asked_at
    verbs.amend(row, by=request.user, **form.cleaned_data | {"asked_at": asked_at})
    return None


def _settle(request: HttpRequest, row: CommentRequest) -> JsonResponse | None:
    form = SettledForm(request.POST)
    if not form.is_valid():
        return _refuse(form)
    told = form.cleaned_data
    verbs.settle(
        row,
        by=request.user,
        outcome=told["outcome"],
        answer=told["answer"].replace("\r\n", "\n"),
        at=told["answered_at"],
    )
    return None


def _delete(request: HttpRequest, row: CommentRequest) -> None:
    verbs.delete_request(row, by=request.user)


_ACTIONS = {"amend": _amend, "settle": _settle, "delete": _delete}


def _story(request: HttpRequest, model_admin) -> Article:
    article = _visible(request, model_admin)
    if article is None:
        raise Refusal(404, _("There is no such story."))
    return article


def _refused(refused: verbs.RequestRefused) -> JsonResponse:
    if hasattr(refused, "error_dict"):
        return JsonResponse({"errors": refused.message_dict}, status=400)
    return JsonResponse({"errors": {"": refused.messages}}, status=400)


def _answer(article: Article, user, status: int = 200) -> JsonResponse:
    return JsonResponse(requests_data(article, requests_of(article), user), status=status)


def requests_of(article: Article) -> list[CommentRequest]:
    return list(article.comment_requests.select_related("asked_by"))


def requests_data(article: Article, rows: list[CommentRequest], user) -> dict:
    last = max((row.changed_at.timestamp() for row in rows), default="")
    return {
        "stamp": f"{len(rows)}:{last}",
        "requests": [_request_json(article, row, user) for row in rows],
        "line": _line(article, rows),
    }


def _line(article: Article, rows: list[CommentRequest]) -> str:
    with override(article.language):
        return verbs.line_for(rows, settings.SITE_NAME)


def _request_json(article: Article, row: CommentRequest, user) -> dict:
    return {
        "id": row.pk,
        "whom": row.whom,
        "how": row.how,
        "howSaid": row.get_how_display(),
        "contact": row.contact,
        "by": name_of(row.asked_by),
        "asked": when(row.asked_at),
        "askedAt": _for_input(row.asked_at),
        "deadline": when(row.deadline) if row.deadline else "",
        "deadlineAt": _for_input(row.deadline),
        "overdue": is_overdue(row),
        "outcome": row.outcome,
        "outcomeSaid": row.get_outcome_display(),
        "answer": row.answer,
        "answered": when(row.answered_at) if row.answered_at else "",
        "answeredAt": _for_input(row.answered_at),
        "line": _line(article, [row]),
        "deletable": verbs.may_delete(user, row),
    }


def is_overdue(row: CommentRequest) -> bool:
    waits = row.outcome == Outcome.WAITING
    return bool(waits and row.deadline and row.deadline < timezone.now())


def _for_input(moment) -> str:
    """A time as a browser's field for one has it, on the desk's clock."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""
