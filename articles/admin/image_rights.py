"""Taking a picture from readers and bringing it back: the page of both, and what it affects."""

import mimetypes

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
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
from articles.models import Image
from articles.state import name_of, state_of_listed, when
from newsroom.pictures import withheld_original

# More stories than one picture is in.
MOST_STORIES = 100


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        max_length=rights.REASON_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why the picture is withdrawn.")},
        help_text=gettext_lazy("Kept with the picture and shown to the desk, never to readers."),
    )


def urls(model_admin) -> list:
    def door(view, *methods):
        safe = require_http_methods(methods) if methods else require_safe
        return model_admin.admin_site.admin_view(never_cache(csrf_protect(safe(view))))

    own = {"model_admin": model_admin}
    return [
        path(
            "<int:image_id>/withdraw/",
            door(withdraw_view, "GET", "HEAD", "POST"),
            own,
            name="articles_image_withdraw",
        ),
        path(
            "<int:image_id>/put-aside/",
            door(put_aside_view),
            own,
            name="articles_image_put_aside",
        ),
    ]


def may_withdraw(user) -> bool:
    return user.has_perm(rights.WITHDRAW)


def withdraw_url(image: Image) -> str:
    return reverse("admin:articles_image_withdraw", args=[image.pk])


def withdraw_view(request, image_id, model_admin):
    image = _image(request, image_id, model_admin)
    form = ReasonForm(request.POST if "withdraw" in request.POST else None)
    if request.method == "POST":
        try:
            if sentence := _carry_out(request, image, form):
                model_admin.log_change(request, image, sentence)
                messages.success(request, sentence)
                return HttpResponseRedirect(withdraw_url(image))
        except rights.RightsRefused as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(withdraw_url(image))
    return _page(request, model_admin, image, form)


def put_aside_view(request, image_id, model_admin):
    """The original of a withdrawn picture, for those who decide about it."""
    image = _image(request, image_id, model_admin)
    data = withheld_original(image.file.name) if image.withdrawn_at else None
    if data is None:
        raise Http404(_("There is no such file."))
    kind = mimetypes.guess_type(image.file.name)[0] or "application/octet-stream"
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": "no-store, private"})


def _image(request, image_id, model_admin) -> Image:
    image = get_object_or_404(Image, pk=image_id)
    if not (model_admin.has_view_permission(request, image) and may_withdraw(request.user)):
        raise PermissionDenied
    return image


def _carry_out(request, image, form) -> str:
    """What was asked for, done, as a sentence; "" where the form has to be mended."""
    if "restore" in request.POST:
        rights.restore(image, by=request.user)
        return _("The picture is back: readers see it again.")
    if not form.is_valid():
        return ""
    rights.withdraw(image, by=request.user, reason=form.cleaned_data["reason"])
    return _("The picture is withdrawn: readers do not see it any more.")


def _page(request, model_admin, image, form) -> TemplateResponse:
    stories = rights.affected_stories([image]).with_editions().defer("body")
    shown = list(stories.order_by("-modified_at", "-pk")[:MOST_STORIES])
    standing = image.withdrawals.standing().select_related("withdrawn_by").first()
    earlier = image.withdrawals.filter(lifted_at__isnull=False)
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/image/withdraw.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": image,
            "title": _("Withdrawn picture") if standing else _("Withdraw the picture"),
            "image": image,
            "library_url": image.get_absolute_url(),
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
