"""Everything changed: the saves of the whole newsroom, for those who may look at stories."""

from dataclasses import dataclass, replace
from datetime import date

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.admin.history_view import Line, line_of
from articles.models import Edition, RevisionMeta, Section
from articles.stream import Wanted, counts_by_day, stream
from articles.timeline import in_order_of_names
from newsroom.keyset import BadCursor, Cursor


def urls(model_admin) -> list:
    return [
        path(
            "changes/",
            model_admin.admin_site.admin_view(never_cache(require_safe(changes_view))),
            {"model_admin": model_admin},
            name="articles_article_changes",
        ),
    ]


@dataclass(frozen=True, slots=True)
class StreamLine:
    """A save in the stream: what the history shows of it, and of which story it is."""

    line: Line
    headline: str
    section: str
    history_url: str

    @property
    def day(self) -> date:
        return timezone.localtime(self.line.meta.saved_at).date()


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    count: int
    share: int
    address: str
    is_chosen: bool


def changes_view(request, model_admin):
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    wanted = _wanted(request.GET)
    page = stream(wanted, _cursor(request.GET))
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/history/changes.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": _("Everything changed"),
            "lines": [_stream_line(meta) for meta in page.metas],
            "older_address": _address(request.GET, before=str(page.older)) if page.older else "",
            "newest_address": _address(request.GET) if "before" in request.GET else "",
            "wanted": wanted,
            "days": _days(request.GET, wanted),
            "sections": Section.objects.order_by("position", "name"),
            "people": in_order_of_names(get_user_model().objects.filter(is_staff=True)),
            "classes": Edition.Change.choices,
        },
    )


def _wanted(asked: QueryDict) -> Wanted:
    change = asked.get("class", "")
    return Wanted(
        section=_number(asked.get("section", "")),
        person=_number(asked.get("person", "")),
        change=change if change in Edition.Change.values else "",
        only_live="live" in asked,
        day=_day(asked.get("day", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _cursor(asked: QueryDict) -> Cursor | None:
    try:
        return Cursor.read(asked["before"]) if "before" in asked else None
    except BadCursor:
        return None


def _address(asked: QueryDict, **values: str) -> str:
    kept = asked.copy()
    kept.pop("before", None)
    for name, value in values.items():
        kept[name] = value
    return f"?{kept.urlencode()}"


def _days(asked: QueryDict, wanted: Wanted) -> list[Day]:
    counts = counts_by_day(replace(wanted, day=None), until=timezone.localdate())
    most = max(count for _day, count in counts) or 1
    return [
        Day(
            label=date_format(day, "D j M"),
            count=count,
            share=round(100 * count / most),
            address=_address(asked, day=day.isoformat()),
            is_chosen=day == wanted.day,
        )
        for day, count in counts
    ]


def _stream_line(meta: RevisionMeta) -> StreamLine:
    line = line_of(meta, is_linked=meta.story_exists)
    history = reverse("admin:articles_article_history", args=[meta.article_id])
    return StreamLine(
        line=line,
        headline=meta.headline or _("Story %d") % meta.article_id,
        section=str(meta.section or ""),
        history_url=f"{history}?before={meta.number + 1}#{line.key}" if meta.story_exists else "",
    )
