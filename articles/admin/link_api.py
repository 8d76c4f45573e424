"""What the link dialog asks for: our own pages by their names, and where links lead. JSON."""

import json
import re

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.admin.desk_api import Refusal, _for_staff, _is_number, _method, _require
from articles.internal_links import LinkState, own_path, states_of, states_of_links
from articles.models import Article, Section, Tag
from articles.state import state_of_listed
from authors.models import Author

MOST_STORIES = 8
MOST_OTHERS = 3
MOST_WORDS = 8
# A body links to fewer pages than this; more would be somebody trying the server out.
MOST_LINKS = 300
# A page of the desk, or a public address: what is pasted into the dialog names its story.
_STORY_ADDRESS = re.compile(r"/article/(\d+)/|-(\d+)/?(?:[?#].*)?\Z")


def urls(admin_site) -> list[URLPattern]:
    views = {"desk/stories/": ("stories", stories), "desk/links/": ("links", links)}
    return [
        path(route, _for_staff(admin_site, view), name=f"articles_desk_{name}")
        for route, (name, view) in views.items()
    ]


def stories(request: HttpRequest) -> JsonResponse:
    """GET ``?q=``: stories by headline or number, then sections, tags and authors by name."""
    _method(request, "GET")
    _require(request, "view", Article)
    words = request.GET.get("q", "").split()[:MOST_WORDS]
    if not words:
        return JsonResponse({"items": []})
    return JsonResponse({"items": [*_found_stories(words), *_found_pages(words, request.user)]})


def _found_stories(words: list[str]) -> list[dict]:
    found = _with_words(Article.objects.all(), "headline", words)
    if len(words) == 1 and (number := _story_number(words[0])):
        found |= Article.objects.filter(pk=number)
    rows = found.defer("body").select_related("section").with_editions()[:MOST_STORIES]
    listed = [(story, story.get_absolute_url()) for story in rows]
    states = states_of(own_path(address) for _story, address in listed)
    return [_story_json(story, address, states[own_path(address)]) for story, address in listed]


def _story_json(story: Article, address: str, leads: LinkState) -> dict:
    state = state_of_listed(story)
    seen = state.live or state.scheduled
    date = localtime(seen.first_published if seen else story.modified_at)
    return {
        "kind": "story",
        "title": story.headline,
        # Readers find it where its edition says, until the next one.
        "url": leads.address or address,
        "about": [
            str(story.section or _("No section")),
            state.label,
            date_format(date, "j F Y"),
        ],
        "state": state.kind,
        "warning": leads.sentence if leads.is_dead else "",
    }


def _found_pages(words: list[str], user) -> list[dict]:
    kinds = (
        ("section", Section, _("Section")),
        ("tag", Tag, _("Tag")),
        ("author", Author, _("Author")),
    )
    rows = [
        (kind, label, row)
        for kind, model, label in kinds
        if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        for row in _with_words(model.objects.all(), "name", words)[:MOST_OTHERS]
    ]
    states = states_of(own_path(row.get_absolute_url()) for _kind, _label, row in rows)
    return [
        {
            "kind": kind,
            "title": row.name,
            "url": row.get_absolute_url(),
            "about": [label],
            "state": "",
            "warning": states[own_path(row.get_absolute_url())].sentence,
        }
        for kind, label, row in rows
    ]


def _with_words(queryset, field: str, words: list[str]):
    matches = Q()
    for word in words:
        matches &= Q(**{f"{field}__icontains": word})
    return queryset.filter(matches)


def _story_number(word: str) -> int | None:
    match = _STORY_ADDRESS.search(word)
    number = next(filter(None, match.groups()), "") if match else word.lstrip("#")
    return int(number) if _is_number(number) else None


def links(request: HttpRequest) -> JsonResponse:
    """POST ``hrefs``, a JSON list: where those that lead to our own site lead, by address."""
    _method(request, "POST")
    _require(request, "view", Article)
    states = states_of_links(_hrefs(request), hosts={request.get_host()})
    return JsonResponse({"states": {href: _state_json(state) for href, state in states.items()}})


def _hrefs(request: HttpRequest) -> list[str]:
    try:
        hrefs = json.loads(request.POST.get("hrefs", "[]"))
    except (ValueError, RecursionError):
        hrefs = None
    if not isinstance(hrefs, list) or not all(isinstance(href, str) for href in hrefs):
        raise Refusal(400, _("This is no list of addresses."))
    return [href for href in hrefs if "\0" not in href][:MOST_LINKS]


def _state_json(state: LinkState) -> dict:
    return {
        "state": state.state,
        "sentence": state.sentence,
        "address": state.address,
        "is_dead": state.is_dead,
    }
