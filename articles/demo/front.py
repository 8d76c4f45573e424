"""The demo front page: how editors arranged it, as events in time."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from articles.demo.timeline import told_instant
from articles.front.arranging import arrange
from articles.front.layout import Layout, Pin, Row
from articles.models import Article, FrontArrangement, Section


def events_of_front(
    told: dict[str, Any], today: date, users: dict, sections: dict[str, Section]
) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Nothing where somebody has arranged the page already."""
    if FrontArrangement.objects.exists():
        return
    for row in told["arrangements"]:
        at = told_instant(today, row["at"])
        yield at, lambda row=row, at=at: _arrange(row, at, today, users, sections)


def _arrange(row: dict[str, Any], at: datetime, today: date, users, sections) -> None:
    begins = told_instant(today, row["begins"]) if "begins" in row else None
    layout = _layout(row, today, sections)
    arrange(layout, by=users[row["by"]], at=begins, note=row["note"], as_of=at)


def _layout(row: dict[str, Any], today: date, sections: dict[str, Section]) -> Layout:
    ends = {one["story"]: told_instant(today, one["at"]) for one in row.get("until", [])}
    by_slug = dict(Article.objects.values_list("slug", "pk"))

    def pins(slugs: list[str]) -> tuple[Pin, ...]:
        return tuple(Pin(by_slug[slug], ends.get(slug)) for slug in slugs)

    return Layout(
        lead=pins(row["lead"]),
        top=pins(row["top"]),
        opinion_size=len(row["opinion"]),
        opinion=pins(row["opinion"]),
        rows=tuple(
            Row(sections[one["section"]].pk, one["size"], pins(one.get("pins", [])))
            for one in row["rows"]
        ),
    )
