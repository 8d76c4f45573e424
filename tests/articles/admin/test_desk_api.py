import json
from unittest import mock

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase, override_settings
from django.urls import reverse
from reversion.models import Version

from articles.admin import desk_api
from articles.models import Clip, Image, SocialPost
from articles.rights import withdraw
from newsroom.outside import OutsideError
from tests.factories import (
    clip_bytes,
    make_clip,
    make_image,
    make_post,
    make_user,
    picture_bytes,
)

IMAGES = reverse("admin:articles_desk_images")
POSTS = reverse("admin:articles_desk_posts")
CLIPS = reverse("admin:articles_desk_clips")
PREVIEWS = reverse("admin:articles_desk_previews")
OEMBED = reverse("admin:articles_desk_oembed")


def a_picture(**values) -> SimpleUploadedFile:
    return SimpleUploadedFile("harbour.jpg", picture_bytes(**values), "image/jpeg")


def a_clip(name="pen.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, clip_bytes(), "video/mp4")


class DeskApiTestCase(TestCase):
    group = "Reporter"

    def setUp(self):
        self.user = make_user(self.group)
        self.client.force_login(self.user)

    def errors(self, response, status=400):
        self.assertEqual(response.status_code, status, response.content)
        return response.json()["errors"]


class WhoMayAskTests(DeskApiTestCase):
    def test_a_stranger_is_told_to_sign_in(self):
        for address in (IMAGES, POSTS, CLIPS, PREVIEWS):
            for ask in (Client().get, Client().post):
                message = self.errors(ask(address), 403)[""][0]
                self.assertIn("Sign in", message)

    def test_a_reader_with_an_account_is_a_stranger(self):
        user = make_user(username="reader")
        user.is_staff = False
        user.save()
        self.client.force_login(user)
        self.errors(self.client.get(IMAGES), 403)

    def test_staff_without_permission_sees_nothing(self):
        self.client.force_login(make_user())
        for address in (IMAGES, POSTS, CLIPS, f"{PREVIEWS}?image=1"):
            self.assertIn("may not", self.errors(self.client.get(address), 403)[""][0])

    def test_a_reviewer_looks_but_adds_nothing(self):
        self.client.force_login(make_user("Reviewer"))
        self.assertIs(self.client.get(IMAGES).json()["can_add"], False)
        for address in (IMAGES, POSTS, CLIPS):
            self.errors(self.client.post(address, {"title": "x"}), 403)
        self.assertFalse(Image.objects.exists() or Clip.objects.exists())

    def test_a_forged_post_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.user)
        response = client.post(IMAGES, {"file": a_picture()})
        self.assertEqual(response.status_code, 403)
        self.assertFalse(Image.objects.exists())

    def test_other_methods_are_refused(self):
        self.errors(self.client.delete(IMAGES), 405)
        self.errors(self.client.post(PREVIEWS), 405)
        self.errors(self.client.get(f"{IMAGES}1/words/"), 405)

    def test_answers_are_not_kept_by_any_cache(self):
        self.assertIn("no-store", self.client.get(IMAGES)["Cache-Control"])


class ListTests(DeskApiTestCase):
    def ids(self, address=IMAGES, **values):
        return [item["id"] for item in self.client.get(address, values).json()["items"]]

    def test_the_newest_come_first(self):
        made = [make_image().pk, make_image().pk]
        self.assertEqual(self.ids(), made[::-1])

    def test_every_word_of_a_search_must_be_found(self):
        harbour = make_image(title="Harbour", credit="Jo Li/Agency").pk
        make_image(title="Harbour", credit="Somebody else")
        self.assertEqual(self.ids(q="jo HARBOUR"), [harbour])
        self.assertEqual(self.ids(q="jo desert"), [])

    def test_posts_and_clips_are_searched_too(self):
        post, clip = make_post(text="Ferry %_ here"), make_clip("The pen")
        self.assertEqual(self.ids(POSTS, q="%_"), [post.pk])
        self.assertEqual(self.ids(CLIPS, q="pen"), [clip.pk])
        self.assertEqual(self.ids(CLIPS, q="%"), [])

    def test_the_next_page_goes_on_where_the_last_one_ended(self):
        made = [make_post(text=f"Number {n}").pk for n in range(5)][::-1]
        with mock.patch.object(desk_api, "PAGE_SIZE", 2):
            seen, after = [], ""
            while after is not None:
                answer = self.client.get(POSTS, {"after": after}).json()
                seen += [item["id"] for item in answer["items"]]
                after = answer["next"]
        self.assertEqual(seen, made)

    def test_a_nonsense_cursor_is_ignored(self):
        pk = make_image().pk
        for after in ("x", "9" * 40, "-1", "٣"):
            self.assertIn(self.client.get(IMAGES, {"after": after}).status_code, {200})
        self.assertEqual(self.ids(after="x"), [pk])

    def test_lists_cost_the_same_at_any_length(self):
        make_post(image=make_image(), clip=make_clip(poster=make_image()))
        # The session, the user, the two kinds of permission, the list.
        with self.assertNumQueries(5):
            self.client.get(POSTS)
        for _ in range(4):
            make_post(image=make_image(), clip=make_clip(poster=make_image()))
        with self.assertNumQueries(5):
            self.client.get(POSTS)


