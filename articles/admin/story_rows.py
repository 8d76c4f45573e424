"""The byline and the pictures of a story in its form: ordered rows, told apart by whom they name.

A row is not known by its database id but by its author or its picture, of which a story has each
once. What was typed can therefore be saved over what somebody else saved meanwhile; two rows can
trade places or the lead can pass from one picture to another without tripping over each other.
"""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import StackedInline
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from articles.assembly import rows_read
from articles.models import Byline, ImageCaption
from newsroom.desk_admin import FindsRows

_LAST = 1_000_000
# More than any story has. Django sets an inline's own number to 0 for who may only look.
MOST_ROWS = 200


class StoryRowForm(forms.ModelForm):
    """One row. What must be unique is checked by the formset, which sees all rows as typed."""

    # Written by dragging; whatever else stands here places a row last and is no error.
    position = forms.CharField(
        required=False, widget=forms.HiddenInput, label=gettext_lazy("order")
    )
    # The field that names the row's author or picture.
    named = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            # A new row has no place yet: it stands behind the placed ones.
            self.initial["position"] = None
        elif self.named in self.fields:
            self.fields[self.named].widget.widget.known = getattr(self.instance, self.named)

    def validate_unique(self):
        pass

    def validate_constraints(self):
        pass

    def clean_position(self):
        typed = self.cleaned_data["position"]
        self.place = int(typed) if typed.isdecimal() and len(typed) < 6 else _LAST
        return 0


class StoryRowsFormSet(PaginationInlineFormSet):
    key = ""
    row_fields: tuple[str, ...] = ()
    # False where the user may only look at the rows.
    editable = True
    # True where the story is not saved because something of it has to be decided first.
    is_refused = False
    # What takes the place of the typed rows, once they are merged with somebody else's.
    merged_rows: list[tuple] | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []

    def add_fields(self, form, index):
        super().add_fields(form, index)
        # A row that somebody deleted meanwhile is still a row here; Django's own field refuses it.
        name = self._pk_field.name
        form.fields[name] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=form.fields[name].initial
        )

    def get_queryset(self):
        if self.is_bound:
            # The admin shows a row for each pair of a form and a stored row.
            return [form.instance for form in self.initial_forms]
        read = rows_read(self.instance, self.fk.remote_field.related_name)
        return super().get_queryset() if read is None else read

    def _existing_object(self, pk):
        stored = super().get_queryset()
        return next((row for row in stored if row.pk == pk), None)

    def clean(self):
        self.rows = []
        if not self.editable:
            return
        seen = set()
        for form in sorted(self._kept_forms(), key=self._place):
            named = form.cleaned_data.get(self.key)
            if named is None:
                continue
            if named.pk in seen:
                form.add_error(self.key, self.say_twice(named))
            seen.add(named.pk)
            self.rows.append(form)

    def _kept_forms(self) -> list[StoryRowForm]:
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data") and not self._should_delete_form(form)
        ]

    def _place(self, form) -> int:
        return getattr(form, "place", _LAST)

    def say_twice(self, named) -> str:
        raise NotImplementedError

    def is_valid(self):
        return super().is_valid() and not self.is_refused

    def typed_rows(self) -> list[tuple]:
        """The rows to save, in order: whom each names, then what it says."""
        if self.merged_rows is not None:
            return self.merged_rows
        return [
            (form.cleaned_data[self.key].pk, *(form.cleaned_data.get(n) for n in self.row_fields))
            for form in self.rows
        ]

    def stored_rows(self) -> list[tuple]:
        return [
            (getattr(row, f"{self.key}_id"), *(getattr(row, name) for name in self.row_fields))
            for row in self._read_rows()
        ]

    def _read_rows(self):
        return self.model._default_manager.filter(**{self.fk.name: self.instance})

    def has_changed(self) -> bool:
        return self.editable and self.typed_rows() != self.stored_rows()

    def save(self, commit=True):
        if not self.editable:
            return []
        stored = {getattr(row, f"{self.key}_id"): row for row in self._read_rows()}
        rows = self.typed_rows()
        for named in stored.keys() - {row[0] for row in rows}:
            stored[named].delete()
            self.deleted_objects.append(stored[named])
        for position, (named, *said) in self._in_saving_order(rows):
            values = dict(zip(self.row_fields, said, strict=True)) | {"position": position}
            self._save_row(stored.get(named), named, values)
        return [*self.new_objects, *(row for row, _fields in self.changed_objects)]

    def _in_saving_order(self, rows: list[tuple]) -> list[tuple[int, tuple]]:
        return list(enumerate(rows))

    def _save_row(self, row, named: int, values: dict[str, Any]) -> None:
        if row is None:
            row = self.model(**{self.fk.name: self.instance, f"{self.key}_id": named}, **values)
            row.save()
            self.new_objects.append(row)
            return
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if changed:
            for name in changed:
                setattr(row, name, values[name])
            row.save()
            self.changed_objects.append((row, changed))


