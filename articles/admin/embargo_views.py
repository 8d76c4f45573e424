"""Breaking an embargo: one person asks with a reason, another approves. The page of both."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminTextareaWidget

from articles import embargo
from articles.admin.publishing_forms import RefusableForm
from articles.models import Article, EmbargoBreak
from articles.refusals import PublishingRefused
from articles.state import read_state, when

LENGTH = 20


class ReasonForm(RefusableForm):
    reason = forms.CharField(
        label=gettext_lazy("Why is it to be broken?"),
        max_length=embargo.REASON_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why the embargo is to be broken.")},
        help_text=gettext_lazy("It is kept with the story, with both names."),
    )


def urls(model_admin) -> list:
    view = never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(break_view)))
    return [
        path(
            "<int:article_id>/break-embargo/",
            model_admin.admin_site.admin_view(view),
            {"model_admin": model_admin},
            name="articles_article_break_embargo",
        )
    ]


def may_ask(user) -> bool:
    return user.has_perm(embargo.ASK)


def may_approve(user) -> bool:
    return user.has_perm(embargo.APPROVE)


def break_url(article: Article) -> str:
    return reverse("admin:articles_article_break_embargo", args=[article.pk])


def break_view(request, article_id, model_admin):
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    may_see = model_admin.has_view_permission(request, article)
    if not (may_see and (may_ask(request.user) or may_approve(request.user))):
        raise PermissionDenied
    asked = request.POST.get("action") if request.method == "POST" else ""
    form = ReasonForm(request.POST if asked == "ask" else None)
    if request.method == "POST":
        try:
            if done := _carry_out(request, article, form, asked):
                return _done(request, model_admin, article, *done)
        except PublishingRefused as refusal:
            if asked == "ask":
                form.add_refusal(refusal)
            else:
                messages.error(request, " ".join(refusal.messages))
                return HttpResponseRedirect(break_url(article))
    return _page(request, model_admin, article, form)


def _carry_out(request, article, form, asked) -> tuple[str, str] | None:
    """What was asked for, done: a sentence and where to go on. None: the form has to be mended."""
    if asked == "ask":
        if not form.is_valid():
            return None
        embargo.ask_to_break_embargo(article, by=request.user, reason=form.cleaned_data["reason"])
        return _("You asked to break the embargo. A second person decides."), break_url(article)
    number = request.POST.get("request", "")
    # The request that was looked at, and no other that came in its place.
    waiting = article.embargo_breaks.filter(pk=int(number) if number.isdecimal() else 0).first()
    if waiting is None:
        raise PublishingRefused(_("There is no such request."))
    if asked == "approve":
        embargo.approve_break(waiting, by=request.user)
        form_url = reverse("admin:articles_article_change", args=[article.pk])
        return _("The embargo is broken. The story can be published."), form_url
    if asked == "decline":
        embargo.decline_break(waiting, by=request.user)
        return _("The embargo stays."), break_url(article)
    raise PublishingRefused(_("Choose what to do with the request."))


def _done(request, model_admin, article, sentence: str, address: str) -> HttpResponseRedirect:
    model_admin.log_change(request, article, sentence)
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


def _page(request, model_admin, article, form) -> TemplateResponse:
    waiting = embargo.waiting_request(article)
    breaks = EmbargoBreak.objects.filter(article=article)
    answered = breaks.exclude(pk=waiting.pk) if waiting else breaks
    is_running = embargo.runs(article.embargo_until)
    form_url = reverse("admin:articles_article_change", args=[article.pk])
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/article/embargo.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": article,
            "form_url": form_url,
            "back": {"url": form_url, "label": _("Back to the story")},
            "title": _("Break the embargo"),
            "subtitle": article.headline,
            "state": read_state(article),
            "form": form if is_running and waiting is None and may_ask(request.user) else None,
            "waiting": waiting,
            "asked_at": when(waiting.asked_at) if waiting else "",
            "is_own": waiting is not None and waiting.asked_by_id == request.user.pk,
            "may_approve": may_approve(request.user),
            "embargo_ends": when(article.embargo_until) if is_running else "",
            "zone": timezone.get_current_timezone_name(),
            "breaks": [_told(one) for one in _with_people(answered)[:LENGTH]],
        },
    )


def _with_people(breaks):
    return breaks.select_related("asked_by", "approved_by", "declined_by", "edition").defer(
        "edition__document"
    )


def _told(one: EmbargoBreak) -> dict:
    if one.approved_at:
        answer, answered_by, answered_at = _("Approved"), one.approved_by, one.approved_at
    elif one.declined_by_id:
        answer, answered_by, answered_at = _("Declined"), one.declined_by, one.declined_at
    else:
        answer, answered_by, answered_at = _("Lapsed"), None, one.declined_at
    return {
        "row": one,
        "answer": answer,
        "answered_by": answered_by,
        "answered_at": answered_at,
        "use": _("Edition %d") % one.edition.number if one.edition else "",
    }
