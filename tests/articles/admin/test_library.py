from django.core.files.uploadedfile import SimpleUploadedFile
from reversion.models import Revision, Version

from articles.models import Article, Clip, Image, ImageCaption, SocialPost
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase, change_url, form_data
from tests.factories import (
    clip_bytes,
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_story,
    picture_bytes,
)


class LibraryTestCase(DeskTestCase):
    model = ""

    def url(self, door: str = "") -> str:
        return f"/admin/articles/{self.model}/{door}"

    def send(self, door: str, **values):
        url = self.url(door)
        return self.client.post(url, {**form_data(self.client.get(url)), **values})

    def assertChangedForReaders(self, story):  # noqa: N802
        self.assertContains(self.client.get(change_url(story)), "with unpublished changes")


class Pictures(LibraryTestCase):
    model = "image"

    def file(self, name="harbour.jpg", content=None):
        return SimpleUploadedFile(name, content or picture_bytes())

    def test_one_is_uploaded_and_known_whose_it_is(self):
        self.assertSaved(self.send("add/", file=self.file(), alt="A harbour", focal_x="0.25"))
        image = Image.objects.get()
        self.assertEqual((image.width, image.height, image.focal_x), (800, 533, 0.25))
        self.assertEqual(image.uploaded_by, self.user)

    def test_what_is_no_picture_is_refused_and_the_words_stay(self):
        for content in (b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
            response = self.send("add/", file=self.file(content=content), caption="Typed words.")
            self.assertRefused(response, "This is not a picture that can be used.")
            self.assertEqual(form_data(response)["caption"], "Typed words.")
            self.assertNotIn("file-kept", form_data(response))

    def test_a_picture_is_kept_when_something_else_is_refused(self):
        response = self.send("add/", file=self.file(), focal_x="7")
        self.assertRefused(response, "“harbour.jpg” is kept")
        data = {**form_data(response), "focal_x": "0.5"}
        data.pop("file", None)
        self.assertSaved(self.client.post(self.url("add/"), data))
        self.assertEqual(Image.objects.get().width, 800)

    def test_a_replaced_file_is_a_new_file_and_readers_keep_the_old_one(self):
        image = make_image()
        story = make_live_story(lead=image)
        old = image.file.name
        self.assertSaved(
            self.send(
                f"{image.pk}/change/", file=self.file(content=picture_bytes((900, 600), "red"))
            )
        )
        image.refresh_from_db()
        self.assertNotEqual(image.file.name, old)
        self.assertEqual(image.width, 900)
        self.assertTrue(image.file.storage.exists(old))
        self.assertChangedForReaders(story)

    def test_its_words_make_live_stories_differ_from_what_readers_see(self):
        image = make_image()
        story = make_story(body=f'<p>One.</p><figure data-image="{image.pk}"></figure>')
        publish(story, by=None, change="first")
        self.assertSaved(self.send(f"{image.pk}/change/", caption="Another caption."))
        self.assertChangedForReaders(story)

    def test_the_page_says_where_it_is_used(self):
        image = make_image()
        make_story("Lead story", lead=image)
        make_story("Body story", body=f'<p>One.</p><figure data-image="{image.pk}"></figure>')
        page = self.client.get(self.url(f"{image.pk}/change/"))
        self.assertContains(page, "Lead story")
        self.assertContains(page, "Body story")

    def test_one_in_use_is_kept_with_a_reason(self):
        image = make_image(title="Harbour at dawn")
        make_story("Ferry", lead=image)
        response = self.client.post(self.url(f"{image.pk}/delete/"), {"post": "yes"})
        self.assertContains(response, "“Harbour at dawn” is used in “Ferry”")
        self.assertTrue(Image.objects.exists())

    def test_one_that_only_an_old_edition_shows_is_kept(self):
        image = make_image()
        make_live_story("Ferry", lead=image)
        ImageCaption.objects.all().delete()
        response = self.client.post(self.url(f"{image.pk}/delete/"), {"post": "yes"})
        self.assertContains(response, "is used in “Ferry”")

    def test_one_of_a_post_or_a_clip_is_kept(self):
        image, poster = make_image(), make_image()
        make_post(image=image)
        make_clip(poster=poster)
        response = self.client.get(self.url(f"{image.pk}/delete/"))
        self.assertContains(response, "belongs to a kept post by Harbour Pilots")
        response = self.client.get(self.url(f"{poster.pk}/delete/"))
        self.assertContains(response, "is the poster of the clip")

    def test_a_deleted_one_comes_back(self):
        self.send("add/", file=self.file(), alt="A harbour")
        image = Image.objects.get()
        self.assertSaved(self.client.post(self.url(f"{image.pk}/delete/"), {"post": "yes"}))
        version = Version.objects.get_deleted(Image).get()
        url = self.url(f"recover/{version.pk}/")
        self.assertSaved(self.client.post(url, form_data(self.client.get(url))))
        self.assertEqual(Image.objects.get().alt, "A harbour")

    def test_the_list_shows_them(self):
        image = make_image(title="Harbour at dawn")
        page = self.client.get(self.url())
        self.assertContains(page, "Harbour at dawn")
        self.assertContains(page, image.thumbnail_url)

    def test_a_save_that_changes_nothing_makes_no_revision(self):
        image = make_image()
        before = Revision.objects.count()
        response = self.send(f"{image.pk}/change/", _continue="1")
        self.assertContains(self.client.get(response.url), "Nothing changed")
        self.assertRevisions(before)

    def test_going_back_restores_its_words(self):
        self.send("add/", file=self.file(), alt="As it was")
        image = Image.objects.get()
        self.send(f"{image.pk}/change/", alt="As it is")
        version = Version.objects.get_for_object(image).order_by("pk").first()
        url = self.url(f"{image.pk}/history/{version.pk}/")
        self.assertSaved(self.client.post(url, form_data(self.client.get(url))))
        self.assertEqual(Image.objects.get().alt, "As it was")


class Clips(LibraryTestCase):
    model = "clip"

    def test_a_clip_is_kept_when_something_else_is_refused(self):
        film = SimpleUploadedFile("pen.mp4", clip_bytes())
        track = SimpleUploadedFile("pen.vtt", b"WEBVTT\n")
        response = self.send("add/", title="", file=film, track=track)
        self.assertRefused(response, "“pen.mp4” is kept")
        data = {**form_data(response), "title": "The pen falls"}
        for name in ("file", "track"):
            data.pop(name, None)
        self.assertSaved(self.client.post(self.url("add/"), data))
        clip = Clip.objects.get()
        self.assertTrue(clip.file.name.endswith(".mp4"))
        self.assertTrue(clip.track.name.endswith(".vtt"))

    def test_what_cannot_be_played_is_refused(self):
        film = SimpleUploadedFile("pen.mp4", b"no film at all")
        response = self.send("add/", title="Pen", file=film)
        self.assertRefused(response, "This is not a clip that can be played.")
        self.assertEqual(form_data(response)["title"], "Pen")

    def test_one_in_use_is_kept_and_its_words_reach_its_stories(self):
        clip = make_clip()
        body = f'<p>One.</p><figure data-clip="{clip.pk}"></figure>'
        story = make_live_story("Ferry", body=body)
        self.assertSaved(self.send(f"{clip.pk}/change/", caption="Another."))
        self.assertChangedForReaders(story)
        response = self.client.post(self.url(f"{clip.pk}/delete/"), {"post": "yes"})
        self.assertContains(response, "is used in “Ferry”")

    def test_the_list_and_the_form_open(self):
        clip = make_clip(duration=75)
        self.assertContains(self.client.get(self.url()), "1:15")
        self.assertContains(self.client.get(self.url(f"{clip.pk}/change/")), clip.file.url)


class SocialPosts(LibraryTestCase):
    model = "socialpost"

    def test_one_is_kept_once(self):
        post = make_post()
        response = self.send("add/", platform="x", author_name="A", text="Hi", url=post.url)
        self.assertRefused(response, "This post is kept already.")
        self.assertEqual(form_data(response)["text"], "Hi")

    def test_an_empty_one_is_refused(self):
        response = self.send("add/", platform="x", author_name="A", text=" ")
        self.assertRefused(response, "Give the post's text, a picture or a clip.")
        self.assertFalse(SocialPost.objects.exists())

    def test_its_words_reach_its_stories_and_it_is_kept_while_used(self):
        post = make_post()
        body = f'<p>One.</p><figure data-post="{post.pk}"></figure>'
        story = make_live_story("Ferry", body=body)
        self.assertSaved(self.send(f"{post.pk}/change/", text="Another text."))
        self.assertChangedForReaders(story)
        response = self.client.post(self.url(f"{post.pk}/delete/"), {"post": "yes"})
        self.assertContains(response, "is used in “Ferry”")

    def test_a_post_number_is_not_taken_for_a_longer_one(self):
        post = make_post()
        make_story(body=f'<p>One.</p><figure data-post="{post.pk}7"></figure>')
        self.assertSaved(self.client.post(self.url(f"{post.pk}/delete/"), {"post": "yes"}))
        self.assertEqual(Article.objects.count(), 1)
