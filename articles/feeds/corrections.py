"""The list of corrections as items of a feed."""

from articles.corrections_page import Listed
from articles.feeds.items import FeedItem, FeedNotice, tag_uri
from newsroom.dates import for_programs


def correction_items(listed: list[Listed], origin: str) -> tuple[FeedItem, ...]:
    return tuple(_item(one, origin) for one in listed)


def _item(one: Listed, origin: str) -> FeedItem:
    at = for_programs(one.at.isoformat(), is_day=one.is_dated_by_day)
    return FeedItem(
        id=tag_uri(origin, one.at, "correction", one.edition_id),
        url=origin + one.url,
        title=f"{one.heading}: {one.headline}",
        summary=one.text,
        html="",
        language=one.language,
        published=one.at,
        # It stands as it was said; that another took its place is news of it.
        updated=one.superseded_at or one.at,
        published_day=at if one.is_dated_by_day else "",
        updated_day=_updated_day(one),
        notices=(FeedNotice(one.change, one.heading, one.text, at),),
        is_retracted=one.is_retraction,
    )


def _updated_day(one: Listed) -> str:
    is_day = one.superseded_by_day if one.superseded_at else one.is_dated_by_day
    at = one.superseded_at or one.at
    return for_programs(at.isoformat(), is_day=True) if is_day else ""
