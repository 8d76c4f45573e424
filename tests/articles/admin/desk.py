"""What the desk's tests share: signing in, and sending a form as a browser would."""

from django.contrib.admin.models import LogEntry
from django.test import TestCase
from django.urls import reverse
from lxml import html
from reversion.models import Revision

from articles.models import Article, Byline, ImageCaption
from tests.factories import make_user


class DeskTestCase(TestCase):
    """Signed in as an editor, unless a test says otherwise."""

    group = "Editor"

    def setUp(self):
        self.user = make_user(self.group, first_name="Hanna", last_name="Voss")
        self.client.force_login(self.user)

    def sign_in(self, group: str | None, **values):
        user = make_user(group, **values)
        self.client.force_login(user)
        return user

    def open(self, story: Article) -> dict:
        """The fields of a story's form, as the page holds them."""
        return form_data(self.client.get(change_url(story)))

    def save(self, story: Article, data: dict | None = None, **changes):
        """Send a story's form, as opened now or before, with some fields changed."""
        data = {**(data or self.open(story)), **changes}
        return self.client.post(change_url(story), data, follow=False)

    def assertSaved(self, response):  # noqa: N802
        self.assertEqual(response.status_code, 302, self._errors(response))

    def assertRefused(self, response, sentence: str):  # noqa: N802
        self.assertEqual(response.status_code, 200)
        page = html.fromstring(response.content.decode())
        said = " ".join(" ".join(page.get_element_by_id("content").itertext()).split())
        self.assertTrue(
            sentence in said, f"“{sentence}” is not said; errors: {self._errors(response)}"
        )

    def assertRevisions(self, number: int):  # noqa: N802
        self.assertEqual(Revision.objects.count(), number)

    def assertLogged(self, sentence: str):  # noqa: N802
        entry = LogEntry.objects.latest("pk")
        self.assertEqual(entry.user, self.user)
        self.assertIn(sentence, entry.change_message)

    def _errors(self, response) -> str:
        if not response.context or "errors" not in response.context:
            return ""
        return str(response.context["errors"])


def change_url(story: Article) -> str:
    return reverse("admin:articles_article_change", args=[story.pk])


def form_data(response, form: str = "") -> dict:
    """The values of a page's form, as a browser would send them, without its buttons."""
    page = html.fromstring(response.content.decode())
    forms = [one for one in page.forms if one.get("method") == "post"]
    if form:
        forms = [one for one in forms if one.get("id") == form]
    data: dict = {}
    for name, value in next(one for one in forms if _is_main(one)).form_values():
        if name == "csrfmiddlewaretoken" or "__prefix__" in name:
            continue
        # HTML drops the line break that a textarea's text begins with.
        data.setdefault(name, []).append(value.removeprefix("\n"))
    return {
        name: values if len(values) > 1 or name == "tags" else values[0]
        for name, values in data.items()
    }


def _is_main(form) -> bool:
    return form.get("id") not in {"logout-form", "changelist-form"}


def add_row(data: dict, prefix: str, **values) -> dict:
    """One more row of an inline, as pressing “Add another” and filling it in sends it."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {**data, **row, f"{prefix}-TOTAL_FORMS": number + 1}


def restore_url(story: Article, number: int) -> str:
    return reverse("admin:articles_article_restore", args=[story.pk, number])


def restore(client, story: Article, number: int):
    """Bring a revision of a story back, as its page's button does."""
    url = restore_url(story, number)
    return client.post(url, form_data(client.get(url)))


def bylines_of(story: Article) -> list[tuple]:
    return [(row.author.name, row.role) for row in Byline.objects.filter(article=story)]


def captions_of(story: Article) -> list[tuple]:
    rows = ImageCaption.objects.filter(article=story)
    return [(row.image_id, row.role, row.caption) for row in rows]


def tags_of(story: Article) -> list[str]:
    return [tag.name for tag in Article.objects.get(pk=story.pk).tags.all()]
