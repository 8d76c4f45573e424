"""Checks of the pictures a story shows, with the words they carry in it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.check import Check, Context, Finding, Level, Place
from articles.models import Image
from articles.snapshot import ImageSnapshot
from articles.withholding import why_withheld


class _WordsMissing(Check):
    """A picture that lacks one of its words, here and in the library."""

    field = ""

    def sentence(self) -> str:
        raise NotImplementedError

    def is_lacking(self, image: ImageSnapshot) -> bool:
        return not getattr(image, self.field).strip()

    def find(self, context: Context) -> Iterator[Finding]:
        for image in context.story.images:
            if self.is_lacking(image):
                sentence = self.sentence() % {"picture": _named(image)}
                yield Finding(sentence, context.caption(image.id, self.field))


class AltMissing(_WordsMissing):
    code = "picture-alt"
    name = gettext_lazy("Picture without alt text")
    level = Level.BLOCKING
    field = "alt"

    def is_lacking(self, image: ImageSnapshot) -> bool:
        return super().is_lacking(image) and not image.is_decorative

    def sentence(self) -> str:
        return _("%(picture)s has no alt text: say what it shows, for those who cannot see it.")


class CaptionMissing(_WordsMissing):
    code = "picture-caption"
    name = gettext_lazy("Picture without caption")
    field = "caption"

    def sentence(self) -> str:
        return _("%(picture)s has no caption.")


class CreditMissing(_WordsMissing):
    code = "picture-credit"
    name = gettext_lazy("Picture without credit")
    field = "credit"

    def sentence(self) -> str:
        return _("%(picture)s has no credit.")


def _named(image: ImageSnapshot) -> str:
    words = image.title or image.caption or image.alt
    if image.is_lead:
        return _("The lead picture")
    if not words:
        return _("A picture in the text")
    return _("The picture “%s”") % (words if len(words) <= 60 else f"{words[:59]}…")


class RightsEnded(Check):
    """A picture that readers could not see: its rights have ended, or it was withdrawn."""

    code = "picture-rights"
    name = gettext_lazy("Picture whose rights have ended")
    level = Level.BLOCKING

    def find(self, context: Context) -> Iterator[Finding]:
        images = {image.id: image for image in context.story.images}
        for row in Image.objects.filter(pk__in=images).withheld(context.at).order_by("pk"):
            sentence = _("%(picture)s would not be shown: %(why)s.") % {
                "picture": _named(images[row.pk]),
                "why": why_withheld(row, context.at),
            }
            address = reverse("admin:articles_image_change", args=[row.pk])
            yield Finding(sentence, Place(address=f"{address}#id_rights_until_0"))
