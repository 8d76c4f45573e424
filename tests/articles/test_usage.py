from unittest import mock

from django.test import TestCase

from articles import tasks, usage
from articles.models import Article
from articles.publishing import publish
from articles.usage import refresh_stories_using
from tests.factories import make_clip, make_image, make_live_story, make_post, make_story


def changed() -> list[str]:
    """The stories whose working copy differs from what readers see, by headline."""
    stories = Article.objects.order_by("pk").prefetch_related("editions")
    return [
        story.headline
        for story in stories
        if any(edition.story_sha256 != story.working_sha256 for edition in story.editions.all())
    ]


class ThingsThatChange(TestCase):
    def save(self, thing, **values):
        for name, value in values.items():
            setattr(thing, name, value)
        thing.save()
        with self.captureOnCommitCallbacks(execute=True):
            refresh_stories_using(thing)

    def test_a_picture_marks_the_stories_that_show_it(self):
        image = make_image()
        make_live_story("Leads", lead=image)
        make_live_story("In text", body=f'<p>One.</p><figure data-image="{image.pk}"></figure>')
        make_live_story("Other")
        make_story("Draft", lead=image)
        self.save(image, caption="Another.")
        self.assertEqual(changed(), ["Leads", "In text"])

    def test_the_poster_of_a_clip_in_a_post_is_shown_too(self):
        poster = make_image()
        post = make_post(clip=make_clip(poster=poster))
        make_live_story("Post", body=f'<p>One.</p><figure data-post="{post.pk}"></figure>')
        self.save(poster, alt="Another.")
        self.assertEqual(changed(), ["Post"])

    def test_only_so_many_are_looked_at_at_once_and_the_worker_does_the_rest(self):
        image = make_image()
        for number in range(6):
            make_live_story(f"Story {number}", lead=image)
        with (
            mock.patch.object(usage, "AT_ONCE", 2),
            mock.patch.object(tasks, "BATCH", 3),
            mock.patch.object(
                usage, "refresh_working_copies", wraps=usage.refresh_working_copies
            ) as refresh,
        ):
            self.save(image, caption="Another.")
        batches = [[story.headline[-1] for story in call.args[0]] for call in refresh.mock_calls]
        self.assertEqual(batches, [["5", "4"], ["3", "2", "1"], ["0"]])
        self.assertEqual(len(changed()), 6)

    def test_the_rest_waits_until_what_changed_is_committed(self):
        image = make_image()
        for number in range(3):
            make_live_story(f"Story {number}", lead=image)
        image.caption = "Another."
        image.save()
        with mock.patch.object(usage, "AT_ONCE", 1):
            refresh_stories_using(image)
        self.assertEqual(changed(), ["Story 2"])

    def test_what_was_deleted_meanwhile_is_passed_over(self):
        result = tasks.refresh_stories.enqueue("articles.Image", 4711, before=9)
        # A task that fails is not raised here: its result says so.
        self.assertEqual(result.status, "SUCCESSFUL", result.errors)

    def test_what_stands_on_every_story_marks_none(self):
        story = make_live_story(tags=["Shipping"])
        self.save(story.section, tip_prompt="A tip?", tip_email="tips@example.org")
        self.save(story.tags.get(), question="A question?")
        self.save(story.bylines.get().author, bio="Another life.")
        self.assertEqual(changed(), [])
        edition = publish(story, by=None, change="minor")
        self.assertIn("Another life.", edition.document)
