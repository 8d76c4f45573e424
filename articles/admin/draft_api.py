"""The typing journal and who is here, for the scripts of a story's page; JSON as in desk_api.

A draft is ``{"key", "article", "opened", "headline", "typed", "sequence", "fields"}``, its fields
``[[name, value, label], …]`` as the form sends them; ``label`` is what a choice is called.
"""

import json
from uuid import UUID

from django.http import HttpRequest, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from articles.admin.article_form import read_before
from articles.admin.desk_api import Refusal, _for_staff, _is_number, _method
from articles.drafts import DraftRefused, discard_draft, keep_draft, saved_among, unsaved_drafts
from articles.models import Article, Draft, RevisionMeta
from articles.presence import be_present, leave, open_pages, others_at
from articles.state import when

# What a browser may ask about at once.
MOST_KEYS = 50


def urls(model_admin) -> list[URLPattern]:
    views = {
        "desk/drafts/": ("drafts", drafts),
        "desk/drafts/discard/": ("draft_discard", discard),
        "desk/drafts/compare/": ("draft_compare", compare),
        "desk/presence/": ("presence", presence),
        "desk/presence/leave/": ("presence_leave", leaving),
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


def drafts(request: HttpRequest, model_admin) -> JsonResponse:
    """GET ``?article=&known=key,key``: what was left unsaved. POST: keep what a page holds."""
    if _method(request, "GET", "POST") == "GET":
        return _list(request, model_admin)
    article = _writable(request, model_admin)
    sequence = request.POST.get("sequence", "")
    try:
        kept = keep_draft(
            by=request.user,
            key=_key(request.POST.get("key", "")),
            sequence=int(sequence) if _is_number(sequence) else 0,
            article=article,
            opened=request.POST.get("opened", ""),
            fields=_fields(request),
        )
    except DraftRefused as refused:
        raise Refusal(400, str(refused)) from None
    return JsonResponse({"kept": kept})


def _list(request: HttpRequest, model_admin) -> JsonResponse:
    article = _writable(request, model_admin)
    keys = [key for key in request.GET.get("known", "").split(",") if key][:MOST_KEYS]
    return JsonResponse(
        {
            "drafts": [_draft_json(draft) for draft in unsaved_drafts(request.user, article)],
            "open": sorted(open_pages(request.user)),
            "saved": sorted(saved_among(request.user, [_key(key) for key in keys])),
        }
    )


def _draft_json(draft: Draft) -> dict:
    return {
        "key": str(draft.key),
        "article": draft.article_id,
        "opened": draft.opened,
        "headline": draft.headline,
        "typed": draft.updated_at.timestamp() * 1000,
        "sequence": draft.sequence,
        "fields": json.loads(draft.fields),
    }


def discard(request: HttpRequest, model_admin) -> JsonResponse:
    _method(request, "POST")
    _visible(request, model_admin)
    if not discard_draft(_key(request.POST.get("key", "")), by=request.user):
        raise Refusal(404, _("This is no longer kept on the server."))
    return JsonResponse({"discarded": True})


def compare(request: HttpRequest, model_admin) -> JsonResponse:
    """What is stored and what was typed, field by field, as HTML."""
    _method(request, "POST")
    article = _writable(request, model_admin)
    if article is None:
        raise Refusal(404, _("There is nothing yet to compare this with."))
    html = render_to_string(
        "admin/articles/article/includes/_differences.html",
        {
            "differences": _differences(request, model_admin, article),
            "before_label": _("Stored"),
            "after_label": _("Typed"),
        },
        request,
    )
    return JsonResponse({"html": html})


def _differences(request: HttpRequest, model_admin, article: Article) -> list:
    """Through the form itself, so that what is compared is what a save would make of it."""
    typed = QueryDict(mutable=True)
    for name, value, *_label in _fields(request):
        typed.appendlist(name, value)
    request.POST = typed
    form = model_admin.get_form(request, article, change=True)(typed, instance=article)
    formsets, _inlines = model_admin._create_formsets(request, article, change=True)
    form.before = read_before(Article.objects.get(pk=article.pk))
    form.is_valid()
    for formset in formsets:
        formset.is_valid()
    return form.stale_differences(formsets)


def presence(request: HttpRequest, model_admin) -> JsonResponse:
    """Say that a page has a story open, and hear who else has and who saved it meanwhile."""
    _method(request, "POST")
    article = _visible(request, model_admin)
    if article is None:
        raise Refusal(404, _("There is no such story."))
    key = _key(request.POST.get("key", ""))
    be_present(article, by=request.user, key=key, is_typing=request.POST.get("typing") == "1")
    people = others_at(article, by=request.user, key=key)
    token = str(article.edit_token)
    is_newer = request.POST.get("opened", token) != token
    return JsonResponse(
        {
            "people": [
                {"name": one.name, "typing": one.is_typing, "self": one.is_self} for one in people
            ],
            "saved": _last_save(article) if is_newer else None,
            "token": token,
        }
    )


def _last_save(article: Article) -> dict:
    metas = RevisionMeta.objects.filter(article_id=article.pk).select_related("revision__user")
    meta = metas.order_by("-revision_id").first()
    user = meta and meta.revision.user
    return {
        "by": (user.get_full_name() or user.get_username()) if user else _("Somebody"),
        "at": when(article.modified_at),
    }


def leaving(request: HttpRequest, model_admin) -> JsonResponse:
    _method(request, "POST")
    _visible(request, model_admin)
    leave(_key(request.POST.get("key", "")), by=request.user)
    return JsonResponse({})


def _visible(request: HttpRequest, model_admin) -> Article | None:
    """The story that a request names, if the user may see it; None where it names none."""
    if not model_admin.has_view_permission(request):
        raise Refusal(403, _("Your account may not do this."))
    named = request.POST.get("article") or request.GET.get("article") or ""
    if not named:
        return None
    article = Article.objects.filter(pk=int(named)).first() if _is_number(named) else None
    if article is None:
        raise Refusal(404, _("There is no such story."))
    return article


def _writable(request: HttpRequest, model_admin) -> Article | None:
    article = _visible(request, model_admin)
    may = (
        model_admin.has_change_permission(request, article)
        if article
        else model_admin.has_add_permission(request)
    )
    if not may:
        raise Refusal(403, _("Your account may not do this."))
    return article


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal(400, _("This page has no key: load it again.")) from None


def _fields(request: HttpRequest) -> list[list[str]]:
    try:
        fields = json.loads(request.POST.get("fields", ""))
        return [[str(part) for part in (*field, "")[:3]] for field in fields]
    except (TypeError, ValueError, RecursionError):
        raise Refusal(
            400, _("What was typed arrived damaged; it is kept in this browser.")
        ) from None
