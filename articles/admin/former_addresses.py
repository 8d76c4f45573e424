"""Where older addresses lead: a list to search, and a form that says what can lead where."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from articles.former_addresses import read_former, read_target, refuse_answered
from articles.models import Edition, FormerAddress
from newsroom.address_keys import FRONT, BadAddress, read_address
from newsroom.desk_admin import DeskAdmin


class FormerAddressForm(forms.ModelForm):
    def clean_path(self):
        # One that stays is not asked again: a page may have come to stand there since.
        key = read_former(self.cleaned_data["path"])
        if key != self.instance.path:
            refuse_answered(key)
        return key

    def clean(self):
        super().clean()
        told = self.cleaned_data
        target = told.get("target", "").strip()
        if target and not told.get("article"):
            try:
                article_id, told["target"] = read_target(target, key=told.get("path", ""))
            except ValidationError as error:
                self.add_error("target", error)
            else:
                # A story moves with its headline and section, so it is kept by itself.
                self.instance.article_id = article_id
                told["article"] = self.instance.article
        elif not target and not told.get("article") and "article" not in self.errors:
            self.add_error("article", _("Choose a story, or write another address below."))
        return told


class LeadsToFilter(DropdownFilter):
    title = gettext_lazy("leads to")
    parameter_name = "to"

    def lookups(self, request, model_admin):
        return [
            ("story", _("A story")),
            ("page", _("Another page of this site")),
            ("elsewhere", _("Somewhere else")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "story":
                return queryset.filter(article__isnull=False)
            case "page":
                return queryset.filter(target__startswith="/")
            case "elsewhere":
                return queryset.filter(article=None).exclude(target__startswith="/")
        return queryset


@admin.register(FormerAddress)
class FormerAddressAdmin(DeskAdmin):
    form = FormerAddressForm
    list_display = ("path", "leads_to", "readers")
    list_filter = (LeadsToFilter,)
    search_fields = ("path", "article__headline", "target")
    search_help_text = gettext_lazy("Address or headline")
    ordering = ("path",)
    autocomplete_fields = ("article",)
    fieldsets = ((None, {"fields": ("path", "article", "target")}),)

    def get_queryset(self, request):
        live = Edition.objects.live().filter(article=OuterRef("article"))
        rows = super().get_queryset(request).select_related("article")
        return rows.annotate(is_live=Exists(live))

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if term.startswith(("http://", "https://", "/")):
            # As it was copied from a browser, to be found in its one spelling.
            try:
                search_term = read_address(term).key
            except BadAddress:
                pass
        return super().get_search_results(request, queryset, search_term)

    @display(description=gettext_lazy("Leads to"))
    def leads_to(self, row):
        return row.article.headline if row.article else row.target

    @display(
        description=gettext_lazy("Readers"),
        label={"live": "success", "hidden": "warning", "page": "info", "elsewhere": "info"},
    )
    def readers(self, row):
        """What comes of it now. An address elsewhere is nobody's here to look at."""
        if row.article:
            if row.is_live:
                return "live", _("Led on")
            is_front = row.path.startswith(f"{FRONT}?")
            return "hidden", _("Not live: the front page") if is_front else _("Not live: no page")
        if row.target.startswith("/"):
            return "page", _("Led on")
        return "elsewhere", _("Led elsewhere")
