"""What readers get to listen to, and what they do not."""

import json
import re
from datetime import timedelta
from unittest import mock
from xml.etree import ElementTree

from django.core.files.storage import default_storage
from django.test import SimpleTestCase, override_settings
from django.utils import timezone

from articles.models import EditionNarration, Narration
from articles.narration import making
from articles.narration.engines import EngineFailed
from articles.narration.player import (
    NOTICES,
    Spoken,
    ai_notice,
    audio_object,
    iso_duration,
    length_in_words,
)
from articles.narration.recordings import RecordingRefused, add_recording, remove_recording
from articles.publishing import publish, schedule, withdraw
from tests.articles.narration.spoken import Counted, SpeakingTestCase, recording
from tests.factories import make_live_story, make_story, save_change

NOTICE = "AI-generated voice"
BEING_MADE = "is being made"


class Listening(SpeakingTestCase):
    def page(self, article, status: int = 200) -> str:
        response = self.client.get(self.live(article).get_absolute_url())
        self.assertEqual(response.status_code, status)
        return response.content.decode()

    def test_a_story_has_a_player_with_its_length_a_notice_and_a_download(self):
        article = self.publish_and_speak("Ferry returns", body="<p>It came back.</p>" * 90)
        page = self.page(article)
        narration = self.bound(article).narration
        audio = default_storage.url(narration.audio)
        self.assertIn(f'<audio controls preload="none" src="{audio}"', page)
        self.assertIn(NOTICE, page)
        self.assertIn(length_in_words(narration.duration), page)
        self.assertIn(f'<a href="{audio}" download="{self.live(article).slug}.mp3">', page)
        told = [json.loads(one) for one in re.findall(r'ld\+json">(.*?)</script>', page)]
        (story,) = [one for one in told if "headline" in one]
        (heard,) = [
            one["audio"] for one in told if one.get("@id") == story["@id"] and "audio" in one
        ]
        self.assertEqual(heard["@type"], "AudioObject")
        self.assertTrue(heard["contentUrl"].endswith(audio))
        self.assertTrue(story["@id"].startswith(heard["transcript"]))
        self.assertEqual(self.client.get(audio).headers["Content-Type"], "audio/mpeg")
        ranged = self.client.get(audio, headers={"range": "bytes=0-9"})
        self.assertEqual((ranged.status_code, len(b"".join(ranged))), (206, 10))

    def test_the_player_costs_the_page_no_query(self):
        article = self.publish_and_speak()
        address = self.live(article).get_absolute_url()
        self.client.get(address)
        with self.assertNumQueries(3):
            self.client.get(address)

    def test_while_it_is_made_the_page_says_so_or_nothing(self):
        article = make_live_story()
        self.assertIn(BEING_MADE, self.page(article))
        with self.settings(NARRATION_WHILE_MADE="hide"):
            self.assertNotIn('class="listen', self.page(article))

    def test_what_could_not_be_made_is_not_promised(self):
        article = make_live_story()
        failure = EngineFailed("No.", is_final=True)
        with (
            mock.patch.object(Counted, "speak", side_effect=failure),
            self.assertLogs("articles.narration.making", "ERROR"),
            self.assertRaises(making.NotMade),
        ):
            self.speak(article, Counted())
        self.assertNotIn('class="listen', self.page(article))

    def test_another_text_is_never_heard(self):
        article = self.publish_and_speak()
        before = default_storage.url(self.bound(article).narration.audio)
        save_change(article, body="<p>It came back on Tuesday.</p>")
        publish(article, by=None, change="correction", notice="It was Tuesday.")
        self.assertNotIn(before, self.page(article))
        self.assertIn(BEING_MADE, self.page(article))
        self.speak(article)
        self.assertNotIn(before, self.page(article))
        self.assertIn("<audio", self.page(article))

    def test_a_scheduled_edition_is_heard_from_its_hour_on_and_linked_nowhere_before(self):
        article = self.publish_and_speak()
        save_change(article, body="<p>Of tomorrow.</p>")
        tomorrow = timezone.now() + timedelta(days=1)
        edition = schedule(article, by=None, at=tomorrow, change="update")
        making.make(edition.pk)
        name = EditionNarration.objects.get(edition=edition).narration.audio
        for address in (self.live(article).get_absolute_url(), "/podcast.rss", "/"):
            self.assertNotContains(self.client.get(address), name)
        with mock.patch("django.utils.timezone.now", return_value=tomorrow + timedelta(minutes=1)):
            self.assertContains(self.client.get(edition.get_absolute_url()), name)
            self.assertContains(self.client.get("/podcast.rss"), name)

    def test_a_withdrawn_story_is_heard_nowhere(self):
        article = self.publish_and_speak()
        narration = self.bound(article).narration
        audio = default_storage.url(narration.audio)
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(article, by=None, notice="It does not stand.")
        self.assertNotIn(audio, self.client.get(article.get_absolute_url()).content.decode())
        self.assertEqual(self.client.get(audio).status_code, 404)
        self.assertNotContains(self.client.get("/podcast.rss"), "<item>")

    def test_previews_and_old_editions_have_no_player(self):
        article = self.publish_and_speak()
        save_change(article, body="<p>It came back on Tuesday.</p>")
        publish(article, by=None, change="update")
        self.speak(article)
        address = self.live(article).get_absolute_url()
        for number in (1, 2):
            response = self.client.get(f"{address}editions/{number}/", follow=True)
            if response.request["PATH_INFO"] != address:
                self.assertNotContains(response, "<audio")

    def test_the_notice_is_there_whatever_is_set(self):
        article = self.publish_and_speak()
        for values in (
            {"NARRATION": "off"},
            {"NARRATION_WHILE_MADE": "hide"},
            {"NARRATION_VOICES": {"en": "off"}},
            {"LANGUAGE_CODE": "fi"},
        ):
            with self.subTest(values), override_settings(**values):
                page = self.page(article)
                self.assertIn("<audio", page)
                self.assertTrue(any(notice in page for notice in NOTICES.values()), page)


