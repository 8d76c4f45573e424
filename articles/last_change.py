"""When the public site last became another, for Last-Modified and for what is kept until then."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Subquery
from django.utils import timezone
from django.utils.http import http_date

from articles.models import Clip, ClipWithdrawal, Edition, Image, ImageWithdrawal
from newsroom.prepared import PreparedQuery

# Another program may write the same stories in other words.
_STARTED = timezone.now()
# HTTP counts in seconds (RFC 9110, 8.8.2.2): a change in the same second would not show.
_SETTLED = timedelta(seconds=2)


class LastChange(NamedTuple):
    """``stories`` is when an edition last began or ended, None before the first; ``newest`` is the
    id of the last that was made, which may begin long ago; ``all`` counts pictures and clips that
    came and went as well."""

    stories: datetime | None
    newest: int
    all: datetime


def _newest(rows, name: str) -> Subquery:
    return Subquery(rows.order_by(f"-{name}").values(name)[:1])


def _query(at):
    begun = Edition.objects.begun(at)
    told = [
        Subquery(begun.order_by("-pk").values("pk")[:1]),
        _newest(Edition.objects.ended(at), "live_until"),
        Subquery(begun.order_by("-pk").values("created_at")[:1]),
    ]
    for model, withdrawals in ((Image, ImageWithdrawal), (Clip, ClipWithdrawal)):
        told += [
            _newest(model.objects.filter(rights_until__lte=at), "rights_until"),
            _newest(model.objects.filter(embargo_until__lte=at), "embargo_until"),
            _newest(withdrawals.objects.filter(withdrawn_at__lte=at), "withdrawn_at"),
            _newest(withdrawals.objects.filter(lifted_at__lte=at), "lifted_at"),
        ]
    return begun.order_by("-live_from").values_list("live_from", *told)[:1]


_LAST = PreparedQuery(_query)


def last_change(at: datetime) -> LastChange:
    """What has changed by an instant: one query of index ends, however large the archive."""
    rows = _LAST.rows(at=at)
    if not rows:
        return LastChange(None, 0, _STARTED)
    begun, newest, ended, *others = rows[0]
    stories = max(begun, ended or begun)
    return LastChange(stories, newest, max(stories, _STARTED, *(one for one in others if one)))


def last_modified(changed: LastChange, at: datetime) -> str:
    """The value of Last-Modified, or "" while the second that it names is not over."""
    return http_date(changed.all.timestamp()) if at - changed.all >= _SETTLED else ""
