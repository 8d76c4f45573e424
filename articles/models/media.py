from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.clips import clip_name, read_clip, read_track
from newsroom.pictures import StoredPicture, jpeg_width, rendition_name, store_picture


def _fraction_field(name):
    return models.FloatField(
        name, default=0.5, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )


class Image(models.Model):
    """A picture in the library. Its alt text, caption and credit stand where a story says none."""

    file = models.ImageField(_("file"), upload_to="images", width_field=None, height_field=None)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    title = models.CharField(
        _("title"), max_length=200, blank=True, help_text=_("Printed in bold before the caption.")
    )
    alt = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("“Jo Li/Agency”")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    rights = models.TextField(_("rights"), blank=True, help_text=_("Usage terms, for the desk."))
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

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            # What the newsdesk asks to be finished.
            models.Index(
                fields=["-id"],
                name="articles_image_wordless",
                condition=models.Q(alt="") | models.Q(credit=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="articles_image_focal_point_inside",
            ),
        ]

    def __str__(self):
        return self.title or self.caption[:80] or PurePosixPath(self.file.name or "").name

    def clean(self):
        if self._file_is_new():
            try:
                self._stored = store_picture(self.file)
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from None

    def save(self, *args, **kwargs):
        if self._file_is_new():
            self._keep(getattr(self, "_stored", None) or store_picture(self.file))
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("admin:articles_image_change", args=[self.pk])

    @property
    def thumbnail_url(self) -> str:
        """The address of a size fit for a list in the desk, at most 640 px wide."""
        width = min(self.width, 640) if self.width < 640 else 640
        return self.file.storage.url(rendition_name(self.sha256, width, "webp"))

    @property
    def jpeg_url(self) -> str:
        return self.file.storage.url(rendition_name(self.sha256, jpeg_width(self.width), "jpg"))

    def _file_is_new(self) -> bool:
        return bool(self.file) and not getattr(self.file, "_committed", True)

    def _keep(self, stored: StoredPicture) -> None:
        self.file = stored.name
        self.sha256, self.width, self.height = stored.sha256, stored.width, stored.height


class Clip(models.Model):
    """A short self-hosted video."""

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(
        _("file"), upload_to=clip_name, validators=[read_clip], help_text=_("MP4 or WebM.")
    )
    poster = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clips",
        verbose_name=_("poster"),
        help_text=_("Shown before the clip plays."),
    )
    track = models.FileField(
        _("text track"),
        upload_to=clip_name,
        blank=True,
        validators=[read_track],
        help_text=_("WebVTT: what is said and heard."),
    )
    duration = models.PositiveIntegerField(
        _("duration"), null=True, blank=True, help_text=_("In seconds.")
    )
    width = models.PositiveIntegerField(_("width"), default=1280, help_text=_("In pixels."))
    height = models.PositiveIntegerField(_("height"), default=720, help_text=_("In pixels."))
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("clip")
        verbose_name_plural = _("clips")

    def __str__(self):
        return self.title


class SocialPost(models.Model):
    """Our kept copy of a social post: readers are never sent to the network to see it."""

    class Platform(models.TextChoices):
        X = "x", "X"
        MASTODON = "mastodon", "Mastodon"
        BLUESKY = "bluesky", "Bluesky"
        INSTAGRAM = "instagram", "Instagram"
        FACEBOOK = "facebook", "Facebook"
        THREADS = "threads", "Threads"
        TIKTOK = "tiktok", "TikTok"
        YOUTUBE = "youtube", "YouTube"
        TELEGRAM = "telegram", "Telegram"
        OTHER = "other", _("Other")

    platform = models.CharField(_("platform"), max_length=20, choices=Platform)
    author_name = models.CharField(_("author"), max_length=120)
    handle = models.CharField(_("handle"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    posted_at = models.DateTimeField(_("posted"), null=True, blank=True)
    url = models.URLField(
        _("address"), max_length=500, blank=True, help_text=_("Where the post was published.")
    )
    image = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("picture"),
    )
    clip = models.ForeignKey(
        Clip,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("clip"),
    )
    kept_at = models.DateTimeField(_("kept"), auto_now_add=True)

    class Meta:
        ordering = ["-kept_at", "-pk"]
        verbose_name = _("social post")
        verbose_name_plural = _("social posts")
        constraints = [
            models.UniqueConstraint(
                fields=["url"],
                condition=~models.Q(url=""),
                name="articles_socialpost_url_once",
                violation_error_message=_("This post is kept already."),
            ),
        ]

    def __str__(self):
        return f"{self.author_name}: {self.text[:60]}"

    def clean(self):
        if not (self.text.strip() or self.image_id or self.clip_id):
            raise ValidationError(_("Give the post's text, a picture or a clip."))
