"""The list of stories by what the desk has to do with them, live or not."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from articles.models import Stage


class WorkFilter(DropdownFilter):
    title = _("work")
    parameter_name = "work"

    def lookups(self, request, model_admin):
        return (
            ("mine", _("Assigned to me")),
            ("assigned", _("Assigned to anybody")),
            ("overdue", _("Overdue")),
            ("review", _("To review")),
            ("ready", _("Ready to publish")),
        )

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "mine":
                return queryset.filter(progress__assignee=request.user)
            case "assigned":
                return queryset.filter(progress__assignee__isnull=False)
            case "overdue":
                return queryset.filter(progress__due_at__lte=timezone.now())
            case "review":
                return queryset.filter(progress__stage=Stage.REVIEW)
            case "ready":
                return queryset.filter(progress__stage=Stage.READY)
        return queryset
