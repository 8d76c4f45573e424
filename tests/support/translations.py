"""The words that readers see, and their translations.

    python -m tests.support.translations        # brings every catalogue up to date, compiles it
    python -m tests.support.translations fr     # begins one for another language

A catalogue is ``articles/locale/<language>/LC_MESSAGES/django.po`` with its compiled ``django.mo``,
which is kept too, so that an installation needs no tools. Babel does what GNU gettext's programs
would: http://babel.pocoo.org. Bringing up to date keeps translations, adds what is new without one,
and drops what no page says any more.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "articles" / "locale"

# Whose words readers see: a new page for readers belongs here. A name behind "::" is a class of a
# module whose other words are the desk's.
TEMPLATES = (
    "templates/*.html",
    "templates/articles/**/*.html",
    "templates/authors/**/*.html",
)
READERS = (
    "articles/archive_views.py",
    "articles/block_html.py",
    "articles/changes.py",
    "articles/comparing/*.py",
    "articles/corrections_page.py",
    "articles/errors.py",
    "articles/feeds/*.py",
    "articles/front_page.py",
    "articles/history_views.py",
    "articles/models/article.py::Article.Kind",
    "articles/models/article.py::Byline.Role",
    "articles/models/image.py::SourceType",
    "articles/models/media.py::SocialPost.Platform",
    "articles/narration/player.py",
    "articles/narration/script.py",
    "articles/navigation.py",
    "articles/oembed_provider.py",
    "articles/pages.py",
    "articles/podcast.py",
    "articles/presentation.py",
    "articles/preview.py",
    "articles/preview_page.py",
    "articles/public_history.py",
    "articles/reader_comparison.py",
    "articles/related.py",
    "articles/rendering.py",
    "articles/search/*.py",
    "articles/site_pages.py",
    "articles/views.py",
    "authors/views.py",
    "newsroom/dates.py",
    "newsroom/public.py",
)
# Whose words only the desk or the command line sees.
DESK = (
    *("articles/admin/*.py", "articles/checks/*.py", "articles/interchange/*.py"),
    *("articles/management/**/*.py", "articles/apps.py", "articles/board.py", "articles/clips.py"),
    *("articles/comment_requests.py", "articles/differences.py", "articles/drafts.py"),
    *("articles/edition_withholding.py", "articles/embargo.py", "articles/front/*.py"),
    *("articles/former_addresses.py", "articles/internal_links.py"),
    *("articles/narration/pronouncing.py", "newsroom/address_keys.py"),
    *("articles/narration/recordings.py", "articles/narration/standing.py"),
    *("articles/models/*.py", "articles/moment*.py", "articles/notes.py", "articles/notices.py"),
    *("articles/oembed.py", "articles/photo_words.py", "articles/preview_links.py"),
    *("articles/publishing.py", "articles/putting_back.py", "articles/quiet_edits.py"),
    *("articles/restoring.py", "articles/revisions.py", "articles/rewording.py"),
    *("articles/rights.py", "articles/second_look.py", "articles/state.py"),
    *("articles/suggesting.py", "articles/timeline.py", "articles/usage.py"),
    *("articles/verification.py", "articles/withholding.py", "articles/workflow.py"),
    *("authors/admin.py", "authors/apps.py", "authors/models.py", "newsroom/decoding.py"),
    *("newsroom/desk_admin.py", "newsroom/installation.py", "newsroom/kept_uploads.py"),
    *("newsroom/navigation.py", "newsroom/outside.py", "newsroom/pictures.py"),
    *("newsroom/serving.py", "newsroom/settings.py"),
)

# For each function, which of its arguments are the context, the string and its plural.
_KEYWORDS = {
    f"{name}{ending}": places
    for name, places in {
        "gettext": (None, 0, None),
        "ngettext": (None, 0, 1),
        "pgettext": (0, 1, None),
        "npgettext": (0, 1, 2),
    }.items()
    for ending in ("", "_lazy", "_noop")
} | {"_": (None, 0, None)}
_IN_TEMPLATES = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}
_LINE_START = re.compile(r"^[ \t]+", re.MULTILINE)
_HEADER = """\
# The words of the reader's site in {language}.
# Brought up to date by: python -m tests.support.translations"""


