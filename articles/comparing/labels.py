"""What the values of a story are called, and how each is shown as words."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Byline
from articles.models.image import SourceType
from articles.presentation import moment
from articles.snapshot import (
    ArticleSnapshot,
    AuthorSnapshot,
    BylineSnapshot,
    ClipSnapshot,
    HandleSnapshot,
    ImageSnapshot,
    PostSnapshot,
    SectionSnapshot,
    TagSnapshot,
)

LABELS: dict[type, dict[str, Any]] = {
    ArticleSnapshot: {
        "headline": gettext_lazy("Headline"),
        "standfirst": gettext_lazy("Standfirst"),
        "headline_front": gettext_lazy("Front-page headline"),
        "headline_search": gettext_lazy("Search headline"),
        "headline_social": gettext_lazy("Social headline"),
        "description": gettext_lazy("Description"),
        "slug": gettext_lazy("Slug"),
        "section": gettext_lazy("Section"),
        "kind": gettext_lazy("Kind"),
        "language": gettext_lazy("Language"),
    },
    SectionSnapshot: {
        "id": gettext_lazy("Number"),
        "name": gettext_lazy("Name"),
        "slug": gettext_lazy("Address"),
        "tip_prompt": gettext_lazy("Tip line"),
        "tip_email": gettext_lazy("E-mail for tips"),
    },
    BylineSnapshot: {
        "role": gettext_lazy("Role"),
        "author": gettext_lazy("Writer’s box"),
    },
    AuthorSnapshot: {
        "id": gettext_lazy("Number"),
        "name": gettext_lazy("Name"),
        "slug": gettext_lazy("Address"),
        "role": gettext_lazy("Job"),
        "base": gettext_lazy("Base"),
        "beat": gettext_lazy("Beat"),
        "bio": gettext_lazy("Biography"),
        "joined_year": gettext_lazy("Year of joining"),
        "previous_employers": gettext_lazy("Former employers"),
        "education": gettext_lazy("Education"),
        "languages": gettext_lazy("Languages"),
        "email": gettext_lazy("E-mail"),
        "handles": gettext_lazy("Social handles"),
        "photo_sha256": gettext_lazy("Photograph"),
        "photo_width": gettext_lazy("Width of the photograph"),
    },
    TagSnapshot: {
        "id": gettext_lazy("Number"),
        "name": gettext_lazy("Name"),
        "slug": gettext_lazy("Address"),
        "question": gettext_lazy("Question to readers"),
        "tip_email": gettext_lazy("E-mail for tips"),
    },
    ImageSnapshot: {
        "id": gettext_lazy("Number"),
        "sha256": gettext_lazy("File"),
        "width": gettext_lazy("Width"),
        "height": gettext_lazy("Height"),
        "focal_x": gettext_lazy("Focal point, from the left"),
        "focal_y": gettext_lazy("Focal point, from the top"),
        "is_lead": gettext_lazy("Lead picture"),
        "title": gettext_lazy("Title"),
        "caption": gettext_lazy("Caption"),
        "credit": gettext_lazy("Credit"),
        "alt": gettext_lazy("Alt text"),
        "source": gettext_lazy("Source"),
        "is_decorative": gettext_lazy("Decorative"),
        "extended_description": gettext_lazy("Extended description"),
        "creator": gettext_lazy("Creator"),
        "copyright_notice": gettext_lazy("Copyright notice"),
        "web_statement": gettext_lazy("Page of the licence"),
        "licensor_url": gettext_lazy("Where to get a licence"),
        "digital_source_type": gettext_lazy("How it was made"),
    },
    ClipSnapshot: {
        "id": gettext_lazy("Number"),
        "title": gettext_lazy("Title"),
        "file": gettext_lazy("File"),
        "track": gettext_lazy("Text track"),
        "duration": gettext_lazy("Length"),
        "width": gettext_lazy("Width"),
        "height": gettext_lazy("Height"),
        "caption": gettext_lazy("Caption"),
        "credit": gettext_lazy("Credit"),
        "poster": gettext_lazy("Poster"),
    },
    PostSnapshot: {
        "id": gettext_lazy("Number"),
        "platform": gettext_lazy("Platform"),
        "platform_name": gettext_lazy("Name of the platform"),
        "author_name": gettext_lazy("Author"),
        "handle": gettext_lazy("Handle"),
        "text": gettext_lazy("Text"),
        "posted_at": gettext_lazy("Time"),
        "url": gettext_lazy("Link"),
        "image": gettext_lazy("Picture"),
        "clip": gettext_lazy("Clip"),
    },
}


def byline_name(byline: BylineSnapshot) -> str:
    return byline.author.name


def tag_name(tag: TagSnapshot) -> str:
    return tag.name


def picture_name(image: ImageSnapshot) -> str:
    return image.title or image.alt or image.caption or _("picture %d") % image.id


def post_name(post: PostSnapshot) -> str:
    author = post.author_name or post.handle
    return f"{post.platform_name}, {author}" if author else post.platform_name


def clip_name(clip: ClipSnapshot) -> str:
    return clip.title or clip.caption or _("clip %d") % clip.id


# The lists of a story: what each is called, and what one thing in it is called.
LISTS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "bylines": (gettext_lazy("Byline"), byline_name),
    "tags": (gettext_lazy("Tags"), tag_name),
    "images": (gettext_lazy("Pictures"), picture_name),
    "posts": (gettext_lazy("Social posts"), post_name),
    "clips": (gettext_lazy("Clips"), clip_name),
}


def shown(kind: type, name: str, value: Any) -> str:
    """A value of a field as a desk reads it."""
    match value:
        case None | "" | ():
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case float():
            return _("%d%%") % round(value * 100)
        case tuple():
            return "\n".join(_one(item) for item in value)
        case ImageSnapshot():
            return picture_name(value)
        case ClipSnapshot():
            return clip_name(value)
        case BylineSnapshot() | AuthorSnapshot():
            return value.name
    return _SPECIAL.get((kind, name), str)(value)


def _one(item: Any) -> str:
    if isinstance(item, HandleSnapshot):
        return " ".join(part for part in (item.network, item.handle, item.url) if part)
    return str(item)


def _choice(choices) -> Callable[[str], str]:
    return lambda value: str(dict(choices).get(value, value))


def _language(code: str) -> str:
    # Django names languages without translating the names.
    return _(dict(settings.LANGUAGES).get(code, code))


def _length(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _fingerprint(sha256: str) -> str:
    return sha256[:12]


_SPECIAL: dict[tuple[type, str], Callable[[Any], str]] = {
    (ArticleSnapshot, "kind"): _choice(Article.Kind.choices),
    (ArticleSnapshot, "language"): _language,
    (BylineSnapshot, "role"): _choice(Byline.Role.choices),
    (ImageSnapshot, "digital_source_type"): _choice(SourceType.choices),
    (ImageSnapshot, "sha256"): _fingerprint,
    (AuthorSnapshot, "photo_sha256"): _fingerprint,
    (ClipSnapshot, "duration"): _length,
    (PostSnapshot, "posted_at"): lambda iso: moment(iso).shown,
}