class Notices(SimpleTestCase):
    def test_a_listener_is_told_in_the_language_that_is_heard(self):
        self.assertEqual(ai_notice("de"), (NOTICES["de"], "de"))
        self.assertEqual(ai_notice("en-us")[0], NOTICES["en"])
        self.assertEqual(ai_notice("fi")[1], "en-gb")

    def test_lengths(self):
        for milliseconds, words, iso in (
            (20_000, "under a minute", "PT20S"),
            (60_000, "1 minute", "PT1M"),
            (392_000, "7 minutes", "PT6M32S"),
            (3_600_000, "60 minutes", "PT1H"),
        ):
            self.assertEqual(length_in_words(milliseconds), words)
            self.assertEqual(iso_duration(milliseconds), iso)

    def test_machines_are_told_of_the_sound(self):
        spoken = Spoken(False, "0" * 64, "narration/x/story.mp3", "", 392_000, "espeak-ng", 99)
        page = "https://news.example.org/world/ferry-7/"
        self.assertEqual(
            audio_object(spoken, page=page, origin="https://news.example.org"),
            {
                "@type": "AudioObject",
                "contentUrl": "https://news.example.org/media/narration/x/story.mp3",
                "encodingFormat": "audio/mpeg",
                "duration": "PT6M32S",
                "contentSize": "99",
                "transcript": page,
            },
        )


class Recordings(SpeakingTestCase):
    def record(self, article, **values):
        text = self.bound(article).text_sha256
        return add_recording(
            article, **({"by": None, "data": recording(), "text_sha256": text} | values)
        )

    def test_a_persons_voice_goes_before_a_machines_and_needs_no_notice(self):
        article = self.publish_and_speak()
        spoken = self.bound(article).narration
        with self.captureOnCommitCallbacks(execute=True):
            narration = self.record(article)
        page = self.client.get(self.live(article).get_absolute_url()).content.decode()
        self.assertIn(default_storage.url(narration.audio), page)
        self.assertNotIn(NOTICE, page)
        self.assertNotStored(spoken.audio)
        # The worker speaks nothing in its place.
        self.assertFalse(self.speak(article))

    def test_it_is_put_aside_when_the_text_changes_and_comes_back_with_it(self):
        article = self.publish_and_speak(body="<p>One.</p>")
        narration = self.record(article)
        for body, is_heard in (("<p>Two.</p>", False), ("<p>One.</p>", True)):
            save_change(article, body=body)
            with self.captureOnCommitCallbacks(execute=True):
                publish(article, by=None, change="update")
            self.assertEqual(default_storage.exists(narration.audio), is_heard)
            self.assertEqual(self.bound(article).narration == narration, is_heard)

    def test_a_withdrawn_storys_recording_is_put_aside_and_kept(self):
        article = self.publish_and_speak()
        narration = self.record(article)
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(article, by=None, notice="It does not stand.")
        self.assertNotStored(narration.audio)
        self.assertStored(f"withheld/{narration.audio}")
        url = default_storage.url(f"withheld/{narration.audio}")
        self.assertEqual(self.client.get(url).status_code, 404)

    def test_what_is_no_recording_of_this_text_is_refused(self):
        article = self.publish_and_speak()
        for values in (
            {"data": b"RIFF" * 4000},
            {"data": b""},
            {"data": recording(0) * 2},
            {"text_sha256": "0" * 64},
        ):
            with self.subTest(list(values)), self.assertRaises(RecordingRefused):
                self.record(article, **values)
        with self.settings(NARRATION_MAX_BYTES=1000), self.assertRaises(RecordingRefused):
            self.record(article)
        self.assertFalse(Narration.objects.filter(engine="recorded").exists())

    def test_a_language_without_a_voice_can_be_recorded(self):
        article = make_live_story(language="zh-hans")
        from articles.narration.binding import script_of_edition

        text = script_of_edition(self.live(article).pk).sha256
        narration = add_recording(article, by=None, data=recording(), text_sha256=text)
        page = self.client.get(self.live(article).get_absolute_url()).content.decode()
        self.assertIn(default_storage.url(narration.audio), page)

    def test_a_machine_takes_the_place_of_one_that_is_removed(self):
        article = self.publish_and_speak()
        narration = self.record(article)
        with self.captureOnCommitCallbacks(execute=True):
            remove_recording(article, by=None)
        self.assertNotStored(narration.audio)
        self.assertEqual(self.bound(article).narration.engine, "espeak-ng")


