from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.clips import clip_name, read_clip, read_track
from articles.models.image import Image


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