class PreviewsTests(DeskApiTestCase):
    def test_a_whole_body_is_answered_at_once(self):
        image, post, clip = make_image(), make_post(image=make_image()), make_clip()
        with self.assertNumQueries(7):
            answer = self.client.get(
                PREVIEWS, {"image": f"{image.pk},999", "post": post.pk, "clip": clip.pk}
            ).json()
        self.assertEqual(list(answer["image"]), [str(image.pk)], "missing ones are left out")
        self.assertEqual(answer["image"][str(image.pk)]["caption"], image.caption)
        self.assertTrue(answer["post"][str(post.pk)]["image"]["src"].endswith(".jpg"))
        self.assertTrue(answer["clip"][str(clip.pk)]["src"].endswith(".mp4"))

    def test_nonsense_ids_are_ignored(self):
        answer = self.client.get(PREVIEWS, {"image": f"x,,-1,{'9' * 30},²"})
        self.assertEqual(answer.json(), {})


class ImageTests(DeskApiTestCase):
    def upload(self, file, **words):
        return self.client.post(IMAGES, {"file": file, **words})

    def test_a_phones_heic_is_taken_and_shown_as_what_browsers_read(self):
        heic = settings.BASE_DIR / "tests" / "newsroom" / "heic" / "turned.heic"
        file = SimpleUploadedFile("IMG_0042.HEIC", heic.read_bytes(), "image/heic")
        item = self.upload(file, alt="A band").json()["item"]
        self.assertEqual((item["width"], item["height"]), (64, 48))
        self.assertTrue(item["src"].endswith("/64.jpg"))
        self.assertTrue(Image.objects.get().file.name.endswith(".heic"))

    def test_an_upload_is_a_revision_by_its_user(self):
        response = self.upload(a_picture(), alt="A harbour", credit="Jo Li")
        self.assertEqual(response.status_code, 201)
        image = Image.objects.get(pk=response.json()["item"]["id"])
        self.assertEqual((image.alt, image.uploaded_by), ("A harbour", self.user))
        version = Version.objects.get_for_object(image).get()
        self.assertEqual(version.revision.user, self.user)

    def test_the_same_file_again_is_offered_from_the_library(self):
        first = self.upload(a_picture(), alt="A harbour").json()["item"]
        response = self.upload(a_picture(), alt="Something else")
        self.assertEqual(response.status_code, 200)
        self.assertIs(response.json()["duplicate"], True)
        self.assertEqual(response.json()["item"], first)
        self.assertEqual(Image.objects.count(), 1)

    def test_what_is_no_picture_is_refused_in_a_sentence(self):
        text = SimpleUploadedFile("harbour.jpg", b"<svg onload=alert(1)>", "image/jpeg")
        self.assertIn("not a picture", self.errors(self.upload(text))["file"][0])
        self.assertIn("file", self.errors(self.client.post(IMAGES, {"alt": "x"})))
        self.assertFalse(Image.objects.exists())

    @override_settings(IMAGE_MAX_BYTES=1000)
    def test_a_picture_that_is_too_heavy_is_refused(self):
        self.assertIn("MB", self.errors(self.upload(a_picture()))["file"][0])

    def test_words_are_finished_after_the_upload(self):
        item = self.upload(a_picture()).json()["item"]
        words = {"alt": "A harbour", "caption": "Dawn.", "credit": "Jo Li", "title": ""}
        response = self.client.post(f"{IMAGES}{item['id']}/words/", words)
        self.assertEqual(response.json()["item"]["alt"], "A harbour")
        image = Image.objects.get()
        self.assertEqual(Version.objects.get_for_object(image).count(), 2)

    def test_words_that_stay_the_same_make_no_revision(self):
        item = self.upload(a_picture(), alt="A harbour").json()["item"]
        words = {"alt": "A harbour", "caption": "", "credit": "", "title": ""}
        self.client.post(f"{IMAGES}{item['id']}/words/", words)
        self.assertEqual(Version.objects.get_for_object(Image.objects.get()).count(), 1)

    def test_words_too_long_are_refused_by_field(self):
        image = make_image()
        response = self.client.post(f"{IMAGES}{image.pk}/words/", {"credit": "x" * 201})
        self.assertIn("credit", self.errors(response))
        image.refresh_from_db()
        self.assertEqual(image.credit, "Jo Li/Agency")

    def test_who_may_not_change_pictures_finishes_only_their_own(self):
        image = make_image()
        self.client.force_login(make_user("Reviewer"))
        self.errors(self.client.post(f"{IMAGES}{image.pk}/words/", {"alt": "x"}), 403)
        self.assertIs(self.client.get(IMAGES).json()["items"][0]["editable"], False)

    def test_a_storys_words_go_into_the_library_unless_somebody_was_there_first(self):
        image = make_image(caption="As it was.", credit="Jo Li")
        url = f"/admin/articles/article/desk/images/{image.pk}/push/"
        words = {"field": "caption", "value": "Ours.", "was": "As it was."}
        self.assertEqual(self.client.post(url, words).status_code, 200)
        refused = self.client.post(url, words | {"value": "Later."})
        self.assertEqual((refused.status_code, refused.json()["now"]), (409, "Ours."))
        image.refresh_from_db()
        # One word alone: the others are as they were.
        self.assertEqual((image.caption, image.credit, image.alt), ("Ours.", "Jo Li", image.alt))
        self.assertTrue(image.alt)
        for field in ("", "file", "rights", "withdrawn_at", "caption__x"):
            response = self.client.post(url, {"field": field, "value": "x", "was": ""})
            self.assertEqual(response.status_code, 400, field)
        long = self.client.post(url, {"field": "credit", "value": "x" * 300, "was": "Jo Li"})
        self.assertIn("credit", long.json()["errors"])

    def test_a_withdrawn_picture_is_neither_found_nor_taken_in_again(self):
        image = make_image(caption="Gone")
        with image.file.open() as file:
            data = file.read()
        withdraw(image, by=None, reason="Not ours.")
        self.assertEqual(self.client.get(IMAGES).json()["items"], [])
        response = self.client.post(IMAGES, {"file": SimpleUploadedFile("again.jpg", data)})
        self.assertEqual(response.status_code, 400)
        self.assertIn("Not ours.", str(response.json()["errors"]))

    def test_a_picture_that_is_gone_is_said_to_be_gone(self):
        self.errors(self.client.post(f"{IMAGES}999/words/", {"alt": "x"}), 404)


