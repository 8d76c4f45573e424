"""Authors, and the people who sign in."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as BaseGroupAdmin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from authors.models import Author, SocialHandle
from newsroom.desk_admin import CarefulList, DeskAdmin
from newsroom.kept_uploads import PICTURE_OVERRIDES, KeepsUploads
from newsroom.renditions import rendition_name, thumbnail_widths


class AuthorForm(KeepsUploads, forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            # Blank: made from the name.
            self.fields["slug"].required = False


class SocialHandleInline(TabularInline):
    model = SocialHandle
    extra = 0
    hide_title = True


@admin.register(Author)
class AuthorAdmin(DeskAdmin):
    form = AuthorForm
    inlines = (SocialHandleInline,)
    list_display = ("name_and_role", "base", "beat", "login")
    list_select_related = ("user",)
    search_fields = ("name", "role", "beat")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("user",)
    formfield_overrides = DeskAdmin.formfield_overrides | PICTURE_OVERRIDES
    fieldsets = (
        (None, {"fields": (("name", "slug"), ("role", "base"), "beat", "bio", "photo")}),
        (
            gettext_lazy("Profile"),
            {
                "fields": (
                    ("joined_year", "languages"),
                    ("previous_employers", "education"),
                )
            },
        ),
        (gettext_lazy("Contact"), {"fields": (("email", "user"),)}),
    )

    @display(description=gettext_lazy("Author"), ordering="name", header=True)
    def name_and_role(self, author):
        initials = "".join(word[0] for word in author.name.split()[:2])
        photo = {"path": photo_url(author), "height": 32, "width": 32}
        return [author.name, author.role, initials, photo if author.photo_sha256 else None]

    @display(description=gettext_lazy("Login"), ordering="user__username")
    def login(self, author):
        return author.user.get_username() if author.user else "—"

    def keeps_address(self, author):
        # Named from the other side: which editions there are is no business of this app.
        return author.edition_bylines.exists()

    def why_kept(self, author):
        credits = author.bylines.count() or author.edition_bylines.count()
        if not credits:
            return []
        return [
            _("%s is credited in stories and cannot be deleted: the credit is part of them.")
            % author
        ]


def photo_url(author: Author) -> str:
    """The address of an author's photo, small enough for a list."""
    if not author.photo_sha256:
        return ""
    name = rendition_name(author.photo_sha256, thumbnail_widths(author.photo_width)[0], "webp")
    return author.photo.storage.url(name)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(CarefulList, BaseUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username_and_name", "email", "in_groups", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    compressed_fields = False
    view_on_site = False
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": (("first_name", "last_name"), "email")}),
        (
            gettext_lazy("Rights"),
            {"fields": ("groups", "is_active", "is_staff", "is_superuser", "user_permissions")},
        ),
        (gettext_lazy("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    autocomplete_fields = ("groups",)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    # Whoever manages users and groups must not be able to make anybody, themselves first of all,
    # more than they are themselves; nor to take over, by a new password, somebody who is more.

    def get_readonly_fields(self, request, obj=None):
        if request.user.is_superuser:
            return self.readonly_fields
        return (*self.readonly_fields, "is_superuser", "user_permissions")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field and not request.user.is_superuser:
            field.queryset = field.queryset.exclude(permissions__in=_beyond(request.user))
            field.error_messages["invalid_choice"] = _(
                "You may only choose groups that may do no more than you may."
            )
        return field

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_touch(request.user, obj)

    @display(description=gettext_lazy("User"), ordering="username", header=True)
    def username_and_name(self, user):
        return [user.get_username(), user.get_full_name()]

    @display(description=gettext_lazy("Groups"))
    def in_groups(self, user):
        return ", ".join(group.name for group in user.groups.all()) or "—"


def _may_touch(user, other) -> bool:
    """Whether a user may alter another, or a group: only one that may do no more."""
    if other is None or user.is_superuser:
        return True
    if isinstance(other, Group):
        return not _beyond(user).filter(group=other).exists()
    if other.is_superuser:
        return False
    # Of an inactive user too, who may be active again tomorrow.
    theirs = Q(user=other) | Q(group__user=other)
    return not _beyond(user).filter(theirs).exists()


def _beyond(user) -> QuerySet[Permission]:
    """The permissions that a user does not have."""
    own = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    return Permission.objects.exclude(pk__in=own.values("pk"))


@admin.register(Group)
class GroupAdmin(CarefulList, BaseGroupAdmin, ModelAdmin):
    compressed_fields = False
    view_on_site = False
    search_fields = ("name",)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "permissions" and not request.user.is_superuser:
            own = Permission.objects.exclude(pk__in=_beyond(request.user).values("pk"))
            kwargs["queryset"] = own
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_touch(request.user, obj)
