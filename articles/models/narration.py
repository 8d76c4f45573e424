"""The spoken versions of stories, and which of them an edition is heard in."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.people import person

RECORDED = "recorded"


class NarrationQuerySet(models.QuerySet):
    def in_trouble(self):
        """Those that failed, of editions that readers do or will see and that lack them; newest
        failure first."""
        lacking = EditionNarration.objects.filter(
            edition__in=Edition.objects.lasting().values("pk"),
            edition__article=OuterRef("article"),
            text_sha256=OuterRef("text_sha256"),
            narration=None,
        )
        return self.filter(Exists(lacking), failed_at__isnull=False).order_by("-failed_at", "-pk")

    def ready(self):
        """Those that can be heard. Said only here."""
        return self.filter(status=Narration.Status.READY, is_aside=False)

    def free(self, at):
        """Those that nobody is making: a claim that was not renewed since ``at`` is over."""
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lt=at))


class Narration(models.Model):
    """One text of one story as one voice says it, or as a person recorded it.

    ``text_sha256`` is the hash of what is said (articles/narration/script.py), ``key`` of how:
    voice, speed and pronunciations, or of the recording. Times in milliseconds.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    class Cause(models.TextChoices):
        """Why one could not be made, in a sentence for the desk."""

        HUNG = "hung", _("The voice did not answer in time.")
        CRASHED = "crashed", _("The voice broke off while it spoke.")
        NOT_STARTED = "not-started", _("The voice’s program does not start.")
        NO_VOICE = (
            "no-voice",
            _("The voice’s file or name is missing or wrong."),
        )
        NOISE = "noise", _("The voice answered what is no sound.")
        ENDLESS = "endless", _("The voice did not stop speaking.")
        MUTE = "mute", _("The voice gave no sound.")
        UNSPEAKABLE = "unspeakable", _("There is nothing in the text that a voice can speak.")
        DISK_FULL = "disk-full", _("There is no room left to store it.")
        STORAGE = "storage", _("The storage failed.")
        OTHER = "other", _("Something went wrong that was not foreseen.")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="narrations", verbose_name=_("story")
    )
    text_sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    # "espeak-ng", "piper", or "recorded" by a person; and the voice's name there.
    engine = models.CharField(_("engine"), max_length=20)
    voice = models.CharField(_("voice"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    # Names in the storage; blank while there is none.
    audio = models.CharField(max_length=120, blank=True)
    captions = models.CharField(max_length=120, blank=True)
    cues = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    duration = models.PositiveBigIntegerField(_("milliseconds"), default=0)
    # Where in the audio each sentence lies: [key, first byte, end], for the next edition's sake.
    parts = models.JSONField(default=list)
    # A person's recording that no edition is heard in: its files are where nobody can fetch them.
    is_aside = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # The last failure: why, when, and in the program's own words. Blank once it is ready.
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True)
    failure = models.TextField(_("failure"), blank=True)
    claimed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(_("made"), null=True)
    made_by = person(_("made by"))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = NarrationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        verbose_name = _("narration")
        verbose_name_plural = _("narrations")
        indexes = [
            # A file that is asked for is found by the name of its sound.
            models.Index(fields=["audio"], name="articles_narration_audio"),
            models.Index(
                fields=["-failed_at"],
                name="articles_narration_trouble",
                condition=Q(failed_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="articles_narration_once"),
            models.CheckConstraint(
                condition=~Q(status="ready") | ~Q(audio=""), name="articles_narration_has_audio"
            ),
        ]

    def __str__(self):
        return f"{self.article_id}: {self.engine} {self.voice}".strip()

    @property
    def is_recorded(self) -> bool:
        return self.engine == RECORDED


def is_heard(at, captions: object, prefix: str = "") -> Q:
    """That an edition's narration may be heard at an instant, as far as rights and the setting go;
    ``prefix`` leads to its binding. Said here and, of one that is read already, in
    ``articles.narration.player``.

    ``captions`` is true where captions are read aloud; elsewhere what says one is not heard.
    """
    until = f"{prefix}heard_until"
    in_time = Q(**{until: None}) | Q(**{f"{until}__gt": at})
    return in_time if captions else in_time & Q(**{f"{prefix}says_captions": False})


class EditionNarration(models.Model):
    """That an edition is to be heard: the hash of what is said, and what says it once that is
    ready. Without such a row an edition is not spoken."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="spoken"
    )
    text_sha256 = models.CharField(max_length=64)
    narration = models.ForeignKey(
        Narration, on_delete=models.SET_NULL, null=True, related_name="editions"
    )
    # From when on it may not be heard any more: a caption's picture may not be shown any longer.
    heard_until = models.DateTimeField(null=True)
    # Whether a caption is said, which is heard only while the setting has captions read.
    says_captions = models.BooleanField(default=False)
    # Whether the worker is at it; neither awaited nor narrated is one that could not be made.
    is_awaited = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["-edition"],
                name="articles_spoken_awaited",
                condition=Q(is_awaited=True),
            ),
            models.Index(
                fields=["heard_until"],
                name="articles_spoken_until",
                condition=Q(heard_until__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.edition_id}: {self.narration_id}"


class SpokenSentence(models.Model):
    """A sentence of a narration that is being made, so that whoever goes on begins after it."""

    key = models.CharField(primary_key=True, max_length=64)
    audio = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key


class SilentStory(models.Model):
    """A story that the desk does not have spoken. No part of the story itself."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="silence"
    )
    set_by = person(_("set by"))
    set_at = models.DateTimeField(_("set"), default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.article_id)


class Pronunciation(models.Model):
    """How a voice says a word: spelled as it sounds, or in the engine's own phonemes."""

    word = models.CharField(_("word"), max_length=60)
    language = models.CharField(
        _("language"),
        max_length=12,
        help_text=_("“en” for all kinds of English, “en-gb” for one."),
    )
    respelling = models.CharField(
        _("spelled as it sounds"),
        max_length=120,
        blank=True,
        help_text=_("“Lester” for Leicester."),
    )
    phonemes = models.CharField(
        _("phonemes"),
        max_length=120,
        blank=True,
        help_text=_("In eSpeak’s letters, such as l'Est@; only the voices of espeak-ng know them."),
    )

    class Meta:
        ordering = ["word", "language"]
        verbose_name = _("pronunciation")
        verbose_name_plural = _("pronunciations")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "word"], name="articles_pronunciation_once"
            ),
            models.CheckConstraint(
                condition=~Q(respelling="", phonemes=""), name="articles_pronunciation_says_how"
            ),
        ]

    def __str__(self):
        return self.word
