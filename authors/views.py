from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from authors.models import Author
from newsroom.renditions import jpeg_width, rendition_name, thumbnail_widths


def author(
    request: HttpRequest, slug: str, *, stories: Callable[..., HttpResponse]
) -> HttpResponse:
    """Who an author is, above what that author wrote.

    ``stories`` lists it; newsroom/urls.py hands it in, since authors know of no article.
    """
    person = get_object_or_404(Author.objects.prefetch_related("handles"), slug=slug)
    return stories(request, person, "authors/author.html", photo=_photo(person))


def _photo(person: Author) -> dict[str, str] | None:
    if not person.photo_sha256:
        return None
    url, sha256, width = person.photo.storage.url, person.photo_sha256, person.photo_width
    return {
        "jpeg": url(rendition_name(sha256, jpeg_width(width), "jpg")),
        "srcset": ", ".join(
            f"{url(rendition_name(sha256, step, 'webp'))} {step}w"
            for step in thumbnail_widths(width)
        ),
    }
