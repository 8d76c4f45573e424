"""Dead links to our own pages: found in the text without the database, then asked of it at once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body import Block
from articles.checks.check import Check, Context, Finding
from articles.models import (
    Article,
    Edition,
    EditionByline,
    EditionTag,
    Section,
    Withdrawal,
)

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# More links than any story has; the rest of a list that is longer is not looked at.
MOST_LINKS = 500


@dataclass(frozen=True, slots=True)
class Target:
    """A page of ours: its kind, and the id or the slug that finds it."""

    kind: str
    key: str | int = ""


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link in the text that leads to this site: its block, its words, where it leads."""

    block: int
    words: str
    target: Target


def own_links(blocks: Iterable[Block], address: str, hosts: frozenset[str]) -> list[OwnLink]:
    """The links of a text that lead to this site. Touches no database.

    ``address`` is the story's own, from which relative links go out.
    """
    found = []
    for index, block in enumerate(blocks):
        for href, words in _LINK.findall(block.html):
            target = target_of(unescape(href), address, hosts)
            if target is not None:
                found.append(OwnLink(index, unescape(_TAG.sub("", words)).strip(), target))
    return found[:MOST_LINKS]


def target_of(href: str, address: str, hosts: frozenset[str]) -> Target | None:
    """What an address leads to here; None where it leads elsewhere or to a place in the story."""
    try:
        url = urlsplit(urljoin(address, href))
        host = url.hostname
    except ValueError:
        return None
    if url.scheme not in ("", "http", "https") or (host and host not in hosts):
        return None
    path = unquote(url.path)
    if not href or href[0] in "#?" or path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return None
    for one in (path, f"{path}/"):
        try:
            match = resolve(one or "/")
        except Resolver404:
            continue
        return _target(match)
    return Target("nothing")


def _target(match) -> Target | None:
    if match.namespaces and match.namespaces[0] == "admin":
        return Target("desk")
    match match.view_name:
        case "articles:article":
            return Target("story", match.kwargs["article_id"])
        case "articles:section":
            return Target("section", match.kwargs["section"])
        case "articles:tag":
            return Target("tag", match.kwargs["slug"])
        case "authors:author":
            return Target("author", match.kwargs["slug"])
    return None


class DeadLink(Check):
    code = "dead-link"
    name = gettext_lazy("Dead link to our own site")

    def find(self, context: Context) -> Iterator[Finding]:
        article = context.article
        links = own_links(context.story.body, article.get_absolute_url(), own_hosts())
        why = dead(_own_pages_left_out(links, context), context.at)
        for link in links:
            if link.target in why:
                sentence = why[link.target] % {"words": link.words or _("without words")}
                yield Finding(sentence, context.block(link.block))


def _own_pages_left_out(links: list[OwnLink], context: Context) -> set[Target]:
    """All targets but those this story itself brings: its page, its tags', its authors'."""
    story = context.story
    own = {
        Target("story", context.article.pk),
        *(Target("tag", tag.slug) for tag in story.tags),
        *(Target("author", byline.author.slug) for byline in story.bylines),
    }
    return {link.target for link in links} - own


def own_hosts() -> frozenset[str]:
    named = {urlsplit(settings.SITE_URL).hostname} if settings.SITE_URL else set()
    return frozenset(named | {host.strip("[]") for host in settings.ALLOWED_HOSTS if host != "*"})


def dead(targets: Iterable[Target], at: datetime) -> dict[Target, str]:
    """Why pages of ours are not there for readers at an instant: five queries at most."""
    keys: dict[str, set] = defaultdict(set)
    for target in targets:
        keys[target.kind].add(target.key)
    live = Edition.objects.live(at)
    why = {}
    if keys["nothing"]:
        why[Target("nothing")] = _("The link “%(words)s” leads to no page of this site.")
    if keys["desk"]:
        why[Target("desk")] = _("The link “%(words)s” leads to the desk, where no reader gets in.")
    if ids := keys["story"]:
        why |= _dead_stories(
            ids - set(live.filter(article__in=ids).values_list("article", flat=True))
        )
    if slugs := keys["section"]:
        there = Section.objects.filter(slug__in=slugs).values_list("slug", flat=True)
        why |= _dead(
            "section", slugs - set(there), _("The link “%(words)s” leads to no page of this site.")
        )
    for kind, rows in (("tag", EditionTag), ("author", EditionByline)):
        if slugs := keys[kind]:
            there = rows.objects.filter(**{f"{kind}__slug__in": slugs}, edition__in=live)
            sentence = _("The link “%(words)s” leads to a page that has no stories yet.")
            known = there.values_list(f"{kind}__slug", flat=True).distinct()
            why |= _dead(kind, slugs - set(known), sentence)
    return why


def _dead(kind: str, keys: set, sentence: str) -> dict[Target, str]:
    return {Target(kind, key): sentence for key in keys}


def _dead_stories(ids: set[int]) -> dict[Target, str]:
    if not ids:
        return {}
    withdrawn = Exists(Withdrawal.objects.filter(edition__article=OuterRef("pk")))
    known = dict(
        Article.objects.filter(pk__in=ids)
        .order_by()
        .annotate(gone=withdrawn)
        .values_list("pk", "gone")
    )
    sentences = {
        None: _("The link “%(words)s” leads to a story that does not exist."),
        True: _("The link “%(words)s” leads to a story that was withdrawn."),
        False: _("The link “%(words)s” leads to a story that readers do not see by then."),
    }
    return {Target("story", pk): sentences[known.get(pk)] for pk in ids}
