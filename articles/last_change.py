"""When the public site last became another, for Last-Modified and for what is kept until then."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max, Model, Subquery
from django.utils import timezone
from django.utils.http import http_date
from reversion.models import Version

from articles.models import Clip, ClipWithdrawal, Edition, Image, ImageWithdrawal
from newsroom.prepared import PreparedQuery

# Another program may write the same stories in other words.
_STARTED = timezone.now()
# HTTP counts in seconds (RFC 9110, 8.8.2.2): a change in the same second would not show.
_SETTLED = timedelta(seconds=2)


class LastChange(NamedTuple):
    """``stories`` is when an edition last began or ended, None before the first; ``newest`` is the
    id of the last that was made, which may begin long ago; ``all`` counts pictures and clips that
    came and went as well, and what was saved of sections."""

    stories: datetime | None
    newest: int
    all: datetime


def _newest(rows, name: str) -> Subquery:
    return Subquery(rows.order_by(f"-{name}").values(name)[:1])


def _saved(at, app: str, model: str, **which) -> Subquery:
    """When a row of a model was last saved at the desk. Not by the newest version's number: a
    database might look for it through those of all models."""
    saved = Version.objects.filter(
        db=DEFAULT_DB_ALIAS,
        content_type__app_label=app,
        content_type__model=model,
        revision__date_created__lte=at,
        **which,
    )
    newest = saved.order_by().values("db").annotate(at=Max("revision__date_created"))
    return Subquery(newest.values("at"))


def _query(at, **of):
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
    # Their names stand over feeds, their slugs in every story's address.
    told.append(_saved(at, "articles", "section"))
    if of:
        told.append(_saved(at, of["app"], of["model"], object_id=of["row"]))
    return begun.order_by("-live_from").values_list("live_from", *told)[:1]


_LAST = PreparedQuery(_query)


def last_change(at: datetime, of: Model | None = None) -> LastChange:
    """What has changed by an instant: one query of index ends, however large the archive.

    ``of`` is the tag or the author whose name stands over what is sent. Of others nothing is told:
    readers may not know that there are any.
    """
    row = {"app": of._meta.app_label, "model": of._meta.model_name, "row": str(of.pk)} if of else {}
    rows = _LAST.rows(at=at, **row)
    if not rows:
        return LastChange(None, 0, _STARTED)
    begun, newest, ended, *others = rows[0]
    stories = max(begun, ended or begun)
    return LastChange(stories, newest, max(stories, _STARTED, *(one for one in others if one)))


def last_modified(changed: LastChange, at: datetime) -> str:
    """The value of Last-Modified, or "" while the second that it names is not over."""
    return http_date(changed.all.timestamp()) if at - changed.all >= _SETTLED else ""
