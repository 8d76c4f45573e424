from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.utils import timezone
from reversion.models import Version

from articles.embargo import ask_to_break_embargo
from articles.models import Article, EmbargoBreak
from tests.articles.admin.desk import DeskTestCase, change_url, form_data, restore
from tests.factories import make_story, make_user, save_change

IN_A_DAY = timedelta(days=1)
NO_EMBARGO = {"embargo_until_0": "", "embargo_until_1": ""}


def as_typed(until) -> dict:
    local = timezone.localtime(until)
    return {
        "embargo_until_0": local.strftime("%d/%m/%Y"),
        "embargo_until_1": local.strftime("%H:%M:%S"),
    }


class EmbargoDeskTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.until = (timezone.now() + IN_A_DAY).replace(microsecond=0)
        self.story = make_story(embargo_until=self.until, by=self.user)
        self.url = f"/admin/articles/article/{self.story.pk}/break-embargo/"

    def assertHolds(self):  # noqa: N802
        self.assertEqual(Article.objects.get().embargo_until, self.until)


class TheForm(EmbargoDeskTestCase):
    def test_nobody_ends_a_running_embargo_by_hand(self):
        for group in ("Reporter", "Editor", "Managing editor"):
            self.sign_in(group)
            for typed in (NO_EMBARGO, as_typed(self.until - timedelta(hours=1))):
                with self.subTest(group, typed=typed):
                    response = self.save(self.story, headline="Typed", **typed)
                    self.assertRefused(response, "takes a reason and a second person")
                    self.assertContains(response, f'href="{self.url}"')
                    self.assertEqual(form_data(response)["headline"], "Typed")
        self.assertHolds()

    def test_it_may_be_set_later_and_kept(self):
        self.assertSaved(self.save(self.story, headline="Another"))
        self.assertSaved(self.save(self.story, **as_typed(self.until + IN_A_DAY)))
        self.assertEqual(Article.objects.get().embargo_until, self.until + IN_A_DAY)

    def test_an_embargo_that_is_over_is_cleared(self):
        over = make_story(embargo_until=timezone.now() - IN_A_DAY)
        self.assertSaved(self.save(over, headline="Another", **NO_EMBARGO))
        self.assertIsNone(Article.objects.get(pk=over.pk).embargo_until)

    def test_merging_takes_what_is_stored_and_does_not_cut_it_short(self):
        opened = self.open(self.story)
        longer = self.until + IN_A_DAY
        save_change(self.story, embargo_until=longer)
        self.assertSaved(self.save(self.story, opened, headline="Typed"))
        self.assertEqual(Article.objects.get().embargo_until, longer)
        opened = self.open(self.story)
        save_change(self.story, standfirst="Theirs")
        response = self.save(self.story, opened, **NO_EMBARGO)
        self.assertRefused(response, "takes a reason and a second person")
        self.assertEqual(Article.objects.get().embargo_until, longer)

    def test_saving_over_somebody_elses_save_does_not_cut_it_short(self):
        opened = self.open(self.story)
        longer = self.until + IN_A_DAY
        save_change(self.story, embargo_until=longer)
        token = str(Article.objects.get().edit_token)
        response = self.save(self.story, opened, headline="Mine", save_over=token)
        self.assertRefused(response, "takes a reason and a second person")
        self.assertEqual(Article.objects.get().embargo_until, longer)


