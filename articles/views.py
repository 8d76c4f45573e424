"""The public site's pages: each reads live editions, at most five queries, and writes nothing.

``at`` is never a reader's: with it the desk sees a page as of another instant
(articles/admin/moment_views.py).
"""

from functools import cache
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import mark_safe

from articles import front_page, pages, presentation, structured_pages
from articles.errors import file_gone, story_gone
from articles.former_views import led_on
from articles.models import Tag
from articles.narration import files as narration_files
from articles.narration import player
from articles.navigation import navigation
from articles.pages import CardPage
from articles.picture_files import files_of
from articles.public_history import is_public
from articles.related import related
from articles.rendering import HISTORY_LINK, ORIGIN, PLAYER, history_link
from articles.rights import is_withdrawn_file
from newsroom import serving
from newsroom.keyset import BadCursor, Cursor
from newsroom.public import public_page, render_public, site_origin


def media(request, path):
    """An uploaded file; 410 for those of a picture or clip that was withdrawn."""
    is_sound = path.startswith(f"{narration_files.FOLDER}/")
    if is_sound and narration_files.is_over(path):
        return file_gone(request)
    try:
        # Sound may have to leave at an instant that no cache knows of.
        return serving.media(request, path, may_stay=not is_sound)
    except Http404:
        if is_withdrawn_file(path):
            return file_gone(request)
        raise


@public_page
def front(request, at=None, layout=None):
    """``layout`` is never a reader's either: the desk sees the page as an arrangement would be."""
    # An older site had its stories here, each by its query. What a cache has of this address is
    # asked for with its ETag, which must not come before the way on.
    if request.META.get("QUERY_STRING") and (way_on := led_on(request, at)):
        return way_on
    page = front_page.compose(at, layout)
    described = structured_pages.website()
    return _page(
        request,
        "articles/front.html",
        described,
        sections=page.sections,
        page=page,
        canonical=site_origin(request) + request.path,
    )


@public_page
def section(request, section, at=None):
    sections = pages.sections()
    here = next((one for one in sections if one.slug == section), None)
    if here is None:
        raise Http404
    cursor = cursor_of(request)
    page = pages.section_cards(here.id, cursor, at)
    if cursor and not page.cards:
        raise Http404
    described = structured_pages.listed(here.name, request.path, here.description)
    return _list(
        request,
        "articles/section.html",
        described,
        page,
        cursor,
        sections,
        here=here.id,
        section=here,
    )


@public_page
def tag(request, slug, at=None):
    topic = get_object_or_404(Tag, slug=slug)
    cursor = cursor_of(request)
    described = structured_pages.listed(topic.name, request.path, topic.description)
    page = pages.tag_cards(topic.pk, cursor, at)
    return _stories(request, "articles/tag.html", described, page, cursor, tag=topic)


@public_page
def article(request, section, slug, article_id, at=None):
    story = pages.live_story(article_id, at)
    if story is None:
        return story_gone(article_id, at)
    address = reverse("articles:article", args=[story.section_slug, story.slug, article_id])
    # "007" would be another address of story 7.
    written_out = request.path.endswith(f"-{article_id}/")
    if (section, slug, True) != (story.section_slug, story.slug, written_out):
        # An older site may have had another story by this number.
        return led_on(request, at) or HttpResponsePermanentRedirect(address)
    if not story.story_html:
        return unreadable()
    origin = site_origin(request)
    history = history_link(address + "history/") if is_public(story.has_history) else ""
    sections = pages.sections()
    here = next((one for one in sections if one.id == story.section_id), None)
    # The desk looks at another moment without listening to it.
    heard = player.listening(story, address, origin) if at is None else player.SILENCE
    return _page(
        request,
        "articles/article.html",
        structured_pages.story_trail(here, story.headline, address),
        sections=sections,
        section_name=here.name if here else "",
        oembed_url=oembed_url(origin, address),
        has_player=heard.has_player,
        has_image='"og:image"' in story.head_html,
        story=story,
        title=story.headline_search or story.headline,
        here=story.section_id,
        language=story.language,
        direction=presentation.direction(story.language),
        canonical=origin + address,
        related=related(story, article_id, sections, at),
        head_html=mark_safe(story.head_html.replace(ORIGIN, origin) + heard.head_html),
        story_html=mark_safe(
            story.story_html.replace(HISTORY_LINK, history).replace(PLAYER, heard.player_html)
        ),
    )


@public_page
def author_stories(request, person, template, at=None):
    """An author's page: who that is, and the stories. Called by authors/views.py."""
    cursor = cursor_of(request)
    page = pages.author_cards(person.pk, cursor, at)
    files = files_of({person.photo_sha256} - {""})
    photo = presentation.portrait(person.photo_sha256, person.photo_width, files)
    described = structured_pages.profile_page(person, request.path)
    summary = f"{person.name}, {person.role}" if person.role else person.name
    return _stories(
        request,
        template,
        described,
        page,
        cursor,
        person=person,
        photo=photo,
        summary=f"{summary}: {person.beat}" if person.beat else summary,
    )


def _stories(request, template, described, page: CardPage, cursor, **context) -> HttpResponse:
    """What carries an author or a tag; without a live story there is no such page."""
    if not page.cards:
        raise Http404
    return _list(request, template, described, page, cursor, pages.sections(), **context)


def _list(request, template, described, page: CardPage, cursor, sections, **context):
    address = site_origin(request) + request.path
    return _page(
        request,
        template,
        described,
        sections=sections,
        cards_html=pages.joined(page.cards),
        newest_url=request.path if cursor else "",
        older_url=f"{request.path}?before={page.older}" if page.older else "",
        canonical=f"{address}?before={cursor}" if cursor else address,
        **context,
    )


def cursor_of(request: HttpRequest) -> Cursor | None:
    text = request.GET.get("before")
    if text is None:
        return None
    try:
        return Cursor.read(text)
    except BadCursor:
        raise Http404 from None


def oembed_url(origin: str, address: str) -> str:
    """Where to ask how a story is shown elsewhere (articles/oembed_provider.py)."""
    return f"{origin}{_oembed_path()}?url={quote(origin + address, safe='')}"


@cache
def _oembed_path() -> str:
    return reverse("articles:oembed")


def unreadable() -> HttpResponse:
    """A live story of which nothing can be shown: articles/pages.py has logged why."""
    return render_public("503.html", status=503, sections_html=navigation(pages.sections()))


def _page(
    request, template: str, *described, sections, here: int | None = None, **context
) -> HttpResponse:
    """A page with the site's links; ``described`` is what it says of itself to machines."""
    return render_public(
        template,
        sections_html=navigation(sections, here),
        structured_html=structured_pages.script(site_origin(request), sections, *described),
        **context,
    )
