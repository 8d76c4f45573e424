"""Voices and disks that fail while a story is spoken: real processes, real limits; what is left
behind, and what the desk is told and can do."""

import resource
import sys
import textwrap
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.models import EditionNarration, Narration
from articles.narration import files, making
from articles.narration.engines import ChildEngine, engine_of
from articles.narration.making import NotMade
from articles.publishing import publish
from authors.models import Author
from tests.articles.narration.spoken import SpeakingTestCase
from tests.articles.narration.test_engines import READ
from tests.factories import make_live_story, make_user, save_change
from tests.security.test_uploads import everything_stored

Cause = Narration.Cause
OPERATIONS = "/admin/articles/edition/operations/"
ROOM = 20_000


def broken(code: str, patience: float = 5):
    """For ``make``: a real process that reads what it is to say and then does this."""
    command = [sys.executable, "-I", "-S", "-c", READ + textwrap.dedent(code)]
    return lambda voice: ChildEngine("bad", command, patience=patience)


@contextmanager
def little_room(most: int):
    """Files that grow beyond so many bytes while a narration is stored cannot be written on."""
    store = files.store

    def stored(named):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
        try:
            store(named)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    with mock.patch.object(files, "store", stored):
        yield


class TroubleTestCase(SpeakingTestCase):
    def fail(self, article, engine_for=engine_of) -> NotMade:
        with (
            self.assertLogs("articles.narration.making", "ERROR"),
            self.assertRaises(NotMade) as raised,
        ):
            self.speak(article, engine_for)
        return raised.exception


class Causes(TroubleTestCase):
    def test_each_way_to_fail_has_its_sentence_and_leaves_no_file(self):
        mute = "\nos.write(1, b'PCM1' + struct.pack('>II', 22050, 0)); "
        for cause, engine_for in (
            (Cause.HUNG, broken("time.sleep(60)", patience=0.3)),
            (Cause.CRASHED, broken("os.abort()")),
            (Cause.CRASHED, broken("os.write(1, b'PCM1')")),
            (Cause.NOT_STARTED, lambda voice: ChildEngine("bad", ["/nonexistent/engine"])),
            (Cause.NOISE, broken("\nwhile True: os.write(1, b'bla bla bla ')")),
            (Cause.ENDLESS, broken("os.write(1, b'PCM1' + struct.pack('>II', 22050, 2**31 - 2))")),
            (Cause.MUTE, broken(mute)),
        ):
            with self.subTest(cause):
                article, before = make_live_story(), everything_stored()
                self.fail(article, engine_for)
                narration = Narration.objects.get(article=article)
                self.assertEqual(narration.cause, cause)
                self.assertLess(timezone.now() - narration.failed_at, timedelta(minutes=1))
                self.assertEqual(everything_stored(), before)
                self.assertIsNone(self.bound(article).narration)

    def test_a_voice_that_is_not_there_is_given_up_at_once(self):
        article = make_live_story()
        with self.settings(NARRATION_VOICES={"en-gb": "xx-none"}):
            self.assertIsNone(self.fail(article).again)
        self.assertEqual(Narration.objects.get().cause, Cause.NO_VOICE)

    def test_a_text_without_a_letter_cannot_be_spoken(self):
        # In a language that the site has no words in, nothing comes before an author's name.
        texts = {"standfirst": "—", "body": "<p>* * *</p>", "slug": "dots", "language": "fi"}
        article = make_live_story("…", **texts)
        Author.objects.update(name="•••")
        publish(article, by=None, change="minor")
        mute = broken("os.write(1, b'PCM1' + struct.pack('>II', 22050, 0))")
        self.assertIsNone(self.fail(article, mute).again)
        self.assertEqual(Narration.objects.get(failed_at__isnull=False).cause, Cause.UNSPEAKABLE)

    def test_a_disk_that_fills_up_half_way_leaves_nothing_and_is_told(self):
        article = make_live_story(body="<p>It came back on Monday, late and full.</p>" * 3)
        before = everything_stored()
        with little_room(ROOM):
            self.assertEqual(self.fail(article).again, making.TRIED_AGAIN[0])
        self.assertEqual(Narration.objects.get().cause, Cause.DISK_FULL)
        self.assertEqual(everything_stored(), before)
        # With room again it is whole, and nothing is told of it any more.
        self.assertTrue(self.speak(article))
        narration = self.bound(article).narration
        self.assertGreater(narration.size, ROOM)
        self.assertEqual(len(default_storage.open(narration.audio).read()), narration.size)
        self.assertEqual((narration.cause, narration.failed_at, narration.failure), ("", None, ""))

    def test_a_story_whose_voice_is_gone_is_promised_no_longer(self):
        article = make_live_story()
        self.assertTrue(self.bound(article).is_awaited)
        with self.settings(NARRATION="off"):
            self.assertFalse(self.speak(article))
        self.assertFalse(EditionNarration.objects.exists())


