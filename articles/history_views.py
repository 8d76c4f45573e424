"""How a published story changed, for its readers: its editions, each as it stood, any two compared.

Pages as all public ones (articles/views.py): the same for everybody, at most five queries, and
nothing is written. As of an instant, they are what readers had then (admin/moment_views.py).
"""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import pages, structured_pages
from articles.errors import story_gone
from articles.navigation import navigation
from articles.picture_files import files_in
from articles.public_history import (
    PublicEdition,
    PublicStory,
    lists_missing,
    read_editions,
    read_story,
)
from articles.reader_comparison import compared
from articles.rendering import render_story, without_marks
from articles.snapshot import UnreadableSnapshot
from articles.views import unreadable
from articles.withholding import rights_in, without
from newsroom.languages import direction
from newsroom.public import public_page, render_public, site_origin


@public_page
def history(request, section, slug, article_id, at=None):
    story = read_story(article_id, at=at)
    before = _number(request.GET.get("before"))
    address = f"history/?before={before}" if before is not None else "history/"
    if elsewhere := _elsewhere(request, story, section, slug, address, at):
        return elsewhere
    page = read_editions(article_id, before, at)
    if not page.editions:
        raise Http404
    address = story.address("history")
    return _page(
        request,
        "articles/history.html",
        story,
        canonical=address + (f"?before={before}" if before is not None else ""),
        described=_described(story),
        page=page,
        newest_url=address if before is not None else "",
        older_url=f"{address}?before={page.older}" if page.older else "",
        **_form(page.editions, _latest_two(page.editions)),
    )


@public_page
def edition(request, section, slug, article_id, number, at=None):
    story = read_story(article_id, [number], at)
    if elsewhere := _elsewhere(request, story, section, slug, f"editions/{number}/", at):
        return elsewhere
    shown = _asked_for(story, number)
    if refusal := _refusal(request, story, [shown]):
        return refusal
    try:
        record = story.record_of(shown)
    except UnreadableSnapshot:
        return unreadable()
    (rights,) = rights_in([record.story], at or timezone.now())
    missing = frozenset() if shown.is_live else lists_missing(record.story, at)
    html = render_story(record, rights.withheld, files_in([record.story]), missing)
    return _page(
        request,
        "articles/edition.html",
        story,
        canonical=story.address(),
        edition=shown,
        title=record.story.headline,
        language=record.story.language,
        direction=direction(record.story.language),
        here_url=site_origin(request) + story.address("edition", number),
        story_html=mark_safe(without_marks(html)),
    )


@public_page
def compare(request, section, slug, article_id, at=None):
    asked = {name: _number(request.GET.get(name)) for name in ("from", "to")}
    query = "&".join(f"{name}={number}" for name, number in asked.items() if number is not None)
    listed = read_editions(article_id, at=at).editions
    pair = _pair(listed, asked["from"], asked["to"])
    story = read_story(article_id, pair, at)
    address = f"history/compare/?{query}" if query else "history/compare/"
    if elsewhere := _elsewhere(request, story, section, slug, address, at):
        return elsewhere
    editions = [_asked_for(story, number) for number in pair]
    if refusal := _refusal(request, story, editions):
        return refusal
    try:
        stories = [story.record_of(one).story for one in editions]
    except UnreadableSnapshot:
        return unreadable()
    rights = rights_in(stories, at or timezone.now())
    shown = [without(one, its.withheld) for one, its in zip(stories, rights, strict=True)]
    return _page(
        request,
        "articles/comparison.html",
        story,
        canonical=story.address("history"),
        here_url=f"{site_origin(request)}{story.address('compare')}?from={pair[0]}&to={pair[-1]}",
        before=editions[0],
        after=editions[-1],
        # Why the later one was published says nothing of those between.
        is_one_step=pair[-1] - pair[0] == 1 if pair else False,
        shown=compared(*shown, files_in(shown)) if len(shown) == 2 else None,
        **_form([*listed, *editions], pair),
    )


def _pair(listed: list[PublicEdition], before: int | None, after: int | None) -> list[int]:
    """The numbers to compare, the earlier first: the latest two where none is asked for.

    A single one where there is nothing to compare it with.
    """
    if before is None and after is None:
        return _latest_two(listed)
    if before is None or after is None:
        newest = listed[0].number if listed else 0
        before, after = (newest if one is None else one for one in (before, after))
    return sorted({before, after})


def _latest_two(listed: list[PublicEdition]) -> list[int]:
    return sorted(one.number for one in _shown(listed)[:2])


def _shown(editions: list[PublicEdition]) -> list[PublicEdition]:
    return [one for one in editions if not one.withheld]


def _form(editions: list[PublicEdition], pair: list[int]) -> dict:
    """Two choices among editions; the form is left out where there is but one."""
    choices = sorted({one.number: one for one in _shown(editions)}.values(), key=_by_number)
    return {
        "choices": choices[::-1] if len(choices) > 1 else [],
        "earlier": pair[0] if pair else 0,
        "later": pair[-1] if pair else 0,
        "is_one": len(pair) < 2,
    }


def _by_number(edition: PublicEdition) -> int:
    return edition.number


def _elsewhere(
    request: HttpRequest,
    story: PublicStory | None,
    section: str,
    slug: str,
    rest: str,
    at: datetime | None,
) -> HttpResponse | None:
    """The answer where there is no such page, or where its address is another."""
    if story is None or not story.is_shown:
        raise Http404
    if story.live is None:
        return story_gone(story.article_id, at)
    # "007" would be another address of story 7.
    written_out = request.path.endswith(f"-{story.article_id}/{rest.partition('?')[0]}")
    if (section, slug, True) != (story.section_slug, story.slug, written_out):
        return HttpResponsePermanentRedirect(story.address() + rest)
    return None


def _asked_for(story: PublicStory, number: int) -> PublicEdition:
    """Raises Http404 where no such edition has begun."""
    try:
        return story.editions[number]
    except KeyError:
        raise Http404 from None


def _refusal(request, story: PublicStory, editions: list[PublicEdition]) -> HttpResponse | None:
    """Why editions are not shown: withheld (RFC 7725), or of a story whose text is not shown."""
    if withheld := next((one for one in editions if one.withheld), None):
        return _page(
            request,
            "articles/edition_withheld.html",
            story,
            status=451,
            edition=withheld,
            is_comparison=len(editions) > 1,
        )
    if story.hides_text and not all(one.is_live for one in editions):
        return _page(request, "articles/text_hidden.html", story, status=410)
    return None


def _page(
    request,
    template: str,
    story: PublicStory,
    *,
    canonical="",
    status=200,
    described=None,
    **context,
):
    origin, links = site_origin(request), pages.sections()
    told = structured_pages.script(origin, links, described) if described else ""
    return render_public(
        template,
        status=status,
        sections_html=navigation(links, story.section_id),
        structured_html=told,
        story=story,
        story_url=story.address(),
        history_url=story.address("history"),
        compare_url=story.address("compare"),
        canonical=canonical and origin + canonical,
        **context,
    )


def _described(story: PublicStory) -> dict:
    """The list of versions as schema.org's WebPage, below its story."""
    name = _("How this story changed: %(headline)s") % {"headline": story.headline}
    address = story.address("history")
    page = structured_pages.web_page("WebPage", name, address)
    way = structured_pages.trail((story.headline, story.address()), (name, address))
    return page | {"breadcrumb": way}


def _number(text: str | None) -> int | None:
    """A number in an address. Raises Http404 for what is none."""
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise Http404
    return int(text)
