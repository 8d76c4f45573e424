"""Engines that behave and engines that do not; each of them a real process."""

import sys
import textwrap
import time
from pathlib import Path
from unittest import skipUnless

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.narration import child, mp3
from articles.narration.engines import ChildEngine, EngineFailed, Speech, engine_of
from articles.narration.voices import ESPEAK_VOICES, Voice, voice_for
from tests.articles.narration.spoken import SPEAKING

PROCESSES = Path("/proc")
ENGLISH = Voice("espeak-ng", "en")
# Reads one request and answers as the protocol says; what follows it in a test misbehaves.
READ = (
    "import os, struct, sys, time; read = sys.stdin.buffer.read; "
    "read(struct.unpack('>I', read(4))[0]); "
)


def misbehaving(code: str, patience: float = 5) -> ChildEngine:
    command = [sys.executable, "-I", "-S", "-c", READ + textwrap.dedent(code)]
    return ChildEngine("bad", command, patience=patience)


@SPEAKING
class Espeak(SimpleTestCase):
    def setUp(self):
        self.engine = engine_of(ENGLISH)
        self.addCleanup(self.engine.close)

    def test_it_speaks_every_language_it_is_said_to(self):
        for language in ESPEAK_VOICES:
            with self.subTest(language):
                speech = self.engine.speak("12 34", voice_for(language), 165)
                self.assertGreater(len(speech.pcm), speech.rate)

    def test_a_voice_it_does_not_have_is_said_at_once_and_for_good(self):
        with self.assertRaises(EngineFailed) as raised:
            self.engine.speak("Hello", Voice("espeak-ng", "xx-none"), 165)
        self.assertTrue(raised.exception.is_final)

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=300))
    def test_any_text_is_answered(self, text):
        self.assertEqual(len(self.engine.speak(text, ENGLISH, 165).pcm) % 2, 0)

    @skipUnless(PROCESSES.is_dir(), "Only Linux tells what a process may.")
    def test_its_process_cannot_write_and_has_no_secret(self):
        self.engine.speak("Hello", ENGLISH, 165)
        told = PROCESSES / str(self.engine._process.pid)
        variables = (told / "environ").read_bytes().split(b"\0")
        names = {line.partition(b"=")[0] for line in variables if line}
        self.assertLessEqual(names, {b"PATH", b"LANG"})
        limits = (told / "limits").read_text()
        self.assertRegex(limits, r"Max file size\s+0\s")
        self.assertRegex(limits, rf"Max address space\s+{child.MEMORY['espeak-ng']}\s")


class Misbehaving(SimpleTestCase):
    def assertFails(self, engine: ChildEngine, words: str):  # noqa: N802
        self.addCleanup(engine.close)
        with self.assertRaisesRegex(EngineFailed, words):
            engine.speak("Hello", ENGLISH, 165)
        self.assertIsNone(engine._process)

    def test_one_that_hangs_is_killed(self):
        engine = misbehaving("time.sleep(60)", patience=0.3)
        began = time.monotonic()
        self.assertFails(engine, "did not answer")
        self.assertLess(time.monotonic() - began, 20)

    def test_one_that_trickles_is_killed_too(self):
        code = """
            os.write(1, b'PCM1' + struct.pack('>II', 22050, 4000))
            while True: os.write(1, b'x'); time.sleep(0.05)
        """
        self.assertFails(misbehaving(code, patience=0.5), "did not answer")

    def test_one_that_crashes(self):
        self.assertFails(misbehaving("os.abort()"), "ended while it spoke")

    def test_one_that_crashes_half_way(self):
        code = "os.write(1, b'PCM1' + struct.pack('>II', 22050, 4000) + b'xx'); os._exit(1)"
        self.assertFails(misbehaving(code), "ended while it spoke")

    def test_one_that_reads_nothing(self):
        command = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)"]
        engine = ChildEngine("bad", command, patience=0.5)
        self.addCleanup(engine.close)
        with self.assertRaises(EngineFailed):
            engine.speak("x" * 1_000_000, ENGLISH, 165)

    def test_one_that_babbles(self):
        code = "\nwhile True: os.write(1, b'bla bla bla ')"
        self.assertFails(misbehaving(code), "no sound")

    def test_one_that_does_not_stop_speaking(self):
        code = "os.write(1, b'PCM1' + struct.pack('>II', 22050, 2**31 - 2)); time.sleep(60)"
        self.assertFails(misbehaving(code), "does not stop")

    def test_one_that_is_not_there(self):
        self.assertFails(ChildEngine("bad", ["/nonexistent/engine"]), "does not start")

    def test_the_next_sentence_gets_a_process_of_its_own(self):
        code = """
            if not os.path.exists('/nonexistent'):
                os.write(1, b'PCM1' + struct.pack('>II', 22050, 2) + b'ab')
        """
        engine = misbehaving(code)
        self.addCleanup(engine.close)
        for _ in range(2):
            self.assertEqual(engine.speak("Hello", ENGLISH, 165), Speech(b"ab", 22050))
            engine._process.wait()


class Sound(SimpleTestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.integers(1, 40_000), min_size=1, max_size=5), st.integers(0, 900))
    def test_files_one_after_the_other_are_one_file(self, lengths, pause):
        parts = [mp3.encode(Speech(b"\x10\x20" * length, 22_050), pause) for length in lengths]
        each = [mp3.measure(part) for part in parts]
        whole = mp3.measure(b"".join(parts))
        self.assertEqual(whole.frames, sum(one.frames for one in each))
        self.assertAlmostEqual(whole.exact, sum(one.exact for one in each), places=3)
        said = sum(length / 22.05 + pause for length in lengths)
        # The encoder adds less than a tenth of a second to each.
        self.assertTrue(said - 1 <= whole.exact <= said + 110 * len(lengths))

    @settings(max_examples=200, deadline=None)
    @given(
        st.binary(max_size=400) | st.binary(max_size=40).map(lambda end: b"\xff\xfb\x90\x00" + end)
    )
    def test_what_is_no_mp3_is_none(self, data):
        try:
            self.assertGreaterEqual(mp3.measure(data).frames, 2)
        except mp3.NotAudio:
            pass

    def test_tags_before_and_behind_are_passed_over(self):
        sound = mp3.encode(Speech(b"\x10\x20" * 22_050, 22_050), 0)
        tag = b"ID3\x04\x00\x00" + bytes([0, 0, 2, 0]) + b"x" * 256
        tagged = mp3.measure(tag + sound + b"TAG" + b"y" * 125)
        self.assertEqual(tagged, mp3.measure(sound))
