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
    """``stories`` is when an edition last began or ended, None before the first; ``all`` counts
    pictures and clips that came and went as well."""

    stories: datetime | None
    all: datetime


def _newest(rows, name: str) -> Subquery:
    return Subquery(rows.order_by(f"-{name}").values(name)[:1])


def _query(at):
    ended = [_newest(Edition.objects.ended(at), "live_until")]
    for model, withdrawals in ((Image, ImageWithdrawal), (Clip, ClipWithdrawal)):
        ended += [
            _newest(model.objects.filter(rights_until__lte=at), "rights_until"),
            _newest(model.objects.filter(embargo_until__lte=at), "embargo_until"),
            _newest(withdrawals.objects.filter(withdrawn_at__lte=at), "withdrawn_at"),
            _newest(withdrawals.objects.filter(lifted_at__lte=at), "lifted_at"),
        ]
    return Edition.objects.begun(at).order_by("-live_from").values_list("live_from", *ended)[:1]


_LAST = PreparedQuery(_query)


def last_change(at: datetime) -> LastChange:
    """What has changed by an instant: one query of index ends, however large the archive."""
    rows = _LAST.rows(at=at)
    if not rows:
        return LastChange(None, _STARTED)
    begun, ended, *others = rows[0]
    stories = max(begun, ended or begun)
    return LastChange(stories, max(stories, _STARTED, *(one for one in others if one)))


def last_modified(changed: LastChange, at: datetime) -> str:
    """The value of Last-Modified, or "" while the second that it names is not over."""
    return http_date(changed.all.timestamp()) if at - changed.all >= _SETTLED else ""
