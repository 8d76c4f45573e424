"""Taking a picture or a clip from readers and bringing it back: the page of both, and what it
affects."""

import mimetypes
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from unfold.widgets import UnfoldAdminTextareaWidget

from articles import rights
from articles.models import Clip, HasRights, Image
from articles.state import name_of, state_of_listed, when

# More stories than one picture is in.
MOST_STORIES = 100


class Words(NamedTuple):
    """What the page says of one kind of media."""

    title: str
    title_withdrawn: str
    question: str
    done: str
    undone: str


WORDS = {
    Image: Words(
        title=gettext_lazy("Withdraw the picture"),
        title_withdrawn=gettext_lazy("Withdrawn picture"),
        question=gettext_lazy(
            "Readers stop seeing the picture at once: on every page, in lists, where stories are "
            "shared, and at the address of the file itself. The stories stay; each shows its next "
            "picture, or none. Published editions keep the record that it was there."
        ),
        done=gettext_lazy("The picture is withdrawn: readers do not see it any more."),
        undone=gettext_lazy("The picture is back: readers see it again."),
    ),
    Clip: Words(
        title=gettext_lazy("Withdraw the clip"),
        title_withdrawn=gettext_lazy("Withdrawn clip"),
        question=gettext_lazy(
            "Readers stop seeing the clip at once: on every page, in social posts, and at the "
            "addresses of the file and its text track. The stories stay, without it. Its poster is "
            "a picture of its own and is not withdrawn. Published editions keep the record that "
            "the clip was there."
        ),
        done=gettext_lazy("The clip is withdrawn: readers do not see it any more."),
        undone=gettext_lazy("The clip is back: readers see it again."),
    ),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        max_length=rights.REASON_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why it is withdrawn.")},
        help_text=gettext_lazy("Kept in the library and shown to the desk, never to readers."),
    )


def urls(model_admin) -> list:
    def door(view, *methods):
        safe = require_http_methods(methods) if methods else require_safe
        return model_admin.admin_site.admin_view(never_cache(csrf_protect(safe(view))))

    own, kind = {"model_admin": model_admin}, model_admin.opts.model_name
    return [
        path(
            "<int:thing_id>/withdraw/",
            door(withdraw_view, "GET", "HEAD", "POST"),
            own,
            name=f"articles_{kind}_withdraw",
        ),
        path(
            "<int:thing_id>/put-aside/",
            door(put_aside_view),
            own,
            name=f"articles_{kind}_aside",
        ),
    ]


def withdraw_url(thing: HasRights) -> str:
    return reverse(f"admin:articles_{thing._meta.model_name}_withdraw", args=[thing.pk])


def withdraw_view(request, thing_id, model_admin):
    thing = _thing(request, thing_id, model_admin)
    form = ReasonForm(request.POST if "withdraw" in request.POST else None)
    if request.method == "POST":
        try:
            if sentence := _carry_out(request, thing, form):
                model_admin.log_change(request, thing, sentence)
                messages.success(request, sentence)
                return HttpResponseRedirect(withdraw_url(thing))
        except rights.RightsRefused as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(withdraw_url(thing))
    return _page(request, model_admin, thing, form)


def put_aside_view(request, thing_id, model_admin):
    """The file of what is withdrawn, for those who decide about it."""
    thing = _thing(request, thing_id, model_admin)
    aside = thing.aside_name()
    if not (thing.withdrawn_at and aside and default_storage.exists(aside)):
        raise Http404(_("There is no such file."))
    kind = mimetypes.guess_type(thing.file.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": "no-store, private"}
    return FileResponse(default_storage.open(aside), content_type=kind, headers=headers)


def _thing(request, thing_id, model_admin) -> HasRights:
    thing = get_object_or_404(model_admin.model, pk=thing_id)
    may_see = model_admin.has_view_permission(request, thing)
    if not (may_see and rights.may_withdraw(request.user, thing)):
        raise PermissionDenied
    return thing


def _carry_out(request, thing, form) -> str:
    """What was asked for, done, as a sentence; "" where the form has to be mended."""
    words = WORDS[type(thing)]
    if "restore" in request.POST:
        rights.restore(thing, by=request.user)
        return str(words.undone)
    if not form.is_valid():
        return ""
    rights.withdraw(thing, by=request.user, reason=form.cleaned_data["reason"])
    return str(words.done)


def _page(request, model_admin, thing, form) -> TemplateResponse:
    stories = rights.affected_stories([thing]).with_editions().defer("body")
    shown = list(stories.order_by("-modified_at", "-pk")[:MOST_STORIES])
    standing = thing.withdrawals.standing().select_related("withdrawn_by").first()
    earlier = thing.withdrawals.filter(lifted_at__isnull=False)
    words, kind = WORDS[type(thing)], model_admin.opts.model_name
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/withdraw.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": thing,
            "title": words.title_withdrawn if standing else words.title,
            "words": words,
            "thing": thing,
            "is_clip": isinstance(thing, Clip),
            "library_url": reverse(f"admin:articles_{kind}_change", args=[thing.pk]),
            "aside_url": reverse(f"admin:articles_{kind}_aside", args=[thing.pk]),
            "form": form,
            "standing": standing and _told(standing),
            "earlier": [_told(one) for one in earlier.select_related("withdrawn_by", "lifted_by")],
            "stories": [(story, state_of_listed(story)) for story in shown],
            "count": ngettext("%d story shows it", "%d stories show it", len(shown)) % len(shown)
            if shown
            else _("No story shows it"),
        },
    )


def _told(one) -> dict:
    return {
        "reason": one.reason,
        "who": name_of(one.withdrawn_by) or _("Somebody"),
        "when": when(one.withdrawn_at),
        "lifted_by": name_of(one.lifted_by) or _("somebody"),
        "lifted": when(one.lifted_at) if one.lifted_at else "",
    }
