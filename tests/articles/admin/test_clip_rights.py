"""Withdrawing a clip on its page; what the list, the editor and an edition's view say of it."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles.models import Clip
from articles.permissions import GROUPS
from articles.rights import withdraw
from tests.articles.admin.desk import DeskTestCase, form_data
from tests.factories import (
    clip_bytes,
    make_clip,
    make_image,
    make_live_story,
    make_post,
    make_story,
    make_user,
)

CLIPS = reverse("admin:articles_desk_clips")


def figure(clip) -> str:
    return f'<p>One.</p><figure data-clip="{clip.pk}"></figure>'


class ClipPageTestCase(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.clip = make_clip("The pen falls", credit="Jo Li")
        self.page = f"/admin/articles/clip/{self.clip.pk}/change/"
        self.url = f"/admin/articles/clip/{self.clip.pk}/withdraw/"

    def send(self, **values):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.url, values, follow=True)


class WithdrawPage(ClipPageTestCase):
    def test_it_lists_the_stories_before_and_after(self):
        post = make_post(clip=self.clip)
        make_live_story("Live one", body=figure(self.clip))
        make_story("Draft one", body=f'<figure data-post="{post.pk}"></figure>')
        make_live_story("Another")
        for response in (
            self.client.get(self.url),
            self.send(withdraw="", reason="Not ours to use."),
        ):
            self.assertContains(response, "2 stories show it")
            self.assertContains(response, "Live one")
            self.assertContains(response, "Draft one")
            self.assertNotContains(response, "Another")
        self.assertContains(response, "Not ours to use.")
        self.assertContains(response, "Bring it back")
        self.assertLogged("The clip is withdrawn: readers do not see it any more.")

    def test_without_a_reason_nothing_happens_and_it_is_said(self):
        self.assertContains(self.send(withdraw="", reason=" "), "Say why it is withdrawn.")
        self.assertIsNone(Clip.objects.get().withdrawn_at)

    def test_what_was_done_is_undone_and_told_afterwards(self):
        self.send(withdraw="", reason="Not ours.")
        response = self.send(restore="")
        self.assertContains(response, "Withdrawn before")
        self.assertContains(response, "Not ours.")
        self.assertTrue(default_storage.exists(self.clip.file.name))

    def test_the_file_is_shown_to_those_who_decide_and_to_nobody_else(self):
        aside = f"/admin/articles/clip/{self.clip.pk}/put-aside/"
        self.assertEqual(self.client.get(aside).status_code, 404)
        data = default_storage.open(self.clip.file.name).read()
        self.send(withdraw="", reason="Not ours.")
        self.assertContains(self.client.get(self.url), f'src="{aside}"')
        response = self.client.get(aside)
        self.assertEqual(b"".join(response), data)
        self.assertEqual(response["Content-Type"], "video/mp4")
        self.assertIn("no-store", response["Cache-Control"])
        self.client.force_login(make_user("Reporter"))
        self.assertEqual(self.client.get(aside).status_code, 403)

    def test_every_group_has_the_door_it_is_meant_to_have(self):
        may = {"Photo editor", "Editor", "Managing editor"}
        for group in GROUPS:
            self.client.force_login(make_user(group))
            with self.subTest(group):
                expected = 200 if group in may else 403
                self.assertEqual(self.client.get(self.url).status_code, expected)
                refused = self.client.post(self.url, {"withdraw": "", "reason": " "})
                self.assertEqual(refused.status_code, expected)
                page = self.client.get(self.page).content.decode()
                self.assertEqual(self.url in page, group in may)

    def test_its_number_is_no_pictures(self):
        self.assertEqual(self.client.get("/admin/articles/clip/4711/withdraw/").status_code, 404)
        image = make_image()
        self.send(withdraw="", reason="Not ours.")
        self.assertIsNone(type(image).objects.get().withdrawn_at)


class WhatTheDeskSays(ClipPageTestCase):
    def withdraw(self):
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(self.clip, by=None, reason="Not ours.")

    def marks(self) -> str:
        page = self.client.get(self.page).content.decode()
        return page.partition("desk-marks")[2].partition("</p>")[0]

    def test_the_list_marks_what_readers_do_not_see(self):
        make_clip("Later", embargo_until=timezone.now() + timedelta(days=1))
        self.withdraw()
        with self.assertNumQueries(5):
            page = self.client.get("/admin/articles/clip/").content.decode()
        self.assertEqual(page.count("desk-mark-bad"), 2)
        self.assertIn("withdrawn, ", page)
        self.assertIn("under embargo until", page)

    def test_its_page_says_what_is_wrong(self):
        self.assertIn("No text track", self.marks())
        self.assertNotIn("No credit", self.marks())
        Clip.objects.update(track="clips/aa/words.vtt")
        self.assertIn("Readers may see it.", self.marks())
        self.withdraw()
        self.assertIn("Withdrawn,", self.marks())
        self.assertNotContains(self.client.get(self.page), "<video")

    def test_the_form_says_when_its_rights_make_no_sense(self):
        data = form_data(self.client.get(self.page)) | {
            "rights_until_0": "2030-01-01",
            "rights_until_1": "10:00",
            "embargo_until_0": "2030-01-02",
            "embargo_until_1": "10:00",
        }
        response = self.client.post(self.page, data)
        self.assertContains(response, "The rights end before the embargo does")

    def test_the_editor_does_not_offer_it_and_says_so_where_it_stands(self):
        self.withdraw()
        self.assertEqual(self.client.get(CLIPS).json()["items"], [])
        previews = reverse("admin:articles_desk_previews")
        shown = self.client.get(previews, {"clip": self.clip.pk}).json()["clip"]
        told = shown[str(self.clip.pk)]
        self.assertEqual((told["withdrawn"], told["src"], told["track"]), (True, "", ""))

    def test_a_post_is_not_offered_it(self):
        other = make_clip("The pen rises")
        self.withdraw()
        query = {"app_label": "articles", "model_name": "socialpost", "field_name": "clip"}
        found = self.client.get("/admin/autocomplete/", query | {"term": "The pen"}).json()
        self.assertEqual([one["id"] for one in found["results"]], [str(other.pk)])

    def test_its_form_leads_to_no_file_that_is_put_aside(self):
        other = make_clip("The pen rises")
        shown = f"/admin/articles/clip/{other.pk}/change/"
        self.assertContains(self.client.get(shown), "Current file")
        self.withdraw()
        page = self.client.get(self.page)
        self.assertNotContains(page, "Current file")
        self.assertContains(page, "Put aside while it is withdrawn")
        self.assertNotContains(page, self.clip.file.url)

    def test_it_cannot_be_uploaded_again_and_the_reason_is_told(self):
        data = default_storage.open(self.clip.file.name).read()
        self.withdraw()
        file = SimpleUploadedFile("again.mp4", data, "video/mp4")
        response = self.client.post(CLIPS, {"title": "Again", "file": file})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(response.json()["errors"]["file"], ["This clip was withdrawn: Not ours."])

    def test_an_edition_says_that_it_was_there_and_is_not_shown(self):
        story = make_live_story(body=figure(self.clip))
        url = f"/admin/articles/article/{story.pk}/preview/edition/1/"
        self.assertNotContains(self.client.get(url), "Not shown")
        self.withdraw()
        page = self.client.get(url)
        self.assertContains(page, "Not shown: “The pen falls” (withdrawn")
        self.assertNotContains(page, self.clip.file.name)

    def test_what_readers_saw_is_not_deleted(self):
        story = make_live_story(body=figure(self.clip))
        type(story).objects.update(body="<p>Without.</p>")
        delete = f"/admin/articles/clip/{self.clip.pk}/delete/"
        self.client.post(delete, {"post": "yes"})
        self.assertTrue(Clip.objects.filter(pk=self.clip.pk).exists())

    def test_nor_is_what_was_withdrawn(self):
        self.withdraw()
        delete = f"/admin/articles/clip/{self.clip.pk}/delete/"
        self.assertContains(self.client.get(delete), "the library has to keep why")
        self.client.post(delete, {"post": "yes"})
        self.assertTrue(Clip.objects.filter(pk=self.clip.pk).exists())

    def test_a_new_file_by_the_form_keeps_the_old_one(self):
        old = self.clip.file.name
        data = form_data(self.client.get(self.page))
        data["file"] = SimpleUploadedFile("new.mp4", clip_bytes(), "video/mp4")
        self.assertSaved(self.client.post(self.page, data))
        self.clip.refresh_from_db()
        self.assertNotEqual(self.clip.file.name, old)
        self.assertTrue(default_storage.exists(old))
