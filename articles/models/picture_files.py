"""Which files of a picture lie in the storage, so that pages need not ask it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models.image import ImageFile
from newsroom.renditions import AT_ONCE, RECIPE

LACKING = Q(is_made=False) | Q(has_crops=False)


class PictureFilesQuerySet(models.QuerySet):
    def unfinished(self):
        """Pictures that lack sizes of today's recipe, a social card or crops. Said only here."""
        lacking = SocialCard.objects.filter(LACKING, picture=OuterRef("pk"))
        return self.filter(Q(recipe__lt=RECIPE) | Exists(lacking))

    def waiting(self):
        """Unfinished ones that can be finished: not what was put aside with its picture."""
        withdrawn = ImageFile.objects.filter(
            sha256=OuterRef("pk"), image__withdrawn_at__isnull=False
        )
        return self.unfinished().filter(~Exists(withdrawn))


class PictureFiles(models.Model):
    """The sizes there are of one original. By its hash, as editions name it: several pictures of
    the library may hold the same file, and one may have had several.

    ``recipe`` is the number of the set of sizes that is there whole (newsroom/renditions.py).
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(_("original"), max_length=100)
    recipe = models.PositiveSmallIntegerField(default=AT_ONCE)
    tint = models.CharField(max_length=20, blank=True, default="")
    # Since when somebody makes what is missing; renewed before each file.
    claimed_at = models.DateTimeField(null=True)

    objects = PictureFilesQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipe", "sha256"], name="articles_picturefiles_recipe"),
        ]

    def __str__(self):
        return self.name


class SocialCard(models.Model):
    """What is cut out of a picture around one focal point (``newsroom.renditions.focus_key``): the
    card for shared links, and the crops that search engines ask for."""

    picture = models.ForeignKey(PictureFiles, on_delete=models.CASCADE, related_name="cards")
    focus = models.CharField(max_length=7)
    is_made = models.BooleanField(default=False)
    has_crops = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["picture"],
                name="articles_socialcard_lacking",
                condition=LACKING,
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["picture", "focus"], name="articles_socialcard_once"),
        ]

    def __str__(self):
        return self.focus
