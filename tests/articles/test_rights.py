import json
from datetime import timedelta
from unittest import mock

import reversion
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, TransactionTestCase
from django.utils import timezone
from reversion.models import Version

from articles import pages, tasks
from articles.models import EditionPage, Image, ImageFile, ImageWithdrawal
from articles.picture_files import finish
from articles.publishing import publish, schedule
from articles.rendering import RENDERER, render_card, render_head, render_story
from articles.rights import RightsRefused, affected_stories, restore, settle_files_of, withdraw
from articles.verification import find_flaw
from articles.withholding import Media, in_lists, media_of, rights_in, without
from newsroom.aside import WITHHELD
from tests.factories import (
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_story,
    make_user,
    picture_bytes,
    save_change,
)

DAY = timedelta(days=1)
REASON = "The photographer withdrew it."


def figure(image) -> str:
    return f'<figure data-image="{image.pk}"></figure>'


def page_of(story) -> str:
    return pages.live_story(story.pk).story_html


def storage_names(image) -> list[str]:
    folder = f"images/{image.sha256[:2]}/{image.sha256}"
    return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]


def aside_of(image) -> str:
    return f"{WITHHELD}/{image.file.name.rpartition('/')[2]}"


class RightsTestCase(TestCase):
    def setUp(self):
        self.now = timezone.now()
        self.lead, self.inside = make_image(title="Lead"), make_image(title="Inside")
        self.story = make_live_story(
            lead=self.lead, body=f"<p>One.</p>{figure(self.inside)}", at=self.now - DAY
        )

    def at(self, moment):
        """Let the clock of pages and tasks stand at an instant."""
        clock = mock.patch("django.utils.timezone.now", return_value=moment)
        clock.start()
        self.addCleanup(clock.stop)


class WhatIsWithheld(RightsTestCase):
    def test_a_span_is_withheld_outside_of_its_instants_and_only_then(self):
        end, start = self.now + DAY, self.now - DAY
        ending = make_image(rights_until=end)
        beginning = make_image(embargo_until=start)
        both = make_image(embargo_until=start, rights_until=end)
        moments = {
            start - timedelta(seconds=1): {beginning.pk, both.pk},
            start: set(),
            self.now: set(),
            end - timedelta(seconds=1): set(),
            end: {ending.pk, both.pk},
        }
        for moment, expected in moments.items():
            with self.subTest(moment):
                withheld = Image.objects.withheld(moment).values_list("pk", flat=True)
                self.assertEqual(set(withheld), expected)

    def test_the_next_change_is_the_first_of_all_that_are_ahead(self):
        one = make_image(embargo_until=self.now + DAY, rights_until=self.now + 9 * DAY)
        two = make_image(rights_until=self.now + 3 * DAY)
        story = snapshot(make_story(lead=one, body=figure(two)))
        expected = [(self.now, 1), (self.now + DAY, 3), (self.now + 3 * DAY, 9)]
        for moment, days in expected:
            (rights,) = rights_in([story], moment)
            self.assertEqual(rights.until, self.now + days * DAY)
        (rights,) = rights_in([story], self.now + 9 * DAY)
        self.assertIsNone(rights.until)

    def test_many_stories_ask_once_and_stories_without_pictures_never(self):
        stories = [snapshot(make_story(lead=make_image())) for _ in range(4)]
        with self.assertNumQueries(1):
            rights_in(stories, self.now)
        plain = [snapshot(make_story())] * 3
        with self.assertNumQueries(0):
            rights_in(plain, self.now)

    def test_nothing_that_is_withheld_is_left_wherever_it_stood(self):
        poster, posted = make_image(), make_image()
        clip = make_clip(poster=poster)
        post = make_post(image=posted, clip=make_clip(poster=poster))
        body = (
            f'{figure(self.inside)}<figure data-post="{post.pk}"></figure>'
            f'<figure data-clip="{clip.pk}"></figure>'
        )
        story = snapshot(make_story(lead=self.lead, body=body))
        everything = {self.lead.pk, self.inside.pk, poster.pk, posted.pk}
        self.assertEqual(media_of(story).images, everything)
        for withheld in ([], *([pk] for pk in everything), everything):
            withheld = Media(images=frozenset(withheld))
            for shown in (without(story, withheld), in_lists(story, withheld)):
                self.assertEqual(media_of(shown).images, everything - withheld.images)
        self.assertIs(without(story, Media()), story)

    def test_in_lists_the_next_picture_stands_for_a_lost_lead(self):
        story = snapshot(self.story)
        without_lead = Media(images=frozenset({self.lead.pk}))
        lost = in_lists(story, without_lead)
        self.assertEqual(lost.lead_image.id, self.inside.pk)
        self.assertIsNone(without(story, without_lead).lead_image)
        none = in_lists(story, Media(images=frozenset({self.lead.pk, self.inside.pk})))
        self.assertIsNone(none.lead_image)
        # A story that never had a lead gets none.
        plain = snapshot(make_story(body=figure(self.inside)))
        self.assertIsNone(in_lists(plain, Media()).lead_image)


