from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from authors.models import Author


def author(
    request: HttpRequest, slug: str, *, stories: Callable[..., HttpResponse]
) -> HttpResponse:
    """Who an author is, above what that author wrote.

    ``stories`` lists it; newsroom/urls.py hands it in, since authors know of no article.
    """
    person = get_object_or_404(Author.objects.prefetch_related("handles"), slug=slug)
    return stories(request, person, "authors/author.html")
