"""What the templates of a story show, worked out from its record: no database, no HTML of its own.

The few values whose names end in ``_html`` are safe: each part was escaped here or came from the
body's sanitiser.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.block_html import block_html, places_sought
from articles.changes import HEADINGS
from articles.models import Article, Byline
from articles.models.image import MADE_BY_AI, PARTLY_BY_AI
from articles.record import EditionRecord, Notice
from articles.snapshot import (
    ArticleSnapshot,
    AuthorSnapshot,
    ClipSnapshot,
    ImageSnapshot,
    PostSnapshot,
)
from newsroom.dates import day, day_and_time, for_programs
from newsroom.languages import direction as direction
from newsroom.renditions import (
    AT_ONCE,
    THUMBNAIL_WIDTHS,
    WIDTHS,
    jpeg_width,
    rendition_name,
    sizes,
)

# Who is introduced under a story; photographers only where nobody wrote.
_WRITERS = frozenset({"by", "additional_reporting", "translation", "research", "data"})
# Characters: more than three lines on a phone.
LONG_CAPTION = 160
# A clip stands in the column of the text, 42rem wide: two dots a pixel.
POSTER_WIDTH = 1280
_LINK = re.compile(r"https?://[^\s<>\"']+")
_VIDEO_TYPES = {"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm"}


@dataclass(frozen=True, slots=True)
class Moment:
    iso: str
    shown: str


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A correction as the story's page says it."""

    change: str
    heading: str
    text: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Files:
    """What there is of one picture: the recipe of its sizes (newsroom/renditions.py), the classes
    of its tint, the focal points of its social cards and of its crops for search engines.

    ``is_whole`` says that the worker has nothing left to make.
    """

    recipe: int = AT_ONCE
    tint: str = ""
    cards: frozenset[str] = frozenset()
    crops: frozenset[str] = frozenset()
    is_whole: bool = False


# What every stored picture has.
LEAST = Files()
NONE_KNOWN: Mapping[str, Files] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Picture:
    """Addresses and sizes of a picture.

    ``sources`` are (MIME type, srcset) in the order of preference; ``classes`` name its focal
    point and its tint.
    """

    jpeg: str
    jpeg_srcset: str
    sources: tuple[tuple[str, str], ...]
    width: int
    height: int
    classes: str
    shape: str
    alt: str
    title: str
    caption: str
    credit: str
    # What readers are told of a picture that AI made or changed.
    made_by: str
    # Whether the caption folds on a phone.
    is_long: bool


@dataclass(frozen=True, slots=True)
class Credit:
    """One role of the byline: its label and its authors, each with what follows the name."""

    label: str
    authors: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TipLine:
    email: str
    prompts: str


@dataclass(frozen=True, slots=True)
class Video:
    clip: ClipSnapshot
    url: str
    type: str
    track: str
    poster: str
    # For programs that may not know WebP.
    poster_jpeg: str
    shape: str


@dataclass(frozen=True, slots=True)
class Post:
    post: PostSnapshot
    text_html: SafeString
    posted: Moment | None
    picture: Picture | None
    video: Video | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """An author's photo: ``sources`` as a picture's, none wider than a portrait is shown."""

    jpeg: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Writer:
    author: AuthorSnapshot
    url: str
    introduction: str
    # The introduction is the biography's beginning, so only one of the two is to be seen.
    shortened: bool
    biography: tuple[str, ...]
    photo: Portrait | None

    @property
    def has_more(self) -> bool:
        """Whether there is anything to read of them but the introduction."""
        one = self.author
        facts = one.beat, one.joined_year, one.previous_employers, one.education, one.languages
        return any((*facts, one.email, one.handles, self.biography))


def first_published(record: EditionRecord) -> Moment:
    """When readers first saw a story: a day where no more is known."""
    return moment(record.first_published, is_day=record.is_dated_by_day)


def updated(record: EditionRecord) -> Moment | None:
    """When readers were last told something new, where that is another time than the first."""
    last = moment(record.updated, is_day=record.is_updated_by_day)
    return last if last.shown != first_published(record).shown else None


def moment(iso: str, *, is_day: bool = False) -> Moment:
    """A time as the site's readers count it, to the minute; a day where no more is known."""
    local = timezone.localtime(datetime.fromisoformat(iso))
    if is_day:
        return Moment(local.date().isoformat(), day(local))
    return Moment(local.isoformat(timespec="seconds"), day_and_time(local))


def published_time(record: EditionRecord) -> str:
    """When readers first saw a story, as programs are told."""
    return for_programs(record.first_published, is_day=record.is_dated_by_day)


def modified_time(record: EditionRecord) -> str:
    """When it last became another, as programs are told."""
    return for_programs(record.updated, is_day=record.is_updated_by_day)


def notice(told: Notice) -> PublicNotice:
    heading = str(HEADINGS.get(told.change, ""))
    return PublicNotice(
        told.change, heading, told.text, moment(told.at, is_day=told.is_dated_by_day)
    )


