from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.clips import (
    clip_name,
    file_sha256,
    place_aside,
    read_clip,
    read_track,
    sha256_of_name,
    store_clip,
)
from articles.models.image import Image
from articles.models.rights import (
    HasRights,
    MediaWithdrawal,
    RightsQuerySet,
    withdrawal_constraints,
)
from newsroom.video_measures import measure


class Clip(HasRights):
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
        _("duration"), null=True, blank=True, help_text=_("In seconds. Blank: as the file says.")
    )
    width = models.PositiveIntegerField(_("width"), default=1280, help_text=_("In pixels."))
    height = models.PositiveIntegerField(_("height"), default=720, help_text=_("In pixels."))
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    objects = RightsQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("clip")
        verbose_name_plural = _("clips")
        permissions = [("withdraw_clip", _("Can withdraw a clip and bring it back"))]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if _is_new(self.file):
            try:
                self._refuse_withdrawn()
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from None
            self._measure()

    def save(self, *args, **kwargs):
        if _is_new(self.file):
            self._refuse_withdrawn()
        for name in ("file", "track"):
            if _is_new(file := getattr(self, name)):
                setattr(self, name, store_clip(file.file, clip_name(self, file.name)))
        super().save(*args, **kwargs)
        self.note_files()

    def aside_name(self) -> str:
        return ClipFile.objects.aside_of(self.file.name)

    def hashes(self):
        # Silent clips may share a text track that says so.
        return super().hashes().filter(is_track=False)

    def note_files(self) -> None:
        for file, is_track in ((self.file, False), (self.track, True)):
            if file and file.name:
                # Found again by all that have the file, of which the first is asked.
                aside = ClipFile.objects.aside_of(file.name) or place_aside(file.name)
                values = {"sha256": sha256_of_name(file.name), "is_track": is_track, "aside": aside}
                self.files.get_or_create(name=file.name, defaults=values)

    def _refuse_withdrawn(self) -> None:
        withdrawn = ClipWithdrawal.objects.standing().filter(
            clip__files__sha256=file_sha256(self.file), clip__files__is_track=False
        )
        if withdrawal := withdrawn.first():
            raise ValidationError(
                _("This clip was withdrawn: %(reason)s") % {"reason": withdrawal.reason}
            )

    def _measure(self) -> None:
        """What the file says of its length and size, where nobody has said otherwise."""
        said = measure(self.file)
        before = Clip.objects.filter(pk=self.pk).first() if self.pk else None
        usual = before or Clip()
        if self.duration is None or (before and self.duration == before.duration):
            self.duration = said.duration
        if said.width and (self.width, self.height) == (usual.width, usual.height):
            self.width, self.height = said.width, said.height


def _is_new(file) -> bool:
    return bool(file) and not getattr(file, "_committed", True)


class ClipFileQuerySet(models.QuerySet):
    def aside_of(self, name: str) -> str:
        """Where a file lies while it is put aside; "" for one that nobody has noted."""
        rows = self.filter(name=name).order_by("pk")
        return rows.values_list("aside", flat=True).first() or ""


class ClipFile(models.Model):
    """A file, or a text track, that a clip has or has had. Editions name it, so all are kept."""

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=100, db_index=True)
    is_track = models.BooleanField(default=False)
    # The secret name under which it is put aside with the clip.
    aside = models.CharField(max_length=100)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ClipFileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["clip", "name"], name="articles_clipfile_once"),
        ]

    def __str__(self):
        return self.name


class ClipWithdrawal(MediaWithdrawal):
    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="withdrawals")

    class Meta(MediaWithdrawal.Meta):
        constraints = withdrawal_constraints("clip")


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
