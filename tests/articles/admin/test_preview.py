from django.test import TestCase
from django.urls import reverse
from reversion.models import Version

from articles.publishing import publish
from articles.rendering import history_link
from tests.factories import make_live_story, make_story, make_user, save_change


class PreviewTests(TestCase):
    def setUp(self):
        self.client.force_login(make_user("Reviewer"))

    def get(self, name, *args, status=200):
        answer = self.client.get(reverse(f"admin:articles_article_preview{name}", args=args))
        self.assertEqual(answer.status_code, status)
        return answer

    def test_the_preview_shows_the_working_copy_as_it_would_be_published(self):
        article = make_live_story("Before", body="<p>Old words.</p>")
        save_change(article, headline="After", body="<p>New words.</p>")
        previewed = self.get("", article.pk).content.decode()
        self.assertIn("New words.", previewed)
        self.assertNotIn("Old words.", previewed)
        publish(article, by=None, change="minor")
        published = self.client.get(article.get_absolute_url()).content.decode()
        # Only what is published twice has changed for readers.
        published = published.replace(history_link(article.get_absolute_url() + "history/"), "")
        story = previewed[previewed.index("<article") : previewed.index("</article>")]
        self.assertIn(story, published)

    def test_any_revision_and_any_edition_can_be_looked_at(self):
        article = make_live_story("Before")
        revision = Version.objects.get_for_object(article).get().revision
        save_change(article, headline="After")
        publish(article, by=None, change="update")
        self.assertContains(self.get("_revision", article.pk, revision.pk), "Before")
        self.assertContains(self.get("_edition", article.pk, 1), "Before")
        self.assertContains(self.get("_edition", article.pk, 2), "After")

    def test_what_does_not_exist_or_belongs_to_another_story_is_not_found(self):
        article = make_live_story()
        other = Version.objects.get_for_object(make_story()).get().revision
        self.get("", 987654, status=404)
        self.get("_revision", article.pk, other.pk, status=404)
        self.get("_revision", article.pk, 987654, status=404)
        self.get("_edition", article.pk, 2, status=404)

    def test_it_is_never_cached_indexed_or_seen_by_strangers(self):
        article = make_story("Secret plan")
        answer = self.get("", article.pk)
        self.assertEqual(answer.headers["X-Robots-Tag"], "noindex")
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.client.logout()
        answer = self.client.get(reverse("admin:articles_article_preview", args=[article.pk]))
        self.assertEqual(answer.status_code, 302)
        self.assertNotContains(
            self.client.get(answer.url, follow=True), "Secret plan", status_code=200
        )

    def test_only_who_may_see_stories_sees_previews(self):
        article = make_story()
        self.client.force_login(make_user())
        self.get("", article.pk, status=403)