class PostTests(DeskApiTestCase):
    values = {
        "platform": "mastodon",
        "author_name": "Harbour Pilots",
        "handle": "@pilots",
        "text": "The ferry has left.",
        "posted_at": "2026-03-04T05:06",
        "url": "https://example.org/@pilots/1",
    }

    def test_a_post_is_kept_as_a_revision_by_its_user(self):
        image, clip = make_image(), make_clip()
        response = self.client.post(POSTS, self.values | {"image": image.pk, "clip": clip.pk})
        self.assertEqual(response.status_code, 201, response.content)
        post = SocialPost.objects.get()
        self.assertEqual((post.image, post.clip), (image, clip))
        self.assertEqual(Version.objects.get_for_object(post).get().revision.user, self.user)
        self.assertEqual(response.json()["item"]["platform_name"], "Mastodon")

    def test_a_post_that_is_kept_already_is_offered(self):
        known = self.client.post(POSTS, self.values).json()["item"]
        response = self.client.post(POSTS, self.values | {"text": "Other words"})
        self.assertIn("kept already", self.errors(response)[""][0])
        self.assertEqual(response.json()["existing"]["id"], known["id"])

    def test_refusals_are_said_by_field(self):
        errors = self.errors(
            self.client.post(
                POSTS, {"platform": "myspace", "url": "javascript:alert(1)", "posted_at": "soon"}
            )
        )
        self.assertLessEqual({"platform", "author_name", "url", "posted_at"}, set(errors))

    def test_a_post_without_anything_to_show_is_refused(self):
        response = self.client.post(POSTS, {"platform": "x", "author_name": "Pilots"})
        self.assertIn("text, a picture or a clip", self.errors(response)[""][0])

    def test_a_picture_that_does_not_exist_is_refused(self):
        self.assertIn("image", self.errors(self.client.post(POSTS, self.values | {"image": 999})))


