"""The list of stories by where they stand; the words are articles/state.py's."""

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from articles.models import Article, Edition, Progress, Stage, Withdrawal
from articles.standing import changed_stories, unseen_stories
from articles.state import Kind


class StateFilter(DropdownFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return Kind.choices

    def queryset(self, request, queryset):
        if self.value() not in Kind.values:
            return queryset
        return in_state(queryset, self.value())


def in_state(queryset, kind: str):
    """The stories of a queryset that are in one state now."""
    live = Exists(Edition.objects.live().filter(article=OuterRef("pk")))
    if kind == Kind.CHANGED:
        return queryset.filter(live, pk__in=changed_stories())
    if kind == Kind.LIVE:
        return queryset.filter(live).exclude(pk__in=changed_stories())
    if kind == Kind.SCHEDULED:
        scheduled = Edition.objects.scheduled().values("article")
        return queryset.filter(pk__in=scheduled).exclude(live)
    seen = Exists(Edition.objects.lasting().filter(article=OuterRef("pk")))
    embargoed = Article.objects.filter(embargo_until__gt=timezone.now()).values("pk")
    if kind == Kind.EMBARGOED:
        return queryset.filter(pk__in=embargoed).exclude(seen)
    withdrawn = Withdrawal.objects.values("edition__article")
    queryset = queryset.exclude(pk__in=embargoed)
    if kind == Kind.WITHDRAWN:
        return queryset.filter(pk__in=withdrawn).exclude(seen)
    queryset = queryset.filter(pk__in=unseen_stories()).exclude(pk__in=withdrawn)
    if kind == Kind.DRAFT:
        moved_on = Progress.objects.exclude(stage=Stage.DRAFT)
        return queryset.exclude(pk__in=moved_on.values("pk"))
    # The words of a stage and of the state it gives an unpublished story are the same.
    return queryset.filter(progress__stage=kind)
