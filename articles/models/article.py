import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager

from articles.body import clean_body
from articles.models.image import Image
from articles.models.section import Section
from articles.models.tag import TaggedArticle
from authors.models import Author

SLUG_LENGTH = 90
# What a story says of itself elsewhere than on its own page; one line each.
ELSEWHERE = ("headline_front", "headline_search", "headline_social", "description")


class BodyField(models.TextField):
    """A body's HTML. What is stored went through the sanitiser, whoever saves it."""

    def clean(self, value, model_instance):
        return clean_body(super().clean(value, model_instance))

    def pre_save(self, model_instance, add):
        value = clean_body(getattr(model_instance, self.attname) or "")
        setattr(model_instance, self.attname, value)
        return value


def story_slug(headline: str) -> str:
    """The readable part of a story's address; the id behind it makes it unique."""
    slug = slugify(headline, allow_unicode=True)
    if len(slug) > SLUG_LENGTH:
        slug = slug[:SLUG_LENGTH].rsplit("-", 1)[0]
    return slug or "story"


def language_choices():
    return settings.LANGUAGES


def site_language():
    return settings.LANGUAGE_CODE


class ArticleQuerySet(models.QuerySet):
    def with_editions(self):
        """With all that says where a story stands (articles/state.py), in two queries."""
        editions = self.model.editions.rel.related_model.objects.defer("document").standing()
        return self.select_related("progress__assignee").prefetch_related(
            models.Prefetch("editions", editions, to_attr="standing_editions")
        )


class Article(models.Model):
    """The working copy of a story, as the desk edits it. Readers only ever see its editions."""

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        ANALYSIS = "analysis", _("Analysis")
        OPINION = "opinion", _("Opinion")
        FEATURE = "feature", _("Feature")
        EXPLAINER = "explainer", _("Explainer")
        # The desk has a review as well, which other languages call otherwise.
        REVIEW = "review", pgettext_lazy("kind of story", "Review")
        INTERVIEW = "interview", _("Interview")
        OBITUARY = "obituary", _("Obituary")

    headline = models.CharField(
        _("headline"),
        max_length=200,
        error_messages={"blank": _("A story needs a headline.")},
    )
    standfirst = models.TextField(
        _("standfirst"), blank=True, help_text=_("The short summary under the headline.")
    )
    # What the story is called elsewhere than on its own page (articles/presentation.py). Blank, the
    # headline and the standfirst stand there too.
    headline_front = models.CharField(
        _("front-page headline"),
        max_length=200,
        blank=True,
        help_text=_("On the front page and in lists. Blank: the headline."),
    )
    headline_search = models.CharField(
        _("search headline"),
        max_length=200,
        blank=True,
        help_text=_("In search results and the browser’s tab. Blank: the headline."),
    )
    headline_social = models.CharField(
        _("social headline"),
        max_length=200,
        blank=True,
        help_text=_("Where the story is shared. Blank: the headline."),
    )
    description = models.CharField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("Under the headline in search results and where shared. Blank: standfirst."),
    )
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        blank=True,
        allow_unicode=True,
        help_text=_("The readable part of the address. Blank: made from the headline."),
    )
    section = models.ForeignKey(
        Section,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("section"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEWS)
    language = models.CharField(
        _("language"), max_length=12, choices=language_choices, default=site_language
    )
    body = BodyField(_("body"), blank=True)
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("No edition can go live before this time."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    modified_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)
    # A fresh one at every save; a form that carries an older one was opened before that save.
    edit_token = models.UUIDField(default=uuid.uuid4, editable=False)
    # The hash of the snapshot the working copy would give: what tells unpublished changes.
    working_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    tags = TaggableManager(_("tags"), through=TaggedArticle, blank=True, help_text="")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-modified_at", "-pk"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            # Newest first; a story is found by its headline along this index alone.
            models.Index(
                fields=["-modified_at", "-id", "headline"], name="articles_article_headline"
            ),
            # Enough to find unpublished changes without opening the stories themselves.
            models.Index(fields=["id", "working_sha256"], name="articles_article_working"),
            models.Index(
                fields=["embargo_until"],
                name="articles_article_embargo",
                condition=models.Q(embargo_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(headline=""), name="articles_article_has_headline"
            ),
        ]
        permissions = [
            ("publish_article", _("Can publish, schedule and withdraw stories")),
            ("retract_article", _("Can publish retractions")),
            ("submit_article", _("Can send stories to review")),
            ("review_article", _("Can mark stories ready and send them back")),
            ("assign_article", _("Can assign stories and say when they are due")),
        ]

    def __str__(self):
        return self.headline

    def clean(self):
        for name in ("headline", *ELSEWHERE):
            setattr(self, name, " ".join(getattr(self, name).split()))
        if not self.headline:
            raise ValidationError({"headline": _("A story needs a headline.")})

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = story_slug(self.headline)
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "slug"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """The public address, which answers once an edition is live."""
        section = self.section.slug if self.section else "news"
        return reverse("articles:article", args=[section, self.slug, self.pk])


class BylineManager(models.Manager):
    def get_queryset(self):
        # A revision asks every row it keeps for its name, and a byline's is its author's.
        return super().get_queryset().select_related("author")


class Byline(models.Model):
    """One author of one article, in order, with what that author did."""

    class Role(models.TextChoices):
        BY = "by", _("By")
        ADDITIONAL_REPORTING = "additional_reporting", _("Additional reporting by")
        PHOTOGRAPHS = "photographs", _("Photographs by")
        ILLUSTRATION = "illustration", _("Illustration by")
        TRANSLATION = "translation", _("Translation by")
        RESEARCH = "research", _("Research by")
        DATA = "data", _("Data by")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="bylines", verbose_name=_("author")
    )
    role = models.CharField(_("role"), max_length=30, choices=Role, default=Role.BY)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = BylineManager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author"],
                name="articles_byline_author_once",
                violation_error_message=_("This author is in the byline already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.author}"


class ImageCaptionManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related("image")


class ImageCaption(models.Model):
    """One image in one article. What is blank falls back to the library's."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead picture")
        BODY = "body", _("In the text")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="captions")
    image = models.ForeignKey(
        Image, on_delete=models.PROTECT, related_name="captions", verbose_name=_("picture")
    )
    role = models.CharField(_("place"), max_length=10, choices=Role, default=Role.BODY)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    alt = models.CharField(_("alt text"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ImageCaptionManager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("picture in a story")
        verbose_name_plural = _("pictures in stories")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "image"],
                name="articles_imagecaption_image_once",
                violation_error_message=_("This picture is in the story already."),
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(role="lead"),
                name="articles_imagecaption_one_lead",
                violation_error_message=_("A story has one lead picture."),
            ),
        ]

    def __str__(self):
        return str(self.image)

    @property
    def shown_caption(self) -> str:
        return self.caption or self.image.caption

    @property
    def shown_credit(self) -> str:
        return self.credit or self.image.credit

    @property
    def shown_alt(self) -> str:
        return self.alt or self.image.alt
