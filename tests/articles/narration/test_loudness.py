"""What can be measured of the sound: how loud it is, its peaks, its joins, its silences, its cues.

By plain Python before it is encoded, and by ffmpeg, where there is one, as it is heard.
"""

import array
import json
import math
import re
import shutil
import subprocess
from unittest import skipUnless

from django.core.files.storage import default_storage
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.narration.engines import Speech, engine_of
from articles.narration.loudness import BLOCK, CEILING, GAINS, levelled
from articles.narration.voices import Voice
from tests.articles.narration.spoken import SpeakingTestCase
from tests.support.loudness import integrated

ESPEAK, RATE = "espeak-ng", 22_050
GAIN = GAINS[ESPEAK]
QUIETEST, LOUDEST, TRUE_PEAK = -20.5, -16.0, -1.0
FULL = 32_768
TEXTS = {
    "en": "The council met on Tuesday to talk about the harbour and the new ferry.",
    "de": "Der Rat hat am Dienstag über den Hafen und die neue Fähre gesprochen.",
    "fr": "Le conseil s’est réuni mardi pour parler du port et du nouveau ferry.",
    "tr": "1 2 3 4 5 6 7 8 9 10 11 12 13",
}
BODY = "".join(
    f"<p>The ferry came back on {day}. “It was late”, she said; nobody was hurt.</p><h2>Why</h2>"
    for day in ("Monday", "Tuesday", "Wednesday")
)


def samples(speech: Speech) -> array.array:
    return array.array("h", speech.pcm)


def tone(hertz: float, peak: float, seconds: float = 2) -> bytes:
    wave = (math.sin(2 * math.pi * hertz * at / RATE) for at in range(round(RATE * seconds)))
    return array.array("h", (round(FULL * peak * one) for one in wave)).tobytes()


class Levelled(SimpleTestCase):
    def test_what_measures_loudness_measures_as_the_standard_says(self):
        # EBU Tech 3341, case 1, of one channel: 3 dB less than of two.
        self.assertAlmostEqual(integrated(tone(1000, 10 ** (-23 / 20)), RATE), -26, delta=0.1)
        self.assertEqual(integrated(bytes(RATE * 2), RATE), -math.inf)

    def test_each_voice_is_as_loud_as_what_people_listen_to_else(self):
        engine = engine_of(Voice(ESPEAK, "en"))
        self.addCleanup(engine.close)
        for name, text in TEXTS.items():
            with self.subTest(name):
                speech = levelled(engine.speak(text, Voice(ESPEAK, name), 165), ESPEAK)
                loudness = integrated(speech.pcm, speech.rate)
                self.assertTrue(QUIETEST <= loudness <= LOUDEST, loudness)
                self.assertLessEqual(max(map(abs, samples(speech))), CEILING)

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(st.integers(-FULL, FULL - 1), max_size=900),
        st.sampled_from([8_000, 22_050, 48_000]),
    )
    def test_no_peak_is_above_the_ceiling_and_nothing_is_lost(self, values, rate):
        before = Speech(array.array("h", values).tobytes(), rate)
        after = levelled(before, ESPEAK)
        self.assertEqual((len(after.pcm), after.rate), (len(before.pcm), rate))
        for one, made in zip(values, samples(after), strict=True):
            self.assertLessEqual(abs(made), CEILING)
            self.assertLessEqual(abs(made), abs(one) * GAIN)
            self.assertGreaterEqual(one * made, 0)

    def test_what_is_quiet_is_louder_by_one_factor_and_silence_stays(self):
        pcm = tone(200, 0.3)
        expected = [int(one * GAIN) for one in array.array("h", pcm)]
        self.assertEqual(list(samples(levelled(Speech(pcm, RATE), ESPEAK))), expected)
        self.assertEqual(levelled(Speech(bytes(9_000), RATE), ESPEAK).pcm, bytes(9_000))
        self.assertEqual(levelled(Speech(b"", RATE), ESPEAK).pcm, b"")

    def test_the_gain_glides_to_a_peak_and_back_and_clicks_nowhere(self):
        steady = array.array("h", [10_000]) * RATE
        middle = RATE // 2
        steady[middle : middle + 40] = array.array("h", [32_000]) * 40
        after = samples(levelled(Speech(steady.tobytes(), RATE), ESPEAK))
        around = (*range(middle - 1), *range(middle + 41, RATE - 1))
        most = max(abs(after[at + 1] - after[at]) for at in around)
        # From the whole gain to the peak's in no less than two blocks.
        fall = 10_000 * (GAIN - CEILING / 32_000)
        self.assertLessEqual(most, fall / (2 * RATE * BLOCK) + 2)

    def test_piper_is_only_held_below_the_ceiling(self):
        quiet, loud = tone(200, 0.3), tone(200, 0.99)
        self.assertEqual(levelled(Speech(quiet, RATE), "piper").pcm, quiet)
        self.assertLessEqual(max(samples(levelled(Speech(loud, RATE), "piper"))), CEILING)


