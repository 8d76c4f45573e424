"""Bringing back: a whole revision after a look at what it would do, or one part from a comparison.

The parts are a field, a picture's words, a paragraph (or whatever else a row of the comparison is)
and one passage inside a paragraph. Each carries the token of the working copy that was looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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

from articles.admin.compare_page import as_asked
from articles.admin.sides import NOW, Side
from articles.assembly import snapshot_working_copy
from articles.comparing import BlockChange, Comparison, Piece, compare, summary
from articles.comparing.layout import FieldRow, Page
from articles.models import Article, RevisionMeta
from articles.putting_back import can_put_back_passage, edits, put_back
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

# Of a passage on its button.
LABEL_WORDS = 6


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
class Offer:
    """One button beside a change: what it sends, and what it says."""

    what: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """What the buttons beside a comparison with the working copy send, and where to."""

    url: str
    token: str
    name: str
    here: str


def what_can_be_put_back(
    request: HttpRequest, article: Article, before: Side, after: Side
) -> PutBack | None:
    """Only a revision's words, against the working copy, for those who may write."""
    if after.key != NOW or before.meta is None:
        return None
    if not request.user.has_perm("articles.change_article"):
        return None
    return PutBack(
        url=restore_url(article, before.meta),
        token=str(article.edit_token),
        name=named(before.meta),
        here=before.key,
    )


def with_offers(page: Page, comparison: Comparison) -> Page:
    """A page of a comparison with the working copy, a button beside whatever can be put back."""
    fields = tuple(_field_with_offers(row) for row in page.fields)
    rows = tuple(
        replace(row, offers=tuple(_row_offers(comparison.body[row.at], row.at)))
        if row.at >= 0
        else row
        for row in page.rows
    )
    return replace(page, fields=fields, rows=rows)


def _field_with_offers(row: FieldRow) -> FieldRow:
    offers = (Offer("field", row.field, _("Put back")),) if row.field in FIELDS else ()
    if row.field != "images":
        return replace(row, offers=offers)
    # The words of a picture that is there still can be put back by themselves.
    entries = tuple(
        replace(entry, offers=(Offer("caption", str(entry.after.id), _("Put its words back")),))
        if entry.entries and entry.after
        else entry
        for entry in row.entries
    )
    return replace(row, entries=entries, offers=(Offer("field", "images", _("Put all back")),))


def _row_offers(row: BlockChange, at: int) -> Iterator[Offer]:
    name = str(at)
    match row.kind:
        case "removed":
            yield Offer("passage", name, _("Bring it back"))
        case "added":
            yield Offer("passage", name, _("Take it out"))
        case "left":
            yield Offer("passage", name, _("Move it back here"))
        case "moved" if not row.is_edited:
            return
        case "changed" | "split" | "joined" | "moved":
            yield Offer("passage", name, _("Put the paragraph back"))
    if can_put_back_passage(row):
        for number, edit in enumerate(edits(row)):
            yield Offer("passage", f"{name}.{number}", _passage_label(row, edit))


def _passage_label(row: BlockChange, edit: list[Piece]) -> str:
    """“six” instead of “seven”; as much of it as tells which passage is meant."""
    went = _cut(row.old.keys[edit[0].i1 : edit[-1].i2])
    came = _cut(row.new.keys[edit[0].j1 : edit[-1].j2])
    if went and came:
        return _("“%(went)s” instead of “%(came)s”") % {"went": went, "came": came}
    return _("Put “%s” back") % went if went else _("Take “%s” out") % came


def _cut(keys: Sequence[str]) -> str:
    words = " ".join(keys[:LABEL_WORDS])
    return f"{words} …" if len(keys) > LABEL_WORDS else words


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
            "page": as_asked(request, comparison),
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
