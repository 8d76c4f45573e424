"""Earlier and scheduled arrangements of the front page: who, when, and what each changed."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.front.arranging import arrangement_in_force, layout_of, may_arrange
from articles.front.layout import NOT_ARRANGED
from articles.front.words import Names, differences
from articles.models import FrontArrangement
from articles.moments import write_instant
from articles.state import name_of, when

LENGTH = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One arrangement as lists show it."""

    number: int
    begins_at: datetime
    begins: str
    made: str
    who: str
    note: str
    is_ahead: bool
    taken_back: str
    # Where the site's page of its first moment is.
    instant: str
    changes: tuple[str, ...] = ()


def urls(model_admin) -> list[URLPattern]:
    view = model_admin.admin_site.admin_view(never_cache(require_safe(history_view)))
    return [
        path(
            "front/history/",
            view,
            {"model_admin": model_admin},
            name="articles_article_front_history",
        )
    ]


def line_of(arrangement: FrontArrangement, changes: list[str] | None = None) -> Line:
    taken_back = arrangement.taken_back_at
    return Line(
        number=arrangement.number,
        begins_at=arrangement.begins_at,
        begins=when(arrangement.begins_at),
        made=when(arrangement.made_at),
        who=name_of(arrangement.made_by) or "—",
        note=arrangement.note,
        is_ahead=not taken_back and arrangement.begins_at > timezone.now(),
        taken_back=when(taken_back) if taken_back else "",
        instant=write_instant(arrangement.begins_at),
        changes=tuple(changes or ()),
    )


def history_view(request: HttpRequest, model_admin) -> HttpResponse:
    """The arrangements, newest first; ``?one=3&other=7`` compares two of them."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    before = _asked(request, "before")
    found = FrontArrangement.objects.select_related("made_by")
    if before is not None:
        found = found.filter(number__lt=before)
    rows = list(found[: LENGTH + 1])
    layouts = [layout_of(row) for row in rows]
    names = Names.of(*layouts)
    earlier = [*layouts[1:], NOT_ARRANGED][: len(rows)]
    lines = [
        line_of(row, differences(first, layout, names))
        for row, layout, first in zip(rows, layouts, earlier, strict=True)
    ]
    in_force = arrangement_in_force()
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/front/history.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Arrangements of the front page"),
            "lines": lines[:LENGTH],
            "older": rows[LENGTH - 1].number if len(rows) > LENGTH else 0,
            "is_later_page": before is not None,
            "in_force": in_force.number if in_force else 0,
            "compared": _compared(request),
            "may_arrange": may_arrange(request.user),
            "may_look_back": request.user.has_perm("articles.view_edition"),
        },
    )


def _compared(request: HttpRequest) -> dict | None:
    one, other = _asked(request, "one"), _asked(request, "other")
    if one is None or other is None:
        return None
    rows = {row.number: row for row in FrontArrangement.objects.filter(number__in=[one, other])}
    if len(rows) < len({one, other}):
        raise Http404
    first, second = layout_of(rows[one]), layout_of(rows[other])
    return {
        "one": one,
        "other": other,
        "changes": differences(first, second, Names.of(first, second)),
    }


def _asked(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name)
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Http404
    return int(text)
