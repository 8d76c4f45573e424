"""The house rules, as far as a program can hold them. CONTRIBUTING.md gives the reasons."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path
from unittest import TestCase

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin, ModelAdmin
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("articles", "authors", "newsroom")
FILE_LINES, FUNCTION_LINES = 500, 40
TOP_LEVEL = {
    *("manage.py", "newsroom", "articles", "authors", "templates", "tests", "bin", "docs"),
    *("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
    *("requirements.txt", "requirements-dev.txt", "requirements-production.txt"),
    *("pyproject.toml", ".ci", ".gitignore", ".editorconfig", "locale"),
}
# Rules about words name the words: this file is not held to them.
SELF = "tests/test_conventions.py"


@cache
def tracked() -> tuple[str, ...]:
    """Every file that is in the repository or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = (name for name in listing.stdout.split("\0") if name)
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


@cache
def text_of(name: str) -> str:
    return (ROOT / name).read_bytes().decode(errors="replace")


def python_files(*folders: str, migrations: bool = False) -> list[str]:
    return [
        name
        for name in tracked()
        if name.endswith(".py")
        and (not folders or name.startswith(tuple(f"{folder}/" for folder in folders)))
        and (migrations or "/migrations/" not in name)
    ]


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(text_of(name), name)


def imported_by(name: str) -> set[str]:
    modules = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
    return {module.split(".")[0] for module in modules}


class RuleTestCase(TestCase):
    maxDiff = None

    def assert_none(self, found, rule: str):
        found = list(found)
        if found:
            self.fail(f"{rule}:\n  " + "\n  ".join(str(place) for place in found))


