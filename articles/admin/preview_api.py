"""The preview beside the text and the preview links, for the scripts of a story's page.

JSON as in desk_api; what is shown comes as HTML, made by the templates of the page itself.
"""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.desk_api import Refusal, _for_staff, _is_number, _method, _refuse
from articles.admin.draft_api import _visible, _writable
from articles.admin.preview_tab import list_context, may_share
from articles.admin.typed_story import snapshot_typed
from articles.models import Article, PreviewLink
from articles.preview import preview_context, preview_record
from articles.preview_links import LABEL_LENGTH, LinkRefused, address_of, make_link, revoke
from newsroom.public import render_public, site_origin


def urls(model_admin) -> list[URLPattern]:
    views = {
        "desk/preview/": ("preview", preview),
        "desk/preview-links/": ("preview_links", links),
        "desk/preview-links/revoke/": ("preview_link_revoke", revoking),
    }
    return [
        path(
            route,
            _for_staff(model_admin.admin_site, view),
            {"model_admin": model_admin},
            name=f"articles_desk_{name}",
        )
        for route, (name, view) in views.items()
    ]


def preview(request: HttpRequest, model_admin) -> JsonResponse:
    """POST the form's fields as they stand: the page that they would make. Writes nothing.

    The page travels as JSON, so that no address of the desk answers with a page of somebody's
    typing; the script shows it in a frame in which nothing runs.
    """
    _method(request, "POST")
    article = _writable(request, model_admin)
    story = snapshot_typed(request, model_admin, article)
    record = preview_record(article or Article(), story)
    page = render_public("articles/preview_beside.html", **preview_context(record))
    response = JsonResponse({"html": page.content.decode()})
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class LinkForm(forms.Form):
    label = forms.CharField(
        max_length=LABEL_LENGTH,
        error_messages={"required": gettext_lazy("Say for whom the link is.")},
    )
    lifetime = forms.TypedChoiceField(coerce=int, choices=PreviewLink.Lifetime.choices)
    version = forms.ChoiceField(choices=[("newest", ""), ("frozen", "")])


def links(request: HttpRequest, model_admin) -> JsonResponse:
    """GET ``?article=``: the story's links. POST ``label``, ``lifetime``, ``version``: one more.

    The secret address is in that one answer and nowhere else.
    """
    method = _method(request, "GET", "POST")
    article = _shared(request, model_admin)
    if method == "GET":
        return _list(request, article)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _refuse(form)
    values = form.cleaned_data
    try:
        _link, secret = make_link(
            article,
            by=request.user,
            label=values["label"],
            expires=timezone.now() + timedelta(hours=values["lifetime"]),
            frozen=values["version"] == "frozen",
        )
    except LinkRefused as refused:
        form.add_error(None, refused.messages[0])
        return _refuse(form)
    return _list(request, article, status=201, url=site_origin(request) + address_of(secret))


def revoking(request: HttpRequest, model_admin) -> JsonResponse:
    _method(request, "POST")
    article = _shared(request, model_admin)
    number = request.POST.get("link", "")
    found = article.preview_links.filter(pk=int(number)) if _is_number(number) else None
    if not found or (link := found.defer("document").first()) is None:
        raise Refusal(404, _("There is no such link."))
    revoke(link, by=request.user)
    return _list(request, article)


def _shared(request: HttpRequest, model_admin) -> Article:
    if not may_share(request.user):
        raise Refusal(403, _("Your account may not do this."))
    article = _visible(request, model_admin)
    if article is None:
        raise Refusal(404, _("There is no such story."))
    return article


def _list(request: HttpRequest, article: Article, *, status: int = 200, **more) -> JsonResponse:
    html = render_to_string(
        "admin/articles/article/includes/_preview_links.html",
        {"tab": list_context(article)},
        request,
    )
    return JsonResponse({"html": html, **more}, status=status)
