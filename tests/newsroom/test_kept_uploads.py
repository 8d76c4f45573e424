from datetime import timedelta
from unittest import mock

from django import forms
from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import SimpleTestCase
from django.utils import timezone
from lxml import html

from newsroom.kept_uploads import (
    FOLDER,
    KeepsUploads,
    KeptFileInput,
    find_upload,
    keep_upload,
    sweep,
)


def upload(name="harbour.mp4", content=b"film") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class Form(KeepsUploads, forms.Form):
    title = forms.CharField()
    file = forms.FileField(widget=KeptFileInput())

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.read() == b"bad":
            raise forms.ValidationError("This is not a clip.")
        file.seek(0)
        return file


class KeepingAnUpload(SimpleTestCase):
    def test_a_note_finds_the_file_with_its_name_and_bytes(self):
        file = find_upload(keep_upload(upload()))
        self.assertEqual((file.name, file.size, file.read()), ("harbour.mp4", 4, b"film"))

    def test_a_large_upload_survives_being_kept(self):
        large = TemporaryUploadedFile("film.mp4", "video/mp4", 4, None)
        large.write(b"film")
        note = keep_upload(large)
        large.seek(0)
        self.assertEqual(large.read(), b"film")
        self.assertEqual(find_upload(note).read(), b"film")

    def test_a_forged_or_old_note_finds_nothing(self):
        note = keep_upload(upload())
        self.assertIsNone(find_upload(note + "x"))
        self.assertIsNone(find_upload("no note at all"))
        self.assertIsNone(find_upload(signing.dumps(["secret_key", "x"], salt="elsewhere")))
        with mock.patch("newsroom.kept_uploads.MAX_AGE", timedelta(seconds=-1)):
            self.assertIsNone(find_upload(note))

    def test_a_name_with_a_path_is_only_a_name(self):
        file = find_upload(keep_upload(upload("..\\..\\evil.mp4")))
        self.assertEqual(file.name, "evil.mp4")

    def test_old_files_are_swept(self):
        keep_upload(upload(content=b"old"))
        later = timezone.now() + timedelta(days=3)
        with mock.patch("newsroom.kept_uploads.timezone.now", return_value=later):
            sweep()
        self.assertEqual(default_storage.listdir(FOLDER)[1], [])


class AFormShownAgain(SimpleTestCase):
    def hidden_fields(self, form) -> dict:
        inputs = html.fromstring(f"<form>{form.as_p()}</form>").xpath("//input[@type='hidden']")
        return {field.get("name"): field.get("value") for field in inputs}

    def test_the_file_need_not_be_chosen_again(self):
        refused = Form({"title": ""}, {"file": upload()})
        self.assertFalse(refused.is_valid())
        fields = self.hidden_fields(refused)
        self.assertIn("is kept", refused.as_p())
        again = Form({"title": "A title", **fields}, {})
        self.assertTrue(again.is_valid(), again.errors)
        self.assertEqual(again.cleaned_data["file"].read(), b"film")

    def test_it_is_kept_through_several_refusals(self):
        form = Form({"title": ""}, {"file": upload()})
        form.is_valid()
        form = Form({"title": "", **self.hidden_fields(form)}, {})
        self.assertFalse(form.is_valid())
        self.assertIn("file-kept", self.hidden_fields(form))

    def test_a_file_that_was_itself_refused_is_not_kept(self):
        form = Form({"title": ""}, {"file": upload(content=b"bad")})
        form.is_valid()
        self.assertEqual(self.hidden_fields(form), {})

    def test_a_newly_chosen_file_wins(self):
        form = Form({"title": ""}, {"file": upload()})
        form.is_valid()
        again = Form(
            {"title": "A title", **self.hidden_fields(form)}, {"file": upload(content=b"new")}
        )
        self.assertTrue(again.is_valid())
        self.assertEqual(again.cleaned_data["file"].read(), b"new")

    def test_without_a_file_it_is_asked_for(self):
        self.assertFalse(Form({"title": "A title"}, {}).is_valid())
        self.assertFalse(Form({"title": "A title", "file-kept": "forged"}, {}).is_valid())