class SizeTests(RuleTestCase):
    def test_a_file_stops_at_500_lines(self):
        names = python_files() + [
            name for name in tracked() if name.endswith((".html", ".css", ".js", ".sh"))
        ]
        vendored = [name for name in names if "/vendor/" not in name]
        long = ((name, text_of(name).count("\n")) for name in vendored)
        self.assert_none(
            (f"{name}: {lines} lines" for name, lines in long if lines > FILE_LINES),
            f"Split files at {FILE_LINES} lines",
        )

    def test_a_function_stops_at_40_lines(self):
        found = []
        for name in python_files(*PACKAGES, "tests"):
            for node in ast.walk(tree_of(name)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    lines = node.end_lineno - node.lineno + 1
                    if lines > FUNCTION_LINES:
                        found.append(f"{name}:{node.lineno} {node.name}: {lines} lines")
        self.assert_none(found, f"Split functions at {FUNCTION_LINES} lines")


class LayoutTests(RuleTestCase):
    def test_the_top_level_holds_only_what_belongs_there(self):
        self.assert_none({name.split("/")[0] for name in tracked()} - TOP_LEVEL, "Move elsewhere")

    def test_every_folder_of_tests_is_a_package(self):
        folders = {Path(name).parent for name in python_files("tests")}
        self.assert_none(
            (folder for folder in folders if not (ROOT / folder / "__init__.py").exists()),
            "Without __init__.py the runner finds no test and says OK",
        )

    def test_every_migration_has_a_name(self):
        loader = MigrationLoader(None)
        labels = {config.label for config in apps.get_app_configs() if config.name in PACKAGES}
        names = [name for label, name in loader.disk_migrations if label in labels]
        self.assertTrue(names)
        self.assert_none((name for name in names if "_auto_" in name), "Name these migrations")

    def test_modules_are_named_for_what_they_do(self):
        vague = {"utils", "util", "helpers", "helper", "services", "common", "misc", "base_utils"}
        self.assert_none(
            (
                name
                for name in python_files(*PACKAGES)
                if set(Path(name).with_suffix("").parts) & vague
            ),
            "Name these modules for what they do",
        )


class DirectionTests(RuleTestCase):
    def test_authors_never_import_articles(self):
        self.assert_none(
            (name for name in python_files("authors") if "articles" in imported_by(name)),
            "authors knows no article",
        )

    def test_mechanisms_know_no_article_and_no_author(self):
        wiring = {"newsroom/urls.py", "newsroom/settings.py"}
        self.assert_none(
            (
                name
                for name in python_files("newsroom")
                if name not in wiring and imported_by(name) & {"articles", "authors"}
            ),
            "newsroom/ holds mechanisms that know neither articles nor authors",
        )

    def test_the_product_never_imports_its_tests(self):
        self.assert_none(
            (name for name in python_files(*PACKAGES) if "tests" in imported_by(name)), "No tests"
        )

    def test_what_runs_before_installing_uses_only_the_standard_library(self):
        import sys

        allowed = sys.stdlib_module_names | {"newsroom"}
        self.assert_none(
            (
                f"{name}: {module}"
                for name in python_files("newsroom/start")
                if not name.endswith("preparing.py")
                for module in imported_by(name) - allowed
            ),
            "bin/run has nothing installed yet",
        )


class LiveTests(RuleTestCase):
    def test_live_is_said_once(self):
        """The queryset says it; constraints and indexes of the model hold it."""
        condition = re.compile(r"live_until__(isnull|gt|gte)\b|live_from__(lte|lt)\b")
        allowed = {"articles/models/edition.py"}
        places = []
        for name in python_files("articles", "authors", "newsroom"):
            if name in allowed:
                continue
            for number, line in enumerate(text_of(name).splitlines(), 1):
                if condition.search(line):
                    places.append(f"{name}:{number}: {line.strip()}")
        self.assert_none(places, "Ask Edition.objects.live() instead")

    def test_no_template_asks_when_an_edition_is_live(self):
        self.assert_none(
            (
                name
                for name in tracked()
                if name.endswith(".html") and "live_until" in text_of(name)
            ),
            "A template shows what it is given",
        )


class AdminTests(RuleTestCase):
    def test_admin_options_are_spelled_right(self):
        """Django ignores an option it does not know: date_heirarchy does nothing, silently."""
        found = []
        for options in self.own_admins():
            known = set(dir(ModelAdmin)) | set(dir(InlineModelAdmin))
            for parent in options.__mro__[1:]:
                if not parent.__module__.startswith(PACKAGES):
                    known |= set(dir(parent))
            for parent in options.__mro__:
                if parent.__module__.startswith(PACKAGES):
                    found += self.unknown_options(parent, options, known)
        self.assert_none(sorted(set(found)), "No such admin option")

    def own_admins(self):
        classes = [type(options) for options in admin.site._registry.values()]
        classes += [inline for options in classes for inline in options.inlines]
        return [options for options in classes if options.__module__.startswith(PACKAGES)]

    def unknown_options(self, parent, options, known):
        """Plain values of a class body that nothing knows and nothing of ours reads."""
        templates = [name for name in tracked() if name.endswith(".html")]
        source = "\n".join(text_of(name) for name in python_files(*PACKAGES) + templates)
        for name, value in vars(parent).items():
            if name.startswith("_") or callable(value) or name in known:
                continue
            if isinstance(value, property | classmethod | staticmethod):
                continue
            if not re.search(rf"\.{name}\b", source):
                yield f"{parent.__module__}.{parent.__qualname__}.{name}"


class TemplateTests(RuleTestCase):
    def templates(self) -> list[str]:
        return [name for name in tracked() if name.endswith(".html") and "templates/" in name]

    def test_safe_is_said_only_of_what_our_sanitiser_wrote(self):
        unsafe = re.compile(r"\{[{%][^}]*?([\w.]+)\s*\|\s*(?:\w+\s*\|\s*)*safe\b")
        found = []
        for name in self.templates():
            for match in unsafe.finditer(text_of(name)):
                if not match[1].endswith("_html"):
                    found.append(f"{name}: {match[0]}")
        self.assert_none(found, "|safe belongs on a name that ends in _html")

    def test_escaping_is_never_turned_off(self):
        self.assert_none(
            (name for name in self.templates() if "autoescape off" in text_of(name)), "Escape"
        )

    def test_every_word_of_the_interface_can_be_translated(self):
        found = []
        for name in self.templates():
            for number, words in untranslated(text_of(name)):
                found.append(f"{name}:{number}: {words}")
        self.assert_none(found, "Wrap in {% translate %} or {% blocktranslate %}")

    def test_no_script_stands_in_a_page(self):
        """A content security policy can then forbid them all."""
        inline = re.compile(
            r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/[\w+-]*json)", re.I
        )
        handler = re.compile(r"<[^>{]*\son[a-z]+=", re.I)
        found = []
        for name in self.templates():
            for rule in (inline, handler):
                found += [f"{name}: {match[0][:80]}" for match in rule.finditer(text_of(name))]
        self.assert_none(found, "Put scripts into modules of their own")

    def test_no_page_loads_from_somewhere_else(self):
        remote = re.compile(
            r"""(?:src|srcset|poster)=["']\s*(?:https?:)?//|<link[^>]+href=["'](?:https?:)?//"""
        )
        self.assert_none(
            (
                f"{name}: {match[0]}"
                for name in self.templates()
                for match in remote.finditer(text_of(name))
            ),
            "Readers' browsers ask nobody else",
        )


