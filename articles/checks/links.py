"""Dead links to our own pages, each at its place in the text (articles/internal_links.py)."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.check import Check, Context, Finding
from articles.internal_links import links_of, own_path, place_of, states_of_links

# More links than any story has; the rest of a list that is longer is not looked at.
MOST_LINKS = 500


class DeadLink(Check):
    code = "dead-link"
    name = gettext_lazy("Dead link to our own site")

    def find(self, context: Context) -> Iterator[Finding]:
        hosts = [host for host in settings.ALLOWED_HOSTS if host != "*"]
        links = list(_own_links(context, hosts))[:MOST_LINKS]
        hrefs = (href for _block, _words, href, _path in links)
        states = states_of_links(hrefs, hosts=hosts, at=context.at)
        for block, words, href, path in links:
            if states[href].is_dead and not _brings(context, path):
                sentence = _("The link “%(words)s” leads readers nowhere. %(why)s") % {
                    "words": words or _("without words"),
                    "why": states[href].sentence,
                }
                yield Finding(sentence, context.block(block))


def _own_links(context: Context, hosts: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """The links of a story to this site: their block, their words, what is written for each and
    the path of that."""
    for block, shown in enumerate(context.story.body):
        for href, words in links_of(shown.html):
            if path := own_path(href, hosts=hosts):
                yield block, words.strip(), href, path


def _brings(context: Context, path: str) -> bool:
    """Whether a page is there once this story is live: its own, its tags', its authors'."""
    story, (name, values) = context.story, place_of(path)
    match name:
        case "articles:article":
            return values["article_id"] == context.article.pk
        case "articles:tag":
            return values["slug"] in {tag.slug for tag in story.tags}
        case "authors:author":
            return values["slug"] in {byline.author.slug for byline in story.bylines}
    return False
