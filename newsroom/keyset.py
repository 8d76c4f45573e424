"""Paging by key: the next page begins where the last one ended, however long the list is.

There is no count and no OFFSET: both read everything that is skipped.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

_FORM = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadCursor(ValueError):
    """A cursor that no page of ours gave."""


class Cursor(NamedTuple):
    """The last row of a page: its time, and its id among rows of the same time."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.id}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """The cursor in an address. Raises BadCursor."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise BadCursor(text)
        try:
            return cls(_EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))
        except OverflowError:
            raise BadCursor(text) from None


def newest_before(
    rows: QuerySet, at: datetime | None, key: int | None, *, time: str, id: str
) -> QuerySet:
    """Rows newest first; those after the cursor (at, key) only, if there is one."""
    if at is not None:
        # The first condition says again what the second implies, in a form an index can seek.
        rows = rows.filter(
            Q(**{f"{time}__lt": at}) | Q(**{time: at, f"{id}__lt": key}), **{f"{time}__lte": at}
        )
    return rows.order_by(f"-{time}", f"-{id}")