def template_paths() -> Iterator[Path]:
    for pattern in TEMPLATES:
        yield from sorted(ROOT.glob(pattern))


def modules_with_words() -> set[str]:
    """Every module of the project that says something in a language."""
    words = re.compile(r"\bn?p?gettext(_lazy)?\b")
    found = set()
    for package in ("articles", "authors", "newsroom"):
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts and words.search(path.read_text()):
                found.add(path.relative_to(ROOT).as_posix())
    return found


def modules_named(patterns: tuple[str, ...]) -> set[str]:
    """The paths of what READERS or DESK name."""
    paths = {path for one in patterns for path in ROOT.glob(one.partition("::")[0])}
    return {path.relative_to(ROOT).as_posix() for path in paths}


def collect() -> Catalog:
    """Every string that readers see, with the files that say it."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for path in template_paths():
        for message, context in in_template(path):
            _add(found, path, message, context)
    for entry in READERS:
        pattern, _colons, name = entry.partition("::")
        for path in sorted(ROOT.glob(pattern)):
            for message, context in in_module(ast.parse(path.read_text()), name):
                _add(found, path, message, context)
    return found


def in_template(path: Path) -> Iterator[tuple[str | tuple, str | None]]:
    """(string or string and plural, context) for each translation in a template."""
    # No line may be indented: the tokenizer would take it for a block of Python.
    code = _LINE_START.sub("", templatize(path.read_text(), origin=str(path)))
    lines, options = io.BytesIO(code.encode()), {"encoding": "utf-8"}
    for _line, message, _comments, context in extract(
        "python", lines, _IN_TEMPLATES, options=options
    ):
        yield message, context


def in_module(tree: ast.AST, name: str = "") -> Iterator[tuple[str | tuple, str | None]]:
    """The same for Python; ``name`` is a class in it, dotted, that alone is looked at."""
    for part in filter(None, name.split(".")):
        classes = (one for one in tree.body if isinstance(one, ast.ClassDef))
        tree = next(one for one in classes if one.name == part)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            places = _KEYWORDS.get(node.func.id)
            texts = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
            if places and all(texts[at] for at in places if at is not None):
                context, one, many = (None if at is None else texts[at] for at in places)
                yield (one, many) if many else one, context


def _add(catalog: Catalog, path: Path, message: str | tuple, context: str | None) -> None:
    where = path.relative_to(ROOT).as_posix()
    catalog.add(message, locations=[(where, None)], context=context)


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def compiled(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def update(language: str) -> list[str]:
    """Write one language's catalogue anew; what has no translation yet comes back."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    known = read_catalogue(path) if path.exists() else Catalog(locale=language)
    catalogue = Catalog(
        locale=language,
        header_comment=_HEADER.format(language=known.locale.english_name),
        project="Newsroom",
        version="0.1.0",
        msgid_bugs_address="Newsroom",
        # Kept, so that nothing changes where no word did.
        creation_date=known.creation_date,
        revision_date=known.creation_date,
        last_translator="Newsroom",
        language_team="Newsroom",
        charset="utf-8",
        fuzzy=False,
    )
    for message in collect():
        if message.id:
            before = known.get(message.id, message.context)
            text = before.string if before else None
            catalogue.add(message.id, text, message.locations, context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=96, sort_output=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(read_catalogue(path)))
    return [str(message.id) for message in catalogue if message.id and not _is_whole(message)]


def _is_whole(message) -> bool:
    text = message.string
    return all(text) if isinstance(text, tuple | list) else bool(text)


def languages() -> list[str]:
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def main() -> None:
    for language in sys.argv[1:] or languages():
        missing = update(language)
        print(f"{language}: {len(missing)} without a translation", *missing, sep="\n  ")


if __name__ == "__main__":
    main()
