"""The front page, arranged by editors: the board, its preview, taking back what is scheduled."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from articles import pages, views
from articles.admin import front_history
from articles.admin.front_draft import Draft, ends_offered, next_morning, read_draft
from articles.front.arranging import (
    LONGEST_NOTE,
    ArrangingRefused,
    Overtaken,
    arrange,
    arrangement_in_force,
    latest_number,
    layout_of,
    may_arrange,
    take_back,
)
from articles.front.board import board_of
from articles.front.finding import find_stories
from articles.front.layout import TOP, BadLayout, Layout
from articles.front.words import Names, differences
from articles.models import FrontArrangement
from articles.publishing import FURTHEST
from articles.state import name_of, when
from newsroom.public import content_policy, readers_request

NOW, LATER = "now", "later"
_NO_SUCH = gettext_lazy("There is no such arrangement. This is the one in force.")


def urls(model_admin) -> list[URLPattern]:
    def view(function, guard):
        return model_admin.admin_site.admin_view(csrf_protect(never_cache(guard(function))))

    options = {"model_admin": model_admin}
    safe_or_post = require_http_methods(["GET", "HEAD", "POST"])
    return [
        path("front/", view(front_view, safe_or_post), options, name="articles_article_front"),
        path(
            "front/preview/",
            view(preview_view, require_POST),
            options,
            name="articles_article_front_preview",
        ),
        path(
            "front/take-back/",
            view(take_back_view, require_POST),
            options,
            name="articles_article_front_take_back",
        ),
        *front_history.urls(model_admin),
    ]


class PublishForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={
            "max_length": gettext_lazy("A note has at most %(limit_value)d characters.")
        },
    )
    when = forms.ChoiceField(
        choices=[(NOW, ""), (LATER, "")],
        error_messages={"required": gettext_lazy("Choose when it begins.")},
    )
    at = forms.DateTimeField(
        required=False,
        error_messages={"invalid": gettext_lazy("This is no time. Choose a day and an hour.")},
    )

    def clean(self):
        super().clean()
        if self.cleaned_data.get("when") == NOW:
            # What stands in a field that is not asked for is no error.
            self.errors.pop("at", None)
            self.cleaned_data["at"] = None
        elif not self.cleaned_data.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose when it begins."))

    @property
    def sentences(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]


def front_view(request: HttpRequest, model_admin) -> HttpResponse:
    _permit(request, model_admin)
    if request.method != "POST" and "back" in request.GET:
        return _put_back(request, model_admin)
    if request.method != "POST":
        return _shown(request, model_admin, _begun(request))
    _permit_arranging(request)
    draft = read_draft(request.POST, _layout_from(request.POST.get("source", "")))
    step = request.POST.get("do", "")
    draft.do(step, request.POST)
    if step == "publish" and not draft.refusals:
        return _published(request, model_admin, draft)
    if request.POST.get("part"):
        return _part(request, draft)
    return _shown(request, model_admin, draft)


def preview_view(request: HttpRequest, model_admin) -> HttpResponse:
    """The page as readers would see it of the draft, for the frame below the board."""
    _permit(request, model_admin)
    _permit_arranging(request)
    draft = read_draft(request.POST, _layout_from(request.POST.get("source", "")))
    draft.do("", request.POST)
    try:
        at = _preview_time(request)
    except forms.ValidationError as refused:
        draft.refusals += refused.messages
    if draft.refusals:
        return HttpResponse("\n".join(draft.refusals), status=400, content_type="text/plain")
    shown = views.front(readers_request(request, "/"), at=at, layout=draft.layout)
    return _framed(shown)


def take_back_view(request: HttpRequest, model_admin) -> HttpResponse:
    _permit(request, model_admin)
    _permit_arranging(request)
    number = request.POST.get("number", "")
    try:
        take_back(int(number) if number.isdecimal() and len(number) < 10 else 0, by=request.user)
    except ArrangingRefused as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("Arrangement %s is taken back. It will not begin.") % number)
    return HttpResponseRedirect(reverse("admin:articles_article_front"))


def _permit(request: HttpRequest, model_admin) -> None:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied


def _permit_arranging(request: HttpRequest) -> None:
    if not may_arrange(request.user):
        raise PermissionDenied


def _begun(request: HttpRequest) -> Draft:
    """A draft to begin with: what is in force, or the arrangement that ``?from=`` names."""
    asked = request.GET.get("from", "")
    found = _numbered(asked) if asked else arrangement_in_force()
    refusals = []
    if asked and found is None:
        refusals = [_NO_SUCH]
        found = arrangement_in_force()
    layout = _to_arrange(layout_of(found)).in_force(timezone.now())
    source = found.number if found else 0
    return Draft(layout=layout, source=source, base=latest_number(), refusals=refusals)


def _put_back(request: HttpRequest, model_admin) -> HttpResponse:
    """``?back=`` names an arrangement. It stands there as a change of the one in force, which is
    one step back; readers see it once it is published."""
    _permit_arranging(request)
    draft, found = _begun(request), _numbered(request.GET["back"])
    if found is None:
        draft.refusals.append(_NO_SUCH)
        return _shown(request, model_admin, draft)
    earlier = _to_arrange(layout_of(found))
    layout = earlier.in_force(timezone.now())
    if layout != draft.layout:
        draft.past, draft.layout = [draft.text], layout
    names = Names.of(earlier)
    ended = [names.story(pin.story) for pin in earlier.pins() if pin not in set(layout.pins())]
    note = found.note or _("Arrangement %d put back") % found.number
    put_back = {"number": found.number, "ended": ended, "is_same": not draft.past}
    return _shown(request, model_admin, draft, put_back=put_back, note=note)


def _numbered(text: str) -> FrontArrangement | None:
    if not (text.isdecimal() and len(text) < 10):
        return None
    return FrontArrangement.objects.filter(number=int(text)).select_related("made_by").first()


def _layout_from(number: str) -> Layout:
    return _to_arrange(layout_of(_numbered(number)))


def _to_arrange(layout: Layout) -> Layout:
    return layout.with_rows_of(section.id for section in pages.sections())


def _published(request: HttpRequest, model_admin, draft: Draft) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        draft.refusals += form.sentences
        return _shown(request, model_admin, draft, status=400)
    told = form.cleaned_data
    try:
        made = arrange(
            draft.layout, by=request.user, base=draft.base, at=told["at"], note=told["note"]
        )
    except Overtaken as overtaken:
        return _overtaken(request, model_admin, draft, overtaken)
    except (ArrangingRefused, BadLayout) as refused:
        draft.refusals += refused.messages
        return _shown(request, model_admin, draft, status=400)
    words = {"number": made.number, "time": when(made.begins_at)}
    sentence = _("Arrangement %(number)d is on the front page.")
    if told["at"]:
        sentence = _("Arrangement %(number)d begins at %(time)s, by the clock alone.")
    messages.success(request, sentence % words)
    return HttpResponseRedirect(reverse("admin:articles_article_front"))


def _overtaken(request, model_admin, draft: Draft, overtaken: Overtaken) -> HttpResponse:
    """Both are shown in words; the next press of the button has seen the other's."""
    latest, began_as = overtaken.latest, _layout_from(str(draft.source))
    theirs = _to_arrange(layout_of(latest))
    names = Names.of(began_as, theirs, draft.layout)
    draft.base = latest.number
    both = {
        "who": name_of(latest.made_by) or _("somebody"),
        "at": when(latest.made_at),
        "number": latest.number,
        "begins": when(latest.begins_at) if latest.begins_at > timezone.now() else "",
        "theirs": differences(began_as, theirs, names),
        "yours": differences(theirs, draft.layout, names),
    }
    draft.refusals += overtaken.messages
    return _shown(request, model_admin, draft, status=409, overtaken=both)


