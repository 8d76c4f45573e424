"""Checks of the pictures a story shows, with the words they carry in it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.check import Check, Context, Finding, Level
from articles.snapshot import ImageSnapshot


class _WordsMissing(Check):
    """A picture that lacks one of its words, here and in the library."""

    field = ""

    def sentence(self) -> str:
        raise NotImplementedError

    def find(self, context: Context) -> Iterator[Finding]:
        for image in context.story.images:
            if not getattr(image, self.field).strip():
                sentence = self.sentence() % {"picture": _named(image)}
                yield Finding(sentence, context.caption(image.id, self.field))


class AltMissing(_WordsMissing):
    code = "picture-alt"
    name = gettext_lazy("Picture without alt text")
    level = Level.BLOCKING
    field = "alt"

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
