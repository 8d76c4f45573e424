import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from newsroom.pictures import StoredPicture, store_picture


class Author(models.Model):
    """A person with a byline. May have no login; cannot be deleted while credited."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        help_text=_("The end of the author page's address."),
        error_messages={"unique": _("Another author already has this address.")},
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("login"),
        help_text=_("Only if this person signs in here."),
    )
    role = models.CharField(_("role"), max_length=120, blank=True, help_text=_("“Reporter”"))
    base = models.CharField(_("base"), max_length=120, blank=True, help_text=_("“Lisbon”"))
    beat = models.CharField(
        _("beat"), max_length=250, blank=True, help_text=_("What this person reports on.")
    )
    bio = models.TextField(_("biography"), blank=True)
    joined_year = models.PositiveSmallIntegerField(
        _("joined in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1850), MaxValueValidator(2100)],
    )
    previous_employers = models.TextField(
        _("previous employers"), blank=True, help_text=_("One a line.")
    )
    education = models.TextField(_("education"), blank=True, help_text=_("One a line."))
    languages = models.CharField(
        _("languages"), max_length=250, blank=True, help_text=_("Separated by commas.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    photo = models.ImageField(_("photo"), upload_to="images", blank=True)
    photo_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    photo_width = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="authors_author_has_name"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.name = self.name.strip()
        if not self.slug:
            self.slug = free_slug(self.name, exclude=self.pk)
        if self._photo_is_new():
            try:
                self._stored_photo = store_picture(self.photo)
            except ValidationError as error:
                raise ValidationError({"photo": error.messages}) from None

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = free_slug(self.name, exclude=self.pk)
        if self._photo_is_new():
            self._keep_photo(getattr(self, "_stored_photo", None) or store_picture(self.photo))
        elif not self.photo:
            self.photo_sha256, self.photo_width = "", 0
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("authors:author", args=[self.slug])

    def _photo_is_new(self) -> bool:
        return bool(self.photo) and not getattr(self.photo, "_committed", True)

    def _keep_photo(self, stored: StoredPicture) -> None:
        self.photo = stored.name
        self.photo_sha256 = stored.sha256
        self.photo_width = stored.width


# Where an account is found by its handle, on networks where that is sure.
PROFILES = {
    "x": "https://x.com/{}",
    "bluesky": "https://bsky.app/profile/{}",
    "instagram": "https://www.instagram.com/{}/",
    "threads": "https://www.threads.net/@{}",
    "youtube": "https://www.youtube.com/@{}",
    "tiktok": "https://www.tiktok.com/@{}",
}
_PLAIN_HANDLE = re.compile(r"@?([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)")
_FEDERATED_HANDLE = re.compile(r"@?([A-Za-z0-9_.-]+)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")


def profile_address(network: str, handle: str) -> str:
    """The address of an account, or "" where its handle alone does not tell."""
    if network == "mastodon" and (found := _FEDERATED_HANDLE.fullmatch(handle.strip())):
        return "https://{1}/@{0}".format(*found.groups())
    if network in PROFILES and (found := _PLAIN_HANDLE.fullmatch(handle.strip())):
        return PROFILES[network].format(found[1])
    return ""


class SocialHandle(models.Model):
    """An author's account on a social network."""

    class Network(models.TextChoices):
        X = "x", "X"
        MASTODON = "mastodon", "Mastodon"
        BLUESKY = "bluesky", "Bluesky"
        INSTAGRAM = "instagram", "Instagram"
        FACEBOOK = "facebook", "Facebook"
        THREADS = "threads", "Threads"
        LINKEDIN = "linkedin", "LinkedIn"
        YOUTUBE = "youtube", "YouTube"
        TIKTOK = "tiktok", "TikTok"
        SIGNAL = "signal", "Signal"

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="handles")
    network = models.CharField(_("network"), max_length=20, choices=Network)
    handle = models.CharField(_("handle"), max_length=120, help_text=_("“@name”"))
    url = models.URLField(
        _("address"), blank=True, help_text=_("Blank: found by the handle, where that is possible.")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("social handle")
        verbose_name_plural = _("social handles")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "network", "handle"],
                name="authors_socialhandle_once",
                violation_error_message=_("This handle is listed already."),
            ),
        ]

    def __str__(self):
        return f"{self.get_network_display()} {self.handle}"

    @property
    def address(self) -> str:
        """Where the account is: as given, or as its handle says; "" where neither tells."""
        return self.url or profile_address(self.network, self.handle)


def free_slug(name: str, *, exclude: int | None = None) -> str:
    """A slug made from a name that no other author has: ``jo-li``, ``jo-li-2``, …"""
    stem = slugify(name)[:110] or "author"
    taken = set(
        Author.objects.filter(slug__startswith=stem)
        .exclude(pk=exclude)
        .values_list("slug", flat=True)
    )
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
