from unittest import mock

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles import tasks
from articles.models import EditionNarration, Narration, Pronunciation, SilentStory
from articles.narration import mp3
from articles.narration.making import plan_for
from articles.publishing import publish
from tests.articles.narration.spoken import SpeakingTestCase, recording
from tests.articles.narration.test_trouble import little_room
from tests.factories import make_live_story, make_story, make_user, save_change
from tests.security.test_uploads import everything_stored


class ListeningPage(SpeakingTestCase):
    def setUp(self):
        self.article = self.publish_and_speak()
        self.editor = make_user("Editor", "hanna", first_name="Hanna", last_name="Voss")
        self.client.force_login(self.editor)
        self.address = reverse("admin:articles_article_listening", args=[self.article.pk])

    def send(self, **values):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.address, values, follow=True)

    def send_recording(self, data=None, text=None):
        file = SimpleUploadedFile("read.mp3", recording() if data is None else data)
        text = text or self.bound(self.article).text_sha256
        return self.send(action="record", recording=file, text=text)

    def test_it_says_what_readers_hear_and_what_is_said(self):
        page = self.client.get(self.address)
        self.assertContains(page, "Readers hear the live edition")
        self.assertContains(page, default_storage.url(self.bound(self.article).narration.audio))
        self.assertContains(page, "The ferry came back on Monday.")

    def test_a_recording_is_uploaded_and_removed(self):
        self.assertContains(self.send_recording(), "Readers hear the recording.")
        narration = self.bound(self.article).narration
        self.assertEqual((narration.engine, narration.made_by), ("recorded", self.editor))
        self.assertContains(self.client.get(self.address), "added by Hanna Voss")
        self.assertContains(self.send(action="remove"), "The recording is gone.")
        self.assertFalse(Narration.objects.filter(engine="recorded").exists())

    def test_a_bad_recording_is_refused_in_a_sentence(self):
        for data, words in ((b"no sound" * 900, "no MP3"), (b"", "empty")):
            self.assertContains(self.send_recording(data), words)
        page = self.send_recording(text="0" * 64)
        self.assertContains(page, "The text has changed since you opened this page.")
        self.assertContains(self.send(action="record"), "Choose a file.")
        self.assertFalse(Narration.objects.filter(engine="recorded").exists())

    def test_a_file_of_another_kind_is_called_what_it_is(self):
        for data, kind in (
            (b"RIFF\x24\x08\x00\x00WAVEfmt ", "WAV"),
            (b"\x00\x00\x00\x20ftypM4A ", "M4A"),
            (b"OggS\x00\x02", "Ogg"),
            (b"fLaC\x00\x00", "FLAC"),
        ):
            page = self.send_recording(data + bytes(9_000))
            self.assertContains(page, f"This is a {kind} file. Save or export it as an MP3")
        with self.settings(NARRATION_MAX_BYTES=5_000):
            self.assertContains(self.send_recording(), "may weigh at most")

    def test_a_disk_that_is_full_is_told_and_leaves_nothing(self):
        before = everything_stored()
        with little_room(1_000), self.assertLogs("articles.narration.recordings", "ERROR"):
            page = self.send_recording()
        self.assertContains(page, "There is no room left to store this recording.")
        self.assertEqual(everything_stored(), before)
        self.assertFalse(Narration.objects.filter(engine="recorded").exists())

    def test_a_recording_of_an_earlier_text_is_told_and_can_be_removed(self):
        self.send_recording()
        save_change(self.article, body="<p>All is different.</p>")
        with self.captureOnCommitCallbacks(execute=True):
            publish(self.article, by=None, change="update")
        self.speak(self.article)
        form = reverse("admin:articles_article_change", args=[self.article.pk])
        for address in (self.address, form):
            page = self.client.get(address)
            self.assertContains(page, "says another text and is put aside")
            self.assertContains(page, "Readers hear the live edition")
        self.send(action="remove")
        self.assertNotContains(self.client.get(self.address), "says another text")
        self.assertFalse(Narration.objects.filter(engine="recorded").exists())

    def test_what_nobody_offers_changes_nothing(self):
        for action in ("", "nonsense"):
            self.assertEqual(self.send(action=action).status_code, 200)
        self.assertContains(self.send(action="remove"), "There is no recording")
        self.assertTrue(EditionNarration.objects.exists())

    def test_a_story_is_turned_off_and_on_again(self):
        self.assertContains(self.send(action="off"), "Hanna Voss decided so")
        self.assertTrue(SilentStory.objects.filter(article=self.article).exists())
        self.assertNotContains(self.client.get(self.article.get_absolute_url()), "<audio")
        self.assertNotContains(self.send(action="on"), "decided so")
        self.assertContains(self.client.get(self.article.get_absolute_url()), "<audio")

    def test_what_failed_is_said_and_tried_again(self):
        narration = self.bound(self.article).narration
        EditionNarration.objects.update(narration=None, is_awaited=False)
        Narration.objects.filter(pk=narration.pk).update(
            status="failed", failure="espeak-ng ended.", attempts=4, failed_at=timezone.now()
        )
        self.assertContains(self.client.get(self.address), "espeak-ng ended.")
        self.assertContains(self.send(action="again"), "The worker speaks the live edition.")
        self.assertContains(self.client.get(self.address), "Readers hear the live edition")

    def test_stories_that_are_not_live_have_a_page_too(self):
        for story in (make_story("A draft"), make_live_story(language="zh-hans")):
            address = reverse("admin:articles_article_listening", args=[story.pk])
            self.assertEqual(self.client.get(address).status_code, 200)
            form = reverse("admin:articles_article_change", args=[story.pk])
            self.assertContains(self.client.get(form), "tab-listening")

    def test_only_who_publishes_may(self):
        for group in ("Reporter", "Photo editor", "Reviewer"):
            self.client.force_login(make_user(group))
            self.assertEqual(self.client.get(self.address).status_code, 403)
            self.assertEqual(self.client.post(self.address, {"action": "off"}).status_code, 403)
        self.assertFalse(SilentStory.objects.exists())


