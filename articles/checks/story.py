"""Checks of the story itself: what it has to have, and what has to be gone from it."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.check import Check, Context, Finding, Level, Place
from articles.embargo import under_embargo

# What a hand leaves to be filled in: TK (“to come”) alone or doubled, and crosses in a row. Small
# letters are words, and ATK or TKO are names.
_LEFT_OPEN = re.compile(r"(?<!\w)(?:(?:TK)+|X{3,})(?!\w)")


class SectionMissing(Check):
    code = "section"
    name = gettext_lazy("No section")
    level = Level.BLOCKING
    is_essential = True

    def find(self, context: Context) -> Iterator[Finding]:
        if context.story.section is None:
            yield Finding(_("Choose a section before publishing."), context.field("section"))


class BylineMissing(Check):
    code = "byline"
    name = gettext_lazy("No byline")
    level = Level.BLOCKING
    is_essential = True

    def find(self, context: Context) -> Iterator[Finding]:
        if not context.story.bylines:
            yield Finding(
                _("Add at least one author to the byline before publishing."),
                context.part("bylines-group"),
            )


class TextMissing(Check):
    code = "text"
    name = gettext_lazy("No text")
    level = Level.BLOCKING
    is_essential = True

    def find(self, context: Context) -> Iterator[Finding]:
        if not context.story.body:
            yield Finding(_("The story has no text yet."), context.block(0))


class UnderEmbargo(Check):
    code = "embargo"
    name = gettext_lazy("Embargo in the way")
    level = Level.BLOCKING
    is_essential = True

    def find(self, context: Context) -> Iterator[Finding]:
        if sentence := under_embargo(context.article, context.at):
            asking = reverse("admin:articles_article_break_embargo", args=[context.article.pk])
            yield Finding(sentence, Place(address=asking))


class LeadPictureMissing(Check):
    code = "lead-picture"
    name = gettext_lazy("No lead picture")

    def find(self, context: Context) -> Iterator[Finding]:
        if context.story.lead_image is None:
            yield Finding(_("The story has no lead picture."), context.part("captions-group"))


class HeadlineTooLong(Check):
    code = "headline-length"
    name = gettext_lazy("Headline too long")

    def find(self, context: Context) -> Iterator[Finding]:
        length, most = len(context.story.headline), settings.HEADLINE_MAX_LENGTH
        if length > most:
            sentence = _("The headline has %(length)d characters; %(most)d fit.")
            yield Finding(sentence % {"length": length, "most": most}, context.field("headline"))


class LeftOpen(Check):
    code = "left-open"
    name = gettext_lazy("“TK” left in the text")

    def find(self, context: Context) -> Iterator[Finding]:
        story = context.story
        for name, text in (("headline", story.headline), ("standfirst", story.standfirst)):
            if sentence := _left_open(text):
                yield Finding(sentence, context.field(name))
        for index, block in enumerate(story.body):
            if sentence := _left_open(block.text()):
                yield Finding(sentence, context.block(index))
        for image in story.images:
            for name in ("caption", "credit", "alt"):
                if sentence := _left_open(getattr(image, name)):
                    yield Finding(sentence, context.caption(image.id, name))


def _left_open(text: str) -> str:
    """A sentence on what was left open in a text, with the words around it; "" if nothing was."""
    match = _LEFT_OPEN.search(text)
    if match is None:
        return ""
    before = text[: match.start()].split()[-3:]
    after = text[match.end() :].split()[:3]
    joint = "" if text[match.end() : match.end() + 1].strip() else " "
    around = f"{' '.join([*before, ''])}{match[0]}{joint}{' '.join(after)}".strip()
    return _("“%(mark)s” was left in: “%(around)s”") % {"mark": match[0], "around": around}
