"""Two states of a story beside each other: revisions, editions, the working copy, a draft.

For staff only. ``part`` in the address asks for the comparison without the page around it, which
history.js puts beside its list.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.admin.compare_page import as_asked
from articles.admin.history_view import compare_url
from articles.admin.restore_view import what_can_be_put_back, with_offers
from articles.admin.sides import NOW, START, Side, read_sides
from articles.comparing import compare, summary
from articles.models import Article, Draft, RevisionMeta
from articles.revisions import NoSuchState, UnreadableState
from articles.state import name_of, read_state, when
from articles.timeline import near

# What can be chosen without knowing its number.
MOST_EDITIONS, MOST_NAMED, MOST_LATEST = 40, 40, 15


def urls(model_admin) -> list:
    site = model_admin.admin_site
    own = {"model_admin": model_admin}
    return [
        path(
            "<int:article_id>/compare/<slug:before>/<slug:after>/",
            site.admin_view(never_cache(require_safe(compare_view))),
            own,
            name="articles_article_compare",
        ),
        path(
            "<int:article_id>/compare/",
            site.admin_view(never_cache(require_safe(choose_view))),
            own,
            name="articles_article_compare_chosen",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str


def choose_view(request, article_id, model_admin):
    """GET ``before`` and ``after``: to the comparison of what was chosen in a form."""
    article = _load(request, model_admin, article_id)
    keys = [_key(request.GET.get(name, "")) for name in ("before", "after")]
    return HttpResponseRedirect(compare_url(article.pk, *keys) + _options(request))


def _key(typed: str) -> str:
    typed = typed.strip().lower()
    # A number alone is a revision's.
    typed = f"r{typed}" if typed.isdecimal() else typed
    return typed if typed.isascii() and typed.isalnum() else NOW


def _options(request) -> str:
    """How it is shown stays as it is."""
    known = {"view": ("sides", "text"), "show": ("whole",)}
    asked = {name: request.GET.get(name) for name in known}
    kept = {name: value for name, value in asked.items() if value in known[name]}
    return f"?{urlencode(kept)}" if kept else ""


def _load(request: HttpRequest, model_admin, article_id: int) -> Article:
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    return article


def compare_view(request, article_id, before, after, model_admin):
    article = _load(request, model_admin, article_id)
    context = {"original": article, "refusal": ""}
    try:
        sides = read_sides(article, [before, after])
    except NoSuchState:
        raise Http404(_("This story has no such revision, edition or draft.")) from None
    except UnreadableState as unreadable:
        context["refusal"] = str(unreadable)
    else:
        context |= _compared(request, article, *sides)
    request.current_app = model_admin.admin_site.name
    if "part" in request.GET:
        return TemplateResponse(request, "admin/articles/history/_compared.html", context)
    context |= {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Compare"),
        "subtitle": article.headline,
        "state": read_state(article),
        "form_url": reverse("admin:articles_article_change", args=[article.pk]),
        "choices": _choices(article, [before, after]),
        "choosing": [("before", before, _("From")), ("after", after, _("To"))],
    }
    return TemplateResponse(request, "admin/articles/history/compare.html", context)


def _compared(request, article: Article, before: Side, after: Side) -> dict:
    comparison = compare(before.story, after.story)
    page = as_asked(request, comparison)
    put_back = what_can_be_put_back(request, article, before, after)
    here = compare_url(article.pk, before.key, after.key)
    return {
        "sides": [(side, when(side.at) if side.at else "") for side in (before, after)],
        "comparison": comparison,
        "summary": summary(comparison),
        "page": with_offers(page, comparison) if put_back else page,
        "here": here,
        "swapped": compare_url(article.pk, after.key, before.key) + _options(request),
        **_neighbours(article, before, after),
        "now_url": _against_now(request, article, after),
        "put_back": put_back,
    }


def _neighbours(article: Article, before: Side, after: Side) -> dict[str, str]:
    """From one save to the next one, where a save is looked at."""
    steps = {"earlier_url": "", "later_url": ""}
    if not (after.meta and after.key.startswith("r")):
        return steps
    earlier, before, later = near(article.pk, after.meta.number)
    if earlier:
        steps["earlier_url"] = compare_url(
            article.pk, f"r{before}" if before else START, f"r{earlier}"
        )
    if later:
        steps["later_url"] = compare_url(article.pk, f"r{after.meta.number}", f"r{later}")
    return steps


def _against_now(request, article: Article, after: Side) -> str:
    """Where parts of a revision can be put back."""
    if after.meta is None or not request.user.has_perm("articles.change_article"):
        return ""
    return compare_url(article.pk, after.key, NOW)


def _choices(article: Article, chosen: list[str]) -> list[tuple[str, list[Choice]]]:
    """What can be compared, by kind; whatever is chosen is among it."""
    editions = article.editions.defer("document").order_by("-number")[:MOST_EDITIONS]
    metas = RevisionMeta.objects.filter(article_id=article.pk).select_related("saved_by")
    named = metas.filter(is_pinned=True).order_by("-number")[:MOST_NAMED]
    latest = metas.order_by("-number")[:MOST_LATEST]
    drafts = Draft.objects.filter(article=article, saved_at=None).select_related("user")
    groups = [
        (_("Now"), [Choice(NOW, _("Working copy")), *map(_draft_choice, drafts.defer("fields"))]),
        (_("At first"), [Choice(START, _("Before the story was begun"))]),
        (_("Editions"), [_edition_choice(edition) for edition in editions]),
        (_("Named revisions"), [_revision_choice(meta) for meta in named]),
        (_("Latest revisions"), [_revision_choice(meta) for meta in latest]),
    ]
    known = {choice.key for _name, choices in groups for choice in choices}
    others = [int(key[1:]) for key in chosen if key[0] == "r" and key not in known]
    if others:
        found = metas.filter(number__in=others)
        groups.append((_("Chosen"), [_revision_choice(meta) for meta in found]))
    return [(name, choices) for name, choices in groups if choices]


def _draft_choice(draft: Draft) -> Choice:
    words = {"who": name_of(draft.user), "when": when(draft.updated_at)}
    return Choice(f"d{draft.pk}", _("Unsaved: %(who)s, %(when)s") % words)


def _edition_choice(edition) -> Choice:
    words = {
        "number": edition.number,
        "change": edition.get_change_display(),
        "when": when(edition.live_from),
    }
    return Choice(f"e{edition.number}", _("%(number)d · %(change)s, %(when)s") % words)


def _revision_choice(meta: RevisionMeta) -> Choice:
    words = {
        "number": meta.number,
        "name": meta.name or name_of(meta.saved_by) or _("Newsroom"),
        "when": when(meta.saved_at),
    }
    return Choice(f"r{meta.number}", _("%(number)d · %(name)s, %(when)s") % words)
