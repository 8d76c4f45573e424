"""Odd words in every text field of a story: saved and read back, or refused with a sentence."""

import json
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from articles.admin.tags_field import TagsField, set_tags
from articles.models import Article, ImageCaption
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase, change_url, form_data, tags_of
from tests.factories import make_image, make_story
from tests.security.pages import elements
from tests.support.real import REAL, needs_real

STORY = ("headline", "standfirst", "body", "note", "slug")
PICTURE = ("caption", "credit", "alt")
LONG = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. " * 160
ODD = {
    "a NUL": "Harbour\0 news",
    "only a NUL": "\0",
    "controls": "Har\x01\x02\x07\x08\x1b[31mbour\x7f\x85",
    "10,000 characters": LONG,
    "one word of 10,000": "a" * 10_000,
    "right to left": "\u202eruobraH\u202c مرحبا بالعالم",
    "no width": "Har\u200bbo\u200dur\ufeff",
    "marks upon marks": "H" + "\u0301\u0489" * 200 + "arbour",
    "a lone half of a pair, as browsers send it": "Harbour \ufffd news",
    "not characters": "Harbour \ufffe\uffff \U0010ffff news",
    "beyond the first plane": "🧑‍🚒 𝕳𝖆𝖗𝖇𝖔𝖚𝖗 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "lines": "Har\r\nbour\n\r\u2028\u2029news",
    "only space": " \t\u00a0\u2003\u3000 ",
    "formats": "%s %(x)s %d {0} {x} {{ x }} {% x %} $x ${x} \\1 \\u0000",
    "a formula": "=cmd|' /C calc'!A0",
}


