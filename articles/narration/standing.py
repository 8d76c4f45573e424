"""How a story stands with its spoken version, in the desk's words."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Edition, Narration, SilentStory
from articles.models.narration import RECORDED
from articles.narration.making import TRIED_AGAIN
from articles.narration.player import length_in_words
from articles.narration.voices import voice_for
from articles.state import name_of, when


@dataclass(frozen=True, slots=True)
class Trouble:
    """A story that could not be spoken: why in a sentence, when, and what comes of it; ``detail``
    in the program's own words."""

    article_id: int
    headline: str
    why: str
    detail: str
    when: str
    outlook: str

    @property
    def sentence(self) -> str:
        return _("The spoken version could not be made, %(at)s: %(why)s") % {
            "at": self.when,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """In a sentence, with the sound's address where there is one."""

    sentence: str
    audio: str = ""
    is_silent: bool = False
    is_recorded: bool = False
    has_failed: bool = False
    trouble: Trouble | None = None
    # Of a person's recording of another text, in a sentence; "" where there is none.
    aside: str = ""


def standing_of(article: Article) -> Standing:
    """How the live edition of a story is heard: two queries, and another where it is not."""
    return replace(_standing_of(article), aside=_aside(article))


def _standing_of(article: Article) -> Standing:
    live = _live(article)
    bound = getattr(live, "spoken", None)
    if bound and bound.narration and (ended := bound.heard_until) and ended <= timezone.now():
        said = _("Not heard since %s: it says a caption whose picture may not be shown any more.")
        return Standing(said % when(ended), has_failed=True)
    if bound and bound.narration and bound.says_captions and not settings.NARRATION_CAPTIONS:
        said = _("Not heard: it says captions, which are not read any more. It is spoken anew.")
        return Standing(said, has_failed=True)
    if bound and bound.narration:
        return _heard(bound.narration)
    if silence := SilentStory.objects.select_related("set_by").filter(article=article).first():
        said = _("Not to be heard: %(who)s decided so, %(at)s.")
        words = {"who": name_of(silence.set_by) or "—", "at": when(silence.set_at)}
        return Standing(said % words, is_silent=True)
    if live is None:
        return Standing(_("A story is spoken once it is published."))
    if bound and (trouble := trouble_of(article, bound.text_sha256)):
        return Standing(trouble.sentence, has_failed=True, trouble=trouble)
    if bound and bound.is_awaited:
        return Standing(_("The worker is making the spoken version of the live edition."))
    if voice_for(live.language) is None:
        return Standing(_("No voice speaks this language. A person can record the story."))
    return Standing(_("The live edition is not spoken yet."))


def _aside(article: Article) -> str:
    aside = article.narrations.filter(engine=RECORDED, is_aside=True).select_related("made_by")
    narration = aside.defer("parts").order_by("-made_at").first()
    if narration is None:
        return ""
    said = _(
        "The recording added by %(who)s, %(at)s, says another text and is put aside. It is heard "
        "again when the story says exactly that again."
    )
    return said % {"who": name_of(narration.made_by) or "—", "at": when(narration.made_at)}


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


def trouble_of(article: Article, text_sha256: str) -> Trouble | None:
    """Why what an edition says could not be spoken; None where nothing went wrong."""
    failed = article.narrations.filter(text_sha256=text_sha256, failed_at__isnull=False)
    narration = failed.order_by("-failed_at").first()
    return narration and _told(narration)


def troubles(most: int) -> tuple[list[Trouble], int]:
    """The newest so many stories that could not be spoken, and how many there are: two queries."""
    found = Narration.objects.in_trouble()
    newest = found.select_related("article").defer("parts", "article__body")[:most]
    told = [_told(narration) for narration in newest]
    return told, found.count() if len(told) == most else len(told)


def _told(narration: Narration) -> Trouble:
    return Trouble(
        narration.article_id,
        narration.article.headline,
        # Of one that failed before causes were kept, the program's own words.
        narration.get_cause_display() or narration.failure,
        narration.failure if narration.cause else "",
        when(narration.failed_at),
        _outlook(narration),
    )


def _outlook(narration: Narration) -> str:
    if narration.status == Narration.Status.FAILED:
        return _("It is not tried again by itself.")
    if not narration.attempts:
        return _("The worker is asked to try again.")
    again = narration.failed_at + TRIED_AGAIN[narration.attempts - 1]
    return _("It is tried again %s.") % when(again)