class Pronunciations(SpeakingTestCase):
    def setUp(self):
        cache.clear()
        self.client.force_login(make_user("Editor"))
        self.values = {"word": "Ness", "language": "en", "respelling": "Nesh", "phonemes": ""}

    def hear(self, **values):
        address = reverse("admin:articles_pronunciation_try")
        return self.client.post(address, self.values | values)

    def save(self, **values):
        address = reverse("admin:articles_pronunciation_add")
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, self.values | values, follow=True)

    def test_a_word_is_heard_before_it_is_saved(self):
        answers = [
            self.hear().content,
            self.hear(respelling="Naish").content,
            self.hear(respelling="", phonemes="n'aIS").content,
        ]
        for sound in answers:
            self.assertGreater(mp3.measure(sound).exact, 300)
        self.assertEqual(len(set(answers)), 3)
        self.assertFalse(Pronunciation.objects.exists())

    def test_what_cannot_be_heard_is_said_in_a_sentence(self):
        for values, status in (
            ({"word": ""}, 400),
            ({"word": "x" * 61}, 400),
            ({"word": "…"}, 400),
            ({"language": "xx"}, 400),
            ({"language": "e n/../"}, 400),
            ({"phonemes": "]] [["}, 400),
        ):
            with self.subTest(values):
                answer = self.hear(**values)
                self.assertEqual(answer.status_code, status)
                self.assertTrue(answer.content)

    def test_nobody_has_the_machine_speak_without_end(self):
        with mock.patch("articles.admin.pronunciation.TRIES", 2):
            self.assertEqual([self.hear().status_code for _ in range(3)], [200, 200, 429])

    def test_who_may_not_write_them_may_not_try_them(self):
        for group in ("Reporter", "Photo editor", "Reviewer"):
            self.client.force_login(make_user(group))
            self.assertEqual(self.hear().status_code, 403)

    def test_it_says_how_or_is_refused(self):
        self.assertContains(self.save(respelling=""), "Say how the word sounds")
        self.save()
        self.assertContains(self.save(), "already exists")
        self.assertEqual(Pronunciation.objects.count(), 1)

    def test_stories_that_hold_the_word_are_spoken_anew_and_no_others(self):
        holding = self.publish_and_speak(body="<p>From Ness to Sarn.</p>")
        other = self.publish_and_speak("Elsewhere", body="<p>From here to there.</p>")
        foreign = self.publish_and_speak("Weit weg", body="<p>Ness.</p>", language="de")
        before = {one.pk: self.bound(one).narration_id for one in (holding, other, foreign)}
        self.save()
        self.assertIn(
            "From Nesh to Sarn.", [part.said for part in plan_for(self.live(holding).pk).parts]
        )
        after = {one.pk: self.bound(one).narration_id for one in (holding, other, foreign)}
        self.assertNotEqual(after[holding.pk], before[holding.pk])
        self.assertEqual(after[other.pk], before[other.pk])
        self.assertEqual(after[foreign.pk], before[foreign.pk])

    def test_it_goes_through_the_stories_in_batches(self):
        stories = [self.publish_and_speak(f"Ness {one}") for one in "ABC"]
        Pronunciation.objects.create(word="Ness", language="en", respelling="Nesh")
        before = {self.bound(one).narration_id for one in stories}
        with mock.patch.object(tasks, "BATCH", 1):
            tasks.respeak.enqueue("Ness", "en")
        self.assertFalse(before & {self.bound(one).narration_id for one in stories})

    def test_a_change_between_two_saves_of_the_story_is_heard_in_the_next(self):
        article = self.publish_and_speak(body="<p>Ness.</p>")
        self.save()
        save_change(article, body="<p>Ness.</p><p>More.</p>")
        publish(article, by=None, change="update")
        self.speak(article)
        self.assertEqual(plan_for(self.live(article).pk).parts[-2].said, "Nesh.")
