from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.image import Image
from articles.models.media import Clip
from articles.models.revision import RevisionMeta
from articles.models.section import Section
from articles.models.tag import Tag
from authors.models import Author


def _is_live(at) -> Q:
    return (Q(live_until__isnull=True) | Q(live_until__gt=at)) & Q(live_from__lte=at)


class EditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """Editions readers see at an instant (default: now). The only place this is said."""
        return self.filter(_is_live(at or timezone.now()))

    def live_still(self, at, now):
        """Editions readers saw at an instant, without those of stories withdrawn since."""
        still = self.model.objects.live(now).filter(article=OuterRef("article"))
        return self.live(at).filter(Exists(still))

    def standing(self, at=None):
        """Editions that say where a story stands, newest first, each with which part it plays.

        ``standing`` is "live", "scheduled" or "withdrawn".
        """
        at = at or timezone.now()
        standing = Case(
            When(_is_live(at), then=Value("live")),
            When(live_from__gt=at, then=Value("scheduled")),
            default=Value("withdrawn"),
        )
        lasting = Q(live_until__isnull=True) | Q(live_until__gt=at)
        editions = self.filter(lasting | Q(withdrawal__isnull=False)).order_by("-number")
        return editions.annotate(standing=standing)

    def with_live(self, at=None):
        """Each with whether it is live (``is_live``)."""
        live = When(_is_live(at or timezone.now()), then=Value(True))
        return self.annotate(
            is_live=Case(live, default=Value(False), output_field=models.BooleanField())
        )

    def scheduled(self, at=None):
        return self.filter(live_from__gt=at or timezone.now())

    def lasting(self, at=None):
        """Editions that have not ended: live now, or to come."""
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=at or timezone.now()))

    def ended(self, at=None):
        return self.filter(live_until__lte=at or timezone.now())

    def begun(self, at=None):
        """Editions that are live or have been."""
        return self.filter(live_from__lte=at or timezone.now())

    def begins_from(self, start):
        """Editions that went or go live at an instant or after it."""
        return self.filter(live_from__gte=start)

    def open_ended(self):
        """Editions whose end is not known: at most one of an article."""
        return self.filter(live_until__isnull=True)

    def next_change(self, after=None):
        """The next instant at which an edition goes live or ends, or None."""
        after = after or timezone.now()
        starts = self.filter(live_from__gt=after).aggregate(at=models.Min("live_from"))["at"]
        ends = self.filter(live_until__gt=after).aggregate(at=models.Min("live_until"))["at"]
        return min((at for at in (starts, ends) if at), default=None)

    def newest_first(self):
        return self.order_by("-first_published", "-article_id")


class Edition(models.Model):
    """One published version. Never altered but for the end of its interval (live_until)."""

    class Change(models.TextChoices):
        FIRST = "first", _("First publication")
        MINOR = "minor", _("Minor")
        UPDATE = "update", _("Update")
        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")
        RETRACTION = "retraction", _("Retraction")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    change = models.CharField(_("change"), max_length=20, choices=Change)
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True, blank=True)
    # The record: canonical JSON, exactly the bytes that sha256 covers (articles/record.py).
    document = models.TextField()
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    story_sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # The save that it froze: where the desk's history shows it. No part of the record.
    made_from = models.ForeignKey(
        RevisionMeta, on_delete=models.SET_NULL, null=True, related_name="editions"
    )

    # What lists need, written once at publishing.
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="editions")
    slug = models.SlugField(max_length=100, allow_unicode=True)
    kind = models.CharField(max_length=20, choices=Article.Kind)
    language = models.CharField(max_length=12)
    headline = models.CharField(_("headline"), max_length=200)
    # The page's title, where it is not the headline.
    headline_search = models.CharField(max_length=200, blank=True, default="")
    standfirst = models.TextField(blank=True)
    lead_image = models.ForeignKey(Image, on_delete=models.PROTECT, null=True, related_name="+")
    first_published = models.DateTimeField()
    # Whether no more than the day of that is known.
    is_dated_by_day = models.BooleanField(default=False)
    updated = models.DateTimeField()
    # The same of that, and of live_from.
    is_updated_by_day = models.BooleanField(default=False)
    begins_by_day = models.BooleanField(default=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        permissions = [
            ("withhold_edition", _("Can confirm that an edition is withheld, or shown again"))
        ]
        indexes = [
            models.Index(fields=["-first_published", "-article"], name="articles_edition_newest"),
            models.Index(
                fields=["section", "-first_published", "-article"],
                name="articles_edition_section",
            ),
            # The newest opinion pieces, for their row on the front page.
            models.Index(
                fields=["kind", "-first_published", "-article"], name="articles_edition_kind"
            ),
            # With which parts the sitemap has, and when each last changed (articles/sitemaps.py).
            models.Index(
                fields=["live_from", "live_until", "article", "updated"],
                name="articles_edition_lived",
            ),
            # The archive's counts by day, without opening an edition.
            models.Index(
                fields=["first_published", "live_from", "live_until"],
                name="articles_edition_archive",
            ),
            # Where every story of the desk stands, without opening an edition.
            models.Index(
                fields=["article", "live_until", "live_from", "story_sha256"],
                name="articles_edition_standing",
            ),
            models.Index(
                fields=["live_until"],
                name="articles_edition_live_until",
                condition=Q(live_until__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="articles_edition_number_once"
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(live_until__isnull=True),
                name="articles_edition_one_open_ended",
            ),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_until__gt=F("live_from")),
                name="articles_edition_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.headline} ({self.number})"

    def get_absolute_url(self):
        return reverse("articles:article", args=[self.section.slug, self.slug, self.article_id])


class EditionByline(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="edition_bylines")
    # Copied from the edition so that an author's newest stories are one walk along an index.
    first_published = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["author", "-first_published", "-edition"],
                name="articles_editionbyline_newest",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "author"], name="articles_editionbyline_once"
            ),
        ]

    def __str__(self):
        return f"{self.author_id} in {self.edition_id}"