class AsTimePasses(RightsTestCase):
    def setUp(self):
        super().setUp()
        self.end = self.now + DAY
        self.lead.rights_until = self.end
        self.lead.save()
        # What readers see with no worker at all.
        tasks.refresh_batch()

    def test_a_page_shows_it_to_the_last_and_from_then_on_not(self):
        self.assertIn(self.lead.sha256, page_of(self.story))
        self.at(self.end - timedelta(seconds=1))
        self.assertIn(self.lead.sha256, page_of(self.story))
        self.at(self.end)
        self.assertNotIn(self.lead.sha256, page_of(self.story))
        self.assertIn(self.inside.sha256, page_of(self.story))

    def test_front_page_head_and_card_take_the_next_one(self):
        self.at(self.end)
        self.assertNotIn(self.lead.sha256, pages.live_story(self.story.pk).head_html)
        (card,) = pages.newest_cards(pages.AsOf(self.end), 9)
        self.assertIn(self.inside.sha256, card.card_html)
        response = self.client.get("/")
        self.assertNotContains(response, self.lead.sha256)
        self.assertContains(response, self.inside.sha256)

    def test_a_stored_page_is_used_until_then_and_made_anew_after(self):
        page = EditionPage.objects.get(edition__article=self.story)
        self.assertEqual((page.renderer, page.good_until), (RENDERER, self.end))
        self.assertEqual(tasks.refresh_batch(), (0, None))
        self.at(self.end)
        self.assertEqual(tasks.refresh_batch(), (1, None))
        page.refresh_from_db()
        self.assertIsNone(page.good_until)
        self.assertNotIn(self.lead.sha256, page.story_html + page.card_html + page.head_html)

    def test_a_scheduled_story_is_made_as_it_will_be_at_its_hour(self):
        late, early = make_image(embargo_until=self.end), make_image(rights_until=self.end)
        story = make_story(lead=late, body=figure(early))
        schedule(story, by=None, change="first", at=self.end)
        page = EditionPage.objects.get(edition__article=story)
        self.assertIn(late.sha256, page.story_html)
        self.assertNotIn(early.sha256, page.story_html)

    def test_changed_rights_are_followed_at_once(self):
        self.lead.rights_until = self.now - DAY
        self.lead.save()
        self.assertNotIn(self.lead.sha256, page_of(self.story))
        self.lead.rights_until = None
        self.lead.save()
        self.assertIn(self.lead.sha256, page_of(self.story))

    def test_changed_words_leave_stored_pages_alone(self):
        image = Image.objects.get(pk=self.inside.pk)
        image.caption = "New words."
        image.save()
        self.assertTrue(EditionPage.objects.filter(renderer=RENDERER).exists())


