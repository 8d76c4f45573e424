"""The list of corrections as items of a feed."""

from articles.corrections_page import Listed
from articles.feeds.items import FeedItem, FeedNotice, tag_uri


def correction_items(listed: list[Listed], origin: str) -> tuple[FeedItem, ...]:
    return tuple(_item(one, origin) for one in listed)


def _item(one: Listed, origin: str) -> FeedItem:
    at = one.at.isoformat()
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
        notices=(FeedNotice(one.change, one.heading, one.text, at),),
        is_retracted=one.is_retraction,
    )
