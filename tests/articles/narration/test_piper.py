"""Piper itself, with a voice small enough to lie here: each phoneme is hummed at its own pitch.

tests/support/piper/tone.onnx takes the numbers of the phonemes, holds each for 1,200 samples, and
is the sine of their running sum; tone.onnx.json is the description that every voice of Piper has.
"""

import json
import os
import shutil
import struct
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from unittest import skipUnless

from django.conf import settings
from django.core.files.storage import default_storage
from django.test import SimpleTestCase, override_settings

from articles.models import Narration
from articles.narration import mp3
from articles.narration.engines import ChildEngine, EngineFailed, piper_engine
from articles.narration.making import NotMade
from articles.narration.voices import Voice, voice_for
from tests.articles.narration.spoken import SpeakingTestCase
from tests.factories import make_live_story

VOICE = settings.BASE_DIR / "tests" / "support" / "piper" / "tone.onnx"
HUMMING = override_settings(NARRATION="piper", NARRATION_VOICES={"en": str(VOICE)})
needs_piper = skipUnless(find_spec("piper"), "piper-tts is not installed.")


@needs_piper
class Piper(SimpleTestCase):
    def setUp(self):
        self.engine = piper_engine()
        self.addCleanup(self.engine.close)

    def speak(self, text: str, voice: Path = VOICE):
        return self.engine.speak(text, Voice("piper", str(voice)), 165)

    def test_a_sentence_is_as_long_as_it_has_phonemes(self):
        said = [self.speak(text) for text in ("Ferry.", "The ferry came back on Monday.")]
        self.assertEqual({one.rate for one in said}, {22_050})
        short, long = (len(one.pcm) for one in said)
        self.assertTrue(0 < 2 * short < long)
        self.assertTrue(any(said[0].pcm))

    def test_what_cannot_be_said_is_silence_and_the_next_sentence_is_said(self):
        for text in ("", " … ", "\0", "🙂", "«»"):
            with self.subTest(text):
                self.assertEqual(len(self.speak(text).pcm) % 2, 0)
        self.assertTrue(self.speak("Ferry.").pcm)

    def test_nobody_is_told_that_it_runs(self):
        request = json.dumps({"text": "Ferry.", "voice": str(VOICE), "speed": 165}).encode()
        done = subprocess.run(
            self.engine.command,
            input=struct.pack(">I", len(request)) + request,
            capture_output=True,
            env={"PATH": os.environ["PATH"], "HOME": tempfile.gettempdir()},
        )
        self.assertTrue(done.stdout.startswith(b"PCM1"))
        # It may write no file, not even the number it would be known by; so it says that it tried.
        self.assertNotIn(b"telemetry", done.stderr)

    def test_a_file_that_is_no_voice_is_said_at_once_and_for_good(self):
        with tempfile.TemporaryDirectory() as folder:
            junk, bare = Path(folder, "junk.onnx"), Path(folder, "bare.onnx")
            junk.write_bytes(b"junk")
            shutil.copy(f"{VOICE}.json", f"{junk}.json")
            shutil.copy(VOICE, bare)
            for voice in (junk, bare, Path(folder, "none.onnx"), Path(folder)):
                with self.subTest(voice.name), self.assertRaises(EngineFailed) as raised:
                    self.speak("Ferry.", voice)
                self.assertEqual(raised.exception.cause, Narration.Cause.NO_VOICE)
                self.assertTrue(raised.exception.is_final)
        self.assertTrue(self.speak("Ferry.").pcm)


@needs_piper
@HUMMING
class Stories(SpeakingTestCase):
    def test_a_story_is_heard_in_the_voice_of_a_file_with_the_notice(self):
        article = self.publish_and_speak("Ferry returns", body="<p>It came back on Monday.</p>")
        narration = self.bound(article).narration
        self.assertEqual((narration.status, narration.engine), ("ready", "piper"))
        audio = default_storage.open(narration.audio).read()
        self.assertAlmostEqual(mp3.measure(audio).exact, narration.duration, delta=1)
        page = self.client.get(article.get_absolute_url())
        self.assertContains(page, narration.audio)
        self.assertContains(page, "AI-generated voice")
        self.assertNotContains(page, "tone.onnx")

    def test_a_language_without_a_file_is_not_spoken(self):
        self.assertIsNone(voice_for("fr"))
        page = self.client.get(make_live_story(language="fr").get_absolute_url())
        self.assertNotContains(page, "<audio")


@HUMMING
class Without(SpeakingTestCase):
    def test_piper_that_is_not_installed_is_told_and_harms_nothing(self):
        article = make_live_story()
        with self.assertRaises(NotMade) as raised:
            self.speak(article, without_packages)
        self.assertIsNone(raised.exception.again)
        narration = Narration.objects.get(article=article)
        self.assertEqual(narration.cause, Narration.Cause.NOT_STARTED)
        self.assertEqual(narration.failure, "piper is not installed.")
        self.assertEqual(self.client.get(article.get_absolute_url()).status_code, 200)


def without_packages(_voice: Voice) -> ChildEngine:
    engine = piper_engine()
    # Python's own library alone.
    engine.command.insert(2, "-S")
    return engine