class Podcast(SpeakingTestCase):
    def feed(self):
        response = self.client.get("/podcast.rss")
        self.assertEqual(response.headers["Content-Type"], "application/rss+xml; charset=utf-8")
        return ElementTree.fromstring(response.content)

    def test_it_says_of_each_episode_what_podcast_apps_ask_for(self):
        article = self.publish_and_speak("Ferry & pilots <return>", standfirst="It is back.")
        narration = self.bound(article).narration
        channel = self.feed().find("channel")
        itunes = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
        for name in ("title", "link", "description", "language", f"{itunes}explicit"):
            self.assertTrue(channel.findtext(name), name)
        self.assertEqual(channel.find(f"{itunes}category").get("text"), "News")
        self.assertTrue(channel.find(f"{itunes}image").get("href").endswith(".png"))
        (item,) = channel.findall("item")
        self.assertEqual(item.findtext("title"), "Ferry & pilots <return>")
        self.assertIn(NOTICE, item.findtext("description"))
        enclosure = item.find("enclosure")
        self.assertEqual(enclosure.get("url"), f"http://testserver/media/{narration.audio}")
        self.assertEqual(enclosure.get("length"), str(narration.size))
        self.assertEqual(enclosure.get("type"), "audio/mpeg")
        self.assertEqual(
            len(self.client.get(enclosure.get("url")).getvalue()), int(enclosure.get("length"))
        )
        self.assertRegex(item.findtext("pubDate"), r"^\w{3}, \d\d \w{3} \d{4} [\d:]{8} [+-]\d{4}$")
        self.assertEqual(item.find("guid").get("isPermaLink"), "false")

    def test_only_live_stories_that_can_be_heard_are_in_it_with_one_query(self):
        heard = self.publish_and_speak("Heard")
        make_live_story("Not spoken yet")
        make_story("A draft")
        self.client.get("/podcast.rss")
        with self.assertNumQueries(1):
            titles = [item.findtext("title") for item in self.feed().iter("item")]
        self.assertEqual(titles, [heard.headline])

    def test_a_corrected_story_is_the_same_episode(self):
        article = self.publish_and_speak()
        guid = self.feed().findtext("channel/item/guid")
        save_change(article, body="<p>It came back on Tuesday.</p>")
        publish(article, by=None, change="correction", notice="It was Tuesday.")
        self.speak(article)
        self.assertEqual(self.feed().findtext("channel/item/guid"), guid)

    def test_letters_that_no_xml_can_hold_break_nothing(self):
        self.publish_and_speak("Ferry\x0b returns")
        self.assertTrue(re.match("Ferry", self.feed().findtext("channel/item/title")))

    def test_no_cookie_and_a_good_answer_to_asking_again(self):
        response = self.client.get("/podcast.rss")
        self.assertFalse(response.cookies)
        etag = response.headers["ETag"]
        again = self.client.get("/podcast.rss", headers={"if-none-match": etag})
        self.assertEqual(again.status_code, 304)
        self.assertEqual(self.client.post("/podcast.rss").status_code, 405)
