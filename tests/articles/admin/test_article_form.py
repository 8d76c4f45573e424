from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ImageCaption
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase, change_url
from tests.factories import make_image, make_live_story, make_story, save_change


class OpeningAStory(DeskTestCase):
    def queries(self, story) -> int:
        self.client.get(change_url(story))
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(self.client.get(change_url(story)).status_code, 200)
        return len(captured)

    def test_it_takes_as_many_queries_however_much_is_in_it(self):
        plain, full = make_story(lead=make_image()), make_story(lead=make_image())
        for _ in range(8):
            ImageCaption.objects.create(article=full, image=make_image())
            save_change(full, headline=f"{full.headline}!")
        self.sign_in("Editor")
        few = self.queries(plain)
        self.assertEqual(self.queries(full), few)
        self.assertLessEqual(few, 40)

    def test_an_old_story_with_a_long_past_costs_what_a_new_one_does(self):
        plain, full = make_live_story(lead=make_image()), make_live_story(lead=make_image())
        for number in range(6):
            publish(full, by=None, change="correction", notice=f"It was {number}.")
            save_change(full, headline=f"{full.headline}!", headline_front="In lists")
            ImageCaption.objects.create(article=full, image=make_image())
        self.sign_in("Editor")
        few = self.queries(plain)
        self.assertEqual(self.queries(full), few)
        self.assertLess(few, 40)
