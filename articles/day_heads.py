"""The record's hash of a day, by which an outsider who kept it can prove a later change.

For each story the last edition that was live by the end of the day (UTC) is one line, "id number
sha256", in the order of ids; the day's hash is the SHA-256 of all lines. As each edition's hash
covers all before it, the day's covers every edition of every story up to then. What is scheduled,
under embargo or unpublished is in no line. An edition that was made after the hash, with an earlier
time (an import), is in none of that day either.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from articles.models import DayHead, Edition

# Ids of stories on a page of lines.
PAGE = 1000
# A transaction that was open at midnight has ended by then.
SETTLED = timedelta(minutes=5)
# Days that are made up for when nothing ran for long.
MOST_DAYS = 31


class Line(NamedTuple):
    article_id: int
    number: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.article_id} {self.number} {self.sha256}\n"


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def lines(
    day: date, made_at: datetime, *, first: int = 0, last: int | None = None
) -> Iterator[Line]:
    """The lines of stories whose ids lie from ``first`` to ``last``, read as they are needed."""
    editions = Edition.objects.begun(end_of(day) - timedelta(microseconds=1)).filter(
        created_at__lte=made_at, article_id__gte=first
    )
    if last is not None:
        editions = editions.filter(article_id__lte=last)
    rows = editions.order_by("article_id", "number").values_list("article_id", "number", "sha256")
    for _article_id, numbered in groupby(rows.iterator(chunk_size=1000), key=lambda row: row[0]):
        *_earlier, newest = numbered
        yield Line(*newest)


def page_of(head: DayHead, page: int) -> Iterator[Line]:
    """A page of a day's lines, counted from 1."""
    return lines(head.day, head.made_at, first=(page - 1) * PAGE + 1, last=page * PAGE)


def make_day_head(day: date, now: datetime | None = None) -> DayHead:
    """Keep the hash of a day that has ended, or give the one that is kept. Raises ValueError."""
    now = now or timezone.now()
    if now < end_of(day) + SETTLED:
        raise ValueError(f"{day} has not ended.")
    if kept := DayHead.objects.filter(day=day).first():
        return kept
    digest, stories, editions, newest = hashlib.sha256(), 0, 0, 0
    for line in lines(day, now):
        digest.update(str(line).encode())
        stories += 1
        editions += line.number
        newest = line.article_id
    head, _is_new = DayHead.objects.get_or_create(
        day=day,
        defaults={
            "made_at": now,
            "stories": stories,
            "editions": editions,
            "pages": -(-newest // PAGE),
            "sha256": digest.hexdigest(),
        },
    )
    return head


def make_missing(now: datetime | None = None) -> list[DayHead]:
    """The hashes of the days that have ended since the last one that is kept."""
    now = now or timezone.now()
    newest = (now - SETTLED).astimezone(UTC).date() - timedelta(days=1)
    kept = DayHead.objects.values_list("day", flat=True).first()
    first = max(kept + timedelta(days=1), newest - timedelta(days=MOST_DAYS)) if kept else newest
    days = (newest - first).days + 1
    return [make_day_head(first + timedelta(days=one), now) for one in range(max(days, 0))]