class BylineForm(StoryRowForm):
    named = "author"


class PictureForm(StoryRowForm):
    """A picture's words in this story. Where one is blank, the library's are shown in grey."""

    named = "image"
    # Whether the user may bring a story's words into the library.
    may_push = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.image_id and not self.instance._state.adding:
            for name in {"caption", "credit", "alt"} & set(self.fields):
                attrs = self.fields[name].widget.attrs
                if words := getattr(self.instance.image, name):
                    attrs |= {"placeholder": words, "data-library": words}
                if self.may_push:
                    attrs["data-push"] = reverse(
                        "admin:articles_desk_image_push", args=[self.instance.image_id]
                    )


class BylineFormSet(StoryRowsFormSet):
    key = "author"
    row_fields = ("role",)

    def say_twice(self, named):
        return _("%(author)s is in the byline already.") % {"author": named}


class PictureFormSet(StoryRowsFormSet):
    key = "image"
    row_fields = ("role", "caption", "credit", "alt")

    def say_twice(self, named):
        return _("“%(picture)s” is in the story already.") % {"picture": named}

    def clean(self):
        super().clean()
        leads = [form for form in self.rows if _is_lead(form)]
        for form in leads[1:]:
            form.add_error(
                "role",
                _("A story has one lead picture: “%(picture)s” is it already.")
                % {"picture": leads[0].cleaned_data["image"]},
            )

    def _in_saving_order(self, rows):
        # The old lead steps down before the new one steps up: the database knows only one.
        place = self.row_fields.index("role") + 1
        return sorted(
            super()._in_saving_order(rows),
            key=lambda placed: placed[1][place] == ImageCaption.Role.LEAD,
        )


def _is_lead(form) -> bool:
    return form.cleaned_data.get("role") == ImageCaption.Role.LEAD


class StoryRowsInline(FindsRows):
    """Rows are edited as a whole or not at all: one needs all three permissions."""

    template = "admin/articles/article/rows.html"
    # Where on the page the rows stand: beside the text, or in a tab of their own below it.
    stands = "beside"
    extra = 0
    max_num = MOST_ROWS

    def _may_edit(self, request, obj):
        parts = (super().has_add_permission, super().has_change_permission)
        return super().has_delete_permission(request, obj) and all(
            may(request, obj) for may in parts
        )

    def has_add_permission(self, request, obj=None):
        return self._may_edit(request, obj)

    has_change_permission = has_delete_permission = has_add_permission

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.editable = self._may_edit(request, obj)
        # Django would build a thousand more rows than it takes before it refuses them.
        formset.absolute_max = MOST_ROWS
        return formset


class BylineInline(StoryRowsInline, StackedInline):
    model = Byline
    form = BylineForm
    formset = BylineFormSet
    fields = ("author", "role", "position")
    autocomplete_fields = ("author",)
    add_words = gettext_lazy("Add an author")
    verbose_name_plural = gettext_lazy("byline")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "author":
            field.widget.attrs["data-placeholder"] = _("Choose an author")
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "author":
            # Authors are kept on a page of their own; a row of the byline only names one.
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = False
        return field

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None and own_byline(request) else 0


class PictureInline(StoryRowsInline, StackedInline):
    model = ImageCaption
    stands = "below"
    form = PictureForm
    formset = PictureFormSet
    fields = (("thumbnail", "image", "role"), "caption", ("credit", "alt"), "position")
    readonly_fields = ("thumbnail",)
    autocomplete_fields = ("image",)
    add_words = gettext_lazy("Add a picture")
    verbose_name_plural = gettext_lazy("pictures")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("image")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        may_push = request.user.has_perm("articles.change_image")
        formset.form = type("PictureForm", (formset.form,), {"may_push": may_push})
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "caption":
            kwargs["widget"] = UnfoldAdminExpandableTextareaWidget()
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"caption", "credit", "alt"}:
            field.widget.attrs["placeholder"] = _("As in the library")
        return field

    def thumbnail(self, row):
        if not row.pk:
            return ""
        image = row.image
        return format_html(
            '<img class="desk-thumbnail" src="{}" alt="" loading="lazy" data-large="{}" '
            'data-focus="{}% {}%">',
            image.thumbnail_url,
            image.jpeg_url,
            round(image.focal_x * 100),
            round(image.focal_y * 100),
        )

    thumbnail.short_description = ""


def own_byline(request) -> list[dict]:
    """The row that a new story begins with: whoever writes it, if that person has a byline."""
    author = getattr(request.user, "author", None)
    return [{"author": author.pk}] if author and request.method == "GET" else []
