"""Sections and tags: how stories are sorted, and where readers send tips."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.admin import Tag as UnusedTag
from unfold.decorators import display

from articles.admin.tags_field import known_tag
from articles.models import Article, Section, Tag
from articles.revisions import refresh_working_copies
from articles.usage import count_in_words
from newsroom.desk_admin import DeskAdmin

NAMES_AT_ONCE = 20

# taggit's own tags are none of ours, and anybody on the staff could merge them.
admin.site.unregister(UnusedTag)


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    list_display = ("name", "slug", "tip_prompt", "position")
    search_fields = ("name", "slug")
    ordering = ("position", "name")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": (("name", "slug"), "position", "description")}),
        (gettext_lazy("Tip line"), {"fields": ("tip_prompt", "tip_email")}),
    )

    def keeps_address(self, section):
        return section.editions.exists()

    def why_kept(self, section):
        stories = section.articles.count()
        if stories:
            return [
                _("%(section)s has %(stories)s. Move them to another section first.")
                % {"section": section, "stories": count_in_words(stories)}
            ]
        if section.editions.exists():
            return [
                _("Stories have been published in %s: it belongs to the record and is kept.")
                % section
            ]
        return []


class TagForm(forms.ModelForm):
    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if "," in name:
            raise forms.ValidationError(_("A tag’s name holds no comma."))
        same = known_tag(name)
        if same and same.pk != self.instance.pk:
            raise forms.ValidationError(_("There is a tag “%s” already.") % same)
        return name


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    form = TagForm
    list_display = ("name", "question", "tip_email", "stories")
    search_fields = ("name",)
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": (("name", "slug"), "description")}),
        (gettext_lazy("Tip line"), {"fields": ("question", "tip_email")}),
    )

    def get_urls(self):
        names = self.admin_site.admin_view(self.names_view)
        return [path("names/", names, name="articles_tag_names"), *super().get_urls()]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "articles_tag_changelist":
            queryset = queryset.annotate(story_count=Count("tagged_articles"))
        return queryset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "slug":
            field.error_messages["unique"] = _("Another tag already has this address.")
        return field

    @display(description=gettext_lazy("Stories"), ordering="story_count")
    def stories(self, tag):
        return tag.story_count

    def names_view(self, request):
        """Names that begin with, then names that hold what was typed, as select2 asks for them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        term = " ".join(request.GET.get("term", "").replace("\0", "").split())
        tags = Tag.objects.order_by("name")
        names = list(tags.filter(name__istartswith=term).values_list("name")[:NAMES_AT_ONCE])
        if term and len(names) < NAMES_AT_ONCE:
            others = tags.filter(name__icontains=term).exclude(name__istartswith=term)
            names += others.values_list("name")[: NAMES_AT_ONCE - len(names)]
        return JsonResponse({"results": [{"id": name, "text": name} for (name,) in names]})

    def keeps_address(self, tag):
        return tag.edition_rows.exists()

    def delete_model(self, request, obj):
        stories = _published_with([obj])
        super().delete_model(request, obj)
        refresh_working_copies(stories)

    def delete_queryset(self, request, queryset):
        stories = _published_with(queryset)
        super().delete_queryset(request, queryset)
        refresh_working_copies(stories)

    def why_kept(self, tag):
        stories = tag.edition_rows.values("edition__article").distinct().count()
        if not stories:
            return []
        return [
            _("“%(tag)s” is on %(stories)s that readers have seen, and is kept.")
            % {"tag": tag, "stories": count_in_words(stories)}
        ]


def _published_with(tags) -> list[Article]:
    """The stories that lose a tag and have editions, from which they may differ no more then."""
    tagged = Article.objects.filter(tagged_items__tag__in=tags)
    return list(tagged.exclude(editions=None).distinct())
