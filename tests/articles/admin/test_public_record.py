from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.edition_withholding import ask_to_withhold, standing_of
from articles.models import Article, EditionWithholding, PublicHistory
from articles.publishing import publish, schedule
from tests.articles.admin.desk import DeskTestCase, form_data, restore
from tests.factories import make_live_story, make_story, make_user, save_change

ASKED = {"action": "ask", "reason": "Order 7/26", "notice": "By order of a court."}


class RecordPages(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_live_story("Ferry returns", at=timezone.now() - timedelta(days=1))
        save_change(self.story, body="<p>It came on Tuesday.</p>")
        publish(self.story, by=None, change="correction", notice="It was Tuesday.")
        self.edition = self.story.editions.get(number=1)
        self.url = f"/admin/articles/article/{self.story.pk}/public-record/"

    def send(self, number: int = 1, **data):
        return self.client.post(f"{self.url}{number}/", data)

    def answer(self, action: str):
        request = EditionWithholding.objects.latest("pk")
        return self.send(action=action, request=str(request.pk))


class TheHistory(RecordPages):
    def test_it_is_chosen_for_a_story_and_the_choice_is_recorded(self):
        for choice, stored in (("hide", False), ("show", True), ("follow", None)):
            response = self.client.post(self.url, {"history": choice})
            self.assertRedirects(response, self.url)
            found = PublicHistory.objects.filter(article=self.story).first()
            self.assertEqual(found and found.is_shown, stored)
            self.assertEqual(form_data(self.client.get(self.url))["history"], choice)
        self.assertEqual(LogEntry.objects.filter(user=self.user).count(), 3)

    def test_it_says_who_chose(self):
        self.client.post(self.url, {"history": "hide"})
        page = self.client.get(self.url)
        self.assertContains(page, "Set for this story by Hanna Voss")
        self.assertNotContains(page, "What they see")

    def test_nonsense_changes_nothing(self):
        for data in ({"history": "perhaps"}, {"history": ""}, {}):
            self.assertEqual(self.client.post(self.url, data).status_code, 200)
        self.assertFalse(PublicHistory.objects.exists())

    def test_neither_saving_nor_restoring_the_story_changes_it(self):
        self.client.post(self.url, {"history": "hide"})
        self.assertSaved(self.save(self.story, headline="Another"))
        self.assertSaved(restore(self.client, self.story, 1))
        self.assertEqual(Article.objects.get().headline, "Ferry returns")
        self.assertFalse(PublicHistory.objects.get().is_shown)

    def test_the_storys_menu_leads_to_it_once_there_is_a_record(self):
        page = self.client.get(f"/admin/articles/article/{self.story.pk}/change/")
        self.assertContains(page, f'href="{self.url}"')
        draft = make_story()
        page = self.client.get(f"/admin/articles/article/{draft.pk}/change/")
        self.assertNotContains(page, "public-record/")
        own = self.client.get(f"/admin/articles/article/{draft.pk}/public-record/")
        self.assertContains(own, "This story has not been published yet.")

    def test_a_scheduled_edition_is_said_to_be_and_cannot_be_withheld(self):
        save_change(self.story, body="<p>Tomorrow.</p>")
        ahead = timezone.now() + timedelta(days=1)
        schedule(self.story, by=None, at=ahead, change="update")
        page = self.client.get(self.url)
        self.assertContains(page, "Scheduled")
        self.assertContains(page, f"{self.url}1/")
        for number in (2, 3):
            self.assertNotContains(page, f"{self.url}{number}/")
            refused = self.send(number, **ASKED)
            self.assertRefused(refused, "What readers see cannot be withheld")


class Withholding(RecordPages):
    def test_from_the_request_to_readers_and_back(self):
        self.assertRedirects(self.send(**ASKED), f"{self.url}1/")
        self.assertLogged("Edition 1: you asked.")
        page = self.client.get(f"{self.url}1/")
        self.assertContains(page, "Take the request back")
        self.assertNotContains(page, "Confirm")
        self.sign_in("Managing editor")
        self.assertContains(self.client.get(self.url), "Waits for a second person")
        page = self.client.get(f"{self.url}1/")
        self.assertContains(page, "Order 7/26")
        self.assertContains(page, "By order of a court.")
        self.answer("confirm")
        self.assertEqual(standing_of(self.edition).notice, "By order of a court.")
        page = self.client.get(f"{self.url}1/")
        self.assertContains(page, "This edition is withheld.")
        self.send(action="ask", reason="The order was lifted.")
        self.sign_in("Managing editor")
        self.answer("confirm")
        self.assertIsNone(standing_of(self.edition))

    def test_nobody_confirms_their_own(self):
        self.user = self.sign_in("Managing editor")
        self.send(**ASKED)
        response = self.client.get(self.answer("confirm").url)
        self.assertContains(response, "You asked for it yourself")
        self.assertIsNone(standing_of(self.edition))
        self.answer("decline")
        self.assertIsNotNone(EditionWithholding.objects.get().declined_at)

    def test_an_editor_cannot_confirm_by_a_forged_request(self):
        self.send(**ASKED)
        self.sign_in("Editor")
        for action in ("confirm", "decline"):
            self.assertEqual(self.answer(action).status_code, 403)
        self.assertIsNone(standing_of(self.edition))

    def test_what_is_missing_is_said_and_what_was_typed_stays(self):
        response = self.send(action="ask", reason="Order 7/26", notice="")
        self.assertRefused(response, "Tell readers why this edition is not shown.")
        self.assertContains(response, "Order 7/26")
        self.assertFalse(EditionWithholding.objects.exists())

    def test_another_request_than_the_one_looked_at_is_not_answered(self):
        other = make_live_story("Bridge opens", at=timezone.now() - timedelta(days=1))
        publish(other, by=None, change="clarification", notice="The old one.")
        ask_to_withhold(
            other.editions.get(number=1), by=make_user("Editor"), reason="x", notice="y"
        )
        self.sign_in("Managing editor")
        request = str(EditionWithholding.objects.get().pk)
        for number in (request, "0", "x", "9" * 30, "²", ""):
            response = self.send(action="confirm", request=number)
            self.assertContains(self.client.get(response.url), "There is no such request.")
        self.assertIsNone(EditionWithholding.objects.get().confirmed_at)

    def test_an_edition_that_is_not_there_has_no_page(self):
        for number in ("0", "3", "99999999999", "9" * 30):
            self.assertEqual(self.client.get(f"{self.url}{number}/").status_code, 404)

    def test_the_doors(self):
        for group in ("Reporter", "Photo editor", "Reviewer"):
            self.sign_in(group)
            for url in (self.url, f"{self.url}1/"):
                self.assertEqual(self.client.get(url).status_code, 403)
                self.assertEqual(self.client.post(url, ASKED).status_code, 403)

    def test_the_pages_cost_the_same_however_many_editions_there_are(self):
        def cost() -> int:
            with CaptureQueriesContext(connection) as counted:
                self.client.get(self.url)
            return len(counted)

        self.client.get(self.url)
        before = cost()
        for number in range(5):
            publish(self.story, by=None, change="correction", notice=f"Note {number}.")
        self.assertEqual(cost(), before)


class PublishForm(RecordPages):
    def setUp(self):
        super().setUp()
        self.user = self.sign_in("Managing editor")
        self.url = f"/admin/articles/article/{self.story.pk}/publish/"

    def publish(self, **data):
        page = self.client.get(self.url)
        return self.client.post(self.url, {**form_data(page), **data})

    def test_a_notice_may_take_the_place_of_one_that_stands(self):
        page = self.client.get(self.url)
        self.assertContains(page, "“It was Tuesday.”")
        response = self.publish(change="correction", notice="It was Friday.", supersedes="2")
        self.assertEqual(response.status_code, 302)
        edition = self.story.editions.live().get()
        self.assertEqual(edition.correction.supersedes.edition.number, 2)
        self.assertNotContains(self.client.get(self.url), "“It was Tuesday.”")

    def test_beside_it_is_what_happens_otherwise(self):
        self.publish(change="correction", notice="It was Friday.")
        self.assertIsNone(self.story.editions.live().get().correction.supersedes)

    def test_a_forged_choice_is_refused(self):
        for number in ("1", "99", "x", "9" * 30):
            response = self.publish(change="correction", notice="So.", supersedes=number)
            self.assertRefused(response, "Select a valid choice")

    def test_the_text_of_a_retraction_is_hidden_where_that_is_chosen(self):
        response = self.publish(change="retraction", notice="None of it.", hides_text="hide")
        self.assertEqual(response.status_code, 302)
        self.assertTrue(self.story.editions.live().get().correction.hides_text)

    def test_and_stays_otherwise(self):
        self.publish(change="retraction", notice="None of it.")
        self.assertFalse(self.story.editions.live().get().correction.hides_text)

    def test_what_was_chosen_for_another_class_does_not_count(self):
        save_change(self.story, body="<p>News.</p>")
        response = self.publish(change="update", supersedes="2", hides_text="hide", notice="")
        self.assertEqual(response.status_code, 302)
        self.publish(change="clarification", notice="So.", hides_text="hide")
        self.assertFalse(self.story.editions.live().get().correction.hides_text)

    def test_who_may_not_retract_is_not_asked(self):
        self.sign_in("Editor")
        self.assertNotContains(self.client.get(self.url), "Text of the retracted story")

    def test_a_story_without_notices_is_not_asked_what_to_supersede(self):
        other = make_live_story("Bridge opens")
        page = self.client.get(f"/admin/articles/article/{other.pk}/publish/")
        self.assertNotContains(page, "take the place")
