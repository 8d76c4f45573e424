"""The list and the form of stories: the writing desk."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminErrorList
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from articles import presentation
from articles.admin import (
    board_views,
    changes_view,
    comment_requests_api,
    compare_view,
    desk_api,
    draft_api,
    embargo_views,
    front_views,
    history_file_view,
    history_view,
    link_api,
    narration_views,
    notes_api,
    palette,
    preview_api,
    preview_views,
    progress_views,
    publishing_views,
    record_views,
    restore_view,
    save_answer,
    who_wrote_view,
)
from articles.admin.article_form import FIELDS, ArticleForm, Before, read_before
from articles.admin.checks_box import checks_of_form, checks_of_read
from articles.admin.merge_save import choices_in, merge_into
from articles.admin.panel import may_publish, publishing_panel
from articles.admin.progress import move_next, shown_state, shown_work, tell_if_fallen_back
from articles.admin.state_filter import StateFilter
from articles.admin.story_rows import BylineInline, PictureInline, own_byline
from articles.admin.tabs import tabs_of
from articles.admin.tags_field import set_tags
from articles.admin.work_filter import WorkFilter
from articles.assembly import read_rows, snapshot_working_copy
from articles.drafts import forget_draft
from articles.embargo import keep_running, last_held
from articles.models import Article, RevisionMeta
from articles.preview import preview_record
from articles.restoring import drop_dangling
from articles.revisions import record_save
from articles.state import state_of_listed, when
from newsroom.desk_admin import DeskAdmin, is_restoring, set_note

WRITING = ("headline", "standfirst", "body")
# What the story is called elsewhere: a group of fields and its class for each place.
LISTINGS = (
    (gettext_lazy("Front page and lists"), ("headline_front",), "desk-listing-front"),
    (gettext_lazy("Search results"), ("headline_search", "description"), "desk-listing-search"),
    (gettext_lazy("Shared on social networks"), ("headline_social",), "desk-listing-social"),
)
ABOUT = ("section", "kind", "tags")
ADDRESS = ("embargo_until", "slug", "language")

# Whose addresses need no more than the site, and whose ask the admin of stories who may do what.
OF_SITE = (desk_api, link_api, palette)
OF_STORIES = (
    draft_api,
    notes_api,
    comment_requests_api,
    publishing_views,
    progress_views,
    embargo_views,
    record_views,
    narration_views,
    board_views,
    front_views,
    preview_views,
    preview_api,
    changes_view,
    history_view,
    history_file_view,
    compare_view,
    restore_view,
    who_wrote_view,
)


@admin.register(Article)
class ArticleAdmin(DeskAdmin):
    form = ArticleForm
    inlines = (BylineInline, PictureInline)
    list_display = (
        "headline_and_standfirst",
        "state",
        "work",
        "section_and_kind",
        "byline",
        "last_saved",
    )
    list_filter = (
        StateFilter,
        WorkFilter,
        ("section", RelatedDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("bylines__author", AutocompleteSelectFilter),
    )
    list_filter_submit = True
    search_fields = ("headline", "standfirst")
    search_help_text = gettext_lazy("Headline, standfirst or number")
    ordering = ("-modified_at", "-pk")
    # desk.js asks instead.
    warn_unsaved_form = False
    change_form_template = "admin/articles/article/change_form.html"
    recover_form_template = "reversion/articles/article/recover_form.html"

    def get_urls(self):
        own = [url for views in OF_SITE for url in views.urls(self.admin_site)]
        own += [url for views in OF_STORIES for url in views.urls(self)]
        return [*own, *super().get_urls()]

    # The list.

    def get_queryset(self, request):
        queryset = super().get_queryset(request).select_related("section")
        if request.resolver_match and request.resolver_match.url_name.endswith("_changelist"):
            queryset = (
                queryset.defer("body")
                .with_editions()
                .prefetch_related("bylines__author")
                .annotate(saved_by=_who_saved_last())
            )
        return queryset

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        number = search_term.strip()
        if number.isdecimal() and len(number) < 19:
            found |= queryset.filter(pk=int(number))
        return found, may_repeat

    @display(description=gettext_lazy("Headline"), ordering="headline", header=True)
    def headline_and_standfirst(self, article):
        # The style sheet cuts it to a line; no list carries an essay.
        return [article.headline, Truncator(article.standfirst).chars(240)]

    @display(description=gettext_lazy("State"))
    def state(self, article):
        return shown_state(state_of_listed(article))

    @display(description=gettext_lazy("Assigned"), ordering="progress__due_at")
    def work(self, article):
        return shown_work(state_of_listed(article))

    @display(description=gettext_lazy("Byline"))
    def byline(self, article):
        return ", ".join(str(byline.author) for byline in article.bylines.all()) or "—"

    @display(description=gettext_lazy("Section"), ordering="section", header=True)
    def section_and_kind(self, article):
        plain = article.kind == Article.Kind.NEWS
        return [article.section or "—", "" if plain else article.get_kind_display()]

    @display(description=gettext_lazy("Last saved"), ordering="modified_at", header=True)
    def last_saved(self, article):
        return [when(article.modified_at), article.saved_by or ""]

    # The form.

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            shown = {"body": "body_shown", "tags": "tags_shown"}
            writing, about = (
                tuple(shown.get(name, name) for name in names) for names in (WRITING, ABOUT)
            )
            after = ()
        else:
            writing, about, after = WRITING, ABOUT, ("note",)
        return (
            (None, {"fields": writing, "classes": ["desk-writing"]}),
            (_("About the story"), {"fields": about, "classes": ["desk-side"]}),
            (_("Time and address"), {"fields": (*ADDRESS, *after), "classes": ["desk-when"]}),
            *(
                (name, {"fields": fields, "classes": ["desk-listing", place]})
                for name, fields, place in LISTINGS
            ),
        )

    def get_readonly_fields(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return ("body_shown", "tags_shown")
        return ()

    @display(description=gettext_lazy("Body"))
    def body_shown(self, article):
        """The text with its pictures, posts and clips, by the templates of the public page."""
        story = snapshot_working_copy(article)
        parts = presentation.blocks(preview_record(article, story))
        return render_to_string(
            "admin/articles/article/includes/_body.html", {"story": story, "parts": parts}
        )

    @display(description=gettext_lazy("Tags"))
    def tags_shown(self, article):
        return ", ".join(tag.name for tag in article.tags.all()) or "—"

    def get_object(self, request, object_id, from_field=None):
        article = super().get_object(request, object_id, from_field)
        if article is None:
            return None
        if not (request.method == "POST" or is_restoring(request)):
            if request.resolver_match.url_name.endswith("_change"):
                read_rows(article)
            return article
        if not transaction.get_connection().in_atomic_block:
            return article
        # The row is held until the save is through: of two saves at once the second waits here
        # and then finds the first one's token.
        article = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
        if article is None:
            return None
        if is_restoring(request):
            for sentence in drop_dangling(article.pk):
                messages.warning(request, sentence)
            article.refresh_from_db()
            self._keep_embargo(request, article)
        else:
            request.story_before = read_before(article)
            request.held_embargo = article.embargo_until
        return article

    def _keep_embargo(self, request, article):
        before = _before(request)
        held = before.values["embargo_until"] if before else last_held(article.pk)
        request.held_embargo = held
        if sentence := keep_running(article, held):
            messages.warning(request, sentence)
            article.embargo_until = held

    def revision_view(self, request, object_id, version_id, extra_context=None):
        """Where other rows are looked at and brought back: a story's revisions are compared."""
        version = self._own_version(version_id)
        meta = RevisionMeta.objects.filter(revision=version.revision_id).first()
        article = self.get_object(request, version.object_id)
        if meta is None or article is None:
            raise Http404
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return HttpResponseRedirect(self._url("compare", article.pk, f"r{meta.number}", "now"))

    def add_view(self, request, form_url="", extra_context=None):
        response = super().add_view(request, form_url, extra_context)
        return save_answer.answer(request, response)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        # Outside of all that saves: the revision that the answer tells of is written by then.
        response = super().change_view(request, object_id, form_url, extra_context)
        return save_answer.answer(request, response)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        form.before = _before(request)
        form.is_restoring = is_restoring(request)
        form.held_embargo = getattr(request, "held_embargo", None)
        return form

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, BylineInline) and not obj.pk:
            kwargs["initial"] = own_byline(request)
        return kwargs

    def _create_formsets(self, request, obj, change):
        formsets, inlines = super()._create_formsets(request, obj, change)
        request.story_formsets = formsets
        return formsets, inlines

    def save_form(self, request, form, change):
        article = super().save_form(request, form, change)
        formsets = request.story_formsets
        if form.base and all(formset.is_valid() for formset in formsets):
            # What has to be decided first makes the rows refuse, and so the save.
            merge_into(form, formsets, choices_in(request.POST))
        return article

    def save_model(self, request, obj, form, change):
        # A story that exists is saved together with its rows, if anything of it changed.
        if not change:
            obj.save()

    def save_related(self, request, form, formsets, change):
        article, before = form.instance, _before(request)
        request.is_merged = form.is_merged
        form.changed_data = [name for name in form.changed_data if name in (*FIELDS, "tags")]
        if before and not form.has_changed_from(before, formsets):
            request.nothing_changed = True
            forget_draft(form.cleaned_data["draft"], by=request.user)
            if is_restoring(request):
                Article.objects.filter(pk=article.pk).update(**before.stamps)
            return
        if change:
            article.save()
        for formset in formsets:
            self.save_formset(request, form, formset, change)
        set_tags(article, form.cleaned_data["tags"])
        self._record(request, form, before)
        request.story_note = form.cleaned_data["note"]
        forget_draft(form.cleaned_data["draft"], by=request.user)

    def _record(self, request, form, before):
        source, said_first = RevisionMeta.Source.DESK, ""
        if is_restoring(request):
            source = RevisionMeta.Source.RESTORE
        elif form.is_merged:
            source, said_first = RevisionMeta.Source.MERGE, form.merged_with()
            messages.info(request, said_first)
        record_save(
            form.instance,
            before=before and before.snapshot,
            source=source,
            said_first=said_first,
        )
        tell_if_fallen_back(request, form.instance)

    def log_addition(self, request, obj, message):
        entry = super().log_addition(request, obj, message)
        set_note(getattr(request, "story_note", ""))
        return entry

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        set_note(getattr(request, "story_note", ""))
        return entry

    def response_add(self, request, obj, post_url_continue=None):
        if publish_next := self._publish_next(request, obj):
            return publish_next
        save_answer.prepare(request, obj, is_elsewhere=True)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if publish_next := self._publish_next(request, obj):
            return publish_next
        if moved := move_next(request, obj):
            return moved
        save_answer.prepare(request, obj, is_elsewhere=request.is_merged)
        return super().response_change(request, obj)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        typed = request.method == "POST" and "headline" in request.POST
        if not typed or is_restoring(request) or not self.has_add_permission(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        request.held_embargo = last_held(object_id)
        # Somebody deleted the story while this was typed: nothing of it may be lost. Its rows
        # name the story that they belonged to, and belong to a new one now.
        sent = request.POST.items()
        request.POST = request.POST.copy()
        for name, _value in sent:
            if name.endswith("-article"):
                del request.POST[name]
        response = self.changeform_view(request, None, self._url("add"))
        messages.warning(
            request,
            _("The story had been deleted while you wrote. What you typed is a new story now.")
            if response.status_code == 302
            else _("The story was deleted while you wrote. You can save this as a new story."),
        )
        return response

    def _publish_next(self, request, article):
        asked = "_save_publish" in request.POST and may_publish(request.user)
        if not asked or is_restoring(request):
            return None
        return HttpResponseRedirect(self._url("publish", article.pk))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if save_answer.is_awaited(request):
            return save_answer.refused(form, context["inline_admin_formsets"])
        if obj and not is_restoring(request):
            can_save = self.has_change_permission(request, obj)
            context["panel"] = panel = publishing_panel(request, obj, can_save=can_save)
            context["said"] = save_answer.saved_words(obj)
            context["show_delete"] = panel.state.edition is None
            context["may_delete"] = panel.state.edition is None and self.has_delete_permission(
                request, obj
            )
            if can_save:
                context["checks"] = checks_of_form(obj.pk) if form.is_bound else checks_of_read(obj)
        if obj and form.is_bound and form.is_refused_as_stale:
            context |= self._stale_context(form, context["inline_admin_formsets"])
        elif obj and form.is_bound and form.questions:
            context |= {
                "stale_sentence": form.who_saved(),
                "stale_token": form.before.token,
                "questions": form.questions,
            }
        context["may_publish"] = may_publish(request.user)
        context["may_save"] = self._may_save(request, obj, context["inline_admin_formsets"])
        context["tabs"] = tabs_of(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _may_save(self, request, obj, inlines) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj) or any(
            inline.has_change_permission for inline in inlines
        )

    def _stale_context(self, form, inlines) -> dict:
        """What the refusal of an outdated page says; it stands in its own box, above the form."""
        formsets = [inline.formset for inline in inlines]
        (sentence,) = form.errors.pop(NON_FIELD_ERRORS)
        return {
            "stale_sentence": sentence,
            "stale_token": form.before.token,
            "stale_differences": form.stale_differences(formsets),
            "errors": AdminErrorList(form, formsets),
        }

    # History and deleting.

    def history_page(self, request, obj, extra_context=None):
        return history_view.history_page(request, self, obj)

    def why_kept(self, obj):
        edition = obj.editions.defer("document").first()
        if edition is None:
            return []
        return [
            _(
                "“%(headline)s” has been published or scheduled (edition %(number)d). Its editions "
                "are the record of what readers saw, so it cannot be deleted. Withdraw it instead."
            )
            % {"headline": obj.headline, "number": edition.number}
        ]


def _before(request) -> Before | None:
    return getattr(request, "story_before", None)


def _who_saved_last():
    """The name of the last revision's user, as a column."""
    name = Trim(Concat("revision__user__first_name", Value(" "), "revision__user__last_name"))
    metas = RevisionMeta.objects.filter(article_id=OuterRef("pk")).order_by("-revision_id")
    named = metas.annotate(who=Coalesce(NullIf(name, Value("")), "revision__user__username"))
    return Subquery(named.values("who")[:1])
