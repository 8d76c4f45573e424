"""Who wrote this? A story's text, and of every passage the revision that last wrote it.

Read from what each save noted (articles/authorship.py): nothing is compared here, however long
the history.
"""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from lxml import html as lxml_html

from articles.admin.history_view import what_it_changed
from articles.assembly import snapshot_working_copy
from articles.authorship import UNKNOWN, Runs
from articles.body import Block
from articles.comparing.passages import Passages, Shown, Stretch, build, passages, text_passages
from articles.models import Article, Edition, RevisionMeta
from articles.retracing import retrace
from articles.revisions import (
    NoSuchState,
    UnreadableState,
    authorship_at,
    last_number,
    revision_of,
    story_of,
)
from articles.state import name_of, read_state, when

# As many revisions of an earlier Newsroom as may be read while somebody waits.
RETRACED_AT_ONCE = 40


def urls(model_admin) -> list:
    view = model_admin.admin_site.admin_view(never_cache(require_safe(who_wrote_view)))
    own = {"model_admin": model_admin}
    return [
        path("<int:article_id>/who-wrote/", view, own, name="articles_article_who_wrote"),
        path(
            "<int:article_id>/who-wrote/<int:number>/",
            view,
            own,
            name="articles_article_who_wrote_then",
        ),
    ]


@dataclass(frozen=True)
class Writing:
    """One revision as the margin names it."""

    number: int
    who: str
    at: str
    published: str
    compare_url: str

    @cached_property
    def html(self) -> SafeString:
        """As the margin shows it: made once, though it stand beside many paragraphs."""
        revision = _("revision %d") % self.number
        if self.compare_url:
            revision = format_html('<a href="{}">{}</a>', self.compare_url, revision)
        return format_html(
            '<p class="who-writing" data-r="{}"><b>{}</b> {} <span>{} · {}</span></p>',
            self.number,
            self.who,
            self.at,
            revision,
            self.published,
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A field or a block: its text with a mark around each revision's words, and who they were."""

    kind: str
    text_html: SafeString
    latest: Writing | None
    earlier_html: SafeString
    earlier: int


def who_wrote_view(request, article_id, model_admin, number=None):
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    latest = last_number(article.pk)
    number = latest if number is None else number
    context = {"refusal": "", "passages": []}
    try:
        meta = revision_of(article.pk, number) if number else None
        story = story_of(meta) if meta and number != latest else snapshot_working_copy(article)
    except NoSuchState:
        raise Http404(_("This story has no such revision.")) from None
    except UnreadableState as unreadable:
        context["refusal"] = str(unreadable)
    else:
        context |= _told(article, story, number)
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/history/who_wrote.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": article,
            "title": _("Who wrote this?"),
            "subtitle": article.headline,
            "state": read_state(article),
            "form_url": reverse("admin:articles_article_change", args=[article.pk]),
            "then": number if number != latest else None,
            **context,
        },
    )


def _told(article: Article, story, number: int) -> dict:
    held = authorship_at(article.pk, number)
    if not held or _has_unknown(held):
        retrace(article.pk, most=RETRACED_AT_ONCE)
        held = authorship_at(article.pk, number)
    if not held:
        return {
            "refusal": _(
                "This story was saved by an earlier Newsroom, which did not note who wrote what. "
                "“manage.py trace_revisions” finds it out from the revisions."
            )
        }
    writings = _writings(article, _numbers(held))
    parts = [
        ("headline", text_passages(story.headline), held["headline"]),
        ("standfirst", text_passages(story.standfirst), held["standfirst"]),
        *(
            (block.kind, passages((block,)), runs)
            for block, runs in zip(story.body, held["body"], strict=False)
        ),
    ]
    blocks = [None, None, *story.body]
    return {
        "passages": [
            _passage(kind, words, runs, block, writings, story)
            for (kind, words, runs), block in zip(parts, blocks, strict=True)
            if words.keys
        ]
    }


def _numbers(held: dict) -> set[int]:
    lists = [held["headline"], held["standfirst"], *held["body"]]
    return {number for runs in lists for number, _size in runs}


def _has_unknown(held: dict) -> bool:
    return UNKNOWN in _numbers(held)


