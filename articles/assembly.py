"""Building an ArticleSnapshot from the database: working copy, revision or edition."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import translation
from reversion.models import Revision

from articles.body import references, split_blocks
from articles.models import (
    Article,
    Byline,
    Clip,
    Edition,
    Image,
    ImageCaption,
    Section,
    SocialPost,
    Tag,
    TaggedArticle,
)
from articles.record import EditionRecord, read_record
from articles.snapshot import (
    IMAGE_SINCE_3,
    SINCE_2,
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
from authors.models import Author


class MissingStory(ValueError):
    """A revision that holds no such story."""


def snapshot_working_copy(article: Article) -> ArticleSnapshot:
    """The story as the desk has it now: its rows are read anew, whatever ``article`` holds."""
    rows = {name: getattr(article, name).all() for name in _ROWS}
    return _from_rows(article, **{name: _whole(name, queryset) for name, queryset in rows.items()})


def read_rows(article: Article) -> None:
    """Read the rows of a story once, for all of a page that asks for them with ``.all()``."""
    lookups = [Prefetch(name, _whole(name, model.objects.all())) for name, model in _ROWS.items()]
    prefetch_related_objects([article], *lookups)


def rows_read(article: Article, name: str) -> list | None:
    """The rows of that name that ``read_rows`` read; None where nobody called it."""
    rows = getattr(article, "_prefetched_objects_cache", {}).get(name)
    return None if rows is None else list(rows)


def snapshot_read_rows(article: Article) -> ArticleSnapshot:
    """The story with the rows that ``read_rows`` read."""
    return _from_rows(article, **{name: getattr(article, name).all() for name in _ROWS})


_ROWS = {"bylines": Byline, "tagged_items": TaggedArticle, "captions": ImageCaption}


def _whole(name: str, queryset: QuerySet) -> QuerySet:
    match name:
        case "bylines":
            return queryset.select_related("author").prefetch_related("author__handles")
        case "tagged_items":
            return queryset.select_related("tag")
        case _:
            return queryset.select_related("image")


def _from_rows(article: Article, *, bylines, tagged_items, captions) -> ArticleSnapshot:
    return _assemble(
        article,
        section=article.section,
        bylines=[(byline.role, byline.author) for byline in bylines],
        tags=[item.tag for item in tagged_items],
        captions=list(captions),
    )


def snapshot_values(
    article: Article,
    *,
    section: Section | None,
    bylines: Iterable[tuple[str, Author]],
    tags: Iterable[Tag],
    captions: list[ImageCaption],
) -> ArticleSnapshot:
    """The story that these values would make, as rows that need not be stored.

    ``article`` may be new; its body must have been cleaned.
    """
    return _assemble(article, section=section, bylines=bylines, tags=tags, captions=captions)


class Today:
    """Today's rows that revisions only refer to; each is read once, however many name it."""

    def __init__(self):
        self._known: dict[type, dict[int, Any]] = {}

    def rows(self, queryset: QuerySet, ids: Iterable[int]) -> dict[int, Any]:
        """Those of these ids that there still are."""
        known, wanted = self._known.setdefault(queryset.model, {}), set(ids)
        if unknown := wanted - known.keys():
            known |= dict.fromkeys(unknown) | queryset.in_bulk(unknown)
        return {pk: known[pk] for pk in wanted if known[pk] is not None}


def snapshot_revision(
    revision: Revision, article_id: int, today: Today | None = None
) -> ArticleSnapshot:
    """The story as a revision holds it.

    What the story only refers to (authors, library pictures, section, tags) is read from today's
    rows, and left out where it has been deleted; give the same ``today`` for several revisions.
    Raises MissingStory.
    """
    today = today or Today()
    data, rows = held_story(revision, article_id)
    article = Article(**{name: value for name, value in data.items() if name in _ARTICLE_FIELDS})
    authors = today.rows(
        Author.objects.prefetch_related("handles"), [row["author_id"] for row in rows["byline"]]
    )
    images = today.rows(Image.objects, [row["image_id"] for row in rows["imagecaption"]])
    tags = today.rows(Tag.objects, [row["tag_id"] for row in rows["taggedarticle"]])
    section_id = data.get("section_id")
    sections = today.rows(Section.objects, [section_id] if section_id else [])
    return _assemble(
        article,
        section=sections.get(section_id),
        bylines=[
            (row["role"], authors[row["author_id"]])
            for row in rows["byline"]
            if row["author_id"] in authors
        ],
        tags=[tags[row["tag_id"]] for row in rows["taggedarticle"] if row["tag_id"] in tags],
        captions=_held_captions(rows["imagecaption"], images),
    )


def held_story(revision: Revision, article_id: int) -> tuple[dict[str, Any], dict[str, list[dict]]]:
    """The stored values of a story in a revision, and those of its rows by model, in order.

    Raises MissingStory.
    """
    held = _held_by_model(revision)
    data = next((row for row in held.get("article", []) if row["id"] == article_id), None)
    if data is None:
        raise MissingStory(f"Revision {revision.pk} holds no article {article_id}.")
    rows = {
        model: sorted(
            (row for row in held.get(model, []) if row.get(owner) == article_id),
            key=lambda row: (row.get("position", 0), row["id"]),
        )
        for model, owner in (
            ("byline", "article_id"),
            ("imagecaption", "article_id"),
            ("taggedarticle", "content_object_id"),
        )
    }
    return data, rows


