import json
import re
from pathlib import Path

from django import forms
from django.contrib.staticfiles import finders
from django.test import SimpleTestCase

from articles.admin.article_form import ArticleForm
from articles.editor import BodyFormField, BodyWidget
from articles.models import Article

FOLDER = Path(finders.find("articles/editor/editor.js")).parent


class BodyFormFieldTests(SimpleTestCase):
    def test_what_is_typed_goes_through_the_bodys_own_sanitiser(self):
        field = BodyFormField(required=False)
        self.assertEqual(field.clean("<h1>A</h1><script>x</script>"), "<h2>A</h2>")

    def test_a_body_that_is_one_figure_is_not_empty(self):
        field = BodyFormField()
        self.assertEqual(
            field.clean('<figure data-image="3"></figure><p></p>'),
            '<figure data-image="3"></figure>',
        )

    def test_the_widget_is_the_editors_whatever_widget_is_asked_for(self):
        field = Article._meta.get_field("body").formfield(form_class=BodyFormField)
        self.assertIsInstance(field.widget, BodyWidget)
        self.assertIsInstance(BodyFormField(widget=forms.Textarea).widget, BodyWidget)

    def test_the_articles_form_uses_it(self):
        self.assertIsInstance(ArticleForm.base_fields["body"], BodyFormField)

    def test_the_widget_tells_the_script_where_to_ask(self):
        html = str(BodyFormField().widget.render("body", "<p>a</p>"))
        written = re.search('data-django-prose-editor-newsroom="([^"]+)"', html)[1]
        settings = json.loads(written.replace("&quot;", '"'))
        self.assertEqual(settings["urls"]["images"], "/admin/articles/article/desk/images/")
        self.assertGreater(settings["limits"]["image"], 0)
        self.assertIn("&lt;p&gt;a&lt;/p&gt;", html)

    def test_a_network_is_asked_only_where_there_is_one_to_ask(self):
        self.assertNotIn("oembed", BodyWidget().get_config()["urls"])
        with self.settings(OEMBED_ENDPOINTS={"social.example": "https://social.example/o"}):
            self.assertIn("oembed", BodyWidget().get_config()["urls"])


class EditorFilesTests(SimpleTestCase):
    def test_every_module_that_is_imported_is_in_the_import_map(self):
        known = set(BodyWidget().media._importmap._data["imports"])
        for path in FOLDER.glob("*.js"):
            for name in re.findall(r'from "([^"]+)"', path.read_text()):
                with self.subTest(module=path.name):
                    self.assertIn(name, known)

    def test_every_file_of_the_import_map_exists(self):
        for path in BodyWidget().media._importmap._data["imports"].values():
            self.assertTrue(finders.find(path), path)

    def test_every_file_that_a_style_sheet_names_exists(self):
        for path in FOLDER.glob("*.css"):
            for name in re.findall(r'url\("([^"]+)"\)', path.read_text()):
                self.assertTrue((FOLDER / name).exists(), name)

    def test_the_editor_asks_no_other_host(self):
        for path in FOLDER.iterdir():
            addresses = set(re.findall(r"https?://\w[^\s\"'`)]+", path.read_text()))
            self.assertLessEqual(addresses, {"http://www.w3.org/2000/svg"}, path.name)