class AtTheDesk(TroubleTestCase):
    def setUp(self):
        self.article = make_live_story("Ferry returns")
        self.fail(self.article, broken("os.abort()"))
        self.managing = make_user("Managing editor")
        self.client.force_login(self.managing)
        self.page = reverse("admin:articles_article_listening", args=[self.article.pk])
        self.form = reverse("admin:articles_article_change", args=[self.article.pk])

    def send(self, address, **values):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(address, values, follow=True)

    def test_the_storys_tab_and_the_operations_say_which_why_and_when(self):
        for address in (self.form, self.page, OPERATIONS):
            page = self.client.get(address)
            self.assertContains(page, "The voice broke off while it spoke.")
            self.assertContains(page, "It is tried again")
            self.assertContains(page, "bad ended while it spoke")
            self.assertContains(page, "Speak it again")
        self.assertContains(self.client.get(OPERATIONS), f"{self.form}#tab-listening")

    def test_with_one_click_it_is_made_and_gone_from_the_list_and_a_second_changes_nothing(self):
        page = self.send(OPERATIONS, speak=self.article.pk)
        self.assertContains(page, "The worker speaks “Ferry returns” again.")
        self.assertNotContains(self.client.get(OPERATIONS), "could not be spoken")
        narration = self.bound(self.article).narration
        self.send(OPERATIONS, speak=self.article.pk)
        self.assertEqual(self.bound(self.article).narration, narration)
        self.assertEqual(Narration.objects.count(), 1)
        self.assertContains(self.client.get(self.form), "Readers hear the live edition")

    def test_until_it_is_made_it_says_that_it_was_asked_for(self):
        self.client.post(OPERATIONS, {"speak": self.article.pk})
        for address in (self.form, self.page, OPERATIONS):
            self.assertContains(self.client.get(address), "The worker is asked to try again.")
        self.fail(self.article, broken("time.sleep(60)", patience=0.3))
        self.assertContains(self.client.get(OPERATIONS), "did not answer in time")

    def test_what_is_given_up_says_so(self):
        for _ in making.TRIED_AGAIN:
            self.fail(self.article, broken("os.abort()"))
        self.assertContains(self.client.get(OPERATIONS), "It is not tried again by itself.")

    def test_only_who_publishes_may_and_nobody_by_a_link(self):
        self.client.get(OPERATIONS, {"speak": self.article.pk})
        self.assertEqual(Narration.objects.get().attempts, 1)
        for group in ("Reporter", "Photo editor", "Editor", "Reviewer", None):
            self.client.force_login(make_user(group))
            answer = self.client.post(OPERATIONS, {"speak": self.article.pk})
            self.assertEqual(answer.status_code, 403)
        self.assertEqual(Narration.objects.get().attempts, 1)
        self.client.force_login(self.managing)
        for pk in ("", "x", "0", "9" * 40):
            self.assertEqual(self.client.post(OPERATIONS, {"speak": pk}).status_code, 404)

    def test_who_operates_but_does_not_publish_sees_it_without_the_button(self):
        from django.contrib.auth.models import Permission

        user = make_user(None)
        user.is_staff = True
        user.save()
        user.user_permissions.set(Permission.objects.filter(codename="view_recordcheck"))
        self.client.force_login(user)
        page = self.client.get(OPERATIONS)
        self.assertContains(page, "Ferry returns")
        self.assertNotContains(page, "Speak it again")
        answer = self.client.post(OPERATIONS, {"speak": self.article.pk})
        self.assertEqual(answer.status_code, 403)

    def test_what_nobody_says_any_more_is_no_trouble(self):
        save_change(self.article, body="<p>All is different.</p>")
        publish(self.article, by=None, change="update")
        self.assertNotContains(self.client.get(OPERATIONS), "could not be spoken")
        self.assertNotContains(self.client.get(self.form), "broke off")

    def test_the_list_is_read_with_as_many_queries_however_long_it_is(self):
        self.client.get(OPERATIONS)
        with self.assertNumQueries(15):
            self.client.get(OPERATIONS)
        for number in range(24):
            self.fail(make_live_story(f"Story {number}"), broken("os.abort()"))
        with self.assertNumQueries(16):
            page = self.client.get(OPERATIONS)
        self.assertContains(page, "Speak it again", count=20)
        self.assertContains(page, "And 5 more.")

    def test_the_command_that_makes_what_is_awaited_clears_it(self):
        call_command("narrate", now=True, stdout=mock.Mock())
        self.assertFalse(Narration.objects.in_trouble().exists())
