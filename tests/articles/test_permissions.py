from django.contrib.auth.models import Group
from django.test import TestCase

from articles.permissions import GROUPS, codenames


class GroupTests(TestCase):
    def test_every_group_has_exactly_its_permissions(self):
        for name in GROUPS:
            with self.subTest(name):
                group = Group.objects.get(name=name)
                held = {
                    f"{permission.content_type.app_label}.{permission.codename}"
                    for permission in group.permissions.select_related("content_type")
                }
                self.assertEqual(held, codenames(name))

    def test_only_editors_publish(self):
        publishing = {name for name in GROUPS if "articles.publish_article" in codenames(name)}
        self.assertEqual(publishing, {"Editor", "Managing editor"})

    def test_a_reviewer_only_looks(self):
        actions = {name.split(".")[1].split("_")[0] for name in codenames("Reviewer")}
        self.assertEqual(actions, {"view"})

    def test_nobody_changes_an_edition(self):
        for name in GROUPS:
            for model in ("edition", "correction", "withdrawal", "revisionmeta"):
                for action in ("add", "change", "delete"):
                    self.assertNotIn(f"articles.{action}_{model}", codenames(name))
