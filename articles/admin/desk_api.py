"""What the writing desk's dialogs ask for: pictures, social posts and clips, as JSON.

Each list answers ``{"items": […], "next": cursor or null, "can_add": bool}``, newest first; each
creation 201 with ``{"item": …}``, or 400 with ``{"errors": {field: [sentence, …]}}``, where the
field "" holds what concerns no field. Whatever is created is a revision of its own.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import reversion
from django import forms
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from articles.models import Clip, HasRights, Image, SocialPost
from articles.oembed import ask_about, endpoint_for
from articles.picture_search import containing
from newsroom.desk_admin import row_saved
from newsroom.outside import OutsideError

PAGE_SIZE = 24
# A body shows fewer things than this; more would be somebody trying the server out.
MOST_PREVIEWS = 300

# With the fields that a search looks through; a picture knows its own (articles/picture_search.py).
_QUERYSETS: dict[str, tuple[QuerySet, tuple[str, ...]]] = {
    "image": (Image.objects.all(), ()),
    "post": (
        SocialPost.objects.select_related("image", "clip__poster"),
        ("text", "author_name", "handle", "url"),
    ),
    "clip": (Clip.objects.select_related("poster"), ("title", "caption", "credit")),
}


def urls(admin_site) -> list[URLPattern]:
    """The addresses, named ``articles_desk_images`` and so on, for a ``get_urls``."""
    views = {
        "desk/images/": ("images", images),
        "desk/images/<int:pk>/words/": ("image_words", image_words),
        "desk/images/<int:pk>/push/": ("image_push", image_push),
        "desk/posts/": ("posts", posts),
        "desk/posts/oembed/": ("oembed", oembed),
        "desk/clips/": ("clips", clips),
        "desk/previews/": ("previews", previews),
    }
    return [
        path("desk/session/", never_cache(_session(admin_site)), name="articles_desk_session"),
        *(
            path(route, _for_staff(admin_site, view), name=f"articles_desk_{name}")
            for route, (name, view) in views.items()
        ),
    ]


class Refusal(Exception):
    """A request that is turned down: the answer's status and a sentence for the editor."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def _for_staff(admin_site, view: Callable) -> Callable:
    """A script wants JSON, not the sign-in page that ``admin_view`` would send it to."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> JsonResponse:
        try:
            if not admin_site.has_permission(request):
                raise Refusal(403, _("You are signed out. Sign in in another tab and try again."))
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return JsonResponse({"errors": {"": [str(refusal)]}}, status=refusal.status)

    return never_cache(csrf_protect(answer))


def _session(admin_site) -> Callable:
    """Who is signed in here now, if anybody, and the token that a form has to carry."""

    @require_safe
    def session(request: HttpRequest) -> JsonResponse:
        name = request.user.get_username() if admin_site.has_permission(request) else ""
        return JsonResponse({"user": name, "token": get_token(request)})

    return session


def _require(request: HttpRequest, action: str, model: type[Model]) -> None:
    if not request.user.has_perm(f"articles.{action}_{model._meta.model_name}"):
        raise Refusal(
            403,
            _("Your account may not do this: %(action)s %(what)s.")
            % {"action": action, "what": model._meta.verbose_name_plural},
        )


def _method(request: HttpRequest, *allowed: str) -> str:
    if request.method not in allowed:
        raise Refusal(405, _("This address does not answer to %s.") % request.method)
    return request.method


# Images


class ImageForm(forms.ModelForm):
    # Django's form field for pictures would refuse first, in vaguer words than the model's.
    file = forms.FileField(label=_lazy("file"))

    class Meta:
        model = Image
        fields = ["file", "title", "alt", "caption", "credit", "source"]


class ImageWordsForm(forms.ModelForm):
    class Meta:
        model = Image
        fields = ["title", "alt", "caption", "credit"]


def images(request: HttpRequest) -> JsonResponse:
    if _method(request, "GET", "POST") == "GET":
        return _list(request, "image", Image)
    _require(request, "add", Image)
    _require(request, "view", Image)
    if (file := request.FILES.get("file")) and (known := _same_picture(file)):
        return JsonResponse({"item": image_json(known, request.user), "duplicate": True})
    form = ImageForm(request.POST, request.FILES)
    form.instance.uploaded_by = request.user
    return _keep(request, form, _uploaded_json)


def _uploaded_json(image: Image, user) -> dict[str, Any]:
    """A new picture, with the one it looks like, should that be the same photograph."""
    alike = image.files.select_related("looks_like").first().looks_like
    said = image_json(image, user)
    if alike and not alike.withdrawn_at:
        said["similar"] = image_json(alike, user)
    return said


def image_words(request: HttpRequest, pk: int) -> JsonResponse:
    """The words of a library picture; whoever uploaded it may always finish them."""
    _method(request, "POST")
    image = Image.objects.filter(pk=pk).first()
    if image is None:
        raise Refusal(404, _("This picture is no longer in the library."))
    if not _may_edit(image, request.user):
        _require(request, "change", Image)
    form = ImageWordsForm(request.POST, instance=image)
    if form.is_valid() and not form.has_changed():
        return JsonResponse({"item": image_json(image, request.user)})
    return _keep(request, form, image_json, status=200)


def image_push(request: HttpRequest, pk: int) -> JsonResponse:
    """Put a story's words into the library: ``field``, ``value``, and the library's (``was``)."""
    _method(request, "POST")
    _require(request, "change", Image)
    name = request.POST.get("field", "")
    if name not in ImageWordsForm._meta.fields:
        raise Refusal(400, _("Choose what to put into the library."))
    with transaction.atomic():
        image = Image.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if image is None:
            raise Refusal(404, _("This picture is no longer in the library."))
        now = getattr(image, name)
        if now != request.POST.get("was", ""):
            sentence = _("Somebody changed it in the library meanwhile. Look again.")
            return JsonResponse({"errors": {"": [sentence]}, "now": now}, status=409)
        form = ImageWordsForm({name: request.POST.get("value", "")}, instance=image)
        form.fields = {name: form.fields[name]}
        return _keep(request, form, image_json, status=200)


def _may_edit(image: Image, user) -> bool:
    return user.has_perm("articles.change_image") or image.uploaded_by_id == user.pk


def _same_picture(file) -> Image | None:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    # One that was withdrawn is refused by the form, with the reason.
    return Image.objects.filter(sha256=digest.hexdigest(), withdrawn_at=None).first()


def image_json(image: Image, user) -> dict[str, Any]:
    return {
        "id": image.pk,
        "title": image.title,
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
        "left_out": image.get_left_out_display(),
        "focus": f"{image.focal_x:.0%} {image.focal_y:.0%}",
        "thumbnail": image.thumbnail_url,
        "src": image.jpeg_url,
        "editable": _may_edit(image, user),
    }


# Social posts


class PostForm(forms.ModelForm):
    url = forms.URLField(
        label=_lazy("address"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = SocialPost
        fields = [
            "platform",
            "author_name",
            "handle",
            "text",
            "posted_at",
            "url",
            "image",
            "clip",
        ]


def posts(request: HttpRequest) -> JsonResponse:
    if _method(request, "GET", "POST") == "GET":
        return _list(request, "post", SocialPost)
    _require(request, "add", SocialPost)
    form = PostForm(request.POST)
    if not form.is_valid() and (known := _kept_post(request.POST.get("url", ""))):
        return _refuse(form, existing=post_json(known, request.user))
    return _keep(request, form, post_json)


def oembed(request: HttpRequest) -> JsonResponse:
    """POST ``url``: what the network tells of a post, or no fields where there is none to ask."""
    _method(request, "POST")
    _require(request, "add", SocialPost)
    url = request.POST.get("url", "").strip()
    if not (endpoint := endpoint_for(url)):
        return JsonResponse({"fields": None})
    try:
        return JsonResponse({"fields": ask_about(url, endpoint)})
    except OutsideError as error:
        # Failed Dependency (RFC 4918): nothing here is broken.
        raise Refusal(424, str(error)) from None


def _kept_post(url: str) -> SocialPost | None:
    url = url.replace("\0", "").strip()
    return SocialPost.objects.filter(url=url).first() if url else None


def post_json(post: SocialPost, user) -> dict[str, Any]:
    return {
        "id": post.pk,
        "platform": post.platform,
        "platform_name": post.get_platform_display(),
        "author_name": post.author_name,
        "handle": post.handle,
        "text": post.text,
        "posted_at": post.posted_at,
        "url": post.url,
        "image": post.image and image_json(post.image, user),
        "clip": post.clip and clip_json(post.clip, user),
    }


# Clips


class ClipForm(forms.ModelForm):
    file = forms.FileField(label=_lazy("file"))
    track = forms.FileField(label=_lazy("text track"), required=False)
    # The browser measured these; a clip outside of them is no clip.
    duration = forms.IntegerField(required=False, min_value=0, max_value=6 * 60 * 60)
    width = forms.IntegerField(required=False, min_value=16, max_value=8192)
    height = forms.IntegerField(required=False, min_value=16, max_value=8192)
    poster_file = forms.FileField(label=_lazy("poster"), required=False)

    class Meta:
        model = Clip
        fields = [
            "title",
            "file",
            "poster",
            "track",
            "duration",
            "width",
            "height",
            "caption",
            "credit",
        ]

    def clean(self):
        """The clip's poster, when it comes as a still that the browser took from the clip."""
        cleaned = super().clean()
        self.still = None
        if not (file := cleaned.get("poster_file")):
            return cleaned
        if not self.user.has_perm("articles.add_image"):
            return cleaned
        if known := _same_picture(file):
            cleaned["poster"] = known
            return cleaned
        words = {name: cleaned.get(name, "") for name in ("title", "credit")}
        self.still = Image(file=file, uploaded_by=self.user, **words)
        try:
            self.still.full_clean()
        except forms.ValidationError as error:
            self.add_error("poster_file", error.messages)
        return cleaned

    def save(self, commit=True):
        if self.still:
            self.still.save()
            self.instance.poster = self.still
        return super().save(commit)


