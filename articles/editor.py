"""The body's editor in the admin: django-prose-editor with the nodes that a body may hold.

What a body may hold is said by ``articles.body``; the editor's schema
(static/articles/editor/schema.js) is exactly that, and what is typed is cleaned by ``clean_body``.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.forms import Script
from django.urls import reverse
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import ImportMap, Media

from articles.body import clean_body
from articles.models import SocialPost

_FOLDER = "articles/editor"
# Each module has a name in the import map, so that browsers may keep its hashed file for ever.
_MODULES = (
    "api",
    "captions",
    "clips",
    "dialog",
    "drawing",
    "fields",
    "find",
    "find_panel",
    "footnotes",
    "full_screen",
    "images",
    "library",
    "link_addresses",
    "link_check",
    "link_dialog",
    "link_finder",
    "link_states",
    "links",
    "notes",
    "passages",
    "paste",
    "picture_rows",
    "post_addresses",
    "post_paste",
    "posts",
    "previews",
    "quotes",
    "references",
    "schema",
    "session",
    "smart_quotes",
    "tabbed",
    "toolbar",
    "uploads",
    "writing_aids",
)
# What the story's page does around the editor.
_DESK_FOLDER = "articles/desk"
_DESK_MODULES = (
    *("cursor", "errors", "fields", "journal", "offers", "presence", "saving", "shortcuts", "tabs"),
    *("library_words", "patch", "preview", "preview_page"),
    *("note_card", "note_compose", "note_popover", "notes", "talk"),
    *("request_dialogs", "requests"),
)
# django-prose-editor's own style sheets are for Django's admin; these are for unfold's.
_MEDIA = Media(
    css={
        "all": [
            *(f"{_FOLDER}/{name}.css" for name in ("editor", "dialogs", "aids")),
            *(f"{_DESK_FOLDER}/{name}.css" for name in ("desk", "preview", "checks")),
        ]
    },
    js=[Script(f"{_FOLDER}/editor.js", type="module")],
    importmap=ImportMap(
        {
            "django-prose-editor/editor": "django_prose_editor/editor.js",
            **{f"newsroom/editor/{name}": f"{_FOLDER}/{name}.js" for name in _MODULES},
            **{f"newsroom/desk/{name}": f"{_DESK_FOLDER}/{name}.js" for name in _DESK_MODULES},
        }
    ),
)


_ADDRESSES = (
    *("images", "posts", "clips", "previews", "session"),
    *("stories", "links"),
    *("drafts", "draft_discard", "draft_compare", "presence", "presence_leave"),
    "preview",
)


class BodyWidget(AdminProseEditorWidget):
    """The textarea that editor.js turns into the writing surface; without it, plain HTML."""

    @property
    def media(self) -> Media:
        return _MEDIA

    def get_config(self) -> dict[str, Any]:
        return {
            "urls": {name: reverse(f"admin:articles_desk_{name}") for name in _ADDRESSES}
            | {"login": reverse("admin:login")}
            # Without an address to ask there is nothing to ask.
            | (
                {"oembed": reverse("admin:articles_desk_oembed")}
                if settings.OEMBED_ENDPOINTS
                else {}
            ),
            "limits": {"image": settings.IMAGE_MAX_BYTES, "clip": settings.CLIP_MAX_BYTES},
            "platforms": SocialPost.Platform.choices,
            "site": urlsplit(settings.SITE_URL).netloc,
        }


class BodyFormField(ProseEditorFormField):
    """A body in a form: the editor is its widget, ``clean_body`` its only sanitiser."""

    def __init__(self, *args, **kwargs):
        if not isinstance(kwargs.get("widget"), BodyWidget):
            kwargs["widget"] = BodyWidget()
        super().__init__(*args, preset="newsroom", sanitize=clean_body, **kwargs)
