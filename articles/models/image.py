"""Pictures of the library: their words, their rights, the files they have had."""

import errno
import logging
import re
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.rights import (
    HasRights,
    MediaWithdrawal,
    RightsQuerySet,
    withdrawal_constraints,
)
from articles.photo_words import fill, read_file
from articles.picture_search import sought_text
from newsroom.decoding import FRAMES, PAGES
from newsroom.likeness import likeness
from newsroom.pictures import StoredPicture, aside_name, picture_sha256, store_picture
from newsroom.renditions import jpeg_width, rendition_name, thumbnail_widths

logger = logging.getLogger(__name__)
# ISO 8601, as exact as a file says it: a year, a month, a day, a minute, a second with its zone.
_DATE = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?)?)?)?"
)


# Stands in the desk for a picture whose files were put aside.
NOTHING_TO_SEE = "articles/admin/withdrawn.svg"


def _fraction_field(name):
    return models.FloatField(
        name, default=0.5, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )


def _line(name, most=200, **options):
    return models.CharField(name, max_length=most, blank=True, default="", **options)


def _text(name, **options):
    return models.TextField(name, blank=True, default="", **options)


def read_date(text: str) -> None:
    """Raises ValidationError for what is no date as a picture may carry it."""
    if not _DATE.fullmatch(text):
        raise ValidationError(_("Give a year, a month or a day: 2026, 2026-11 or 2026-11-25."))


