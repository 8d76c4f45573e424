"""The demo desk's notes and requests for comment, as events in time."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from articles.anchors import passage_at, text_of
from articles.body import split_blocks
from articles.comment_requests import ask, settle
from articles.demo.timeline import StoryTimeline
from articles.models import Note
from articles.notes import add_note, reply, resolve

Event = tuple[datetime, Callable[[], None]]
ASKED = ("whom", "how", "contact")


def events_of(story: StoryTimeline, talk: dict[str, list[dict[str, Any]]]) -> Iterator[Event]:
    for row in talk["notes"]:
        if row["story"] == story.slug:
            yield from _note_events(story, row)
    for row in talk["comment_requests"]:
        if row["story"] == story.slug:
            at = story.when(row["at"])
            yield at, lambda row=row, at=at: _ask(story, row, at)


def _note_events(story: StoryTimeline, row: dict[str, Any]) -> Iterator[Event]:
    made: list[Note] = []
    at = story.when(row["at"])
    yield at, lambda: made.append(_write(story, row, at))
    for answer in row.get("replies", []):
        then = story.when(answer["at"])
        yield (
            then,
            lambda answer=answer, then=then: reply(
                made[0], by=story.users[answer["by"]], text=answer["text"], at=then
            ),
        )
    if told := row.get("resolved"):
        by = story.users[row["resolved_by"]]
        yield story.when(told), lambda: resolve(made[0], by=by, at=story.when(told))


def _write(story: StoryTimeline, row: dict[str, Any], at: datetime) -> Note:
    story.article.refresh_from_db()
    passage = None
    if quote := row.get("quote"):
        text = text_of(split_blocks(story.article.body))
        if text.count(quote) != 1:
            raise ValueError(f"{story.slug}: “{quote[:40]}” is not there exactly once.")
        start = text.index(quote)
        passage = passage_at(text, start, start + len(quote))
    return add_note(
        story.article,
        by=story.users[row["by"]],
        text=row["text"],
        passage=passage,
        is_blocking=row.get("is_blocking", False),
        assigned_to=story.users.get(row.get("assigned_to", "")),
        at=at,
    )


def _ask(story: StoryTimeline, row: dict[str, Any], at: datetime) -> None:
    by = story.users[row["by"]]
    deadline = row.get("deadline")
    asked = ask(
        story.article,
        by=by,
        at=at,
        deadline=deadline and story.when(deadline),
        **{name: row[name] for name in ASKED if name in row},
    )
    if outcome := row.get("outcome"):
        answered = story.when(row["answered"])
        settle(asked, by=by, outcome=outcome, answer=row.get("answer", ""), at=answered)
