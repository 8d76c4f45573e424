"""What is asked before a story goes live, is scheduled or is withdrawn."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from articles.changes import MOVES_UPDATED, WITH_NOTICE, Change
from articles.models import Correction
from articles.publishing import PublishingRefused, nothing_has_changed
from articles.quiet_edits import Finding
from articles.second_look import LONGEST_REASON, SecondLook
from articles.suggesting import Suggestion

NOW, LATER = "now", "later"
# What a notice does to an earlier one, and a retraction to the text.
BESIDE, KEEP, HIDE = "beside", "keep", "hide"
MEANINGS = {
    Change.FIRST: _("The story has not been live before."),
    Change.MINOR: _("Spelling, style, a picture’s words."),
    Change.UPDATE: _("There is news in it."),
    Change.CLARIFICATION: _("Something could be misunderstood. Readers are told."),
    Change.CORRECTION: _("Something was wrong. Readers are told."),
    Change.RETRACTION: _("The story does not stand. Readers are told at its head."),
}


class RefusableForm(forms.Form):
    @property
    def usual_fields(self) -> list:
        """The fields that stand in a row; what a second look asks has a place of its own."""
        return [field for field in self if field.name != "minor_because"]

    def add_refusal(self, refusal: PublishingRefused) -> None:
        """Show a verb's refusal at its fields; what names no field of this form, above them."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class EditionForm(RefusableForm):
    """Publish, now or at a time. What the user looked at travels along (``reviewed``), so that
    nothing unseen goes live."""

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
    supersedes = forms.TypedChoiceField(
        label=_("Does it take the place of an earlier notice?"),
        required=False,
        initial=BESIDE,
        coerce=lambda value: None if value == BESIDE else int(value),
        empty_value=None,
        widget=UnfoldAdminRadioSelectWidget(),
        help_text=_(
            "The story then shows only the newer one. The earlier stays in the history, marked as "
            "superseded."
        ),
    )
    hides_text = forms.TypedChoiceField(
        label=_("Text of the retracted story"),
        required=False,
        initial=KEEP,
        choices=[
            (KEEP, _("Stays readable under the notice")),
            (
                HIDE,
                _("Is no longer shown: only headline, notice and date, here and in old versions"),
            ),
        ],
        coerce=lambda value: value == HIDE,
        empty_value=False,
        widget=UnfoldAdminRadioSelectWidget(),
    )
    when = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=[(NOW, _("Now")), (LATER, _("At a time"))],
        widget=UnfoldAdminRadioSelectWidget(),
    )
    at = forms.DateTimeField(
        label=_("Goes live at"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": " ".join([*INPUT_CLASSES, "desk-moment"])},
            format="%Y-%m-%dT%H:%M",
        ),
    )
    # Asked for only where a minor edition changes what readers were told (articles/second_look.py).
    minor_because = forms.CharField(
        label=_("It is minor, because …"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"maxlength": LONGEST_REASON}),
        help_text=_("A few words. They are kept with the edition, and listed under Quiet edits."),
    )
    replace_scheduled = forms.BooleanField(
        label=_("Replace the scheduled edition"), required=False, widget=UnfoldBooleanWidget()
    )

    def __init__(
        self,
        *args,
        changes: list[str],
        has_schedule: bool,
        unchanged_since: int = 0,
        updated: datetime | None = None,
        suggestion: Suggestion | None = None,
        notices: list[Correction] | None = None,
        **kwargs,
    ):
        """``unchanged_since``: the number of the edition that shows exactly this, if one does.

        ``updated`` is what the story's “Updated” line says now; ``notices`` are those that a
        new one may take the place of.
        """
        super().__init__(*args, **kwargs)
        self.suggestion = suggestion or Suggestion()
        self.second_look: list[Finding] = []
        self._offer(changes, unchanged_since, updated)
        self._offer_for_notice(notices or [])
        self.fields["at"].help_text = _("Time zone: %(zone)s (%(name)s)") % {
            "zone": str(timezone.get_current_timezone()),
            "name": timezone.localtime().tzname(),
        }
        if not has_schedule:
            del self.fields["replace_scheduled"]

    def _offer(self, changes: list[str], unchanged_since: int, updated: datetime | None) -> None:
        field, notice = self.fields["change"], self.fields["notice"]
        if unchanged_since:
            # Then only a notice is worth an edition.
            offered = [change for change in changes if change in WITH_NOTICE]
            if self.data.get("change") in set(changes) - set(offered):
                field.error_messages["invalid_choice"] = nothing_has_changed(unchanged_since)
            changes = offered
        field.choices = [(value, self._label(value, updated)) for value in changes]
        if len(changes) == 1:
            field.initial, field.widget = changes[0], forms.HiddenInput()
        notice.widget.attrs["data-needed-by"] = " ".join(sorted(WITH_NOTICE))
        if fact := self.suggestion.fact:
            # Grey, and gone with the first letter typed: nobody's words go out unread.
            notice.widget.attrs["placeholder"] = gettext(
                "An earlier version of this story said “%(before)s”. It is “%(after)s”."
            ) % {"before": fact[0] or "…", "after": fact[1]}
        if not WITH_NOTICE.intersection(changes):
            del self.fields["notice"]

    def _offer_for_notice(self, notices: list[Correction]) -> None:
        """What a notice can say besides its words; each is asked only where it can be said."""
        changes = {value for value, _label in self.fields["change"].choices}
        if Change.RETRACTION in changes:
            self.fields["hides_text"].widget.attrs["data-needed-by"] = Change.RETRACTION
        else:
            del self.fields["hides_text"]
        if not notices or "notice" not in self.fields:
            del self.fields["supersedes"]
            return
        field = self.fields["supersedes"]
        field.choices = [(BESIDE, gettext("No, it stands beside what was said"))] + [
            (one.edition.number, _notice_label(one)) for one in notices
        ]
        field.widget.attrs["data-needed-by"] = " ".join(sorted(WITH_NOTICE))

    def _label(self, change: str, updated: datetime | None) -> SafeString:
        mark = format_html(' <i class="desk-suggested">{}</i>', gettext("Suggested"))
        return format_html(
            "<b>{}:</b> {} {}{}",
            Change(change).label,
            MEANINGS[change],
            _updated_line(change, updated),
            mark if change == self.suggestion.change else "",
        )

    def clean(self):
        super().clean()
        change = self.cleaned_data.get("change")
        # What stands in a field that is not asked for is no error.
        if change not in WITH_NOTICE:
            self._not_asked("supersedes", None)
        if change != Change.RETRACTION:
            self._not_asked("hides_text", False)
        if not self.is_scheduling:
            self._not_asked("at", None)
        elif not self.cleaned_data.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose when the story goes live."))

    def ask_why(self, look: SecondLook) -> None:
        """Show what a minor edition would change, and ask why it is minor."""
        self.second_look = look.findings
        if "minor_because" in self.data:
            self.add_refusal(look)

    def _not_asked(self, name: str, value) -> None:
        self.errors.pop(name, None)
        self.cleaned_data[name] = value

    @property
    def is_scheduling(self) -> bool:
        return (
            self.cleaned_data.get("when") or self.get_initial_for_field(self.fields["when"], "when")
        ) == LATER


def _notice_label(one: Correction) -> str:
    moment = date_format(timezone.localtime(one.edition.live_from), "j F Y, H:i")
    words = Truncator(one.notice).chars(120)
    return f"{one.edition.get_change_display()}, {moment}: “{words}”"


def _updated_line(change: str, updated: datetime | None) -> SafeString:
    """What an edition does to the story's “Updated” line; the style sheet shows one of the two."""
    if updated is None:
        return SafeString()
    if change not in MOVES_UPDATED:
        moment = date_format(timezone.localtime(updated), "j F Y, H:i")
        return format_html("<span>{}</span>", gettext("“Updated” stays %s.") % moment)
    return format_html(
        '<span><span class="desk-if-now">{}</span><span class="desk-if-later">{}</span></span>',
        gettext("“Updated” moves to now."),
        gettext("“Updated” moves to that time."),
    )


class WithdrawForm(RefusableForm):
    notice = forms.CharField(
        label=_("Notice to readers"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        error_messages={"required": _("Tell readers why the story is gone.")},
        help_text=_("This is what readers find at the story’s address from now on."),
    )


class ConfirmForm(RefusableForm):
    """Nothing to fill in: the question itself is the form."""