def clips(request: HttpRequest) -> JsonResponse:
    if _method(request, "GET", "POST") == "GET":
        return _list(request, "clip", Clip)
    _require(request, "add", Clip)
    form = ClipForm(request.POST, request.FILES)
    form.user = request.user
    return _keep(request, form, clip_json)


def clip_json(clip: Clip, user) -> dict[str, Any]:
    return {
        "id": clip.pk,
        "title": clip.title,
        "caption": clip.caption,
        "credit": clip.credit,
        "duration": clip.duration,
        "width": clip.width,
        "height": clip.height,
        "withdrawn": bool(clip.withdrawn_at),
        "src": "" if clip.withdrawn_at else clip.file.url,
        "track": clip.track.url if clip.track and not clip.withdrawn_at else "",
        "poster": clip.poster and image_json(clip.poster, user),
    }


# All of them

_JSON = {"image": image_json, "post": post_json, "clip": clip_json}


def previews(request: HttpRequest) -> JsonResponse:
    """``?image=1,2&post=3``: what a whole body shows, by kind and id; missing ids are left out."""
    _method(request, "GET")
    found = {}
    for kind, (queryset, _fields) in _QUERYSETS.items():
        asked = request.GET.get(kind, "").split(",")
        ids = [int(pk) for pk in asked if _is_number(pk)][:MOST_PREVIEWS]
        if ids:
            _require(request, "view", queryset.model)
            rows = queryset.in_bulk(ids)
            found[kind] = {pk: _JSON[kind](row, request.user) for pk, row in rows.items()}
    return JsonResponse(found)