class ClipTests(DeskApiTestCase):
    def upload(self, **values):
        return self.client.post(CLIPS, {"title": "The pen", "file": a_clip(), **values})

    def test_a_clip_is_kept_with_its_poster_as_one_revision(self):
        response = self.upload(
            duration=12, width=1920, height=1080, credit="Jo Li", poster_file=a_picture()
        )
        self.assertEqual(response.status_code, 201, response.content)
        clip = Clip.objects.get()
        self.assertEqual((clip.duration, clip.width, clip.height), (12, 1920, 1080))
        self.assertEqual((clip.poster.credit, clip.poster.uploaded_by), ("Jo Li", self.user))
        versions = [
            Version.objects.get_for_object(kept).get().revision for kept in (clip, clip.poster)
        ]
        self.assertEqual(versions[0], versions[1])
        self.assertEqual(versions[0].user, self.user)

    def test_a_poster_that_is_in_the_library_is_used_from_there(self):
        self.client.post(IMAGES, {"file": a_picture()})
        self.upload(poster_file=a_picture())
        self.assertEqual(Clip.objects.get().poster, Image.objects.get())

    def test_a_clip_without_measures_has_the_usual_ones(self):
        self.upload()
        self.assertEqual((Clip.objects.get().width, Clip.objects.get().duration), (1280, None))

    def test_measures_out_of_range_are_refused(self):
        errors = self.errors(self.upload(duration=10**6, width=1, height=10**9))
        self.assertEqual(set(errors), {"duration", "width", "height"})
        self.assertFalse(Clip.objects.exists())

    def test_what_no_browser_plays_is_refused(self):
        fake = SimpleUploadedFile("pen.mp4", b"not a clip at all")
        self.assertIn("MP4 or WebM", self.errors(self.upload(file=fake))["file"][0])
        track = SimpleUploadedFile("pen.vtt", b"no track")
        self.assertIn("WebVTT", self.errors(self.upload(track=track))["track"][0])
        self.assertFalse(Clip.objects.exists())

    def test_a_poster_that_is_no_picture_is_refused_and_nothing_is_kept(self):
        errors = self.errors(self.upload(poster_file=SimpleUploadedFile("p.jpg", b"x")))
        self.assertIn("poster_file", errors)
        self.assertFalse(Clip.objects.exists() or Image.objects.exists())

    def test_a_track_is_kept(self):
        track = SimpleUploadedFile("pen.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello")
        item = self.upload(track=track).json()["item"]
        self.assertTrue(item["track"].endswith(".vtt"))
        self.assertTrue(json.dumps(item))


@override_settings(OEMBED_ENDPOINTS={"social.example": "https://social.example/oembed"})
class OembedTests(DeskApiTestCase):
    url = "https://social.example/1"

    def test_what_the_network_tells_is_answered(self):
        with mock.patch.object(desk_api, "ask_about", return_value={"text": "Left."}) as asked:
            answer = self.client.post(OEMBED, {"url": f" {self.url} "}).json()
        self.assertEqual(answer, {"fields": {"text": "Left."}})
        asked.assert_called_once_with(self.url, "https://social.example/oembed")

    def test_a_network_that_is_not_configured_is_not_asked(self):
        with mock.patch.object(desk_api, "ask_about") as asked:
            for url in ("https://example.org/1", "", "x", "http://127.0.0.1/"):
                answer = self.client.post(OEMBED, {"url": url}).json()
                self.assertEqual(answer, {"fields": None})
        asked.assert_not_called()

    def test_a_refusal_is_a_sentence(self):
        with mock.patch.object(desk_api, "ask_about", side_effect=OutsideError("It is late.")):
            errors = self.errors(self.client.post(OEMBED, {"url": self.url}), 424)
        self.assertEqual(errors[""], ["It is late."])

    def test_only_who_may_keep_posts_has_a_network_asked(self):
        self.client.force_login(make_user("Reviewer"))
        with mock.patch.object(desk_api, "ask_about") as asked:
            self.errors(self.client.post(OEMBED, {"url": self.url}), 403)
        asked.assert_not_called()

    def test_a_link_elsewhere_cannot_have_it_asked(self):
        self.errors(self.client.get(OEMBED, {"url": self.url}), 405)
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.user)
        self.assertEqual(client.post(OEMBED, {"url": self.url}).status_code, 403)
