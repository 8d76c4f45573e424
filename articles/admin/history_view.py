"""The history of a story: its revisions beside what each of them changed.

Without script every line leads to its comparison; history.js shows that beside the list instead
and moves through it by keyboard.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from articles.admin.sides import NOW, START
from articles.models import Article, Draft, Edition, RevisionMeta
from articles.revisions import NoSuchState, name_revision, revision_of
from articles.state import name_of, read_state, when
from articles.timeline import FIELDS, Narrowing, people, timeline

# A person leaves a page open here and there; more than a newsroom does at once.
MOST_DRAFTS = 12
LONGEST_PHRASE = 200


def urls(model_admin) -> list:
    view = never_cache(csrf_protect(require_POST(name_view)))
    return [
        path(
            "<int:article_id>/history/<int:number>/name/",
            model_admin.admin_site.admin_view(view),
            {"model_admin": model_admin},
            name="articles_article_name_revision",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A revision as the list shows it."""

    meta: RevisionMeta
    at: str
    who: str
    note: str
    compare_url: str
    editions: list[tuple[Edition, str]]
    phrase: str
    # Of the story: what lies below it needs no looking up, line after line.
    story_url: str = ""

    @property
    def now_url(self) -> str:
        return f"{self.story_url}compare/r{self.number}/now/"

    @property
    def preview_url(self) -> str:
        return f"{self.story_url}preview/revision/{self.meta.revision_id}/"

    @property
    def restore_url(self) -> str:
        return f"{self.story_url}restore/{self.number}/"

    @property
    def name_url(self) -> str:
        return f"{self.story_url}history/{self.number}/name/"

    @property
    def number(self) -> int:
        return self.meta.number

    @property
    def key(self) -> str:
        return f"r{self.meta.number}"

    @property
    def source(self) -> str:
        """Where it came from, if not from the desk's own form."""
        is_plain = self.meta.source == RevisionMeta.Source.DESK
        return "" if is_plain else self.meta.get_source_display()


@dataclass(frozen=True, slots=True)
class DraftLine:
    who: str
    at: str
    compare_url: str


def history_page(request: HttpRequest, model_admin, article: Article) -> TemplateResponse:
    """Called by the admin of stories, once it has asked whether the user may look."""
    asked = _narrowing(request.GET)
    below = _number(request.GET, "before")
    page = timeline(article.pk, asked, below=below)
    request.current_app = model_admin.admin_site.name
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": article,
        "title": _("History"),
        "subtitle": article.headline,
        "state": read_state(article),
        "form_url": reverse("admin:articles_article_change", args=[article.pk]),
        "lines": [line_of(meta, phrase=page.phrase.get(meta.number, "")) for meta in page.metas],
        "older_address": _address(request.GET, page.older) if page.older else "",
        "newest_address": _address(request.GET, None) if below else "",
        "drafts": _drafts(article) if not asked and below is None else [],
        "asked": asked,
        "people": people(article.pk),
        "fields": FIELDS.items(),
        "may_name": model_admin.has_change_permission(request, article),
        "naming": _number(request.GET, "naming"),
        "kept_address": _kept(request.GET),
        "words": _words_of_lines(),
    }
    return TemplateResponse(request, "admin/articles/history/history.html", context)


def _words_of_lines() -> dict[str, str]:
    """What every line says alike, looked up once and not once a line."""
    return {
        "compare": _("Compare with now"),
        "preview": _("Preview"),
        "restore": _("Restore"),
        "rename": _("Rename"),
        "name": _("Name or pin"),
    }


def _narrowing(asked: QueryDict) -> Narrowing:
    """What the address narrows the list to; what makes no sense narrows nothing."""
    field = asked.get("field", "")
    return Narrowing(
        person=_number(asked, "person"),
        field=field if field in FIELDS else "",
        phrase=asked.get("phrase", "").strip()[:LONGEST_PHRASE],
        only_after_publication="published" in asked,
        only_pinned="named" in asked,
    )


def _kept(asked: QueryDict) -> str:
    """The address as it is asked for, ready for one more word."""
    kept = asked.copy()
    kept.pop("naming", None)
    return f"?{kept.urlencode()}&" if kept else "?"


def _number(asked: QueryDict, name: str) -> int | None:
    text = asked.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _address(asked: QueryDict, below: int | None) -> str:
    kept = asked.copy()
    kept.pop("before", None)
    if below is not None:
        kept["before"] = str(below)
    return f"?{kept.urlencode()}"


def line_of(meta: RevisionMeta, *, phrase: str = "", is_linked: bool = True) -> Line:
    """A revision that timeline.with_editions read; linked to what it changed, if that is there."""
    story_url = compare_url(meta.article_id, START, NOW).removesuffix(f"compare/{START}/{NOW}/")
    before = f"r{meta.number - 1}" if meta.number > 1 else START
    return Line(
        meta=meta,
        at=when(meta.saved_at),
        who=name_of(meta.saved_by) or _("Newsroom"),
        note=meta.revision.get_comment(),
        compare_url=f"{story_url}compare/{before}/r{meta.number}/" if is_linked else "",
        editions=[(edition, _lifetime(edition)) for edition in meta.editions.all()],
        phrase=phrase,
        story_url=story_url,
    )


def what_it_changed(meta: RevisionMeta) -> str:
    """Where a revision is compared with the one before it."""
    before = f"r{meta.number - 1}" if meta.number > 1 else START
    return compare_url(meta.article_id, before, f"r{meta.number}")


@lru_cache(maxsize=1024)
def compare_url(article_id: int, before: str, after: str) -> str:
    return reverse("admin:articles_article_compare", args=[article_id, before, after])


def _lifetime(edition: Edition) -> str:
    """When readers see or saw an edition."""
    start = when(edition.live_from)
    if edition.live_until:
        return _("%(start)s – %(end)s") % {"start": start, "end": when(edition.live_until)}
    if edition.live_from > timezone.now():
        return _("from %s") % start
    return _("since %s") % start


def _drafts(article: Article) -> list[DraftLine]:
    drafts: QuerySet[Draft] = article.drafts.filter(saved_at=None).exclude(fields="[]")
    drafts = drafts.select_related("user").defer("fields").order_by("-updated_at")[:MOST_DRAFTS]
    return [
        DraftLine(
            name_of(draft.user),
            when(draft.updated_at),
            compare_url(article.pk, "now", f"d{draft.pk}"),
        )
        for draft in drafts
    ]


def name_view(request, article_id, number, model_admin):
    """POST ``name`` and ``pinned``: call a revision something, or keep it at hand."""
    article = get_object_or_404(Article, pk=article_id)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    try:
        meta = revision_of(article.pk, number)
    except NoSuchState:
        raise Http404 from None
    name_revision(meta, name=request.POST.get("name", ""), is_pinned="pinned" in request.POST)
    messages.success(request, _naming_said(meta))
    history = reverse("admin:articles_article_history", args=[article.pk])
    return HttpResponseRedirect(f"{history}?before={meta.number + 1}#r{meta.number}")


def _naming_said(meta: RevisionMeta) -> str:
    if meta.name:
        words = {"number": meta.number, "name": meta.name}
        return format_html(_("Revision {number} is called “{name}” now."), **words)
    if meta.is_pinned:
        return _("Revision %d is pinned.") % meta.number
    return _("Revision %d is pinned no longer.") % meta.number