def _is_number(text: str) -> bool:
    """Whether this can be the number of a row: longer ones overflow the database's integers."""
    return text.isdecimal() and len(text) < 19


def _list(request: HttpRequest, kind: str, model: type[Model]) -> JsonResponse:
    _require(request, "view", model)
    queryset, fields = _QUERYSETS[kind]
    if issubclass(model, HasRights):
        queryset = queryset.filter(withdrawn_at=None)
    for word in request.GET.get("q", "").split()[:8]:
        queryset = queryset.filter(_containing(word, fields) if fields else containing(word))
    after = request.GET.get("after", "")
    if _is_number(after):
        queryset = queryset.filter(pk__lt=int(after))
    rows = list(queryset.order_by("-pk")[: PAGE_SIZE + 1])
    page = rows[:PAGE_SIZE]
    return JsonResponse(
        {
            "items": [_JSON[kind](row, request.user) for row in page],
            "next": page[-1].pk if len(rows) > PAGE_SIZE else None,
            "can_add": request.user.has_perm(f"articles.add_{model._meta.model_name}"),
        }
    )


def _containing(word: str, fields: tuple[str, ...]) -> Q:
    matches = Q()
    for field in fields:
        matches |= Q(**{f"{field}__icontains": word})
    return matches


def _keep(
    request: HttpRequest, form: forms.ModelForm, to_json: Callable, *, status: int = 201
) -> JsonResponse:
    """Save a form's row as a revision of its own, or say by field why not."""
    if not form.is_valid():
        return _refuse(form)
    with reversion.create_revision(atomic=True):
        reversion.set_user(request.user)
        item = form.save()
        row_saved.send(sender=type(item), row=item)
    return JsonResponse({"item": to_json(item, request.user)}, status=status)


def _refuse(form: forms.ModelForm, **more) -> JsonResponse:
    errors = {
        "" if field == "__all__" else field: [str(message) for message in messages]
        for field, messages in form.errors.items()
    }
    return JsonResponse({"errors": errors, **more}, status=400)
