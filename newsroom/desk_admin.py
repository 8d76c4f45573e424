"""What every list and form of the desk shares: unfold's look on django-reversion's history."""

from contextlib import nullcontext
from datetime import datetime

import reversion
from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.db.models.constants import LOOKUP_SEP
from django.db.models.deletion import ProtectedError
from django.dispatch import Signal
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from reversion.admin import VersionAdmin
from reversion.errors import RevertError
from reversion.models import Version
from reversion.revisions import _get_options
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

# Sent after a row of the desk was changed or brought back: sender is its model, ``row`` the row.
row_saved = Signal()

SAFE_METHODS = ("GET", "HEAD")


class FoundRow(AutocompleteSelect):
    """A choice among many rows: of a form that comes back, whatever was sent in place of a row."""

    # The chosen row, where the form has read it already: a page of many rows asks for none twice.
    known: models.Model | None = None

    def optgroups(self, name, value, attr=None):
        if self.known is not None and value == [str(self.known.pk)]:
            label = self.choices.field.label_from_instance(self.known)
            blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
            chosen = self.create_option(name, self.known.pk, label, set(value), len(blank))
            return [(None, [*blank, chosen], 0)]
        # Django looks for the rows by what was sent, and fails where that is no number.
        return super().optgroups(name, [one for one in value if str(one).isdecimal()], attr)


class FindsRows:
    """For the admin of a model, or its inline: the widget of its ``autocomplete_fields``."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            using = kwargs.get("using")
            kwargs.setdefault("widget", FoundRow(db_field, self.admin_site, using=using))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CarefulList:
    """For the admin of a model: a list that takes no patterns from its address.

    Django would let anybody who sees a list search its columns by regular expression: a bad one
    is an error, and a slow one holds the database.
    """

    def lookup_allowed(self, lookup, value, request=None):
        if lookup.rpartition(LOOKUP_SEP)[2] in {"regex", "iregex"}:
            return False
        return super().lookup_allowed(lookup, value, request)


class DeskAdmin(CarefulList, FindsRows, VersionAdmin, ModelAdmin):
    """A list and a form whose saves are revisions; a save that changes nothing makes none."""

    change_list_template = "reversion/change_list.html"
    object_history_template = "reversion/object_history.html"
    revision_form_template = "reversion/revision_form.html"
    recover_list_template = "reversion/recover_list.html"
    recover_form_template = "reversion/recover_form.html"
    history_per_page = 50
    # Neither counted as a whole nor page by page: a list costs the same at any length.
    paginator = InfinitePaginator
    show_full_result_count = False
    # The numbers beside the filters would count the archive.
    show_facets = ShowFacets.NEVER
    list_disable_select_all = True
    list_per_page = 50
    compressed_fields = False
    warn_unsaved_form = True
    formfield_overrides = {models.TextField: {"widget": UnfoldAdminExpandableTextareaWidget}}
    view_on_site = False
    why_address_is_kept = gettext_lazy(
        "Stories that readers have seen link to this address, so it stays."
    )

    # Addresses. A row's slug can be changed until readers have been sent to it.

    def keeps_address(self, obj: models.Model) -> bool:
        """Whether pages that readers have seen link to a row's address."""
        return False

    def _address_is_kept(self, request, obj) -> bool:
        if obj is None or not obj.pk:
            return False
        if not hasattr(request, "address_is_kept"):
            request.address_is_kept = self.keeps_address(obj)
        return request.address_is_kept

    def get_readonly_fields(self, request, obj=None):
        kept = ("slug",) if self._address_is_kept(request, obj) else ()
        return (*super().get_readonly_fields(request, obj), *kept)

    def get_prepopulated_fields(self, request, obj=None):
        if self._address_is_kept(request, obj):
            return {}
        return super().get_prepopulated_fields(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if self._address_is_kept(request, obj):
            kwargs["help_texts"] = {"slug": self.why_address_is_kept}
        return super().get_form(request, obj, change, **kwargs)

    # Revisions.

    def create_revision(self, request):
        if request.method in SAFE_METHODS:
            # Looking takes no transaction: with SQLite it would wait for every writer.
            return nullcontext()
        return super().create_revision(request)

    def save_model(self, request, obj, form, change):
        if not change or form.has_changed() or is_restoring(request):
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rows_changed = any(formset.has_changed() for formset in formsets)
        if rows_changed and not form.has_changed():
            # So that the revision holds the whole, not only the rows below it.
            form.instance.save()
        if not change or rows_changed or form.has_changed() or is_restoring(request):
            row_saved.send(sender=self.model, row=form.instance)
        else:
            request.nothing_changed = True

    def log_change(self, request, obj, message):
        if nothing_changed(request):
            return None
        return super().log_change(request, obj, message)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        if nothing_changed(request) and level == messages.SUCCESS:
            level, message = messages.INFO, _("Nothing changed, so there was nothing to save.")
        super().message_user(request, message, level, *args, **kwargs)

    # Who may do what, beyond what Django's admin checks itself.

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if "_saveasnew" in request.POST and not self.save_as:
            # No form here has this button. Django would ask for the permission to add instead
            # of that to change, and an old version would be brought back without the latter.
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        self._refuse_idle_post(request)
        return super().changelist_view(request, extra_context)

    def _refuse_idle_post(self, request):
        if request.method not in SAFE_METHODS and not (
            self.has_change_permission(request) or self.has_delete_permission(request)
        ):
            raise PermissionDenied

    def _own_version(self, version_id) -> Version:
        # reversion looks a version up by its number alone: that of another model's row would
        # be brought back under this model's permissions.
        own = ContentType.objects.get_for_model(self.model)
        versions = Version.objects.filter(content_type=own).select_related("revision")
        if len(version_id) > 18:
            # No number of a version, and perhaps none that Python would read.
            raise Http404
        return get_object_or_404(versions.defer("serialized_data"), pk=version_id)

    # History, revert, recover.

    def revision_view(self, request, object_id, version_id, extra_context=None):
        version = self._own_version(version_id)
        request.is_restoring = True
        context = {"version_date": version.revision.date_created, **(extra_context or {})}
        return super().revision_view(request, object_id, version_id, context)

    def recover_view(self, request, version_id, extra_context=None):
        # Asked before anything is brought back, even for the time of one page.
        if not (self.has_change_permission(request) and self.has_add_permission(request)):
            raise PermissionDenied
        version = self._own_version(version_id)
        if self.model._default_manager.filter(pk=version.object_id).exists():
            return HttpResponseRedirect(self._url("revision", version.object_id, version_id))
        request.is_restoring = True
        return super().recover_view(request, version_id, extra_context)

    def _reversion_revisionform_view(self, request, version, template_name, extra_context=None):
        row = self.model._default_manager.filter(pk=version.object_id).first()
        kept = {"slug": row.slug} if self._address_is_kept(request, row) else {}
        version.revision.revert = lambda delete=False: bring_back(version, kept)
        return super()._reversion_revisionform_view(request, version, template_name, extra_context)

    def history_versions(self, object_id):
        """A row's versions, newest first, without what they hold."""
        return (
            Version.objects.get_for_object_reference(self.model, object_id)
            .select_related("revision__user")
            .defer("serialized_data")
            .order_by("-revision_id")
        )

    def history_view(self, request, object_id, extra_context=None):
        self._refuse_idle_post(request)
        object_id = unquote(object_id)
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return self.history_page(request, obj, extra_context)

    def history_page(self, request, obj, extra_context=None):
        """The history of a row, for somebody who may look at it."""
        page = Paginator(self.history_versions(obj.pk), self.history_per_page).get_page(
            request.GET.get("p")
        )
        context = {
            "title": _("History of “%s”") % obj,
            "object": obj,
            "page": page,
            "may_revert": self.has_change_permission(request, obj),
        }
        return self._page(request, self.object_history_template, context, extra_context)

    def recoverlist_view(self, request, extra_context=None):
        if not (self.has_change_permission(request) and self.has_add_permission(request)):
            raise PermissionDenied
        deleted = (
            Version.objects.get_deleted(self.model)
            .select_related("revision__user")
            .defer("serialized_data")
            .order_by("-pk")
        )
        context = {
            "title": _("Deleted %s") % self.opts.verbose_name_plural,
            "page": Paginator(deleted, self.history_per_page).get_page(request.GET.get("p")),
        }
        return self._page(request, self.recover_list_template, context, extra_context)

    def _page(self, request, template, context, extra_context=None):
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "model_admin": self,
                **context,
                **(extra_context or {}),
            },
        )

    def _url(self, name, *args):
        return reverse(
            f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{name}",
            args=[quote(arg) for arg in args],
        )

    # Deleting.

    def why_kept(self, obj: models.Model) -> list[str]:
        """Sentences saying why a row cannot be deleted; none where it can."""
        return []

    def get_deleted_objects(self, objs, request):
        reasons = [reason for obj in objs for reason in self.why_kept(obj)]
        if reasons:
            return [], {}, set(), reasons
        return super().get_deleted_objects(objs, request)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:
            # It came into use between the question and the answer.
            self.message_user(request, _("This has come into use and is kept."), messages.ERROR)
            return HttpResponseRedirect(self._url("change", object_id))


