"""Bringing back: a whole revision after a look at what it would do, or one part from a comparison.

The parts are a field, a picture's words, a paragraph (or whatever else a row of the comparison is)
and one passage inside a paragraph. Each carries the token of the working copy that was looked at.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles.admin.sides import NOW, Side
from articles.assembly import snapshot_working_copy
from articles.comparing import Comparison, compare, lay_out, summary
from articles.models import Article, RevisionMeta
from articles.putting_back import put_back
from articles.refusals import RestoringRefused
from articles.restoring import (
    FIELDS,
    read_held,
    restore_body,
    restore_caption,
    restore_field,
    restore_story,
)
from articles.revisions import NoSuchState, UnreadableState, named, revision_of, story_of
from articles.state import name_of, read_state, when


def urls(model_admin) -> list:
    view = never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(restore_view)))
    return [
        path(
            "<int:article_id>/restore/<int:number>/",
            model_admin.admin_site.admin_view(view),
            {"model_admin": model_admin},
            name="articles_article_restore",
        ),
    ]


def restore_url(article: Article, meta: RevisionMeta) -> str:
    return reverse("admin:articles_article_restore", args=[article.pk, meta.number])


@dataclass(frozen=True, slots=True)
class PutBack:
    """What the buttons beside a comparison with the working copy send, and where to."""

    url: str
    token: str
    name: str
    here: str
    fields: frozenset[str]


def what_can_be_put_back(
    request: HttpRequest, article: Article, before: Side, after: Side, comparison: Comparison
) -> PutBack | None:
    """Only a revision's words, against the working copy, for those who may write."""
    if after.key != NOW or before.meta is None or comparison.is_empty:
        return None
    if not request.user.has_perm("articles.change_article"):
        return None
    return PutBack(
        url=restore_url(article, before.meta),
        token=str(article.edit_token),
        name=named(before.meta),
        here=before.key,
        fields=frozenset(FIELDS),
    )


def restore_view(request, article_id, number, model_admin):
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    try:
        meta = revision_of(article.pk, number)
    except NoSuchState:
        raise Http404(_("This story has no such revision.")) from None
    if request.method == "POST":
        return _carry_out(request, model_admin, article, meta)
    return _page(request, model_admin, article, meta)


def _carry_out(request, model_admin, article, meta) -> HttpResponseRedirect:
    here = request.POST.get("here", "")
    try:
        left_out = _restore(request, article, meta)
    except (RestoringRefused, UnreadableState) as refusal:
        said = " ".join(getattr(refusal, "messages", [str(refusal)]))
        messages.error(request, said)
        return HttpResponseRedirect(_back(article, meta, here) or restore_url(article, meta))
    sentence = _("Restored from %s.") % named(meta)
    model_admin.log_change(request, article, sentence)
    messages.success(request, sentence)
    for one in left_out:
        messages.warning(request, one)
    form = reverse("admin:articles_article_change", args=[article.pk])
    return HttpResponseRedirect(_back(article, meta, here) or form)


def _back(article: Article, meta: RevisionMeta, here: str) -> str:
    """The comparison that a part was put back from."""
    if here not in {f"r{meta.number}", *(f"e{edition.number}" for edition in meta.editions.all())}:
        return ""
    return reverse("admin:articles_article_compare", args=[article.pk, here, NOW])


def _restore(request, article: Article, meta: RevisionMeta) -> list[str]:
    """What was asked for, done; gives what was left out."""
    sent, by = request.POST, request.user
    own = {"by": by, "token": sent.get("token", "")}
    name = sent.get("name", "")
    match sent.get("what"):
        case "story":
            return restore_story(article, meta, **own)
        case "field":
            return restore_field(article, meta, name, **own)
        case "caption" if name.isdecimal() and len(name) < 19:
            return restore_caption(article, meta, int(name), **own)
        case "passage":
            now = snapshot_working_copy(Article.objects.get(pk=article.pk))
            blocks = put_back(compare(story_of(meta), now), name)
            return restore_body(article, meta, blocks, **own)
    raise RestoringRefused(_("Say what is to be restored."))


def _page(request, model_admin, article: Article, meta: RevisionMeta) -> TemplateResponse:
    context = {"refusal": "", "left_out": [], "page": None}
    try:
        held = read_held(meta)
        comparison = compare(snapshot_working_copy(article), story_of(meta))
    except UnreadableState as unreadable:
        context["refusal"] = str(unreadable)
    else:
        context |= {
            "left_out": held.sentences(),
            "page": lay_out(comparison, side_by_side=False, whole=False),
            "comparison": comparison,
            "summary": summary(comparison),
        }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/history/restore.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": article,
            "title": _("Restore %s") % named(meta),
            "subtitle": article.headline,
            "state": read_state(article),
            "meta": meta,
            "at": when(meta.saved_at),
            "who": name_of(meta.saved_by) or _("Newsroom"),
            "form_url": reverse("admin:articles_article_change", args=[article.pk]),
            "parts_url": reverse(
                "admin:articles_article_compare", args=[article.pk, f"r{meta.number}", NOW]
            ),
            **context,
        },
    )
