"""Giving the desk's groups the permissions of articles/permissions.py: what migrations run."""

from collections.abc import Collection

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

from articles.permissions import GROUPS, codenames


def grant(apps, schema_editor, models: Collection[str] | None = None) -> None:
    """Give each group its permissions on ``models`` ("articles.note"), or on all there are yet.

    A migration that adds models grants theirs alone, so that what a desk changed about the others
    stays as it is.
    """
    by_name = {
        name: permission
        for name, permission in _permissions(apps, schema_editor).items()
        if models is None or _model_of(permission) in models
    }
    Group = apps.get_model("auth", "Group")
    for name in GROUPS:
        group, _ = Group.objects.using(schema_editor.connection.alias).get_or_create(name=name)
        # Models of later migrations are in the table already, and in no database yet.
        group.permissions.add(*(by_name[one] for one in codenames(name) if one in by_name))


def grant_named(apps, schema_editor, names: Collection[str]) -> None:
    """Give the groups that there are those of the named permissions that are theirs.

    For a migration that adds permissions to a model the groups know already: no other permission
    and no group that a desk took away comes back.
    """
    by_name = _permissions(apps, schema_editor)
    Group = apps.get_model("auth", "Group")
    groups = Group.objects.using(schema_editor.connection.alias)
    for group in groups.filter(name__in=GROUPS):
        group.permissions.add(*(by_name[one] for one in codenames(group.name) & set(names)))


def _permissions(apps, schema_editor) -> dict:
    """Every permission by its name; those that are new are made."""
    database = schema_editor.connection.alias
    # Permissions are made after all migrations have run, which is too late for one that uses them.
    for label in ("articles", "authors", "auth"):
        create_permissions(installed.get_app_config(label), apps=apps, using=database, verbosity=0)
    Permission = apps.get_model("auth", "Permission")
    return {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(database).select_related("content_type")
    }


def _model_of(permission) -> str:
    return f"{permission.content_type.app_label}.{permission.content_type.model}"


def remove_groups(apps, schema_editor) -> None:
    Group = apps.get_model("auth", "Group")
    Group.objects.using(schema_editor.connection.alias).filter(name__in=GROUPS).delete()
