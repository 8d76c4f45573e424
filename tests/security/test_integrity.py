"""What is saved holds together, whatever happened between opening a page and sending it."""

from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.contrib.admin.models import LogEntry
from django.test import TestCase, override_settings
from django.utils import timezone
from reversion import create_revision
from reversion.models import Version

from articles.admin.tags_field import set_tags
from articles.models import Article, Clip, Edition, Image, Section, SocialPost, Tag
from articles.publishing import publish, schedule
from articles.state import read_state
from articles.verification import Verification
from authors.models import Author
from tests.articles.admin.desk import DeskTestCase, change_url, form_data, restore, tags_of
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_section,
    make_story,
    save_change,
)

IN_A_DAY = timedelta(days=1)


class Embargoes(DeskTestCase):
    """No edition goes live before an embargo ends, however the two come together."""

    def embargo(self, story, until):
        local = timezone.localtime(until)
        return self.save(
            story,
            embargo_until_0=local.strftime("%d/%m/%Y"),
            embargo_until_1=local.strftime("%H:%M:%S"),
        )

    def test_an_embargo_beyond_a_scheduled_edition_is_refused(self):
        story = make_story()
        at = timezone.now() + IN_A_DAY
        schedule(story, by=None, at=at, change="first")
        self.assertRefused(self.embargo(story, at + IN_A_DAY), "Cancel the schedule first.")
        self.assertIsNone(Article.objects.get().embargo_until)

    def test_an_embargo_that_ends_before_a_scheduled_edition_is_kept(self):
        story = make_story()
        at = timezone.now() + 2 * IN_A_DAY
        schedule(story, by=None, at=at, change="first")
        self.assertSaved(self.embargo(story, at - IN_A_DAY))

    def test_a_story_that_readers_see_is_under_no_embargo(self):
        story = make_live_story()
        self.assertRefused(self.embargo(story, timezone.now() + IN_A_DAY), "Withdraw it first")
        self.assertIsNone(Article.objects.get().embargo_until)

    def test_an_embargo_that_is_over_is_no_matter(self):
        story = make_live_story()
        self.assertSaved(self.embargo(story, timezone.now() - IN_A_DAY))

    def test_an_embargoed_story_is_saved_as_before(self):
        story = make_story(embargo_until=timezone.now() + IN_A_DAY)
        self.assertSaved(self.save(story, headline="Another headline"))

    def test_restoring_what_was_under_embargo_brings_no_embargo_back(self):
        story = make_story("Under embargo", embargo_until=timezone.now() + IN_A_DAY, by=self.user)
        save_change(story, headline="Free", embargo_until=None)
        publish(story, by=None, change="first")
        self.assertSaved(restore(self.client, story, 1))
        self.assertEqual(Article.objects.get().headline, "Under embargo")
        self.assertIsNone(Article.objects.get().embargo_until)


