import threading
import unittest

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, TransactionTestCase

from articles.models import Article, RevisionMeta
from tests.articles.admin.desk import change_url, form_data
from tests.factories import make_story


@unittest.skipUnless(
    connection.vendor == "postgresql",
    "SQLite's in-memory test database knows no second connection that waits",
)
class TwoSavesAtOnce(TransactionTestCase):
    def test_one_passes_and_the_other_is_asked_about_what_both_changed(self):
        for number in range(3):
            story = make_story()
            answers = self._save_together(story, [f"One {number}", f"Two {number}"])
            self.assertEqual(sorted(answer.status_code for answer in answers), [200, 302])
            refused = next(answer for answer in answers if answer.status_code == 200)
            self.assertEqual([one.name for one in refused.context["questions"]], ["Headline"])
            self.assertEqual(RevisionMeta.objects.filter(article_id=story.pk).count(), 2)
            self.assertNotEqual(
                form_data(refused)["headline"], Article.objects.get(pk=story.pk).headline
            )

    def _save_together(self, story, headlines: list[str]) -> list:
        barrier, answers = threading.Barrier(len(headlines)), []
        sendings = []
        for headline in headlines:
            client = Client()
            client.force_login(
                User.objects.create_superuser(f"{headline} {story.pk}", password="x")
            )
            page = form_data(client.get(change_url(story)))
            sendings.append((client, {**page, "headline": headline}))

        def send(client, data):
            try:
                barrier.wait(timeout=10)
                answers.append(client.post(change_url(story), data))
            finally:
                connection.close()

        threads = [threading.Thread(target=send, args=sending) for sending in sendings]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return answers
