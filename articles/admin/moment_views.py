"""The site at a moment: the public pages as readers saw them, or will, for staff only.

The very views of the public site answer, as of the instant in the address and without the visitor;
their HTML gets a banner, and its links to pages of the site stay in the moment. Feeds and ninjs
have no place for a banner, so that they are shown as text on a page that has one. What leads to
the site as it is today says so.
"""

from datetime import datetime, timedelta
from functools import partial

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, path, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import front_page
from articles.former_views import not_found
from articles.moment_html import in_moment, moved_link
from articles.moments import BadInstant, in_words, read_instant, within_reach, write_instant
from articles.navigation import footer_links, navigation
from articles.pages import sections
from articles.search.at_moment import search
from articles.site_pages_then import have_changed_since, pages_at
from articles.views import author_stories
from newsroom.address_keys import ASKED
from newsroom.public import readers_request, render_public, site_origin

# The pages that can be asked for as of an instant, each a view with ``at``.
PAGES = frozenset(
    {
        "articles:front",
        "articles:section",
        "articles:tag",
        "articles:article",
        "articles:history",
        "articles:compare",
        "articles:edition",
        "articles:corrections",
        "articles:feed",
        "articles:section_feed",
        "articles:tag_feed",
        "articles:author_feed",
        "articles:corrections_feed",
        "articles:ninjs",
        "articles:ninjs_newest",
        "articles:archive",
        "articles:archive_year",
        "articles:archive_month",
        "articles:archive_day",
        "articles:about",
        "articles:site_page",
        "articles:search",
        "authors:author",
    }
)


def urls(model_admin) -> list:
    def view(function):
        return model_admin.admin_site.admin_view(never_cache(require_safe(function)))

    options = {"model_admin": model_admin}
    return [
        path("site-at/", view(choose_view), options, name="articles_edition_site_at"),
        path(
            "site-at/<str:instant>/",
            view(moment_view),
            options | {"page": ""},
            name="articles_edition_site_at_front",
        ),
        path(
            "site-at/<str:instant>/<path:page>",
            view(moment_view),
            options,
            name="articles_edition_site_at_page",
        ),
    ]


class MomentForm(forms.Form):
    at = forms.DateTimeField(
        error_messages={
            "required": _("Choose a day and an hour."),
            "invalid": _("This is no time. Choose a day and an hour."),
        }
    )


def choose_view(request: HttpRequest, model_admin) -> HttpResponse:
    """Where a moment is chosen: with ``?at=`` in the site's time zone, the way there."""
    _permit(request, model_admin)
    if "at" not in request.GET:
        return _chooser(request, model_admin)
    form = MomentForm(request.GET)
    if not form.is_valid():
        return _chooser(request, model_admin, form.errors["at"][0])
    try:
        at = within_reach(form.cleaned_data["at"])
    except BadInstant as error:
        return _chooser(request, model_admin, str(error))
    page = request.GET.get("page", "/")
    return HttpResponseRedirect(_prefix(at) + (page if _is_page(page) else "/"))


def moment_view(request: HttpRequest, instant: str, page: str, model_admin) -> HttpResponse:
    _permit(request, model_admin)
    try:
        at = read_instant(instant)
    except BadInstant as error:
        return _chooser(request, model_admin, str(error))
    is_ahead = at > timezone.now()
    # What is scheduled is no reader's yet: it is a draft's like.
    if is_ahead and not request.user.has_perm("articles.view_article"):
        return _chooser(
            request,
            model_admin,
            _("Your account may see what readers saw, and not what is to come."),
            status=403,
        )
    inner = readers_request(request, f"/{page}", ASKED)
    # A former address may be one by its query.
    inner.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "")
    answer = _answer(inner, at)
    return _shown(inner, answer, at, is_ahead=is_ahead)


def _permit(request: HttpRequest, model_admin) -> None:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied


