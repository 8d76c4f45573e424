from articles.models import Article, Image
from tests.articles.admin.desk import DeskTestCase, add_row, form_data
from tests.factories import make_story

ADDRESSES = (
    "/admin/articles/article/{}/change/",
    "/admin/articles/article/{}/history/",
    "/admin/articles/article/{}/publish/",
    "/admin/articles/article/{}/preview/",
    "/admin/articles/article/recover/{}/",
    "/admin/articles/image/{}/delete/",
    "/admin/articles/article/?section__id__exact={}",
    "/admin/articles/article/?bylines__author__id__exact={}",
    "/admin/articles/article/?q={}",
    "/admin/articles/article/add/?section={}",
    "/admin/articles/edition/?article={}",
)
TOO_LARGE = (2**63, 10**40)


class NumbersTooLargeForAnId(DeskTestCase):
    def test_in_an_address_they_find_nothing(self):
        make_story()
        for number in TOO_LARGE:
            for address in ADDRESSES:
                response = self.client.get(address.format(number))
                self.assertIn(response.status_code, (200, 302, 404), address)

    def test_in_a_story_they_are_refused_at_their_fields_with_what_was_typed(self):
        story = make_story()
        data = add_row(self.open(story), "bylines", author=2**63, role="by")
        data = add_row(data, "captions", image=10**40, role="lead", caption="", credit="", alt="")
        data |= {"section": 2**63, "headline": "As typed"}
        response = self.save(story, data)
        self.assertRefused(response, "Select a valid choice.")
        self.assertEqual(form_data(response)["headline"], "As typed")
        form = response.context["adminform"].form
        formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
        self.assertIn("section", form.errors)
        self.assertEqual(
            [list(formset.errors[-1]) for formset in formsets], [["author"], ["image"]]
        )

    def test_in_a_body_they_name_no_picture(self):
        story = make_story(body=f'<p>One.</p><figure data-image="{10**18}"></figure>')
        body = f'<p>One.</p><figure data-image="{2**63}"></figure>'
        self.assertSaved(self.save(story, body=body))
        self.assertEqual(self.client.get(f"/admin/articles/article/{story.pk}/").status_code, 302)

    def test_through_a_foreign_key_or_in_a_list_they_are_no_error(self):
        story = make_story()
        for number in (*TOO_LARGE, -(2**63) - 1):
            self.assertFalse(Article.objects.filter(section=number).exists())
            self.assertFalse(Article.objects.filter(section__in=[number]).exists())
            self.assertTrue(Article.objects.exclude(section=number).exists())
            self.assertEqual(Image.objects.in_bulk([number]), {})
            self.assertEqual(list(Article.objects.filter(pk__in=[number, story.pk])), [story])
