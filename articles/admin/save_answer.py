"""What a save in place is answered: JSON for the page's script (desk/saving.js), no new page.

``{"saved": true, "token", "said", "notices", "values", "parts"}``: the token that the next save
carries, what the bar says, what else somebody should know, the fields as they were stored, and the
HTML of the parts of the page that follow from a save. Where the page itself has to be another
(a new story has its address, a merged one somebody else's words), ``{"saved": true, "token",
"url"}``, and the messages wait for that page.

A save that was refused answers 400 with ``{"errors": {name: [sentence, …]}}``, names as in the
form; one that has to be decided first ``{"ask": true}``: the page then sends itself as a whole.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.checks_box import checks_of_form
from articles.admin.panel import publishing_panel
from articles.admin.progress_tab import progress_tab
from articles.admin.story_tabs import history_tab
from articles.models import Article
from articles.models.article import ELSEWHERE
from articles.state import when
from newsroom.desk_admin import nothing_changed

FOLDER = "admin/articles/article/includes"
# The parts of a story's page (data-desk-part) that say something new after a save.
PARTS = ("state", "actions", "menu", "standing")
# What is stored may differ from what was typed, by its spaces or by what a blank stands for.
VALUES = ("headline", "standfirst", "slug", *ELSEWHERE)


def is_awaited(request: HttpRequest) -> bool:
    return request.method == "POST" and request.headers.get("Accept") == "application/json"


def prepare(request: HttpRequest, article: Article, *, is_elsewhere: bool) -> None:
    """Note what was saved; ``is_elsewhere`` where another page has to show what is stored."""
    request.saved_in_place = (article, is_elsewhere)


def answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The JSON in place of a response that leads on to the next page, if it is awaited."""
    if not (is_awaited(request) and hasattr(request, "saved_in_place")):
        return response
    article, is_elsewhere = request.saved_in_place
    return JsonResponse(_saved(request, article, is_elsewhere=is_elsewhere))


def _saved(request: HttpRequest, article: Article, *, is_elsewhere: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"saved": True, "token": str(article.edit_token)}
    if is_elsewhere:
        told["url"] = reverse("admin:articles_article_change", args=[article.pk])
    else:
        said = [(one.level, str(one)) for one in messages.get_messages(request)]
        unchanged = nothing_changed(request)
        told |= {
            "said": _("Nothing to save") if unchanged else saved_words(article),
            "notices": [] if unchanged else [text for level, text in said if _is_news(level)],
            "values": {name: getattr(article, name) for name in VALUES},
            "parts": _parts(request, article),
        }
    return told


def saved_words(article: Article) -> str:
    return _("Saved at %s") % when(article.modified_at)


def _is_news(level: int) -> bool:
    # That it was saved is said in the bar.
    return level != messages.SUCCESS


def _parts(request: HttpRequest, article: Article) -> dict[str, str]:
    panel = publishing_panel(request, article)
    context = {"panel": panel, "original": article, "may_save": True}
    context["may_delete"] = panel.state.edition is None and request.user.has_perm(
        "articles.delete_article"
    )
    parts = {
        name: render_to_string(f"{FOLDER}/_bar_{name}.html", context, request) for name in PARTS
    }
    checks = {"checks": checks_of_form(article.pk)}
    parts["checks"] = render_to_string(f"{FOLDER}/_checks_box.html", checks, request)
    for tab in (history_tab(request, article), progress_tab(request, article)):
        if tab:
            shown = {"tab": tab.context, "original": article}
            parts[tab.id] = render_to_string(tab.template, shown, request)
    return parts


def refused(form, inlines) -> JsonResponse:
    """Why nothing was saved, by field."""
    if form.is_refused_as_stale or form.questions:
        return JsonResponse({"ask": True})
    errors: dict[str, list[str]] = {}
    _collect(form, errors, otherwise="")
    for inline in inlines:
        errors.setdefault("", []).extend(inline.formset.non_form_errors())
        for row in inline.formset.forms:
            if row.errors:
                _collect(row, errors, otherwise=row.add_prefix(inline.formset.key))
    return JsonResponse(
        {"errors": {name: said for name, said in errors.items() if said}}, status=400
    )


def _collect(form, errors: dict[str, list[str]], *, otherwise: str) -> None:
    for name, sentences in form.errors.items():
        named = form.add_prefix(name) if name in form.fields else otherwise
        errors.setdefault(named, []).extend(str(sentence) for sentence in sentences)
