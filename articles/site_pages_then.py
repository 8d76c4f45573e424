"""The newsroom's own pages as readers had them at an instant, from their revisions.

Every save at the desk keeps one. Of what was loaded in another way nothing is kept until its first
save there: such a page is taken as it is today, and named as one that is.
"""

from datetime import datetime
from typing import NamedTuple

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils import timezone
from reversion.errors import RevertError
from reversion.models import Version

from articles.models import SitePage
from articles.pages import PageLink


class PagesThen(NamedTuple):
    """The pages that readers had, in their order; ``as_today`` are the ids of those of which
    nothing is known of that time."""

    pages: list[SitePage]
    as_today: frozenset[int] = frozenset()

    def links(self) -> tuple[PageLink, ...]:
        return tuple(
            PageLink(one.title, one.purpose, one.language, one.get_absolute_url(), one.in_footer)
            for one in self.pages
        )


def have_changed_since(at: datetime) -> bool:
    """Whether a page was made, changed, taken off or put on the site after an instant."""
    saved = Version.objects.get_for_model(SitePage).filter(revision__date_created__gt=at)
    return saved.order_by().exists()


def pages_at(at: datetime) -> PagesThen:
    """What readers had at an instant, or will have: at most three queries."""
    if at >= timezone.now():
        return PagesThen(list(SitePage.objects.live()))
    then = _kept(at)
    others = {page.pk: page for page in SitePage.objects.live().exclude(pk__in=then)}
    for pk in _added_since(at, others):
        del others[pk]
    shown = [page for page in then.values() if page.is_live] + list(others.values())
    shown.sort(key=lambda page: (page.position, page.title))
    return PagesThen(shown, frozenset(others))


def _kept(at: datetime) -> dict[int, SitePage]:
    """Each page as its last save by an instant left it, deleted ones too."""
    saved = Version.objects.get_for_model(SitePage).filter(revision__date_created__lte=at)
    last = saved.order_by().values("object_id").annotate(last=Max("pk")).values("last")
    found = {}
    for version in Version.objects.filter(pk__in=last):
        try:
            page = SitePage(**version.field_dict)
        except RevertError:
            # Written before the model was another: nothing that could be shown.
            continue
        found[page.pk] = page
    return found


def _added_since(at: datetime, ids) -> set[int]:
    """Of these pages those that were made at the desk after an instant."""
    if not ids:
        return set()
    added = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(SitePage),
        object_id__in=[str(pk) for pk in ids],
        action_flag=ADDITION,
        action_time__gt=at,
    )
    return {int(pk) for pk in added.values_list("object_id", flat=True)}
