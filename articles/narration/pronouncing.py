"""Pronunciations: which hold for a language and an engine, trying one, and speaking anew."""

from django.db.models import Q

from articles.models import EditionNarration, Pronunciation
from articles.narration.engines import Speech, engine_of
from articles.narration.spoken import read_aloud
from articles.narration.voices import ESPEAK, voice_for

# Letters that may be tried out at once, and seconds that may take.
LENGTH = 200
PATIENCE = 5.0
TRIED_SPEED = 150


class NothingToTry(Exception):
    """Why nothing can be heard, in a sentence for the desk."""


def pronounced_in(language: str, engine: str) -> list[tuple[str, str]]:
    """Words and what is said for each; those of "en-gb" go before those of "en"."""
    base = language.split("-")[0]
    rows = Pronunciation.objects.filter(Q(language__iexact=language) | Q(language__iexact=base))
    found = {}
    for row in sorted(rows, key=lambda row: len(row.language)):
        if said := said_for(row.respelling, row.phonemes, engine):
            found[row.word] = said
    return list(found.items())


def said_for(respelling: str, phonemes: str, engine: str) -> str:
    """What an engine is given for a word; blank where this engine knows no better."""
    return f"[[{phonemes}]]" if phonemes and engine == ESPEAK else respelling


def try_out(word: str, respelling: str, phonemes: str, language: str) -> Speech:
    """A word as it would be said. Raises NothingToTry and EngineFailed."""
    from django.utils.translation import gettext as _

    voice = voice_for(language)
    if voice is None:
        raise NothingToTry(_("No voice speaks this language."))
    said = said_for(respelling, phonemes, voice.engine)
    text = read_aloud(word, language, [(word, said)] if said else [])
    if not text.strip() or len(text) > LENGTH:
        raise NothingToTry(_("Write a word to hear."))
    engine = engine_of(voice, patience=PATIENCE)
    try:
        return engine.speak(text, voice, TRIED_SPEED)
    finally:
        engine.close()


def respeak_batch(
    word: str, language: str, before: int | None, size: int
) -> tuple[list[int], int | None]:
    """Of the editions that are heard, newest first: those that hold a word, and where to go on."""
    from articles.models import Edition

    lasting = Edition.objects.lasting().values("pk")
    bound = EditionNarration.objects.filter(edition__in=lasting).order_by("-edition")
    if before is not None:
        bound = bound.filter(edition__lt=before)
    ids = list(bound.values_list("edition", flat=True)[:size])
    holding = Edition.objects.filter(pk__in=ids, document__icontains=word).filter(
        Q(language__iexact=language) | Q(language__istartswith=f"{language}-")
    )
    found = list(holding.order_by("-pk").values_list("pk", flat=True))
    return found, ids[-1] if len(ids) == size else None
