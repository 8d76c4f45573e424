"""Languages of texts and of the site's own words: which way they run, which there are."""

from functools import cache

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language, to_locale

# The language the site's words are written in (STYLE: every one of them can be translated).
_WRITTEN_IN = "en"


def direction(language: str) -> str:
    """Which way a text in this language runs: "ltr" or "rtl"."""
    return "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def words_within(language: str) -> str:
    """The language in which the site's own words stand inside a text of this language.

    The text's own where the site's words are translated into it, so that "Updated" in an English
    story is not read out as if it were German; the site's language otherwise.
    """
    return language if _has_words(language) else settings.LANGUAGE_CODE


def words_marked(language: str, around: str | None) -> str:
    """The ``lang`` attribute of words in a page or a text of another language, "" where it is the
    same (WCAG 2.2, 3.1.2 Language of Parts)."""
    return "" if around in (None, language) else format_html(' lang="{}"', language)


@cache
def _has_words(language: str) -> bool:
    names = {to_locale(language), to_locale(language.split("-")[0])}
    folder = settings.BASE_DIR / "articles" / "locale"
    return _WRITTEN_IN in names or any((folder / name).is_dir() for name in names)


def within_sentence(label: str) -> str:
    """A label inside a sentence: English begins it small there, others spell it as it is."""
    is_english = (get_language() or _WRITTEN_IN).split("-")[0] == _WRITTEN_IN
    return label.lower() if is_english else label
