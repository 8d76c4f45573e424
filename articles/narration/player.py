"""What readers get to listen to a story: the player, and what machines are told of its sound.

Takes what the page's own query read (``SPOKEN_COLUMNS``) and touches no database.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from articles.models.narration import RECORDED
from articles.presentation import direction
from articles.structured import STORY, as_script
from newsroom.public import absolute

# In a story's own language where it is one of these; else in the site's.
NOTICES = {
    "de": "KI-Stimme: Der Text wird von einem Computer vorgelesen. Namen und Zahlen können falsch "
    "klingen.",
    "en": gettext_noop(
        "AI-generated voice: a computer reads this text. Names and figures may sound wrong."
    ),
    "es": "Voz generada por IA: un ordenador lee el texto. Los nombres y las cifras pueden sonar "
    "mal.",
    "fr": "Voix générée par IA : un ordinateur lit le texte. Les noms et les chiffres peuvent être "
    "mal prononcés.",
}
SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2")


class Spoken(NamedTuple):
    """How a live edition is heard; all None where it is not, ``audio`` None while it is made."""

    is_awaited: bool | None = None
    text_sha256: str | None = None
    audio: str | None = None
    captions: str | None = None
    duration: int | None = None
    engine: str | None = None
    size: int | None = None
    heard_until: datetime | None = None
    says_captions: bool | None = None

    def at(self, instant: datetime) -> "Spoken":
        """As it is at an instant: without its sound once a caption in it may not be heard."""
        is_in_time = self.heard_until is None or instant < self.heard_until
        is_wanted = settings.NARRATION_CAPTIONS or not self.says_captions
        if self.audio is None or (is_in_time and is_wanted):
            return self
        return Spoken(is_awaited=True, text_sha256=self.text_sha256)


# The columns of a live edition that say so, in the same order.
SPOKEN_COLUMNS = (
    "spoken__is_awaited",
    "spoken__text_sha256",
    "spoken__narration__audio",
    "spoken__narration__captions",
    "spoken__narration__duration",
    "spoken__narration__engine",
    "spoken__narration__size",
    "spoken__heard_until",
    "spoken__says_captions",
)


class Listening(NamedTuple):
    """What stands in the story in place of the mark, what in the page's head."""

    player_html: SafeString
    head_html: SafeString
    has_player: bool


SILENCE = Listening(mark_safe(""), mark_safe(""), False)


def listening(story, address: str, origin: str) -> Listening:
    """For a page of a live story (``articles.pages.StoryPage``), at its address."""
    spoken = story.spoken.at(timezone.now())
    if spoken.audio:
        structured = mark_safe(_structured(spoken, origin + address, origin))
        head_html = get_template("articles/includes/_sound.html").render(
            {"structured_html": structured}
        )
        return Listening(player(story), mark_safe(head_html), True)
    if spoken.is_awaited and settings.NARRATION_WHILE_MADE == "say":
        html = get_template("articles/includes/_player.html").render(
            {
                "is_awaited": True,
                "site_language": settings.LANGUAGE_CODE,
                "site_direction": direction(settings.LANGUAGE_CODE),
            }
        )
        return Listening(mark_safe(html), mark_safe(""), True)
    return SILENCE


def player(story) -> SafeString:
    """The player of a story that can be heard."""
    spoken = story.spoken
    notice, language = ("", "") if spoken.engine == RECORDED else ai_notice(story.language)
    html = get_template("articles/includes/_player.html").render(
        {
            "audio": default_storage.url(spoken.audio),
            "captions": default_storage.url(spoken.captions) if spoken.captions else "",
            "duration": length_in_words(spoken.duration),
            "notice": notice,
            "notice_language": language,
            "notice_direction": direction(language),
            "key": spoken.text_sha256[:16],
            "headline": story.headline,
            "speeds": SPEEDS,
            "file_name": f"{story.slug}.mp3",
            "site_name": settings.SITE_NAME,
            "site_language": settings.LANGUAGE_CODE,
            "site_direction": direction(settings.LANGUAGE_CODE),
        }
    )
    return mark_safe(html)


def ai_notice(language: str) -> tuple[str, str]:
    """That a machine speaks, in words that whoever listens understands, and their language.

    No setting leaves it out: a synthetic voice is always called one (Regulation (EU) 2024/1689,
    article 50).
    """
    base = language.split("-")[0]
    if base in NOTICES and base != settings.LANGUAGE_CODE.split("-")[0]:
        return NOTICES[base], base
    return _(NOTICES["en"]), settings.LANGUAGE_CODE


def length_in_words(milliseconds: int) -> str:
    """ "6 minutes", as people say it; "under a minute" for what is shorter."""
    minutes = round(milliseconds / 60_000)
    if minutes < 1:
        return _("under a minute")
    return ngettext("%d minute", "%d minutes", minutes) % minutes


def iso_duration(milliseconds: int) -> str:
    """A length as ISO 8601 writes it: "PT6M32S"."""
    minutes, seconds = divmod(max(1, round(milliseconds / 1000)), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else ""]
    return "PT" + "".join(parts) + (f"{seconds}S" if seconds or not (hours or minutes) else "")


def audio_object(spoken: Spoken, *, page: str, origin: str) -> dict[str, Any]:
    """schema.org's AudioObject of a narration (https://schema.org/AudioObject).

    ``page`` is the story's address, whose text is what is said; ``origin`` goes before addresses
    of the site's own files.
    """
    return {
        "@type": "AudioObject",
        "contentUrl": absolute(default_storage.url(spoken.audio), origin),
        "encodingFormat": "audio/mpeg",
        "duration": iso_duration(spoken.duration),
        "contentSize": str(spoken.size),
        "transcript": page,
    }


def _structured(spoken: Spoken, page: str, origin: str) -> str:
    """JSON-LD that adds the sound to its story's, which is stored and has the same name
    (articles/structured.py); safe inside a script element."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": page + STORY,
        "audio": audio_object(spoken, page=page, origin=origin),
    }
    return as_script(data)
