"""Drawings as files. Imports nothing of Django, so that a spawned process can draw."""

import io

from articles.demo.pictures import draw, draw_portrait


def picture_jpeg(slug: str) -> tuple[str, bytes]:
    """A picture's slug and its JPEG."""
    return slug, _jpeg(draw(slug))


def portrait_jpeg(slug: str) -> bytes:
    return _jpeg(draw_portrait(slug))


def _jpeg(picture) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
