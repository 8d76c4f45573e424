"""The library of pictures: its grid and list, and the table in which a shoot gets its captions."""

from dataclasses import replace

from django.conf import settings
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from js_asset import ImportMap, Media

from articles.admin import library_api
from articles.admin.library_query import Dated, Facet, Order, Sought, page_of
from articles.admin.library_tiles import tiles_of
from articles.admin.library_uses import tell_use
from articles.admin.library_words import WordsForm, values_of
from articles.models import Image
from newsroom.desk_admin import SAFE_METHODS

VIEWS = ("grid", "list")
_A_YEAR = 365 * 24 * 60 * 60
_FOLDER = "articles/library"
_MODULES = ("elements", "fields", "grid", "many", "panel", "queue", "selection", "tiles")
# The desk's small modules take two things from the body's editor, which is half a megabyte.
_IMPORTS = {
    "django-prose-editor/editor": f"{_FOLDER}/elements.js",
    **{f"newsroom/editor/{name}": f"articles/editor/{name}.js" for name in ("api", "dialog")},
    "newsroom/desk/talk": "articles/desk/talk.js",
    "newsroom/admin/focal": "articles/admin/focal.js",
    **{f"newsroom/library/{name}": f"{_FOLDER}/{name}.js" for name in _MODULES},
}


def _media(entry: str) -> Media:
    return Media(
        css={
            "all": [
                "articles/admin/focal.css",
                *(f"{_FOLDER}/{name}.css" for name in ("library", "panel", "tiles")),
            ]
        },
        js=[Script(f"{_FOLDER}/{entry}.js", type="module")],
        importmap=ImportMap(_IMPORTS),
    )


class LibraryPage:
    """For the admin of pictures: a page of our own in place of Django's list."""

    def get_urls(self) -> list[URLPattern]:
        captions = self.admin_site.admin_view(never_cache(require_safe(self.captions_view)))
        return [
            path("captions/", captions, name="articles_image_captions"),
            *library_api.urls(self.admin_site),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        # What is done to many at once (deleting) is Django's, and so is the list of a popup.
        if request.method not in SAFE_METHODS or IS_POPUP_VAR in request.GET:
            return super().changelist_view(request, extra_context)
        self._require_view(request)
        self._refuse_lookups(request)
        return never_cache(library_view)(request, self)

    def captions_view(self, request):
        self._require_view(request)
        if not self.has_change_permission(request):
            raise PermissionDenied
        return captions_view(request, self)

    def _require_view(self, request) -> None:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied

    def _refuse_lookups(self, request) -> None:
        """Nobody asks for other columns than the page does, or thinks that it was asked for."""
        own = {PAGE_VAR, ALL_VAR, ERROR_FLAG, IS_FACETS_VAR}
        for name in request.GET.keys() - own:
            if not self.lookup_allowed(name, request.GET[name], request):
                raise DisallowedModelAdminLookup(name)


def library_view(request: HttpRequest, model_admin) -> HttpResponse:
    sought = Sought.read(request.GET)
    images, cursor = page_of(sought, library_api.PAGE_SIZE)
    view = _view_of(request)
    context = {
        "title": _("Pictures"),
        "library_media": _media("library"),
        "sought": sought,
        "tiles": tiles_of(images),
        "next": cursor,
        "next_address": replace(sought, after=cursor).address(),
        "view": view,
        "views": [(name, name == view, _with(request, view=name)) for name in VIEWS],
        "facets": _facets(sought),
        "orders": Order.choices,
        "dates": Dated.choices,
        "settings": _settings(request, model_admin),
        "may_change": model_admin.has_change_permission(request),
        "may_add": model_admin.has_add_permission(request),
        "may_delete": model_admin.has_delete_permission(request),
    }
    response = _page(request, model_admin, "library", context)
    if request.GET.get("view") in VIEWS:
        # Per person and browser: a phone's view is none for a desk.
        response.set_cookie(
            _cookie(request),
            view,
            max_age=_A_YEAR,
            httponly=True,
            samesite="Lax",
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def captions_view(request: HttpRequest, model_admin) -> HttpResponse:
    """``?ids=1,2``, or what the library's address says: rows to be gone through with Tab."""
    if ids := library_api.numbers_in(request.GET):
        found = {image.pk: image for image in tell_use(Image.objects.filter(pk__in=ids))}
        images = [found[pk] for pk in ids if pk in found]
    else:
        images, _cursor = page_of(Sought.read(request.GET), library_api.PAGE_SIZE)
    rows = []
    for tile in tiles_of(images):
        form = WordsForm(instance=tile.image, auto_id=f"row-{tile.id}-%s")
        columns = [form[name] for name in ("alt", "caption", "credit")]
        rows.append({"tile": tile, "columns": columns})
    context = {
        "title": _("Captions"),
        "library_media": _media("captions"),
        "rows": rows,
        "stored": {row["tile"].id: values_of(row["tile"].image) for row in rows},
        "settings": _settings(request, model_admin),
    }
    return _page(request, model_admin, "captions", context)


def _page(request, model_admin, name: str, context: dict) -> HttpResponse:
    request.current_app = model_admin.admin_site.name
    template = f"admin/articles/image/{name}.html"
    return TemplateResponse(
        request, template, {**model_admin.admin_site.each_context(request), **context}
    )


def _cookie(request: HttpRequest) -> str:
    return f"newsroom_library_{request.user.pk}"


def _view_of(request: HttpRequest) -> str:
    for view in (request.GET.get("view"), request.COOKIES.get(_cookie(request))):
        if view in VIEWS:
            return view
    return VIEWS[0]


def _with(request: HttpRequest, **values: str) -> str:
    asked = request.GET.copy()
    for name, value in values.items():
        asked[name] = value
    return f"?{asked.urlencode()}"


def _facets(sought: Sought) -> list[tuple[str, bool, str]]:
    return [
        (facet.label, facet in sought.facets, sought.toggled(facet).address()) for facet in Facet
    ]


def _settings(request: HttpRequest, model_admin) -> dict:
    names = ("more", "tiles", "words", "many")
    return {
        "urls": {name: reverse(f"admin:articles_library_{name}") for name in names}
        | {
            "panel": reverse("admin:articles_library_panel", args=[0]),
            "captions": reverse("admin:articles_image_captions"),
            "upload": reverse("admin:articles_desk_images"),
            "session": reverse("admin:articles_desk_session"),
        },
        "user": request.user.get_username(),
        "mayChange": model_admin.has_change_permission(request),
        "mayAdd": model_admin.has_add_permission(request),
        "heaviest": settings.IMAGE_MAX_BYTES,
        "most": library_api.MOST_ROWS,
    }
