"""How voices say words: a table of the desk, with a door to hear a word before it is saved."""

from django import forms
from django.contrib import admin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from articles.models import Pronunciation
from articles.narration import mp3
from articles.narration.engines import EngineFailed
from articles.narration.pronouncing import NothingToTry, try_out
from articles.narration.voices import voice_for
from newsroom.desk_admin import DeskAdmin

# Words a person may have spoken in a minute.
TRIES, SECONDS = 20, 60


class PronunciationForm(forms.ModelForm):
    """A word, its language, and at least one way to say it."""

    def clean_word(self):
        word = " ".join(self.cleaned_data["word"].split())
        if not any(letter.isalnum() for letter in word):
            raise forms.ValidationError(_("Write a word, with letters in it."))
        return word

    def clean_language(self):
        language = self.cleaned_data["language"].strip().lower()
        if not all(part.isalnum() and part.isascii() for part in language.split("-")):
            raise forms.ValidationError(_("Write a language as “en” or “en-gb”."))
        return language

    def clean_phonemes(self):
        phonemes = self.cleaned_data["phonemes"].strip()
        if "[" in phonemes or "]" in phonemes:
            raise forms.ValidationError(_("Write phonemes without brackets."))
        return phonemes

    def clean(self):
        super().clean()
        if not (self.cleaned_data.get("respelling") or self.cleaned_data.get("phonemes")):
            self.add_error("respelling", _("Say how the word sounds, in letters or in phonemes."))
        return self.cleaned_data


@admin.register(Pronunciation)
class PronunciationAdmin(DeskAdmin):
    form = PronunciationForm
    change_form_template = "admin/articles/pronunciation/change_form.html"
    list_display = ("word", "language", "respelling", "phonemes", "is_spoken")
    search_fields = ("word",)
    ordering = ("word", "language")
    fieldsets = ((None, {"fields": (("word", "language"), "respelling", "phonemes")}),)

    def get_urls(self):
        door = self.admin_site.admin_view(require_POST(self.try_view))
        return [path("try/", door, name="articles_pronunciation_try"), *super().get_urls()]

    @display(description=gettext_lazy("Spoken"), boolean=True)
    def is_spoken(self, row):
        return voice_for(row.language) is not None

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """POST a pronunciation's fields: the word as it would be said, as an MP3."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        form = TryForm(request.POST)
        if not form.is_valid():
            return _plain(" ".join(sum(form.errors.values(), [])), 400)
        if not _may_try(request.user):
            return _plain(_("Wait a moment before the next one."), 429)
        values = form.cleaned_data
        try:
            speech = try_out(
                values["word"], values["respelling"], values["phonemes"], values["language"]
            )
        except NothingToTry as nothing:
            return _plain(str(nothing), 400)
        except EngineFailed as failure:
            return _plain(str(failure), 503)
        response = HttpResponse(mp3.encode(speech, 200), content_type="audio/mpeg")
        response.headers["Cache-Control"] = "no-store"
        return response

    def save_model(self, request, obj, form, change):
        before = Pronunciation.objects.filter(pk=obj.pk).values_list("word", "language").first()
        super().save_model(request, obj, form, change)
        speak_anew({(obj.word, obj.language), before} - {None})

    def delete_model(self, request, obj):
        said = (obj.word, obj.language)
        super().delete_model(request, obj)
        speak_anew({said})

    def delete_queryset(self, request, queryset):
        said = set(queryset.values_list("word", "language"))
        super().delete_queryset(request, queryset)
        speak_anew(said)


class TryForm(PronunciationForm):
    """What is tried may be the word as it is said without any help."""

    class Meta:
        model = Pronunciation
        fields = ("word", "language", "respelling", "phonemes")

    def clean(self):
        return self.cleaned_data

    def _post_clean(self):
        """Not held against the table: the word is there already, perhaps."""


def speak_anew(words: set[tuple[str, str]]) -> None:
    """Have the worker speak the stories that hold these (word, language) again."""
    from articles.tasks import respeak

    for word, language in sorted(words):
        transaction.on_commit(lambda word=word, language=language: respeak.enqueue(word, language))


def _may_try(user) -> bool:
    key = f"pronunciation-tries-{user.pk}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) <= TRIES
    except ValueError:
        # It ended between the two.
        return True


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
