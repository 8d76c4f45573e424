from datetime import timedelta

from django.contrib.auth.models import Permission
from django.utils import timezone

from articles.admin.library_uses import uses_of
from articles.models import Image, ImageCaption
from articles.publishing import publish, schedule
from tests.articles.admin.library import LIBRARY, LibraryTestCase
from tests.factories import (
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_story,
    make_user,
    save_change,
)


class WhereItIsUsed(LibraryTestCase):
    def setUp(self):
        super().setUp()
        self.image = make_image()

    def use(self):
        return uses_of(self.image, user=self.user).stories[0]

    def test_nothing_shows_it(self):
        self.assertFalse(uses_of(self.image, user=self.user))
        html = self.client.get(f"{LIBRARY}library/panel/{self.image.pk}/").json()["html"]
        self.assertIn("Nothing shows this picture.", html)

    def test_a_draft_shows_it_in_its_working_copy_alone(self):
        for number, values in enumerate(
            ({"lead": self.image}, {"body": f'<figure data-image="{self.image.pk}"></figure>'})
        ):
            story = make_story(f"Draft {number}", **values)
            use = self.use()
            self.assertEqual(use.headline, story.headline)
            self.assertTrue(use.is_in_working_copy)
            self.assertIsNone(use.live or use.scheduled)
            self.assertEqual(use.past, ())

    def test_a_live_edition_shows_it_and_the_working_copy_no_longer_does(self):
        story = make_live_story(lead=self.image)
        self.assertEqual((self.use().live.number, self.use().is_in_working_copy), (1, True))
        ImageCaption.objects.filter(article=story).delete()
        self.assertEqual((self.use().live.number, self.use().is_in_working_copy), (1, False))
        self.assertEqual(self.use().public_url, story.editions.get().get_absolute_url())

    def test_an_edition_of_the_past_shows_it_and_the_live_one_does_not(self):
        story = make_live_story(lead=self.image)
        publish(save_change(story, standfirst="New."), by=None, change="minor")
        ImageCaption.objects.filter(article=story).delete()
        publish(story, by=None, change="minor")
        use = self.use()
        self.assertIsNone(use.live)
        self.assertFalse(use.is_in_working_copy)
        self.assertEqual([edition.number for edition in use.past], [2, 1])
        self.assertEqual(use.public_url, "")

    def test_a_scheduled_edition_is_told_apart(self):
        story = make_story(lead=self.image)
        schedule(story, by=None, change="first", at=timezone.now() + timedelta(days=1))
        use = self.use()
        self.assertIsNone(use.live)
        self.assertEqual(use.scheduled.number, 1)

    def test_posts_and_clips_are_named_and_so_are_stories_that_show_these(self):
        post, clip = make_post(image=self.image), make_clip(poster=self.image)
        story = make_live_story(
            body=f'<figure data-post="{post.pk}"></figure><figure data-clip="{clip.pk}"></figure>'
        )
        uses = uses_of(self.image, user=self.user)
        self.assertEqual(
            [url for _name, url in uses.posts], [f"/admin/articles/socialpost/{post.pk}/change/"]
        )
        self.assertEqual([name for name, _url in uses.clips], [clip.title])
        self.assertEqual(uses.stories[0].headline, story.headline)
        self.assertTrue(uses.stories[0].is_in_working_copy)

    def test_the_panel_links_to_all_of_it(self):
        story = make_live_story("Ferry", lead=self.image)
        publish(save_change(story, standfirst="New."), by=None, change="minor")
        html = self.client.get(f"{LIBRARY}library/panel/{self.image.pk}/").json()["html"]
        first = story.editions.get(number=1)
        for words in (
            *("Ferry", "Live, edition 2", "Working copy", "Past editions:"),
            *(f"/admin/articles/article/{story.pk}/change/", first.get_absolute_url()),
            f"/admin/articles/edition/{first.pk}/change/",
        ):
            self.assertIn(words, html)

    def test_another_pictures_number_is_not_taken_for_its_own(self):
        make_story(body=f'<figure data-image="{self.image.pk}7"></figure>')
        self.assertFalse(uses_of(self.image, user=self.user))

    def test_whoever_may_not_see_stories_is_told_of_none(self):
        make_story("Secret", lead=self.image)
        user = make_user()
        user.user_permissions.add(Permission.objects.get(codename="view_image"))
        self.client.force_login(user)
        html = self.client.get(f"{LIBRARY}library/panel/{self.image.pk}/").json()["html"]
        self.assertNotIn("Secret", html)

    def test_a_picture_of_many_stories_names_some_and_says_that_there_are_more(self):
        for number in range(22):
            make_story(f"Story {number}", lead=self.image)
        uses = uses_of(Image.objects.get(), user=self.user)
        self.assertEqual((len(uses.stories), uses.has_more), (20, True))
