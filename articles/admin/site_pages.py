"""The pages on which the newsroom speaks of itself."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from articles.editor import BodyFormField
from articles.models import SitePage
from newsroom.desk_admin import DeskAdmin


class SitePageForm(forms.ModelForm):
    body = BodyFormField(label=gettext_lazy("Text"), required=False)


@admin.register(SitePage)
class SitePageAdmin(DeskAdmin):
    form = SitePageForm
    list_display = ("title", "purpose", "language", "position", "standing")
    search_fields = ("title", "slug")
    ordering = ("position", "title")
    prepopulated_fields = {"slug": ("title",)}
    why_address_is_kept = gettext_lazy("Readers may have kept this address, so it stays.")
    fieldsets = (
        (None, {"fields": (("title", "slug"), "body")}),
        (
            gettext_lazy("Place"),
            {"fields": (("purpose", "language"), "description", ("position", "in_footer"))},
        ),
        (gettext_lazy("Readers"), {"fields": ("is_live",)}),
    )

    @display(description=gettext_lazy("Readers"), ordering="is_live", label={"live": "success"})
    def standing(self, page):
        return ("live", _("On the site")) if page.is_live else ("draft", _("Draft"))

    def keeps_address(self, page):
        return SitePage.objects.live().filter(pk=page.pk).exists()

    def why_kept(self, page):
        if page.is_live:
            return [_("“%s” is on the site. Take it off first.") % page]
        return []
