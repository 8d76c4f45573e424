"""What unfold asks for on every page of the desk: its sidebar, its style, its environment."""

from collections.abc import Callable

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def sidebar(request) -> list[dict]:
    """The desk's parts; a user sees those that they may look at."""
    return [
        _group(
            "",
            _item(_("Newsdesk"), "home", "admin:index"),
            _item(_("Stories"), "article", "articles.article") | {"active": _is_among_stories},
            _page(
                _("Front page"), "view_quilt", "admin:articles_article_front", "articles.article"
            ),
            _page(_("Schedule"), "schedule", "admin:articles_article_board", "articles.article"),
            _page(_("Changes"), "difference", "admin:articles_article_changes", "articles.article"),
        ),
        _group(
            _("Library"),
            _item(_("Pictures"), "image", "articles.image"),
            _item(_("Clips"), "movie", "articles.clip"),
            _item(_("Social posts"), "forum", "articles.socialpost"),
        ),
        _group(
            _("Order"),
            _item(_("Sections"), "category", "articles.section"),
            _item(_("Tags"), "sell", "articles.tag"),
            _item(_("Authors"), "badge", "authors.author"),
            _item(_("Pages of the site"), "info", "articles.sitepage"),
            _item(_("Former addresses"), "alt_route", "articles.formeraddress"),
            _item(_("Pronunciations"), "record_voice_over", "articles.pronunciation"),
        ),
        _record(),
        _group(
            _("People"),
            _item(_("Users"), "person", "auth.user"),
            _item(_("Groups"), "group", "auth.group"),
        ),
    ]


def _record() -> dict:
    edition = "articles.edition"
    at_moment, quiet, operations = (
        f"admin:articles_edition_{name}" for name in ("site_at", "quiet", "operations")
    )
    return _group(
        _("Record"),
        _item(_("Editions"), "history_edu", edition) | {"active": _is_among_editions},
        _item(_("Corrections"), "rule", "articles.correction"),
        _page(_("Quiet edits"), "volume_off", quiet, edition),
        _page(_("Site at a moment"), "history", at_moment, edition),
        _page(_("Operations"), "monitor_heart", operations, "articles.recordcheck"),
    )


def _group(title, *items: dict) -> dict:
    return {"title": title, "separator": bool(title), "collapsible": False, "items": list(items)}


def _item(title, icon: str, place: str) -> dict:
    """A link: to a model's list (app.model), or to a named page."""
    if ":" in place:
        return {"title": title, "icon": icon, "link": reverse_lazy(place)}
    app, model = place.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": _may_look(app, model),
    }


def _is_among_stories(request) -> bool:
    """Whether the page is one of the stories'; those with links of their own are not."""
    own = ("board", "changes", "front", "front_history")
    others = {str(reverse_lazy(f"admin:articles_article_{name}")) for name in own}
    stories = str(reverse_lazy("admin:articles_article_changelist"))
    return request.path.startswith(stories) and request.path not in others


def _is_among_editions(request) -> bool:
    """Whether the page is one of the editions'; what lies below has links of its own."""
    others = (
        str(reverse_lazy("admin:articles_edition_quiet")),
        str(reverse_lazy("admin:articles_edition_site_at")),
        str(reverse_lazy("admin:articles_edition_operations")),
    )
    editions = str(reverse_lazy("admin:articles_edition_changelist"))
    return request.path.startswith(editions) and not request.path.startswith(others)


def _page(title, icon: str, name: str, of: str) -> dict:
    """A link to a named page, for whoever may look at a model (app.model)."""
    return _item(title, icon, name) | {"permission": _may_look(*of.split("."))}


def _may_look(app: str, model: str) -> Callable:
    def permission(request) -> bool:
        return any(request.user.has_perm(f"{app}.{verb}_{model}") for verb in ("view", "change"))

    return permission


def environment(request) -> list | None:
    """A label for a server that is not the newspaper's own."""
    return [_("Development"), "warning"] if settings.DEBUG else None


def newsdesk_css(request) -> str:
    return static("articles/admin/newsdesk.css")


def desk_css(request) -> str:
    return static("articles/admin/desk.css")
