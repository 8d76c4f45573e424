from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from reversion.models import Version

from authors.models import Author, SocialHandle
from tests.articles.admin.desk import DeskTestCase, add_row, change_url, form_data
from tests.factories import make_author, make_live_story, make_story, make_user, picture_bytes

ADD = "/admin/authors/author/add/"


def form_url(author: Author) -> str:
    return f"/admin/authors/author/{author.pk}/change/"


class Authors(DeskTestCase):
    def send(self, url=ADD, data=None, **values):
        data = data or form_data(self.client.get(url))
        return self.client.post(url, {**data, **values})

    def test_an_address_is_made_from_the_name_where_none_is_given(self):
        make_author("Jo Li", slug="jo-li")
        self.assertSaved(self.send(name="Jo Li", slug=""))
        self.assertEqual(Author.objects.latest("pk").slug, "jo-li-2")

    def test_an_address_that_exists_is_refused_with_what_was_typed(self):
        make_author("Jo Li", slug="jo-li")
        response = self.send(name="Other", slug="jo-li", bio="Typed words.")
        self.assertRefused(response, "Another author already has this address.")
        self.assertEqual(form_data(response)["bio"], "Typed words.")

    def test_a_photo_is_kept_when_something_else_is_refused(self):
        photo = SimpleUploadedFile("jo.jpg", picture_bytes())
        response = self.send(name="", photo=photo)
        self.assertRefused(response, "“jo.jpg” is kept")
        data = {**form_data(response), "name": "Jo Li"}
        data.pop("photo", None)
        self.assertSaved(self.client.post(ADD, data))
        self.assertEqual(Author.objects.get().photo_width, 800)

    def test_what_is_no_photo_is_refused(self):
        response = self.send(name="Jo Li", photo=SimpleUploadedFile("jo.jpg", b"no picture"))
        self.assertRefused(response, "This is not a picture that can be used.")

    def test_a_photo_is_kept_when_a_row_below_is_refused(self):
        data = add_row(form_data(self.client.get(ADD)), "handles", network="x", handle="", url="")
        data = data | {"handles-0-url": "https://example.org/jo"}
        photo = SimpleUploadedFile("jo.jpg", picture_bytes())
        response = self.send(data=data, name="Jo Li", photo=photo)
        self.assertRefused(response, "“jo.jpg” is kept")

    def test_a_photo_is_taken_away(self):
        author = make_author(photo=SimpleUploadedFile("jo.jpg", picture_bytes()))
        self.assertSaved(self.send(form_url(author), **{"photo-clear": "on"}))
        author.refresh_from_db()
        self.assertEqual((author.photo.name, author.photo_sha256), ("", ""))

    def test_a_credited_author_is_kept_with_a_reason(self):
        self.sign_in("Managing editor")
        author = make_author("Jo Li")
        make_story(authors=[author])
        url = f"/admin/authors/author/{author.pk}/delete/"
        response = self.client.post(url, {"post": "yes"})
        self.assertContains(response, "Jo Li is credited in stories and cannot be deleted")
        self.assertTrue(Author.objects.exists())

    def test_an_author_without_stories_can_go_and_comes_back_with_handles(self):
        self.sign_in("Managing editor")
        data = add_row(
            form_data(self.client.get(ADD)), "handles", network="x", handle="@jo", url=""
        )
        self.send(data=data, name="Jo Li")
        author = Author.objects.get()
        url = f"/admin/authors/author/{author.pk}/delete/"
        self.assertSaved(self.client.post(url, {"post": "yes"}))
        version = Version.objects.get_deleted(Author).get()
        url = f"/admin/authors/author/recover/{version.pk}/"
        self.assertSaved(self.client.post(url, form_data(self.client.get(url))))
        self.assertEqual(Author.objects.get().handles.get().handle, "@jo")

    def test_going_back_takes_away_a_handle_that_was_added_later(self):
        self.send(name="Jo Li")
        author = Author.objects.get()
        data = add_row(
            form_data(self.client.get(form_url(author))),
            "handles",
            network="x",
            handle="@jo",
            url="",
        )
        self.assertSaved(self.send(form_url(author), data=data))
        self.assertEqual(Version.objects.get_for_object(author).count(), 2)
        first = Version.objects.get_for_object(author).order_by("pk").first()
        url = f"/admin/authors/author/{author.pk}/history/{first.pk}/"
        self.assertSaved(self.client.post(url, form_data(self.client.get(url))))
        self.assertFalse(SocialHandle.objects.exists())

    def test_a_new_biography_marks_no_story(self):
        author = make_author("Jo Li")
        story = make_live_story(authors=[author])
        self.assertSaved(self.send(form_url(author), bio="Another life."))
        self.assertNotContains(self.client.get(change_url(story)), "with unpublished changes")

    def test_an_address_stays_once_a_story_links_to_it(self):
        author = make_author("Jo Li", slug="jo")
        self.assertSaved(self.send(form_url(author), slug="jo-li"))
        make_live_story(authors=[author])
        page = self.client.get(form_url(author))
        self.assertContains(page, "Stories that readers have seen link to this address")
        self.assertSaved(self.send(form_url(author), slug="other", bio="Another life."))
        author.refresh_from_db()
        self.assertEqual((author.slug, author.bio), ("jo-li", "Another life."))

    def test_the_list_costs_the_same_at_any_length(self):
        make_author(photo=SimpleUploadedFile("jo.jpg", picture_bytes()))
        with self.assertNumQueries(5):
            self.client.get("/admin/authors/author/")
        for _number in range(5):
            make_author(user=make_user())
        with self.assertNumQueries(5):
            self.client.get("/admin/authors/author/")


class Users(DeskTestCase):
    group = "Managing editor"

    def test_one_is_made_and_put_in_a_group(self):
        url = "/admin/auth/user/add/"
        words = {"username": "mara", "password1": "a-long-Word-9", "password2": "a-long-Word-9"}
        data = form_data(self.client.get(url)) | words | {"usable_password": "true"}
        response = self.client.post(url, data)
        self.assertSaved(response)
        user = User.objects.get(username="mara")
        url = f"/admin/auth/user/{user.pk}/change/"
        group = Group.objects.get(name="Reporter")
        data = {**form_data(self.client.get(url)), "groups": [group.pk], "is_staff": "on"}
        self.assertSaved(self.client.post(url, data))
        self.assertEqual(list(user.groups.all()), [group])

    def test_nobody_makes_themselves_an_administrator(self):
        url = f"/admin/auth/user/{self.user.pk}/change/"
        data = {**form_data(self.client.get(url)), "is_superuser": "on", "user_permissions": ["1"]}
        self.assertSaved(self.client.post(url, data))
        self.user.refresh_from_db()
        self.assertFalse(self.user.is_superuser)
        self.assertFalse(self.user.user_permissions.exists())

    def test_an_administrator_is_out_of_reach(self):
        admin = User.objects.create_superuser("root", password="root")
        for door in ("change/", "delete/", "password/"):
            url = f"/admin/auth/user/{admin.pk}/{door}"
            self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)

    def test_groups_open(self):
        group = Group.objects.get(name="Reporter")
        self.assertEqual(self.client.get(f"/admin/auth/group/{group.pk}/change/").status_code, 200)
        self.assertContains(self.client.get("/admin/auth/user/"), "Managing editor")
