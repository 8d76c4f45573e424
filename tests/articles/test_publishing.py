from datetime import timedelta
from unittest import mock

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from articles.assembly import record_of
from articles.models import Correction, Edition, EditionImage, EditionTag
from articles.publishing import (
    PublishingRefused,
    ScheduleStands,
    allowed_changes,
    cancel_schedule,
    publish,
    schedule,
    withdraw,
)
from tests.factories import (
    make_author,
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_section,
    make_story,
    make_user,
    save_change,
)


def live_headline(article, at=None):
    edition = article.editions.live(at).first()
    return edition and record_of(edition).story.headline


class PublishTests(TestCase):
    def test_a_save_does_not_change_what_readers_see_until_it_is_published(self):
        article = make_live_story("Ferry returns")
        save_change(article, headline="Ferry returns late")
        self.assertEqual(live_headline(article), "Ferry returns")
        publish(article, by=None, change="update")
        self.assertEqual(live_headline(article), "Ferry returns late")

    def test_editions_are_numbered_and_follow_without_a_gap(self):
        article = make_live_story()
        for number in (2, 3):
            save_change(article, headline=f"Headline {number}")
            publish(article, by=None, change="minor")
        editions = list(article.editions.order_by("number"))
        self.assertEqual([edition.number for edition in editions], [1, 2, 3])
        for earlier, later in zip(editions, editions[1:], strict=False):
            self.assertEqual(earlier.live_until, later.live_from)
            self.assertEqual(later.previous_sha256, earlier.sha256)
        self.assertIsNone(editions[-1].live_until)

    def test_publishing_the_same_twice_is_refused(self):
        article = make_live_story()
        with self.assertRaisesMessage(PublishingRefused, "edition 1 already shows exactly this"):
            publish(article, by=None, change="update")
        with self.assertRaisesMessage(PublishingRefused, "published before"):
            publish(article, by=None, change="first")
        self.assertEqual(article.editions.count(), 1)

    def test_only_a_first_edition_can_be_the_first(self):
        article = make_story()
        self.assertEqual(allowed_changes(article), ["first"])
        with self.assertRaisesMessage(PublishingRefused, "its first edition is a first one"):
            publish(article, by=None, change="update")
        publish(article, by=None, change="first")
        self.assertNotIn("first", allowed_changes(article))

    def test_a_story_without_section_byline_or_text_is_refused_with_a_sentence_for_each(self):
        article = make_story(section=None, authors=[], body="")
        with self.assertRaises(PublishingRefused) as caught:
            publish(article, by=None, change="first")
        text = " ".join(caught.exception.messages)
        for words in ("Choose a section", "at least one author", "no text yet"):
            self.assertIn(words, text)
        self.assertFalse(article.editions.exists())

    def test_a_correction_needs_a_notice_and_keeps_it(self):
        article = make_live_story()
        save_change(article, body="<p>Forty, not fourteen.</p>")
        with self.assertRaises(PublishingRefused) as caught:
            publish(article, by=None, change="correction", notice="  ")
        self.assertIn("notice", caught.exception.message_dict)
        edition = publish(article, by=None, change="correction", notice="It was forty.")
        self.assertEqual(Correction.objects.get().edition, edition)
        self.assertEqual([n.text for n in record_of(edition).notices], ["It was forty."])

    def test_a_minor_edition_carries_no_notice(self):
        article = make_live_story()
        save_change(article, headline="Other")
        with self.assertRaises(PublishingRefused) as caught:
            publish(article, by=None, change="minor", notice="We changed it.")
        self.assertIn("notice", caught.exception.message_dict)

    def test_later_editions_keep_earlier_notices(self):
        article = make_live_story()
        publish(article, by=None, change="clarification", notice="One.")
        save_change(article, headline="Other")
        edition = publish(article, by=None, change="minor")
        self.assertEqual([notice.text for notice in record_of(edition).notices], ["One."])

    def test_only_classes_that_readers_should_notice_move_updated(self):
        article = make_live_story(at=timezone.now() - timedelta(days=2))
        first = article.editions.get()
        save_change(article, headline="Typo mended")
        minor = publish(article, by=None, change="minor")
        self.assertEqual(minor.updated, first.updated)
        save_change(article, headline="News added")
        update = publish(article, by=None, change="update")
        self.assertGreater(update.updated, minor.updated)
        self.assertEqual(update.first_published, first.live_from)

    def test_an_edition_keeps_what_lists_need(self):
        lead, inside, poster, pictured = (make_image() for _ in range(4))
        clip = make_clip(poster=poster)
        post = make_post(clip=clip, image=pictured)
        article = make_live_story(
            body=f'<p>A</p><figure data-image="{inside.pk}"></figure>'
            f'<figure data-post="{post.pk}"></figure>',
            lead=lead,
            tags=["Harbour", "Ferries"],
        )
        edition = article.editions.get()
        self.assertEqual(edition.lead_image, lead)
        self.assertEqual(edition.section, article.section)
        shown = set(EditionImage.objects.values_list("image_id", flat=True))
        self.assertEqual(shown, {lead.pk, inside.pk, poster.pk, pictured.pk})
        names = set(EditionTag.objects.values_list("tag__name", flat=True))
        self.assertEqual(names, {"Harbour", "Ferries"})

    def test_an_embargo_holds_until_its_hour(self):
        until = timezone.now() + timedelta(hours=2)
        article = make_story(embargo_until=until)
        with self.assertRaisesMessage(PublishingRefused, "under embargo until"):
            publish(article, by=None, change="first")
        with self.assertRaisesMessage(PublishingRefused, "under embargo until"):
            schedule(article, by=None, change="first", at=until - timedelta(minutes=1))
        schedule(article, by=None, change="first", at=until)

    def test_an_edition_of_the_past_follows_the_one_before(self):
        article = make_live_story(at=timezone.now() - timedelta(days=1))
        save_change(article, headline="Other")
        with self.assertRaisesMessage(PublishingRefused, "exists"):
            publish(article, by=None, change="minor", at=timezone.now() - timedelta(days=2))

    def test_a_clock_set_back_still_gives_a_later_edition(self):
        article = make_live_story()
        save_change(article, headline="Other")
        yesterday = timezone.now() - timedelta(days=1)
        first = article.editions.get()
        with mock.patch("articles.publishing.timezone.now", return_value=yesterday):
            Edition.objects.filter(pk=first.pk).update(live_from=yesterday)
            first.refresh_from_db()
            edition = publish(article, by=None, change="minor")
        self.assertGreater(edition.live_from, first.live_from)

    def test_half_an_edition_is_never_left(self):
        article = make_story()
        with (
            mock.patch("articles.publishing.render_page", side_effect=RuntimeError),
            self.assertRaises(RuntimeError),
        ):
            publish(article, by=None, change="first")
        self.assertFalse(Edition.objects.exists())
        publish(article, by=None, change="first")


