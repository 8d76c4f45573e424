"""The body's editor in the admin: django-prose-editor with the nodes that a body may hold.

What a body may hold is said by ``articles.body``; the editor's schema
(static/articles/editor/schema.js) is exactly that, and what is typed is cleaned by ``clean_body``.
"""

from typing import Any

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
    "fields",
    "images",
    "library",
    "links",
    "paste",
    "posts",
    "previews",
    "references",
    "schema",
    "session",
    "tabbed",
    "toolbar",
    "uploads",
)
# What the story's page does around the editor.
_DESK_FOLDER = "articles/desk"
_DESK_MODULES = ("cursor", "errors", "fields", "journal", "offers", "presence", "saving", "tabs")
# django-prose-editor's own style sheets are for Django's admin; these are for unfold's.
_MEDIA = Media(
    css={"all": [f"{_FOLDER}/editor.css", f"{_FOLDER}/dialogs.css", f"{_DESK_FOLDER}/desk.css"]},
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
    *("drafts", "draft_discard", "draft_compare", "presence", "presence_leave"),
)


class BodyWidget(AdminProseEditorWidget):
    """The textarea that editor.js turns into the writing surface; without it, plain HTML."""

    @property
    def media(self) -> Media:
        return _MEDIA

    def get_config(self) -> dict[str, Any]:
        return {
            "urls": {name: reverse(f"admin:articles_desk_{name}") for name in _ADDRESSES}
            | {"login": reverse("admin:login")},
            "limits": {"image": settings.IMAGE_MAX_BYTES, "clip": settings.CLIP_MAX_BYTES},
            "platforms": SocialPost.Platform.choices,
        }


class BodyFormField(ProseEditorFormField):
    """A body in a form: the editor is its widget, ``clean_body`` its only sanitiser."""

    def __init__(self, *args, **kwargs):
        if not isinstance(kwargs.get("widget"), BodyWidget):
            kwargs["widget"] = BodyWidget()
        super().__init__(*args, preset="newsroom", sanitize=clean_body, **kwargs)
