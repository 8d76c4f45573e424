"""Minor editions that changed figures, names or quotations, and why they were minor."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import QuietEdit
from articles.quiet_edits import Finding
from articles.state import name_of, when
from newsroom.keyset import BadCursor, Cursor, newest_before

LENGTH = 25
# Of one edition; the rest is counted.
MOST_FINDINGS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One quiet edit as the list shows it."""

    at: datetime
    when: str
    headline: str
    number: int
    against: int
    who: str
    reason: str
    findings: list[Finding]
    more: str
    story_url: str
    edition_url: str


def urls(model_admin) -> list:
    view = model_admin.admin_site.admin_view(never_cache(require_safe(quiet_edits_view)))
    options = {"model_admin": model_admin}
    return [path("quiet/", view, options, name="articles_edition_quiet")]


def quiet_edits_view(request: HttpRequest, model_admin) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    cursor = _cursor(request)
    at, key = cursor or (None, None)
    edits = QuietEdit.objects.select_related("edition", "by").defer("edition__document")
    found = list(newest_before(edits, at, key, time="at", id="id")[: LENGTH + 1])
    shown = found[:LENGTH]
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/edition/quiet_edits.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Quiet edits"),
            "rows": [_row(edit, request.user) for edit in shown],
            "older": str(Cursor(shown[-1].at, shown[-1].pk)) if len(found) > LENGTH else "",
            "is_later_page": cursor is not None,
        },
    )


def _cursor(request: HttpRequest) -> Cursor | None:
    text = request.GET.get("before")
    if text is None:
        return None
    try:
        return Cursor.read(text)
    except BadCursor:
        raise Http404 from None


def _row(edit: QuietEdit, user) -> Row:
    edition = edit.edition
    more = len(edit.findings) - MOST_FINDINGS
    may_open = user.has_perm("articles.view_article")

    def address(name: str, *args) -> str:
        return reverse(f"admin:{name}", args=args) if may_open else ""

    return Row(
        at=edit.at,
        when=when(edit.at),
        headline=edition.headline,
        number=edition.number,
        against=edit.against,
        who=name_of(edit.by) or "—",
        reason=edit.reason,
        findings=[Finding(**one) for one in edit.findings[:MOST_FINDINGS]],
        more=ngettext("And %d more.", "And %d more.", more) % more if more > 0 else "",
        story_url=address("articles_article_change", edition.article_id),
        edition_url=address("articles_article_preview_edition", edition.article_id, edition.number),
    )
