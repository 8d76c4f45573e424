"""Who manages users must not become more than they are, nor make others so."""

from django.contrib.auth.models import Group, Permission, User
from django.test import TestCase

from tests.articles.admin.desk import form_data
from tests.factories import make_user


class ManagingPeople(TestCase):
    def setUp(self):
        self.user = make_user("Managing editor", username="gil")
        self.client.force_login(self.user)
        self.chief = User.objects.create_superuser("chief", password="chief")
        self.beyond = Permission.objects.get(codename="change_edition")
        self.stronger = Group.objects.create(name="Publishers of everything")
        self.stronger.permissions.add(self.beyond)

    def url(self, row, page="change") -> str:
        return f"/admin/auth/{row._meta.model_name}/{row.pk}/{page}/"

    def send(self, row, **changes):
        data = form_data(self.client.get(self.url(row)))
        return self.client.post(self.url(row), {**data, **changes})

    def may(self, user) -> set:
        return User.objects.get(pk=user.pk).get_all_permissions()

    def test_nobody_makes_themselves_a_superuser(self):
        before = self.may(self.user)
        self.send(self.user, is_superuser="on", user_permissions=[self.beyond.pk])
        self.assertFalse(User.objects.get(pk=self.user.pk).is_superuser)
        self.assertEqual(self.may(self.user), before)

    def test_nobody_makes_a_superuser(self):
        data = {
            "username": "puppet",
            "usable_password": "true",
            "password1": "a-long-password-1",
            "password2": "a-long-password-1",
            "is_superuser": "on",
            "is_staff": "on",
            "user_permissions": [self.beyond.pk],
            "groups": [self.stronger.pk],
        }
        self.client.post("/admin/auth/user/add/", data)
        puppet = User.objects.get(username="puppet")
        self.assertEqual((puppet.is_superuser, puppet.get_all_permissions()), (False, set()))

    def test_nobody_joins_a_group_that_may_do_more(self):
        own = self.user.groups.get()
        answer = self.send(self.user, groups=[own.pk, self.stronger.pk])
        self.assertContains(answer, "groups that may do no more than you may")
        self.assertEqual(list(self.user.groups.all()), [own])

    def test_groups_of_equals_are_given_freely(self):
        reporter = make_user("Reporter")
        groups = list(Group.objects.filter(name__in=["Editor", "Managing editor"]))
        answer = self.send(reporter, groups=[group.pk for group in groups])
        self.assertEqual(answer.status_code, 302)
        self.assertCountEqual(reporter.groups.all(), groups)

    def test_a_group_is_given_no_permission_that_the_giver_lacks(self):
        own = self.user.groups.get()
        kept = set(own.permissions.values_list("pk", flat=True))
        answer = self.send(own, permissions=[*kept, self.beyond.pk])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(set(own.permissions.values_list("pk", flat=True)), kept)
        data = {"name": "New", "permissions": [self.beyond.pk]}
        self.client.post("/admin/auth/group/add/", data)
        self.assertFalse(Group.objects.filter(name="New").exists())

    def test_a_group_of_equals_is_changed_as_before(self):
        own = Group.objects.get(name="Reporter")
        kept = list(own.permissions.values_list("pk", flat=True))[1:]
        self.assertEqual(self.send(own, permissions=kept).status_code, 302)
        self.assertCountEqual(own.permissions.values_list("pk", flat=True), kept)

    def test_who_may_do_more_is_out_of_reach(self):
        more = make_user(username="more")
        more.groups.add(self.stronger)
        away = make_user(username="away", is_active=False)
        away.user_permissions.add(self.beyond)
        before = list(User.objects.order_by("pk").values())
        data = {
            "password1": "a-long-password-1",
            "password2": "a-long-password-1",
            "username": "taken",
            "post": "yes",
        }
        for row in (self.chief, more, away, self.stronger):
            for page in ("change", "delete", "password")[: 2 if row == self.stronger else 3]:
                with self.subTest(row=str(row), page=page):
                    answer = self.client.post(self.url(row, page), data)
                    self.assertIn(answer.status_code, {403, 404})
        bulk = {"action": "delete_selected", "post": "yes"}
        for model, pk in (("user", more.pk), ("user", self.chief.pk), ("group", self.stronger.pk)):
            self.client.post(f"/admin/auth/{model}/", {**bulk, "_selected_action": [pk]})
        self.assertEqual(list(User.objects.order_by("pk").values()), before)
        self.assertTrue(Group.objects.filter(pk=self.stronger.pk).exists())

    def test_a_managing_editor_deletes_a_reporter(self):
        reporter = make_user("Reporter")
        self.client.post(self.url(reporter, "delete"), {"post": "yes"})
        self.assertFalse(User.objects.filter(pk=reporter.pk).exists())

    def test_passwords_are_on_no_page_and_cannot_be_searched(self):
        reporter = make_user("Reporter")
        page = self.client.get(self.url(reporter))
        self.assertNotContains(page, reporter.password.split("$")[-1])
        for door in (
            "/admin/auth/user/?password__startswith=m",
            "/admin/articles/article/?bylines__author__user__password__startswith=m",
            "/admin/articles/edition/?published_by__password__startswith=m",
            "/admin/authors/author/?user__password__startswith=m",
            "/admin/articles/image/?uploaded_by__password__startswith=m",
        ):
            with self.subTest(door=door), self.assertLogs("django.security", "ERROR"):
                self.assertEqual(self.client.get(door).status_code, 400)
