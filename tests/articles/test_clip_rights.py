"""Clips in time and withdrawn: pages, files, the record; and what becomes of a clip's files."""

from datetime import timedelta
from importlib import import_module
from io import StringIO
from types import SimpleNamespace
from unittest import mock

import reversion
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.db.models import ProtectedError
from django.test import TestCase, TransactionTestCase
from django.utils import timezone
from reversion.models import Revision, Version

from articles import pages, tasks
from articles.assembly import snapshot_working_copy
from articles.models import Clip, ClipFile, ClipWithdrawal, EditionClip, EditionPage
from articles.permissions import GROUPS
from articles.publishing import publish
from articles.rendering import RENDERER
from articles.rights import RightsRefused, affected_stories, restore, settle_files_of, withdraw
from articles.verification import find_flaw
from articles.withholding import Media, media_of, rights_in, without
from tests.factories import (
    clip_bytes,
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_story,
    make_user,
    save_change,
)
from tests.newsroom.test_video_measures import box, movie_header, mp4, track_header, whole_mp4

DAY = timedelta(days=1)
REASON = "The station withdrew it."


def track_file(words=b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("words.vtt", b"WEBVTT\n\n" + words)


def aside_of(name: str) -> str:
    return ClipFile.objects.aside_of(name)


def figure(clip) -> str:
    return f'<figure data-clip="{clip.pk}"></figure>'


def replace_file(clip, data: bytes) -> None:
    clip.file = SimpleUploadedFile("new.mp4", data)
    clip.full_clean()
    clip.save()


class ClipTestCase(TestCase):
    def setUp(self):
        self.clip = make_clip("Pen", track=track_file(b"Pen"), credit="Jo Li")
        self.posted = make_clip("Posted", poster=make_image())
        self.post = make_post(clip=self.posted)
        self.body = f'<p>One.</p>{figure(self.clip)}<figure data-post="{self.post.pk}"></figure>'
        self.story = make_live_story(body=self.body, at=timezone.now() - DAY)

    def page(self, story=None) -> str:
        return pages.live_story((story or self.story).pk).story_html

    def withdraw(self, clip=None, **values):
        with self.captureOnCommitCallbacks(execute=True):
            return withdraw(clip or self.clip, **({"by": None, "reason": REASON} | values))

    def restore(self, clip=None):
        with self.captureOnCommitCallbacks(execute=True):
            return restore(clip or self.clip, by=None)

    def status(self, name: str) -> int:
        return self.client.get(f"/media/{name}").status_code


class WhatIsWithheld(ClipTestCase):
    def test_each_clip_goes_and_nothing_else(self):
        story = snapshot_working_copy(self.story)
        both = {self.clip.pk, self.posted.pk}
        self.assertEqual(media_of(story).clips, both)
        for withheld in (set(), {self.clip.pk}, {self.posted.pk}, both):
            shown = without(story, Media(clips=frozenset(withheld)))
            self.assertEqual(media_of(shown).clips, both - withheld)
            self.assertEqual(len(shown.posts), 1)

    def test_a_post_that_was_nothing_but_the_clip_goes_with_it(self):
        post = make_post(text="", clip=self.posted)
        story = snapshot_working_copy(make_story(body=f'<figure data-post="{post.pk}"></figure>'))
        self.assertEqual(without(story, Media(clips=frozenset({self.posted.pk}))).posts, ())
        self.assertEqual(len(without(story, Media(clips=frozenset({self.clip.pk}))).posts), 1)

    def test_the_poster_of_a_clip_may_be_withheld_alone(self):
        self.assertIn("poster=", self.page())
        self.withdraw(self.posted.poster)
        self.assertNotIn("poster=", self.page())
        self.assertIn(self.posted.file.name, self.page())

    def test_one_query_for_all_clips_and_none_without(self):
        stories = [
            snapshot_working_copy(make_story(body=figure(self.clip))),
            snapshot_working_copy(make_story(body=figure(self.posted))),
        ]
        with self.assertNumQueries(2):
            rights_in(stories, timezone.now())
        with self.assertNumQueries(1):
            rights_in(stories[:1], timezone.now())

    def test_a_page_shows_it_from_its_embargo_to_its_end_with_no_worker(self):
        now = timezone.now()
        self.clip.embargo_until, self.clip.rights_until = now + DAY, now + 2 * DAY
        self.clip.full_clean()
        self.clip.save()
        tasks.refresh_batch()
        page = EditionPage.objects.get()
        self.assertEqual((page.renderer, page.good_until), (RENDERER, now + DAY))
        for moment, is_shown in ((now, False), (now + DAY, True), (now + 2 * DAY, False)):
            with mock.patch("django.utils.timezone.now", return_value=moment):
                self.assertEqual(self.clip.file.name in self.page(), is_shown)
                self.assertIn(self.posted.file.name, self.page())

    def test_rights_that_end_before_the_embargo_are_refused(self):
        now = timezone.now()
        self.clip.embargo_until = self.clip.rights_until = now
        with self.assertRaises(ValidationError):
            self.clip.full_clean()


class Withdrawing(ClipTestCase):
    def test_the_page_its_file_and_its_track_go_at_once(self):
        names = [self.clip.file.name, self.clip.track.name]
        for name in names:
            self.assertIn(name, self.page())
            self.assertEqual(self.status(name), 200)
        self.withdraw()
        for name in names:
            self.assertNotIn(name, self.page())
            self.assertEqual(self.status(name), 410)
            self.assertFalse(default_storage.exists(name))
            self.assertTrue(default_storage.exists(aside_of(name)))
            self.assertEqual(self.status(aside_of(name)), 404)
        self.assertNotIn('<figure class="clip">', self.page())
        self.assertIn(self.posted.file.name, self.page())
        self.assertEqual(self.status("clips/aa/none.mp4"), 404)

    def test_a_post_goes_on_without_its_clip(self):
        self.withdraw(self.posted)
        self.assertNotIn(self.posted.file.name, self.page())
        self.assertIn(self.post.text, self.page())
        self.assertIn(self.clip.file.name, self.page())

    def test_where_it_was_put_aside_cannot_be_told_from_its_address(self):
        asides = {aside_of(name) for name in (self.clip.file.name, self.clip.track.name)}
        self.assertEqual(len(asides), 2)
        for aside in asides:
            self.assertRegex(aside, r"^withheld/[0-9a-f]{40}\.(mp4|vtt)$")
            self.assertNotIn(aside, self.page())

    def test_it_comes_back_though_the_secret_key_was_changed(self):
        self.withdraw()
        with self.settings(SECRET_KEY="another"):
            self.restore()
        self.assertEqual(self.status(self.clip.file.name), 200)

    def test_the_record_keeps_that_it_was_there(self):
        document = self.story.editions.get().document
        self.withdraw()
        self.assertEqual(self.story.editions.get().document, document)
        self.assertIn(self.clip.file.name, document)
        self.assertEqual(ClipWithdrawal.objects.get().reason, REASON)
        self.assertIsNone(find_flaw(self.story.editions.order_by("number")))

    def test_brought_back_it_is_where_it_was_to_the_byte(self):
        names = [self.clip.file.name, self.clip.track.name]
        before = [default_storage.open(name).read() for name in names]
        self.withdraw()
        self.restore()
        self.assertEqual([default_storage.open(name).read() for name in names], before)
        for name in names:
            self.assertIn(name, self.page())
            self.assertFalse(default_storage.exists(aside_of(name)))
        self.assertIsNotNone(ClipWithdrawal.objects.get().lifted_at)
        self.withdraw()
        self.assertEqual(self.clip.withdrawals.count(), 2)

    def test_all_that_holds_the_same_file_goes_with_it(self):
        with default_storage.open(self.clip.file.name) as file:
            twin = make_clip("Twin", data=file.read())
        self.assertEqual(twin.file.name, self.clip.file.name)
        other = make_live_story(body=figure(twin))
        gone = self.withdraw()
        self.assertEqual([clip.pk for clip in gone], [self.clip.pk, twin.pk])
        self.assertEqual({s.pk for s in affected_stories(gone)}, {self.story.pk, other.pk})
        self.assertNotIn(twin.file.name, self.page(other))

    def test_a_text_track_that_another_clip_has_stays_for_that_one(self):
        other = make_clip("Other", track=track_file(b"Pen"))
        name = self.clip.track.name
        self.assertEqual(other.track.name, name)
        self.assertEqual(self.withdraw(), [self.clip])
        self.assertEqual((self.status(name), self.status(self.clip.file.name)), (200, 410))
        self.withdraw(other)
        self.assertEqual(self.status(name), 410)
        self.restore(other)
        self.assertEqual(self.status(name), 200)

    def test_files_it_had_before_go_too(self):
        old = self.clip.file.name
        replace_file(self.clip, clip_bytes())
        self.assertEqual(self.status(old), 200)
        self.withdraw()
        self.assertEqual((self.status(old), self.status(self.clip.file.name)), (410, 410))

    def test_the_same_file_is_not_taken_in_again(self):
        data = default_storage.open(self.clip.file.name).read()
        self.withdraw()
        again = Clip(title="Again", file=SimpleUploadedFile("again.mp4", data))
        with self.assertRaisesMessage(ValidationError, REASON):
            again.full_clean()
        with self.assertRaises(ValidationError):
            again.save()
        self.assertFalse(default_storage.exists(self.clip.file.name))

    def test_an_old_version_of_its_words_does_not_bring_it_back(self):
        clip = Clip.objects.get(pk=self.clip.pk)
        with reversion.create_revision():
            clip.save()
        self.withdraw()
        Version.objects.get_for_object(clip).first().revision.revert()
        self.assertIsNotNone(Clip.objects.get(pk=clip.pk).withdrawn_at)
        self.assertNotIn(clip.file.name, self.page())

    def test_a_clip_that_was_recovered_can_be_withdrawn(self):
        with reversion.create_revision():
            clip = make_clip()
        version = Version.objects.get_for_object(clip).get()
        clip.delete()
        version.revision.revert()
        clip = Clip.objects.get(pk=version.object_id)
        self.withdraw(clip)
        self.assertEqual(self.status(clip.file.name), 410)

    def test_a_reason_is_needed_and_twice_is_refused(self):
        for reason in ("", "  ", "x" * 1001):
            with self.assertRaises(RightsRefused):
                self.withdraw(reason=reason)
        with self.assertRaises(RightsRefused):
            self.restore()
        self.withdraw()
        with self.assertRaises(RightsRefused):
            self.withdraw()

    def test_only_those_who_may(self):
        may = {"Photo editor", "Editor", "Managing editor"}
        for group in GROUPS:
            user, clip = make_user(group), make_clip()
            with self.subTest(group):
                if group in may:
                    self.withdraw(clip, by=user)
                    self.assertEqual(ClipWithdrawal.objects.get(clip=clip).withdrawn_by, user)
                    restore(clip, by=user)
                    continue
                with self.assertRaises(PermissionDenied):
                    self.withdraw(clip, by=user)
                with self.assertRaises(PermissionDenied):
                    restore(clip, by=user)
                self.assertIsNone(Clip.objects.get(pk=clip.pk).withdrawn_at)

    def test_a_story_with_it_is_not_published(self):
        self.withdraw(self.posted)
        save_change(self.story, standfirst="New.")
        with self.assertRaisesMessage(ValidationError, "would not be shown: withdrawn"):
            publish(self.story, by=make_user("Editor"), change="update")


class WhenTheDeskIsStopped(TransactionTestCase):
    def test_the_worker_finishes_what_was_begun(self):
        clip = make_clip(track=track_file())
        broken = mock.patch("articles.rights.settle_files_of", side_effect=OSError("disk"))
        with broken, self.assertLogs("articles.rights", "ERROR"):
            withdraw(clip, by=None, reason=REASON)
        self.assertTrue(default_storage.exists(clip.file.name))
        for _attempt in range(2):
            settle_files_of(Clip, [clip.pk])
            for name in (clip.file.name, clip.track.name):
                self.assertFalse(default_storage.exists(name))

    def test_a_copy_that_was_cut_short_costs_no_byte(self):
        clip = make_clip()
        data, aside = default_storage.open(clip.file.name).read(), aside_of(clip.file.name)
        default_storage.save(aside, SimpleUploadedFile("half", data[:10]))
        withdraw(clip, by=None, reason=REASON)
        self.assertEqual(default_storage.open(aside).read(), data)
        self.assertFalse(default_storage.exists(clip.file.name))


class WhichEditionsShowIt(ClipTestCase):
    def test_an_edition_says_which_clips_it_shows_and_they_cannot_be_deleted(self):
        shown = EditionClip.objects.filter(edition__article=self.story)
        self.assertEqual({row.clip_id for row in shown}, {self.clip.pk, self.posted.pk})
        with self.assertRaises(ProtectedError):
            self.clip.delete()

    def test_a_story_that_no_longer_has_it_is_affected_by_way_of_its_edition(self):
        save_change(self.story, body="<p>Without.</p>")
        draft = make_story("Draft", body=figure(self.clip))
        other = make_live_story("Other")
        affected = set(affected_stories([self.clip]))
        self.assertEqual(affected, {self.story, draft})
        self.assertNotIn(other, affected)
        self.withdraw()
        self.assertNotIn(self.clip.file.name, self.page())

    def test_the_migration_reads_it_from_the_documents_of_older_editions(self):
        old = self.clip.file.name
        replace_file(self.clip, clip_bytes())
        rows = set(EditionClip.objects.values_list("edition", "clip"))
        files = set(ClipFile.objects.values_list("clip", "name", "sha256", "is_track"))
        EditionClip.objects.all().delete()
        ClipFile.objects.all().delete()
        migration = import_module("articles.migrations.0020_clip_rights")
        migration.note_clips(apps, SimpleNamespace(connection=connection))
        self.assertEqual(set(EditionClip.objects.values_list("edition", "clip")), rows)
        found = set(ClipFile.objects.values_list("clip", "name", "sha256", "is_track"))
        self.assertEqual(found, files)
        self.assertIn(old, {name for _clip, name, *_rest in found})


class FilesOfClips(ClipTestCase):
    def setUp(self):
        super().setUp()
        later = mock.patch(
            "articles.unused_files.timezone.now", return_value=timezone.now() + 2 * DAY
        )
        later.start()
        self.addCleanup(later.stop)

    def clean(self, **options) -> str:
        out = StringIO()
        call_command("clean_pictures", stdout=out, **options)
        return out.getvalue()

    def test_the_same_bytes_are_stored_once_and_half_a_file_is_stored_anew(self):
        data = clip_bytes()
        name = make_clip(data=data).file.name
        with default_storage.open(name, "wb") as file:
            file.write(data[:5])
        self.assertEqual(make_clip(data=data).file.name, name)
        self.assertEqual(default_storage.open(name).read(), data)

    def test_a_new_file_changes_no_old_edition(self):
        old, page = self.clip.file.name, self.page()
        data = default_storage.open(old).read()
        replace_file(self.clip, clip_bytes())
        tasks.refresh_batch()
        self.assertEqual(self.page(), page)
        self.assertNotIn(old, self.clean())
        self.assertEqual(default_storage.open(old).read(), data)

    def test_what_is_deleted_goes_with_its_track_once_nothing_names_it(self):
        with reversion.create_revision():
            clip = make_clip(track=track_file(b"Gone"))
        names = {clip.file.name, clip.track.name}
        clip.delete()
        self.assertFalse(names & set(self.clean().splitlines()))
        Revision.objects.all().delete()
        self.assertLessEqual(names, set(self.clean(dry_run=True).splitlines()))
        self.assertTrue(all(map(default_storage.exists, names)))
        self.assertLessEqual(names, set(self.clean().splitlines()))
        self.assertFalse(any(map(default_storage.exists, names)))
        self.assertTrue(default_storage.exists(self.clip.file.name))

    def test_what_an_edition_names_stays_whatever_became_of_the_clip(self):
        name = self.clip.file.name
        ClipFile.objects.all().delete()
        Clip.objects.filter(pk=self.clip.pk).update(file="clips/00/other.mp4")
        self.assertNotIn(name, self.clean())


class MeasuresOfClips(TestCase):
    def make(self, data=None, **values) -> Clip:
        return make_clip(data=data or whole_mp4(), **values)

    def test_what_was_left_blank_is_read_from_the_file(self):
        clip = self.make()
        self.assertEqual((clip.duration, clip.width, clip.height), (12, 640, 360))

    def test_what_somebody_said_stays(self):
        clip = self.make(duration=99, width=100, height=200)
        self.assertEqual((clip.duration, clip.width, clip.height), (99, 100, 200))

    def test_a_file_that_says_nothing_leaves_the_usual(self):
        clip = make_clip()
        self.assertEqual((clip.duration, clip.width, clip.height), (None, 1280, 720))

    def test_a_new_file_brings_its_own_measures_unless_they_were_set_with_it(self):
        longer = mp4(movie_header(1, 30), box(b"trak", track_header(1920, 1080)))
        clip = self.make()
        replace_file(clip, longer)
        self.assertEqual((clip.duration, clip.width, clip.height), (30, 1920, 1080))
        clip.duration = 31
        replace_file(clip, whole_mp4())
        self.assertEqual((clip.duration, clip.width), (31, 640))
