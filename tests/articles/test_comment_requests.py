"""Requests for comment: the verbs, the line for readers, and what the text says too long."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from articles.comment_requests import (
    Outcome,
    RequestRefused,
    amend,
    ask,
    delete_request,
    line_for,
    outdated_lines,
    settle,
)
from articles.models import CommentRequest
from articles.permissions import GROUPS
from tests.factories import make_story, make_user

WRITERS = ("Reporter", "Photo editor", "Editor", "Managing editor")
PUBLISHERS = ("Editor", "Managing editor")
PAPER = "The Sarnhaven Courier"


def asked(whom: str, outcome: str = Outcome.WAITING) -> CommentRequest:
    return CommentRequest(whom=whom, outcome=outcome)


class WhoMayDoWhat(TestCase):
    def verbs(self):
        story, other = make_story(), make_user("Reporter")

        def fresh():
            return ask(story, by=other, whom="the harbour")

        yield "ask", lambda by: ask(story, by=by, whom="the harbour"), WRITERS
        yield "amend", lambda by: amend(fresh(), by=by, whom="the port"), WRITERS
        yield "settle", lambda by: settle(fresh(), by=by, outcome="declined"), WRITERS
        yield "delete another's", lambda by: delete_request(fresh(), by=by), PUBLISHERS

    def test_every_group_does_exactly_what_is_its_to_do(self):
        for name, do, allowed in self.verbs():
            for group in (*GROUPS, None):
                with self.subTest(verb=name, group=group):
                    if group in allowed:
                        do(make_user(group))
                    else:
                        with self.assertRaises(PermissionDenied):
                            do(make_user(group))

    def test_who_asked_may_delete_it(self):
        reporter = make_user("Reporter")
        delete_request(ask(make_story(), by=reporter, whom="the harbour"), by=reporter)
        self.assertFalse(CommentRequest.objects.exists())


class AskingAndSettling(TestCase):
    def setUp(self):
        self.story = make_story()
        self.user = make_user("Reporter")

    def test_what_was_asked_is_kept(self):
        now = timezone.now()
        request = ask(
            self.story,
            by=self.user,
            whom="  the  harbour authority. ",
            how="phone",
            contact="12 34",
            deadline=now + timedelta(hours=2),
        )
        request.refresh_from_db()
        self.assertEqual(request.whom, "the harbour authority")
        self.assertEqual((request.asked_by, request.outcome), (self.user, "waiting"))
        self.assertGreaterEqual(request.asked_at, now)

    def test_it_waits_until_something_came_of_it(self):
        request = ask(self.story, by=self.user, whom="the harbour")
        other = ask(self.story, by=self.user, whom="the port")
        ask(make_story(), by=self.user, whom="somebody else")
        settle(request, by=self.user, outcome="answered", answer="No.\0 ")
        self.assertEqual(list(self.story.comment_requests.waiting()), [other])
        request.refresh_from_db()
        self.assertEqual(request.answer, "No.")
        self.assertIsNotNone(request.answered_at)
        settle(request, by=self.user, outcome="waiting")
        self.assertIsNone(request.answered_at)
        self.assertEqual(self.story.comment_requests.waiting().count(), 2)

    def test_correcting_an_answer_does_not_change_when_it_came(self):
        request = ask(self.story, by=self.user, whom="the harbour")
        settle(request, by=self.user, outcome="answered", answer="No.")
        first = request.answered_at
        settle(request, by=self.user, outcome="answered", answer="No, and no.")
        self.assertEqual(request.answered_at, first)

    def test_what_makes_no_sense_is_refused_by_field(self):
        hour, now = timedelta(hours=1), timezone.now()
        request = ask(self.story, by=None, whom="the harbour", asked_at=now - hour)
        for field, refused in (
            ("whom", lambda: ask(self.story, by=None, whom=" . ")),
            ("asked_at", lambda: ask(self.story, by=None, whom="x", asked_at=now + hour)),
            ("deadline", lambda: ask(self.story, by=None, whom="x", deadline=now - hour)),
            ("deadline", lambda: amend(request, by=None, deadline=now - 2 * hour)),
            ("outcome", lambda: settle(request, by=None, outcome="vanished")),
            ("answer", lambda: settle(request, by=None, outcome="answered")),
            (
                "answered_at",
                lambda: settle(request, by=None, outcome="declined", at=now - 2 * hour),
            ),
        ):
            with self.subTest(field), self.assertRaises(RequestRefused) as error:
                refused()
            self.assertEqual(list(error.exception.message_dict), [field])

    def test_the_database_holds_the_rules_too(self):
        request = ask(self.story, by=None, whom="the harbour")
        rows = CommentRequest.objects.filter(pk=request.pk)
        for values in ({"whom": ""}, {"outcome": "declined"}, {"answered_at": timezone.now()}):
            with self.assertRaises(IntegrityError), transaction.atomic():
                rows.update(**values)


class TheLine(SimpleTestCase):
    def test_it_says_who_has_been_contacted(self):
        self.assertEqual(
            line_for([asked("Brennik harbour authority")], PAPER),
            "The Sarnhaven Courier has contacted Brennik harbour authority for comment.",
        )

    def test_several_are_joined(self):
        self.assertEqual(
            line_for([asked("the port"), asked("Corrant"), asked("Jo Li")], PAPER),
            "The Sarnhaven Courier has contacted the port, Corrant and Jo Li for comment.",
        )

    def test_each_outcome_has_its_sentence(self):
        requests = [
            asked("the port", "declined"),
            asked("Corrant"),
            asked("the ministry", "no_answer"),
            asked("the mayor", "no_answer"),
            asked("Jo Li", "answered"),
        ]
        self.assertEqual(
            line_for(requests, PAPER),
            "The Sarnhaven Courier has contacted Corrant for comment. "
            "The port declined to comment. "
            "The ministry and the mayor did not respond to requests for comment.",
        )

    def test_one_who_did_not_answer_did_not_respond_to_a_request(self):
        self.assertEqual(
            line_for([asked("Corrant", "no_answer")], PAPER),
            "Corrant did not respond to a request for comment.",
        )

    def test_of_answers_and_of_nobody_there_is_no_line(self):
        self.assertEqual(line_for([asked("Corrant", "answered")], PAPER), "")
        self.assertEqual(line_for([], PAPER), "")


class ALineThatIsOutdated(SimpleTestCase):
    def test_one_that_says_contacted_of_somebody_who_answered_is(self):
        request = asked("the Port of Brennik")
        text = f"One. {line_for([request], PAPER)}\nTwo."
        self.assertEqual(outdated_lines(text, [request]), [], "it is true while it waits")
        for outcome in ("answered", "declined", "no_answer"):
            request.outcome = outcome
            self.assertEqual(outdated_lines(text, [request]), [request])

    def test_it_is_recognised_although_it_was_rewritten(self):
        request = asked("the port", "answered")
        text = "This newspaper has contacted the Port and its owner, Corrant, for comment on that"
        self.assertEqual(outdated_lines(text, [request]), [request])

    def test_of_several_in_one_line_those_who_answered_are_named(self):
        waiting, answered = asked("Corrant"), asked("the port", "answered")
        text = line_for([waiting, asked("the port")], PAPER)
        self.assertEqual(outdated_lines(text, [waiting, answered]), [answered])

    def test_what_only_sounds_like_it_is_not(self):
        request = asked("the port", "answered")
        for text in (
            "The port declined to comment.",
            "The port was open. The Courier has contacted Corrant for comment.",
            "The Courier has contacted the port.",
            "",
        ):
            self.assertEqual(outdated_lines(text, [request]), [], text)
