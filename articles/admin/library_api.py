"""What the library's scripts ask for, as JSON in the form that desk_api describes.

Looking takes the permission to view pictures, saving the one to change them.
"""

from django.http import HttpRequest, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.desk_api import Refusal, _for_staff, _is_number, _method, _require
from articles.admin.focal_point import focal_html
from articles.admin.library_many import ManyForm, Refused, common_values, set_for_all
from articles.admin.library_query import Sought, page_of
from articles.admin.library_tiles import drawn, tile_of
from articles.admin.library_uses import tell_use, uses_of
from articles.admin.library_words import (
    MOST_ROWS,
    Unreadable,
    WordsForm,
    read_rows,
    save_rows,
    values_of,
)
from articles.admin.media_rights import withdraw_url
from articles.models import Image
from articles.rights import may_withdraw

PAGE_SIZE = 48
# The fields of the side panel, in groups of things one looks for together.
GROUPS = (
    (None, ("alt", "is_decorative", "title", "caption")),
    (None, ("credit", "creator", "source")),
    (None, ("keywords", "persons", "event")),
    (None, ("sublocation", "city", "region", "country")),
    (None, ("rights_until", "rights")),
)


def urls(admin_site) -> list[URLPattern]:
    views = {
        "library/more/": ("more", more),
        "library/tiles/": ("tiles", tiles),
        "library/panel/<int:pk>/": ("panel", panel),
        "library/words/": ("words", words),
        "library/many/": ("many", many),
    }
    return [
        path(route, _for_staff(admin_site, view), name=f"articles_library_{name}")
        for route, (name, view) in views.items()
    ]


def more(request: HttpRequest) -> JsonResponse:
    """The pictures after those that a page shows, as HTML, and the address to go on from."""
    _method(request, "GET")
    _require(request, "view", Image)
    sought = Sought.read(request.GET)
    images, cursor = page_of(sought, PAGE_SIZE)
    return JsonResponse({"tiles": _listed(request, images), "next": cursor})


def tiles(request: HttpRequest) -> JsonResponse:
    """``?ids=1,2``: places in the grid as they are now; missing pictures are left out."""
    _method(request, "GET")
    _require(request, "view", Image)
    ids = numbers_in(request.GET)
    return JsonResponse({"tiles": _listed(request, tell_use(Image.objects.filter(pk__in=ids)))})


def _listed(request: HttpRequest, images: list[Image]) -> list[dict]:
    return [{"id": pk, "html": html} for pk, html in drawn(request, images).items()]


def numbers_in(asked: QueryDict) -> list[int]:
    """The pictures that an address names, each once, no more than can be worked on at once."""
    found = (pk for pk in asked.get("ids", "").split(",") if pk.isascii() and _is_number(pk))
    return list(dict.fromkeys(int(pk) for pk in found))[:MOST_ROWS]


def panel(request: HttpRequest, pk: int) -> JsonResponse:
    """One picture's words and where it is used, for the side panel."""
    _method(request, "GET")
    _require(request, "view", Image)
    image = next(iter(tell_use(Image.objects.filter(pk=pk).select_related("uploaded_by"))), None)
    if image is None:
        raise Refusal(404, _("This picture is no longer in the library."))
    form = WordsForm(instance=image, auto_id="panel-%s", prefix=None)
    context = {
        "tile": tile_of(image, now=timezone.now()),
        "image": image,
        "groups": [[form[name] for name in names] for _title, names in GROUPS],
        "focal_x": form["focal_x"],
        "focal_y": form["focal_y"],
        "focal_html": focal_html(image),
        "values": values_of(image),
        "uses": uses_of(image, user=request.user),
        "may_change": request.user.has_perm("articles.change_image"),
        "withdraw_url": withdraw_url(image) if may_withdraw(request.user, image) else "",
    }
    html = render_to_string("admin/articles/image/_panel.html", context, request)
    return JsonResponse({"html": html, "values": values_of(image)})


def words(request: HttpRequest) -> JsonResponse:
    """POST ``rows``, JSON: ``[{"id": 1, "values": {field: typed}, "was": {field: before}}]``.

    Answers by picture: ``saved`` holds the words as they are now, ``refused`` sentences by field,
    ``theirs`` what somebody else put into a field meanwhile. What is refused changes nothing.
    """
    _method(request, "POST")
    _require(request, "view", Image)
    _require(request, "change", Image)
    _require_same(request)
    try:
        rows = read_rows(request.POST.get("rows", ""))
    except Unreadable:
        raise Refusal(
            400, _("This cannot be read. Load the page again; nothing was saved.")
        ) from None
    outcome = save_rows(rows, by=request.user)
    kept = outcome.saved | outcome.unchanged
    shown = tell_use(Image.objects.filter(pk__in=outcome.saved)) if outcome.saved else []
    return JsonResponse(
        {
            "saved": {pk: values_of(image) for pk, image in kept.items()},
            "changed": list(outcome.saved),
            "refused": outcome.refused,
            "theirs": outcome.theirs,
            "tiles": _listed(request, shown),
        }
    )


def many(request: HttpRequest) -> JsonResponse:
    """GET ``?ids=1,2``: the form that sets words for all of these. POST: set them.

    POST sends ``ids`` as ``1:version`` with a comma between, ``which`` fields, their values, and
    ``insists`` where others have changed some of the pictures meanwhile.
    """
    _require(request, "view", Image)
    _require(request, "change", Image)
    if _method(request, "GET", "POST") == "GET":
        return _many_form(request)
    _require_same(request)
    form = ManyForm(request.POST)
    if not form.is_valid():
        errors = {name: list(map(str, found)) for name, found in form.errors.items()}
        return JsonResponse({"errors": {"": errors.pop("which", [])} | errors}, status=400)
    try:
        insists = request.POST.get("insists") == "1"
        done = set_for_all(form, _seen(request), by=request.user, insists=insists)
    except Refused as refused:
        answer = {"errors": refused.errors, "can_insist": refused.can_insist}
        return JsonResponse(answer, status=409 if refused.can_insist else 400)
    shown = tell_use(Image.objects.filter(pk__in=[image.pk for image in done.images]))
    return JsonResponse({"sentence": done.sentence, "tiles": _listed(request, shown)})


def _require_same(request: HttpRequest) -> None:
    """Somebody else may have signed in meanwhile, in another window of the same browser."""
    name = request.POST.get("as", "")
    if name and name != request.user.get_username():
        raise Refusal(
            403,
            _("In another tab, this browser was signed in as %s. Sign in as yourself again.")
            % request.user.get_username(),
        )


def _seen(request: HttpRequest) -> dict[int, str]:
    seen = {}
    for one in request.POST.get("ids", "").split(","):
        pk, _colon, version = one.partition(":")
        if pk.isascii() and _is_number(pk):
            seen[int(pk)] = version
    if len(seen) > MOST_ROWS:
        raise Refusal(400, _("Choose at most %d pictures at once.") % MOST_ROWS)
    return seen


def _many_form(request: HttpRequest) -> JsonResponse:
    images = Image.objects.filter(pk__in=numbers_in(request.GET))
    common = common_values(images)
    form = ManyForm(
        auto_id="many-%s", initial={name: value or "" for name, value in common.items()}
    )
    rows = [
        {"field": field, "differs": common.get(field.name, "") is None}
        for field in form
        if field.name != "which"
    ]
    context = {"rows": rows, "number": len(images)}
    html = render_to_string("admin/articles/image/_many.html", context, request)
    return JsonResponse({"html": html})