@override_settings(TIME_ZONE="Europe/London")
class Clocks(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story()
        zone = ZoneInfo("Europe/London")
        # Before both of the hours that are odd in that year.
        early = mock.patch.object(
            timezone, "now", return_value=datetime(2026, 1, 5, 12, tzinfo=zone)
        )
        early.start()
        self.addCleanup(early.stop)
        self.client.force_login(self.user)

    def schedule(self, at: str):
        url = f"/admin/articles/article/{self.story.pk}/schedule/"
        data = form_data(self.client.get(url))
        return self.client.post(url, {**data, "at": at, "change": "first"})

    def embargo(self, day: str, clock: str):
        return self.save(self.story, embargo_until_0=day, embargo_until_1=clock)

    def test_an_hour_that_the_clock_leaves_out_or_has_twice_is_refused(self):
        for day in ("2026-03-29", "2026-10-25"):
            with self.subTest(day=day):
                self.assertRefused(self.schedule(f"{day}T01:30"), "Europe/London")
                self.assertRefused(self.embargo(day, "01:30:00"), "Europe/London")
        self.assertFalse(Edition.objects.exists())

    def test_the_hours_beside_it_are_taken_as_they_are(self):
        self.assertEqual(self.schedule("2026-03-29T02:30").status_code, 302)
        self.assertEqual(Edition.objects.get().live_from.isoformat(), "2026-03-29T01:30:00+00:00")

    def test_a_time_that_no_story_waits_for_is_refused(self):
        for at in ("9999-12-31T23:59", "2226-01-01T00:00", "2046-02-01T00:00"):
            with self.subTest(at=at):
                self.assertRefused(self.schedule(at), "within the next ten years")
        for at in ("0001-01-01T00:00", "1900-01-01T00:00", "2026-01-05T11:59"):
            with self.subTest(at=at):
                self.assertRefused(self.schedule(at), "has passed. Choose a time to come.")
        for at in ("", "soon", "10000-01-01T00:00", "2026-13-01T00:00", "\0", "0000-00-00T00:00"):
            with self.subTest(at=at):
                self.assertEqual(self.schedule(at).status_code, 200)
        self.assertFalse(Edition.objects.exists())

    def test_an_embargo_that_no_story_is_under_is_refused(self):
        for day in ("31/12/9999", "01/01/2226", "2046-02-01"):
            with self.subTest(day=day):
                self.assertRefused(self.embargo(day, "23:59:59"), "within the next ten years")
        for day in ("0001-01-01", "31/12/1899"):
            with self.subTest(day=day):
                self.assertRefused(self.embargo(day, "00:00:00"), "within the next ten years")

    @override_settings(TIME_ZONE="Asia/Tokyo")
    def test_the_first_and_the_last_day_of_the_calendar_elsewhere(self):
        self.assertEqual(self.schedule("0001-01-01T00:00").status_code, 200)
        self.assertEqual(self.embargo("0001-01-01", "00:00:00").status_code, 200)
        with override_settings(TIME_ZONE="America/New_York"):
            self.assertEqual(self.schedule("9999-12-31T23:59").status_code, 200)
            self.assertEqual(self.embargo("9999-12-31", "23:59:59").status_code, 200)


class Meanwhile(DeskTestCase):
    group = "Managing editor"

    def test_a_save_of_a_story_that_was_deleted_loses_nothing(self):
        story = make_story("Ferry returns", tags=["Harbours"], lead=make_image())
        data = {**self.open(story), "body": "<p>What was typed.</p>", "note": "Typed"}
        url = change_url(story)
        story.delete()
        answer = self.client.post(url, data)
        self.assertSaved(answer)
        again = Article.objects.get()
        self.assertEqual(again.body, "<p>What was typed.</p>")
        self.assertEqual((tags_of(again), again.captions.count()), (["Harbours"], 1))
        page = self.client.get(answer.url)
        self.assertContains(page, "had been deleted")


class GoingBack(DeskTestCase):
    """What an old version refers to, or its place, may be another's by now."""

    group = "Managing editor"

    def old(self, row):
        with create_revision():
            row.save()
        return Version.objects.get_for_object(row).first()

    def back(self, version, **changes):
        """Go back to a version by the pages of the desk, as a browser would."""
        place = f"/admin/{version.content_type.app_label}/{version.content_type.model}"
        exists = version.content_type.model_class().objects.filter(pk=version.object_id).exists()
        url = (
            f"{place}/{version.object_id}/history/{version.pk}/"
            if exists
            else f"{place}/recover/{version.pk}/"
        )
        page = self.client.get(url)
        if page.status_code != 200:
            return page
        data = form_data(page, f"{version.content_type.model}_form")
        return self.client.post(url, {**data, **changes})

    def test_an_address_that_another_row_has_by_now(self):
        for row, other in (
            (make_section("Old"), lambda: make_section("Another", slug="old")),
            (Tag.objects.create(name="Old"), lambda: Tag.objects.create(name="Old")),
            (make_author("Old"), lambda: make_author("Another", slug="old")),
            (
                make_post(url="https://example.org/1"),
                lambda: make_post(url="https://example.org/1"),
            ),
        ):
            with self.subTest(model=row._meta.model_name, way="recover"):
                version = self.old(row)
                row.delete()
                taken = other()
                answer = self.client.get(
                    f"/admin/{row._meta.app_label}/{row._meta.model_name}/recover/{version.pk}/",
                    follow=True,
                )
                self.assertEqual(answer.status_code, 200)
                self.assertContains(answer, "cannot be brought back")
                taken.delete()

    def test_an_address_that_another_row_took_over(self):
        tag = Tag.objects.create(name="Old", slug="old")
        version = self.old(tag)
        Tag.objects.filter(pk=tag.pk).update(name="New", slug="new")
        Tag.objects.create(name="Old", slug="old")
        answer = self.client.get(f"/admin/articles/tag/{tag.pk}/history/{version.pk}/", follow=True)
        self.assertContains(answer, "cannot be brought back")
        self.assertEqual(Tag.objects.get(pk=tag.pk).name, "New")

    def test_a_poster_a_picture_and_a_clip_that_are_gone(self):
        image, clip = make_image(), make_clip()
        post = make_post(image=image, clip=clip)
        film = make_clip(poster=image)
        versions = [self.old(post), self.old(film)]
        SocialPost.objects.update(image=None, clip=None)
        Clip.objects.update(poster=None)
        image.delete()
        clip.delete()
        for version in versions:
            with self.subTest(model=version.content_type.model):
                answer = self.back(version)
                self.assertIn(answer.status_code, {200, 302})
                answer = self.back(version, image="", clip="", poster="")
                self.assertEqual(answer.status_code, 302)
        self.assertIsNone(SocialPost.objects.get().image_id)
        self.assertIsNone(Clip.objects.get().poster_id)

    def test_an_authors_login_that_is_gone(self):
        login = self.sign_in("Reporter")
        author = make_author("Jo", user=login)
        version = self.old(author)
        self.client.force_login(self.user)
        login.delete()
        self.assertIn(self.back(version).status_code, {200, 302})
        self.assertEqual(self.back(version, user="").status_code, 302)
        self.assertIsNone(Author.objects.get().user_id)

    def test_a_story_all_of_whose_parts_are_gone(self):
        section, author = make_section("Gone"), make_author("Gone")
        story = make_story(
            section=section, authors=[author], tags=["Gone"], lead=make_image(), by=self.user
        )
        version = Version.objects.get_for_object(story).first()
        pk = story.pk
        for deleted in (False, True):
            story.captions.all().delete()
            story.bylines.all().delete()
            Article.objects.update(section=None)
            if deleted:
                story.delete()
            for model in (Section, Author, Tag, Image):
                model.objects.all().delete()
            with self.subTest(deleted=deleted):
                answer = self.back(version)
                self.assertEqual(answer.status_code, 302)
                story = Article.objects.get(pk=pk)
                self.assertIsNone(story.section)
                self.assertEqual((story.bylines.count(), story.tags.count()), (0, 0))


class DeletingATag(DeskTestCase):
    def test_a_story_that_only_the_tag_set_apart_is_as_readers_see_it(self):
        for bulk in (False, True):
            story = make_live_story()
            set_tags(story, ["Harbours"])
            save_change(story)
            self.assertTrue(read_state(Article.objects.get(pk=story.pk)).has_unpublished_changes)
            tag = Tag.objects.get()
            if bulk:
                data = {"action": "delete_selected", "_selected_action": [tag.pk], "post": "yes"}
                self.client.post("/admin/articles/tag/", data)
            else:
                self.client.post(f"/admin/articles/tag/{tag.pk}/delete/", {"post": "yes"})
            self.assertFalse(Tag.objects.exists())
            self.assertFalse(read_state(Article.objects.get(pk=story.pk)).has_unpublished_changes)


class TagsAtOnce(TestCase):
    def test_a_tag_that_another_save_makes_at_the_same_moment_is_one_tag(self):
        story = make_story()
        other = Tag.objects.create(name="Harbours")
        with mock.patch("articles.admin.tags_field.known_tag", side_effect=[None, other]):
            set_tags(story, ["Harbours"])
        self.assertEqual([tag.name for tag in story.tags.all()], ["Harbours"])
        self.assertEqual(Tag.objects.count(), 1)


class Publishing(DeskTestCase):
    def send(self, story, data):
        return self.client.post(f"/admin/articles/article/{story.pk}/publish/", data)

    def test_what_nobody_looked_at_is_not_published(self):
        story = make_story()
        seen = form_data(self.client.get(f"/admin/articles/article/{story.pk}/publish/"))
        save_change(story, headline="Something else")
        for reviewed in (seen["reviewed"], "", "0" * 64, "\0", "x" * 10_000):
            answer = self.send(story, {**seen, "reviewed": reviewed})
            self.assertEqual(answer.status_code, 200)
        self.assertFalse(Edition.objects.exists())
        self.assertFalse(LogEntry.objects.exists())

    def test_a_change_class_that_there_is_not_is_refused(self):
        story = make_live_story()
        save_change(story, headline="Something else")
        data = form_data(self.client.get(f"/admin/articles/article/{story.pk}/publish/"))
        for change in ("first", "retraction", "", "x", "\0", "FIRST"):
            answer = self.send(story, {**data, "change": change, "notice": "Wrong."})
            self.assertEqual(answer.status_code, 200, change)
        self.assertEqual(Edition.objects.count(), 1)

    def test_the_chain_holds_through_all_of_it(self):
        story = make_live_story()
        for number in range(3):
            save_change(story, headline=f"Headline {number}")
            publish(story, by=None, change="update")
        self.assertEqual(list(Verification(Edition.objects.all())), [])

    def test_saving_sends_nobody_to_publish_who_may_not(self):
        self.sign_in("Reporter")
        story = make_story()
        answer = self.save(story, headline="Typed", _save_publish="1")
        self.assertEqual(self.client.get(answer.url).status_code, 200)
        self.assertNotIn("publish", answer.url)
        self.assertFalse(Edition.objects.exists())
        self.assertEqual(self.client.get(change_url(story)).status_code, 200)