class Withdrawing(RightsTestCase):
    def withdraw(self, image=None, **values):
        with self.captureOnCommitCallbacks(execute=True):
            return withdraw(image or self.lead, **({"by": None, "reason": REASON} | values))

    def restore(self, image=None):
        with self.captureOnCommitCallbacks(execute=True):
            return restore(image or self.lead, by=None)

    def test_page_lists_and_files_stop_serving_it(self):
        names = storage_names(self.lead)
        self.assertGreater(len(names), 2)
        self.withdraw()
        for url in (self.story.editions.first().get_absolute_url(), "/", "/world/"):
            self.assertNotContains(self.client.get(url), self.lead.sha256)
        for name in names:
            response = self.client.get(f"/media/{name}")
            self.assertEqual(response.status_code, 410, name)
            self.assertFalse(default_storage.exists(name))
        self.assertEqual(self.client.get("/media/images/aa/none.jpg").status_code, 404)
        self.assertEqual(
            self.client.get(f"/media/{storage_names(self.inside)[0]}").status_code, 200
        )

    def test_what_was_put_aside_is_nobodys_to_fetch(self):
        self.withdraw()
        aside = aside_of(self.lead)
        self.assertTrue(default_storage.exists(aside))
        self.assertEqual(self.client.get(f"/media/{aside}").status_code, 404)

    def test_the_record_keeps_that_it_was_there_and_why_it_is_not(self):
        document = self.story.editions.get().document
        self.withdraw()
        self.assertEqual(self.story.editions.get().document, document)
        self.assertIn(self.lead.sha256, document)
        self.assertEqual(ImageWithdrawal.objects.get().reason, REASON)
        self.assertIsNone(find_flaw(self.story.editions.order_by("number")))

    def test_brought_back_it_is_where_it_was_to_the_byte(self):
        finish(self.lead.sha256)
        before = {name: default_storage.open(name).read() for name in storage_names(self.lead)}
        self.withdraw()
        self.restore()
        after = {name: default_storage.open(name).read() for name in storage_names(self.lead)}
        self.assertEqual(after, before)
        self.assertIn(self.lead.sha256, page_of(self.story))
        self.assertFalse(default_storage.exists(aside_of(self.lead)))
        self.assertIsNotNone(ImageWithdrawal.objects.get().lifted_at)
        self.withdraw()
        self.assertEqual(self.lead.withdrawals.count(), 2)

    def test_all_that_holds_the_same_file_goes_with_it(self):
        name = self.lead.file.name
        twin = Image.objects.create(file=name, sha256=self.lead.sha256, width=800, height=533)
        ImageFile.objects.create(image=twin, sha256=self.lead.sha256, name=name)
        other = make_live_story(lead=twin)
        gone = self.withdraw()
        self.assertEqual([image.pk for image in gone], [self.lead.pk, twin.pk])
        self.assertEqual({s.pk for s in affected_stories(gone)}, {self.story.pk, other.pk})
        self.assertNotIn(self.lead.sha256, page_of(other))

    def test_files_of_earlier_versions_go_too(self):
        old = self.lead.sha256
        self.lead.file = SimpleUploadedFile("new.jpg", picture_bytes(colour="red"))
        self.lead.full_clean()
        self.lead.save()
        self.assertEqual(self.lead.files.count(), 2)
        self.assertTrue(default_storage.exists(f"images/{old[:2]}/{old}/640.webp"))
        self.withdraw()
        self.assertFalse(default_storage.exists(f"images/{old[:2]}/{old}/640.webp"))

    def test_the_same_file_is_not_taken_in_again(self):
        with default_storage.open(self.lead.file.name) as file:
            data = file.read()
        self.withdraw()
        again = Image(file=SimpleUploadedFile("again.jpg", data), alt="x")
        with self.assertRaisesMessage(ValidationError, REASON):
            again.full_clean()
        with self.assertRaises(ValidationError):
            again.save()

    def test_an_old_version_of_its_words_does_not_bring_it_back(self):
        image = Image.objects.get(pk=self.lead.pk)
        with reversion.create_revision():
            image.save()
        self.withdraw()
        Version.objects.get_for_object(image).first().revision.revert()
        self.assertIsNotNone(Image.objects.get(pk=image.pk).withdrawn_at)
        self.assertNotIn(image.sha256, page_of(self.story))

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
        for group in ("Reporter", "Photo editor", "Editor", "Managing editor", "Reviewer"):
            user, image = make_user(group), make_image()
            with self.subTest(group):
                if group in may:
                    self.withdraw(image, by=user)
                    self.assertEqual(ImageWithdrawal.objects.get(image=image).withdrawn_by, user)
                    restore(image, by=user)
                    continue
                with self.assertRaises(PermissionDenied):
                    self.withdraw(image, by=user)
                self.assertIsNone(Image.objects.get(pk=image.pk).withdrawn_at)

    def test_a_story_with_it_is_not_published(self):
        self.withdraw()
        save_change(self.story, standfirst="New.")
        with self.assertRaisesMessage(ValidationError, "would not be shown: withdrawn"):
            publish(self.story, by=make_user("Editor"), change="update")


class WhenTheDeskIsStopped(TransactionTestCase):
    def test_the_worker_finishes_what_was_begun(self):
        image = make_image()
        broken = mock.patch("articles.rights.settle_files_of", side_effect=OSError("disk"))
        with broken, self.assertLogs("articles.rights", "ERROR"):
            withdraw(image, by=None, reason=REASON)
        self.assertTrue(default_storage.exists(image.file.name))
        settle_files_of(Image, [image.pk])
        settle_files_of(Image, [image.pk])
        self.assertFalse(default_storage.exists(image.file.name))


def snapshot(article):
    from articles.assembly import snapshot_working_copy

    return snapshot_working_copy(article)


class OldSchemas(RightsTestCase):
    def test_rendering_of_a_record_takes_out_what_it_is_told_to(self):
        from articles.assembly import record_of

        record = record_of(self.story.editions.get())
        withheld = Media(images=frozenset({self.lead.pk}))
        for render in (render_story, render_card, render_head):
            self.assertNotIn(self.lead.sha256, render(record, withheld))
            self.assertIn(self.lead.sha256, render(record))
        data = json.loads(record.to_document())
        self.assertEqual(data["story"]["images"][0]["sha256"], self.lead.sha256)
