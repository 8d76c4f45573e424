"""What the page of a picture or a clip says is wrong with it, and whether readers may see it."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.media_rights import withdraw_url
from articles.models import Clip, HasRights
from articles.state import when


@dataclass(frozen=True, slots=True)
class Mark:
    words: str
    is_red: bool = False
    href: str = ""


def rights_marks(thing: HasRights) -> list[Mark]:
    """Why readers may not see it, now or later."""
    now = timezone.now()
    marks = []
    if thing.withdrawn_at:
        marks.append(Mark(_("Withdrawn, %s") % when(thing.withdrawn_at), is_red=True))
    if thing.embargo_until and thing.embargo_until > now:
        marks.append(Mark(_("Under embargo until %s") % when(thing.embargo_until)))
    if thing.rights_until:
        is_over = thing.rights_until <= now
        words = _("Rights ended: %s") if is_over else _("Rights end: %s")
        marks.append(Mark(words % when(thing.rights_until), is_red=is_over))
    return marks


def clip_marks(clip: Clip) -> list[Mark]:
    marks = rights_marks(clip)
    if not clip.credit:
        marks.append(Mark(_("No credit")))
    if not clip.track:
        marks.append(Mark(_("No text track")))
    return marks


def drawn_marks(thing: HasRights, marks: list[Mark], *, may_withdraw: bool = False) -> str:
    """The marks, and the way to withdraw it."""
    context = {"marks": marks, "withdraw_url": withdraw_url(thing) if may_withdraw else ""}
    return render_to_string("admin/articles/includes/_marks.html", context)
