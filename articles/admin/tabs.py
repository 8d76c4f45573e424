"""The parts of a story's form that stand beside the writing: each a tab with a template.

A provider is a function of the request and the story (None while it is new) that gives a Tab, or
None where the user has no business with it. To add one, name it here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string

from articles.models import Article
from newsroom.desk_admin import is_restoring


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its id in the page, its label, the template that shows ``context`` as ``tab``."""

    id: str
    label: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    count: int = 0


Provider = Callable[[HttpRequest, Article | None], Tab | None]

# By name, since each provider's module needs Tab. In the order of the page.
# They hold fields of the form, so that it is whole wherever it is shown.
FORM_PROVIDERS: tuple[str, ...] = (
    "articles.admin.story_tabs.pictures_tab",
    "articles.admin.story_tabs.listings_tab",
)
# They show what concerns the story as it is today.
PROVIDERS: tuple[str, ...] = (
    "articles.admin.notes_tab.notes_tab",
    "articles.admin.comment_requests_tab.comment_requests_tab",
    "articles.admin.story_tabs.corrections_tab",
    "articles.admin.preview_tab.preview_links_tab",
    "articles.admin.narration_tab.narration_tab",
    "articles.admin.progress_tab.progress_tab",
    "articles.admin.story_tabs.history_tab",
)


def tabs_of(request: HttpRequest, article: Article | None) -> list[Tab]:
    """The tabs of a story's form; of an old version that is about to be brought back, its own."""
    names = FORM_PROVIDERS if is_restoring(request) else (*FORM_PROVIDERS, *PROVIDERS)
    providers: list[Provider] = [import_string(name) for name in names]
    return [tab for provide in providers if (tab := provide(request, article))]
