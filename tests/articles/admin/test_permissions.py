"""Every group at every door of the desk's stories: what opens, what answers 403."""

from reversion.models import Version

from articles.models import Article
from articles.publishing import publish
from tests.articles.admin.desk import DeskTestCase
from tests.factories import make_image, make_story

GROUPS = ("Reporter", "Photo editor", "Editor", "Managing editor", "Reviewer")
WRITERS = {"Reporter", "Editor", "Managing editor"}
CHANGERS = WRITERS | {"Photo editor"}
DELETERS = PUBLISHERS = {"Editor", "Managing editor"}

# (address, who may look, who may send); {pk}, {version} and {deleted} are filled in.
DOORS = (
    ("", set(GROUPS), CHANGERS),
    ("add/", WRITERS, WRITERS),
    ("{pk}/change/", set(GROUPS), CHANGERS),
    ("{pk}/history/", set(GROUPS), CHANGERS),
    ("{pk}/restore/1/", CHANGERS, CHANGERS),
    ("{draft}/delete/", DELETERS, DELETERS),
    ("recover/", WRITERS, WRITERS),
    ("recover/{deleted}/", WRITERS, WRITERS),
    ("{pk}/publish/", PUBLISHERS, PUBLISHERS),
    ("{pk}/schedule/", PUBLISHERS, PUBLISHERS),
    ("{pk}/cancel-schedule/", PUBLISHERS, PUBLISHERS),
    ("{pk}/withdraw/", PUBLISHERS, PUBLISHERS),
)
# Only looked at, by every group: nobody sends anything here.
LOOKED_AT = (
    "{pk}/history.html",
    "{pk}/history.json",
    "{pk}/compare/r1/now/",
    "{pk}/compare/start/r1/",
    "{pk}/who-wrote/",
    "changes/",
)
OTHER_LISTS = {
    "articles/image": CHANGERS,
    "articles/clip": CHANGERS,
    "articles/socialpost": CHANGERS,
    "articles/section": {"Managing editor"},
    "articles/sitepage": {"Managing editor"},
    "articles/tag": {"Reporter", "Editor", "Managing editor"},
    "authors/author": {"Editor", "Managing editor"},
}


class Doors(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_story(by=self.user, lead=make_image())
        self.draft = make_story("A draft")
        deleted = make_story("Deleted")
        self.names = {
            "pk": self.story.pk,
            "draft": self.draft.pk,
            "version": Version.objects.get_for_object(self.story).first().pk,
            "deleted": Version.objects.get_for_object(deleted).first().pk,
        }
        deleted.delete()

    def url(self, door: str) -> str:
        return "/admin/articles/article/" + door.format(**self.names)

    def test_who_may_look(self):
        for group in GROUPS:
            self.sign_in(group)
            for door, lookers, _senders in DOORS:
                with self.subTest(group=group, door=door):
                    status = self.client.get(self.url(door)).status_code
                    self.assertEqual(status, 200 if group in lookers else 403)

    def test_whoever_may_not_send_gets_403_and_changes_nothing(self):
        before = list(Article.objects.order_by("pk").values())
        for group in GROUPS:
            self.sign_in(group)
            for door, _lookers, senders in DOORS:
                if group in senders:
                    continue
                data = {"headline": "Forged", "post": "yes", "action": "delete_selected"}
                with self.subTest(group=group, door=door):
                    self.assertEqual(self.client.post(self.url(door), data).status_code, 403)
        self.assertEqual(list(Article.objects.order_by("pk").values()), before)

    def test_a_story_is_published_by_editors_only(self):
        for group in GROUPS:
            self.sign_in(group)
            response = self.client.get(self.url("{pk}/change/"))
            self.assertEqual("Publish…" in response.content.decode(), group in PUBLISHERS)

    def test_a_reviewer_reads_the_whole_form_and_can_send_none_of_it(self):
        self.sign_in("Reviewer")
        publish(self.story, by=None, change="first")
        response = self.client.get(self.url("{pk}/change/"))
        self.assertContains(response, "The ferry came back on Monday.")
        self.assertNotContains(response, 'name="headline"')
        self.assertNotContains(response, 'name="_save"')
        self.assertNotContains(response, 'name="_continue"')

    def test_the_other_lists(self):
        for group in GROUPS:
            self.sign_in(group)
            for place, adders in OTHER_LISTS.items():
                with self.subTest(group=group, place=place):
                    self.assertEqual(self.client.get(f"/admin/{place}/").status_code, 200)
                    status = self.client.get(f"/admin/{place}/add/").status_code
                    self.assertEqual(status, 200 if group in adders else 403)
                    if group == "Reviewer":
                        for door in ("", "add/"):
                            status = self.client.post(f"/admin/{place}/{door}", {}).status_code
                            self.assertEqual(status, 403)

    def test_users_and_groups_are_the_managing_editors(self):
        for group in GROUPS:
            self.sign_in(group)
            for place in ("auth/user", "auth/group"):
                status = self.client.get(f"/admin/{place}/").status_code
                self.assertEqual(status, 200 if group == "Managing editor" else 403)

    def test_the_sidebar_shows_what_opens(self):
        self.sign_in("Reporter")
        page = self.client.get("/admin/")
        self.assertContains(page, "/admin/articles/image/")
        self.assertNotContains(page, "/admin/auth/user/")
        self.sign_in("Managing editor")
        self.assertContains(self.client.get("/admin/"), "/admin/auth/user/")

    def test_whoever_is_not_staff_is_sent_to_sign_in(self):
        user = self.sign_in("Editor")
        user.is_staff = False
        user.save()
        for door, _lookers, _senders in DOORS:
            response = self.client.get(self.url(door))
            self.assertEqual(response.status_code, 302)
            self.assertIn("/admin/login/", response.url)

    def test_every_group_reviews_and_nobody_sends_to_what_is_looked_at(self):
        for group in (*GROUPS, None):
            self.sign_in(group)
            for door in LOOKED_AT:
                with self.subTest(group=group, door=door):
                    expected = 200 if group else 403
                    self.assertEqual(self.client.get(self.url(door)).status_code, expected)
                    self.assertIn(self.client.post(self.url(door)).status_code, (403, 405))

    def test_only_who_writes_names_a_revision(self):
        for group in GROUPS:
            self.sign_in(group)
            with self.subTest(group):
                answer = self.client.post(self.url("{pk}/history/1/name/"), {"name": group})
                self.assertEqual(answer.status_code, 302 if group in CHANGERS else 403)
