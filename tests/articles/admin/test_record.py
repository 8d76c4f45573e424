from articles.models import Correction, Edition
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_live_story, save_change


class TheRecord(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_live_story("Ferry")
        save_change(self.story, headline="Ferry late")
        self.edition = publish(self.story, by=self.user, change="correction", notice="It was late.")

    def test_editions_are_looked_up(self):
        response = self.client.get("/admin/articles/edition/")
        self.assertContains(response, "Ferry late")
        self.assertContains(response, self.edition.sha256[:12])
        response = self.client.get("/admin/articles/edition/", {"article": self.story.pk})
        self.assertEqual(len(response.context["cl"].result_list), 2)
        page = self.client.get(f"/admin/articles/edition/{self.edition.pk}/change/")
        self.assertContains(page, self.edition.sha256)
        self.assertContains(page, "It was late.")

    def test_corrections_are_looked_up(self):
        self.assertContains(self.client.get("/admin/articles/correction/"), "It was late.")
        correction = Correction.objects.get()
        page = self.client.get(f"/admin/articles/correction/{correction.pk}/change/")
        self.assertContains(page, "It was late.")

    def test_nobody_alters_it_not_even_an_administrator(self):
        admin = self.sign_in(None)
        admin.is_superuser = True
        admin.save()
        for model, row in (("edition", self.edition), ("correction", Correction.objects.get())):
            place = f"/admin/articles/{model}"
            for url in (
                f"{place}/add/",
                f"{place}/{row.pk}/change/",
                f"{place}/{row.pk}/delete/",
            ):
                with self.subTest(url=url):
                    self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)
        self.assertEqual(Edition.objects.count(), 2)

    def test_the_list_reads_no_documents(self):
        with self.assertNumQueries(6):
            self.client.get("/admin/articles/edition/")
