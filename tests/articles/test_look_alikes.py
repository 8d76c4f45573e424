"""An upload that looks like a picture of the library is told of, and nothing else is."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from articles.models import Image
from articles.rights import withdraw
from tests.articles.admin.desk import DeskTestCase
from tests.newsroom.pictures import photograph


def taken_in(picture, *, quality=90, **values) -> Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    image = Image(file=SimpleUploadedFile("picture.jpg", out.getvalue()), **values)
    image.full_clean()
    image.save()
    return image


class LookAlikes(TestCase):
    def test_the_nearest_that_was_there_is_known(self):
        first = taken_in(photograph(1), title="First")
        other = taken_in(photograph(2))
        again = taken_in(photograph(1).resize((240, 160)), quality=50)
        self.assertEqual(again.files.get().looks_like, first)
        self.assertIsNone(other.files.get().looks_like)
        self.assertIsNone(first.files.get().looks_like)

    def test_a_picture_is_not_like_itself_with_a_new_file(self):
        image = taken_in(photograph(1))
        out = io.BytesIO()
        photograph(1).save(out, "JPEG", quality=40)
        image.file = SimpleUploadedFile("again.jpg", out.getvalue())
        image.full_clean()
        image.save()
        self.assertIsNone(image.files.first().looks_like)

    def test_it_costs_one_query_more_however_many_there_are(self):
        def queries() -> int:
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as captured:
                taken_in(photograph(100 + Image.objects.count()))
            return len(captured)

        few = queries()
        for seed in range(2, 8):
            taken_in(photograph(seed))
        self.assertEqual(queries(), few)


class OnTheDesk(DeskTestCase):
    url = "/admin/articles/article/desk/images/"

    def upload(self, picture, **options):
        out = io.BytesIO()
        picture.save(out, "JPEG", **options)
        return self.client.post(self.url, {"file": SimpleUploadedFile("p.jpg", out.getvalue())})

    def test_an_upload_answers_with_the_one_it_looks_like(self):
        first = taken_in(photograph(1), title="First")
        item = self.upload(photograph(1), quality=40).json()["item"]
        self.assertEqual(item["similar"]["id"], first.pk)
        self.assertNotIn("similar", self.upload(photograph(2)).json()["item"])
        page = self.client.get(f"/admin/articles/image/{item['id']}/change/")
        self.assertContains(page, "Looks like “First”")

    def test_a_withdrawn_one_is_not_offered_and_yet_told_of(self):
        first = taken_in(photograph(1), title="First")
        withdraw(first, by=None, reason="Not ours.")
        item = self.upload(photograph(1), quality=40).json()["item"]
        self.assertNotIn("similar", item)
        page = self.client.get(f"/admin/articles/image/{item['id']}/change/")
        self.assertContains(page, "Looks like “First”")
