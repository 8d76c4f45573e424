from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.admin.quiet_edits_view import LENGTH
from articles.models import QuietEdit
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase, form_data
from tests.factories import make_story, make_user, save_change

LIST = "/admin/articles/edition/quiet/"
REASON = "The port counts again each hour."


def make_quiet_edit(by, headline: str = "Ferry returns") -> QuietEdit:
    story = make_story(headline, body="<p>The ferry brought 40 sailors to Skerry.</p>")
    publish(story, by=None, change="first")
    save_change(story, body="<p>The ferry brought 41 sailors to Skerry.</p>")
    publish(story, by=by, change="minor", minor_because=REASON)
    return QuietEdit.objects.latest("pk")


class TheSecondLook(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(body="<p>The ferry brought 40 sailors to Skerry.</p>", by=self.user)
        publish(self.story, by=None, change="first")
        save_change(self.story, body="<p>The ferry brought 41 sailors to Skerry.</p>")
        self.url = f"/admin/articles/article/{self.story.pk}/publish/"

    def send(self, page, **changes):
        return self.client.post(self.url, {**form_data(page), **changes})

    def asked(self):
        return self.send(self.client.get(self.url), change="minor")

    def test_the_page_asks_only_when_a_minor_edition_is_sent(self):
        page = self.client.get(self.url)
        self.assertNotContains(page, "minor_because")
        asked = self.asked()
        self.assertContains(asked, "This changes what readers were told")
        self.assertContains(asked, "<del>40 sailors</del>")
        self.assertContains(asked, "<ins>41 sailors</ins>")
        self.assertNotContains(asked, "Say why it is minor")
        self.assertEqual(self.story.editions.count(), 1)

    def test_a_blank_answer_is_refused_at_its_field(self):
        refused = self.send(self.asked(), instead="minor", minor_because="")
        self.assertContains(refused, "Say why it is minor all the same.")
        self.assertContains(refused, "<ins>41 sailors</ins>")

    def test_an_answer_publishes_and_is_listed(self):
        self.send(self.asked(), instead="minor", minor_because=REASON)
        self.assertEqual(self.story.editions.live().get().change, "minor")
        self.assertContains(self.client.get(LIST), REASON)

    def test_it_may_be_an_update_instead(self):
        self.send(self.asked(), instead="update")
        self.assertEqual(self.story.editions.live().get().change, "update")
        self.assertFalse(QuietEdit.objects.exists())

    def test_a_correction_instead_asks_for_its_notice_and_keeps_what_was_typed(self):
        refused = self.send(self.asked(), instead="correction", minor_because="Half a reas")
        self.assertContains(refused, "Tell readers what was changed and why.")
        self.assertContains(refused, "Half a reas")
        self.assertEqual(form_data(refused)["change"], "correction")
        self.send(refused, notice="It was 41 sailors.")
        self.assertEqual(self.story.editions.live().get().change, "correction")
        self.assertFalse(QuietEdit.objects.exists())

    def test_what_was_changed_meanwhile_is_shown_with_what_was_typed(self):
        asked = self.asked()
        save_change(self.story, body="<p>The ferry brought 42 sailors to Skerry.</p>")
        refused = self.send(asked, instead="minor", minor_because=REASON)
        self.assertContains(refused, "after you opened this page")
        self.assertContains(refused, "<ins>42 sailors</ins>")
        self.assertContains(refused, REASON)
        self.send(refused, instead="minor")
        self.assertEqual(QuietEdit.objects.get().findings[0]["after"], "42 sailors")

    def test_a_kind_that_a_button_does_not_give_is_refused(self):
        refused = self.send(self.asked(), instead="retraction", minor_because=REASON)
        self.assertContains(refused, "Select a valid choice")


class TheList(TestCase):
    def sign_in(self, group: str | None):
        user = make_user(group)
        self.client.force_login(user)
        return user

    def test_everybody_who_may_see_editions_reads_it(self):
        make_quiet_edit(make_user("Editor", first_name="Kei", last_name="Aske"))
        for group in ("Reporter", "Photo editor", "Editor", "Managing editor", "Reviewer"):
            with self.subTest(group):
                self.sign_in(group)
                page = self.client.get(LIST)
                for words in ("Ferry returns", "Kei Aske", REASON, "40 sailors", "Edition 2"):
                    self.assertContains(page, words)
        self.sign_in(None)
        self.assertEqual(self.client.get(LIST).status_code, 403)

    def test_who_may_not_open_stories_gets_no_links_to_them(self):
        edition = make_quiet_edit(make_user("Editor")).edition
        user = self.sign_in(None)
        user.user_permissions.add(Permission.objects.get(codename="view_edition"))
        page = self.client.get(LIST)
        self.assertContains(page, "Ferry returns")
        self.assertNotContains(page, f"/admin/articles/article/{edition.article_id}/")

    def test_it_goes_on_by_key_and_its_queries_do_not_grow(self):
        editor = make_user("Editor")
        first = make_quiet_edit(editor, "The first of them")
        self.sign_in("Reviewer")
        self.client.get(LIST)
        with CaptureQueriesContext(connection) as few:
            self.client.get(LIST)
        for number in range(LENGTH):
            make_quiet_edit(editor, f"Ferry {number}")
        with CaptureQueriesContext(connection) as many:
            page = self.client.get(LIST)
        self.assertEqual(len(few), len(many))
        self.assertNotContains(page, "The first of them")
        older = self.client.get(LIST, {"before": page.context["older"]})
        self.assertContains(older, "The first of them")
        self.assertEqual([row.number for row in older.context["rows"]], [first.edition.number])

    def test_a_cursor_of_nobody_is_no_page(self):
        self.sign_in("Reviewer")
        self.assertEqual(self.client.get(LIST, {"before": "x"}).status_code, 404)

    def test_it_cannot_be_sent_to(self):
        self.sign_in("Managing editor")
        self.assertEqual(self.client.post(LIST).status_code, 405)
