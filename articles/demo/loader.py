"""Loading the demo newsroom: real rows, revisions and editions, through the desk's own verbs."""

import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, time, timedelta
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from articles.demo.front import events_of_front
from articles.demo.pictures.jpeg import picture_jpeg, portrait_jpeg
from articles.demo.talk import events_of
from articles.demo.timeline import StoryTimeline
from articles.models import Article, Clip, Image, Section, SitePage, Tag
from authors.models import Author, SocialHandle

HERE = Path(__file__).parent
PASSWORD = "sarnhaven"


def load(report: Callable[[str], None]) -> int:
    """Load what is not there yet and say each step; gives the number of stories made.

    Every date is told from today, so that the newest stories are always this morning's.
    """
    people = _read(HERE / "newsroom.toml")
    users = _load_users(people["users"])
    sections = _load_sections(people["sections"])
    _load_tags(people["tags"])
    _load_pages(people["pages"])
    report("Authors and their portraits")
    authors = _load_authors(people["authors"], users)
    report("Pictures")
    images = _load_images(users["photo"])
    clips = _load_clips(users["photo"])
    report("Stories, revisions and editions")
    today = newsroom_day(timezone.localtime())
    stories = [
        StoryTimeline(
            slug=path.stem,
            data=_read(path),
            today=today,
            users=users,
            sections=sections,
            authors=authors,
            images=images,
            clips=clips,
        )
        for path in sorted((HERE / "stories").glob("*.toml"))
        if not Article.objects.filter(slug=path.stem).exists()
    ]
    talk = _read(HERE / "notes.toml")
    front = events_of_front(_read(HERE / "front.toml"), today, users, sections)
    # All or none: a start that was interrupted begins the stories anew the next time.
    with transaction.atomic():
        events = chain(_events(stories, talk), (((at, "", 0), happen) for at, happen in front))
        for _, happen in sorted(events, key=lambda event: event[0]):
            happen()
    return len(stories)


def newsroom_day(now: datetime) -> date:
    """The day the stories call today: yesterday until six, when the morning's are written."""
    return now.date() if now.time() >= time(6) else now.date() - timedelta(days=1)


def _events(stories: list[StoryTimeline], talk: dict) -> Iterator[tuple[tuple, Callable[[], None]]]:
    """What happened in the newsroom, each with its time and its place within a story."""
    for story in stories:
        for number, (at, happen) in enumerate(chain(story.events(), events_of(story, talk))):
            yield (at, story.slug, number), happen


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _load_users(rows: list[dict]) -> dict[str, User]:
    users = {}
    for row in rows:
        user = User.objects.filter(username=row["username"]).first()
        if user is None:
            user = User.objects.create_user(
                row["username"],
                email=f"{row['username']}@sarnhaven-courier.example",
                password=PASSWORD,
                first_name=row["first_name"],
                last_name=row["last_name"],
                is_staff=True,
            )
            user.groups.add(Group.objects.get(name=row["group"]))
        users[row["username"]] = user
    return users


def _load_sections(rows: list[dict]) -> dict[str, Section]:
    return {
        row["slug"]: Section.objects.get_or_create(
            slug=row["slug"], defaults={**row, "position": position}
        )[0]
        for position, row in enumerate(rows, start=1)
    }


def _load_tags(rows: list[dict]) -> None:
    for row in rows:
        if not Tag.objects.filter(name__iexact=row["name"]).exists():
            Tag.objects.create(**row)


def _load_pages(rows: list[dict]) -> None:
    for position, row in enumerate(rows, start=1):
        if SitePage.objects.filter(slug=row["slug"]).exists():
            continue
        page = SitePage(**row, position=position, is_live=True)
        page.full_clean()
        page.save()


def _load_authors(rows: list[dict], users: dict[str, User]) -> dict[str, Author]:
    authors = {}
    for row in rows:
        author = Author.objects.filter(slug=row["slug"]).first()
        authors[row["slug"]] = author or _make_author(row, users)
    return authors


def _make_author(row: dict, users: dict[str, User]) -> Author:
    words = {key: row[key] for key in ("slug", "name", "role", "base", "beat", "bio", "email")}
    author = Author(
        **words,
        joined_year=row["joined_year"],
        previous_employers="\n".join(row["previous_employers"]),
        education="\n".join(row["education"]),
        languages=", ".join(row["languages"]),
        user=users.get(row.get("user", "")),
        photo=ContentFile(portrait_jpeg(row["slug"]), name="portrait.jpg"),
    )
    author.full_clean()
    author.save()
    for network, handle, url in row["handles"]:
        SocialHandle.objects.create(author=author, network=network, handle=handle, url=url)
    return author


def _load_images(photographer: User) -> dict[str, Image]:
    """The library, by slug. Drawing takes a core of its own while this one makes the sizes."""
    words = _read(HERE / "pictures" / "pictures.toml")
    by_title = {image.title: image for image in Image.objects.all()}
    images = {
        slug: by_title[row["title"]] for slug, row in words.items() if row["title"] in by_title
    }
    missing = [slug for slug in words if slug not in images]
    if missing:
        # Spawned, not forked: a forked child would share this process's database connection.
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            for slug, data in pool.map(picture_jpeg, missing):
                images[slug] = _make_image(slug, data, words[slug], photographer)
    return images


def _make_image(slug: str, data: bytes, words: dict, photographer: User) -> Image:
    image = Image(
        file=ContentFile(data, name=f"{slug}.jpg"),
        title=words["title"],
        alt=words["alt"],
        caption=words["caption"],
        credit=words["credit"],
        source=words.get("source", ""),
        focal_x=words["focal"][0],
        focal_y=words["focal"][1],
        uploaded_by=photographer,
    )
    image.full_clean()
    image.save()
    return image


def _load_clips(photographer: User) -> dict[str, Clip]:
    clips = {}
    for slug, row in _read(HERE / "clips" / "clips.toml").items():
        clip = Clip.objects.filter(title=row["title"]).first()
        clips[slug] = clip or _make_clip(slug, row, photographer)
    return clips


def _make_clip(slug: str, row: dict, photographer: User) -> Clip:
    folder = HERE / "clips"
    poster = _make_image(
        slug,
        (folder / f"{slug}.jpg").read_bytes(),
        {**row, "focal": [0.5, 0.5]},
        photographer,
    )
    clip = Clip(
        file=ContentFile((folder / f"{slug}.mp4").read_bytes(), name=f"{slug}.mp4"),
        track=ContentFile((folder / f"{slug}.vtt").read_bytes(), name=f"{slug}.vtt"),
        poster=poster,
        **{key: row[key] for key in ("title", "caption", "credit", "duration", "width", "height")},
    )
    clip.full_clean()
    clip.save()
    return clip