def _prefix(at: datetime) -> str:
    """The address of the moment's front page, without the slash at its end."""
    return reverse("admin:articles_edition_site_at_front", args=[write_instant(at)]).rstrip("/")


def _is_page(address: str) -> bool:
    try:
        return resolve(address.partition("?")[0]).view_name in PAGES
    except Resolver404:
        return False


def _answer(inner: HttpRequest, at: datetime) -> HttpResponse:
    try:
        match = resolve(inner.path)
        if match.view_name not in PAGES:
            raise Http404
        asked = match.kwargs | {"at": at}
        if match.view_name == "articles:search":
            return search(inner, at=at)
        if match.view_name == "authors:author":
            asked = match.kwargs | {"stories": partial(author_stories, at=at)}
        return match.func(inner, *match.args, **asked)
    except Http404:
        return not_found(inner, at=at)


def _shown(inner, answer: HttpResponse, at: datetime, *, is_ahead: bool) -> HttpResponse:
    prefix, origin = _prefix(at), site_origin(inner)
    move = partial(moved_link, prefix=prefix, origin=origin, is_page=_is_page)
    if answer.status_code in (301, 302):
        # For this once: the public address may be another at another moment.
        return HttpResponseRedirect(move(answer["Location"]).href)
    if not answer["Content-Type"].startswith("text/html"):
        answer = _as_source(inner, answer)
    banner = {
        "is_ahead": is_ahead,
        "words": in_words(at),
        "zone": timezone.get_current_timezone_name(),
        "field": timezone.localtime(at).strftime("%Y-%m-%dT%H:%M"),
        "page": inner.path,
        "choose_url": reverse("admin:articles_edition_site_at"),
        "leave_url": reverse("admin:index"),
    }
    page = answer.content.decode()
    html = in_moment(page, move, banner, _footer(at, page))
    shown = HttpResponse(html, status=answer.status_code)
    if policy := answer.headers.get("Content-Security-Policy"):
        shown.headers["Content-Security-Policy"] = policy
    shown.headers["Cache-Control"] = "private, no-store"
    shown.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # Where a story links to, nobody learns what is looked at here.
    shown.headers["Referrer-Policy"] = "same-origin"
    return shown


def _footer(at: datetime, page: str) -> str:
    """The links of the footer as they were; "" where those of today can stay."""
    # A newsroom that says nothing of itself is not asked since when.
    says_something = f'href="{reverse("articles:about")}' in page
    if not (says_something and have_changed_since(at)):
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return footer_links(pages_at(at).links())


def _as_source(inner: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """What programs read, as text on a page: only a page can say of what moment it is."""
    return render_public(
        "articles/source.html",
        status=answer.status_code,
        sections_html=navigation(sections()),
        path=inner.path,
        content_type=answer["Content-Type"],
        source=answer.content.decode(),
        # What programs read lies beside the page that it is of.
        home=inner.path.rpartition("/")[0] + "/",
    )


def _chooser(request, model_admin, error: str = "", status: int = 0) -> HttpResponse:
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/edition/site_at.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("The site at a moment"),
            "error": error,
            "field": request.GET.get("at") or timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
            "page": request.GET.get("page", "/"),
            "zone": timezone.get_current_timezone_name(),
            "offers": _offers(request.user),
        },
        status=status or (400 if error else 200),
    )


def _offers(user) -> list[dict]:
    """Moments that are likely to be asked for."""
    now = timezone.now()
    found = [
        (_("An hour ago"), now - timedelta(hours=1)),
        (_("Yesterday at this time"), now - timedelta(days=1)),
        (_("A week ago"), now - timedelta(days=7)),
    ]
    if user.has_perm("articles.view_article"):
        if change := front_page.next_change(now):
            found.append((_("When something changes next"), change))
        found.append((_("Tomorrow at this time"), now + timedelta(days=1)))
    return [
        {"name": name, "url": _prefix(at) + "/", "words": in_words(at.replace(second=0))}
        for name, at in found
    ]
