"""Makers of the rows that tests need: real rows, with sensible words."""

import io
import itertools
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Picture

from articles.models import (
    Article,
    Byline,
    Clip,
    Image,
    ImageCaption,
    PreviewLink,
    Section,
    SocialPost,
)
from articles.preview_links import make_link
from articles.publishing import publish
from articles.revisions import revision
from authors.models import Author

_numbers = itertools.count(1)


def make_user(group: str | None = None, username: str = "", **values) -> User:
    """A member of staff, in one of the desk's groups; the password is the username."""
    username = username or f"user{next(_numbers)}"
    user = User.objects.create_user(username, password=username, is_staff=True, **values)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_section(name: str = "World", **values) -> Section:
    slug = values.pop("slug", name.lower())
    section, _ = Section.objects.get_or_create(slug=slug, defaults={"name": name, **values})
    return section


def make_author(name: str = "", **values) -> Author:
    return Author.objects.create(name=name or f"Author {next(_numbers)}", **values)


def picture_bytes(size=(800, 533), colour="teal", kind="JPEG") -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def make_image(name: str = "harbour.jpg", *, size=(800, 533), colour=None, **values) -> Image:
    number = next(_numbers)
    colour = colour or (number % 256, number * 7 % 256, number * 13 % 256)
    words = {
        "title": "Harbour",
        "alt": "A harbour at dawn",
        "caption": "The harbour at dawn.",
        "credit": "Jo Li/Agency",
    }
    image = Image(file=SimpleUploadedFile(name, picture_bytes(size, colour)), **(words | values))
    image.full_clean()
    image.save()
    return image


def clip_bytes() -> bytes:
    """The first bytes of an MP4: enough to be kept, not to be played."""
    return b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(str(next(_numbers)), "ascii")


def make_clip(title: str = "The pen falls", *, data: bytes | None = None, **values) -> Clip:
    clip = Clip(title=title, file=SimpleUploadedFile("pen.mp4", data or clip_bytes()), **values)
    clip.full_clean()
    clip.save()
    return clip


def make_post(**values) -> SocialPost:
    words = {
        "platform": "mastodon",
        "author_name": "Harbour Pilots",
        "handle": "@pilots@example.org",
        "text": "The ferry has left.",
        "url": f"https://example.org/@pilots/{next(_numbers)}",
    }
    return SocialPost.objects.create(**(words | values))


def make_story(
    headline: str = "Ferry returns to the strait",
    *,
    body: str = "<p>The ferry came back on Monday.</p>",
    tags=(),
    authors=None,
    by=None,
    lead=None,
    **values,
) -> Article:
    """A story fit to publish, saved as one revision."""
    values.setdefault("section", make_section())
    with revision(by=by, note="Filed") as saving:
        article = Article(headline=headline, body=body, **values)
        article.full_clean()
        article.save()
        article.tags.add(*tags)
        for position, author in enumerate([make_author()] if authors is None else authors):
            Byline.objects.create(article=article, author=author, position=position)
        if lead:
            ImageCaption.objects.create(article=article, image=lead, role="lead")
        saving.finish(article)
    return article


def make_live_story(*args, at=None, **kwargs) -> Article:
    article = make_story(*args, **kwargs)
    publish(article, by=None, change="first", at=at)
    return article


def save_change(article: Article, *, by=None, note: str = "", **values) -> Article:
    """Save other values for a story, as one revision."""
    with revision(by=by, note=note) as saving:
        saving.begin(article)
        for name, value in values.items():
            setattr(article, name, value)
        article.save()
        saving.finish(article)
    return article


def make_link_to(article: Article, label: str = "Per Holm", *, frozen=False) -> tuple:
    """A preview link and its secret."""
    expires = timezone.now() + timedelta(days=1)
    return make_link(article, by=None, label=label, expires=expires, frozen=frozen)


def expire(link: PreviewLink, ago: timedelta = timedelta(seconds=1)) -> None:
    """As if a link had been made some days before and had ended just now."""
    now = timezone.now()
    PreviewLink.objects.filter(pk=link.pk).update(
        created_at=now - timedelta(days=3), expires_at=now - ago
    )
