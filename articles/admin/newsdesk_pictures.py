"""The newsdesk's pictures: those that still lack an alt text or a credit."""

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.admin.newsdesk import SIDE, Panel
from articles.models import Edition, EditionImage, Image, ImageCaption, Withdrawal

LENGTH = 6
# Of a library that was imported without words the newest are asked for, not all.
NEWEST = 200


@dataclass(frozen=True, slots=True)
class PictureRow:
    image: Image
    missing: str
    is_used: bool


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
    has_alt = image.alt or image.is_decorative
    if not (has_alt or image.credit):
        return _("no alt text, no credit")
    return _("no credit") if has_alt else _("no alt text")
