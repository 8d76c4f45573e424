"""How a story stands with its spoken version, in the desk's words."""

from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from articles.models import Article, Edition, EditionNarration, Narration, SilentStory
from articles.narration.player import length_in_words
from articles.narration.voices import voice_for
from articles.state import name_of, when


@dataclass(frozen=True, slots=True)
class Standing:
    """In a sentence, with the sound's address where there is one."""

    sentence: str
    audio: str = ""
    is_silent: bool = False
    is_recorded: bool = False
    has_failed: bool = False


def standing_of(article: Article) -> Standing:
    """How the live edition of a story is heard: a query, and another where it is not."""
    live = _live(article)
    bound = getattr(live, "spoken", None)
    if bound and bound.narration:
        return _heard(bound.narration)
    if silence := SilentStory.objects.select_related("set_by").filter(article=article).first():
        said = _("Not to be heard: %(who)s decided so, %(at)s.")
        words = {"who": name_of(silence.set_by) or "—", "at": when(silence.set_at)}
        return Standing(said % words, is_silent=True)
    if live is None:
        return Standing(_("A story is spoken once it is published."))
    if bound and bound.is_awaited:
        return Standing(_("The worker is making the spoken version of the live edition."))
    if bound and (failure := _failure(article, bound)):
        return Standing(_("The spoken version could not be made: %s") % failure, has_failed=True)
    if voice_for(live.language) is None:
        return Standing(_("No voice speaks this language. A person can record the story."))
    return Standing(_("The live edition is not spoken yet."))


def _live(article: Article) -> Edition | None:
    editions = article.editions.live().select_related("spoken__narration__made_by")
    return editions.defer("document", "spoken__narration__parts").first()


def _heard(narration: Narration) -> Standing:
    values = {
        "length": length_in_words(narration.duration),
        "at": when(narration.made_at),
        "voice": f"{narration.engine}, {narration.voice}",
        "who": name_of(narration.made_by) or "—",
    }
    said = (
        _("Readers hear a recording, %(length)s, added by %(who)s, %(at)s.")
        if narration.is_recorded
        else _("Readers hear the live edition, %(length)s, by %(voice)s, made %(at)s.")
    )
    url = default_storage.url(narration.audio)
    return Standing(said % values, url, is_recorded=narration.is_recorded)


def _failure(article: Article, bound: EditionNarration) -> str:
    failed = article.narrations.filter(
        text_sha256=bound.text_sha256, status=Narration.Status.FAILED
    )
    return failed.values_list("failure", flat=True).first() or ""