def bring_back(version: Version, kept: dict | None = None) -> None:
    """Put a row, and the rows it owns, back as a version's revision holds them.

    ``kept`` are values that stay as they are today.

    reversion itself would put back whatever else was saved in that revision too: the tag that
    was made with a story, or the story that a tag was made with. Rows are deleted before the
    old ones come, since what is unique among them may have changed places. Raises RevertError.
    """
    try:
        with transaction.atomic():
            _bring_back(version, kept)
    except IntegrityError:
        raise RevertError(
            _("“%s” cannot be brought back as it was: its name or its address is another’s by now.")
            % version.object_repr
        ) from None


def _bring_back(version: Version, kept: dict | None) -> None:
    model, pk = version._model, version.object_id
    held = list(version.revision.version_set.select_related("content_type"))
    version.revert()
    if kept:
        model._base_manager.filter(pk=pk).update(**kept)
    for name in _get_options(model).follow:
        relation = model._meta.get_field(name)
        owner, owned = relation.field.attname, relation.related_model
        owned._base_manager.filter(**{owner: pk}).delete()
        for row in held:
            if row._model is owned and str(row.field_dict[owner]) == pk:
                row.revert()


def stamp(moment: datetime | None) -> str:
    """An instant in a list of the desk, on a clock of 24 hours."""
    return date_format(timezone.localtime(moment), "j M Y, H:i") if moment else "—"


def is_restoring(request) -> bool:
    return getattr(request, "is_restoring", False)


def nothing_changed(request) -> bool:
    return getattr(request, "nothing_changed", False)


def set_note(note: str) -> None:
    """The words that the open revision carries in its history."""
    if reversion.is_active():
        reversion.set_comment(note)
