"""The public record of one story, at the desk: whether readers see how it changed, and withholding
an edition for legal reasons, which one person asks for and another confirms."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from articles import edition_withholding
from articles.admin.publishing_forms import RefusableForm
from articles.models import Article, Edition, EditionWithholding, PublicHistory
from articles.public_history import choose, is_public
from articles.refusals import PublishingRefused
from articles.state import name_of, read_state, when

FOLLOW, SHOW, HIDE = "follow", "show", "hide"
# Of a story with thousands of editions, the latest.
LENGTH = 100
REQUESTS = 20
Ask = EditionWithholding.Ask


class HistoryForm(RefusableForm):
    history = forms.ChoiceField(
        label=gettext_lazy("Readers see how this story changed"),
        widget=UnfoldAdminRadioSelectWidget(),
        error_messages={"required": gettext_lazy("Choose whether readers see the history.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        follow = _("As the site does: yes") if is_public(None) else _("As the site does: no")
        self.fields["history"].choices = [(FOLLOW, follow), (SHOW, _("Yes")), (HIDE, _("No"))]


class LiftForm(RefusableForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason, for the desk alone"),
        max_length=edition_withholding.LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why, for the newsroom’s own record.")},
        help_text=gettext_lazy("It is kept with the story, with both names. Readers never see it."),
    )


class WithholdForm(LiftForm):
    notice = forms.CharField(
        label=gettext_lazy("Words for readers"),
        max_length=edition_withholding.LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Tell readers why this edition is not shown.")},
        help_text=gettext_lazy(
            "Readers find them in the edition’s place: “This version is withheld by order of a "
            "court.”"
        ),
    )


def urls(model_admin) -> list:
    def door(view):
        guarded = never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(view)))
        return model_admin.admin_site.admin_view(guarded)

    options = {"model_admin": model_admin}
    return [
        path(
            "<int:article_id>/public-record/",
            door(record_view),
            options,
            name="articles_article_public_record",
        ),
        path(
            "<int:article_id>/public-record/<int:number>/",
            door(withhold_view),
            options,
            name="articles_article_withhold",
        ),
    ]


def may_ask(user) -> bool:
    return user.has_perm(edition_withholding.ASK)


def may_confirm(user) -> bool:
    return user.has_perm(edition_withholding.CONFIRM)


def record_url(article: Article) -> str:
    return reverse("admin:articles_article_public_record", args=[article.pk])


def _load(request, model_admin, article_id: int) -> Article:
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    may_see = model_admin.has_view_permission(request, article)
    if not (may_see and (may_ask(request.user) or may_confirm(request.user))):
        raise PermissionDenied
    return article


def record_view(request, article_id, model_admin):
    article = _load(request, model_admin, article_id)
    chosen = PublicHistory.objects.select_related("set_by").filter(article=article).first()
    now = FOLLOW if chosen is None else SHOW if chosen.is_shown else HIDE
    form = HistoryForm(request.POST or None, initial={"history": now})
    if request.method == "POST" and form.is_valid():
        history = form.cleaned_data["history"]
        choose(article, by=request.user, is_shown={SHOW: True, HIDE: False}.get(history))
        said = dict(form.fields["history"].choices)[history]
        sentence = _("Readers see how this story changed: %s") % said
        return _done(request, model_admin, article, sentence, record_url(article))
    state = read_state(article)
    context = {
        "title": _("Public record"),
        "form": form if may_ask(request.user) else None,
        "chosen": chosen and {"who": name_of(chosen.set_by), "at": when(chosen.set_at)},
        "state": state,
        "history_url": state.live.get_absolute_url() + "history/"
        if state.live and is_public(chosen and chosen.is_shown)
        else "",
        "editions": _editions(article, state),
    }
    return _page(request, model_admin, article, "public_record.html", context)


def _editions(article: Article, state) -> list[dict]:
    requests = EditionWithholding.objects.filter(edition__article=article)
    withheld = set(requests.standing().values_list("edition", flat=True))
    waiting = set(requests.waiting().values_list("edition", flat=True))
    editions = article.editions.select_related("correction").defer("document")[:LENGTH]
    return [
        {
            "edition": one,
            "from": when(one.live_from),
            "notice": getattr(getattr(one, "correction", None), "notice", ""),
            "standing": _standing(one, state, withheld, waiting),
            "is_withheld": one.pk in withheld,
            "is_waiting": one.pk in waiting,
            "url": ""
            if one in (state.live, state.scheduled)
            else reverse("admin:articles_article_withhold", args=[article.pk, one.number]),
        }
        for one in editions
    ]


def _standing(edition: Edition, state, withheld: set, waiting: set) -> str:
    if edition == state.scheduled:
        return _("Scheduled")
    if edition == state.live:
        return _("Live")
    if edition.pk in waiting:
        return _("Waits for a second person")
    return _("Withheld") if edition.pk in withheld else ""


def withhold_view(request, article_id, number, model_admin):
    article = _load(request, model_admin, article_id)
    edition = get_object_or_404(article.editions.defer("document"), number=number)
    standing = edition_withholding.standing_of(edition)
    asked = request.POST.get("action") if request.method == "POST" else ""
    kind = LiftForm if standing else WithholdForm
    form = kind(request.POST if asked == "ask" else None)
    if request.method == "POST":
        try:
            if done := _carry_out(request, edition, form, asked, is_lifting=bool(standing)):
                here = reverse("admin:articles_article_withhold", args=[article.pk, number])
                sentence = _("Edition %(number)d: %(what)s") % {"number": number, "what": done}
                return _done(request, model_admin, article, sentence, here)
        except PublishingRefused as refusal:
            if asked == "ask":
                form.add_refusal(refusal)
            else:
                messages.error(request, " ".join(refusal.messages))
                return HttpResponseRedirect(request.path)
    return _withhold_page(request, model_admin, article, edition, form, standing)


def _carry_out(request, edition: Edition, form, asked: str, *, is_lifting: bool) -> str | None:
    """What was asked for, done, as a sentence. None: the form has to be mended."""
    if asked == "ask":
        if not form.is_valid():
            return None
        verb = (
            edition_withholding.ask_to_lift if is_lifting else edition_withholding.ask_to_withhold
        )
        verb(edition, by=request.user, **form.cleaned_data)
        return _("you asked. A second person decides.")
    number = request.POST.get("request", "")
    # The request that was looked at, and no other that came in its place.
    found = edition.withholdings.filter(
        pk=int(number) if number.isascii() and number.isdecimal() else 0
    )
    waiting = found.first()
    if waiting is None:
        raise PublishingRefused(_("There is no such request."))
    if asked == "confirm":
        confirmed = edition_withholding.confirm(waiting, by=request.user)
        if confirmed.ask == Ask.LIFT:
            return _("readers see it again.")
        return _("readers no longer see it, and are told why.")
    if asked == "decline":
        edition_withholding.decline(waiting, by=request.user)
        return _("nothing was changed.")
    raise PublishingRefused(_("Choose what to do with the request."))


def _withhold_page(request, model_admin, article, edition, form, standing) -> TemplateResponse:
    waiting = edition_withholding.waiting_of(edition)
    requests = edition.withholdings.select_related("asked_by", "confirmed_by", "declined_by")
    answered = requests.exclude(pk=waiting.pk) if waiting else requests
    is_seen = Edition.objects.lasting().filter(pk=edition.pk).exists()
    may_send = may_ask(request.user) and waiting is None and not is_seen
    context = {
        "title": _("Withhold edition %d") % edition.number,
        "state": read_state(article),
        "edition": edition,
        "is_seen": is_seen,
        "standing": standing,
        "waiting": waiting,
        "asked_at": when(waiting.asked_at) if waiting else "",
        "is_own": waiting is not None and waiting.asked_by_id == request.user.pk,
        "may_confirm": may_confirm(request.user),
        "form": form if may_send else None,
        "back": {"url": record_url(article), "label": _("Back to the public record")},
        "preview_url": reverse(
            "admin:articles_article_preview_edition", args=[article.pk, edition.number]
        ),
        "requests": [_told(one) for one in answered[:REQUESTS]],
    }
    return _page(request, model_admin, article, "withhold.html", context)


def _told(one: EditionWithholding) -> dict:
    answer = _("Confirmed") if one.confirmed_at else _("Declined")
    return {
        "row": one,
        "asked_by": name_of(one.asked_by),
        "answer": answer,
        "answered_by": name_of(one.confirmed_by or one.declined_by),
        "answered_at": one.confirmed_at or one.declined_at,
    }


def _done(request, model_admin, article, sentence: str, address: str) -> HttpResponseRedirect:
    model_admin.log_change(request, article, sentence)
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


def _page(request, model_admin, article, template: str, context: dict) -> TemplateResponse:
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        f"admin/articles/article/{template}",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": article,
            "form_url": reverse("admin:articles_article_change", args=[article.pk]),
            "subtitle": article.headline,
            **context,
        },
    )
