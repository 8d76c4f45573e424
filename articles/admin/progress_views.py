"""Moving a story on or back, and assigning it: the pages that ask what the form's bar cannot."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from articles.admin.progress import back_from, moved_words
from articles.admin.publishing_forms import RefusableForm
from articles.admin.publishing_views import _done, _form_url, _guarded, _page
from articles.models import Article, Progress, Stage
from articles.permissions import STAGES
from articles.state import StoryState, name_of, read_state
from articles.workflow import WorkflowRefused, assign, may_move, may_move_any, move, people

BACK = "back"


def urls(model_admin) -> list:
    return [
        path(
            f"<int:article_id>/{name}/",
            model_admin.admin_site.admin_view(_guarded(view)),
            {"model_admin": model_admin},
            name=f"articles_article_{name}",
        )
        for name, view in (("move", move_view), ("assign", assign_view))
    ]


class MoveForm(RefusableForm):
    to = forms.ChoiceField(label=_lazy("Back to"), widget=UnfoldAdminRadioSelectWidget())
    # The stage that the page shows: somebody else may move the story meanwhile.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "autofocus": True}),
        help_text=_lazy("What is missing or wrong. It stands above the story until it moves on."),
    )

    def __init__(self, *args, stages: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = Stage.choices
        if len(stages) > 1:
            # What is shown are the moves there are now; what is sent, the verb decides.
            self.fields["to"].widget.choices = [(one, Stage(one).label) for one in stages]
        else:
            self.fields["to"].widget = forms.HiddenInput()
        self.fields["to"].initial = stages[0] if stages else ""


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return name_of(user)


class AssignForm(RefusableForm):
    to = PersonField(
        label=_lazy("Assigned to"),
        queryset=None,
        required=False,
        empty_label=_lazy("Nobody"),
        widget=UnfoldAdminSelectWidget(),
        help_text=_lazy("Who finds the story among their own on the newsdesk."),
        error_messages={"invalid_choice": _lazy("Choose somebody who may change stories.")},
    )
    due = forms.DateTimeField(
        label=_lazy("Due"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": " ".join([*INPUT_CLASSES, "desk-moment"])},
            format="%Y-%m-%dT%H:%M",
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people()
        self.fields["due"].help_text = _("Time zone: %(zone)s (%(name)s)") % {
            "zone": str(timezone.get_current_timezone()),
            "name": timezone.localtime().tzname(),
        }

    def clean_due(self):
        due, before = self.cleaned_data["due"], self.initial.get("due")
        # A browser sends back whole minutes of what was stored to the second.
        is_same = due and before and due == before.replace(second=0, microsecond=0)
        return before if is_same else due


def move_view(request, article_id, model_admin):
    article, state = _load(request, model_admin, article_id)
    progress = state.progress or Progress(article_id=article.pk)
    asked = request.GET.get("to", BACK)
    if asked not in (BACK, *Stage.values):
        raise Http404
    stages = _stages(progress, asked, by=request.user)
    is_overtaken = request.POST.get("seen", progress.stage) != progress.stage
    if not stages and not is_overtaken:
        return _nowhere(request, article, progress, asked)
    form = MoveForm(request.POST or None, initial={"seen": progress.stage}, stages=stages)
    if request.method == "POST" and form.is_valid():
        try:
            move(article, by=request.user, **form.cleaned_data)
        except WorkflowRefused as refusal:
            form.add_refusal(refusal)
            # Where the story stands now has been said; the form may be sent again.
            form.data = {**form.data.dict(), "seen": progress.stage}
        else:
            return _done(request, model_admin, article, moved_words(form.cleaned_data["to"]))
    page = _move_page(progress, asked, by=request.user)
    return _page(request, model_admin, article, page | _shown(form, state))


def _stages(progress: Progress, asked: str, *, by) -> list[str]:
    if asked == BACK:
        return back_from(progress, by=by)
    return [asked] if may_move(progress, by=by, to=asked) else []


def _nowhere(request, article, progress, asked) -> HttpResponseRedirect:
    """Nobody could make this move now, or not this user."""
    if _stages(progress, asked, by=None) or not may_move_any(by=request.user):
        raise PermissionDenied
    sentence = _("There is nothing to move: the story is in the stage “%s”.")
    messages.info(request, sentence % progress.get_stage_display())
    return HttpResponseRedirect(_form_url(article))


def _move_page(progress: Progress, asked: str, *, by) -> dict:
    if asked == BACK or STAGES.index(asked) < STAGES.index(progress.stage):
        is_theirs = not by.has_perm("articles.review_article")
        words = _("Take back") if is_theirs else _("Send back")
    else:
        words = _("Mark ready") if asked == Stage.READY else _("Send to review")
    return {"title": words, "button": words}


def assign_view(request, article_id, model_admin):
    article, state = _load(request, model_admin, article_id)
    if not request.user.has_perm("articles.assign_article"):
        raise PermissionDenied
    progress = state.progress or Progress(article_id=article.pk)
    initial = {"to": progress.assignee_id, "due": progress.due_at}
    form = AssignForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            stored = assign(article, by=request.user, **form.cleaned_data)
        except WorkflowRefused as refusal:
            form.add_refusal(refusal)
        else:
            return _done(request, model_admin, article, _assigned_words(stored))
    page = {"title": _("Assign"), "button": _("Save")}
    return _page(request, model_admin, article, page | _shown(form, state))


def _assigned_words(progress: Progress) -> str:
    if not progress.assignee:
        return _("The story is assigned to nobody.")
    return _("The story is assigned to %s.") % name_of(progress.assignee)


def _shown(form, state: StoryState) -> dict:
    return {"form": form, "state": state}


def _load(request, model_admin, article_id: int) -> tuple[Article, StoryState]:
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    return article, read_state(article)
