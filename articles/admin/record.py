"""The record, to look up: editions and corrections. Nothing here can be added or altered."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from articles.admin import moment_views, operations_view, quiet_edits_view
from articles.models import Correction, Edition
from newsroom.desk_admin import CarefulList, stamp

LABELS = {
    Edition.Change.FIRST: "success",
    Edition.Change.MINOR: "default",
    Edition.Change.UPDATE: "info",
    Edition.Change.CLARIFICATION: "warning",
    Edition.Change.CORRECTION: "warning",
    Edition.Change.RETRACTION: "danger",
}


class RecordAdmin(CarefulList, ModelAdmin):
    paginator = InfinitePaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_disable_select_all = True
    compressed_fields = False
    actions = None
    view_on_site = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Edition)
class EditionAdmin(RecordAdmin):
    list_display = ("headline", "number", "kind_of_change", "starts", "ends", "who", "hash")
    list_filter = (("change", ChoicesDropdownFilter), ("section", RelatedDropdownFilter))
    list_filter_submit = True
    list_select_related = ("published_by",)
    search_fields = ("headline",)
    search_help_text = gettext_lazy("Headline")
    ordering = ("-live_from", "-pk")
    readonly_fields = ("story", "notice", "who", "starts", "ends")
    fieldsets = (
        (None, {"fields": ("headline", "standfirst", ("number", "change"), "story")}),
        (gettext_lazy("For readers"), {"fields": (("starts", "ends"), "notice")}),
        (
            gettext_lazy("Record"),
            {"fields": (("who", "created_at"), "sha256", "previous_sha256", "document")},
        ),
    )

    def get_urls(self):
        return [
            *quiet_edits_view.urls(self),
            *moment_views.urls(self),
            *operations_view.urls(self),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "articles_edition_changelist":
            queryset = queryset.defer("document")
        return queryset

    def lookup_allowed(self, lookup, value, request=None):
        return lookup == "article" or super().lookup_allowed(lookup, value, request)

    @display(description=gettext_lazy("Change"), ordering="change", label=LABELS)
    def kind_of_change(self, edition):
        return edition.change, edition.get_change_display()

    @display(description=gettext_lazy("Live from"), ordering="live_from")
    def starts(self, edition):
        return stamp(edition.live_from)

    @display(description=gettext_lazy("Live until"), ordering="live_until")
    def ends(self, edition):
        return stamp(edition.live_until)

    @display(description=gettext_lazy("Published by"))
    def who(self, edition):
        user = edition.published_by
        return (user.get_full_name() or user.get_username()) if user else "—"

    @display(description="SHA-256")
    def hash(self, edition):
        return format_html('<code title="{}">{}…</code>', edition.sha256, edition.sha256[:12])

    @display(description=gettext_lazy("Story"))
    def story(self, edition):
        url = reverse("admin:articles_article_change", args=[edition.article_id])
        return format_html('<a href="{}">{}</a>', url, _("Working copy and history"))

    @display(description=gettext_lazy("Notice"))
    def notice(self, edition):
        correction = Correction.objects.filter(edition=edition).first()
        return correction.notice if correction else "—"


@admin.register(Correction)
class CorrectionAdmin(RecordAdmin):
    list_display = ("notice_shown", "story", "kind_of_change", "at")
    list_select_related = ("edition",)
    search_fields = ("notice", "edition__headline")
    search_help_text = gettext_lazy("Notice or headline")
    ordering = ("-edition__live_from",)
    fields = ("notice", "edition")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("edition").defer("edition__document")

    @display(description=gettext_lazy("Notice"), ordering="notice")
    def notice_shown(self, correction):
        return Truncator(correction.notice).chars(160)

    @display(description=gettext_lazy("Story"), ordering="edition__headline")
    def story(self, correction):
        return correction.edition.headline

    @display(description=gettext_lazy("Change"), label=LABELS)
    def kind_of_change(self, correction):
        edition = correction.edition
        return edition.change, edition.get_change_display()

    @display(description=gettext_lazy("Published"), ordering="edition__live_from")
    def at(self, correction):
        return stamp(correction.edition.live_from)