def picture(
    image: ImageSnapshot | None, files: Mapping[str, Files] = NONE_KNOWN, *, most: int = WIDTHS[-1]
) -> Picture | None:
    """A picture as its page may show it now: only files that are there are named.

    ``most`` is the width in pixels beyond which no size is of use where it is shown.
    """
    if image is None:
        return None
    there = files.get(image.sha256, LEAST)
    steps = sizes(image.width, there.recipe)
    jpegs = _srcset(image.sha256, "jpg", steps["jpg"], most)
    focus = f"fx{round(image.focal_x * 10)} fy{round(image.focal_y * 10)}"
    return Picture(
        jpeg=jpeg_url(image.sha256, image.width),
        jpeg_srcset=jpegs if len(steps["jpg"]) > 1 else "",
        # Without the wide ones, a picture's thumbnails would be shown far too large.
        sources=()
        if there.recipe == AT_ONCE
        else tuple(
            (f"image/{extension}", _srcset(image.sha256, extension, steps[extension], most))
            for extension in ("avif", "webp")
            if extension in steps
        ),
        width=image.width,
        height=image.height,
        classes=f"{focus} tint {there.tint}" if there.tint else focus,
        shape="upright" if image.height > image.width else "wide",
        alt=image.alt,
        title=image.title,
        caption=image.caption,
        credit=image.credit,
        made_by=made_by(image),
        is_long=len(image.caption) > LONG_CAPTION,
    )


def made_by(image: ImageSnapshot) -> str:
    """A note that AI made or changed a picture; "" for all others."""
    if image.digital_source_type in MADE_BY_AI:
        return _("Made with AI")
    return _("Partly made with AI") if image.digital_source_type in PARTLY_BY_AI else ""


def jpeg_url(sha256: str, width: int) -> str:
    return default_storage.url(rendition_name(sha256, jpeg_width(width), "jpg"))


def _srcset(sha256: str, extension: str, steps: list[int], most: int = WIDTHS[-1]) -> str:
    return ", ".join(
        f"{default_storage.url(rendition_name(sha256, step, extension))} {step}w"
        for step in steps
        if step <= most or step == steps[0]
    )


def list_headline(story: ArticleSnapshot) -> str:
    """What the story is called on the front page and in lists."""
    return story.headline_front or story.headline


def page_title(story: ArticleSnapshot) -> str:
    """The ``<title>``: what search results and the browser's tab call the story."""
    return story.headline_search or story.headline


def social_headline(story: ArticleSnapshot) -> str:
    """``og:title``: what the story is called where it is shared (https://ogp.me)."""
    return story.headline_social or story.headline


def description(story: ArticleSnapshot) -> str:
    """``<meta name="description">``, ``og:description`` and schema.org's ``description``."""
    return story.description or story.standfirst


def credits(story: ArticleSnapshot) -> list[Credit]:
    """The byline, grouped by role in the order in which roles first appear."""
    groups: dict[str, list[AuthorSnapshot]] = {}
    for byline in story.bylines:
        groups.setdefault(byline.role, []).append(byline.author)
    return [Credit(_role_label(role), _joined(authors)) for role, authors in groups.items()]


def card_byline(story: ArticleSnapshot) -> str:
    """The names a list shows: the writers, or whoever stands first."""
    if not story.bylines:
        return ""
    role = "by" if any(one.role == "by" for one in story.bylines) else story.bylines[0].role
    names = _joined([byline.author for byline in story.bylines if byline.role == role])
    return _("%(role)s %(names)s") % {
        "role": _role_label(role),
        "names": "".join(name + after for name, _url, after in names),
    }


def kind_label(story: ArticleSnapshot) -> str:
    """The kind, unless it is plain news."""
    if story.kind == Article.Kind.NEWS or story.kind not in Article.Kind.values:
        return ""
    return str(Article.Kind(story.kind).label)


def author_url(author: AuthorSnapshot) -> str:
    return reverse("authors:author", args=[author.slug])


def tip_lines(story: ArticleSnapshot) -> list[TipLine]:
    """The section's prompt and the tags' questions, one line for each address they go to."""
    section = story.section
    home = section.tip_email if section else ""
    prompts: dict[str, list[str]] = {}
    if home and section.tip_prompt:
        prompts[home] = [section.tip_prompt]
    for tag in story.tags:
        if tag.question and (email := tag.tip_email or home):
            prompts.setdefault(email, []).append(tag.question)
    return [TipLine(email, " ".join(lines)) for email, lines in prompts.items()]


def writers(story: ArticleSnapshot, files: Mapping[str, Files] = NONE_KNOWN) -> list[Writer]:
    """Whom a story introduces to its readers."""
    bylines = [byline for byline in story.bylines if byline.role in _WRITERS] or story.bylines
    return [writer(byline.author, files) for byline in bylines]


def writer(author: AuthorSnapshot, files: Mapping[str, Files] = NONE_KNOWN) -> Writer:
    paragraphs = tuple(line.strip() for line in author.bio.splitlines() if line.strip())
    shortened = bool(paragraphs) and paragraphs[0].startswith(author.name)
    return Writer(
        author=author,
        url=author_url(author),
        introduction=_beginning(paragraphs[0]) if shortened else _introduction(author),
        shortened=shortened,
        biography=paragraphs,
        photo=portrait(author.photo_sha256, author.photo_width, files),
    )


