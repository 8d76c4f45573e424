from datetime import timedelta
from io import StringIO
from unittest import mock

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import SimpleTestCase, override_settings
from django.utils import timezone

from articles import rights, tasks
from articles.models import EditionNarration, Narration
from articles.narration import binding, captions
from articles.narration.binding import script_of_edition, speak_story
from articles.narration.recordings import add_recording
from articles.narration.script import script_of
from articles.narration.standing import standing_of
from articles.publishing import publish, schedule
from articles.record import EditionRecord
from articles.snapshot import ClipSnapshot
from articles.withholding import Media, Rights
from tests.articles.narration.spoken import Counted, SpeakingTestCase, recording
from tests.factories import make_clip, make_image, make_live_story, make_post, make_story
from tests.support.snapshots import make_snapshot, picture

DAY = timedelta(days=1)
SPOKEN = override_settings(NARRATION_CAPTIONS=True)


def figure(kind: str, pk: int) -> str:
    return f'<figure data-{kind}="{pk}"></figure>'


def said_of(language="en-gb", withheld=Media()):  # noqa: B008 (a constant)
    at = "2026-11-20T10:00:00+00:00"
    clip = ClipSnapshot(3, "The pen falls", "a.mp4", "", 9, 1, 1, "", "Jo Li", None)
    story = make_snapshot(
        f"<p>One.</p>{figure('image', 2)}<p>Two.</p>{figure('clip', 3)}{figure('image', 1)}",
        language=language,
        images=(
            picture(1, is_lead=True, caption="The lead."),
            picture(2, title="Dawn", caption="The harbour  at dawn. Nobody is there."),
        ),
        clips=(clip,),
    )
    record = EditionRecord(1, "first", at, at, at, "", (), story)
    return script_of(record, Rights(withheld, None))


class WhatIsSaidOfPictures(SimpleTestCase):
    def test_nothing_unless_a_setting_says_so(self):
        self.assertNotIn("caption", {one.kind for one in said_of().sentences})
        with SPOKEN:
            spoken = said_of()
        self.assertNotEqual(spoken.sha256, said_of().sha256)

    @SPOKEN
    def test_each_caption_at_its_place_without_credit_the_lead_above_the_text_and_only_there(self):
        sentences = said_of().sentences[-6:]
        self.assertEqual(
            [(one.kind, one.block, one.text) for one in sentences],
            [
                ("caption", -1, "The lead."),
                ("paragraph", 0, "One."),
                ("caption", 1, "The harbour at dawn."),
                ("caption", 1, "Nobody is there."),
                ("paragraph", 2, "Two."),
                ("caption", 3, "The pen falls"),
            ],
        )
        self.assertEqual(
            [one.to_say for one in sentences if one.kind == "caption"],
            [
                "Picture: The lead.",
                "Picture: The harbour at dawn.",
                "Nobody is there.",
                "Video: The pen falls",
            ],
        )

    @SPOKEN
    def test_the_word_before_it_is_of_the_storys_language_or_there_is_none(self):
        for language, said in (("de", "Bild: The lead."), ("fi", "The lead.")):
            with self.subTest(language):
                self.assertEqual(
                    next(
                        one for one in said_of(language).sentences if one.kind == "caption"
                    ).to_say,
                    said,
                )

    @SPOKEN
    def test_what_is_withheld_has_none(self):
        withheld = Media(frozenset({1, 2}), frozenset({3}))
        self.assertNotIn("caption", {one.kind for one in said_of(withheld=withheld).sentences})


