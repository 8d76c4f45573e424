from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from articles.models import Article, Correction, Edition, Withdrawal
from articles.publishing import publish, schedule
from tests.articles.admin.desk import DeskTestCase, change_url, form_data
from tests.factories import make_author, make_story, make_user, save_change

IN_A_DAY = timedelta(days=1)


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


class PublishingPageTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(by=self.user)

    def url(self, verb: str) -> str:
        return f"/admin/articles/article/{self.story.pk}/{verb}/"

    def send(self, verb: str, **changes):
        page = self.client.get(self.url(verb))
        return self.client.post(self.url(verb), {**form_data(page), **changes})

    def assertLogged(self, sentence: str):  # noqa: N802
        entry = LogEntry.objects.latest("pk")
        self.assertEqual(entry.user, self.user)
        self.assertIn(sentence, entry.change_message)


class Publishing(PublishingPageTestCase):
    def test_a_first_edition_goes_live_and_is_logged(self):
        response = self.send("publish")
        self.assertRedirects(response, change_url(self.story))
        edition = self.story.editions.live().get()
        self.assertEqual((edition.change, edition.published_by), ("first", self.user))
        self.assertLogged("Edition 1 (first publication) is live.")
        self.assertContains(self.client.get(change_url(self.story)), "Live, edition 1")

    def test_the_page_shows_what_changes_for_readers(self):
        publish(self.story, by=None, change="first")
        save_change(self.story, headline="Ferry late", body="<p>The ferry came back late.</p>")
        response = self.client.get(self.url("publish"))
        self.assertContains(response, "What changes from edition 1")
        self.assertContains(response, "Ferry <del>returns to the strait</del>")
        self.assertContains(response, "The ferry came back <ins>late.</ins>")
        self.assertContains(response, "Body:")

    def test_it_says_where_nothing_has_changed_and_refuses_a_minor_edition(self):
        publish(self.story, by=None, change="first")
        self.assertContains(self.client.get(self.url("publish")), "Nothing has changed since")
        self.assertRefused(self.send("publish", change="minor"), "Nothing has changed: edition 1")

    def test_a_correction_needs_its_notice_and_keeps_what_was_typed(self):
        publish(self.story, by=None, change="first")
        save_change(self.story, headline="Ferry late")
        response = self.send("publish", change="correction")
        self.assertRefused(response, "Tell readers what was changed and why.")
        self.assertEqual(form_data(response)["change"], "correction")
        response = self.send("publish", change="minor", notice="Words that stay.")
        self.assertRefused(response, "carries a notice to readers")
        self.assertContains(response, "Words that stay.")
        self.send("publish", change="correction", notice="It was late.")
        self.assertEqual(Correction.objects.get().notice, "It was late.")

    def test_a_kind_of_change_has_to_be_chosen(self):
        publish(self.story, by=None, change="first")
        save_change(self.story, headline="Ferry late")
        self.assertRefused(self.send("publish"), "Choose what kind of change this is.")

    def test_where_nothing_has_changed_only_a_notice_can_be_published(self):
        publish(self.story, by=None, change="first")
        page = self.client.get(self.url("publish"))
        self.assertContains(page, "so there is nothing to publish")
        offered = [value for value, _label in page.context["form"].fields["change"].choices]
        self.assertEqual(offered, ["clarification", "correction"])
        refused = self.send("publish", change="update")
        self.assertRefused(refused, "Nothing has changed: edition 1 already shows exactly this.")
        self.send("publish", change="clarification", notice="The other ferry is meant.")
        self.assertEqual(self.story.editions.live().get().number, 2)

    def test_only_who_may_retract_is_offered_a_retraction(self):
        publish(self.story, by=None, change="first")
        self.assertNotContains(self.client.get(self.url("publish")), "Retraction")
        self.assertRefused(
            self.send("publish", change="retraction", notice="No."), "Select a valid choice"
        )
        self.sign_in("Managing editor")
        self.assertContains(self.client.get(self.url("publish")), "Retraction")
        self.send("publish", change="retraction", notice="It does not stand.")
        self.assertEqual(self.story.editions.live().get().change, "retraction")

    def test_a_story_without_section_or_byline_is_refused_with_both_reasons(self):
        story = make_story(section=None, authors=[])
        self.story = story
        response = self.send("publish")
        self.assertRefused(response, "Choose a section before publishing.")
        self.assertRefused(response, "Add at least one author to the byline before publishing.")

    def test_an_embargo_holds(self):
        save_change(self.story, embargo_until=timezone.now() + IN_A_DAY)
        self.assertRefused(self.send("publish"), "The story is under embargo until")

    def test_what_was_changed_after_the_page_was_opened_is_not_published_unseen(self):
        page = form_data(self.client.get(self.url("publish")))
        save_change(self.story, headline="Changed meanwhile")
        response = self.client.post(self.url("publish"), page)
        self.assertRefused(response, "after you opened this page")
        self.assertFalse(Edition.objects.exists())
        self.client.post(self.url("publish"), form_data(response))
        self.assertEqual(Edition.objects.get().headline, "Changed meanwhile")

    def test_a_scheduled_edition_is_replaced_only_when_that_is_said(self):
        schedule(self.story, by=None, at=timezone.now() + IN_A_DAY, change="first")
        response = self.send("publish")
        self.assertRefused(response, "Publishing this replaces it")
        self.send("publish", replace_scheduled="on")
        self.assertEqual(self.story.editions.live().count(), 1)
        self.assertEqual(self.story.editions.scheduled().count(), 0)


