"""The reader's site in another language: no word is left out, no word is in the wrong one."""

import re
import tempfile
from datetime import timedelta
from pathlib import Path

from babel.messages import Catalog
from django.template.base import DebugLexer, TokenType
from django.template.loader import get_template
from django.test import RequestFactory, SimpleTestCase, TestCase, override_settings
from django.utils import timezone, translation
from lxml import html

from articles import errors, views
from articles.comparing.labels import shown
from articles.moments import write_instant
from articles.snapshot import ArticleSnapshot
from newsroom import dates, parts
from newsroom.languages import direction, words_within
from newsroom.public import render_public
from tests.factories import make_author, make_live_story, make_user
from tests.support import greek_site
from tests.support.translations import (
    DESK,
    LOCALE,
    READERS,
    ROOT,
    TEMPLATES,
    collect,
    compiled,
    languages,
    modules_named,
    modules_with_words,
    read_catalogue,
    template_paths,
)

HOW = "run `python -m tests.support.translations`, then translate in {}"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")
# Attributes whose values are read out or shown.
SPOKEN = ("alt", "aria-label", "label", "placeholder", "title")
# What is spelled the same in every language: brands, the names of zones, addresses.
SAME_EVERYWHERE = re.compile(r"\S+@\S+|https?://\S+|\bMastodon\b|Europe/London|example\.org")
# Django's own names of languages.
NAMED_BY_DJANGO = re.compile("Deutsch|Französisch")
GERMAN = {"LANGUAGE_CODE": "de", **greek_site.NAMES}


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def filled_in(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


class Catalogues(SimpleTestCase):
    def test_every_string_that_readers_see_is_translated(self):
        for language in languages():
            catalogue = read_catalogue(po(language))
            missing = []
            for message in collect():
                found = catalogue.get(message.id, message.context)
                texts = (
                    found.string
                    if found and isinstance(found.id, tuple)
                    else [found.string if found else ""]
                )
                needed = catalogue.num_plurals if isinstance(message.id, tuple) else 1
                if message.id and not (len(texts) == needed and all(texts)):
                    missing.append(f"{message.locations[0][0]}: {message.id}")
            self.assertEqual(missing, [], f"not in {language}: {HOW.format(po(language))}")

    def test_translations_keep_what_is_filled_in(self):
        for language in languages():
            for message in read_catalogue(po(language)):
                if not message.id:
                    continue
                is_counted = isinstance(message.id, tuple)
                *one, many = map(filled_in, message.id if is_counted else [message.id])
                *said, rest = map(filled_in, message.string if is_counted else [message.string])
                self.assertEqual(rest, many, message.id)
                # "One story." and "%(number)s stories.": a singular may do without its number.
                self.assertTrue(all(text in (*one, many) for text in said), message.id)
                self.assertFalse(message.fuzzy, message.id)

    def test_what_is_compiled_is_what_is_written(self):
        for language in languages():
            path = po(language)
            kept = path.with_suffix(".mo").read_bytes()
            self.assertEqual(kept, compiled(read_catalogue(path)), HOW.format(path))

    def test_there_is_german(self):
        self.assertIn("de", languages())
        self.assertGreater(len(collect()), 200)

    def test_every_module_with_words_is_known_to_be_the_readers_or_the_desks(self):
        unknown = modules_with_words() - modules_named(READERS) - modules_named(DESK)
        self.assertEqual(
            sorted(unknown), [], "add it to READERS or DESK in tests/support/translations.py"
        )

    def test_each_pattern_of_templates_finds_some(self):
        for pattern in TEMPLATES:
            self.assertTrue(list(ROOT.glob(pattern)), pattern)


class TemplatesAndModules(SimpleTestCase):
    def test_no_word_stands_in_a_template_outside_of_its_translations(self):
        for path in template_paths():
            with self.subTest(path.relative_to(ROOT)):
                self.assertEqual(words_outside(path.read_text()), [])

    def test_a_word_that_stands_outside_is_seen(self):
        self.assertEqual(words_outside("<p>{{ name }} of {% url 'x' %}</p>"), ["of"])
        self.assertEqual(words_outside('<img alt="Harbour {{ name }}">'), ["Harbour"])
        self.assertEqual(words_outside("<p>{% translate 'Of' %}</p>"), [])
        self.assertEqual(words_outside("{% blocktranslate %}By {{ a }}{% endblocktranslate %}"), [])

    def test_times_are_written_as_the_language_writes_them(self):
        fixed = re.compile(r"""\|(?:date|time)(?!:"c")\b""")
        for path in template_paths():
            self.assertNotRegex(path.read_text(), fixed, f"{path}: use newsroom/dates.py's filters")
        in_code = re.compile(r"""["'][^"'\n]*\b(?:j [FMN]|H:i)\b""")
        for name in modules_named(READERS) - modules_named(DESK) - {"newsroom/dates.py"}:
            self.assertNotRegex((ROOT / name).read_text(), in_code, f"{name}: newsroom/dates.py")


def words_outside(template: str) -> list[str]:
    """Words that a template says itself, in texts and in attributes that are shown."""
    kept, in_translation = [], False
    for token in DebugLexer(template).tokenize():
        is_tag = token.token_type == TokenType.BLOCK
        name = token.contents.split(" ")[0] if is_tag else ""
        # What the block called page holds are classes.
        if name in ("blocktranslate", "comment") or (is_tag and token.contents == "block page"):
            in_translation = True
        elif name in ("endblocktranslate", "endcomment", "endblock"):
            in_translation = False
        elif token.token_type == TokenType.TEXT and not in_translation:
            kept.append(token.contents)
        else:
            kept.append(" ")
    return [word for text in spoken("".join(kept)) for word in latin(text)]


def spoken(page: str) -> list[str]:
    """The texts of a page and of its attributes that are shown or read out."""
    root = html.document_fromstring(page if page.strip() else "<p></p>")
    for element in root.xpath("//script|//style"):
        element.drop_tree()
    names = " or ".join(f"name()='{name}'" for name in SPOKEN)
    described = "//meta[@name='description']/@content"
    return [root.text_content(), *root.xpath(f"//@*[{names}]"), *root.xpath(described)]


def latin(text: str) -> list[str]:
    """Words in Latin letters, but for those that are the same in every language."""
    return re.findall(r"[A-Za-z]{2,}", NAMED_BY_DJANGO.sub(" ", SAME_EVERYWHERE.sub(" ", text)))


def untranslated(page: str) -> list[str]:
    """Words of a page that stand outside of the brackets of the language made up below."""
    found = []
    for text in spoken(page):
        while (without := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
            text = without
        found += latin(text)
    return found


def bracketed_catalogue() -> bytes:
    """Every string of the site in brackets, as if that were a language."""
    catalogue = Catalog(locale="de")
    for message in collect():
        if message.id:
            ids = message.id
            text = tuple(f"⟦{one}⟧" for one in ids) if isinstance(ids, tuple) else f"⟦{ids}⟧"
            catalogue.add(ids, text, context=message.context)
    return compiled(catalogue)


class NoWordIsLeftOut(TestCase):
    """Every page of a Greek newspaper in a language of brackets: what is neither is hard-coded."""

    @classmethod
    def setUpTestData(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        path = Path(cls.folder) / "de" / "LC_MESSAGES" / "django.mo"
        path.parent.mkdir(parents=True)
        path.write_bytes(bracketed_catalogue())
        cls.settings_of_site = {**GERMAN, "LOCALE_PATHS": [cls.folder]}
        with override_settings(**cls.settings_of_site):
            cls.addresses = greek_site.make_site()

    def setUp(self):
        self.enterContext(override_settings(**self.settings_of_site))
        # Kept by language, of which this is another with the same name.
        parts.forget()
        self.addCleanup(parts.forget)

    def test_every_kind_of_page(self):
        for name, address in self.addresses.items():
            with self.subTest(name):
                page = self.client.get(address).content.decode()
                self.assertIn("⟦", page)
                self.assertEqual(untranslated(page), [])

    def test_pages_of_errors(self):
        request = RequestFactory().get("/")
        pages = {
            "403": errors.forbidden(request).content,
            "a form": errors.outdated_form(request).content,
            "503": views.unreadable().content,
            "a file": errors.file_gone(request).content,
            "500": get_template("500.html").render().encode(),
        }
        for name, page in pages.items():
            with self.subTest(name):
                self.assertIn("⟦", page.decode())
                self.assertEqual(untranslated(page.decode()), [])


class InGerman(TestCase):
    @classmethod
    def setUpTestData(cls):
        with override_settings(**GERMAN):
            cls.addresses = greek_site.make_site()

    def setUp(self):
        self.enterContext(override_settings(**GERMAN))

    def get(self, address: str) -> str:
        return self.client.get(address).content.decode()

    def test_every_page_says_that_it_is_german_and_holds_no_english(self):
        english = {
            message.id
            for message in collect()
            if isinstance(message.id, str) and re.search(r"[A-Za-z]{4}", message.id)
        }
        with translation.override("de"):
            english -= {one for one in english if translation.gettext(one) == one}
        german_too = {"code"}
        for name, address in self.addresses.items():
            page = self.get(address)
            texts = {text.strip(" .:") for text in html.document_fromstring(page).itertext()}
            with self.subTest(name):
                language = "fr" if name in ("story", "live edition") else "de"
                self.assertIn(f'<html lang="{language}"', page)
                self.assertEqual(texts & (english - german_too), set())

    def test_times_are_german(self):
        page = self.get(self.addresses["history"])
        months = (
            "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
        )
        self.assertRegex(page, rf"\d\. ({months}) \d{{4}}<span>\d\d:\d\d Uhr</span>")
        self.assertRegex(self.get("/"), rf">\d\d?\. ({months}) \d{{4}}, \d\d:\d\d Uhr</time>")

    def test_a_story_in_english_keeps_its_own_words_and_the_page_around_it_is_german(self):
        author = make_author("Author of it", beat="harbours")
        story = make_live_story("Ferry returns", language="en-gb", authors=[author])
        page = html.document_fromstring(self.get(story.get_absolute_url()))
        (article,) = page.xpath("//article")
        self.assertEqual(article.get("lang"), "en-gb")
        self.assertIn("By Author", article.text_content())
        self.assertIn("Read more", article.text_content())
        for part in ("//header[@class='masthead']", "//footer[@class='colophon']", "//a[1]"):
            self.assertEqual(page.xpath(part)[0].get("lang"), "de", part)
        card = html.document_fromstring(self.get("/")).xpath("//article[@lang='en-gb']")
        self.assertIn("By Author", card[0].text_content())

    def test_the_record_of_a_story_in_english_is_german_but_for_the_storys_words(self):
        story = make_live_story("Ferry returns", language="en-gb")
        page = html.document_fromstring(self.get(f"{story.get_absolute_url()}history/"))
        self.assertEqual(page.get("lang"), "de")
        (headline,) = page.xpath("//h1")
        self.assertEqual(headline.get("lang"), "en-gb")

    def test_the_desk_stays_english_and_shows_the_readers_pages_as_they_are(self):
        self.client.force_login(make_user("Managing editor"))
        listed = self.get("/admin/articles/article/")
        self.assertIn('<html lang="en-gb"', listed)
        for word in ("Ressort", "Beitrag"):
            self.assertNotIn(word, listed)
        at = write_instant(timezone.now() - timedelta(seconds=1))
        shown = self.get(f"/admin/articles/edition/site-at/{at}/corrections/")
        self.assertIn("Korrekturen und Klarstellungen", shown)
        self.assertIn("Korrektur</span>", shown)
        self.assertEqual(translation.get_language(), "de")

    def test_a_page_wholly_german_marks_no_part_as_german(self):
        page = html.document_fromstring(self.get(self.addresses["retracted story"]))
        # Other stories that it leads to are each in their own language.
        (others,) = page.xpath("//*[@class='related']")
        others.getparent().remove(others)
        self.assertEqual(set(page.xpath("//body//@lang")), {"de"})
        self.assertEqual(page.xpath("//article//*/@lang"), [])
        front = html.document_fromstring(self.get("/"))
        (foreign,) = front.xpath("//body//*[@lang][not(ancestor::*[@lang='fr'])]")
        self.assertEqual(foreign.get("lang"), "fr")
        # The site has no French words, so its own are German within that card.
        self.assertEqual(set(foreign.xpath(".//*/@lang")), {"de"})

    def test_german_words_in_a_story_of_a_language_without_words_are_marked(self):
        page = html.document_fromstring(self.get(self.addresses["story"]))
        (article,) = page.xpath("//article")
        self.assertEqual(article.get("lang"), "fr")
        for part in ("*[@class='dates']", "span[@class='kicker-kind']", "h2", "summary"):
            for found in article.xpath(f".//{part}"):
                self.assertEqual(found.get("lang"), "de", part)


class Rules(SimpleTestCase):
    def test_words_within_a_text_are_the_texts_own_where_there_are_such(self):
        with override_settings(LANGUAGE_CODE="de"):
            told = {name: words_within(name) for name in ("en", "en-gb", "de", "de-at", "ar")}
        self.assertEqual(
            told, {"en": "en", "en-gb": "en-gb", "de": "de", "de-at": "de-at", "ar": "de"}
        )

    def test_a_site_that_runs_from_right_to_left_says_so(self):
        with override_settings(LANGUAGE_CODE="ar"):
            page = render_public("404.html").content.decode()
        self.assertIn('<html lang="ar" dir="rtl">', page)
        self.assertEqual([direction(one) for one in ("ar", "ar-eg", "de")], ["rtl", "rtl", "ltr"])

    def test_languages_are_named_in_the_sites_language(self):
        with translation.override("de"):
            self.assertEqual(shown(ArticleSnapshot, "language", "fr"), "Französisch")

    def test_times_in_english(self):
        at = timezone.make_aware(timezone.datetime(2026, 3, 5, 14, 30))
        with translation.override("en-gb"):
            written = [
                write(at)
                for write in (
                    dates.day_and_time,
                    dates.short_day_and_time,
                    dates.day,
                    dates.time_of_day,
                )
            ]
        self.assertEqual(
            written, ["5 March 2026, 14:30", "5 Mar 2026, 14:30", "5 March 2026", "14:30"]
        )
        with translation.override("de"):
            self.assertEqual(dates.short_day_and_time(at), "5. März 2026, 14:30")
