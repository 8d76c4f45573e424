"""What is asked before a story goes live, is scheduled or is withdrawn."""

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanWidget,
)

from articles.models import Edition
from articles.publishing import WITH_NOTICE, PublishingRefused, nothing_has_changed

Change = Edition.Change
MEANINGS = {
    Change.FIRST: _("The story has not been live before."),
    Change.MINOR: _("Spelling, style, a picture’s words. The story’s “Updated” time stays."),
    Change.UPDATE: _("There is news in it. The “Updated” time moves."),
    Change.CLARIFICATION: _("Something could be misunderstood. Readers are told."),
    Change.CORRECTION: _("Something was wrong. Readers are told."),
    Change.RETRACTION: _("The story does not stand. Readers are told at its head."),
}


class RefusableForm(forms.Form):
    def add_refusal(self, refusal: PublishingRefused) -> None:
        """Show a verb's refusal at its fields; what names no field of this form, above them."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class EditionForm(RefusableForm):
    """Publish now. What the user looked at travels along, so that nothing unseen goes live."""

    reviewed = forms.CharField(widget=forms.HiddenInput)
    change = forms.ChoiceField(
        label=_("Kind of change"),
        widget=UnfoldAdminRadioSelectWidget(),
        error_messages={"required": _("Choose what kind of change this is.")},
    )
    notice = forms.CharField(
        label=_("Notice to readers"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "class": "desk-notice"}),
        help_text=_(
            "In full sentences: what was wrong or unclear, and what is right. It is shown with "
            "the story and on the corrections page."
        ),
    )
    replace_scheduled = forms.BooleanField(
        label=_("Replace the scheduled edition"), required=False, widget=UnfoldBooleanWidget()
    )

    def __init__(
        self, *args, changes: list[str], has_schedule: bool, unchanged_since: int = 0, **kwargs
    ):
        """``unchanged_since``: the number of the edition that shows exactly this, if one does."""
        super().__init__(*args, **kwargs)
        if unchanged_since:
            # Then only a notice is worth an edition.
            offered = [change for change in changes if change in WITH_NOTICE]
            if self.data.get("change") in set(changes) - set(offered):
                sentence = nothing_has_changed(unchanged_since)
                self.fields["change"].error_messages["invalid_choice"] = sentence
            changes = offered
        self.fields["change"].choices = [
            (value, format_html("<b>{}:</b> {}", Change(value).label, MEANINGS[value]))
            for value in changes
        ]
        if len(changes) == 1:
            self.fields["change"].initial = changes[0]
            self.fields["change"].widget = forms.HiddenInput()
        self.fields["notice"].widget.attrs["data-needed-by"] = " ".join(sorted(WITH_NOTICE))
        if not WITH_NOTICE.intersection(changes):
            del self.fields["notice"]
        if not has_schedule:
            del self.fields["replace_scheduled"]


class ScheduleForm(EditionForm):
    at = forms.DateTimeField(
        label=_("Goes live at"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": " ".join([*INPUT_CLASSES, "desk-moment"])},
            format="%Y-%m-%dT%H:%M",
        ),
        error_messages={"required": _("Choose when the story goes live.")},
    )
    field_order = ["at", "change", "notice", "replace_scheduled"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone()
        self.fields["at"].help_text = _("Time zone: %(zone)s (%(name)s)") % {
            "zone": str(zone),
            "name": timezone.localtime().tzname(),
        }


class WithdrawForm(RefusableForm):
    notice = forms.CharField(
        label=_("Notice to readers"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        error_messages={"required": _("Tell readers why the story is gone.")},
        help_text=_("This is what readers find at the story’s address from now on."),
    )


class ConfirmForm(RefusableForm):
    """Nothing to fill in: the question itself is the form."""