class EditionTag(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tag_rows")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="edition_rows")
    first_published = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["tag", "-first_published", "-edition"],
                name="articles_editiontag_newest",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "tag"], name="articles_editiontag_once"),
        ]

    def __str__(self):
        return f"{self.tag_id} on {self.edition_id}"


class EditionImage(models.Model):
    """Which pictures an edition shows: a picture that readers saw cannot be deleted."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="image_rows")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="edition_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "image"], name="articles_editionimage_once"),
        ]

    def __str__(self):
        return f"{self.image_id} in {self.edition_id}"


class EditionClip(models.Model):
    """Which clips an edition shows, in the text or in a social post."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="clip_rows")
    clip = models.ForeignKey(Clip, on_delete=models.PROTECT, related_name="edition_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "clip"], name="articles_editionclip_once"),
        ]

    def __str__(self):
        return f"{self.clip_id} in {self.edition_id}"


class EditionPage(models.Model):
    """An edition's HTML, made at publishing. Derived: made anew when the renderer changes."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="page"
    )
    renderer = models.CharField(max_length=16)
    story_html = models.TextField()
    card_html = models.TextField()
    head_html = models.TextField(default="")
    # When the rights in one of its pictures or clips begin or end, and the page is another.
    good_until = models.DateTimeField(null=True)

    def __str__(self):
        return f"Page of {self.edition_id}"


class RecordIsKept(TypeError):
    """Something tried to alter or delete what readers have been told."""


class CorrectionQuerySet(models.QuerySet):
    def begun(self, at=None):
        """Corrections that readers see or have seen."""
        return self.filter(published_at__lte=at or timezone.now())

    def of_stories(self, editions):
        """Those of stories that have one of these editions."""
        of_the_story = editions.filter(article=models.OuterRef("edition__article"))
        return self.filter(models.Exists(of_the_story))

    def update(self, **values):
        raise RecordIsKept("A correction is never edited: another edition's supersedes it.")

    def delete(self):
        raise RecordIsKept("A correction is never deleted: another edition's supersedes it.")


class Correction(models.Model):
    """The public notice of an edition of class clarification, correction or retraction.

    Welded to its edition: never edited and never deleted, only superseded by a later one's.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="correction")
    notice = models.TextField(_("notice"))
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )
    # Of a retraction: whether readers are shown the headline and the notice alone.
    hides_text = models.BooleanField(_("hides the text"), default=False)
    # Copied from the edition so that the public list is one walk along an index.
    published_at = models.DateTimeField(_("published"))

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [
            models.Index(fields=["-published_at", "-edition"], name="articles_correction_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(notice=""), name="articles_correction_has_notice"),
        ]

    def __str__(self):
        return self.notice[:80]

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise RecordIsKept("A correction is never edited: another edition's supersedes it.")
        super().save(*args, force_insert=True, using=kwargs.get("using"))

    def delete(self, *args, **kwargs):
        raise RecordIsKept("A correction is never deleted: another edition's supersedes it.")


class Withdrawal(models.Model):
    """Why a story is gone: what readers find at its address from then on."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="withdrawal")
    notice = models.TextField(_("notice"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"))

    class Meta:
        ordering = ["-withdrawn_at"]
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.CheckConstraint(condition=~Q(notice=""), name="articles_withdrawal_has_notice"),
        ]

    def __str__(self):
        return self.notice[:80]
