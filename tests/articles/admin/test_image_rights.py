"""Withdrawing a picture on its page, and what that page says of it."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from articles.models import Image, ImageFile
from articles.permissions import GROUPS
from articles.rights import withdraw
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_image, make_live_story, make_story, make_user, picture_bytes


class WithdrawPage(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.image = make_image(title="Pier")
        self.url = f"/admin/articles/image/{self.image.pk}/withdraw/"

    def send(self, **values):
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.url, values, follow=True)

    def test_it_lists_the_stories_before_and_after(self):
        live, draft = make_live_story("Live one", lead=self.image), make_story("Draft one")
        draft.captions.create(image=self.image, role="lead")
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
        self.assertNotContains(self.client.get(live.editions.get().get_absolute_url()), "<img")

    def test_without_a_reason_nothing_happens_and_it_is_said(self):
        for reason in ("", "   "):
            response = self.send(withdraw="", reason=reason)
            self.assertContains(response, "Say why it is withdrawn.")
        self.assertIsNone(Image.objects.get().withdrawn_at)

    def test_what_is_done_is_logged_and_undone(self):
        self.send(withdraw="", reason="Not ours.")
        self.assertLogged("The picture is withdrawn: readers do not see it any more.")
        response = self.send(restore="")
        self.assertContains(response, "Withdrawn before")
        self.assertContains(response, "Not ours.")
        self.assertIsNone(Image.objects.get().withdrawn_at)
        self.assertTrue(default_storage.exists(self.image.file.name))

    def test_a_page_that_was_overtaken_is_told(self):
        self.send(withdraw="", reason="Not ours.")
        response = self.send(withdraw="", reason="Again.")
        self.assertContains(response, "It is withdrawn already.")
        self.send(restore="")
        self.assertContains(self.send(restore=""), "It is not withdrawn.")

    def test_the_original_is_shown_to_those_who_decide_and_to_nobody_else(self):
        aside = f"/admin/articles/image/{self.image.pk}/put-aside/"
        self.assertEqual(self.client.get(aside).status_code, 404)
        with default_storage.open(self.image.file.name) as file:
            data = file.read()
        self.send(withdraw="", reason="Not ours.")
        response = self.client.get(aside)
        self.assertEqual(b"".join(response), data)
        self.assertIn("no-store", response["Cache-Control"])
        self.client.force_login(make_user("Reporter"))
        self.assertEqual(self.client.get(aside).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(aside).status_code, 302)

    def test_every_group_has_the_door_it_is_meant_to_have(self):
        may = {"Photo editor", "Editor", "Managing editor"}
        for group in GROUPS:
            self.client.force_login(make_user(group))
            with self.subTest(group):
                expected = 200 if group in may else 403
                self.assertEqual(self.client.get(self.url).status_code, expected)
                refused = self.client.post(self.url, {"withdraw": "", "reason": " "})
                self.assertEqual(refused.status_code, expected)
                page = self.client.get(self.image.get_absolute_url())
                self.assertEqual(self.url in page.content.decode(), group in may)


class OldEditions(DeskTestCase):
    def test_an_edition_says_which_of_its_pictures_was_withdrawn_and_shows_what_was_replaced(self):
        lead, replaced = make_image(title="Pier"), make_image(title="Quay")
        story = make_live_story(
            lead=lead, body=f'<p>x</p><figure data-image="{replaced.pk}"></figure>'
        )
        old = replaced.sha256
        replaced.file = SimpleUploadedFile("new.jpg", picture_bytes(colour="red"))
        replaced.full_clean()
        replaced.save()
        url = f"/admin/articles/article/{story.pk}/preview/edition/1/"
        self.assertNotContains(self.client.get(url), "Not shown")
        with self.captureOnCommitCallbacks(execute=True):
            withdraw(lead, by=None, reason="Not ours.")
        page = self.client.get(url)
        self.assertContains(page, "Not shown: “Pier” (withdrawn")
        self.assertNotContains(page, lead.sha256)
        self.assertContains(page, old)
        self.assertTrue(default_storage.exists(f"images/{old[:2]}/{old}/800.jpg"))


class WhatThePageSays(DeskTestCase):
    def page(self, image) -> str:
        return self.client.get(image.get_absolute_url()).content.decode()

    def test_marks_say_what_is_wrong(self):
        now = timezone.now()
        marks = {
            "No alt text": {"alt": ""},
            "No credit": {"credit": ""},
            "Rights ended": {"rights_until": now - timedelta(days=1)},
            "Rights end:": {"rights_until": now + timedelta(days=1)},
            "Under embargo until": {"embargo_until": now + timedelta(days=1)},
            "Made by generative AI": {"digital_source_type": "trainedAlgorithmicMedia"},
        }
        for words, values in marks.items():
            with self.subTest(words):
                marked = self.page(make_image(**values)).partition("desk-marks")[2]
                self.assertIn(words, marked.partition("</p>")[0])
        self.assertIn("Readers may see it.", self.page(make_image()))
        self.assertIn("Readers may see it.", self.page(make_image(alt="", is_decorative=True)))
        image = make_image()
        withdraw(image, by=None, reason="Gone.")
        self.assertIn("Withdrawn,", self.page(image))

    def test_the_files_own_words_stay_beside_what_the_desk_made_of_them(self):
        image = make_image(caption="Put right.", credit="Jo Li/Agency")
        said = {"caption": "As filed.", "credit": "Jo Li/Agency", "unheard_of": "x"}
        ImageFile.objects.filter(image=image).update(metadata=said)
        page = self.page(image).partition("desk-file-says")[2].partition("</dl>")[0]
        self.assertIn("As filed.", page)
        self.assertEqual(page.count("otherwise in the library"), 1)
        self.assertNotIn("unheard", page)

    def test_an_embargo_after_the_end_of_the_rights_is_refused(self):
        image = make_image()
        response = self.client.get(image.get_absolute_url())
        from tests.articles.admin.desk import form_data

        data = form_data(response) | {
            "rights_until_0": "2030-01-01",
            "rights_until_1": "10:00",
            "embargo_until_0": "2030-01-02",
            "embargo_until_1": "10:00",
        }
        response = self.client.post(image.get_absolute_url(), data)
        self.assertContains(response, "The rights end before the embargo does")
