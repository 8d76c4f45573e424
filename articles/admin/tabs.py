"""The parts of a story's form that stand beside the writing: each a tab with a template.

A provider is a function of the request and the story (None while it is new) that gives a Tab, or
None where the user has no business with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from articles.models import Article


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its id in the page, its label, the template that shows ``context`` as ``tab``."""

    id: str
    label: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    count: int = 0


# Each provider's module needs Tab from here.
from articles.admin.progress_tab import progress_tab  # noqa: E402

PROVIDERS: tuple[Callable[[HttpRequest, Article | None], Tab | None], ...] = (progress_tab,)


def tabs_of(request: HttpRequest, article: Article | None) -> list[Tab]:
    return [tab for provide in PROVIDERS if (tab := provide(request, article))]
