"""The command palette: any story, person, picture or page of the desk, as JSON for its script.

``?q=words`` answers ``{"groups": [{"label", "items": [{"title", "note", "url", "icon"}]}]}``.
Everybody finds what their permissions let them open. Each kind is one bounded query along an index
or over a small table; without words it is what was saved last, and the pages.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles.admin.desk_api import Refusal, _for_staff, _is_number, _method
from articles.models import Article, Image
from articles.picture_search import containing
from articles.state import Kind, name_of, state_of_listed
from authors.models import Author
from newsroom.navigation import sidebar

LENGTH = 7
# A question longer than this is a paste gone astray.
MOST_CHARACTERS, MOST_WORDS = 100, 8
# Whoever may see none of these has no desk to find anything in.
VIEWS = ("articles.view_article", "articles.view_image", "authors.view_author")

Item = dict[str, str]


def urls(admin_site) -> list[URLPattern]:
    view = _for_staff(admin_site, palette)
    return [path("desk/palette/", view, name="articles_desk_palette")]


def palette(request: HttpRequest) -> JsonResponse:
    _method(request, "GET")
    if not any(request.user.has_perm(one) for one in VIEWS):
        raise Refusal(403, _("Your account may not do this."))
    words = request.GET.get("q", "")[:MOST_CHARACTERS].replace("\0", "").split()[:MOST_WORDS]
    found = (
        (_("Stories") if words else _("Saved last"), _stories(request, words)),
        (_("People"), _people(request, words)),
        (_("Pictures"), _pictures(request, words)),
        (_("Go to"), _pages(request, words)),
    )
    groups = [{"label": label, "items": items} for label, items in found if items]
    return JsonResponse({"groups": groups})


def _stories(request: HttpRequest, words: list[str]) -> list[Item]:
    if not request.user.has_perm("articles.view_article"):
        return []
    # The ids first, along the index that holds the headlines; few rows are then opened.
    found = _containing(Article.objects.all(), words, ("headline",))
    pks = list(found.values_list("pk", flat=True)[:LENGTH])
    if len(words) == 1 and _is_number(words[0]):
        pks = [int(words[0]), *pks]
    stories = Article.objects.defer("body").with_editions().select_related("section")
    by_pk = stories.in_bulk(pks)
    return [_story_item(by_pk[pk]) for pk in dict.fromkeys(pks) if pk in by_pk]


def _story_item(story: Article) -> Item:
    state = Kind(state_of_listed(story).kind).label
    note = " · ".join(filter(None, [str(state), story.section and story.section.name]))
    return _item(story.headline, note, "article", "admin:articles_article_change", story.pk)


def _people(request: HttpRequest, words: list[str]) -> list[Item]:
    items = []
    if words and request.user.has_perm("authors.view_author"):
        authors = _containing(Author.objects.order_by("name"), words, ("name", "role"))
        items += [
            _item(author.name, author.role, "badge", "admin:authors_author_change", author.pk)
            for author in authors.only("name", "role")[:LENGTH]
        ]
    if words and request.user.has_perm("auth.view_user"):
        names = ("first_name", "last_name", "username")
        users = _containing(User.objects.order_by("username"), words, names)
        items += [
            _item(name_of(user), _("Sign-in"), "person", "admin:auth_user_change", user.pk)
            for user in users[:LENGTH]
        ]
    return items


def _pictures(request: HttpRequest, words: list[str]) -> list[Item]:
    if not (words and request.user.has_perm("articles.view_image")):
        return []
    images = Image.objects.order_by("-pk")
    for word in words:
        images = images.filter(containing(word))
    return [
        _item(str(image), image.credit, "image", "admin:articles_image_change", image.pk)
        for image in images[:LENGTH]
    ]


def _containing(rows: QuerySet, words: Iterable[str], fields: tuple[str, ...]) -> QuerySet:
    """The rows that have every word in one of the fields."""
    for word in words:
        matches = Q()
        for field in fields:
            matches |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(matches)
    return rows


def _pages(request: HttpRequest, words: list[str]) -> list[Item]:
    sought = [word.casefold() for word in words]
    return [
        page
        for page in (*_actions(request), *_sidebar_pages(request))
        if all(word in page["title"].casefold() for word in sought)
    ]


def _actions(request: HttpRequest) -> Iterable[Item]:
    stories = reverse("admin:articles_article_changelist")
    actions: tuple[tuple[str, str, str, str], ...] = (
        ("articles.add_article", _("Write a story"), "edit", reverse("admin:articles_article_add")),
        ("articles.change_article", _("Stories assigned to me"), "inbox", f"{stories}?work=mine"),
        ("articles.view_article", _("Stories in review"), "rate_review", f"{stories}?work=review"),
        ("articles.view_article", _("Stories ready to publish"), "task", f"{stories}?work=ready"),
        ("articles.view_article", _("Overdue stories"), "alarm", f"{stories}?work=overdue"),
        ("articles.view_article", _("Scheduled stories"), "event", f"{stories}?state=scheduled"),
        (
            "articles.view_article",
            _("Live stories with unpublished changes"),
            "published_with_changes",
            f"{stories}?state=changed",
        ),
        (
            "articles.add_image",
            _("Add a picture"),
            "add_photo_alternate",
            reverse("admin:articles_image_add"),
        ),
    )
    for permission, title, icon, url in actions:
        if request.user.has_perm(permission):
            yield {"title": title, "note": "", "url": url, "icon": icon}


def _sidebar_pages(request: HttpRequest) -> Iterable[Item]:
    for group in sidebar(request):
        for page in group["items"]:
            if "permission" not in page or page["permission"](request):
                yield {
                    "title": str(page["title"]),
                    "note": str(group["title"]),
                    "url": str(page["link"]),
                    "icon": page["icon"],
                }


def _item(title: Any, note: str, icon: str, place: str, pk: int) -> Item:
    return {"title": str(title), "note": note, "url": reverse(place, args=[pk]), "icon": icon}
