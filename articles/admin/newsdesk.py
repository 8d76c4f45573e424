"""The parts of the newsdesk, the desk's first page: each a panel with a template.

A provider is a function of the request that gives a Panel, or None where the user has no business
with it. To add one, name it in PROVIDERS; what it asks of the database has to be bounded, whatever
the archive's size, and tests/articles/admin/test_newsdesk.py counts the queries of them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string

MAIN, SIDE = "main", "side"


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the newsdesk: its rows as ``template`` shows them, each as ``row``."""

    id: str
    title: str
    template: str
    rows: Sequence[Any]
    # What stands there instead of rows.
    empty: str
    column: str = MAIN
    # How many there are, where that is known and more than the rows; "300+" where it is cut.
    total: str = ""
    more_url: str = ""
    is_urgent: bool = False

    @property
    def count(self) -> str:
        return self.total or str(len(self.rows) or "")


# By name, since each module of panels needs Panel from here. In the order of the page.
PROVIDERS: tuple[str, ...] = (
    "articles.admin.newsdesk_record.to_confirm",
    "articles.admin.newsdesk_record.to_break",
    "articles.admin.newsdesk_stories.mine",
    "articles.admin.newsdesk_stories.to_review",
    "articles.admin.newsdesk_stories.ready",
    "articles.admin.newsdesk_stories.due",
    "articles.admin.newsdesk_stories.changed",
    "articles.admin.notes_panel.notes_for_me",
    "articles.admin.newsdesk_record.going_live",
    "articles.admin.newsdesk_record.corrections",
    "articles.admin.newsdesk_pictures.rights_running_out",
    "articles.admin.newsdesk_pictures.wordless",
)


def panels_of(request: HttpRequest) -> list[Panel]:
    providers = (import_string(name) for name in PROVIDERS)
    return [panel for provide in providers if (panel := provide(request))]
