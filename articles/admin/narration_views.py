"""Listening to a story, at the desk: what readers hear, a recording in its place, on or off."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles.admin.panel import may_publish
from articles.models import Article
from articles.narration.binding import choose, script_of_edition, speak_again
from articles.narration.recordings import RecordingRefused, add_recording, remove_recording
from articles.narration.standing import standing_of
from articles.state import read_state


class RecordingForm(forms.Form):
    recording = forms.FileField(
        label=gettext_lazy("A recording of exactly this text, as an MP3"),
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.ClearableFileInput(attrs={"accept": "audio/mpeg,.mp3"}),
    )
    text = forms.CharField(widget=forms.HiddenInput)


def urls(model_admin) -> list:
    view = never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(listening_view)))
    return [
        path(
            "<int:article_id>/listening/",
            model_admin.admin_site.admin_view(view),
            {"model_admin": model_admin},
            name="articles_article_listening",
        )
    ]


def listening_view(request: HttpRequest, article_id: int, model_admin) -> HttpResponse:
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not (may_publish(request.user) and model_admin.has_view_permission(request, article)):
        raise PermissionDenied
    form = None
    if request.method == "POST":
        action = request.POST.get("action", "")
        form = RecordingForm(request.POST, request.FILES) if action == "record" else None
        try:
            done = _carry_out(request, article, action, form)
        except RecordingRefused as refused:
            if form is None:
                messages.error(request, refused.messages[0])
                return HttpResponseRedirect(request.path)
            form.add_error("recording", refused)
            done = ""
        if done:
            model_admin.log_change(request, article, done)
            messages.success(request, done)
        if done or form is None:
            return HttpResponseRedirect(request.path)
    return _page(request, model_admin, article, form)


def _carry_out(request: HttpRequest, article: Article, action: str, form) -> str:
    """What was asked for, done, as a sentence; "" where nothing was."""
    if action in ("on", "off"):
        choose(article, by=request.user, is_spoken=action == "on")
        return (
            _("Readers can listen to it.") if action == "on" else _("Readers cannot listen to it.")
        )
    if action == "again":
        speak_again(article, by=request.user)
        return _("The worker speaks the live edition.")
    if action == "remove":
        remove_recording(article, by=request.user)
        return _("The recording is gone.")
    if form is None or not form.is_valid():
        return ""
    # No more than is enough to tell that it is too much.
    data = form.cleaned_data["recording"].read(settings.NARRATION_MAX_BYTES + 1)
    text = form.cleaned_data["text"]
    add_recording(article, by=request.user, data=data, text_sha256=text)
    return _("Readers hear the recording.")


def _page(request, model_admin, article: Article, form) -> TemplateResponse:
    request.current_app = model_admin.admin_site.name
    live = article.editions.live().defer("document").first()
    script = script_of_edition(live.pk) if live else None
    if form is None and script:
        form = RecordingForm(initial={"text": script.sha256})
    return TemplateResponse(
        request,
        "admin/articles/article/listening.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": article,
            "title": _("Listening"),
            "subtitle": article.headline,
            "form_url": reverse("admin:articles_article_change", args=[article.pk]),
            "state": read_state(article),
            "standing": standing_of(article),
            "sentences": script.sentences if script else (),
            "form": form if script else None,
        },
    )