def _held_captions(rows: list[dict[str, Any]], images: dict[int, Image]) -> list[ImageCaption]:
    return [
        ImageCaption(image=images[row["image_id"]], **_own(row, "image_id"))
        for row in rows
        if row["image_id"] in images
    ]


def record_of(edition: Edition) -> EditionRecord:
    """The edition as it was published. Raises snapshot.UnreadableSnapshot."""
    return read_record(edition.document)


_ARTICLE_FIELDS = {field.attname for field in Article._meta.concrete_fields}


def _held_by_model(revision: Revision) -> dict[str, list[dict[str, Any]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    for version in revision.version_set.all():
        # Known to the process: no row of it is read.
        version.content_type = ContentType.objects.get_for_id(version.content_type_id)
        if version.content_type.app_label == "articles":
            held.setdefault(version.content_type.model, []).append(version.field_dict)
    return held


def _own(row: dict[str, Any], *left_out: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in left_out}


def _assemble(article: Article, *, section, bylines, tags, captions) -> ArticleSnapshot:
    blocks = split_blocks(article.body)
    posts = _by_id(
        SocialPost.objects.select_related("image", "clip__poster"), references(blocks, "post")
    )
    clips = _by_id(Clip.objects.select_related("poster"), references(blocks, "clip"))
    return ArticleSnapshot(
        # A story that was never saved has no number yet.
        article_id=article.pk or 0,
        headline=article.headline,
        standfirst=article.standfirst,
        slug=article.slug,
        kind=article.kind,
        language=article.language,
        section=section and _section(section),
        bylines=tuple(BylineSnapshot(role, author_snapshot(author)) for role, author in bylines),
        tags=tuple(_tag(tag) for tag in tags),
        body=blocks,
        images=_images(captions, references(blocks, "image")),
        posts=tuple(_post(post) for post in posts),
        clips=tuple(_clip(clip) for clip in clips),
        **{name: getattr(article, name) for name in SINCE_2},
    )


def _images(captions: list, in_body: list[int]) -> tuple[ImageSnapshot, ...]:
    """The lead picture and the pictures in the text: nothing a reader would not see.

    A picture put into the text without words of its own has the library's.
    """
    shown = {
        caption.image_id: _captioned(caption)
        for caption in captions
        if caption.role == caption.Role.LEAD or caption.image_id in in_body
    }
    missing = [pk for pk in in_body if pk not in shown]
    shown |= {image.pk: _image(image) for image in _by_id(Image.objects.all(), missing)}
    lead = [image for image in shown.values() if image.is_lead]
    return (*lead, *(shown[pk] for pk in in_body if pk in shown and not shown[pk].is_lead))


def _by_id(queryset, ids: Iterable[int]) -> list:
    if not ids:
        return []
    found = queryset.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def _section(section: Section) -> SectionSnapshot:
    return SectionSnapshot(
        section.pk, section.name, section.slug, section.tip_prompt, section.tip_email
    )


def _tag(tag: Tag) -> TagSnapshot:
    return TagSnapshot(tag.pk, tag.name, tag.slug, tag.question, tag.tip_email)


def author_snapshot(author: Author) -> AuthorSnapshot:
    return AuthorSnapshot(
        id=author.pk,
        name=author.name,
        slug=author.slug,
        role=author.role,
        base=author.base,
        beat=author.beat,
        bio=author.bio,
        joined_year=author.joined_year,
        previous_employers=_lines(author.previous_employers),
        education=_lines(author.education),
        languages=_lines(author.languages.replace(",", "\n")),
        email=author.email,
        handles=tuple(
            HandleSnapshot(handle.get_network_display(), handle.handle, handle.address)
            for handle in author.handles.all()
        ),
        photo_sha256=author.photo_sha256,
        photo_width=author.photo_width,
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _image(image: Image, *, is_lead=False, caption="", credit="", alt="") -> ImageSnapshot:
    return ImageSnapshot(
        id=image.pk,
        sha256=image.sha256,
        width=image.width,
        height=image.height,
        focal_x=image.focal_x,
        focal_y=image.focal_y,
        is_lead=is_lead,
        title=image.title,
        caption=caption or image.caption,
        credit=credit or image.credit,
        alt="" if image.is_decorative else alt or image.alt,
        source=image.source,
        **{name: getattr(image, name) for name in IMAGE_SINCE_3},
    )


def _captioned(caption) -> ImageSnapshot:
    return _image(
        caption.image,
        is_lead=caption.role == caption.Role.LEAD,
        caption=caption.caption,
        credit=caption.credit,
        alt=caption.alt,
    )


def _clip(clip: Clip) -> ClipSnapshot:
    return ClipSnapshot(
        id=clip.pk,
        title=clip.title,
        file=clip.file.name,
        track=clip.track.name or "",
        duration=clip.duration,
        width=clip.width,
        height=clip.height,
        caption=clip.caption,
        credit=clip.credit,
        poster=clip.poster and _image(clip.poster),
    )


def _post(post: SocialPost) -> PostSnapshot:
    return PostSnapshot(
        id=post.pk,
        platform=post.platform,
        platform_name=_platform_name(post),
        author_name=post.author_name,
        handle=post.handle,
        text=post.text,
        posted_at=_iso(post.posted_at),
        url=post.url,
        image=post.image and _image(post.image),
        clip=post.clip and _clip(post.clip),
    )


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _platform_name(post: SocialPost) -> str:
    """As readers call it, whatever language the desk has that makes the snapshot."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(post.get_platform_display())