class OldVersions(EmbargoDeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story("Before the embargo", by=self.user)
        self.old = Version.objects.get_for_object(self.story).first()
        save_change(self.story, headline="Under embargo", embargo_until=self.until)
        Article.objects.exclude(pk=self.story.pk).delete()

    def test_restoring_what_was_before_it_leaves_it_running(self):
        self.assertSaved(restore(self.client, self.story, 1))
        self.assertEqual(Article.objects.get().headline, "Before the embargo")
        self.assertHolds()

    def test_deleting_and_bringing_back_an_older_version_does_not_end_it(self):
        self.story.delete()
        url = f"/admin/articles/article/recover/{self.old.pk}/"
        page = self.client.get(url)
        self.assertContains(page, "an old version does not end it")
        refused = self.client.post(url, form_data(page) | NO_EMBARGO)
        self.assertRefused(refused, "takes a reason and a second person")
        self.assertSaved(self.client.post(url, form_data(page)))
        self.assertHolds()

    def test_what_is_typed_over_a_deleted_story_keeps_its_embargo(self):
        opened, url = self.open(self.story), change_url(self.story)
        self.story.delete()
        response = self.client.post(url, opened | NO_EMBARGO)
        self.assertRefused(response, "takes a reason and a second person")
        self.assertFalse(Article.objects.exists())


class ThePage(EmbargoDeskTestCase):
    def send(self, **data):
        return self.client.post(self.url, data, follow=True)

    def test_one_asks_and_another_approves(self):
        self.assertContains(self.client.get(change_url(self.story)), "Break embargo…")
        self.assertContains(self.send(action="ask", reason="It is out."), "A second person decides")
        page = self.client.get(self.url)
        self.assertContains(page, "Somebody else who may approve it")
        self.assertNotContains(page, 'value="approve"')
        request = EmbargoBreak.objects.get()
        refused = self.send(action="approve", request=request.pk)
        self.assertEqual(refused.status_code, 403)
        self.assertHolds()

        chief = self.sign_in("Managing editor", first_name="Per", last_name="Holm")
        self.assertContains(self.client.get(change_url(self.story)), "asked for…")
        self.assertContains(self.client.get(self.url), "Hanna Voss asked at")
        response = self.send(action="approve", request=request.pk)
        self.assertContains(response, "The embargo is broken.")
        self.assertIsNone(Article.objects.get().embargo_until)
        self.assertEqual(LogEntry.objects.latest("pk").user, chief)
        record = self.client.get(self.url)
        for words in ("under no embargo", "Earlier requests", "It is out.", "Approved", "Per Holm"):
            self.assertContains(record, words)

    def test_a_managing_editor_does_not_approve_their_own(self):
        chief = self.sign_in("Managing editor")
        request = ask_to_break_embargo(self.story, by=chief, reason="Because.")
        self.assertNotContains(self.client.get(self.url), 'value="approve"')
        response = self.send(action="approve", request=request.pk)
        self.assertContains(response, "somebody else has to approve it")
        self.assertHolds()

    def test_a_reason_is_asked_for_and_kept_while_it_is_refused(self):
        self.assertRefused(self.client.post(self.url, {"action": "ask"}), "Say why the embargo")
        ask_to_break_embargo(self.story, by=self.user, reason="First.")
        answer = self.client.post(self.url, {"action": "ask", "reason": "Mine."})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(EmbargoBreak.objects.count(), 1)

    def test_it_is_declined_or_taken_back_and_what_is_no_answer_is_refused(self):
        request = ask_to_break_embargo(self.story, by=self.user, reason="Because.")
        for data in (
            {"action": "approve"},
            {"action": "approve", "request": "x"},
            {"action": "approve", "request": 10**30},
            {"action": "approve", "request": request.pk + 1},
            {"action": "?", "request": request.pk},
            {},
        ):
            response = self.send(**data)
            self.assertEqual(response.status_code, 200)
        self.assertHolds()
        self.assertContains(self.send(action="decline", request=request.pk), "The embargo stays.")
        self.assertContains(self.client.get(self.url), "Declined")

    def test_whoever_may_not_publish_is_shut_out(self):
        request = ask_to_break_embargo(self.story, by=make_user("Editor"), reason="Because.")
        for group in ("Reporter", "Photo editor", "Reviewer", None):
            self.sign_in(group)
            if group:
                page = self.client.get(change_url(self.story))
                self.assertNotContains(page, "embargo asked for")
            for data in (
                {"action": "ask", "reason": "x"},
                {"action": "approve", "request": request.pk},
            ):
                with self.subTest(group=group):
                    self.assertEqual(self.client.get(self.url).status_code, 403)
                    self.assertEqual(self.client.post(self.url, data).status_code, 403)
        self.assertEqual(self.client.put(self.url).status_code, 405)
        self.assertHolds()

    def test_a_missing_story_is_not_found(self):
        url = "/admin/articles/article/98765/break-embargo/"
        self.assertEqual(self.client.get(url).status_code, 404)

    def test_the_page_asks_a_fixed_number_of_queries(self):
        def visit():
            return self.client.get(self.url)

        ask_to_break_embargo(self.story, by=make_user("Editor"), reason="Because.")
        visit()
        with self.assertNumQueries(9):
            visit()
        for number in range(5):
            EmbargoBreak.objects.create(
                article=self.story,
                embargo_until=self.until,
                asked_by=make_user("Editor"),
                reason=f"Reason {number}",
                declined_by=make_user("Managing editor"),
                declined_at=timezone.now(),
            )
        with self.assertNumQueries(9):
            visit()
