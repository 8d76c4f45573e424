"""The site's icon where programs look for it without having read a page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static

from newsroom.public import public_page

FAVICON = "articles/site/favicon.ico"
# Square: the first as large as RSS takes a picture (144 pixels), the second for screens and lists.
SMALL, LARGE = "articles/site/icon-144.png", "articles/site/icon-512.png"


@public_page
def favicon(request: HttpRequest) -> HttpResponse:
    """/favicon.ico, which readers of feeds and older browsers ask for."""
    return HttpResponseRedirect(static(FAVICON))


@public_page
def touch_icon(request: HttpRequest) -> HttpResponse:
    """/apple-touch-icon.png, which a page kept on a phone's first screen is shown by."""
    return HttpResponseRedirect(static(LARGE))
