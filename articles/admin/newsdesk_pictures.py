"""The newsdesk's pictures: those that lack words, and those whose rights run out."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.newsdesk import SIDE, Panel
from articles.models import Edition, EditionImage, Image, ImageCaption, Withdrawal
from articles.state import when

LENGTH = 6
# Of a library that was imported without words the newest are asked for, not all.
NEWEST = 200
# How long before and after the end of its rights a picture is told of.
AHEAD, BEHIND = timedelta(days=14), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PictureRow:
    image: Image
    missing: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class RightsRow:
    image: Image
    ends: str
    is_over: bool
    is_used: bool


def rights_running_out(request: HttpRequest) -> Panel | None:
    """Pictures that readers will soon lose, or have just lost, the next first."""
    if not request.user.has_perm("articles.view_image"):
        return None
    now = timezone.now()
    ending = Image.objects.ending(now - BEHIND, now + AHEAD).filter(withdrawn_at=None)
    images = list(ending.annotate(is_used=_is_used())[:LENGTH])
    rows = [
        RightsRow(image, when(image.rights_until), image.rights_until <= now, image.is_used)
        for image in images
    ]
    if not rows:
        return None
    return Panel(
        id="rights",
        title=_("Rights running out"),
        template="admin/newsdesk/_rights.html",
        rows=rows,
        empty="",
        column=SIDE,
        is_urgent=any(row.is_used for row in rows),
    )


def wordless(request: HttpRequest) -> Panel | None:
    """For whoever may give pictures their words. Those that a story shows come first."""
    if not request.user.has_perm("articles.change_image"):
        return None
    lacking = Image.objects.unfinished().order_by("-pk").values("pk")
    images = Image.objects.filter(pk__in=lacking[:NEWEST]).annotate(is_used=_is_used())
    rows = [
        PictureRow(image, _missing(image), image.is_used)
        for image in images.order_by("-is_used", "-pk")[:LENGTH]
    ]
    return Panel(
        id="pictures",
        title=_("Pictures without words"),
        template="admin/newsdesk/_picture.html",
        rows=rows,
        empty=_("Every picture has an alt text and a credit."),
        column=SIDE,
    )


def _is_used():
    """Whether a live story shows a picture, or one that the desk is working on."""
    shown = EditionImage.objects.filter(image=OuterRef("pk"), edition__in=Edition.objects.live())
    given_up = Withdrawal.objects.values("edition__article")
    chosen = ImageCaption.objects.filter(image=OuterRef("pk")).exclude(article__in=given_up)
    return ExpressionWrapper(Exists(shown) | Exists(chosen), output_field=BooleanField())


def _missing(image: Image) -> str:
    if not (image.has_alt or image.credit):
        return _("no alt text, no credit")
    return _("no credit") if image.has_alt else _("no alt text")
