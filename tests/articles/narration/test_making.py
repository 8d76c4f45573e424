import re
from datetime import timedelta
from io import StringIO
from unittest import mock

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from articles import tasks
from articles.models import EditionNarration, Narration, SpokenSentence
from articles.narration import making, mp3
from articles.narration.binding import bind, choose, script_of_edition, settle
from articles.narration.engines import EngineFailed, Speech, engine_of
from articles.narration.making import BeingMade, NotMade
from articles.narration.recordings import add_recording
from articles.publishing import cancel_schedule, publish, schedule, withdraw
from tests.articles.narration.spoken import Counted, SpeakingTestCase, recording
from tests.factories import make_live_story, make_story, save_change

BODY = "".join(f"<p>Sentence {one} is here. It has a second one, {one}.</p>" for one in "ABCDEF")


class Making(SpeakingTestCase):
    def test_a_published_story_is_spoken_into_one_mp3_with_cues(self):
        article = self.publish_and_speak("Ferry returns", body=BODY)
        narration = self.bound(article).narration
        self.assertEqual((narration.status, narration.engine), ("ready", "espeak-ng"))
        audio = default_storage.open(narration.audio).read()
        self.assertEqual(len(audio), narration.size)
        self.assertAlmostEqual(mp3.measure(audio).exact, narration.duration, delta=1)
        captions = default_storage.open(narration.captions).read().decode()
        said = [sentence.text for sentence in script_of_edition(self.live(article).pk).sentences]
        self.assertEqual(re.findall(r" --> [\d:.]+\n(.*)\n", captions), said)
        self.assertEqual(SpokenSentence.objects.count(), 0)

    def test_a_small_edit_speaks_only_what_changed(self):
        article = self.publish_and_speak("Ferry returns", body=BODY)
        save_change(article, body=BODY.replace("Sentence C is here.", "Sentence C is another."))
        publish(article, by=None, change="update")
        engine = Counted()
        self.assertTrue(self.speak(article, engine))
        self.assertEqual(engine.said, ["Sentence C is another."])

    def test_what_is_taken_over_is_heard_as_it_was(self):
        article = self.publish_and_speak("Ferry returns", body=BODY)
        before = self.bound(article).narration
        heard = default_storage.open(before.audio).read()
        save_change(article, body=BODY.replace("<p>Sentence B", "<p>New. Sentence B"))
        publish(article, by=None, change="update")
        self.speak(article)
        after = self.bound(article).narration
        hears = default_storage.open(after.audio).read()
        then = {key: heard[start:end] for key, start, end in before.parts}
        now = {key: hears[start:end] for key, start, end in after.parts}
        self.assertEqual(len(set(then) & set(now)), len(before.parts))
        self.assertTrue(all(now[key] == then[key] for key in then))

    def test_whoever_goes_on_begins_after_what_was_spoken(self):
        article = make_live_story("Ferry returns", body=BODY)
        stopping = Counted()
        speak = stopping.speak

        def stop_after_three(text, voice, speed):
            if len(stopping.said) == 3:
                raise KeyboardInterrupt
            return speak(text, voice, speed)

        with (
            mock.patch.object(stopping, "speak", stop_after_three),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.speak(article, stopping)
        engine = Counted()
        self.assertTrue(self.speak(article, engine))
        self.assertFalse(set(engine.said) & set(stopping.said))

    def test_two_workers_never_make_the_same_one(self):
        article = make_live_story("Ferry returns", body=BODY)
        engine, refused = Counted(), []
        speak = engine.speak

        def other_worker_comes(text, voice, speed):
            if not refused:
                with self.assertRaises(BeingMade) as raised:
                    self.speak(article)
                refused.append(raised.exception.again)
            return speak(text, voice, speed)

        with mock.patch.object(engine, "speak", other_worker_comes):
            self.assertTrue(self.speak(article, engine))
        self.assertEqual(refused, [making.CLAIM_ENDS])
        self.assertEqual(Narration.objects.count(), 1)

    def test_the_claim_of_a_worker_that_died_ends(self):
        article = make_live_story("Ferry returns")
        with (
            mock.patch.object(making, "_sounds", side_effect=SystemExit),
            mock.patch.object(making._Claim, "give_back"),
            self.assertRaises(SystemExit),
        ):
            self.speak(article)
        with self.assertRaises(BeingMade):
            self.speak(article)
        long_ago = timezone.now() - making.CLAIM_ENDS - timedelta(seconds=1)
        Narration.objects.update(claimed_at=long_ago)
        self.assertTrue(self.speak(article))

    def test_one_who_lost_the_claim_finishes_nothing(self):
        article = make_live_story("Ferry returns")
        stored = making._stored

        def somebody_takes_over(*args):
            Narration.objects.update(claimed_at=timezone.now() + timedelta(seconds=1))
            return stored(*args)

        with mock.patch.object(making, "_stored", somebody_takes_over):
            self.assertFalse(self.speak(article))
        self.assertIsNone(self.bound(article).narration)

    def test_publishing_while_being_spoken_ends_in_the_newer_text(self):
        article = make_live_story("Ferry returns", body=BODY)
        first = self.live(article)
        engine = Counted()
        speak = engine.speak

        def somebody_publishes(text, voice, speed):
            if len(engine.said) == 2:
                save_change(article, body="<p>All is different.</p>")
                publish(article, by=None, change="update")
            return speak(text, voice, speed)

        with mock.patch.object(engine, "speak", somebody_publishes):
            self.assertFalse(making.make(first.pk, engine))
        # Nobody hears the older text, so it was not spoken to its end.
        self.assertLess(len(engine.said), 6)
        self.assertTrue(self.speak(article))
        bound = self.bound(article)
        self.assertEqual(bound.text_sha256, bound.narration.text_sha256)
        self.assertEqual(
            [one.pk for one in Narration.objects.ready()], [self.bound(article).narration_id]
        )

    def test_the_same_text_in_a_new_edition_is_heard_at_once(self):
        article = self.publish_and_speak("Ferry returns")
        before = self.bound(article).narration
        save_change(article, headline_front="Ferry is back")
        publish(article, by=None, change="minor")
        self.assertEqual(self.bound(article).narration, before)
        engine = Counted()
        self.assertTrue(self.speak(article, engine))
        self.assertEqual(engine.said, [])

    def test_a_language_without_a_voice_is_not_spoken(self):
        article = make_live_story("渡轮回来了", language="zh-hans", slug="ferry")
        self.assertFalse(EditionNarration.objects.exists())
        with self.settings(NARRATION_VOICES={"zh": "cmn"}):
            bind(self.live(article), script_of_edition(self.live(article).pk))
            self.assertTrue(self.speak(article))

    def test_an_archive_that_is_imported_is_not_spoken(self):
        make_live_story(at=timezone.now() - timedelta(days=400))
        self.assertFalse(EditionNarration.objects.exists())

    def test_without_an_engine_nothing_is_spoken(self):
        with self.settings(NARRATION="off"):
            make_live_story()
        self.assertFalse(EditionNarration.objects.exists())


class Failing(SpeakingTestCase):
    def fail(self, article, error) -> NotMade:
        engine = Counted()
        with (
            mock.patch.object(engine, "speak", side_effect=error),
            self.assertLogs("articles.narration.making", "ERROR"),
            self.assertRaises(NotMade) as raised,
        ):
            self.speak(article, engine)
        return raised.exception

    def test_it_is_tried_again_a_few_times_and_then_given_up(self):
        article = make_live_story()
        again = [self.fail(article, EngineFailed("It crashed.")).again for _ in range(4)]
        self.assertEqual(again, [*making.TRIED_AGAIN, None])
        bound = self.bound(article)
        self.assertFalse(bound.is_awaited)
        narration = Narration.objects.get()
        self.assertEqual((narration.status, narration.failure), ("failed", "It crashed."))

    def test_a_text_that_no_engine_can_speak_is_given_up_at_once(self):
        article = make_live_story()
        engine, silence = Counted(), Speech(bytes(2000), 22_050)
        with (
            mock.patch.object(engine, "speak", return_value=silence),
            self.assertLogs("articles.narration.making", "ERROR"),
            self.assertRaises(NotMade) as raised,
        ):
            self.speak(article, engine)
        self.assertIsNone(raised.exception.again)
        self.assertFalse(self.bound(article).is_awaited)

    def test_a_crash_in_one_sentence_is_tried_once_more_in_a_new_process(self):
        article = make_live_story()
        engine = Counted()
        speak, crashes = engine.speak, [EngineFailed("It crashed.")]

        def crash_once(text, voice, speed):
            if crashes:
                raise crashes.pop()
            return speak(text, voice, speed)

        with mock.patch.object(engine, "speak", crash_once):
            self.assertTrue(self.speak(article, engine))

    def test_a_full_disk_is_a_logged_failure_that_leaves_no_half_file(self):
        article = make_live_story()
        save = default_storage.save
        stored = []

        def disk_is_full(name, content, max_length=None):
            stored.append(name)
            if name.endswith(".vtt"):
                raise OSError(28, "No space left on device")
            return save(name, content, max_length)

        with (
            mock.patch.object(default_storage, "save", disk_is_full),
            self.assertLogs("articles.narration.making", "ERROR") as logged,
            self.assertRaises(NotMade),
        ):
            self.speak(article)
        self.assertIn("No space left on device", logged.output[0])
        self.assertIsNone(self.bound(article).narration)
        for name in stored:
            self.assertNotStored(name)
        # With room again, nothing is spoken twice.
        engine = Counted()
        self.assertTrue(self.speak(article, engine))
        self.assertEqual(engine.said, [])

    def test_the_worker_tries_again_later_and_shows_what_failed(self):
        article = make_live_story()
        failure = NotMade("It crashed.", making.TRIED_AGAIN[0])
        with (
            mock.patch.object(making, "make", side_effect=failure),
            self.assertLogs("django_tasks", "ERROR"),
        ):
            result = tasks.make_narration.enqueue(self.live(article).pk)
        self.assertEqual(result.status, "FAILED")
        with mock.patch.object(making, "make", side_effect=BeingMade("", making.CLAIM_ENDS)):
            self.assertFalse(tasks.make_narration.enqueue(self.live(article).pk).return_value)


class PuttingAway(SpeakingTestCase):
    def names(self, narration) -> list[str]:
        return [narration.audio, narration.captions, narration.cues]

    def test_a_withdrawn_storys_sound_is_gone_at_once(self):
        article = self.publish_and_speak()
        narration = self.bound(article).narration
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(article, by=None, notice="It does not stand.")
        for name in self.names(narration):
            self.assertNotStored(name)
        self.assertFalse(Narration.objects.exists())

    def test_what_was_said_before_is_gone_once_the_new_is_there(self):
        article = self.publish_and_speak()
        before = self.bound(article).narration
        save_change(article, body="<p>It came back on Tuesday.</p>")
        publish(article, by=None, change="correction", notice="It was Tuesday.")
        settle(article.pk)
        self.assertStored(before.audio)
        self.speak(article)
        self.assertNotStored(before.audio)
        self.assertFalse(Narration.objects.filter(pk=before.pk).exists())

    def test_a_scheduled_edition_is_made_before_its_hour_and_the_live_one_stays(self):
        article = self.publish_and_speak()
        live = self.bound(article).narration
        save_change(article, body="<p>Of tomorrow.</p>")
        tomorrow = timezone.now() + timedelta(days=1)
        edition = schedule(article, by=None, at=tomorrow, change="update")
        self.assertTrue(making.make(edition.pk))
        self.assertStored(live.audio)
        self.assertEqual(Narration.objects.ready().count(), 2)
        with self.captureOnCommitCallbacks(execute=True):
            cancel_schedule(article, by=None)
        self.assertEqual([one.pk for one in Narration.objects.ready()], [live.pk])

    def test_names_cannot_be_guessed_from_what_is_said(self):
        article = self.publish_and_speak()
        name = self.bound(article).narration.audio
        with self.settings(SECRET_KEY="another"):
            other = making.files.names_for(self.bound(article).narration, "")
        self.assertNotEqual(name, other["audio"])
        self.assertRegex(name, r"^narration/[0-9a-f]{2}/[0-9a-f]{64}/story\.mp3$")

    def test_a_story_that_is_made_silent_is_put_away_and_comes_back(self):
        article = self.publish_and_speak()
        name = self.bound(article).narration.audio
        with self.captureOnCommitCallbacks(execute=True):
            choose(article, by=None, is_spoken=False)
        self.assertNotStored(name)
        self.assertFalse(EditionNarration.objects.exists())
        save_change(article, body="<p>Of another day.</p>")
        publish(article, by=None, change="update")
        self.assertFalse(EditionNarration.objects.exists())
        choose(article, by=None, is_spoken=True)
        self.assertTrue(self.speak(article, engine_of))

    def test_what_is_awaited_is_taken_up_at_a_start(self):
        article, other = make_live_story(), make_story("A draft")
        self.assertFalse(EditionNarration.objects.filter(edition__article=other).exists())
        self.assertEqual(tasks.make_narrations.enqueue().return_value, 1)
        self.assertIsNotNone(self.bound(article).narration)
        self.assertEqual(tasks.make_narrations.enqueue().return_value, 0)

    def test_two_recordings_of_one_text_are_heard_one_at_a_time(self):
        article = self.publish_and_speak()
        text = self.bound(article).text_sha256
        first, second = (
            add_recording(article, by=None, data=recording(length), text_sha256=text)
            for length in (2, 3)
        )
        settle(article.pk)
        self.assertEqual(self.bound(article).narration, second)
        self.assertNotStored(first.audio)
        self.assertStored(second.audio)

    def test_a_storage_that_fails_is_asked_again(self):
        article = self.publish_and_speak()
        name = self.bound(article).narration.audio
        with (
            mock.patch.object(default_storage, "delete", side_effect=OSError("No answer")),
            self.assertLogs("articles.narration.binding", "ERROR"),
            self.assertLogs("django_tasks", "ERROR"),
            self.captureOnCommitCallbacks(execute=True),
        ):
            withdraw(article, by=None, notice="It does not stand.")
        self.assertStored(name)
        tasks.settle_narrations.enqueue(article.pk)
        self.assertNotStored(name)

    def test_files_that_no_narration_names_are_cleaned_and_no_others(self):
        article = self.publish_and_speak()
        name = self.bound(article).narration.audio
        lost = default_storage.save(f"narration/ff/{'f' * 64}/story.mp3", ContentFile(b"x"))
        later = timezone.now() + timedelta(days=2)
        with mock.patch("articles.unused_files.timezone.now", return_value=later):
            call_command("clean_pictures", stdout=StringIO())
        self.assertStored(name)
        self.assertNotStored(lost)

    def test_an_error_that_nobody_thought_of_is_noted_and_tried_again(self):
        article = make_live_story()
        with (
            mock.patch.object(making, "_stored", side_effect=LookupError("odd")),
            self.assertLogs("articles.narration.making", "ERROR") as logged,
            self.assertRaises(NotMade) as raised,
        ):
            self.speak(article)
        self.assertIn("Traceback", logged.output[0])
        self.assertEqual(raised.exception.again, making.TRIED_AGAIN[0])
        self.assertTrue(self.speak(article))