def _preview_time(request: HttpRequest) -> datetime | None:
    """None for now; otherwise the time that the form for publishing names."""
    if request.POST.get("show") != LATER:
        return None
    at = forms.DateTimeField(
        error_messages={
            "required": _("Choose the time under “At a time” first."),
            "invalid": _("This is no time. Choose a day and an hour."),
        }
    ).clean(request.POST.get("at", ""))
    if not timezone.now() < at <= timezone.now() + FURTHEST:
        raise forms.ValidationError(_("Choose a time to come, within the next ten years."))
    return at


def _framed(shown: HttpResponse) -> HttpResponse:
    """The public page for a frame of the desk, which follows no link of it into the frame."""
    html = shown.content.decode().replace("<head>", '<head><base target="_blank">', 1)
    answer = HttpResponse(html, status=shown.status_code)
    policy = shown.headers.get("Content-Security-Policy", content_policy("/"))
    answer.headers["Content-Security-Policy"] = policy.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _part(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What a step changes of the page, for its script."""
    return TemplateResponse(request, "admin/articles/front/_live.html", _live(request, draft))


def _live(request: HttpRequest, draft: Draft) -> dict:
    now, question = timezone.now(), request.POST.get("q", "")
    began_as = _layout_from(str(draft.source)).in_force(now)
    names = Names.of(began_as, draft.layout)
    board = board_of(draft.layout)
    pinned = {pin.story for pin in draft.layout.pins()}
    return {
        "draft": draft,
        "board": board,
        "changes": differences(began_as, draft.layout, names),
        "slots": [(slot.key, slot.name) for slot in board.slots],
        "ends": ends_offered(now),
        "may_arrange": may_arrange(request.user),
        "may_open": request.user.has_perm("articles.view_article"),
        "question": question,
        "chosen_slot": request.POST.get("slot") or TOP,
        "found": [(one, one.story in pinned) for one in find_stories(question)],
    }


def _shown(request, model_admin, draft: Draft, status: int = 200, **more) -> HttpResponse:
    now = timezone.now()
    in_force = arrangement_in_force(now)
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/front/arrange.html",
        {
            **model_admin.admin_site.each_context(request),
            **_live(request, draft),
            "title": _("Front page"),
            "in_force": in_force and front_history.line_of(in_force),
            "is_from_another": bool(draft.source) and in_force and draft.source != in_force.number,
            "to_come": [
                front_history.line_of(one)
                for one in FrontArrangement.objects.to_come(now).select_related("made_by")[:5]
            ],
            "note": request.POST.get("note", ""),
            "when": LATER if request.POST.get("when") == LATER else NOW,
            "at": request.POST.get("at")
            or timezone.localtime(next_morning(now)).strftime("%Y-%m-%dT%H:%M"),
            "zone": timezone.get_current_timezone_name(),
            "most_note": LONGEST_NOTE,
            **more,
        },
        status=status,
    )