def _writings(article: Article, numbers: set[int]) -> dict[int, Writing]:
    metas = RevisionMeta.objects.filter(article_id=article.pk, number__in=numbers)
    published = _published(article)
    found = {
        meta.number: Writing(
            number=meta.number,
            who=name_of(meta.saved_by) or _("Newsroom"),
            at=when(meta.saved_at),
            published=published(meta.number),
            compare_url=what_it_changed(meta),
        )
        for meta in metas.select_related("saved_by")
    }
    for number in numbers - set(found):
        found[number] = Writing(number, _("Not known"), "", published(number), "")
    return found


def _published(article: Article):
    """Of a revision's number: which edition first brought it to readers, and by whom."""
    editions: list[tuple[int, Edition]] = [
        (edition.made_from.number, edition)
        for edition in article.editions.filter(made_from__isnull=False)
        .select_related("made_from", "published_by")
        .defer("document")
        .order_by("number")
    ]

    def words(number: int) -> str:
        edition = next((one for at, one in editions if at >= number), None)
        if edition is None:
            return _("not published yet")
        told = {"number": edition.number, "when": when(edition.live_from)}
        if who := name_of(edition.published_by):
            return _("edition %(number)d, %(when)s, by %(who)s") % {**told, "who": who}
        return _("edition %(number)d, %(when)s") % told

    return words


def _passage(
    kind: str, words: Passages, runs: Runs, block: Block | None, writings, story
) -> Passage:
    numbers = sorted({number for number, _size in runs}, reverse=True)
    most = max(numbers, key=lambda one: sum(size for number, size in runs if number == one))
    told = [writings[number] for number in numbers]
    if block is not None and not block.html:
        text_html = _named(block, story)
    else:
        text_html = _marked(words, runs, most, tag=None if block else "p")
    latest = told[0] if told else None
    earlier_html = mark_safe("".join(one.html for one in told[1:]))
    return Passage(kind, text_html, latest, earlier_html, len(told) - 1)


def _named(block: Block, story) -> SafeString:
    """What a picture, a post or a clip in the text is called."""
    things = {"image": story.images, "post": story.posts, "clip": story.clips}.get(block.kind, ())
    thing = next((one for one in things if one.id == block.ref), None)
    name = getattr(thing, "title", "") or getattr(thing, "author_name", "") or str(block.ref)
    kinds = {"image": _("Picture"), "post": _("Social post"), "clip": _("Clip")}
    element = lxml_html.Element("p", {"class": "who-thing"})
    element.text = f"{kinds.get(block.kind, '')}: {name}"
    return mark_safe(lxml_html.tostring(element, encoding="unicode"))


def _marked(words: Passages, runs: Runs, most: int, tag: str | None) -> SafeString:
    """A text with what another revision wrote than most of it marked by that one's number."""
    authors = [number for number, size in runs for _word in range(size)]
    texts = []
    for place, (_number, leaf) in enumerate(words.leaves):
        first = words.firsts[place]
        own = authors[first : first + len(leaf.keys)]
        stretches = _stretches(leaf, own, most)
        path = tuple((node, node, "") for node in leaf.path)
        texts.append(Shown(path, tuple(stretches)))
    root = build(texts, lxml_html.Element("div"))
    return mark_safe("".join(lxml_html.tostring(child, encoding="unicode") for child in root))


def _stretches(leaf, authors: list[int], most: int) -> list[Stretch]:
    found, start = [], 0
    while start < len(authors):
        end = start
        while end < len(authors) and authors[end] == authors[start]:
            end += 1
        around, attributes = None, ()
        if authors[start] != most:
            around, attributes = ("span", "who-other"), (("data-r", str(authors[start])),)
        from_, to = leaf.reach(start, end)
        if start and around:
            # The space between two people's words is nobody's.
            gap = leaf.spans[start][0]
            found += [Stretch(text, marks) for text, marks in leaf.cut(from_, gap)]
            from_ = gap
        for text, marks in leaf.cut(from_, to):
            found.append(Stretch(text, marks, around, attributes))
        start = end
    if leaf.spans and leaf.spans[-1][1] < len(leaf.text):
        found += [
            Stretch(text, marks) for text, marks in leaf.cut(leaf.spans[-1][1], len(leaf.text))
        ]
    return found
