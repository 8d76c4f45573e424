"""The newsdesk's pictures: those that lack words, and, with clips, those whose rights run out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.newsdesk import SIDE, Panel
from articles.models import (
    Clip,
    Edition,
    EditionClip,
    EditionImage,
    Image,
    ImageCaption,
    Withdrawal,
)
from articles.state import when

LENGTH = 6
# Of a library that was imported without words the newest are asked for, not all.
NEWEST = 200
# How long before and after the end of its rights a picture is told of.
AHEAD, BEHIND = timedelta(days=14), timedelta(days=2)

# Of a picture: what it is called, and the address of its thumbnail.
_OF_PICTURE = ("caption", "file", "sha256", "width", "withdrawn_at")


@dataclass(frozen=True, slots=True)
class PictureRow:
    image: Image
    missing: str
    is_used: bool


@dataclass(frozen=True, slots=True)
class RightsRow:
    """A picture or a clip; ``image`` stands for it, where there is one: a clip's is its poster."""

    name: str
    image: Image | None
    url: str
    ends: str
    is_over: bool
    is_used: bool


def rights_running_out(request: HttpRequest) -> Panel | None:
    """Pictures and clips that readers will soon lose, or have just lost, the next first."""
    now = timezone.now()
    kinds = [
        _ending(model, prefix, is_used, now)
        for model, prefix, is_used in ((Image, "", _is_used()), (Clip, "poster__", _is_live()))
        if request.user.has_perm(f"articles.view_{model._meta.model_name}")
    ]
    if not kinds:
        return None
    found = kinds[0].union(*kinds[1:], all=True).order_by("rights_until", "kind", "pk")[:LENGTH]
    rows = [_rights_row(*row, now=now) for row in found]
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


def _ending(model, prefix: str, is_used, now: datetime) -> QuerySet:
    """What a row says of pictures or of clips; ``prefix`` leads to the picture that stands for
    one. Pictures and clips are asked for in one query, so both give the same columns."""
    ending = model.objects.ending(now - BEHIND, now + AHEAD).filter(withdrawn_at=None)
    rows = model.objects.filter(pk__in=ending.values("pk")[:LENGTH]).order_by()
    return rows.annotate(kind=Value(model._meta.model_name), is_used=is_used).values_list(
        *("rights_until", "kind", "pk", "title", "is_used"),
        *(f"{prefix}{name}" for name in _OF_PICTURE),
    )


def _rights_row(ends, kind, pk, title, is_used, *of_picture, now: datetime) -> RightsRow:
    image = Image(**dict(zip(_OF_PICTURE, of_picture, strict=True)))
    return RightsRow(
        name=title or str(image),
        image=image if image.sha256 else None,
        url=reverse(f"admin:articles_{kind}_change", args=[pk]),
        ends=when(ends),
        is_over=ends <= now,
        is_used=is_used,
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


def _is_live():
    """Whether a live story shows a clip: what a draft's text names is not looked through here."""
    return Exists(
        EditionClip.objects.filter(clip=OuterRef("pk"), edition__in=Edition.objects.live())
    )


def _missing(image: Image) -> str:
    if not (image.has_alt or image.credit):
        return _("no alt text, no credit")
    return _("no credit") if image.has_alt else _("no alt text")
