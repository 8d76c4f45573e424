"""Requests for comment: whom the desk asked, what came of it, and the line readers are given.

Verbs check their actor (``by=None`` is the system: the demo) and raise PermissionDenied or
RequestRefused. The lines are plain sentences for the text, where the desk may rewrite them; what
the text still says of somebody who has answered since, ``outdated_lines`` tells.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, CommentRequest

Outcome = CommentRequest.Outcome
ASKED = ("whom", "how", "contact", "asked_at", "deadline")
FURTHEST = timedelta(days=366)
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+|\n|$)")


class RequestRefused(ValidationError):
    """Why a verb was not carried out, by field where there is one."""


def may_write(user) -> bool:
    return user.has_perm("articles.add_commentrequest")


def may_delete(user, request: CommentRequest) -> bool:
    is_own = request.asked_by_id == user.pk
    return may_write(user) and (is_own or user.has_perm("articles.publish_article"))


def ask(article: Article, *, by, at: datetime | None = None, **values: Any) -> CommentRequest:
    """Note that somebody was asked for comment: ``whom``, ``how``, ``contact``, ``deadline``."""
    _require_writer(by)
    values.setdefault("asked_at", at or timezone.now())
    request = CommentRequest(article=article, asked_by=by, changed_at=at or timezone.now())
    return _save(request, values)


def amend(request: CommentRequest, *, by, **values: Any) -> CommentRequest:
    """Correct whom, how or when somebody was asked."""
    _require_writer(by)
    request.changed_at = timezone.now()
    return _save(request, values)


def _save(request: CommentRequest, values: Mapping[str, Any]) -> CommentRequest:
    for name, value in values.items():
        if name not in ASKED:
            raise TypeError(f"A request is not asked with {name}.")
        setattr(request, name, value)
    request.whom = " ".join(request.whom.split()).rstrip(".")
    if not request.whom:
        raise RequestRefused({"whom": _("Say who was asked.")})
    if request.asked_at > timezone.now() + timedelta(minutes=5):
        raise RequestRefused({"asked_at": _("This time is still to come.")})
    if request.deadline and not (
        request.asked_at <= request.deadline <= request.asked_at + FURTHEST
    ):
        raise RequestRefused({"deadline": _("Choose a time after they were asked.")})
    request.save()
    return request


def settle(
    request: CommentRequest, *, by, outcome: str, answer: str = "", at: datetime | None = None
) -> CommentRequest:
    """Note what came of a request: an answer, a refusal, silence; or that it waits after all."""
    _require_writer(by)
    answer = answer.replace("\0", "").strip()
    if outcome not in Outcome.values:
        raise RequestRefused({"outcome": _("Say what came of it.")})
    if outcome == Outcome.ANSWERED and not answer:
        raise RequestRefused({"answer": _("Write down what they answered.")})
    now = timezone.now()
    if at and not (request.asked_at <= at <= now + timedelta(minutes=5)):
        raise RequestRefused({"answered_at": _("Choose a time after they were asked, until now.")})
    request.outcome, request.answer = outcome, answer
    request.answered_at = None if outcome == Outcome.WAITING else at or request.answered_at or now
    request.changed_at = now
    request.save()
    return request


def delete_request(request: CommentRequest, *, by) -> None:
    if by is not None and not may_delete(by, request):
        raise PermissionDenied
    request.delete()


def _require_writer(by) -> None:
    if by is not None and not may_write(by):
        raise PermissionDenied


def line_for(requests: Iterable[CommentRequest], site_name: str) -> str:
    """What readers can be told of these requests, in as many sentences as there are outcomes.

    Nothing is said of whoever answered: their answer belongs into the text itself.
    """
    by_outcome: dict[str, list[str]] = {}
    for request in requests:
        by_outcome.setdefault(request.outcome, []).append(request.whom)
    sentences = []
    if whom := by_outcome.get(Outcome.WAITING):
        sentences.append(_waiting() % {"site": site_name, "whom": _joined(whom)})
    if whom := by_outcome.get(Outcome.DECLINED):
        sentences.append(_("%s declined to comment.") % _joined(whom))
    if whom := by_outcome.get(Outcome.NO_ANSWER):
        sentence = ngettext(
            "%s did not respond to a request for comment.",
            "%s did not respond to requests for comment.",
            len(whom),
        )
        sentences.append(sentence % _joined(whom))
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)


def _waiting() -> str:
    return _("%(site)s has contacted %(whom)s for comment.")


def _joined(names: list[str]) -> str:
    return get_text_list(list(dict.fromkeys(names)), _("and"))


def outdated_lines(text: str, requests: Iterable[CommentRequest]) -> list[CommentRequest]:
    """Whoever has answered or declined, and of whom the text still says that they were contacted.

    ``text`` is the body's (articles.anchors.text_of). Read generously, since the desk may have
    rewritten the line: a sentence that names them and has the fixed words of ours, in their order.
    """
    said = _said_to_be_contacted(text)
    return [
        request
        for request in requests
        if request.outcome != Outcome.WAITING
        and any(request.whom.casefold() in sentence for sentence in said)
    ]


def _said_to_be_contacted(text: str) -> list[str]:
    words = re.split(r"%\(\w+\)s", _waiting().casefold())
    fixed = [part for part in (word.strip(" .。") for word in words) if part]
    pattern = re.compile(".*".join(map(re.escape, fixed)))
    sentences = (match[0].casefold() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in sentences if pattern.search(sentence)]
