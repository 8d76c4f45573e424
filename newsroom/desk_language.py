"""The desk's language: English, as it is written, whatever language the site speaks.

The site's catalogues translate what readers see. At the desk they would hit a word here and there,
some of them in another sense, so the desk has none of it.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation


def desk_language(get_response: Callable) -> Callable:
    def respond(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_desk_path()):
            return get_response(request)
        site = settings.LANGUAGE_CODE
        with translation.override(site if site.split("-")[0] == "en" else "en-gb"):
            return get_response(request)

    return respond


@cache
def _desk_path() -> str:
    return reverse("admin:index")
