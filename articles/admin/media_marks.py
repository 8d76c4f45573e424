"""What is to be known of a picture or a clip before it is used: the one place where that is worded.

The library says it in a word or two, the picture's or clip's own page in full.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.library_query import ENDS_SOON
from articles.admin.media_rights import withdraw_url
from articles.models import Clip, HasRights, Image
from articles.models.image import MADE_BY_AI, PARTLY_BY_AI, LeftOut
from articles.state import when

BAD, SOON, QUIET = "bad", "soon", "quiet"


@dataclass(frozen=True, slots=True)
class Mark:
    """``label`` for the library, ``words`` for the page; empty where it is not said there."""

    label: str
    tone: str
    words: str
    href: str = ""


def marks_of(
    image: Image, *, now: datetime, is_used: bool = True, alike: Image | None = None
) -> Iterable[Mark]:
    """The worst first. ``alike`` is the picture that it looks like."""
    yield from _of_rights(image, now)
    if not image.has_alt:
        yield Mark(_("No alt text"), BAD, _("No alt text"))
    if not image.credit:
        yield Mark(_("No credit"), BAD, _("No credit"))
    yield from _of_their_end(image, now)
    made = image.get_digital_source_type_display()
    if image.digital_source_type in MADE_BY_AI:
        yield Mark(_("Made by AI"), SOON, made)
    if image.digital_source_type in PARTLY_BY_AI:
        yield Mark(_("Partly by AI"), SOON, made)
    yield from _of_file(image, alike)
    if not is_used:
        yield Mark(_("Unused"), QUIET, "")


def clip_marks(clip: Clip, *, now: datetime) -> Iterable[Mark]:
    yield from _of_rights(clip, now)
    if not clip.credit:
        yield Mark(_("No credit"), BAD, _("No credit"))
    if not clip.track:
        yield Mark(_("No text track"), SOON, _("No text track"))
    yield from _of_their_end(clip, now)


def drawn_marks(thing: HasRights, marks: Iterable[Mark], *, may_withdraw: bool = False) -> str:
    """The marks that a page of its own says, and the way to withdraw it."""
    context = {
        "marks": [mark for mark in marks if mark.words],
        "withdraw_url": withdraw_url(thing) if may_withdraw else "",
    }
    return render_to_string("admin/articles/includes/_marks.html", context)


def _of_rights(thing: HasRights, now: datetime) -> Iterable[Mark]:
    if thing.withdrawn_at:
        # The library says it in the picture's place.
        yield Mark("", BAD, _("Withdrawn, %s") % when(thing.withdrawn_at))
    if thing.rights_until and thing.rights_until <= now:
        yield Mark(_("Rights ended"), BAD, _("Rights ended: %s") % when(thing.rights_until))
    if thing.embargo_until and thing.embargo_until > now:
        day = date_format(timezone.localtime(thing.embargo_until), "j M")
        words = _("Under embargo until %s") % when(thing.embargo_until)
        yield Mark(_("Embargo until %s") % day, BAD, words)


def _of_their_end(thing: HasRights, now: datetime) -> Iterable[Mark]:
    if thing.rights_until and thing.rights_until > now:
        soon = thing.rights_until <= now + ENDS_SOON
        label = _ends_in(thing.rights_until, now) if soon else ""
        words = _("Rights end: %s") % when(thing.rights_until)
        yield Mark(label, SOON if soon else QUIET, words)


def _of_file(image: Image, alike: Image | None) -> Iterable[Mark]:
    labels = {LeftOut.FRAMES: _("Animated"), LeftOut.PAGES: _("Several pages")}
    if image.left_out in labels:
        yield Mark(labels[image.left_out], QUIET, image.get_left_out_display())
    if alike:
        words = _("Looks like “%s”") % alike
        yield Mark("", SOON, words, alike.get_absolute_url())


def _ends_in(end: datetime, now: datetime) -> str:
    days = (timezone.localdate(end) - timezone.localdate(now)) // timedelta(days=1)
    if not days:
        return _("Rights end today")
    return ngettext("Rights end tomorrow", "Rights end in %(days)d days", days) % {"days": days}
