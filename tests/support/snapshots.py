"""Snapshots made of words alone, for what is a function of snapshots."""

from articles.body import clean_body, split_blocks
from articles.snapshot import (
    ArticleSnapshot,
    AuthorSnapshot,
    BylineSnapshot,
    ImageSnapshot,
    SectionSnapshot,
)


def make_snapshot(body: str = "<p>The ferry came back.</p>", **values) -> ArticleSnapshot:
    story = {
        "article_id": 7,
        "headline": "Ferry returns to the strait",
        "standfirst": "",
        "slug": "ferry-returns",
        "kind": "news",
        "language": "en-gb",
        "section": SectionSnapshot(1, "World", "world", "", ""),
        "bylines": (byline(1, "Hanna Voss"),),
        "tags": (),
        "images": (),
        "posts": (),
        "clips": (),
    }
    return ArticleSnapshot(body=split_blocks(clean_body(body)), **(story | values))


def byline(pk: int, name: str) -> BylineSnapshot:
    author = AuthorSnapshot(
        id=pk,
        name=name,
        slug=name.lower().replace(" ", "-"),
        role="",
        base="",
        beat="",
        bio="",
        joined_year=None,
        previous_employers=(),
        education=(),
        languages=(),
        email="",
        handles=(),
        photo_sha256="",
        photo_width=0,
    )
    return BylineSnapshot("by", author)


def picture(pk: int = 1, **values) -> ImageSnapshot:
    words = {
        "sha256": "0" * 64,
        "width": 800,
        "height": 533,
        "focal_x": 0.5,
        "focal_y": 0.5,
        "is_lead": False,
        "title": "",
        "caption": "The harbour at dawn.",
        "credit": "Jo Li/Agency",
        "alt": "A harbour",
        "source": "",
    }
    return ImageSnapshot(id=pk, **(words | values))