@SPOKEN
class CaptionsAndRights(SpeakingTestCase):
    def setUp(self):
        self.lead = make_image(caption="The ferry at its pier.")
        self.inside = make_image(caption="A gull looks on.")
        self.clip = make_clip(caption="Waves.")
        body = f"<p>It is back.</p>{figure('image', self.inside.pk)}{figure('clip', self.clip.pk)}"
        self.story = self.publish_and_speak(lead=self.lead, body=body)

    def heard(self) -> str:
        """What is in the sound that readers get now; "" where they get none."""
        narration = self.bound(self.story).narration
        return default_storage.open(narration.captions).read().decode() if narration else ""

    def change(self, verb, thing, **values):
        with self.captureOnCommitCallbacks(execute=True):
            verb(thing, by=None, **values)

    def test_each_has_a_cue_of_its_own(self):
        for caption in ("The ferry at its pier.", "A gull looks on.", "Waves."):
            self.assertRegex(self.heard(), rf"caption-\d+\n[^\n]+\n{caption}\n")
        self.assertNotIn("Picture:", self.heard())
        self.assertNotIn(self.lead.credit, self.heard())

    def sound(self) -> Narration:
        return Narration.objects.order_by("pk").first()

    def answers(self, narration: Narration) -> set[int]:
        """How the addresses of a narration's files are answered, while the files are there."""
        names = (narration.audio, narration.captions, narration.cues)
        for name in filter(None, names):
            self.assertStored(name)
        return {self.client.get(default_storage.url(name)).status_code for name in names if name}

    def is_offered(self) -> tuple[bool, bool, bool]:
        """Whether page, its data for machines and the podcast lead to any sound."""
        page = self.client.get(self.story.get_absolute_url()).content.decode()
        feed = self.client.get("/podcast.rss").content.decode()
        return "<audio" in page, '"AudioObject"' in page, "<enclosure" in feed

    def test_captions_are_heard_no_more_from_the_instant_on_at_which_they_are_turned_off(self):
        silent = self.publish_and_speak("Without a picture")
        other = self.bound(silent).narration
        self.assertEqual((self.is_offered(), self.answers(self.sound())), ((True,) * 3, {200}))
        with self.settings(NARRATION_CAPTIONS=False):
            # No worker has been there yet, and nobody at the desk did anything.
            self.assertEqual(self.is_offered(), (False, False, True))
            self.assertEqual(self.answers(self.sound()), {410})
            self.assertIn("captions, which are not read", standing_of(self.story).sentence)
            self.assertEqual(self.answers(other), {200})
            self.assertIn("Readers hear", standing_of(silent).sentence)
        self.assertEqual((self.is_offered(), self.answers(self.sound())), ((True,) * 3, {200}))

    def test_it_is_said_anew_without_them_when_the_site_starts_again(self):
        for options in ({}, {"now": True}):
            self.story = self.publish_and_speak("Another", lead=self.lead)
            before = self.bound(self.story).narration
            with self.subTest(options), self.settings(NARRATION_CAPTIONS=False):
                with self.captureOnCommitCallbacks(execute=True):
                    call_command("narrate", stdout=StringIO(), **options)
                bound = self.bound(self.story)
                self.assertEqual((bool(bound.narration), bound.says_captions), (True, False))
                self.assertNotIn("The ferry at its pier.", self.heard())
                self.assertEqual(self.is_offered(), (True, True, True))
                self.assertNotStored(before.audio)
                self.assertFalse(binding.awaited().exists())

    def test_a_recording_that_says_captions_goes_when_they_are_turned_off(self):
        text = script_of_edition(self.live(self.story).pk).sha256
        with self.captureOnCommitCallbacks(execute=True):
            recorded = add_recording(self.story, by=None, data=recording(), text_sha256=text)
        self.assertEqual(self.answers(recorded), {200})
        with self.settings(NARRATION_CAPTIONS=False):
            self.assertEqual(self.answers(recorded), {410})
            with self.captureOnCommitCallbacks(execute=True):
                tasks.make_narrations.enqueue()
            self.assertNotIn("A gull", self.heard())
            recorded.refresh_from_db()
            self.assertTrue(recorded.is_aside)

    def test_a_withdrawn_pictures_caption_stays_unheard_whatever_the_setting_becomes(self):
        with self.settings(NARRATION_CAPTIONS=False):
            rights.withdraw(self.inside, by=None, reason="The photographer says so.")
        # Nothing was said anew meanwhile, and captions are read again.
        self.assertEqual(self.is_offered(), (False, False, False))
        self.assertEqual(self.answers(self.sound()), {410})

    def test_rights_that_are_made_shorter_while_captions_are_off_hold_when_they_are_on(self):
        ends = timezone.now() + DAY
        with self.settings(NARRATION_CAPTIONS=False):
            self.inside.rights_until = ends
            self.inside.save()
        self.assertEqual(self.bound(self.story).heard_until, ends)
        self.assertEqual(self.at(ends)[:3], (False, False, False))

    def test_the_files_of_a_withdrawn_pictures_caption_are_served_no_more_though_they_are_there(
        self,
    ):
        sound = self.sound()
        rights.withdraw(self.inside, by=None, reason="The photographer says so.")
        self.assertEqual(self.answers(sound), {410})

    def test_nor_are_those_of_an_edition_that_is_over(self):
        sound = self.sound()
        self.story.headline = "Another"
        self.story.save()
        publish(self.story, by=None, change="minor")
        self.assertIsNone(self.bound(self.story).narration)
        # Whoever began to listen may go on, until the picture goes.
        self.assertEqual(self.answers(sound), {200})
        rights.withdraw(self.inside, by=None, reason="The photographer says so.")
        self.assertEqual(self.answers(sound), {410})

    def test_what_a_worker_is_making_at_that_instant_is_not_heard(self):
        self.story.headline = "Another"
        self.story.save()
        publish(self.story, by=None, change="minor")
        withdrawn = []

        class Withdrawing(Counted):
            def close(engine):  # noqa: N805
                rights.withdraw(self.inside, by=None, reason="The photographer says so.")
                withdrawn.append(True)
                super().close()

        self.speak(self.story, Withdrawing())
        self.assertTrue(withdrawn)
        self.assertEqual(self.is_offered(), (False, False, False))
        made = Narration.objects.exclude(audio="")
        self.assertEqual([self.answers(one) for one in made], [{410}] * len(made))

    def test_a_story_that_says_no_caption_is_heard_on_when_its_picture_goes(self):
        silent = make_image(caption="")
        story = self.publish_and_speak("Another", lead=silent)
        rights.withdraw(silent, by=None, reason="The photographer says so.")
        self.assertIsNotNone(self.bound(story).narration)

    def test_a_file_is_asked_for_with_one_query(self):
        url = default_storage.url(self.sound().captions)
        with self.assertNumQueries(1):
            self.client.get(url)

    def test_a_change_of_the_setting_is_followed_when_the_story_is_spoken_again(self):
        with self.settings(NARRATION_CAPTIONS=False):
            speak_story(self.story.pk)
            self.assertEqual(self.heard(), "")
            self.speak(self.story)
            self.assertNotIn("A gull", self.heard())
        speak_story(self.story.pk)
        self.speak(self.story)
        self.assertIn("A gull", self.heard())

    def test_a_withdrawn_pictures_caption_is_heard_no_more_from_that_instant_on(self):
        rights.withdraw(self.inside, by=None, reason="The photographer says so.")
        # No worker has been there yet.
        self.assertEqual(self.heard(), "")
        self.assertNotIn("<audio", self.client.get(self.story.get_absolute_url()).content.decode())
        self.assertNotIn("<enclosure", self.client.get("/podcast.rss").content.decode())

    def test_it_is_said_anew_without_it_and_with_it_when_it_is_back(self):
        for thing, caption in ((self.inside, "A gull looks on."), (self.clip, "Waves.")):
            with self.subTest(caption):
                before = self.bound(self.story).narration.audio
                self.change(rights.withdraw, thing, reason="The photographer says so.")
                self.assertNotIn(caption, self.heard())
                self.assertIn("The ferry at its pier.", self.heard())
                self.assertNotStored(before)
                self.change(rights.restore, thing)
                self.assertIn(caption, self.heard())

    def test_a_story_without_the_picture_is_left_alone(self):
        other = self.publish_and_speak("Another", lead=make_image())
        before = self.bound(other).narration
        self.change(rights.withdraw, self.inside, reason="The photographer says so.")
        self.assertEqual(self.bound(other).narration, before)

    def test_when_rights_end_the_worker_says_it_anew_and_looks_again_at_each_such_instant(self):
        now = timezone.now()
        ends = [(self.inside, now + DAY), (self.lead, now + 2 * DAY)]
        with mock.patch.object(captions, "follow_at") as asked:
            for thing, instant in ends:
                with self.captureOnCommitCallbacks(execute=True):
                    thing.rights_until = instant
                    thing.save()
        # Looked at once each of the two is saved: the first end is the next instant both times.
        self.assertEqual([one.args[1] for one in asked.call_args_list], [now + DAY, now + DAY])
        self.assertIn("A gull", self.heard())
        live = self.live(self.story).pk
        for thing, instant in ends:
            with (
                mock.patch("django.utils.timezone.now", return_value=instant),
                self.captureOnCommitCallbacks(execute=True),
            ):
                tasks.follow_rights.enqueue([live])
            self.assertNotIn(thing.caption, self.heard())
        self.assertIn("Waves.", self.heard())

    def at(self, instant) -> tuple:
        """What readers get of the sound at an instant: in the page, its data for machines and the
        podcast, and how its files are answered."""
        narration = Narration.objects.get()
        with mock.patch("django.utils.timezone.now", return_value=instant):
            page = self.client.get(self.story.get_absolute_url()).content.decode()
            feed = self.client.get("/podcast.rss").content.decode()
            files = (narration.audio, narration.captions, narration.cues)
            answers = {self.client.get(default_storage.url(name)).status_code for name in files}
        heard = ("<audio" in page, '"AudioObject"' in page, "<enclosure" in feed)
        return *heard, "is being made" in page, answers

    def test_at_the_instant_it_is_heard_no_more_though_no_worker_runs(self):
        ends = timezone.now() + DAY
        # Not even the job that would see to it: only what the desk itself did.
        with self.captureOnCommitCallbacks(execute=False):
            self.inside.rights_until = ends
            self.inside.save()
        moment = timedelta(milliseconds=1)
        self.assertEqual(self.at(ends - moment), (True, True, True, False, {200}))
        self.assertEqual(self.at(ends), (False, False, False, True, {410}))
        self.assertEqual(self.at(ends + DAY), (False, False, False, True, {410}))

    def test_what_was_bound_with_an_end_is_heard_until_then(self):
        ends = timezone.now() + DAY
        inside = make_image(caption="A gull.", rights_until=ends)
        Narration.objects.all().delete()
        self.story = self.publish_and_speak("Another", body=figure("image", inside.pk))
        self.assertEqual(self.bound(self.story).heard_until, ends)
        self.assertEqual(self.at(ends - DAY / 2)[:3], (True, True, True))
        self.assertEqual(self.at(ends), (False, False, False, True, {410}))
        # Though the setting was turned off since then: this sound still says it.
        with self.settings(NARRATION_CAPTIONS=False):
            self.assertFalse(self.at(ends)[0])

    def test_the_desk_is_told_that_it_is_not_heard(self):
        EditionNarration.objects.update(heard_until=timezone.now())
        self.assertIn("Not heard since", standing_of(self.story).sentence)

    def test_rights_of_what_is_not_said_end_nothing(self):
        ends = timezone.now() + DAY
        silent = make_image(caption="", rights_until=ends)
        story = self.publish_and_speak("Another", lead=silent)
        bound = self.bound(story)
        self.assertEqual((bound.heard_until, bool(bound.narration)), (None, True))
        # A change at the desk hides too much rather than too little until the worker has looked.
        with self.captureOnCommitCallbacks(execute=True):
            silent.rights_until = ends + DAY
            silent.save()
        self.assertIsNone(self.bound(story).heard_until)

    def test_longer_rights_are_longer_heard(self):
        ends = timezone.now() + DAY
        for instant in (ends, ends + DAY, None):
            with self.captureOnCommitCallbacks(execute=True):
                self.inside.rights_until = instant
                self.inside.save()
            self.assertEqual(self.bound(self.story).heard_until, instant)
            self.assertIsNotNone(self.bound(self.story).narration)

    def test_the_instant_is_kept_with_the_script_of_a_live_and_of_a_scheduled_edition(self):
        now = timezone.now()
        late, early = (
            make_image(caption="Late.", embargo_until=now + DAY),
            make_image(caption="Early.", rights_until=now + DAY),
        )
        body = figure("image", early.pk)
        live = make_live_story(lead=late, body=body)
        script = script_of_edition(self.live(live).pk)
        self.assertEqual(script.until, now + DAY)
        with mock.patch.object(binding, "follow_at") as asked:
            speak_story(live.pk)
        asked.assert_called_once_with(self.live(live).pk, now + DAY)
        self.assertEqual(
            [one.text for one in script.sentences if one.kind == "caption"], ["Early."]
        )
        with self.captureOnCommitCallbacks(execute=True):
            edition = schedule(
                make_story(lead=late, body=body), by=None, at=now + DAY, change="first"
            )
        script = script_of_edition(edition.pk)
        self.assertIsNone(script.until)
        self.assertEqual([one.text for one in script.sentences if one.kind == "caption"], ["Late."])

    def test_a_recording_that_says_the_caption_goes_with_the_picture_and_comes_back(self):
        text = script_of_edition(self.live(self.story).pk).sha256
        with self.captureOnCommitCallbacks(execute=True):
            recorded = add_recording(self.story, by=None, data=recording(), text_sha256=text)
        self.assertEqual(self.bound(self.story).narration, recorded)
        self.change(rights.withdraw, self.inside, reason="The photographer says so.")
        self.assertNotIn("A gull", self.heard())
        recorded.refresh_from_db()
        self.assertTrue(recorded.is_aside)
        self.change(rights.restore, self.inside)
        self.assertEqual(self.bound(self.story).narration, recorded)

    def test_what_a_post_shows_is_not_read(self):
        post = make_post(image=make_image(caption="In a post."))
        story = make_live_story(body=f"<p>Text.</p>{figure('post', post.pk)}")
        said = [one.text for one in script_of_edition(self.live(story).pk).sentences]
        self.assertNotIn("In a post.", said)
