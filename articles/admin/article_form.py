"""The form of a story: a save from an outdated page is refused, with nothing typed lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from articles.admin.merge_save import Question, base_of
from articles.admin.story_rows import StoryRowsFormSet
from articles.admin.tags_field import TagsField
from articles.assembly import snapshot_working_copy
from articles.differences import Difference, Lines, differences, lines_of_values
from articles.editor import BodyFormField
from articles.embargo import refuse_shortened
from articles.merging import StoryValues
from articles.models import Article, RevisionMeta
from articles.models.article import ELSEWHERE, story_slug
from articles.publishing import refuse_vain_embargo
from articles.refusals import PublishingRefused
from articles.snapshot import ArticleSnapshot
from articles.state import when

FIELDS = (
    "headline",
    "standfirst",
    *ELSEWHERE,
    "slug",
    "section",
    "kind",
    "language",
    "body",
    "embargo_until",
)
# What a save gives a story by itself; reversion holds none of it.
STAMPS = ("edit_token", "modified_at", "working_sha256")


@dataclass(frozen=True)
class Before:
    """A story as it was stored when the form was sent, or before a revert began."""

    token: str
    snapshot: ArticleSnapshot
    values: dict[str, Any]
    tags: list[str]
    bylines: list[tuple]
    pictures: list[tuple]
    lines: Lines
    stamps: dict[str, Any]


def read_before(article: Article) -> Before:
    """The stored story; its row should be locked, so that this is what is saved over."""
    tags = [item.tag.name for item in article.tagged_items.select_related("tag")]
    bylines = list(article.bylines.select_related("author"))
    pictures = list(article.captions.select_related("image"))
    values = {name: getattr(article, name) for name in FIELDS}
    return Before(
        token=str(article.edit_token),
        snapshot=snapshot_working_copy(article),
        values=values,
        tags=tags,
        bylines=[(row.author_id, row.role) for row in bylines],
        pictures=[(row.image_id, row.role, row.caption, row.credit, row.alt) for row in pictures],
        lines=lines_of_values(
            {**values, "tags": tags},
            [(row.role, row.author) for row in bylines],
            [(row.image, row.role, row.caption, row.credit, row.alt) for row in pictures],
        ),
        stamps={name: getattr(article, name) for name in STAMPS},
    )


class ArticleForm(forms.ModelForm):
    # Set by the admin on each request's own subclass.
    user = None
    before: Before | None = None
    # An old version about to be brought back is what somebody chose, and is never mixed.
    is_restoring = False
    # The stored embargo, which no save may cut short (articles/embargo.py).
    held_embargo: datetime | None = None

    headline = forms.CharField(
        label=gettext_lazy("Headline"),
        max_length=Article._meta.get_field("headline").max_length,
        # The model itself refuses an empty one.
        required=False,
        widget=UnfoldAdminExpandableTextareaWidget(
            attrs={
                "class": "desk-headline",
                "placeholder": gettext_lazy("Headline"),
                "enterkeyhint": "next",
            }
        ),
    )
    body = BodyFormField(label=gettext_lazy("Body"), required=False)
    tags = TagsField(label=gettext_lazy("Tags"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note for the history"),
        max_length=250,
        required=False,
        widget=UnfoldAdminTextInputWidget(
            attrs={"placeholder": gettext_lazy("Why this change, in a few words")}
        ),
    )
    # The token of the story as the page showed it; the one somebody chose to save over.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    save_over = forms.CharField(required=False, widget=forms.HiddenInput)
    # Whose journal this save closes: written by the page's script (articles/drafts.py).
    draft = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        help_texts = {"standfirst": ""}
        fields = (*FIELDS, "tags")
        widgets = {
            "standfirst": UnfoldAdminExpandableTextareaWidget(
                attrs={"class": "desk-standfirst", "placeholder": gettext_lazy("Standfirst")}
            ),
            "description": UnfoldAdminExpandableTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Of a page that somebody else's save has overtaken (articles/admin/merge_save.py).
        self.base: StoryValues | None = None
        self.questions: list[Question] = []
        self.is_merged = False
        if self.before:
            self.fields["opened"].initial = self.before.token
        elif self.instance.pk:
            self.fields["opened"].initial = str(self.instance.edit_token)
        if "embargo_until" in self.fields:
            self.fields["embargo_until"].help_text = _(
                "No edition can go live before this time. Time zone: %s."
            ) % (timezone.get_current_timezone_name())
        if self.user is not None:
            # Whose words these are, should the session end while they are written.
            self.fields["body"].widget.attrs["data-user"] = self.user.get_username()
            self.fields["body"].widget.attrs["data-story"] = self.instance.pk or ""
            self.fields["tags"].may_add = self.user.has_perm("articles.add_tag")

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean_embargo_until(self):
        until = self.cleaned_data["embargo_until"]
        if until:
            refuse_vain_embargo(self.instance, until)
        return until

    def clean(self):
        super().clean()
        if not self.cleaned_data.get("slug") and self.cleaned_data.get("headline"):
            self.cleaned_data["slug"] = story_slug(self.cleaned_data["headline"])
        if self.before and self.cleaned_data.get("opened") != self.before.token:
            self._join()
        self._hold_embargo()

    def _hold_embargo(self):
        if "embargo_until" not in self.cleaned_data:
            return
        until = self.cleaned_data["embargo_until"]
        if self.base and until == self.base.fields["embargo_until"]:
            # Not touched here: merging takes what is stored.
            return
        try:
            refuse_shortened(self.held_embargo, until)
        except PublishingRefused as refusal:
            self.add_error("embargo_until", self._with_way_out(refusal))

    def _with_way_out(self, refusal: PublishingRefused):
        if not self.instance.pk:
            return refusal
        return ValidationError(
            format_html(
                '{} <a href="{}">{}</a>',
                refusal.message,
                reverse("admin:articles_article_break_embargo", args=[self.instance.pk]),
                _("Ask to break the embargo."),
            ),
            code=refusal.code,
        )

    def _join(self):
        """Prepare to merge with what was saved since; refuse where nobody knows from what."""
        if self.cleaned_data.get("save_over") == self.before.token:
            return
        opened = self.cleaned_data.get("opened") or ""
        if not self.is_restoring:
            self.base = base_of(self.instance.pk, opened, FIELDS)
        if self.base is None:
            raise ValidationError(self.who_saved(), code="stale")

    @property
    def is_refused_as_stale(self) -> bool:
        return self.has_error(NON_FIELD_ERRORS, code="stale")

    def last_saver(self):
        metas = RevisionMeta.objects.filter(article_id=self.instance.pk)
        meta = metas.select_related("revision__user").order_by("-revision_id").first()
        return meta and meta.revision.user

    def merged_with(self) -> str:
        """What the history says first of a save that was merged."""
        user = self.last_saver()
        return _("Merged with what %(who)s saved at %(when)s.") % {
            "who": (user.get_full_name() or user.get_username()) if user else _("somebody"),
            "when": when(self.before.stamps["modified_at"]),
        }

    def who_saved(self) -> str:
        saved_by = self.last_saver()
        moment = when(self.before.stamps["modified_at"])
        if saved_by and saved_by == self.user:
            return _(
                "You saved this story at %(when)s in another window, after opening it here. "
                "Everything you typed is still here; nothing has been saved."
            ) % {"when": moment}
        return _(
            "%(who)s saved this story at %(when)s, after you opened it. "
            "Everything you typed is still here; nothing has been saved."
        ) % {
            "who": (saved_by.get_full_name() or saved_by.get_username())
            if saved_by
            else _("Somebody"),
            "when": moment,
        }

    def has_changed_from(self, before: Before, formsets) -> bool:
        values = {name: _whole_seconds(getattr(self.instance, name)) for name in FIELDS}
        stored = {name: _whole_seconds(value) for name, value in before.values.items()}
        rows = _by_key(formsets)
        return (
            values != stored
            or self.cleaned_data["tags"] != before.tags
            or _rows(rows.get("author"), before.bylines) != before.bylines
            or _rows(rows.get("image"), before.pictures) != before.pictures
        )

    def stale_differences(self, formsets) -> list[Difference]:
        """What the stored story says (before) and what was typed (after)."""
        names = (*FIELDS, "tags")
        rows = _by_key(formsets)
        typed = lines_of_values(
            # Where what was typed is refused, as it was sent.
            {name: self.cleaned_data.get(name, self[name].data) for name in names},
            _typed(rows.get("author"), "role", "author"),
            _typed(rows.get("image"), "image", "role", "caption", "credit", "alt"),
        )
        return differences(self.before.lines, typed)


def _by_key(formsets) -> dict[str, StoryRowsFormSet]:
    return {formset.key: formset for formset in formsets}


def _whole_seconds(value):
    # A form shows a time without its fractions of a second.
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def _rows(formset, otherwise):
    return formset.typed_rows() if formset and formset.editable else otherwise


def _typed(formset, *names: str) -> list[tuple]:
    rows = getattr(formset, "rows", [])
    return [tuple(row.cleaned_data.get(name, "") for name in names) for row in rows]
