"""Making narrations: what the worker does, sentence by sentence.

Claimed by a conditional UPDATE, so that two workers never make the same one. A sentence that was
spoken before, in the story's last narration or by a worker that was stopped, is not spoken again.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.models import EditionNarration, Narration, SpokenSentence
from articles.narration import files, mp3
from articles.narration.binding import (
    adopt,
    bind,
    heard_in,
    lock,
    script_of_edition,
    settle_later,
    try_to_settle,
)
from articles.narration.cues import captions_vtt, cues_json
from articles.narration.engines import Cause, Engine, EngineFailed, engine_of
from articles.narration.loudness import levelled
from articles.narration.pronouncing import pronounced_in
from articles.narration.script import Script, Sentence
from articles.narration.spoken import read_aloud
from articles.narration.voices import Voice, voice_for

logger = logging.getLogger(__name__)
# A worker that has spoken no sentence for this long is taken for dead.
CLAIM_ENDS = timedelta(seconds=120)
# After the first failure, the second, the third; then it is given up.
TRIED_AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60))
# Raise this when sound that was made before must not be used any more.
RECIPE = 2


class NotMade(Exception):
    """A narration could not be made; ``again`` is in how long to try once more, if at all."""

    def __init__(self, message: str, again: timedelta | None):
        super().__init__(message)
        self.again = again


class BeingMade(NotMade):
    """Another worker is at it; should that one be stopped, it is taken up then."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, what an engine is given for it, and the key of the sound that this makes."""

    sentence: Sentence
    said: str
    key: str


@dataclass(frozen=True)
class Plan:
    """How one edition is to be spoken."""

    article_id: int
    script: Script
    voice: Voice
    parts: tuple[Part, ...]

    @property
    def key(self) -> str:
        """Of the whole: the same text by the same voice with the same pronunciations."""
        return hashlib.sha256("\n".join(part.key for part in self.parts).encode()).hexdigest()


def plan_for(edition_id: int) -> Plan | None:
    """How an edition is to be spoken; None where it is not, or by a person."""
    bound = EditionNarration.objects.select_related("narration", "edition").defer(
        "edition__document"
    )
    found = bound.filter(pk=edition_id).first()
    if found is None:
        return None
    is_wanted = settings.NARRATION_CAPTIONS or not found.says_captions
    if found.narration and found.narration.is_recorded and is_wanted:
        return None
    script = script_of_edition(edition_id)
    if script is None:
        # Nobody can read what it says: no page promises its sound.
        EditionNarration.objects.filter(pk=edition_id).update(is_awaited=False)
        return None
    voice = voice_for(script.language)
    if voice is None or script.sha256 != found.text_sha256:
        # A newer program or another setting says it otherwise, or not at all.
        bind(found.edition, script)
        settle_later(found.edition.article_id)
        return None
    return Plan(found.edition.article_id, script, voice, tuple(_parts(script, voice)))


def _parts(script: Script, voice: Voice) -> Iterator[Part]:
    pronounced = pronounced_in(script.language, voice.engine)
    manner = f"{RECIPE} {voice.engine} {voice.name} {settings.NARRATION_SPEED} {mp3.KBPS}"
    for sentence in script.sentences:
        said = read_aloud(sentence.to_say, script.language, pronounced)
        written = f"{manner} {sentence.pause} {said}"
        yield Part(sentence, said, hashlib.sha256(written.encode()).hexdigest())


def make(edition_id: int, engine_for: Callable[[Voice], Engine] = engine_of) -> bool:
    """Make what an edition is to be heard in; whether it can be heard now. Raises NotMade."""
    plan = plan_for(edition_id)
    if plan is None:
        return False
    narration, _ = Narration.objects.get_or_create(
        article_id=plan.article_id,
        key=plan.key,
        defaults={
            "text_sha256": plan.script.sha256,
            "engine": plan.voice.engine,
            "voice": plan.voice.label,
            "language": plan.script.language,
        },
    )
    if narration.status == Narration.Status.READY:
        adopt(narration)
        try_to_settle(plan.article_id)
        return True
    claim = _Claim(narration.pk)
    if not claim.take():
        raise BeingMade("Another worker is making it.", CLAIM_ENDS)
    try:
        made = _speak(plan, narration, claim, engine_for(plan.voice))
    except Exception as error:
        # Whatever it was, the storage's own errors too: it is noted, and tried again.
        raise _failed(narration, error) from error
    finally:
        claim.give_back()
    try_to_settle(plan.article_id)
    return made


def _speak(plan: Plan, narration: Narration, claim: "_Claim", engine: Engine) -> bool:
    try:
        sounds = _sounds(plan, claim, engine)
    finally:
        engine.close()
    if sounds is None:
        return False
    if not any(sounds):
        raise _nothing_said(plan)
    values = _stored(plan, narration, sounds)
    with transaction.atomic():
        # Held first by everybody, so that no two wait for each other.
        lock(plan.article_id)
        values |= {"status": Narration.Status.READY, "cause": "", "failed_at": None, "failure": ""}
        if not claim.held().update(**values):
            return False
        narration.refresh_from_db()
        adopt(narration)
    _forget_sentences(plan)
    return True