class ScheduleTests(TestCase):
    def setUp(self):
        self.hour = timezone.now() + timedelta(hours=1)

    def test_a_scheduled_edition_goes_live_at_its_hour_by_time_alone(self):
        article = make_live_story("Now")
        save_change(article, headline="Then")
        schedule(article, by=None, change="update", at=self.hour)
        before, after = self.hour - timedelta(microseconds=1), self.hour
        self.assertEqual(live_headline(article), "Now")
        self.assertEqual(live_headline(article, before), "Now")
        self.assertEqual(live_headline(article, after), "Then")
        self.assertEqual(Edition.objects.live(after).count(), 1)

    def test_a_time_in_the_past_is_refused(self):
        with self.assertRaises(PublishingRefused) as caught:
            schedule(make_story(), by=None, change="first", at=timezone.now())
        self.assertIn("at", caught.exception.message_dict)

    def test_publishing_over_a_schedule_asks_first(self):
        article = make_live_story("Now")
        save_change(article, headline="Then")
        schedule(article, by=None, change="update", at=self.hour)
        save_change(article, headline="Correct at once")
        with self.assertRaises(ScheduleStands) as caught:
            publish(article, by=None, change="correction", notice="Wrong before.")
        self.assertEqual(caught.exception.edition.number, 2)
        publish(
            article, by=None, change="correction", notice="Wrong before.", replace_scheduled=True
        )
        day_after = self.hour + timedelta(days=1)
        self.assertEqual(live_headline(article, day_after), "Correct at once")
        self.assertFalse(Edition.objects.scheduled().exists())

    def test_a_story_scheduled_for_the_first_time_can_go_out_early(self):
        article = make_story()
        schedule(article, by=None, change="first", at=self.hour)
        publish(article, by=None, change="first", replace_scheduled=True)
        self.assertEqual(article.editions.get().number, 1)
        self.assertIsNone(article.editions.get().live_until)

    def test_cancelling_leaves_the_live_edition_live(self):
        article = make_live_story("Now")
        save_change(article, headline="Then")
        schedule(article, by=None, change="update", at=self.hour)
        cancel_schedule(article, by=None)
        self.assertEqual(live_headline(article, self.hour), "Now")
        self.assertIsNone(article.editions.get().live_until)
        with self.assertRaisesMessage(PublishingRefused, "Nothing is scheduled"):
            cancel_schedule(article, by=None)

    def test_next_change_is_when_something_goes_live_or_ends(self):
        self.assertIsNone(Edition.objects.next_change())
        article = make_live_story()
        self.assertIsNone(Edition.objects.next_change())
        save_change(article, headline="Then")
        schedule(article, by=None, change="update", at=self.hour)
        self.assertEqual(Edition.objects.next_change(), self.hour)