TRANSLATED = re.compile(
    r"\{%\s*(blocktranslate|blocktrans|comment|verbatim)\b.*?\{%\s*end\1\s*%\}", re.DOTALL
)
# Blocks that fill a class attribute.
CLASSES = re.compile(r"\{%\s*block (?:\w*class\w*|page)\s*%\}.*?\{%\s*endblock\b.*?%\}", re.DOTALL)
CODE = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|\{#.*?#\}", re.DOTALL)
# An icon is written as its name, which the font shows as a picture.
ICON = re.compile(r"<(\w+)[^>]*material-symbols[^>]*>.*?</\1>", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = re.compile(
    r"""\s(?:alt|title|placeholder|aria-label|content|label)="([^"]*)\"""", re.DOTALL
)
ELEMENT = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^>"'])*>""", re.DOTALL)
ENTITY = re.compile(r"&[a-z]+;|&#\d+;")
NO_WORDS = {"viewport", "utf-8", "RSS", "Atom", "HTML", "JSON", "SHA-256", "WebVTT"}


def untranslated(template: str) -> list[tuple[int, str]]:
    """Line and words of text that stands outside the translation tags. Best effort."""

    def blank(match) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    for pattern in (TRANSLATED, CLASSES, CODE, ICON, TAG):
        template = pattern.sub(blank, template)
    # What an attribute says aloud is text too; a meta tag's content is not.
    spoken = [
        (template.count("\n", 0, match.start(1)) + 1, match[1])
        for match in SPOKEN.finditer(template)
        if not template.rfind("<meta", 0, match.start()) > template.rfind(">", 0, match.start())
    ]
    text = ENTITY.sub(blank, ELEMENT.sub(blank, template))
    lines = [*enumerate(text.splitlines(), 1), *spoken]
    return [
        (number, words)
        for number, line in lines
        for words in (" ".join(line.split()),)
        if re.search(r"[^\W\d_]{2,}", words) and words not in NO_WORDS
    ]


class TextTests(RuleTestCase):
    def texts(self) -> list[str]:
        pictures = (".png", ".jpg", ".webp", ".avif", ".ico", ".mp4", ".webm")
        binary = (*pictures, ".woff2", ".gz", ".mo", ".onnx")
        return [name for name in tracked() if not name.endswith(binary) and name != SELF]

    def places(self, pattern: str, names=None, flags=0):
        rule = re.compile(pattern, flags)
        for name in names or self.texts():
            for number, line in enumerate(text_of(name).splitlines(), 1):
                if rule.search(line):
                    yield f"{name}:{number}: {line.strip()[:90]}"

    def test_nothing_is_left_to_do_in_a_comment(self):
        self.assert_none(self.places(r"\b(TODO|FIXME|XXX|HACK)\b"), "Do it, or file an issue")

    def test_no_path_of_anybodys_machine_is_written_down(self):
        paths = r"(?<![\w.~-])/(home|Users|root|work|mnt)/\w|(?<![\w.~-])/tmp/\w|\.pyenv/"
        names = [name for name in self.texts() if not name.startswith("tests/newsroom/start/")]
        self.assert_none(self.places(paths, names), "Say it relative to the repository")

    def test_every_setting_read_from_the_environment_is_documented(self):
        read = set()
        for name in python_files("newsroom"):
            read |= set(re.findall(r"read_\w+\(\s*\"([A-Z_]+)\"", text_of(name)))
        read |= {"HOST", "PORT", "WEB_WORKERS", "WEB_THREADS"}
        documented = text_of("docs/operations.md")
        self.assert_none(
            sorted(name for name in read if f"`{name}`" not in documented),
            "Describe in docs/operations.md",
        )

    def test_every_direct_dependency_has_its_reason(self):
        import tomllib

        project = tomllib.loads(text_of("pyproject.toml"))["project"]
        groups = [project["dependencies"], *project["optional-dependencies"].values()]
        names = {re.split(r"[\[=<>]", line)[0] for group in groups for line in group}
        documented = text_of("docs/architecture.md").lower()
        self.assert_none(
            sorted(name for name in names if name.lower() not in documented),
            "Say in docs/architecture.md why it is here",
        )


class SettingsTests(RuleTestCase):
    def test_our_templates_come_before_those_they_replace(self):
        installed = [config.name for config in apps.get_app_configs()]
        for ours in ("articles", "authors"):
            for theirs in ("unfold", "reversion"):
                self.assertLess(installed.index(ours), installed.index(theirs))
