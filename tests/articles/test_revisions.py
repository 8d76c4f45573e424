from django.test import TestCase
from reversion.models import Revision, Version

from articles.assembly import snapshot_working_copy
from articles.comparing import compare
from articles.models import Article, RevisionMeta
from articles.revisions import refresh_working_copies, revision, summary_of
from tests.factories import make_image, make_live_story, make_story, make_user, save_change


class RevisionTests(TestCase):
    def test_one_save_makes_one_revision_with_its_meta_row(self):
        user = make_user("Editor")
        article = make_story(by=user)
        save_change(article, by=user, note="Shorter", headline="Ferry is back")
        metas = list(RevisionMeta.objects.filter(article_id=article.pk).order_by("pk"))
        self.assertEqual(len(metas), 2)
        self.assertEqual(metas[1].revision.user, user)
        self.assertEqual(metas[1].revision.comment, "Shorter")
        self.assertIn("Headline changed", metas[1].summary)
        self.assertEqual(Version.objects.get_for_object(article).count(), 2)

    def test_a_save_gives_a_fresh_token_and_the_hash_of_the_working_copy(self):
        article = make_story()
        token = article.edit_token
        save_change(article, headline="Other")
        stored = Article.objects.get(pk=article.pk)
        self.assertNotEqual(stored.edit_token, token)
        self.assertEqual(stored.working_sha256, snapshot_working_copy(stored).sha256)

    def test_a_live_story_differs_from_its_edition_exactly_when_changed(self):
        article = make_live_story("One")
        edition = article.editions.get()
        article.refresh_from_db()
        self.assertEqual(article.working_sha256, edition.story_sha256)
        save_change(article, headline="Two")
        self.assertNotEqual(article.working_sha256, edition.story_sha256)
        save_change(article, headline="One")
        self.assertEqual(article.working_sha256, edition.story_sha256)

    def test_a_change_in_the_library_shows_in_the_stories_that_use_it(self):
        image = make_image()
        article = make_live_story(lead=image)
        image.caption = "Corrected."
        image.save()
        refresh_working_copies(Article.objects.filter(captions__image=image))
        article.refresh_from_db()
        self.assertNotEqual(article.working_sha256, article.editions.get().story_sha256)

    def test_a_failed_save_leaves_no_revision(self):
        article = make_story()
        before = Revision.objects.count()
        with self.assertRaises(RuntimeError), revision() as saving:
            saving.begin(article)
            article.headline = "Half"
            article.save()
            raise RuntimeError
        self.assertEqual(Revision.objects.count(), before)
        self.assertNotEqual(Article.objects.get(pk=article.pk).headline, "Half")


class SummaryTests(TestCase):
    def summary(self, **change):
        article = make_story(body="<p>One two three.</p><p>Four five.</p>")
        before = snapshot_working_copy(article)
        save_change(article, **change)
        after = snapshot_working_copy(article)
        return summary_of(compare(before, after), after)

    def test_it_counts_the_words_that_came_and_went(self):
        summary = self.summary(body="<p>One two 3 and more.</p><p>Four five.</p>")
        self.assertEqual((summary.words_added, summary.words_removed), (3, 1))
        self.assertIn("3 words added, 1 word removed", summary.text)

    def test_a_moved_paragraph_is_said_to_have_moved(self):
        article = make_story(body="<p>One two three four five.</p><p>Six seven eight nine ten.</p>")
        before = snapshot_working_copy(article)
        save_change(article, body="<p>Six seven eight nine ten.</p><p>One two three four five.</p>")
        after = snapshot_working_copy(article)
        summary = summary_of(compare(before, after), after)
        self.assertEqual(summary.text, "Body: 1 paragraph moved.")
        self.assertEqual((summary.words_added, summary.words_removed), (0, 0))

    def test_each_changed_field_is_named(self):
        summary = self.summary(headline="Other", standfirst="New", kind="opinion")
        for name in ("Headline changed", "Standfirst changed", "Kind changed"):
            self.assertIn(name, summary.text)

    def test_the_first_save_says_how_long_the_story_is(self):
        story = snapshot_working_copy(make_story(body="<p>One two.</p>"))
        self.assertEqual(summary_of(None, story).text, "Story begun: 2 words.")
