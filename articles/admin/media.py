"""The library: pictures, clips and kept social posts."""

from django import forms
from django.contrib import admin, messages
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from articles.admin import media_rights
from articles.admin.focal_point import focal_html
from articles.admin.image_says import file_rows, image_marks
from articles.admin.library import LibraryPage
from articles.admin.media_marks import clip_marks, drawn_marks
from articles.models import Clip, HasRights, Image, SocialPost
from articles.rights import may_withdraw
from articles.usage import stories_using
from articles.withholding import why_withheld
from newsroom.desk_admin import DeskAdmin, stamp
from newsroom.kept_uploads import PICTURE_OVERRIDES, KeepsUploads

MOST_STORIES = 20


class LibraryForm(KeepsUploads, forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if getattr(self.instance, "withdrawn_at", None):
            self.say_of_files(_("Put aside while it is withdrawn"))


class LibraryAdmin(DeskAdmin):
    """A thing of the library: says which stories show it, and stays while one does."""

    form = LibraryForm
    formfield_overrides = DeskAdmin.formfield_overrides | PICTURE_OVERRIDES

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        # What is withdrawn is not offered to be shown somewhere else.
        if issubclass(self.model, HasRights) and request.resolver_match.url_name == "autocomplete":
            found = found.filter(withdrawn_at=None)
        return found, may_repeat

    @display(description=gettext_lazy("Used in"))
    def used_in(self, thing):
        if not thing.pk:
            return "—"
        # The admin asks several times for what it shows once.
        if not hasattr(thing, "used_in_shown"):
            thing.used_in_shown = self._used_in(thing)
        return thing.used_in_shown

    def _used_in(self, thing):
        stories = stories_using(thing).only("headline")[: MOST_STORIES + 1]
        links = format_html_join(
            "",
            '<li><a href="{}">{}</a></li>',
            (
                (reverse("admin:articles_article_change", args=[story.pk]), story.headline)
                for story in stories[:MOST_STORIES]
            ),
        )
        if not links:
            return _("No story uses this yet.")
        more = _("… and more") if len(stories) > MOST_STORIES else ""
        return format_html('<ul class="desk-list">{}</ul>{}', links, more)

    def why_kept(self, thing):
        story = stories_using(thing).only("headline").first()
        if story is None:
            return self.why_kept_otherwise(thing)
        return [
            _("“%(thing)s” is used in “%(story)s” and cannot be deleted while it is.")
            % {"thing": thing, "story": story.headline}
        ]

    def why_kept_otherwise(self, thing) -> list[str]:
        return []


PICTURE_WORDS = ("alt", "is_decorative", "title", "caption", "credit")
PICTURE_TABS = (
    (
        gettext_lazy("Origin"),
        (
            *(("creator", "creator_title"), ("source", "date_created")),
            *("digital_source_type", "ai_system", "instructions"),
        ),
    ),
    (
        gettext_lazy("Content"),
        (
            *("extended_description", "persons", "keywords", "event"),
            *(("sublocation", "city"), ("region", "country", "country_code")),
        ),
    ),
    (
        gettext_lazy("Rights"),
        (
            *(("licence", "may_syndicate"), ("rights_until", "embargo_until")),
            *("rights", "territories", "releases", "copyright_notice"),
            *(("web_statement", "licensor_url"), ("licensor_name", "data_mining")),
        ),
    ),
)


@admin.register(Image)
class ImageAdmin(LibraryPage, LibraryAdmin):
    list_display = ("picture", "credit", "size", "uploaded")
    list_filter = (("uploaded_at", admin.DateFieldListFilter),)
    search_fields = ("title", "caption", "alt", "credit", "source")
    ordering = ("-uploaded_at", "-pk")
    list_per_page = 48
    readonly_fields = ("focal_preview", "marks", "size", "used_in", "file_says")

    class Media:
        css = {"all": ("articles/admin/picture.css", "articles/admin/focal.css")}
        js = (forms.Script("articles/admin/focal.js", type="module"),)

    def get_urls(self):
        return [*media_rights.urls(self), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        picture = ("file", "focal_preview", ("focal_x", "focal_y"))
        if obj:
            picture = ("marks", *picture, "size", "used_in")
        in_tab = [(name, {"fields": fields, "classes": ("tab",)}) for name, fields in PICTURE_TABS]
        if obj:
            says = {"fields": ("file_says",), "classes": ("tab",)}
            in_tab.append((_("What the file says"), says))
            obj.may_withdraw = may_withdraw(request.user, obj)
        return ((None, {"fields": picture}), (None, {"fields": PICTURE_WORDS}), *in_tab)

    @display(description=gettext_lazy("For readers"))
    def marks(self, image):
        """Whether readers may see it, now and later; and the way to withdraw it."""
        return drawn_marks(image, image_marks(image), may_withdraw=image.may_withdraw)

    @display(description=gettext_lazy("What the file says"))
    def file_says(self, image):
        return render_to_string(
            "admin/articles/image/includes/_file_says.html", {"rows": file_rows(image)}
        )

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)
        if "file" in form.changed_data and obj.left_out:
            messages.warning(request, obj.get_left_out_display())

    @display(description=gettext_lazy("Picture"), ordering="title")
    def picture(self, image):
        return format_html(
            '<span class="desk-card"><img src="{}" alt="" loading="lazy" '
            'style="object-position: {}% {}%"><span>{}</span></span>',
            image.thumbnail_url,
            f"{image.focal_x * 100:.0f}",
            f"{image.focal_y * 100:.0f}",
            image,
        )

    @display(description=gettext_lazy("Size"))
    def size(self, image):
        return _("%(width)d × %(height)d px") % {"width": image.width, "height": image.height}

    @display(description=gettext_lazy("Uploaded"), ordering="uploaded_at")
    def uploaded(self, image):
        return stamp(image.uploaded_at)

    @display(description=gettext_lazy("Focal point"))
    def focal_preview(self, image):
        return focal_html(image)

    def why_kept_otherwise(self, image):
        if post := image.posts.first():
            return [
                _("“%(thing)s” belongs to a kept post by %(who)s.")
                % {"thing": image, "who": post.author_name}
            ]
        if clip := image.clips.first():
            return [
                _("“%(thing)s” is the poster of the clip “%(clip)s”.")
                % {"thing": image, "clip": clip}
            ]
        if image.edition_rows.exists():
            return [_("Readers have seen “%s”: it belongs to the record and is kept.") % image]
        return []


@admin.register(Clip)
class ClipAdmin(LibraryAdmin):
    list_display = ("title", "length", "credit", "has_track", "for_readers")
    search_fields = ("title", "caption", "credit")
    ordering = ("-pk",)
    autocomplete_fields = ("poster",)
    readonly_fields = ("marks", "player", "used_in")

    class Media:
        css = {"all": ("articles/admin/picture.css",)}

    def get_urls(self):
        return [*media_rights.urls(self), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        files = ("title", *(["marks", "player"] if obj else []), "file", "track", "poster")
        if obj:
            obj.may_withdraw = may_withdraw(request.user, obj)
        return (
            (_("Clip"), {"fields": files}),
            (_("Words"), {"fields": ("caption", "credit")}),
            (_("Rights"), {"fields": (("embargo_until", "rights_until"),)}),
            (_("Measures"), {"fields": (("duration", "width", "height"),)}),
            *([(_("Where it is used"), {"fields": ("used_in",)})] if obj else []),
        )

    @display(description=gettext_lazy("For readers"))
    def marks(self, clip):
        """Whether readers may see it, now and later; and the way to withdraw it."""
        return drawn_marks(
            clip, clip_marks(clip, now=timezone.now()), may_withdraw=clip.may_withdraw
        )

    @display(description=gettext_lazy("For readers"), ordering="withdrawn_at")
    def for_readers(self, clip):
        why = why_withheld(clip, timezone.now())
        if not why:
            return "—"
        return format_html('<span class="desk-mark desk-mark-bad">{}</span>', why)

    @display(description=gettext_lazy("Preview"))
    def player(self, clip):
        if clip.withdrawn_at:
            return _("Its files are put aside.")
        return format_html(
            '<video class="desk-clip" controls preload="metadata" src="{}"></video>', clip.file.url
        )

    @display(description=gettext_lazy("Duration"), ordering="duration")
    def length(self, clip):
        return f"{clip.duration // 60}:{clip.duration % 60:02d}" if clip.duration else "—"

    @display(description=gettext_lazy("Text track"), boolean=True)
    def has_track(self, clip):
        return bool(clip.track)

    def why_kept_otherwise(self, clip):
        if post := clip.posts.first():
            return [
                _("“%(thing)s” belongs to a kept post by %(who)s.")
                % {"thing": clip, "who": post.author_name}
            ]
        if clip.withdrawn_at:
            return [_("“%s” is withdrawn, and the library has to keep why.") % clip]
        if clip.edition_rows.exists():
            return [_("Readers have seen “%s”: it belongs to the record and is kept.") % clip]
        return []


@admin.register(SocialPost)
class SocialPostAdmin(LibraryAdmin):
    list_display = ("post", "platform", "posted", "kept")
    list_filter = ("platform",)
    search_fields = ("author_name", "handle", "text", "url")
    ordering = ("-kept_at", "-pk")
    autocomplete_fields = ("image", "clip")
    readonly_fields = ("used_in",)

    def get_fieldsets(self, request, obj=None):
        return (
            (_("Post"), {"fields": (("platform", "posted_at"), ("author_name", "handle"), "text")}),
            (_("With it"), {"fields": ("image", "clip", "url")}),
            *([(_("Where it is used"), {"fields": ("used_in",)})] if obj else []),
        )

    @display(description=gettext_lazy("Post"), ordering="author_name", header=True)
    def post(self, post):
        return [f"{post.author_name} {post.handle}".strip(), Truncator(post.text).chars(120)]

    @display(description=gettext_lazy("Posted"), ordering="posted_at")
    def posted(self, post):
        return stamp(post.posted_at)

    @display(description=gettext_lazy("Kept"), ordering="kept_at")
    def kept(self, post):
        return stamp(post.kept_at)