def ffmpeg(*arguments: str, data: bytes) -> tuple[bytes, str]:
    command = ["ffmpeg", "-hide_banner", "-nostats", "-f", "mp3", "-i", "-", *arguments, "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return done.stdout, done.stderr.decode()


@skipUnless(shutil.which("ffmpeg"), "There is no ffmpeg here.")
class AsItIsHeard(SpeakingTestCase):
    def setUp(self):
        article = self.publish_and_speak("Ferry returns", standfirst="It is back.", body=BODY)
        self.narration = self.bound(article).narration
        self.sound = default_storage.open(self.narration.audio).read()
        self.cues = json.loads(default_storage.open(self.narration.cues).read())["cues"]
        decoded, _said = ffmpeg("-f", "s16le", "-ac", "1", data=self.sound)
        self.heard = array.array("h", decoded)

    def test_it_is_decoded_without_a_fault(self):
        _sound, said = ffmpeg("-v", "warning", "-f", "null", data=self.sound)
        lines = [line for line in said.splitlines() if "Estimating duration" not in line]
        self.assertEqual(lines, [])

    def test_it_is_neither_too_loud_nor_too_quiet_and_clips_nowhere(self):
        _sound, said = ffmpeg("-af", "ebur128=peak=true", "-f", "null", data=self.sound)
        loudness = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])
        peak = float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", said)[-1])
        self.assertTrue(QUIETEST <= loudness <= LOUDEST, loudness)
        self.assertLessEqual(peak, TRUE_PEAK)
        # And the measure of this test is ffmpeg's.
        self.assertAlmostEqual(integrated(self.heard.tobytes(), RATE), loudness, delta=0.2)

    def test_it_is_as_long_as_it_is_said_to_be(self):
        length = len(self.heard) / RATE * 1000
        self.assertAlmostEqual(length, self.narration.duration, delta=2)
        self.assertAlmostEqual(length, self.cues[-1]["until"], delta=2)

    def test_each_cue_begins_in_a_silence_without_a_click_and_a_voice_follows_soon(self):
        for cue in self.cues[1:]:
            at = round(cue["from"] * RATE / 1000)
            with self.subTest(cue["text"]):
                join = self.heard[at - 40 : at + 40]
                self.assertLess(max(map(abs, join)), 40)
                # What follows is heard within three tenths of a second.
                self.assertGreater(max(map(abs, self.heard[at : at + round(RATE * 0.3)])), 500)

    def test_it_is_silent_for_a_second_at_most_and_has_no_offset(self):
        quiet = longest = 0
        for one in self.heard:
            quiet = quiet + 1 if abs(one) < 100 else 0
            longest = max(longest, quiet)
        self.assertLess(longest / RATE, 1.2)
        self.assertLess(abs(sum(self.heard) / len(self.heard)), FULL / 500)
