"""The desk's first page: what is about to go live, what waits, what was saved last."""

from articles.models import Article, Edition
from articles.standing import changed_stories
from articles.state import state_of_listed

LENGTH = 8
# Older unpublished changes are found by the list's filter. These are as many as a busy desk saves
# in some days, however large the archive is.
SAVED_LAST = 500


def index_context(request, context: dict) -> dict:
    if not request.user.has_perm("articles.view_article"):
        return context
    stories = Article.objects.defer("body").select_related("section").with_editions()
    saved_last = list(Article.objects.values_list("pk", flat=True)[:SAVED_LAST])
    recent = stories.filter(pk__in=changed_stories().filter(pk__in=saved_last))
    scheduled = Edition.objects.scheduled().defer("document").select_related("section")
    context["desk"] = {
        "may_write": request.user.has_perm("articles.add_article"),
        "scheduled": scheduled.order_by("live_from")[:LENGTH],
        "changed": _listed(recent[:LENGTH]),
        "recent": _listed(stories[:LENGTH]),
    }
    return context


def _listed(stories) -> list[tuple]:
    return [(story, state_of_listed(story)) for story in stories]