class OddWords(DeskTestCase):
    def send(self, words: str, *, but=()) -> tuple[dict, object]:
        """A story sent with these words in every text field but those named."""
        token = Article.objects.values_list("edit_token", flat=True).get(pk=self.story.pk)
        data = {**self.opened, "opened": str(token)}
        data |= {name: words for name in STORY if name not in but}
        if "headline" in but:
            data["headline"] = "Ferry returns"
        data |= {f"captions-0-{name}": words for name in PICTURE if name not in but}
        if "tags" not in but:
            data["tags"] = [words]
        return data, self.client.post(change_url(self.story), data)

    def setUp(self):
        super().setUp()
        self.story = make_story(lead=make_image())
        self.opened = self.open(self.story)

    def refused_fields(self, page) -> set[str]:
        """The fields at which something is said, each with a sentence."""
        form = page.context["adminform"].form
        errors = dict(form.errors)
        for inline in page.context["inline_admin_formsets"]:
            for row in inline.formset.forms:
                errors |= row.errors
        for name, sentences in errors.items():
            for sentence in sentences:
                self.assertRegex(str(sentence), r"^[“A-Z].+[.)?]$", name)
        return set(errors)

    def assertKeptOrRefused(self, words: str, *, but=frozenset()):  # noqa: N802
        data, answer = self.send(words, but=but)
        refused = set()
        if answer.status_code == 200:
            refused = self.refused_fields(answer)
            self.assertTrue(refused)
            self.assertTyped(answer, data)
            data, answer = self.send(words, but=refused | but)
        self.assertEqual(answer.status_code, 302, self._errors(answer))
        self.assertRead(words, refused)

    def assertTyped(self, answer, data):  # noqa: N802
        """What was typed stands in the form that comes back, the refused words too."""
        shown = form_data(answer)
        for name in ("standfirst", "captions-0-caption"):
            typed, again = data[name], shown[name]
            self.assertEqual(plain(again), plain(typed), name)

    def assertRead(self, words: str, refused: set):  # noqa: N802
        story = Article.objects.get(pk=self.story.pk)
        row = ImageCaption.objects.get(article=story)
        if "headline" not in refused:
            self.assertEqual(story.headline, " ".join(words.split()))
        for name in {"standfirst", *PICTURE} - refused:
            kept = getattr(story if name == "standfirst" else row, name)
            self.assertEqual(kept, words.strip(), name)

    def test_odd_words(self):
        for what, words in ODD.items():
            with self.subTest(what):
                self.assertKeptOrRefused(words)
                for page in ("change", "history", "preview"):
                    address = f"/admin/articles/article/{self.story.pk}/{page}/"
                    self.assertEqual(self.client.get(address).status_code, 200)

    def test_a_nul_is_refused_in_so_many_words(self):
        _data, answer = self.send("Harbour\0 news")
        self.assertContains(answer, "Null characters are not allowed.")

    def test_odd_words_are_published_and_read(self):
        publish(self.story, by=None, change="first")
        for what, words in ODD.items():
            with self.subTest(what):
                # Of space alone nothing is left of a body, and nothing can be published.
                but = set() if words.strip() else {"body"}
                _data, answer = self.send(words, but=but)
                if answer.status_code == 200:
                    self.send(words, but=but | self.refused_fields(answer))
                notice = words.replace("\0", "") + "."
                edition = publish(self.story, by=None, change="correction", notice=notice)
                for address in ("/", "/world/", edition.get_absolute_url()):
                    page = self.client.get(address)
                    self.assertEqual(page.status_code, 200)
                texts = [one.text or "" for one in elements(page.content.decode())]
                self.assertTrue(any(edition.headline[:50] in text for text in texts))

    def test_odd_words_in_the_other_forms(self):
        self.sign_in("Managing editor")
        forms = {
            "articles/section": {"slug": "harbour", "position": "0"},
            "articles/tag": {"slug": "harbour"},
            "authors/author": {
                "slug": "jo",
                "handles-TOTAL_FORMS": "0",
                "handles-INITIAL_FORMS": "0",
            },
            "articles/socialpost": {"platform": "x"},
            "auth/group": {},
            "auth/user": {"password1": "a-long-password-1", "password2": "a-long-password-1"},
        }
        for place, fixed in forms.items():
            url = f"/admin/{place}/add/"
            fields = [name for name in form_data(self.client.get(url)) if name not in fixed]
            for what, words in ODD.items():
                with self.subTest(place=place, what=what):
                    answer = self.client.post(url, {**dict.fromkeys(fields, words), **fixed})
                    self.assertIn(answer.status_code, {200, 302})
                    if answer.status_code == 200:
                        self.assertTrue(answer.context["errors"])

    def test_odd_words_in_the_editors_dialogs(self):
        image = make_image()
        for what, words in ODD.items():
            with self.subTest(what):
                sent = dict.fromkeys(["title", "alt", "caption", "credit"], words)
                url = f"/admin/articles/article/desk/images/{image.pk}/words/"
                self.assertIn(self.client.post(url, sent).status_code, {200, 400})
                names = ["platform", "author_name", "handle", "text", "url", "posted_at", "image"]
                url = "/admin/articles/article/desk/posts/"
                for fixed in ({}, {"platform": "x", "url": "", "posted_at": "", "image": ""}):
                    answer = self.client.post(url, {**dict.fromkeys(names, words), **fixed})
                    self.assertIn(answer.status_code, {201, 400})

    def test_odd_words_in_notices(self):
        publish(self.story, by=None, change="first")
        place = f"/admin/articles/article/{self.story.pk}/"
        for what, words in ODD.items():
            with self.subTest(what):
                data = form_data(self.client.get(f"{place}publish/"))
                data |= {"change": "correction", "notice": words}
                self.assertIn(self.client.post(f"{place}publish/", data).status_code, {200, 302})
                answer = self.client.post(f"{place}withdraw/", {"notice": words})
                self.assertIn(answer.status_code, {200, 302})

    @needs_real
    def test_naughty_strings(self):
        strings = json.loads((REAL / "sanitiser" / "naughty-strings.json").read_text())
        for words in together(strings, most=180):
            with self.subTest(words=words):
                # These two take the fewest of them; see below.
                self.assertKeptOrRefused(words, but={"slug", "tags"})

    @needs_real
    def test_naughty_strings_as_tags_and_slugs(self):
        tags, slug = TagsField(), Article._meta.get_field("slug")
        for words in json.loads((REAL / "sanitiser" / "naughty-strings.json").read_text()):
            with self.subTest(words=words):
                try:
                    names = tags.clean([words])
                except ValidationError as refused:
                    self.assertTrue(refused.messages[0].startswith("“"))
                else:
                    set_tags(self.story, names)
                    self.assertEqual(tags_of(self.story), names)
                try:
                    self.assertEqual(slug.clean(words, self.story), words)
                except ValidationError as refused:
                    self.assertTrue(refused.messages[0].endswith("."))


def plain(text: str) -> str:
    """Text without what HTML itself cannot carry or changes on its way."""
    kept = [one for one in text.replace("\r\n", "\n").replace("\r", "\n") if ord(one) > 31]
    return "".join(kept).replace("\ufffd", "").replace("\x85", "…").strip()


def together(strings: list[str], *, most: int) -> Iterator[str]:
    """The strings in groups that fit into a headline, those apart that do not fit."""
    group = ""
    for one in strings:
        if group and len(group) + len(one) + 3 > most:
            yield group
            group = ""
        group = f"{group} ¦ {one}" if group else one
    yield group
