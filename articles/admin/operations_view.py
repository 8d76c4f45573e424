"""Operations: whether the record holds, how the worker fares, and what it runs on."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods
from django_tasks_db.models import DBTaskResult

from articles.admin.panel import may_publish
from articles.models import Article, DayHead, RecordCheck
from articles.narration.binding import speak_again
from articles.narration.standing import troubles
from articles.proving import is_verifying
from articles.state import name_of, when
from articles.tasks import verify_record
from newsroom.installation import facts
from newsroom.turns import due, waits_since

# What is due for longer is due to a worker that does not run.
PATIENCE = timedelta(minutes=2)
FAILURES, SINCE = 10, timedelta(days=7)
TROUBLES = 20


@dataclass(frozen=True, slots=True)
class Failure:
    task: str
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Worker:
    """What the worker has done last, has to do, and could not do."""

    last: str
    due: int
    running: int
    is_late: bool
    failures: list[Failure]


def urls(model_admin) -> list:
    view = never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(operations_view)))
    return [
        path(
            "operations/",
            model_admin.admin_site.admin_view(view),
            {"model_admin": model_admin},
            name="articles_edition_operations",
        )
    ]


def operations_view(request: HttpRequest, model_admin) -> HttpResponse:
    if not request.user.has_perm("articles.view_recordcheck"):
        raise PermissionDenied
    if request.method == "POST" and "speak" in request.POST:
        return _speak_again(request)
    if request.method == "POST":
        if not is_verifying():
            verify_record.enqueue(request.user.pk)
        messages.success(request, _("The worker verifies the record; what it finds is shown here."))
        return HttpResponseRedirect(request.path)
    check = RecordCheck.objects.select_related("by").first()
    request.current_app = model_admin.admin_site.name
    troubles_told, troubles_all = troubles(TROUBLES)
    return TemplateResponse(
        request,
        "admin/articles/edition/operations.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Operations"),
            "check": check,
            "checked": when(check.finished_at) if check else "",
            "checker": name_of(check.by) if check else "",
            "more_flaws": check.broken - len(check.flaws) if check else 0,
            "is_verifying": is_verifying(),
            "may_open": request.user.has_perm("articles.view_article"),
            "day": DayHead.objects.first(),
            "worker": _worker(),
            "troubles": troubles_told,
            "more_troubles": troubles_all - len(troubles_told),
            "may_publish": may_publish(request.user),
            "facts": facts(),
        },
    )


def _speak_again(request: HttpRequest) -> HttpResponse:
    """Have a story spoken that could not be; twice is once."""
    pk = request.POST["speak"]
    article = get_object_or_404(Article, pk=pk if pk.isdecimal() and len(pk) < 19 else 0)
    speak_again(article, by=request.user)
    messages.success(request, _("The worker speaks “%s” again.") % article.headline)
    return HttpResponseRedirect(request.path)


def _worker() -> Worker:
    now, results = timezone.now(), DBTaskResult.objects.order_by()
    running = results.filter(status="RUNNING").count()
    since = waits_since() or now
    failed = (
        results.filter(status="FAILED", finished_at__gt=now - SINCE)
        # Told with the story it is of.
        .exclude(exception_class_path="articles.narration.making.NotMade")
        .order_by("-finished_at")
        .values_list("task_path", "finished_at", "exception_class_path", "traceback")[:FAILURES]
    )
    last = results.aggregate(at=Max("finished_at"))["at"]
    return Worker(
        last=when(last) if last else "",
        due=due().count(),
        running=running,
        is_late=not running and now - since > PATIENCE,
        failures=[
            Failure(task.rpartition(".")[2], when(at), _last_line(traceback) or name)
            for task, at, name, traceback in failed
        ],
    )


def _last_line(traceback: str) -> str:
    """What went wrong, as the last line of a traceback says it, cut short."""
    return next((line for line in reversed(traceback.splitlines()) if line.strip()), "")[:200]
