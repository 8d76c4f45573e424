"""Publish, schedule, cancel, withdraw: the pages behind the buttons of a story's bar.

Each shows what is about to happen, asks what the verb needs, and calls it. The verbs check the
permission again and decide what can be done; what they refuse is said at the fields.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from articles.admin.checks_box import checks_box
from articles.admin.compare_page import as_asked
from articles.admin.panel import may_publish
from articles.admin.publishing_forms import LATER, NOW, ConfirmForm, EditionForm, WithdrawForm
from articles.assembly import record_of, snapshot_working_copy
from articles.comparing import compare
from articles.embargo import runs
from articles.models import Article, Edition
from articles.notices import standing
from articles.publishing import (
    ChecksBlock,
    PublishingRefused,
    allowed_changes,
    cancel_schedule,
    publish,
    schedule,
    withdraw,
)
from articles.quiet_edits import find_quiet_edits
from articles.revisions import summary_of
from articles.second_look import SecondLook
from articles.snapshot import ArticleSnapshot
from articles.state import StoryState, read_state, when
from articles.suggesting import Suggestion, suggest_change


def urls(model_admin) -> list:
    views = {
        "publish": publish_view,
        "schedule": schedule_view,
        "cancel_schedule": cancel_schedule_view,
        "withdraw": withdraw_view,
    }
    return [
        path(
            f"<int:article_id>/{name.replace('_', '-')}/",
            model_admin.admin_site.admin_view(_guarded(view)),
            {"model_admin": model_admin},
            name=f"articles_article_{name}",
        )
        for name, view in views.items()
    ]


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(view)))


def _load(request, model_admin, article_id: int) -> Article:
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not (may_publish(request.user) and model_admin.has_view_permission(request, article)):
        raise PermissionDenied
    return article


def publish_view(request, article_id, model_admin):
    return _edition_page(request, model_admin, article_id, planned=NOW)


def schedule_view(request, article_id, model_admin):
    return _edition_page(request, model_admin, article_id, planned=LATER)


def _edition_page(request, model_admin, article_id, *, planned: str):
    """One page for both: the address only says which of them is chosen to begin with."""
    article = _load(request, model_admin, article_id)
    state = read_state(article)
    story = snapshot_working_copy(article)
    changed = _what_changed(request, article, story, state)
    form = EditionForm(
        _sent(request),
        initial={"reviewed": story.sha256, "when": planned, "at": _earliest(article)},
        changes=_changes_for(request.user, article),
        has_schedule=state.scheduled is not None,
        unchanged_since=state.live.number if state.live and changed["is_same"] else 0,
        updated=changed["base"].updated if changed["base"] and changed["has_begun"] else None,
        suggestion=changed["suggestion"],
        notices=standing(article) if state.edition else [],
    )
    if request.method == "POST" and form.is_valid():
        edition = _carry_out(request, article, form)
        if edition is not None:
            return _done(request, model_admin, article, _edition_made(edition, state))
    _go_on(form, story, changed)
    offered = dict(form.fields["change"].choices)
    suggested = changed["suggestion"].change
    context = {
        "form": form,
        "suggested": Edition.Change(suggested).label if suggested in offered else "",
        "state": state,
        "story": story,
        "title": _("Publish") if planned == NOW else _("Schedule"),
        "button": _("Publish now"),
        "button_later": _("Schedule"),
        "checks": checks_box(
            article, story, at=_planned(article, form, planned), form_url=_form_url(article)
        ),
        **changed,
    }
    return _page(request, model_admin, article, context)


def _go_on(form: EditionForm, story: ArticleSnapshot, changed: dict) -> None:
    """What a form that was refused shows beside what was typed."""
    if form.has_error("__all__", code="unseen"):
        # What is shown is now the new state; it has been looked at when the form is sent again.
        form.data = {**form.data.dict(), "reviewed": story.sha256}
    if "minor_because" in form.data and not form.second_look and changed["base"]:
        # Refused for another reason: what was asked and answered stays.
        form.second_look = find_quiet_edits(changed["before"], story)


def _sent(request):
    """What was sent, with the kind of change that a button of the second look gave instead."""
    sent = request.POST.copy()
    if instead := sent.pop("instead", None):
        sent["change"] = instead[-1]
    return sent or None


def _planned(article: Article, form: EditionForm, planned: str) -> datetime:
    """When what is looked at would go live, as far as the page can know."""
    now = timezone.now()
    if form.data.get("when", planned) != LATER:
        return now
    asked = form.is_bound and form.cleaned_data.get("at")
    return asked or max(now, article.embargo_until or now)


def _earliest(article: Article):
    """The first whole minute at which a story under embargo may go live."""
    if not runs(article.embargo_until):
        return None
    return (article.embargo_until + timedelta(seconds=59, microseconds=999_999)).replace(
        second=0, microsecond=0
    )


def _changes_for(user, article: Article) -> list[str]:
    may_retract = user.has_perm("articles.retract_article")
    return [
        change
        for change in allowed_changes(article)
        if may_retract or change != Edition.Change.RETRACTION
    ]


@transaction.atomic
def _carry_out(request, article: Article, form: EditionForm) -> Edition | None:
    asked = dict(form.cleaned_data)
    del asked["when"]
    # Held from here on, so that what was looked at is what is frozen.
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if asked.pop("reviewed") != snapshot_working_copy(locked).sha256:
        form.add_error(None, _unseen(locked))
        return None
    try:
        return (schedule if form.is_scheduling else publish)(locked, by=request.user, **asked)
    except ChecksBlock:
        # Each of them is listed above the form, with the way to its place.
        form.add_error(None, _("What holds the story back has to be put right first."))
    except SecondLook as look:
        form.ask_why(look)
    except PublishingRefused as refusal:
        form.add_refusal(refusal)
    return None


def _unseen(article: Article) -> PublishingRefused:
    return PublishingRefused(
        _(
            "The story was changed at %(when)s, after you opened this page. Nothing has been "
            "published. Look at what changed below, then go on."
        )
        % {"when": when(article.modified_at)},
        code="unseen",
    )


def _what_changed(request, article: Article, story: ArticleSnapshot, state: StoryState) -> dict:
    """What readers would see change: against what they see now, or saw or will see last."""
    base = state.live or article.editions.defer("document").first()
    if base is None:
        return {"is_same": False, "base": None, "suggestion": Suggestion()}
    before = record_of(Edition.objects.get(pk=base.pk)).story
    comparison = compare(before, story)
    has_begun = base != state.scheduled
    return {
        "base": base,
        "before": before,
        "has_begun": has_begun,
        "is_same": before.sha256 == story.sha256,
        "summary": summary_of(comparison, story),
        "page": as_asked(request, comparison),
        # Of what nobody has read yet, nothing has to be put right.
        "suggestion": suggest_change(before, story) if has_begun else Suggestion(),
    }


def _edition_made(edition: Edition, before: StoryState) -> str:
    words = {"number": edition.number, "change": edition.get_change_display().lower()}
    if read_state(edition.article).scheduled == edition:
        return _("Edition %(number)d (%(change)s) goes live at %(when)s.") % {
            **words,
            "when": when(edition.live_from),
        }
    return _("Edition %(number)d (%(change)s) is live.") % words


def cancel_schedule_view(request, article_id, model_admin):
    article = _load(request, model_admin, article_id)
    state = read_state(article)
    page = {
        "title": _("Cancel schedule"),
        "button": _("Cancel the schedule"),
        "question": _(
            "Edition %(number)d, scheduled for %(when)s, will not go live. What is live now "
            "stays live."
        )
        % {"number": state.scheduled.number, "when": when(state.scheduled.live_from)}
        if state.scheduled
        else _("Nothing is scheduled for this story."),
    }
    return _verb_page(
        request,
        model_admin,
        article,
        form=ConfirmForm(request.POST if request.method == "POST" else None),
        verb=cancel_schedule,
        done=_("The schedule is cancelled."),
        page=page | {"state": state},
    )


def withdraw_view(request, article_id, model_admin):
    article = _load(request, model_admin, article_id)
    page = {
        "title": _("Withdraw"),
        "button": _("Withdraw the story"),
        "is_last_resort": True,
        "question": _(
            "Readers will no longer find the story: its address answers with your notice. Its "
            "editions are kept, and it can be published again."
        ),
    }
    return _verb_page(
        request,
        model_admin,
        article,
        form=WithdrawForm(request.POST or None),
        verb=withdraw,
        done=_("The story is withdrawn."),
        page=page | {"state": read_state(article)},
    )


def _verb_page(request, model_admin, article, *, form, verb, done, page):
    if request.method == "POST" and form.is_valid():
        try:
            verb(article, by=request.user, **form.cleaned_data)
        except PublishingRefused as refusal:
            form.add_refusal(refusal)
        else:
            return _done(request, model_admin, article, done)
    return _page(request, model_admin, article, page | {"form": form})


def _done(request, model_admin, article, sentence: str) -> HttpResponseRedirect:
    model_admin.log_change(request, article, sentence)
    messages.success(request, sentence)
    return HttpResponseRedirect(_form_url(article))


def _form_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def _page(request, model_admin, article, context) -> TemplateResponse:
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/articles/article/publishing.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": article,
            "form_url": _form_url(article),
            **context,
            "subtitle": article.headline,
        },
    )
