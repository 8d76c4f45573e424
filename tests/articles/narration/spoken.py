"""What tests of listening share: the engine turned on, counted, and stories that are spoken."""

from django.core.files.storage import default_storage
from django.test import TestCase, override_settings

from articles.models import EditionNarration
from articles.narration import making, mp3
from articles.narration.engines import Engine, Speech, engine_of
from articles.narration.voices import Voice
from tests.factories import make_live_story

SPEAKING = override_settings(NARRATION="espeak-ng", NARRATION_VOICES={})


def recording(seconds: int = 2) -> bytes:
    """An MP3 of some sound."""
    return mp3.encode(Speech(b"\x10\x20" * 22_050 * seconds, 22_050), 0)


class Counted:
    """The real engine, and what it was asked to say."""

    name = "espeak-ng"

    def __init__(self):
        self.said: list[str] = []
        self.engine: Engine | None = None

    def __call__(self, voice: Voice) -> "Counted":
        self.engine = engine_of(voice)
        return self

    def speak(self, text: str, voice: Voice, speed: int) -> Speech:
        self.said.append(text)
        return self.engine.speak(text, voice, speed)

    def close(self) -> None:
        self.engine.close()


@SPEAKING
class SpeakingTestCase(TestCase):
    """Stories are bound at publishing; they are spoken when the test says so (``speak``)."""

    def publish_and_speak(self, *args, **kwargs):
        article = make_live_story(*args, **kwargs)
        self.speak(article)
        return article

    def speak(self, article, engine_for=engine_of) -> bool:
        return making.make(self.live(article).pk, engine_for)

    def live(self, article):
        return article.editions.live().get()

    def bound(self, article) -> EditionNarration:
        return EditionNarration.objects.select_related("narration").get(edition=self.live(article))

    def assertStored(self, name: str):  # noqa: N802
        self.assertTrue(default_storage.exists(name), name)

    def assertNotStored(self, name: str):  # noqa: N802
        self.assertFalse(default_storage.exists(name), name)
