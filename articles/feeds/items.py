"""What a feed holds, whatever its format: values that rss.py, atom.py and json_feed.py write."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import presentation
from articles.feeds.content import content_html
from articles.record import EditionRecord, read_record
from articles.snapshot import ClipSnapshot, ImageSnapshot
from articles.withholding import Media, in_lists, without
from newsroom.dates import for_programs
from newsroom.renditions import jpeg_width

# Who made a picture and not the text.
_NO_WRITERS = frozenset({"photographs", "illustration"})


@dataclass(frozen=True, slots=True)
class FeedPicture:
    """A JPEG of the picture; ``credit`` with what readers are told of one that AI made."""

    url: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class FeedClip:
    """A clip of the story's own: its file and its poster's JPEG, "" where it has none; its
    length in seconds where that is known."""

    url: str
    type: str
    width: int
    height: int
    duration: int | None
    title: str
    caption: str
    credit: str
    poster: str


@dataclass(frozen=True, slots=True)
class FeedAuthor:
    name: str
    url: str
    writes: bool = True


@dataclass(frozen=True, slots=True)
class FeedTopic:
    """A section or a tag: its name, its slug, its page."""

    name: str
    slug: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedNotice:
    change: str
    heading: str
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class FeedItem:
    """``id`` stays whatever becomes of headline, slug and section; ``html`` is "" where a feed
    gives summaries; ``updated`` moves as articles/changes.py says. Of both, the day where no more
    is known, else ""."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    language: str
    published: datetime
    updated: datetime
    published_day: str = ""
    updated_day: str = ""
    edition: int = 0
    authors: tuple[FeedAuthor, ...] = ()
    section: FeedTopic | None = None
    tags: tuple[FeedTopic, ...] = ()
    picture: FeedPicture | None = None
    clips: tuple[FeedClip, ...] = ()
    notices: tuple[FeedNotice, ...] = ()
    is_retracted: bool = False

    @property
    def topics(self) -> tuple[FeedTopic, ...]:
        return (self.section, *self.tags) if self.section else self.tags


@dataclass(frozen=True, slots=True)
class Feed:
    """``next_url`` is where older items are (RFC 5005, paged feeds); "" at the end. The icons are
    square PNG files of 144 and of 512 pixels."""

    id: str
    title: str
    description: str
    home_url: str
    feed_url: str
    next_url: str
    site_url: str
    updated: datetime
    small_icon: str
    icon: str
    language: str = field(default_factory=lambda: settings.LANGUAGE_CODE)
    items: tuple[FeedItem, ...] = ()

    @property
    def is_updated_by_day(self) -> bool:
        """Whether no more than the day of ``updated`` is known."""
        return any(item.updated_day and item.updated == self.updated for item in self.items)


def tag_uri(origin: str, day: datetime, *parts: object) -> str:
    """A name that is no address and so never moves (RFC 4151); the day is in UTC."""
    host = urlsplit(origin).hostname or "localhost"
    return f"tag:{host},{day:%Y-%m-%d}:{':'.join(str(part) for part in parts)}"


def item_of(document: str, path: str, origin: str, withheld: Media) -> FeedItem:
    """The item of an edition: its document, the path of its page, what of it is withheld.

    Raises UnreadableSnapshot.
    """
    names = ("FEED_TEXT", "CORRECTIONS_PLACE", "MEDIA_URL", "LANGUAGE_CODE", "TIME_ZONE")
    return _made(document, path, origin, withheld, tuple(getattr(settings, one) for one in names))


# Feeds are asked for all day and change little; all that an item is made of is in its key.
@lru_cache(maxsize=256)
def _made(document: str, path: str, origin: str, withheld: Media, _settings: tuple) -> FeedItem:
    record = record_in(document).as_readers_see_it()
    story = record.story
    shown = in_lists(story, withheld)
    published, url = record.first_published_at, origin + path
    html = ""
    if settings.FEED_TEXT == "full":
        html = content_html(replace(record, story=without(story, withheld)), url)
    return FeedItem(
        id=story_id(record, origin),
        url=url,
        title=_("Retracted: %s") % story.headline if record.is_retracted else story.headline,
        summary=story.standfirst or _retraction(record),
        html=html,
        language=story.language,
        published=published,
        updated=record.updated_at,
        published_day=presentation.published_time(record) if record.is_dated_by_day else "",
        updated_day=presentation.modified_time(record) if record.is_updated_by_day else "",
        edition=record.number,
        authors=tuple(
            FeedAuthor(
                one.author.name,
                origin + presentation.author_url(one.author),
                one.role not in _NO_WRITERS,
            )
            for one in story.bylines
        ),
        section=story.section and _topic("section", story.section, origin),
        tags=tuple(_topic("tag", tag, origin) for tag in story.tags),
        picture=feed_picture(shown.lead_image, origin),
        clips=tuple(_clip(clip, origin) for clip in shown.clips),
        notices=tuple(_notice(one) for one in record.standing_notices),
        is_retracted=record.is_retracted,
    )


@lru_cache(maxsize=256)
def record_in(document: str) -> EditionRecord:
    """A document's record, read once. Raises UnreadableSnapshot."""
    return read_record(document)


def story_id(record: EditionRecord, origin: str) -> str:
    return tag_uri(origin, record.first_published_at, "story", record.story.article_id)


def feed_picture(image: ImageSnapshot | None, origin: str) -> FeedPicture | None:
    if image is None:
        return None
    width = jpeg_width(image.width)
    told = (image.credit, presentation.made_by(image))
    return FeedPicture(
        url=whole(presentation.jpeg_url(image.sha256, image.width), origin),
        width=width,
        height=round(image.height * width / image.width),
        alt=image.alt,
        caption=image.caption,
        credit=". ".join(one for one in told if one),
    )


def _clip(clip: ClipSnapshot, origin: str) -> FeedClip:
    video = presentation.video(clip)
    return FeedClip(
        url=whole(video.url, origin),
        type=video.type,
        width=clip.width,
        height=clip.height,
        duration=clip.duration,
        title=clip.title,
        caption=clip.caption,
        credit=clip.credit,
        poster=whole(video.poster_jpeg, origin),
    )


def whole(url: str, origin: str) -> str:
    """A file's address with scheme and host, which storage elsewhere has already."""
    return origin + url if url.startswith("/") else url


def _topic(kind: str, one, origin: str) -> FeedTopic:
    return FeedTopic(one.name, one.slug, origin + reverse(f"articles:{kind}", args=[one.slug]))


def _notice(one) -> FeedNotice:
    told = presentation.notice(one)
    at = for_programs(one.at, is_day=one.is_dated_by_day)
    return FeedNotice(told.change, told.heading, told.text, at)


def _retraction(record: EditionRecord) -> str:
    """Of a story whose text is not shown any more, why."""
    found = [one.text for one in record.standing_notices if one.change == "retraction"]
    return found[-1] if found else ""