def _not_stored(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("There is no room left to store this picture. Tell whoever runs this site.")
    return _("This picture could not be stored. Try again in a moment.")


class SourceType(models.TextChoices):
    """IPTC NewsCodes, digital source type (http://cv.iptc.org/newscodes/digitalsourcetype/)."""

    CAPTURE = "digitalCapture", _("Photograph")
    COMPUTED = "computationalCapture", _("Photograph made of several by the camera")
    NEGATIVE = "negativeFilm", _("Scan of a negative")
    POSITIVE = "positiveFilm", _("Scan of a slide")
    PRINT = "print", _("Scan of a print")
    EDITED = "humanEdits", _("Photograph changed by a person")
    ENHANCED = "algorithmicallyEnhanced", _("Photograph enhanced by a program")
    COMPOSED = "compositeCapture", _("Several photographs put together")
    CREATION = "digitalCreation", _("Drawn or painted on a computer")
    DATA = "dataDrivenMedia", _("Made from data")
    SCREEN = "screenCapture", _("Screenshot")
    RECORDING = "virtualRecording", _("Recording of a virtual event")
    COMPOSITE = "composite", _("Several elements put together")
    PARTLY_SYNTHETIC = "compositeSynthetic", _("Put together, partly made by AI")
    ALGORITHM = "algorithmicMedia", _("Made by a program, without training data")
    TRAINED_PART = "compositeWithTrainedAlgorithmicMedia", _("Changed by generative AI")
    TRAINED = "trainedAlgorithmicMedia", _("Made by generative AI")


# What readers are told of (articles/presentation.py).
MADE_BY_AI = (SourceType.TRAINED,)
PARTLY_BY_AI = (SourceType.TRAINED_PART, SourceType.PARTLY_SYNTHETIC)


class DataMining(models.TextChoices):
    """PLUS data mining (https://ns.useplus.org/LDF/ldf-XMPSpecification#DataMining)."""

    UNSPECIFIED = "DMI-UNSPECIFIED", _("Not said")
    ALLOWED = "DMI-ALLOWED", _("Allowed")
    NO_AI = "DMI-PROHIBITED-AIMLTRAINING", _("Not for training AI")
    NO_GENERATIVE = "DMI-PROHIBITED-GENAIMLTRAINING", _("Not for training generative AI")
    SEARCH_ONLY = "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", _("Only for search engines")
    NONE = "DMI-PROHIBITED", _("Not allowed")
    SEE_TERMS = "DMI-PROHIBITED-SEECONSTRAINT", _("Not allowed: see the usage terms")


class LeftOut(models.TextChoices):
    """What of a picture's file is not used, in the sentence that its editor is told."""

    FRAMES = FRAMES, _("Animated file: its first frame is used.")
    PAGES = PAGES, _("File of several pages: its first page is used.")


class Licence(models.TextChoices):
    OWN = "own", _("Our own")
    AGENCY = "agency", _("Agency subscription")
    SINGLE = "single", _("Bought for one use")
    HANDOUT = "handout", _("Handout")
    CREATIVE_COMMONS = "cc", _("Creative Commons")
    PUBLIC_DOMAIN = "pd", _("Public domain")
    CITATION = "citation", _("Quotation or fair dealing")
    OTHER = "other", _("Other")


class ImageQuerySet(RightsQuerySet):
    def unfinished(self):
        """Pictures that lack alt text or a credit: an index of its own holds them."""
        return self.filter(Q(alt="", is_decorative=False) | Q(credit=""))


class Image(HasRights):
    """A picture in the library. Its alt text, caption and credit stand where a story says none.

    Names and meanings are the IPTC Photo Metadata Standard's; ``caption`` is its Description,
    ``credit`` its Credit Line, ``rights`` its Rights Usage Terms.
    """

    file = models.ImageField(_("file"), upload_to="images", width_field=None, height_field=None)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    left_out = _line(_("left out"), most=10, choices=LeftOut, editable=False)
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Printed in bold before the caption.")
    )
    alt = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("Says nothing that the text does not: read out to nobody, needs no alt text."),
    )
    extended_description = _text(
        _("extended description"), help_text=_("Where the alt text is too short: a chart, a map.")
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("“Jo Li/Agency”")
    )
    creator = _line(_("creator"), help_text=_("Who made it; several with “; ” between them."))
    creator_title = _line(_("creator’s job title"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    instructions = _text(_("instructions"), help_text=_("For the desk, from whoever sent it."))
    keywords = _text(_("keywords"), help_text=_("With “; ” between them."))
    persons = _text(_("persons shown"), help_text=_("With “; ” between them."))
    event = _line(_("event"))
    date_created = _line(
        _("taken on"),
        most=32,
        validators=[read_date],
        help_text=_("As exactly as it is known: 2026, 2026-11, 2026-11-25."),
    )
    sublocation = _line(_("place"))
    city = _line(_("city"))
    region = _line(_("state or region"))
    country = _line(_("country"))
    country_code = _line(_("country code"), most=3)
    digital_source_type = _line(_("made how"), most=60, choices=SourceType)
    ai_system = _line(_("AI system"), help_text=_("What made it, with its version."))

    copyright_notice = _line(_("copyright notice"), most=400)
    licence = _line(_("licence"), most=20, choices=Licence)
    rights = models.TextField(
        _("usage terms"), blank=True, help_text=_("What we may do with it, for the desk.")
    )
    web_statement = models.URLField(
        _("web statement of rights"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("The page that states the licence; search engines show it."),
    )
    licensor_name = _line(_("licensor"))
    licensor_url = models.URLField(
        _("where to get a licence"), max_length=500, blank=True, default=""
    )
    data_mining = _line(_("data mining"), most=60, choices=DataMining)
    territories = _text(_("territories"), help_text=_("Where it may be shown, in words."))
    releases = _text(_("releases"), help_text=_("Model and property releases, in words."))
    may_syndicate = models.BooleanField(
        _("may be syndicated"),
        null=True,
        blank=True,
        choices=((True, _("Yes")), (False, _("No"))),
        help_text=_("Whether our stories may be passed on with it."),
    )

    focal_x = _fraction_field(_("focal point, from the left"))
    focal_y = _fraction_field(_("focal point, from the top"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True, db_index=True)

    # All of its words, to be searched (articles/picture_search.py); written by every save.
    sought = models.TextField(default="", editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("withdraw_image", _("Can withdraw a picture and bring it back"))]
        indexes = [
            # What the newsdesk asks to be finished.
            models.Index(
                fields=["-id"],
                name="articles_image_unfinished",
                condition=Q(alt="", is_decorative=False) | Q(credit=""),
            ),
            # What the library asks for, of which there is little (articles/admin/library_query.py).
            models.Index(
                fields=["-id"],
                name="articles_image_withdrawn",
                condition=Q(withdrawn_at__isnull=False),
            ),
            models.Index(
                fields=["-id"],
                name="articles_image_embargo",
                condition=Q(embargo_until__isnull=False),
            ),
            models.Index(fields=["-date_created", "-id"], name="articles_image_taken"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="articles_image_focal_point_inside",
            ),
        ]

    def __str__(self):
        return self.title or self.caption[:80] or PurePosixPath(self.file.name or "").name

    @property
    def has_alt(self) -> bool:
        """Whether somebody has said what it shows, or that it needs no words."""
        return bool(self.alt) or self.is_decorative

    def clean(self):
        super().clean()
        if self._file_is_new():
            try:
                self._stored = self._store()
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from None
            except OSError as error:
                logger.exception("A picture could not be stored.")
                raise ValidationError({"file": _not_stored(error)}) from None

    def save(self, *args, **kwargs):
        stored = None
        if self._file_is_new():
            stored = getattr(self, "_stored", None) or self._store()
            self._keep(stored)
        self.sought = sought_text(self)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sought"}
        super().save(*args, **kwargs)
        if stored:
            self._note_file(stored)

    def get_absolute_url(self):
        return reverse("admin:articles_image_change", args=[self.pk])

    @property
    def thumbnail_url(self) -> str:
        """The address of a size fit for a list in the desk, at most 640 px wide."""
        if self.withdrawn_at:
            return static(NOTHING_TO_SEE)
        width = thumbnail_widths(self.width)[-1]
        return self.file.storage.url(rendition_name(self.sha256, width, "webp"))

    @property
    def jpeg_url(self) -> str:
        if self.withdrawn_at:
            return static(NOTHING_TO_SEE)
        return self.file.storage.url(rendition_name(self.sha256, jpeg_width(self.width), "jpg"))

    def _store(self) -> StoredPicture:
        """Keep the file. Raises ValidationError, for one that was withdrawn as well."""
        withdrawn = ImageWithdrawal.objects.standing().filter(
            image__files__sha256=picture_sha256(self.file)
        )
        if withdrawal := withdrawn.first():
            raise ValidationError(
                _("This picture was withdrawn: %(reason)s") % {"reason": withdrawal.reason}
            )
        stored = store_picture(self.file)
        self._said = read_file(self.file)
        self._likeness = likeness(self.file)
        fill(self, self._said)
        return stored

    def aside_name(self) -> str:
        return aside_name(self.file.name)

    def note_files(self) -> None:
        if self.sha256:
            self.files.get_or_create(sha256=self.sha256, defaults={"name": self.file.name})

    def _note_file(self, stored: StoredPicture) -> None:
        from articles.look_alikes import nearest

        said = {
            "name": stored.name,
            "metadata": self._said,
            "likeness": self._likeness,
            "looks_like": nearest(self._likeness, besides=self.pk),
        }
        self.files.get_or_create(sha256=stored.sha256, defaults=said)

    def _file_is_new(self) -> bool:
        return bool(self.file) and not getattr(self.file, "_committed", True)

    def _keep(self, stored: StoredPicture) -> None:
        self.file = stored.name
        self.sha256, self.width, self.height = stored.sha256, stored.width, stored.height
        self.left_out = stored.left_out


class ImageFile(models.Model):
    """A file that a picture has or has had. Editions name it by its hash, so all are kept.

    ``metadata`` is what the file says of itself (articles/photo_words.py); it stays as it is,
    whatever the desk puts right.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=100)
    metadata = models.JSONField(default=dict)
    # What it looks like (newsroom/likeness.py), to know the same photograph in other bytes.
    likeness = models.CharField(max_length=32, blank=True, default="")
    # The picture that was there already and looked the same when this file came.
    looks_like = models.ForeignKey(
        Image, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["image", "sha256"], name="articles_imagefile_once"),
        ]

    def __str__(self):
        return self.name


class ImageWithdrawal(MediaWithdrawal):
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="withdrawals")

    class Meta(MediaWithdrawal.Meta):
        constraints = withdrawal_constraints("image")