class Scheduling(PublishingPageTestCase):
    def test_an_edition_is_scheduled_and_logged(self):
        at = timezone.now() + IN_A_DAY
        self.assertSaved(self.send("schedule", at=local(at)))
        edition = self.story.editions.scheduled().get()
        self.assertEqual(local(edition.live_from), local(at))
        self.assertLogged("goes live at")
        self.assertContains(self.client.get(change_url(self.story)), "Scheduled for")

    def test_the_time_zone_is_named(self):
        self.assertContains(self.client.get(self.url("schedule")), "Europe/London")

    def test_the_past_is_refused_at_the_field_with_what_was_typed(self):
        past = local(timezone.now() - IN_A_DAY)
        response = self.send("schedule", at=past)
        self.assertRefused(response, "has passed. Choose a time to come.")
        self.assertEqual(form_data(response)["at"], past)

    def test_a_time_is_needed(self):
        self.assertRefused(self.send("schedule"), "Choose when the story goes live.")
        self.assertRefused(self.send("schedule", at="tomorrow"), "Enter a valid date/time.")

    def test_the_schedule_is_cancelled(self):
        schedule(self.story, by=None, at=timezone.now() + IN_A_DAY, change="first")
        self.assertContains(self.client.get(self.url("cancel-schedule")), "will not go live")
        self.assertSaved(self.send("cancel-schedule"))
        self.assertFalse(Edition.objects.exists())
        self.assertLogged("The schedule is cancelled.")
        self.assertRefused(self.send("cancel-schedule"), "Nothing is scheduled for this story.")


class Withdrawing(PublishingPageTestCase):
    def test_a_notice_is_needed(self):
        publish(self.story, by=None, change="first")
        self.assertRefused(self.send("withdraw", notice=" "), "Tell readers why the story is gone.")
        self.assertEqual(self.story.editions.live().count(), 1)

    def test_the_live_edition_ends_and_it_is_logged(self):
        publish(self.story, by=None, change="first")
        self.assertSaved(self.send("withdraw", notice="Withdrawn for legal reasons."))
        self.assertEqual(self.story.editions.live().count(), 0)
        self.assertEqual(Withdrawal.objects.get().withdrawn_by, self.user)
        self.assertLogged("The story is withdrawn.")
        self.assertContains(self.client.get(change_url(self.story)), "Withdrawn")

    def test_what_is_not_live_cannot_be_withdrawn(self):
        self.assertRefused(self.send("withdraw", notice="Gone."), "This story is not live")


class WhoMay(PublishingPageTestCase):
    VERBS = ("publish", "schedule", "cancel-schedule", "withdraw")

    def test_nobody_else_sees_the_buttons_or_gets_through_with_a_forged_form(self):
        for group in ("Reporter", "Photo editor", "Reviewer", None):
            self.sign_in(group)
            if group:
                page = self.client.get(change_url(self.story))
                self.assertNotContains(page, "Publish…")
                self.assertNotContains(page, "Save and publish…")
            forged = {"change": "first", "notice": "x", "at": local(timezone.now() + IN_A_DAY)}
            for verb in self.VERBS:
                with self.subTest(group=group, verb=verb):
                    self.assertEqual(self.client.get(self.url(verb)).status_code, 403)
                    self.assertEqual(self.client.post(self.url(verb), forged).status_code, 403)
        self.assertFalse(Edition.objects.exists())

    def test_a_stranger_is_sent_to_sign_in(self):
        self.client.logout()
        for verb in self.VERBS:
            response = self.client.post(self.url(verb), {})
            self.assertEqual(response.status_code, 302)
            self.assertIn("/admin/login/", response.url)

    def test_a_story_that_does_not_exist_is_not_found(self):
        for verb in self.VERBS:
            url = f"/admin/articles/article/98765/{verb}/"
            self.assertEqual(self.client.get(url).status_code, 404)

    def test_a_form_from_elsewhere_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.user)
        page = form_data(client.get(self.url("publish")))
        self.assertEqual(client.post(self.url("publish"), page).status_code, 403)

    def test_other_methods_are_refused(self):
        for verb in self.VERBS:
            self.assertEqual(self.client.put(self.url(verb)).status_code, 405)

    def test_the_buttons_are_those_that_fit(self):
        def buttons() -> list[str]:
            page = self.client.get(change_url(self.story))
            return [action.label for action in page.context["panel"].actions]

        self.assertEqual(buttons(), ["Publish…", "Schedule…"])
        publish(self.story, by=None, change="first")
        self.assertEqual(buttons(), ["Publish…", "Schedule…", "Withdraw…"])
        save_change(self.story, headline="Later")
        schedule(self.story, by=None, at=timezone.now() + IN_A_DAY, change="update")
        self.assertEqual(buttons(), ["Publish…", "Schedule…", "Cancel schedule", "Withdraw…"])


class TheAuthorsOwn(PublishingPageTestCase):
    def test_publishing_leaves_open_forms_usable(self):
        opened = self.open(self.story)
        publish(self.story, by=None, change="first")
        self.assertSaved(self.save(self.story, opened, headline="Typed before publishing"))
        self.assertEqual(Article.objects.get().headline, "Typed before publishing")

    def test_a_user_outside_the_groups_with_the_permission_may_publish(self):
        from django.contrib.auth.models import Permission

        user = make_user(None)
        names = ("publish_article", "view_article")
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        self.client.force_login(user)
        self.story = make_story(authors=[make_author()])
        self.assertSaved(self.send("publish"))
