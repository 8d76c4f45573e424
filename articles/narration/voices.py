"""Which voice speaks a language: a story in one without a voice is not spoken at all."""

from dataclasses import dataclass

from django.conf import settings

ESPEAK, PIPER, OFF = "espeak-ng", "piper", "off"
# Languages that espeak-ng speaks well enough to be followed, and its voice for each. Those whose
# writing it guesses at (Arabic and Hebrew without vowels, Chinese, Japanese) are not among them.
ESPEAK_VOICES = {
    **dict.fromkeys(("en", "en-gb", "en-ie", "en-au", "en-nz", "en-za"), "en"),
    **dict.fromkeys(("en-us", "en-ca"), "en-us"),
    **{one: one for one in "bg ca cs cy da de el es et fi fr ga hr hu is it lt lv".split()},
    **{one: one for one in "nb nl pl pt ro ru sk sl sv tr uk pt-br es-419".split()},
    "no": "nb",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice by its engine and by its name there; of Piper, the path of its file."""

    engine: str
    name: str

    @property
    def label(self) -> str:
        """What it is called: of a file, no path of this machine."""
        return self.name.replace("\\", "/").rpartition("/")[2].removesuffix(".onnx")


def voice_for(language: str) -> Voice | None:
    """The voice of a language ("en-gb"), or else of the language without its place ("en")."""
    engine = settings.NARRATION
    if engine == OFF or not language:
        return None
    known = ESPEAK_VOICES if engine == ESPEAK else {}
    chosen = {name.lower(): voice for name, voice in settings.NARRATION_VOICES.items()}
    language = language.lower()
    for name in (language, language.split("-")[0]):
        if name in chosen:
            return None if chosen[name] == OFF else Voice(engine, chosen[name])
        if name in known:
            return Voice(engine, known[name])
    return None