class WithdrawTests(TestCase):
    def test_a_withdrawn_story_is_live_no_more_and_says_why(self):
        article = make_live_story()
        withdrawal = withdraw(article, by=None, notice="We could not stand it up.")
        self.assertFalse(Edition.objects.live().exists())
        self.assertEqual(withdrawal.edition, article.editions.get())

    def test_withdrawing_takes_back_what_was_scheduled(self):
        article = make_live_story()
        save_change(article, headline="Then")
        hour = timezone.now() + timedelta(hours=1)
        schedule(article, by=None, change="update", at=hour)
        withdraw(article, by=None, notice="Gone.")
        self.assertFalse(Edition.objects.live(hour + timedelta(days=1)).exists())

    def test_a_withdrawn_story_stays_gone_when_a_new_schedule_is_cancelled(self):
        article = make_live_story()
        withdraw(article, by=None, notice="Gone.")
        hour = timezone.now() + timedelta(hours=1)
        schedule(article, by=None, change="update", at=hour)
        cancel_schedule(article, by=None)
        self.assertFalse(Edition.objects.live(hour).exists())

    def test_a_withdrawn_story_can_come_back_unchanged(self):
        article = make_live_story()
        withdraw(article, by=None, notice="Gone.")
        edition = publish(article, by=None, change="update")
        self.assertEqual(edition.number, 2)
        self.assertEqual(Edition.objects.live().get(), edition)

    def test_a_notice_is_needed_and_something_live(self):
        article = make_story()
        with self.assertRaisesMessage(PublishingRefused, "why the story is gone"):
            withdraw(article, by=None, notice=" ")
        with self.assertRaisesMessage(PublishingRefused, "not live"):
            withdraw(article, by=None, notice="Gone.")


class PermissionTests(TestCase):
    """Every group × every verb, asked of the verbs themselves."""

    MAY_PUBLISH = {"Editor", "Managing editor"}
    GROUPS = {"Reporter", "Photo editor", "Reviewer", *MAY_PUBLISH}

    def attempt(self, group, verb):
        user = make_user(group)
        try:
            with transaction.atomic():
                verb(user)
        except PermissionDenied:
            return False
        return True

    def verbs(self):
        hour = timezone.now() + timedelta(hours=1)

        def do_cancel(user):
            article = make_story()
            schedule(article, by=None, change="first", at=hour)
            cancel_schedule(article, by=user)

        yield lambda user: publish(make_story(), by=user, change="first")
        yield lambda user: schedule(make_story(), by=user, change="first", at=hour)
        yield lambda user: withdraw(make_live_story(), by=user, notice="Gone.")
        yield do_cancel

    def test_only_editors_publish_schedule_cancel_and_withdraw(self):
        for group in sorted(self.GROUPS):
            for verb in self.verbs():
                with self.subTest(group=group):
                    self.assertEqual(self.attempt(group, verb), group in self.MAY_PUBLISH)

    def test_only_a_managing_editor_retracts(self):
        for group in sorted(self.GROUPS):
            with self.subTest(group=group):
                allowed = self.attempt(
                    group,
                    lambda user: publish(
                        make_live_story(), by=user, change="retraction", notice="All wrong."
                    ),
                )
                self.assertEqual(allowed, group == "Managing editor")


class ConstraintTests(TestCase):
    def test_the_database_refuses_two_open_ended_editions(self):
        edition = make_live_story().editions.get()
        edition.pk, edition.number = None, 2
        with self.assertRaises(IntegrityError), transaction.atomic():
            edition.save(force_insert=True)

    def test_the_database_refuses_an_edition_that_ends_before_it_starts(self):
        edition = make_live_story().editions.get()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(live_until=edition.live_from)

    def test_a_credited_author_cannot_be_deleted(self):
        author = make_author()
        make_live_story(authors=[author])
        with self.assertRaises(IntegrityError), transaction.atomic():
            author.delete()

    def test_a_section_with_stories_cannot_be_deleted(self):
        section = make_section("Sport")
        make_story(section=section)
        with self.assertRaises(IntegrityError), transaction.atomic():
            section.delete()
