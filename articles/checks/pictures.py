"""Checks of the pictures a story shows, with the words they carry in it, and of its clips."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.check import Check, Context, Finding, Level, Place
from articles.models import Clip, HasRights, Image
from articles.snapshot import ClipSnapshot, ImageSnapshot
from articles.withholding import clips_in, why_withheld


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
        names = {image.id: _named(image) for image in context.story.images}
        yield from _not_shown(Image, names, context.at)


class ClipRightsEnded(Check):
    code = "clip-rights"
    name = gettext_lazy("Clip whose rights have ended")
    level = Level.BLOCKING

    def find(self, context: Context) -> Iterator[Finding]:
        names = {clip.id: _named_clip(clip) for clip in clips_in(context.story)}
        yield from _not_shown(Clip, names, context.at)


def _not_shown(model: type[HasRights], names: dict[int, str], at: datetime) -> Iterator[Finding]:
    """What would be withheld from readers, each with its own page in the library."""
    if not names:
        return
    for row in model.objects.filter(pk__in=names).withheld(at).order_by("pk"):
        sentence = _("%(what)s would not be shown: %(why)s.") % {
            "what": names[row.pk],
            "why": why_withheld(row, at),
        }
        address = reverse(f"admin:articles_{model._meta.model_name}_change", args=[row.pk])
        yield Finding(sentence, Place(address=f"{address}#id_rights_until_0"))


class ClipCreditMissing(Check):
    """A clip of the text; one of a social post belongs to whoever wrote the post."""

    code = "clip-credit"
    name = gettext_lazy("Clip without credit")

    def find(self, context: Context) -> Iterator[Finding]:
        sentence = _("%(clip)s has no credit.")
        for clip in context.story.clips:
            if not clip.credit.strip():
                yield _of_clip(clip, sentence, "credit")


class ClipTrackMissing(Check):
    code = "clip-track"
    name = gettext_lazy("Clip without text track")

    def find(self, context: Context) -> Iterator[Finding]:
        sentence = _("%(clip)s has no text track, for those who cannot hear it.")
        for clip in clips_in(context.story):
            if not clip.track:
                yield _of_clip(clip, sentence, "track")


def _of_clip(clip: ClipSnapshot, sentence: str, field: str) -> Finding:
    address = reverse("admin:articles_clip_change", args=[clip.id])
    return Finding(sentence % {"clip": _named_clip(clip)}, Place(address=f"{address}#id_{field}"))


def _named_clip(clip: ClipSnapshot) -> str:
    return _("The clip “%s”") % clip.title