def _sounds(plan: Plan, claim: "_Claim", engine: Engine) -> list[bytes] | None:
    """The sound of each sentence; None where there is no need to go on."""
    known = _known_sounds(plan)
    sounds = []
    for part in plan.parts:
        if part.key not in known:
            if not claim.renew() or not _is_wanted(plan):
                return None
            known[part.key] = _spoken(part, plan.voice, engine)
            SpokenSentence.objects.update_or_create(
                key=part.key, defaults={"audio": known[part.key]}
            )
        sounds.append(known[part.key])
    return sounds


def _spoken(part: Part, voice: Voice, engine: Engine) -> bytes:
    """One sentence as MP3; what an engine says nothing for is nothing."""
    for is_last in (False, True):
        try:
            speech = engine.speak(part.said, voice, settings.NARRATION_SPEED)
            if not any(speech.pcm):
                return b""
            return mp3.encode(levelled(speech, voice.engine), part.sentence.pause)
        except EngineFailed as error:
            # What crashed once may be fine in a new process.
            if is_last or error.is_final:
                raise
    raise AssertionError("not reached")


def _forget_sentences(plan: Plan) -> None:
    """They are in the narration now; of those that nobody went on with, none is kept for long."""
    old = Q(made_at__lt=timezone.now() - timedelta(days=1))
    SpokenSentence.objects.filter(old | Q(pk__in=[part.key for part in plan.parts])).delete()


def _known_sounds(plan: Plan) -> dict[str, bytes]:
    """Sentences that need not be spoken again, by key."""
    keys = [part.key for part in plan.parts]
    known = {
        key: bytes(audio)
        for key, audio in SpokenSentence.objects.filter(pk__in=keys).values_list("key", "audio")
    }
    earlier = Narration.objects.ready().filter(article=plan.article_id, engine=plan.voice.engine)
    for narration in earlier.order_by("-made_at")[:2]:
        wanted = [part for part in narration.parts if part[0] in keys and part[0] not in known]
        audio = files.read_audio(narration) if wanted else None
        if audio and len(audio) == narration.size:
            known |= {key: audio[start:end] for key, start, end in wanted}
    return known


def _is_wanted(plan: Plan) -> bool:
    return heard_in(plan.article_id).filter(text_sha256=plan.script.sha256).exists()


def _stored(plan: Plan, narration: Narration, sounds: Sequence[bytes]) -> dict:
    """The narration's files, written; gives its fields."""
    timed, parts, at, place = [], [], 0.0, 0
    for part, sound in zip(plan.parts, sounds, strict=True):
        length = mp3.measure(sound).exact if sound else 0.0
        timed.append((part.sentence, round(at), round(at + length)))
        parts.append([part.key, place, place + len(sound)])
        at, place = at + length, place + len(sound)
    audio = b"".join(sounds)
    names = files.names_for(narration, hashlib.sha256(audio).hexdigest())
    files.store(
        {
            names["audio"]: audio,
            names["captions"]: captions_vtt(timed),
            names["cues"]: cues_json(plan.script.language, timed),
        }
    )
    return {
        **names,
        "size": len(audio),
        "duration": round(at),
        "parts": parts,
        "made_at": timezone.now(),
    }


def _nothing_said(plan: Plan) -> EngineFailed:
    name = plan.voice.engine
    if any(one.isalnum() for part in plan.parts for one in part.said):
        return EngineFailed(f"{name} gave no sound for any sentence.", Cause.MUTE, is_final=True)
    said = f"{name} is given neither a letter nor a figure."
    return EngineFailed(said, Cause.UNSPEAKABLE, is_final=True)


def _cause_of(error: Exception) -> str:
    if isinstance(error, EngineFailed):
        return error.cause
    if isinstance(error, OSError):
        return Cause.DISK_FULL if files.is_full(error) else Cause.STORAGE
    return Cause.OTHER


def _failed(narration: Narration, error: Exception) -> NotMade:
    """Note a failure where the desk sees it; the last one ends the waiting."""
    attempts = narration.attempts + 1
    is_final = getattr(error, "is_final", False) or attempts > len(TRIED_AGAIN)
    is_known = isinstance(error, EngineFailed | OSError)
    logger.error(
        "Story %d cannot be spoken: %s", narration.article_id, error, exc_info=not is_known
    )
    Narration.objects.filter(pk=narration.pk).update(
        attempts=attempts,
        cause=_cause_of(error),
        failed_at=timezone.now(),
        failure=str(error)[:500],
        status=Narration.Status.FAILED if is_final else Narration.Status.WAITING,
    )
    if is_final:
        EditionNarration.objects.filter(
            edition__article=narration.article_id, text_sha256=narration.text_sha256
        ).update(is_awaited=False)
    return NotMade(str(error), None if is_final else TRIED_AGAIN[attempts - 1])


class _Claim:
    """One worker's right to make a narration, for as long as it renews it."""

    def __init__(self, pk: int):
        self.rows = Narration.objects.filter(pk=pk)
        self.at = None

    def take(self) -> bool:
        return self._set(self.rows.free(timezone.now() - CLAIM_ENDS), timezone.now())

    def renew(self) -> bool:
        return self._set(self.held(), timezone.now())

    def held(self):
        return self.rows.filter(claimed_at=self.at)

    def give_back(self) -> None:
        self.held().update(claimed_at=None)

    def _set(self, rows, at) -> bool:
        changed = rows.update(claimed_at=at) == 1
        self.at = at if changed else self.at
        return changed