def portrait(sha256: str, width: int, files: Mapping[str, Files] = NONE_KNOWN) -> Portrait | None:
    if not sha256:
        return None
    steps = sizes(width, files.get(sha256, LEAST).recipe)
    most = THUMBNAIL_WIDTHS[-1]
    return Portrait(
        jpeg_url(sha256, width),
        tuple(
            (f"image/{extension}", _srcset(sha256, extension, steps[extension], most))
            for extension in ("avif", "webp")
            if extension in steps
        ),
    )


def video(clip: ClipSnapshot, files: Mapping[str, Files] = NONE_KNOWN) -> Video:
    return Video(
        clip=clip,
        url=default_storage.url(clip.file),
        type=_VIDEO_TYPES.get(clip.file.rsplit(".", 1)[-1].lower(), "video/mp4"),
        track=default_storage.url(clip.track) if clip.track else "",
        poster=_poster_url(clip.poster, files) if clip.poster else "",
        poster_jpeg=jpeg_url(clip.poster.sha256, clip.poster.width) if clip.poster else "",
        shape="upright" if clip.height > clip.width else "wide",
    )


def _poster_url(image: ImageSnapshot, files: Mapping[str, Files]) -> str:
    """The one address that a ``poster`` takes: a WebP as wide as a clip is shown, once there is."""
    recipe = files.get(image.sha256, LEAST).recipe
    if recipe == AT_ONCE:
        return jpeg_url(image.sha256, image.width)
    widths = [step for step in sizes(image.width, recipe)["webp"] if step <= POSTER_WIDTH]
    return default_storage.url(rendition_name(image.sha256, widths[-1], "webp"))


def social_post(post: PostSnapshot, files: Mapping[str, Files] = NONE_KNOWN) -> Post:
    return Post(
        post=post,
        text_html=linked_text(post.text),
        posted=moment(post.posted_at) if post.posted_at else None,
        picture=picture(post.image, files),
        video=video(post.clip, files) if post.clip else None,
    )


def linked_text(text: str) -> SafeString:
    """Somebody else's plain text with its line breaks and its web addresses as links.

    Only http and https are linked, so that no text can carry a link that runs something.
    """
    parts, end = [], 0
    text = text.strip()
    for match in _LINK.finditer(text):
        url = match.group().rstrip(".,;:!?)]}’”")
        parts += [escape(text[end : match.start()]), _outward(url)]
        end = match.start() + len(url)
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts).replace("\r\n", "\n").replace("\n", "<br>\n"))


def blocks(record: EditionRecord, files: Mapping[str, Files] = NONE_KNOWN) -> list[dict]:
    """The body for the template: runs of sanitised HTML, and what the references show."""
    story = record.story
    shown = {
        "image": {one.id: one for one in story.images},
        "post": {one.id: one for one in story.posts},
        "clip": {one.id: one for one in story.clips},
    }
    make = {
        "image": partial(picture, files=files),
        "post": partial(social_post, files=files),
        "clip": partial(video, files=files),
    }
    parts: list[dict] = []
    places = places_sought(story.body)
    for block in story.body:
        if block.kind not in shown:
            html = block_html(block, places)
            if parts and "run_html" in parts[-1]:
                html = parts.pop()["run_html"] + "\n" + html
            parts.append({"run_html": mark_safe(html)})
        elif found := shown[block.kind].get(block.ref):
            parts.append({block.kind: make[block.kind](found)})
    return parts


def _outward(url: str) -> str:
    shown = re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
    shown = shown if len(shown) <= 48 else shown[:47] + "…"
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', url, shown)


def _role_label(role: str) -> str:
    return str(Byline.Role(role).label if role in Byline.Role.values else Byline.Role.BY.label)


def _joined(authors: list[AuthorSnapshot]) -> tuple[tuple[str, str, str], ...]:
    last = len(authors) - 1
    ends = {last: "", last - 1: pgettext("between the last two names", " and ")}
    return tuple(
        (author.name, author_url(author), ends.get(place, pgettext("between names", ", ")))
        for place, author in enumerate(authors)
    )


def _introduction(author: AuthorSnapshot) -> str:
    """A sentence or two that say who this is."""
    words = {
        "name": author.name,
        "role": author.role,
        "base": author.base,
        "beat": author.beat,
        "site": settings.SITE_NAME,
    }
    vowel = author.role[:1].lower() in set("aeio")
    if author.role and author.base:
        text = (
            _("%(name)s is an %(role)s based in %(base)s.")
            if vowel
            else _("%(name)s is a %(role)s based in %(base)s.")
        )
    elif author.role:
        text = _("%(name)s is an %(role)s.") if vowel else _("%(name)s is a %(role)s.")
    elif author.base:
        text = _("%(name)s writes for %(site)s from %(base)s.")
    else:
        text = _("%(name)s writes for %(site)s.")
    if author.beat:
        text = f"{text} {_('Covers %(beat)s.')}"
    return text % words


def _beginning(text: str, most: int = 150) -> str:
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:– ") + " …"
