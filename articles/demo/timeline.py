"""One demo story: the first draft and what happened to it afterwards, as events in time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from articles.body import references, split_blocks
from articles.models import Article, Byline, Clip, Image, ImageCaption, Section, SocialPost
from articles.publishing import publish, schedule, withdraw
from articles.revisions import revision
from articles.workflow import assign, move
from authors.models import Author

Event = tuple[datetime, Callable[[], None]]


def told_instant(today: date, told: dict[str, Any]) -> datetime:
    """An instant as the demo's files tell it: days from today, and a time."""
    day = today + timedelta(days=told.get("days_ahead", 0) - told.get("days_ago", 0))
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(told["time"])))


@dataclass
class StoryTimeline:
    """A story file and the rows it refers to by slug or username."""

    slug: str
    data: dict[str, Any]
    today: date
    users: dict[str, Any]
    sections: dict[str, Section]
    authors: dict[str, Author]
    images: dict[str, Image]
    clips: dict[str, Clip]
    article: Article | None = field(default=None, init=False)

    def events(self) -> Iterator[Event]:
        yield self.when(self.data["filed"]), self._file
        for step in self.data.get("steps", []):
            at = self.when(step["at"])
            yield at, lambda step=step, at=at: self._take(step, at)

    def when(self, told: dict[str, Any]) -> datetime:
        return told_instant(self.today, told)

    def _file(self) -> None:
        data, at = self.data, self.when(self.data["filed"])
        with revision(by=self.users[data["filed_by"]], note="Filed", at=at) as saving:
            self.article = Article(
                headline=data["headline"],
                standfirst=data["standfirst"],
                slug=self.slug,
                section=self.sections[data["section"]],
                kind=data["kind"],
                # The newspaper is written in English, whatever language the site speaks.
                language=data.get("language", "en-gb"),
                body=self._with_ids(data["body"]),
                created_at=at,
            )
            self.article.full_clean()
            self.article.save()
            self.article.tags.add(*data["tags"])
            for position, byline in enumerate(data["bylines"]):
                Byline.objects.create(
                    article=self.article,
                    author=self.authors[byline["author"]],
                    role=byline["role"],
                    position=position,
                )
            self._save_captions()
            saving.finish(self.article)

    def _take(self, step: dict[str, Any], at: datetime) -> None:
        self._save(step, at)
        by = self.users[step["by"]]
        self._hand_on(step, at)
        if change := step.get("publish"):
            publisher = self._publisher(by, change)
            publish(
                self.article,
                by=publisher,
                change=change,
                notice=step.get("notice", ""),
                at=at,
                minor_because=step.get("note", ""),
            )
        if told := step.get("schedule"):
            schedule(self.article, by=by, at=self.when(told), change="first")
        if notice := step.get("withdraw"):
            withdraw(self.article, by=by, notice=notice, at=at)

    def _hand_on(self, step: dict[str, Any], at: datetime) -> None:
        """What moves a story through the desk: its stage, who has it and until when."""
        by = self.users[step["by"]]
        if to := step.get("move"):
            move(self.article, by=by, to=to, reason=step.get("reason", ""), at=at)
        if told := step.get("assign"):
            due = self.when(told["due"]) if "due" in told else None
            assign(self.article, by=by, to=self.users[told["to"]], due=due, at=at)

    def _save(self, step: dict[str, Any], at: datetime) -> None:
        if not (step.get("changes") or step.get("embargo")):
            return
        by = self.users[step["by"]]
        with revision(by=by, note=step.get("note", ""), at=at) as saving:
            saving.begin(self.article)
            self.article.refresh_from_db()
            for change in step.get("changes", []):
                self._apply(**change)
            if told := step.get("embargo"):
                self.article.embargo_until = self.when(told)
            self.article.full_clean()
            self.article.save()
            self._save_captions()
            saving.finish(self.article)

    def _apply(self, *, field: str, find: str, replace: str) -> None:
        """Change the source as the story file has it: the stored body has other white space."""
        before = self.data[field]
        if before.count(find) != 1:
            raise ValueError(f"{self.slug}: “{find[:40]}” is not there exactly once.")
        self.data[field] = before.replace(find, replace)
        value = self.data[field]
        setattr(self.article, field, self._with_ids(value) if field == "body" else value)

    def _publisher(self, by, change: str):
        """Who presses Publish for somebody who may not: the editor, or the managing editor."""
        if by.has_perm("articles.publish_article") and change != "retraction":
            return by
        return self.users["managing" if change == "retraction" else "editor"]

    def _with_ids(self, body: str) -> str:
        rows = {"image": self.images, "clip": self.clips, "post": self._posts(body)}
        for kind, by_slug in rows.items():
            for slug, row in by_slug.items():
                body = body.replace(f'data-{kind}="{slug}"', f'data-{kind}="{row.pk}"')
        return body

    def _posts(self, body: str) -> dict[str, SocialPost]:
        posts = {}
        for told in self.data.get("posts", []):
            words = {key: told[key] for key in ("platform", "author_name", "handle", "text")}
            posts[told["key"]], _ = SocialPost.objects.get_or_create(
                url=told["url"],
                defaults={
                    **words,
                    "posted_at": self.when(told["posted"]),
                    "clip": self.clips.get(told.get("clip", "")),
                    "image": self.images.get(told.get("image", "")),
                },
            )
        return posts

    def _save_captions(self) -> None:
        """A row for the lead and for each picture in the text, with this story's own words."""
        told = {row["image"]: row for row in self.data.get("captions", [])}
        slugs = {image.pk: slug for slug, image in self.images.items()}
        lead = self.images.get(self.data.get("lead", ""))
        in_body = references(split_blocks(self.article.body), "image")
        wanted = [lead.pk] if lead else []
        wanted += [pk for pk in in_body if pk not in wanted]
        for position, pk in enumerate(wanted):
            words = told.get(slugs[pk], {})
            ImageCaption.objects.get_or_create(
                article=self.article,
                image_id=pk,
                defaults={
                    "role": "lead" if lead and pk == lead.pk else "body",
                    "position": position,
                    **{key: words[key] for key in ("caption", "credit", "alt") if key in words},
                },
            )
