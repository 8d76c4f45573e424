"""A story as readers would see it: working copy, old revision or edition. For staff only."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from reversion.models import Revision

from articles.assembly import MissingStory, record_of, snapshot_revision, snapshot_working_copy
from articles.models import Article, Clip, Edition, Image
from articles.preview import preview_context, preview_record
from articles.record import EditionRecord
from articles.snapshot import UnreadableSnapshot
from articles.withholding import media_of, why_withheld
from newsroom.public import render_public


def urls(model_admin) -> list:
    def view(function):
        return model_admin.admin_site.admin_view(never_cache(require_safe(function)))

    options = {"model_admin": model_admin}
    return [
        path(
            "<int:article_id>/preview/",
            view(preview_view),
            options,
            name="articles_article_preview",
        ),
        path(
            "<int:article_id>/preview/revision/<int:revision_id>/",
            view(preview_revision_view),
            options,
            name="articles_article_preview_revision",
        ),
        path(
            "<int:article_id>/preview/edition/<int:number>/",
            view(preview_edition_view),
            options,
            name="articles_article_preview_edition",
        ),
    ]


def _load(request, model_admin, article_id: int) -> Article:
    article = get_object_or_404(Article.objects.select_related("section"), pk=article_id)
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    return article


def preview_view(request, article_id, model_admin):
    article = _load(request, model_admin, article_id)
    record = preview_record(article, snapshot_working_copy(article))
    return _shown(article, record, _("Preview: the working copy, as it was last saved."))


def preview_revision_view(request, article_id, revision_id, model_admin):
    article = _load(request, model_admin, article_id)
    revision = get_object_or_404(Revision, pk=revision_id)
    try:
        story = snapshot_revision(revision, article.pk)
    except MissingStory:
        raise Http404 from None
    words = _("Preview: the revision of %(time)s.") % {"time": _clock(revision.date_created)}
    return _shown(article, preview_record(article, story), words)


def preview_edition_view(request, article_id, number, model_admin):
    article = _load(request, model_admin, article_id)
    edition = get_object_or_404(Edition, article=article, number=number)
    try:
        record = record_of(edition)
    except UnreadableSnapshot as error:
        return render_public("503.html", status=503, sections_html="", reason=str(error))
    words = _("Edition %(number)d, live from %(time)s.") % {
        "number": number,
        "time": _clock(edition.live_from),
    }
    return _shown(article, record, words)


def _clock(moment) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def _not_shown(record: EditionRecord) -> str:
    """Which pictures and clips of a record readers do not see any more, or not yet, and why."""
    now, shown = timezone.now(), media_of(record.story)
    withheld = [
        *Image.objects.filter(pk__in=shown.images).withheld(now),
        *(Clip.objects.filter(pk__in=shown.clips).withheld(now) if shown.clips else ()),
    ]
    told = [f"“{thing}” ({why_withheld(thing, now)})" for thing in withheld]
    return _("Not shown: %s.") % ", ".join(told) if told else ""


def _shown(article: Article, record: EditionRecord, words: str) -> HttpResponse:
    response = render_public(
        "articles/preview.html",
        words=" ".join(filter(None, (words, _not_shown(record)))),
        desk_url=reverse("admin:articles_article_change", args=[article.pk]),
        **preview_context(record),
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response
