"""The days' hashes at /.well-known/edition-heads/, as plain text (docs/operations.md)."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from articles.day_heads import PAGE, page_of
from articles.models import DayHead
from newsroom.public import public_page

_KIND = "text/plain; charset=utf-8"


@public_page
def latest(request):
    return _summary(DayHead.objects.first())


@public_page
def day(request, day):
    return _summary(_kept(day))


@public_page
def page(request, day, page):
    head = _kept(day)
    if not 1 <= page <= head.pages:
        raise Http404
    return HttpResponse("".join(map(str, page_of(head, page))), content_type=_KIND)


def _kept(day: str) -> DayHead:
    try:
        return get_object_or_404(DayHead, day=date.fromisoformat(day))
    except ValueError:
        raise Http404 from None


def _summary(head: DayHead | None) -> HttpResponse:
    if head is None:
        raise Http404
    told = {
        "day": head.day,
        "made": head.made_at.isoformat(timespec="seconds"),
        "stories": head.stories,
        "editions": head.editions,
        "pages": head.pages,
        "ids-per-page": PAGE,
        "sha256": head.sha256,
    }
    text = "".join(f"{name} {value}\n" for name, value in told.items())
    return HttpResponse(text, content_type=_KIND)
