"""Requests for comment on a story's page."""

from datetime import timedelta

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision

from articles.comment_requests import ask, settle
from articles.models import Article, CommentRequest
from tests.articles.admin.desk import DeskTestCase, change_url
from tests.factories import make_story

LIST = reverse("admin:articles_desk_comment_requests")


class RequestsTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story()

    def ask(self, **values):
        data = {"article": self.story.pk, "whom": "the harbour", "how": "phone", **values}
        return self.client.post(LIST, data)

    def list(self) -> dict:
        response = self.client.get(LIST, {"article": self.story.pk})
        self.assertEqual(response.status_code, 200)
        return response.json()

    def do(self, request, what, **values):
        url = reverse("admin:articles_desk_comment_request", args=[request.pk])
        return self.client.post(url, {"do": what, **values})

    def row(self, **values) -> CommentRequest:
        return ask(self.story, **{"by": self.user, "whom": "the harbour", **values})


class Asking(RequestsTestCase):
    @override_settings(SITE_NAME="The Brennik Post")
    def test_a_request_comes_back_with_its_line(self):
        response = self.ask(contact="12 34", deadline="2199-01-01T12:00")
        self.assertEqual(response.status_code, 400, "nobody waits that long")
        response = self.ask(contact="12 34")
        self.assertEqual(response.status_code, 201)
        (told,) = response.json()["requests"]
        self.assertEqual((told["whom"], told["by"]), ("the harbour", "Hanna Voss"))
        line = "The Brennik Post has contacted the harbour for comment."
        self.assertEqual((told["line"], response.json()["line"]), (line, line))

    def test_an_answer_is_noted_and_leaves_no_line(self):
        request = self.row()
        told = self.do(request, "settle", outcome="answered", answer="One.\r\nTwo.").json()
        self.assertEqual(told["requests"][0]["answer"], "One.\nTwo.")
        self.assertEqual((told["requests"][0]["line"], told["line"]), ("", ""))

    def test_it_is_corrected_and_keeps_when_it_was_asked(self):
        request = self.row(asked_at=timezone.now() - timedelta(days=2))
        self.do(request, "amend", whom="the port", how="email")
        stored = CommentRequest.objects.get()
        self.assertEqual((stored.whom, stored.how), ("the port", "email"))
        self.assertEqual(stored.asked_at, request.asked_at)

    def test_one_that_waits_too_long_says_so(self):
        asked_at = timezone.now() - timedelta(hours=3)
        self.row(asked_at=asked_at, deadline=asked_at + timedelta(hours=1))
        self.assertTrue(self.list()["requests"][0]["overdue"])

    def test_what_cannot_be_is_refused_by_field_and_changes_nothing(self):
        request = self.row()
        before = list(CommentRequest.objects.values())
        for field, response in (
            ("whom", self.ask(whom=" ")),
            ("whom", self.ask(whom="x" * 300)),
            ("how", self.ask(how="pigeon")),
            ("asked_at", self.ask(asked_at="yesterday")),
            ("asked_at", self.ask(asked_at="2199-01-01T12:00")),
            ("deadline", self.ask(deadline="2001-01-01T12:00")),
            ("answer", self.do(request, "settle", outcome="answered")),
            ("outcome", self.do(request, "settle", outcome="lost")),
            ("answered_at", self.do(request, "settle", outcome="declined", answered_at="x")),
            ("whom", self.do(request, "amend", whom="")),
            ("", self.do(request, "vanish")),
        ):
            with self.subTest(field):
                self.assertEqual(response.status_code, 400)
                self.assertTrue(response.json()["errors"][field][0].endswith("."))
        self.assertEqual(list(CommentRequest.objects.values()), before)

    def test_it_changes_nothing_of_the_story_and_makes_no_revision(self):
        before = Article.objects.values().get(), Revision.objects.count()
        self.ask()
        self.do(CommentRequest.objects.get(), "settle", outcome="no_answer")
        self.assertEqual((Article.objects.values().get(), Revision.objects.count()), before)

    def test_a_reviewer_reads_and_writes_nothing(self):
        request = self.row()
        self.sign_in("Reviewer")
        self.assertEqual(len(self.list()["requests"]), 1)
        self.assertEqual(self.ask().status_code, 403)
        for what in ("amend", "settle", "delete"):
            response = self.do(request, what, whom="x", how="email", outcome="declined")
            self.assertEqual(response.status_code, 403)
        page = self.client.get(change_url(self.story))
        self.assertContains(page, "the harbour")
        self.assertNotContains(page, "data-desk-requests")

    def test_only_who_asked_and_those_who_publish_delete_it(self):
        request = self.row()
        self.sign_in("Reporter")
        self.assertEqual(self.do(request, "delete").status_code, 403)
        self.sign_in("Managing editor")
        self.assertEqual(self.do(request, "delete").json()["requests"], [])

    def test_what_is_not_there_and_other_methods_are_refused(self):
        self.assertEqual(self.ask(article="999999").status_code, 404)
        self.assertEqual(self.client.get(LIST).status_code, 404)
        self.assertEqual(self.client.put(LIST).status_code, 405)
        request = self.row()
        url = reverse("admin:articles_desk_comment_request", args=[request.pk])
        self.assertEqual(self.client.get(url).status_code, 405)
        request.delete()
        self.assertEqual(self.client.post(url, {"do": "delete"}).status_code, 404)
        self.client.logout()
        self.assertEqual(self.client.get(LIST, {"article": self.story.pk}).status_code, 403)


class OnTheStorysPage(RequestsTestCase):
    def test_it_takes_as_many_queries_however_many_there_are(self):
        self.client.get(change_url(self.story))
        with CaptureQueriesContext(connection) as few:
            self.client.get(change_url(self.story))
        for number in range(8):
            request = self.row(whom=f"Person {number}")
        settle(request, by=self.user, outcome="declined")
        with self.assertNumQueries(len(few)):
            page = self.client.get(change_url(self.story))
        self.assertContains(page, "Requests for comment (7)")
        self.assertContains(page, "Person 3")

    def test_nothing_that_runs_comes_of_a_name(self):
        self.row(whom="<script>alert(1)</script></script><!--")
        for group in ("Editor", "Reviewer"):
            self.sign_in(group)
            self.assertNotContains(self.client.get(change_url(self.story)), "<script>alert")
