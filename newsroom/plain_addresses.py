"""No address of ours holds a NUL, which PostgreSQL can neither hold nor look for."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


def plain_addresses(answer: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: no page has an address with a NUL; what is asked beside it is read without."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        # Again and again, since taking one out may leave another: "%%0000".
        while "%00" in (query := request.META.get("QUERY_STRING", "")):
            request.META["QUERY_STRING"] = query.replace("%00", "")
        return answer(request)

    return middleware
