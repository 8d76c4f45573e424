"""Uploads that outlive a refused form.

A browser never sends a file twice by itself: where a form comes back because of another field,
its file would have to be chosen again. Here the file is kept in the storage under a name made of
its bytes, and the form carries a signed note of it in a hidden field, which stands for the file
at the next attempt.

Nobody has accepted such a file yet: its name cannot be guessed, even from the SHA-256 that
pages show of a picture, and has no ending that would tell a browser what to make of it.
"""

import contextlib
import hashlib
import logging
from datetime import timedelta
from pathlib import PurePosixPath

from django import forms
from django.core import signing
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminFileFieldWidget

logger = logging.getLogger(__name__)
FOLDER = "kept-uploads"
MAX_AGE = timedelta(days=2)
# Old ones are looked for each time one is kept; a folder that has grown is cleared in steps.
SWEPT_AT_ONCE = 50
_SALT = "newsroom.kept_uploads"


def keep_upload(file, *, storage=default_storage) -> str:
    """Keep an uploaded file; the signed note that ``find_upload`` takes."""
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    shown = PurePosixPath(file.name.replace("\\", "/")).name
    name = f"{FOLDER}/{salted_hmac(_SALT, digest.digest(), algorithm='sha256').hexdigest()}"
    if not storage.exists(name):
        sweep(storage=storage)
        # Wrapped, so that a large upload's temporary file is copied and not moved away.
        try:
            storage.save(name, File(file))
        except OSError:
            # Half of a file is none to find again.
            with contextlib.suppress(OSError):
                storage.delete(name)
            raise
        finally:
            file.seek(0)
    return signing.dumps([name, shown], salt=_SALT)


def find_upload(note: str, *, storage=default_storage) -> UploadedFile | None:
    """The kept file a note stands for; None for a note that is old, forged or used up."""
    try:
        name, shown = signing.loads(note, salt=_SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not storage.exists(name):
        return None
    return UploadedFile(storage.open(name), name=shown, size=storage.size(name))


def sweep(*, storage=default_storage) -> None:
    """Delete kept files that no form can ask for any more."""
    try:
        names = storage.listdir(FOLDER)[1][:SWEPT_AT_ONCE]
    except (FileNotFoundError, NotADirectoryError):
        return
    oldest = timezone.now() - MAX_AGE
    for name in names:
        path = f"{FOLDER}/{name}"
        with contextlib.suppress(FileNotFoundError):
            if storage.get_modified_time(path) < oldest:
                storage.delete(path)


class KeptUploadMixin:
    """For a file input: a file that was sent stays when the form is shown again."""

    kept: UploadedFile | None = None
    # Set by KeepsUploads: a file that was itself refused is not kept.
    refused = False

    def kept_name(self, name: str) -> str:
        return f"{name}-kept"

    def value_from_datadict(self, data, files, name):
        sent = super().value_from_datadict(data, files, name)
        if sent is None and (note := data.get(self.kept_name(name))):
            sent = find_upload(note)
        self.kept = sent if isinstance(sent, UploadedFile) else None
        return sent

    def value_omitted_from_data(self, data, files, name):
        return super().value_omitted_from_data(data, files, name) and not data.get(
            self.kept_name(name)
        )

    def use_required_attribute(self, initial):
        return super().use_required_attribute(initial) and self.kept is None

    def render(self, name, value, attrs=None, renderer=None):
        html = super().render(name, value, attrs, renderer)
        if self.kept is None or self.refused:
            return html
        try:
            note = keep_upload(self.kept)
        except OSError:
            # A full disk: the form comes back with all that was typed, and without the file.
            logger.exception("An upload could not be kept for its form.")
            return html
        return format_html(
            '{}<input type="hidden" name="{}" value="{}"><p class="kept-upload">{}</p>',
            html,
            self.kept_name(name),
            note,
            _("“%(name)s” is kept; there is no need to choose it again.")
            % {"name": self.kept.name},
        )


class KeptFileInput(KeptUploadMixin, UnfoldAdminFileFieldWidget):
    """The desk's file input: the browser's own, without the path that a file is stored under."""

    template_name = "newsroom/file_input.html"
    # Said in place of the link to a file that has no address at present.
    instead_of_link = ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["instead_of_link"] = self.instead_of_link
        return context


# For a model that reads its picture itself, and says more clearly what is wrong with it than
# Django's image field would.
PICTURE_OVERRIDES = {
    # It is kept under a name of its own: that of the upload may be of any length.
    models.ImageField: {
        "form_class": forms.FileField,
        "widget": KeptFileInput,
        "max_length": None,
    },
    models.FileField: {"widget": KeptFileInput},
}


class KeepsUploads(forms.BaseForm):
    """For a form: tells its file inputs which files were refused."""

    def say_of_files(self, sentence: str) -> None:
        """Say this of the present files where the links to them would stand."""
        for field in self.fields.values():
            if isinstance(field.widget, KeptFileInput):
                field.widget.instead_of_link = sentence

    def full_clean(self):
        super().full_clean()
        for name, field in self.fields.items():
            if isinstance(field.widget, KeptUploadMixin):
                field.widget.refused = name in self._errors
