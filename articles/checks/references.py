"""Checks of the posts, clips and pictures in the text: each is ours, and is there."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body import REFERENCES, Block
from articles.checks.check import Check, Context, Finding, Level
from articles.snapshot import PostSnapshot

NETWORKS = frozenset(
    {
        *("x.com", "twitter.com", "t.co", "bsky.app", "instagram.com", "facebook.com", "fb.watch"),
        *("threads.net", "threads.com", "tiktok.com", "youtube.com", "youtu.be", "t.me"),
        *("mastodon.social", "linkedin.com", "reddit.com", "truthsocial.com", "vk.com"),
    }
)
_ADDRESS = re.compile(r"(?:https?://)?[\w.-]+\.\w+/\S*")
# Mastodon has many hosts and one form of address.
_MASTODON = re.compile(r"/@[^/]+/\d+")


class ReferenceGone(Check):
    code = "reference-gone"
    name = gettext_lazy("Picture, post or clip that is no longer there")
    level = Level.BLOCKING

    def find(self, context: Context) -> Iterator[Finding]:
        story = context.story
        there = {
            "image": {image.id for image in story.images},
            "post": {post.id for post in story.posts},
            "clip": {clip.id for clip in story.clips},
        }
        for index, block in enumerate(story.body):
            if block.kind in REFERENCES and block.ref not in there[block.kind]:
                yield Finding(self.sentence(block), context.block(index))

    def sentence(self, block: Block) -> str:
        match block.kind:
            case "image":
                return _("A picture in the text has been deleted from the library: take it out.")
            case "post":
                return _("A social post in the text has been deleted: take it out.")
        return _("A clip in the text has been deleted: take it out.")


class PostNotKept(Check):
    code = "post-not-kept"
    name = gettext_lazy("Social post without a kept copy")

    def find(self, context: Context) -> Iterator[Finding]:
        story = context.story
        empty = {post.id: post for post in story.posts if not _has_copy(post)}
        for index, block in enumerate(story.body):
            if block.kind == "post" and block.ref in empty:
                sentence = _("Of the post by %(author)s nothing is kept: no text, picture or clip.")
                author = empty[block.ref].author_name
                yield Finding(sentence % {"author": author}, context.block(index))
            elif address := _bare_post(block):
                sentence = _(
                    "A social post stands in the text as a link (%(address)s). Keep a copy of it."
                )
                yield Finding(sentence % {"address": address}, context.block(index))


def _has_copy(post: PostSnapshot) -> bool:
    return bool(post.text.strip() or post.image or post.clip)


def _bare_post(block: Block) -> str:
    """The address of a social post that is all a paragraph says; "" where it says more."""
    text = block.text() if block.kind == "paragraph" else ""
    if not _ADDRESS.fullmatch(text):
        return ""
    try:
        url = urlsplit(text if "://" in text else f"https://{text}")
        host = (url.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    is_post = host in NETWORKS or _MASTODON.fullmatch(url.path.rstrip("/"))
    return text if is_post and url.path.strip("/") else ""
